// Keeps parts of a page fresh: htmx fetches each [data-live] part, and swaps it only where the server says it changed.

/** @param {CustomEvent} event @returns {HTMLElement|null} the live part that fetches, if it is one */
function liveOf(event) {
  const source = event.detail.ctx.sourceElement
  return source && 'live' in source.dataset ? source : null
}

const stop = document.querySelector('[data-stop]')
let stopped = false

document.addEventListener('htmx:config:request', (event) => {
  const part = liveOf(event)
  if (!part) return
  if (stopped || document.hidden) event.preventDefault()
  else if (part.dataset.version) event.detail.ctx.request.body.set('version', part.dataset.version)
})

document.addEventListener('htmx:before:response', (event) => {
  const part = liveOf(event)
  const { headers, status } = event.detail.ctx.response
  if (!part) return
  if (status >= 400) {
    // What stands here stays, with its time; unless the log-in is over, which leads there and back.
    if (!headers.get('HX-Redirect')) event.preventDefault()
    return
  }
  for (const clock of document.querySelectorAll('[data-clock]')) clock.textContent = headers.get('Signage-Clock') || clock.textContent
  if (headers.get('Signage-Version')) part.dataset.version = headers.get('Signage-Version')
})

if (stop) {
  stop.hidden = false
  stop.addEventListener('click', () => {
    stopped = !stopped
    stop.textContent = stopped ? stop.dataset.saysGo : stop.dataset.saysStop
  })
}
for (const part of document.querySelectorAll('[data-script]')) part.hidden = false
for (const part of document.querySelectorAll('[data-without-script]')) part.hidden = true
