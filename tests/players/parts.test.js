import assert from 'node:assert'
import test from 'node:test'
import { Clock } from '../../players/kiosk/clock.js'
import { Errors } from '../../players/kiosk/errors.js'
import { Parser } from '../../players/kiosk/events.js'
import { shiftAt } from '../../players/kiosk/shift.js'
import { isManifest } from '../../players/kiosk/manifest.js'

globalThis.window = { setInterval: () => 0 }

function clock(kept) {
  const reports = []
  const store = { load: async () => kept, save: async () => {} }
  const made = new Clock({ store, report: (code) => reports.push(code), onJump: () => reports.push('jump') })
  return { made, reports }
}

// As near as a busy machine comes: what would be wrong is so by a minute at least.
const near = (got, wanted) => assert.ok(Math.abs(got - wanted) < 300, `${got} is not near ${wanted}`)

test('the clock goes on with the kept offset', async () => {
  const { made, reports } = clock({ offset: 180000, at: Date.now() })
  await made.start()
  near(made.now(), Date.now() + 180000)
  assert.deepStrictEqual(reports, [])
})

test('the clock never begins before the kept time', async () => {
  const kept = Date.now() + 3600000
  const { made, reports } = clock({ offset: 0, at: kept })
  await made.start()
  near(made.now(), kept)
  assert.deepStrictEqual(reports, ['E13'])
})

test('of several round trips the shortest counts', (t) => {
  const at = 5000
  t.mock.method(performance, 'now', () => at)
  const { made } = clock()
  const server = Date.now() + 60000
  made.sample(server + 900, at - 1000, at)
  made.sample(server - 5, at - 10, at)
  made.sample(server - 700, at - 800, at)
  assert.ok(Math.abs(made.now() - server) < 1, `${made.now() - server} ms wrong`)
  assert.ok(made.uncertain() <= 10)
})

test('a server whose time has changed is followed at once, though the round trip was long', () => {
  const { made, reports } = clock()
  const at = performance.now()
  made.sample(Date.now(), at - 4, at)
  made.sample(Date.now() + 61000, at - 60, at)
  near(made.now(), Date.now() + 61000)
  assert.deepStrictEqual(reports, ['jump', 'jump'])
})

test('a device whose clock was set anew asks the server at once, and it is told', async (t) => {
  let p = 5000
  let device = 1795186800000
  t.mock.method(performance, 'now', () => p)
  t.mock.method(Date, 'now', () => device)
  t.mock.method(globalThis, 'setTimeout', (then) => then())
  const server = () => 1795186860000 + p
  const { made, reports } = clock()
  await made.measure(async () => server())
  reports.length = 0
  const passes = (ms, set = 0) => ((p += ms), (device += ms + set), made.look())
  passes(1000)
  assert.deepStrictEqual(reports, [])
  passes(1000, -3600000)
  assert.strictEqual(reports[0], 'E14')
  passes(1000)
  assert.strictEqual(reports.filter((one) => one === 'E14').length, 1, 'once for each jump')
  assert.strictEqual(made.now(), server(), 'what it shows goes on as the server has it')
})

test('a small correction slides over, so slowly that nobody sees it', (t) => {
  const at = 5000
  let p = at
  t.mock.method(performance, 'now', () => p)
  const { made } = clock()
  made.sample(1000000, at - 100, at)
  const before = made.now()
  made.sample(1000000 + 45, at, at + 1)
  assert.ok(Math.abs(made.now() - before) < 0.01, 'nothing moves at once')
  let last = made.now()
  for (p = at + 100; p <= at + 20000; p += 100) {
    const now = made.now()
    assert.ok(now - last > 99 && now - last < 101, `${now - last} ms in 100`)
    last = now
  }
  assert.ok(Math.abs(last - (1000000 + 45 + 20000 - 0.5)) < 5, `${last}`)
})

test('while the page is busy it asks again, and a better answer holds at once', async (t) => {
  let p = 5000
  t.mock.method(performance, 'now', () => p)
  t.mock.method(globalThis, 'setTimeout', (then) => then())
  const waits = [60, 80, 50, 70, 90, 60, 2]
  const asked = []
  const server = () => 1795186800000 + p
  const askTime = async () => {
    const said = server()
    p += waits[asked.push(said) - 1]
    return said
  }
  const { made } = clock()
  await made.measure(askTime)
  assert.strictEqual(asked.length, 7, 'six at once, and no third time: the second was short')
  assert.ok(Math.abs(made.now() - server()) <= 1, `${made.now() - server()} ms wrong`)
})

