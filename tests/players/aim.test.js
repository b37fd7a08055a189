import assert from 'node:assert'
import test from 'node:test'
import { Aim } from '../../players/kiosk/aim.js'
import { Program } from '../../players/kiosk/program.js'

const START = 1795186800000
const DAY = 86400000
const SLOT = 12000
const PAINT_MS = 100
const nothing = () => {}

/** Seven slides of twelve seconds, s0 to s6. */
function manifest(alerts = []) {
  const span = { from: START, until: START + DAY }
  const slides = Array.from({ length: 7 }, (_, i) => ({ slide: `s${i}`, item: `s${i}`, ms: SLOT }))
  const loops = { L: { ms: 7 * SLOT, order: slides.map((_, i) => i) } }
  return { version: 1, etag: '1', display: { spot: null }, alerts, ...span, slides, loops, segments: [{ ...span, anchor: START, loop: 'L' }], fallback: 'f', withdrawn: [], assets: {} }
}

function programOf(made) {
  const program = new Program({ has: () => true, report: nothing, onTakeOver: nothing })
  program.offer(made)
  return program
}

/** A frame in which a slide has been loading for so long. */
function frame(ms = 0) {
  const loaded = []
  const load = (address) => loaded.push(address)
  return { loaded, load, loadingMs: () => ms, holds: (address) => loaded[loaded.length - 1] === address }
}

function aimed(alerts, after, ms) {
  const program = programOf(manifest(alerts))
  const back = frame(ms)
  new Aim({ program, now: () => START + after }).load(program.step(START + after), back, null)
  return back.loaded
}

test('a slide that can be ready in its slot is loaded, else what is due by then', () => {
  assert.deepStrictEqual(aimed([], 1000, 8000), ['/slides/s0.html'])
  assert.deepStrictEqual(aimed([], 5000, 8000), ['/slides/s1.html'])
})

test('an alert is loaded though it may be over before it is ready', () => {
  const alert = { id: 'x', slide: 'alarm', from: START, until: START + 6000, wake: false }
  assert.deepStrictEqual(aimed([alert], 1000, 8000), ['/slides/alarm.html'])
})

/** Something to hold slides: each says that it is ready when its frames have been painted for a while. */
function element() {
  const inside = { document: { readyState: 'complete' }, postMessage: nothing }
  inside.location = { pathname: 'blank', replace: (address) => ((inside.location.pathname = address), (made.since = Date.now())) }
  const made = { contentWindow: inside, classList: { add: nothing, remove: nothing }, style: {}, since: 0, setAttribute: nothing, remove: nothing, addEventListener: nothing, removeEventListener: nothing }
  return made
}

/** A page whose time passes in steps; while it is hidden nothing is painted. */
async function page(t) {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: START })
  t.mock.method(performance, 'now', () => Date.now())
  const made = { hidden: false, loadMs: 2 * PAINT_MS, elements: [], paints: [], listeners: {}, reports: [] }
  globalThis.window = { setTimeout: (...given) => setTimeout(...given), addEventListener: (name, hear) => (made.listeners[name] = hear), removeEventListener: nothing, location: { origin: 'x' }, devicePixelRatio: 1 }
  globalThis.document = { addEventListener: (name, hear) => (made.listeners[name] = hear), removeEventListener: nothing, createElement: () => (made.elements.push(element()), made.elements[made.elements.length - 1]) }
  globalThis.requestAnimationFrame = (paint) => made.paints.push(paint)
  const { Stage } = await import('../../players/kiosk/stage.js')
  made.pass = (ms) => {
    for (const end = Date.now() + ms; Date.now() < end; ) {
      t.mock.timers.tick(PAINT_MS)
      if (!made.hidden) paint(made)
    }
  }
  made.hide = (hidden) => {
    made.hidden = hidden
    made.listeners.visibilitychange()
  }
  const report = (...said) => made.reports.push(said)
  const parts = { root: { append: nothing }, now: () => Date.now(), report, onPainted: nothing, onFailed: nothing, mayTurn: () => true, isSeen: () => !made.hidden }
  made.program = programOf(manifest())
  made.stage = new Stage({ ...parts, program: made.program })
  return made
}

function paint({ elements, paints, listeners, loadMs }) {
  paints.splice(0).forEach((painted) => painted())
  for (const one of elements.filter(({ since }) => since && Date.now() - since >= loadMs)) {
    one.since = 0
    listeners.message({ source: one.contentWindow, data: { signage: 1, ready: true } })
  }
}

test('a page that was hidden for an hour shows what is due as soon as it is seen', async (t) => {
  const { stage, pass, hide } = await page(t)
  const due = () => `s${Math.floor((Date.now() - START) / SLOT) % 7}`
  t.mock.method(console, 'clear', nothing)
  stage.start()
  pass(30000)
  assert.strictEqual(stage.onGlass.slide, due())
  // Seen again at any moment of a slot.
  for (let i = 0; i < SLOT; i += 1000) {
    hide(true)
    pass(3600000 + 1000)
    hide(false)
    pass(1000)
    assert.strictEqual(stage.onGlass.slide, due(), `seen ${(Date.now() - START) % SLOT - 1000} ms after a slot began`)
    pass(SLOT - 1000)
  }
  stage.stop()
})

test('a slide that comes more than half a second after its turn is told to staff', async (t) => {
  const made = await page(t)
  t.mock.method(console, 'clear', nothing)
  const alert = (loadMs) => {
    const id = `in ${loadMs} ms`
    made.loadMs = loadMs
    made.program.offer({ ...manifest([{ id, slide: id, item: id, from: START, until: START + DAY, wake: false }]), etag: id })
    made.stage.tick()
    made.pass(2000)
  }
  made.stage.start()
  made.pass(30000)
  alert(400)
  assert.deepStrictEqual([made.stage.onGlass.slide, made.reports], ['in 400 ms', []])
  alert(900)
  assert.deepStrictEqual([made.stage.onGlass.slide, made.reports], ['in 900 ms', [['E10', 'in 900 ms: 900 ms']]])
  made.stage.stop()
})
