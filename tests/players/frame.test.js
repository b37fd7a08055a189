import assert from 'node:assert'
import test from 'node:test'

const nothing = () => {}
globalThis.window = { setTimeout: (...given) => setTimeout(...given), location: { origin: 'x' } }
const { Frame } = await import('../../players/kiosk/frame.js')

/** Lets time pass in steps, and the performance clock with it. */
function passing(t) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let now = 1000
  t.mock.method(performance, 'now', () => now)
  return (ms) => {
    for (const end = now + ms; now < end; ) {
      now += 100
      t.mock.timers.tick(100)
    }
  }
}

/** A frame that loads a.html, whose document is so far; `heard` says that it has spoken. */
function loading(readyState, isSeen = () => true) {
  const contentWindow = { location: { replace: nothing, pathname: '' }, postMessage: nothing, document: { readyState } }
  const [ready, took, failed] = [[], [], []]
  const onReady = (loadMs) => [ready.push(made.address), took.push(loadMs)]
  const made = new Frame({ contentWindow }, { onReady, onFailed: (...what) => failed.push(what), isSeen })
  made.load('/slides/a.html')
  contentWindow.location.pathname = '/slides/a.html'
  const heard = () => made.hear({ source: contentWindow, data: { signage: 1, ready: true } })
  return { made, ready, took, failed, heard, contentWindow, over: () => clearTimeout(made.timer) }
}

test('a slide is ready when it says so', () => {
  const { made, ready, heard, over } = loading('complete')
  heard()
  over()
  assert.deepStrictEqual([ready, made.isReady()], [['/slides/a.html'], true])
})

test('what is heard before the slide has been loaded is the last word of the one before', () => {
  const { made, ready, heard, contentWindow, over } = loading('loading')
  heard()
  assert.deepStrictEqual([ready, made.state], [[], 'loading'])
  contentWindow.document.readyState = 'complete'
  heard()
  over()
  assert.deepStrictEqual([ready, made.isReady()], [['/slides/a.html'], true])
})

test('a slide that could be seen and is not ready in time has failed', (t) => {
  const pass = passing(t)
  const { made, failed } = loading('complete')
  pass(7900)
  assert.deepStrictEqual([failed, made.loadingMs()], [[], 7900])
  pass(100)
  assert.deepStrictEqual([failed, made.loadingMs()], [[['/slides/a.html', 'not ready within 8 seconds']], 0])
})

test('how long a slide took that nobody could see says nothing of the device', (t) => {
  const pass = passing(t)
  let seen = false
  const { made, took, heard } = loading('complete', () => seen)
  pass(3605000)
  assert.strictEqual(made.loadingMs(), 0)
  seen = true
  pass(200)
  assert.strictEqual(made.loadingMs(), 0)
  heard()
  assert.deepStrictEqual(took, [0])
})

test('neither does one that began in sight and went on out of it', (t) => {
  const pass = passing(t)
  let seen = true
  const { made } = loading('complete', () => seen)
  pass(1000)
  assert.strictEqual(made.loadingMs(), 1000)
  seen = false
  pass(60000)
  assert.strictEqual(made.loadingMs(), 0)
  seen = true
  assert.strictEqual(made.loadingMs(), 0)
})

test('a device that slept meanwhile is no slow one: none that is seen takes longer than it may', (t) => {
  passing(t)
  const { made, over } = loading('complete')
  t.mock.method(performance, 'now', () => 3600000)
  assert.strictEqual(made.loadingMs(), 8000)
  over()
})

test('a slide that comes in sight has its eight seconds from then on at least, and no more than twice that', (t) => {
  const pass = passing(t)
  let seen = false
  const { failed } = loading('complete', () => seen)
  pass(15900)
  seen = true
  pass(8000)
  assert.deepStrictEqual(failed, [])
  pass(8000)
  assert.deepStrictEqual(failed, [['/slides/a.html', 'not ready within 8 seconds']])
})
