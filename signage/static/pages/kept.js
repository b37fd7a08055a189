// What is typed into a form is kept in this browser until the server has it, for the one who typed it.

const DAYS = 7

/** @param {HTMLFormElement} form @returns {string} where it is kept: what was never saved has no address yet */
function placeOf(form) {
  return form.elements.seen.value ? `signage-item-${form.dataset.item}` : 'signage-item-new'
}

/** @param {HTMLFormElement} form @returns {Record<string, string>} the texts of the form, those of one name as lines */
export function texts(form) {
  const found = {}
  for (const [name, value] of new FormData(form)) {
    if (typeof value === 'string' && !['csrf', 'seen', 'was', 'display'].includes(name)) {
      found[name] = name in found ? `${found[name]}\n${value}` : value
    }
  }
  return found
}

/** Puts texts back into the form. @param {HTMLFormElement} form @param {Record<string, string>} fields */
export function fill(form, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const lines = value.split('\n')
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === 'radio' || field.type === 'checkbox') field.checked = lines.includes(field.value)
      else if (field.type !== 'hidden') field.value = value
    }
  }
}

/** @param {HTMLFormElement} form */
export function keepInBrowser(form) {
  const { seen, was } = form.elements
  const kept = { user: form.dataset.user, seen: seen.value, was: was.value, at: Date.now(), fields: texts(form) }
  try {
    localStorage.setItem(placeOf(form), JSON.stringify(kept))
  } catch {
    // No room, or not allowed: the server is asked every five seconds anyway.
  }
}

/** @param {HTMLFormElement} form @returns {{seen: string, was: string, fields: Record<string, string>}|null} `was`: what they were typed over */
export function keptInBrowser(form) {
  try {
    const kept = JSON.parse(localStorage.getItem(placeOf(form)) || 'null')
    const ours = kept && kept.user === form.dataset.user && Date.now() - kept.at < DAYS * 86400000
    return ours ? kept : null
  } catch {
    return null
  }
}

/** @param {HTMLFormElement} form */
export function forgetInBrowser(form) {
  try {
    localStorage.removeItem(`signage-item-${form.dataset.item}`)
    localStorage.removeItem('signage-item-new')
  } catch {
    // Then nothing was kept either.
  }
}

/** @returns {Promise<string>} the word that forms carry, once one is logged in again; empty until then */
export async function askForWord() {
  const answer = await fetch('/content/word', { headers: { 'HX-Request': 'true' } })
  return answer.ok ? (await answer.json()).csrf : ''
}
