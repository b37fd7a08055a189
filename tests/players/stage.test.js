import assert from 'node:assert'
import test from 'node:test'

const nothing = () => {}
const inside = () => ({ location: { replace: nothing, pathname: '' }, postMessage: nothing })
const frame = () => ({ setAttribute: nothing, remove: nothing, addEventListener: nothing, removeEventListener: nothing, classList: { add: nothing, remove: nothing }, style: {}, contentWindow: inside() })
globalThis.window = { setTimeout, addEventListener: nothing, location: { origin: 'x' }, devicePixelRatio: 1 }
globalThis.document = { addEventListener: nothing, createElement: frame }
globalThis.requestAnimationFrame = (paint) => setTimeout(paint, 1)
const { Stage } = await import('../../players/kiosk/stage.js')
const { Program } = await import('../../players/kiosk/program.js')

const START = 1795186800000
const DAY = 86400000
const ALERT = { id: 'x', slide: 'alarm', from: START, until: START + DAY, wake: false }

function manifest(etag, slide, withdrawn) {
  const span = { from: START, until: START + DAY }
  const loops = { L: { ms: DAY, order: [0] } }
  const segments = [{ ...span, anchor: START, loop: 'L' }]
  const slides = [{ slide, item: slide, ms: DAY }]
  return { version: 1, etag, display: { spot: null }, alerts: [], ...span, slides, loops, segments, fallback: 'f', withdrawn, assets: {} }
}

/** A stage that plays `first`, of which only the slides "a" and "alarm" are there; frames are ready at once when `settle` is called. */
async function playing(first = manifest('1', 'a', [])) {
  const program = new Program({ has: (path) => /\/(a|alarm)\.html$/.test(path), report: nothing, onTakeOver: nothing })
  program.offer(first)
  const painted = []
  const root = { append: nothing }
  const onPainted = (onGlass) => painted.push(onGlass.slide)
  const failed = []
  const parts = { onPainted, onFailed: (slide) => failed.push(slide), mayTurn: () => true, isSeen: () => true }
  const stage = new Stage({ root, program, now: () => START + 5000, report: nothing, ...parts })
  const settle = async () => {
    for (const one of stage.frames.filter((held) => held.state === 'loading')) {
      clearTimeout(one.timer)
      one.state = 'ready'
    }
    stage.tick()
    await new Promise((resolve) => setTimeout(resolve, 150))
  }
  stage.start()
  await settle()
  return { stage, program, painted, failed, settle, over: () => clearTimeout(stage.timer) }
}

test('a withdrawn slide that nothing can stand in for is not said to be on the glass any more, and its play is over', async () => {
  const { stage, program, painted, settle, over } = await playing()
  program.offer(manifest('2', 'b', ['a']))
  await settle()
  over()
  assert.deepStrictEqual([stage.front, stage.onGlass.slide, stage.onGlass.item], [null, null, null])
  assert.notStrictEqual(stage.onGlass.painted, null)
  assert.deepStrictEqual(painted, ['a', null])
})

test('new frames in the middle of a slot make no second play of it', async () => {
  const { stage, painted, settle, over } = await playing()
  const first = stage.onGlass.painted
  const { paints } = stage
  stage.rebuild()
  await settle()
  over()
  assert.deepStrictEqual(painted, ['a'])
  assert.strictEqual(stage.onGlass.painted, first)
  assert.ok(stage.paints > paints)
})

test('a change that the stage was built anew over does not end the next one', async () => {
  const { stage, over } = await playing()
  const before = stage.front
  stage.rebuild()
  stage.changing = true
  stage.front = stage.frames[0]
  stage.changed(null, before)
  over()
  stage.frames.forEach((one) => clearTimeout(one.timer))
  assert.strictEqual(stage.changing, true)
  stage.changed(null, stage.front)
  over()
  assert.strictEqual(stage.changing, false)
})

test('an alert that is over leaves the glass though nothing else can be shown', async () => {
  const { stage, program, painted, settle, over } = await playing({ ...manifest('1', 'b', []), alerts: [ALERT] })
  assert.strictEqual(stage.isEmpty(), false)
  program.offer(manifest('2', 'b', []))
  await settle()
  over()
  assert.deepStrictEqual(painted, ['alarm', null])
  assert.deepStrictEqual([stage.front, stage.isEmpty()], [null, true])
})

test('an alert that comes while the page is about to be left is shown at once', async () => {
  const { stage, program, painted, settle, over } = await playing()
  stage.mayTurn = () => false
  program.offer(manifest('2', 'a', ['a']))
  await settle()
  assert.deepStrictEqual(painted, ['a'])
  program.offer({ ...manifest('3', 'a', []), alerts: [ALERT] })
  stage.tick()
  await settle()
  over()
  assert.deepStrictEqual(painted, ['a', 'alarm'])
})

test('a screen that becomes a sibling in the same channel plays the slot that is on for the sibling too', async () => {
  const { program, painted, stage, settle, over } = await playing({ ...manifest('1', 'a', []), display: { id: 'one', spot: null } })
  program.forget()
  program.offer({ ...manifest('2', 'a', []), display: { id: 'other', spot: null } })
  await settle()
  over()
  assert.deepStrictEqual(painted, ['a', 'a'])
  assert.strictEqual(stage.onGlass.display, 'other')
})

test('of a slide that fails its files are looked at', async () => {
  const { stage, failed, over } = await playing()
  stage.failed('/slides/a.html#at=7K4', 'not ready within 8 seconds')
  over()
  assert.deepStrictEqual(failed, ['a'])
})
