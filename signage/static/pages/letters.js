// How many characters a reader counts in a field, under it: 26 / 80 文字.

/** @param {string} text @returns {number} */
function letters(text) {
  const plain = text.trim()
  if (!('Segmenter' in Intl)) return [...plain].length
  return [...new Intl.Segmenter().segment(plain)].length
}

/**
 * @param {HTMLInputElement|HTMLTextAreaElement} field one with data-count, the most characters
 * @param {(ja: string, en: string) => string} say
 */
export function counted(field, say) {
  const line = document.createElement('div')
  line.className = 'under'
  const hint = field.parentElement.querySelector('.hint')
  const count = document.createElement('span')
  count.className = 'count'
  field.after(line)
  if (hint) line.append(hint)
  line.append(count)
  const show = () => {
    const most = Number(field.dataset.count)
    const length = letters(field.value)
    count.textContent = say(`${length} / ${most} 文字`, `${length} / ${most}`)
    count.classList.toggle('over', length > most)
  }
  field.addEventListener('input', show)
  field.form?.addEventListener('change', show) // another kind may have room for more
  show()
}
