import assert from 'node:assert'
import test from 'node:test'

globalThis.window = { isSecureContext: false, setTimeout: () => 0 }
const { FileCache } = await import('../../players/kiosk/cache.js')

const NOW = 1795186800000
const HOUR = 3600000
const film = (digit, at) => ({ path: `/media/${digit.repeat(64)}.webm`, at, bytes: 300000000 })
const slide = (digit, at) => ({ path: `/slides/${digit.repeat(64)}.html`, at, bytes: 3000 })

function cache() {
  const reports = []
  let arrivals = 0
  const made = new FileCache({ report: (code) => reports.push(code), onArrival: () => (arrivals += 1), now: () => NOW, needsOfAll: async () => new Map() })
  return { made, reports, arrivals: () => arrivals }
}

/** Downloads that take for ever. Gives what is asked for. */
function endless(t) {
  const asked = []
  t.mock.method(globalThis, 'fetch', (path) => {
    asked.push(path)
    return new Promise(() => {})
  })
  t.mock.method(globalThis, 'setTimeout', () => 0)
  return asked
}

test('an alert that comes while films for tomorrow are fetched does not wait for them', async (t) => {
  const asked = endless(t)
  const { made } = cache()
  const films = ['1', '2', '3', '4'].map((digit) => film(digit, NOW + 24 * HOUR))
  await made.want(films)
  assert.ok(asked.length > 0 && asked.length < 4)
  const alert = slide('a', NOW)
  await made.want([alert, ...films])
  assert.ok(asked.includes(alert.path))
})

test('nor does it wait for the films of the slots that come next', async (t) => {
  const asked = endless(t)
  const { made } = cache()
  const films = ['1', '2', '3', '4'].map((digit, i) => film(digit, NOW + 10000 * (i + 1)))
  await made.want(films)
  const alert = slide('a', NOW)
  await made.want([alert, ...films])
  assert.ok(asked.includes(alert.path))
})

test('what is needed sooner is asked for first, and not all at once', async (t) => {
  const asked = endless(t)
  const { made } = cache()
  const slides = ['1', '2', '3', '4', '5', '6', '7', '8'].map((digit) => slide(digit, NOW))
  await made.want(slides)
  // A browser has six connections to a server, of which events and heartbeats need two.
  assert.deepStrictEqual(asked, slides.slice(0, 4).map(({ path }) => path))
})

test('a disk that cannot be read is told, and what is wanted is fetched all the same', async (t) => {
  const asked = endless(t)
  const { made, reports, arrivals } = cache()
  made.recount = () => Promise.reject(new Error('the disk'))
  await made.want([slide('a', NOW)])
  assert.deepStrictEqual([reports, asked.length, arrivals()], [['E17'], 1, 1])
})

test('a file that found no room for a later day is tried at once when it is needed now', async () => {
  const { made, reports } = cache()
  const tried = []
  made.fetchFile = (file) => (tried.push(file.at), Promise.reject(made.full(file, 'full')))
  for (const at of [NOW + 48 * HOUR, NOW + 48 * HOUR, NOW, NOW]) await made.want([slide('a', at)])
  assert.deepStrictEqual(tried, [NOW + 48 * HOUR, NOW])
  assert.deepStrictEqual(reports, ['E25', 'E17'])
})

test('a screen begins though what it keeps cannot be read, or never answers', { timeout: 5000 }, async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true })
  for (const recount of [() => Promise.reject(new DOMException('disk', 'UnknownError')), () => new Promise(() => {})]) {
    const { made, reports } = cache()
    made.recount = recount
    const begun = made.start()
    t.mock.timers.tick(10000)
    assert.strictEqual(await begun, false)
    assert.deepStrictEqual(reports, ['E17'])
  }
})

test('single files are fetched anew though they are there, and the others are left', async (t) => {
  const asked = endless(t)
  const { made } = cache()
  const [one, other] = [slide('a', NOW), slide('b', NOW)]
  for (const { path } of [one, other]) made.present.add(path)
  await made.want([one, other])
  assert.deepStrictEqual(asked, [])
  assert.strictEqual(made.renew([one.path]), 1)
  assert.deepStrictEqual(asked, [one.path])
})
