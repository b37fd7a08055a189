// What is typed into a form is kept in this browser until the server has it, for the one who typed it.

const DAYS = 7

/** @param {HTMLFormElement} form @returns {string} where it is kept: what was never saved has no address yet */
function placeOf(form) {
  return form.elements.seen.value ? `signage-item-${form.dataset.item}` : 'signage-item-new'
}

/** @param {HTMLFormElement} form @param {Record<string, string>} fields */
export function keepInBrowser(form, fields) {
  const kept = { user: form.dataset.user, seen: form.elements.seen.value, at: Date.now(), fields }
  try {
    localStorage.setItem(placeOf(form), JSON.stringify(kept))
  } catch {
    // No room, or not allowed: the server is asked every five seconds anyway.
  }
}

/** @param {HTMLFormElement} form @returns {{seen: string, fields: Record<string, string>}|null} */
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
