// Keys for all pages: / to search, g and a letter to go, ? for the list of them, Ctrl+Enter for the filled button.
// Single letters can be switched off (WCAG 2.1.4), and mean nothing while somebody types.

import './log-out.js'

const PAGES = { h: '/home', c: '/content', p: '/playlists', s: '/schedule', t: '/time', d: '/displays' }
const WITHIN_MS = 1500
const KEPT = 'signage-keys'

const dialog = document.getElementById('keys')
let gone = 0 // when g was pressed

function switchedOff() {
  try {
    return localStorage.getItem(KEPT) === 'off'
  } catch {
    return false // a browser that keeps nothing: as at first
  }
}

for (const box of document.querySelectorAll('[data-keys-on]')) {
  box.closest('.check').hidden = false
  box.checked = !switchedOff()
  box.addEventListener('change', () => {
    try {
      localStorage.setItem(KEPT, box.checked ? 'on' : 'off')
    } catch {
      // Not kept: it holds for nothing, and the box says so when the page is opened again.
    }
  })
}

/** @param {EventTarget|null} target @returns {boolean} whether keys belong to what has the focus */
function typesIn(target) {
  return target instanceof Element && target.closest('input:not([type="checkbox"]):not([type="radio"]), textarea, select, [contenteditable], [role="grid"], dialog[open]') !== null
}

/** @param {string} key @returns {HTMLAnchorElement|null} the link of the header that g and this key go to, if it is there */
function linkOf(key) {
  return key in PAGES ? document.querySelector(`.top nav a[href="${PAGES[key]}"]`) : null
}

/** @param {string} key @returns {boolean} whether the key did something */
function act(key) {
  const search = document.querySelector('main input[type="search"], main [role="search"] input:not([type="hidden"])')
  if (Date.now() - gone < WITHIN_MS) {
    gone = 0
    const link = linkOf(key)
    if (link) link.click()
    return link !== null
  }
  if (key === 'g') gone = Date.now()
  else if (key === '/' && search) search.focus()
  else if (key === '?' && dialog) dialog.showModal()
  else return false
  return true
}

/** @param {KeyboardEvent} event */
function pressFilled(event) {
  const form = event.target instanceof Element ? event.target.closest('form') : null
  const filled = (form && form.querySelector('button.filled')) || document.querySelector('main .filled')
  if (!filled || document.querySelector('dialog[open]')) return
  event.stopImmediatePropagation() // a page's own script may know this key too
  event.preventDefault()
  filled.click()
}

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.isComposing) return
  const held = event.ctrlKey || event.metaKey
  if (held && event.key === 'Enter') pressFilled(event)
  if (held || event.altKey || switchedOff() || typesIn(event.target)) return
  if (act(event.key)) event.preventDefault()
})
