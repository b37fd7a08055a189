// Keeps a technician's page as of now while it is looked at. Without script it is complete too, and renews itself as a whole.

const OFTEN_MS = 5000 // while a command is under way
const ELSE_MS = 10000

/** @param {HTMLElement} part @param {string} html: puts what is new in place; what was open stays open, and the focus where it was */
function put(part, html) {
  const open = Array.from(part.querySelectorAll('details'), (one) => [one.id, one.open])
  const focused = part.contains(document.activeElement) ? document.activeElement.id : ''
  part.innerHTML = html
  for (const [id, wasOpen] of open) {
    const found = document.getElementById(id)
    if (found) found.open = wasOpen
  }
  const again = focused && document.getElementById(focused)
  if (again) again.focus({ preventScroll: true })
}

/** @param {HTMLElement} part */
async function renew(part) {
  const answer = await fetch(`${location.pathname}?part=${part.dataset.live}&version=${part.dataset.version}`)
  if (answer.redirected) location.reload() // the log-in has ended
  if (answer.status !== 200) return
  part.dataset.version = answer.headers.get('Signage-Version')
  put(part, await answer.text())
}

async function look() {
  try {
    if (!document.hidden) for (const part of document.querySelectorAll('[data-live]')) await renew(part)
  } catch {
    // no network down here: what stands there stays, with its time
  }
  setTimeout(look, document.querySelector('[data-awaited]') ? OFTEN_MS : ELSE_MS)
}

setTimeout(look, OFTEN_MS)
