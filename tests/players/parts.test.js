import assert from 'node:assert'
import test from 'node:test'
import { Clock } from '../../players/kiosk/clock.js'
import { Errors } from '../../players/kiosk/errors.js'
import { Parser } from '../../players/kiosk/events.js'
import { isManifest } from '../../players/kiosk/manifest.js'

globalThis.window = { setInterval: () => 0 }

function clock(kept) {
  const reports = []
  const store = { load: async () => kept, save: async () => {} }
  const made = new Clock({ store, report: (code) => reports.push(code), onJump: () => reports.push('jump') })
  return { made, reports }
}

const near = (got, wanted) => assert.ok(Math.abs(got - wanted) < 50, `${got} is not near ${wanted}`)

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

test('of several round trips the shortest counts', () => {
  const { made } = clock()
  const at = performance.now()
  const server = Date.now() + 60000
  made.sample(server + 900, at - 1000, at)
  made.sample(server - 5, at - 10, at)
  made.sample(server - 700, at - 800, at)
  near(made.now(), server)
  assert.ok(made.uncertain() <= 10)
})

test('a server whose time has changed is followed, though the round trip was long', () => {
  const { made, reports } = clock()
  const at = performance.now()
  made.sample(Date.now(), at - 4, at)
  made.sample(Date.now() + 61000, at - 60, at)
  near(made.now(), Date.now() + 61000)
  assert.deepStrictEqual(reports, ['jump'])
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