test('the time is measured once at a time, and again after a measurement that failed', async () => {
  const { made } = clock()
  const asked = []
  const askTime = () => new Promise((answer, refuse) => asked.push({ answer, refuse }))
  const failing = assert.rejects(made.measure(askTime), /gone/)
  const second = made.measure(askTime)
  assert.strictEqual(asked.length, 1)
  await second
  asked[0].refuse(new TypeError('gone'))
  await failing
  const measured = made.measure(async () => (asked.push(null), Date.now()))
  await made.measure(askTime)
  await measured
  assert.strictEqual(asked.length, 7, 'the six of one measurement')
})

test('a clock that drifts is followed: measured over half an hour, it stays right for a day without the server', (t) => {
  const gained = 0.00007
  let p = 0
  t.mock.method(performance, 'now', () => p)
  const { made } = clock()
  const server = () => 1795186800000 + p * (1 + gained)
  for (p = 1000; p < 1800000; p += 30000) {
    const trip = 4 + (p % 7)
    made.sample(Math.floor(server() - trip * 0.7), p - trip, p)
  }
  const wrong = () => Math.abs(made.now() - server())
  p = 1800000
  assert.ok(wrong() < 4, `${wrong()} ms after the last answer`)
  p += 86400000
  // Not followed it would be six seconds.
  assert.ok(wrong() < 600, `${wrong()} ms a day later`)
  assert.ok(made.uncertain() >= wrong() && made.uncertain() < 1500, `sure to ${made.uncertain()} ms`)
})

test('the drift and the last answer are known again after a restart', async () => {
  const { made } = clock({ offset: 0, at: Date.now() - 1000, drift: 0.00007, renewed_at: 1234 })
  await made.start()
  assert.strictEqual(made.line.drift, 0.00007)
  assert.deepStrictEqual([made.state().renewed_at, made.state().uncertain_ms], [1234, null])
  const at = performance.now()
  made.sample(Date.now(), at - 4, at)
  near(made.state().renewed_at, Date.now())
})

test('the picture wanders over the panel a pixel at a time, within two pixels, over every place alike', () => {
  const rest = 150000
  const places = Array.from({ length: 48 }, (_, i) => shiftAt(1795186800000 + i * rest))
  const far = (one, other) => Math.max(Math.abs(one[0] - other[0]), Math.abs(one[1] - other[1]))
  places.forEach((place, i) => assert.strictEqual(far(place, places[(i + 1) % 48]), 1))
  assert.ok(places.every((place) => far(place, [0, 0]) <= 2))
  assert.strictEqual(new Set(places.map(String)).size, 25)
  assert.deepStrictEqual(shiftAt(rest * 7 + rest - 1), shiftAt(rest * 7))
})

test('events come out of any pieces, and comments are none', () => {
  const heard = []
  const parser = new Parser((event) => heard.push(event))
  for (const piece of [':\n\n', 'event: mani', 'fest\nda', 'ta: {"a":1}\r\n', '\r\n:\n\ndata: x\ndata: y\n\n']) parser.take(piece)
  assert.deepStrictEqual(heard, [
    { name: 'manifest', data: '{"a":1}' },
    { name: 'message', data: 'x\ny' },
  ])
})

test('a stream says how soon its screens may come back', () => {
  const said = []
  const parser = new Parser(() => said.push('event'), (ms) => said.push(ms))
  parser.take('retry: 3000\n\n')
  assert.deepStrictEqual(said, ['3000'])
})

test('an error is counted, and forgotten an hour later unless it lasts', () => {
  const errors = new Errors()
  let now = 1000
  errors.now = () => now
  errors.report('E12', 'one')
  errors.report('E12', 'two')
  errors.report('E02')
  assert.deepStrictEqual(errors.list()[1], { code: 'E12', at: 1000, count: 2, detail: 'two' })
  assert.deepStrictEqual(errors.corner(), ['E02'])
  now += 3600001
  assert.deepStrictEqual(errors.list().map((report) => report.code), ['E02'])
})

test('what cannot be played is not taken for a manifest', () => {
  const good = () => ({
    version: 1, etag: 'x', alerts: [], withdrawn: [], assets: {}, from: 0, until: 10,
    slides: [{ slide: 'a', ms: 5 }], loops: { L: { ms: 5, order: [0] } }, segments: [{ from: 0, until: 10, anchor: 0, loop: 'L' }],
  })
  assert.ok(isManifest(good()))
  assert.ok(isManifest({ ...good(), added: 'later' }))
  const bad = [{ version: 2 }, { segments: [] }, { slides: [] }, { loops: {} }, { loops: { L: { ms: 0, order: [] } } }, { alerts: null }, { until: 0 }]
  for (const change of bad) assert.ok(!isManifest({ ...good(), ...change }), JSON.stringify(change))
  assert.ok(!isManifest(null))
})
