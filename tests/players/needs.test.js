import assert from 'node:assert'
import test from 'node:test'
import { allNeeds, completeUntil } from '../../players/kiosk/needs.js'
import { mayGo } from '../../players/kiosk/room.js'

const START = 1795186800000
const HOUR = 3600000
const DAY = 24 * HOUR

/** Slides a and b in the morning, c in the afternoon, then off, and d tomorrow. */
function manifest(more = {}) {
  const rows = ['a', 'b', 'c', 'd'].map((slide) => ({ slide, ms: 10000, item: slide }))
  const loops = { M: { ms: 20000, order: [0, 1] }, A: { ms: 10000, order: [2] }, T: { ms: 10000, order: [3] } }
  const hours = [[0, 12, 'M'], [12, 20, 'A'], [20, 24, null], [24, 48, 'T']]
  const segments = hours.map(([from, until, loop]) => ({ from: START + from * HOUR, until: START + until * HOUR, anchor: START, loop }))
  const assets = { '/slides/c.html': { bytes: 1, needs: ['/media/film.mp4'] }, '/slides/a.html': { bytes: 1, needs: ['/media/logo.png'] } }
  return { etag: '1', alerts: [], withdrawn: [], from: START, until: START + 2 * DAY, slides: rows, loops, segments, fallback: 'f', assets, ...more }
}

const page = (slide) => `/slides/${slide}.html`

test('each file is needed when the first segment that shows it begins, the fallback always, alerts ahead of all', () => {
  const alerts = [{ id: 'x', slide: 'alarm', from: START + DAY, until: START + 2 * DAY, files: ['/media/siren.png'] }]
  const needs = allNeeds(manifest({ alerts }), START + HOUR)
  const now = START + HOUR
  const expected = [['/slides/alarm.html', now], ['/media/siren.png', now], [page('a'), now], ['/media/logo.png', now], [page('b'), now + 10000]]
  assert.deepStrictEqual(Array.from(needs).slice(0, 5), expected)
  assert.strictEqual(needs.get(page('f')), now)
  assert.strictEqual(needs.get('/media/film.mp4'), START + 12 * HOUR)
  assert.strictEqual(needs.get(page('d')), START + 24 * HOUR)
  assert.ok(!allNeeds(manifest(), START + 13 * HOUR).has(page('a')))
})

test('what a long loop shows first after the next ten minutes is not needed before', () => {
  const more = manifest()
  more.slides[0].ms = HOUR
  more.loops.M.ms = HOUR + 10000
  const needs = allNeeds(more, START)
  assert.deepStrictEqual([needs.get(page('a')), needs.get(page('b'))], [START, START + HOUR / 6])
})

test('spare files are fetched last, and without them nothing is lacking', () => {
  const more = manifest({ spare: ['/media/logo.png', '/media/rare.woff2'] })
  const needs = allNeeds(more, START)
  assert.strictEqual(Array.from(needs.keys()).pop(), '/media/rare.woff2')
  assert.strictEqual(needs.get('/media/logo.png'), START)
  assert.strictEqual(completeUntil(more, START, (path) => path !== '/media/rare.woff2'), more.until)
  assert.deepStrictEqual(mayGo(['/media/rare.woff2', page('d')], needs, START, START), ['/media/rare.woff2', page('d')])
})

test('a screen is complete until the first file that it lacks, to the end of the manifest if it has them all', () => {
  const lacks = (...paths) => completeUntil(manifest(), START, (path) => !paths.includes(path)) - START
  assert.strictEqual(lacks(), 2 * DAY)
  assert.strictEqual(lacks(page('d')), DAY)
  assert.strictEqual(lacks(page('d'), '/media/film.mp4'), 12 * HOUR)
  assert.strictEqual(lacks(page('f')), 0)
})

test('what nobody needs makes room first, then what is needed last; what is needed in the next hours never does', () => {
  const needs = new Map([['now', START], ['soon', START + 5 * HOUR], ['tonight', START + 12 * HOUR], ['tomorrow', START + 30 * HOUR]])
  const kept = ['tonight', 'now', 'old', 'tomorrow', 'soon']
  assert.deepStrictEqual(mayGo(kept, needs, START, START), ['old', 'tomorrow', 'tonight'])
  assert.deepStrictEqual(mayGo(kept, needs, START + 12 * HOUR, START), ['old', 'tomorrow'])
  assert.deepStrictEqual(mayGo(kept, needs, START + 40 * HOUR, START), ['old'])
})
