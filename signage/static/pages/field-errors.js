// What a field can't say is told between its label and itself, as the server's own pages tell it.

const SVG = 'http://www.w3.org/2000/svg'

/** @param {string} id @param {string} words @returns {HTMLElement} */
function lineOf(id, words) {
  const line = document.createElement('p')
  const mark = document.createElementNS(SVG, 'svg')
  const use = document.createElementNS(SVG, 'use')
  const text = document.createElement('span')
  use.setAttribute('href', '/static/marks.svg#silent')
  mark.setAttribute('class', 'mark mark-silent')
  mark.setAttribute('aria-hidden', 'true')
  mark.append(use)
  text.textContent = words
  line.className = 'error'
  line.id = id
  line.dataset.told = ''
  line.append(mark, ' ', text)
  return line
}

/**
 * Tells these and takes away what was told before.
 * @param {HTMLFormElement} form @param {Record<string, string>} errors by field
 */
export function showErrors(form, errors) {
  for (const old of form.querySelectorAll('[data-told]')) {
    const group = old.closest('.field')
    group.classList.remove('wrong-field')
    for (const field of group.querySelectorAll('[aria-invalid]')) field.removeAttribute('aria-invalid')
    old.remove()
  }
  for (const [name, words] of Object.entries(errors)) {
    const field = document.getElementById(name)
    const group = field && field.closest('.field')
    if (!group || group.querySelector('.error')) continue
    group.classList.add('wrong-field')
    group.querySelector('label, legend').after(lineOf(`${name}-told`, words))
    field.setAttribute('aria-invalid', 'true')
    field.setAttribute('aria-describedby', [`${name}-told`, field.getAttribute('aria-describedby') || ''].join(' ').trim())
  }
}
