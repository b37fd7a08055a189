// The time machine: shows the slide as a player does, moves through the day, and plays. Without this script its links and
// its form do the same, one page a moment.

const SETTLE_MS = 400 // after the last move of the knob
const HOUR = 60
const TEN_SECONDS = 10000

const machine = document.getElementById('machine')
const scrub = () => document.getElementById('scrub')
/** The moment that the page shows, epoch milliseconds. */
let at = Number(scrub() ? scrub().dataset.at : 0)
let asking = 0

/** @param {HTMLIFrameElement} frame @param {object} what */
function tell(frame, what) {
  if (frame.contentWindow) frame.contentWindow.postMessage({ signage: 1, ...what }, window.location.origin)
}

/** @returns {{begins: number, ends: number}} the visible stretch of the slide in the frame */
function stretchOf() {
  const { begins, ends } = document.getElementById('on-glass').dataset
  return { begins: Number(begins), ends: Number(ends) }
}

/** The slide is opened as a player opens it: held when it is ready, then shown at its moment. */
function showNow() {
  const frame = document.querySelector('#on-glass iframe')
  if (!frame || playing) return
  tell(frame, { show: { now: Math.min(Math.max(at, stretchOf().begins), stretchOf().ends - 1), ...stretchOf() } })
}

window.addEventListener('message', (event) => {
  const frame = [...document.querySelectorAll('#on-glass iframe')].find((one) => one.contentWindow === event.source)
  if (!frame || !event.data || event.data.signage !== 1 || !event.data.ready) return
  tell(frame, { hold: true })
  if (playing) playing.ready(frame)
  else showNow()
})

/** @param {string} address opens another moment in this page; where that can't be, by leaving it */
async function go(address, push = true) {
  stop()
  const mine = ++asking
  try {
    const answer = await fetch(address)
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    if (mine !== asking) return
    const fresh = page.getElementById('machine')
    if (!answer.ok || !fresh || !isSameDay(page)) throw new Error('another page')
    take(page, fresh)
    if (push) window.history.replaceState(null, '', fresh.dataset.address)
  } catch {
    if (mine === asking) window.location.assign(address)
  }
}

/** @param {Document} page */
function isSameDay(page) {
  const [old, fresh] = [scrub(), page.getElementById('scrub')]
  return old && fresh && old.dataset.begins === fresh.dataset.begins && old.min === fresh.min
}

/** @param {Document} page @param {HTMLElement} fresh */
function take(page, fresh) {
  const held = document.activeElement && document.activeElement.id
  machine.dataset.address = fresh.dataset.address
  const [language, anew] = [document, page].map((one) => one.querySelector('a.language'))
  if (language && anew) language.setAttribute('href', anew.getAttribute('href')) // the other language tells of this moment
  for (const id of ['glass', 'around', 'told', 'why']) {
    const [old, its] = [document.getElementById(id), fresh.querySelector(`#${id}`)]
    if (old && its) old.replaceWith(document.importNode(its, true))
    else if (old) old.remove()
    else if (its) window.location.assign(fresh.dataset.address)
  }
  const input = fresh.querySelector('#scrub')
  at = Number(input.dataset.at)
  scrub().setAttribute('aria-valuetext', input.getAttribute('aria-valuetext'))
  for (const name of ['day', 'time']) document.getElementById(name).value = page.getElementById(name).value
  lay(at)
  reveal()
  if (held && document.getElementById(held)) document.getElementById(held).focus()
  showNow()
}

/** @param {number} moment where the knob stands */
function lay(moment) {
  const input = scrub()
  const minutes = (moment - Number(input.dataset.begins)) / 60000
  const last = Number(input.max) + 1
  input.value = String(Math.floor(minutes))
  document.getElementById('knob').setAttribute('x', `${(100 * (minutes - Number(input.min))) / (last - Number(input.min))}%`)
  document.querySelector('#knob text').textContent = clock(moment)
}

/** @param {number} moment @returns {string} on the wall of the display, counted from a time that the server wrote */
function clock(moment) {
  const begins = Number(scrub().dataset.begins)
  const seconds = Math.floor((moment - begins) / 1000)
  const two = (number) => String(number).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  return `${document.documentElement.lang === 'ja' ? hours : two(hours)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}

let settling = 0

/** @param {number} moment the knob goes there at once, the slide when it rests */
function moveTo(moment) {
  stop()
  const input = scrub()
  const begins = Number(input.dataset.begins)
  at = Math.min(Math.max(moment, begins + Number(input.min) * 60000), begins + Number(input.max) * 60000 + 59999)
  lay(at)
  clearTimeout(settling)
  settling = window.setTimeout(() => go(addressOf(at)), SETTLE_MS)
}

/** @param {number} moment */
function addressOf(moment) {
  const address = new URL(machine.dataset.address, window.location.href)
  address.searchParams.set('at', String(moment))
  return address.pathname + address.search
}

/** @param {KeyboardEvent} event @returns {number} how far a key moves the knob, in milliseconds; 0 for any other key */
function stepOf(event) {
  const forward = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key] || 0
  if (forward) return forward * (event.shiftKey ? TEN_SECONDS : 60000)
  return { PageUp: HOUR, PageDown: -HOUR }[event.key] * 60000 || 0
}

document.addEventListener('keydown', (event) => {
  if (event.target === scrub() && stepOf(event)) {
    event.preventDefault()
    moveTo(at + stepOf(event))
    return
  }
  const writes = event.target.closest('input:not([type="range"]), select, textarea')
  const link = { ',': 'before', '.': 'after' }[event.key]
  if (writes || !link || event.ctrlKey || event.metaKey || event.altKey) return
  const target = document.getElementById(link)
  if (target) go(target.href)
})

document.addEventListener('input', (event) => {
  if (event.target === scrub()) moveTo(Number(scrub().dataset.begins) + Number(scrub().value) * 60000)
})

document.addEventListener('click', (event) => {
  if (event.target.closest('#play')) {
    if (playing) go(addressOf(Math.round(playing.now())))
    else play()
    return
  }
  const link = event.target.closest('#before, #after, #around a')
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return
  event.preventDefault()
  go(link.href)
})

const copy = document.getElementById('copy')
if (copy && navigator.clipboard) {
  copy.hidden = false
  copy.addEventListener('click', async () => {
    await navigator.clipboard.writeText(new URL(machine.dataset.address, window.location.href).href)
    document.getElementById('said').textContent = copy.dataset.saysDone
    copy.textContent = copy.dataset.saysDone
  })
}

/** @type {import('./time-play.js').Playing | null} */
let playing = null

async function play() {
  const { Playing } = await import(machine.dataset.playing)
  const button = document.getElementById('play')
  playing = new Playing({ at, following: machine.dataset.following, onMoved: (moment) => lay(moment), onEnd: () => go(addressOf(Math.round(at))) })
  button.dataset.saysPlay = button.querySelector('span').textContent
  button.querySelector('span').textContent = button.dataset.saysStop
  playing.start()
}

function stop() {
  if (!playing) return
  playing.stop()
  playing = null
}

function reveal() {
  for (const part of document.querySelectorAll('#machine [data-script]')) part.hidden = false
}

reveal()
showNow()
