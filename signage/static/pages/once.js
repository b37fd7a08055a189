// One press, one request: while a form is on its way, pressing again sends nothing. A form that a script sends by itself (it
// prevents the submit) is left to that script.

const AT_MOST_MS = 10_000 // where nothing comes back, or a file does, the page stays, and may be used again

/** @type {WeakMap<HTMLFormElement, number>} */
let sentAt = new WeakMap()

// On the window: all other listeners have had their say by then.
window.addEventListener('submit', (event) => {
  const form = event.target
  if (event.defaultPrevented || form.getAttribute('method') !== 'post') return
  if (Date.now() - sentAt.get(form) < AT_MOST_MS) event.preventDefault()
  else sentAt.set(form, Date.now())
})

// A page that comes back as it was, by the browser's “back”, can be sent again.
window.addEventListener('pageshow', () => { sentAt = new WeakMap() })
