// What is typed into a form is kept in this browser until the server has it, for the one who typed it, for a week at most.

const DAYS = 7
const OURS = 'signage-item-'
/** What a new item begins with, in the address of its page: text that was typed over another beginning is not put over this. */
const BEGINNINGS = ['from', 'kind', 'media']

/** @param {HTMLFormElement} form @returns {string} where it is kept: what was never saved has no address of its own yet */
function placeOf(form) {
  if (form.elements.seen.value) return OURS + form.dataset.item
  const asked = new URLSearchParams(location.search)
  const begun = BEGINNINGS.filter((name) => asked.get(name)).map((name) => `${name}=${asked.get(name)}`)
  return `${OURS}${['new', ...begun].join('&')}`
}

/** @param {{at: number}|null} kept */
const isOver = (kept) => !kept || !(Date.now() - kept.at < DAYS * 86400000)

/** @param {HTMLFormElement} form @returns {Record<string, string>} the texts of the form, those of one name as lines; '' without a tick */
export function texts(form) {
  const found = {}
  for (const [name, value] of new FormData(form)) {
    if (typeof value === 'string' && !['csrf', 'seen', 'was', 'display'].includes(name)) {
      found[name] = name in found ? `${found[name]}\n${value}` : value
    }
  }
  for (const box of form.querySelectorAll('input[type="checkbox"][name]')) found[box.name] ??= ''
  return found
}

/** Puts texts back into the form; what they don't name stays. @param {HTMLFormElement} form @param {Record<string, string>} fields */
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
  const kept = read(placeOf(form))
  return !isOver(kept) && kept.user === form.dataset.user ? kept : null
}

/** Of an item that is saved for the first time: before its form says so. @param {HTMLFormElement} form */
export function forgetInBrowser(form) {
  try {
    localStorage.removeItem(placeOf(form))
  } catch {
    // Then nothing was kept either.
  }
}

/** Takes away what was kept for longer than a week. */
export function forgetOld() {
  forget(isOver)
}

/** Takes away all that one person left here, at their log-out: others use this browser too. @param {string} user */
export function forgetAllOf(user) {
  forget((kept) => isOver(kept) || kept.user === user)
}

/** @param {(kept: {user: string, at: number}|null) => boolean} goes */
function forget(goes) {
  try {
    for (const place of Object.keys(localStorage).filter((name) => name.startsWith(OURS))) {
      if (goes(read(place))) localStorage.removeItem(place)
    }
  } catch {
    // Then nothing was kept either.
  }
}

/** @param {string} place @returns {{user: string, at: number}|null} null for what can't be read */
function read(place) {
  try {
    return JSON.parse(localStorage.getItem(place))
  } catch {
    return null
  }
}

/**
 * What is to be filled in so that what was put back is dropped, and what was typed since stays.
 * @param {Record<string, string>} before what stood there @param {Record<string, string>} put @param {Set<string>} since names of fields
 * @returns {Record<string, string>}
 */
export function dropped(before, put, since) {
  const names = Object.keys(put).filter((name) => !since.has(name))
  return Object.fromEntries(names.map((name) => [name, before[name] ?? '']))
}

/** @returns {Promise<string>} the word that forms carry, once one is logged in again; empty until then */
export async function askForWord() {
  const answer = await fetch('/content/word', { headers: { 'HX-Request': 'true' } })
  return answer.ok ? (await answer.json()).csrf : ''
}
