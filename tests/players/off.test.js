import assert from 'node:assert'
import test from 'node:test'
import { plannedOff } from '../../players/kiosk/off.js'

const START = 1795186800000
const HOUR = 3600000

/** On from 6 to 20 o'clock on three days: each night is two segments, since a day's first instant is a boundary. */
function manifest(alerts = []) {
  const hours = [0, 1, 2].reduce((all, day) => all.concat([[24 * day, 24 * day + 6, null], [24 * day + 6, 24 * day + 20, 'L'], [24 * day + 20, 24 * day + 24, null]]), [])
  const segments = hours.map(([from, until, loop]) => ({ from: START + from * HOUR, until: START + until * HOUR, anchor: START, loop }))
  const slides = [{ slide: 'a', ms: 10000, item: 'a' }]
  return { etag: '1', alerts, withdrawn: [], from: START, until: START + 72 * HOUR, slides, loops: { L: { ms: 10000, order: [0] } }, segments, fallback: 'f', assets: {} }
}

function hoursOff(at, alerts) {
  const off = plannedOff(manifest(alerts), START + at * HOUR)
  return off && [(off.begins - START) / HOUR, (off.ends - START) / HOUR]
}

test('a night is one off-time, past midnight, until something shows', () => {
  assert.deepStrictEqual(hoursOff(21), [20, 30])
  assert.deepStrictEqual(hoursOff(26), [24, 30])
  assert.strictEqual(hoursOff(12), null)
})

test('an alert that wakes the screen ends it, one that does not wake leaves it', () => {
  const alert = { id: 'x', slide: 'alarm', from: START + 25 * HOUR, until: START + 26 * HOUR, wake: true, files: [] }
  assert.deepStrictEqual(hoursOff(21, [alert]), [20, 25])
  assert.strictEqual(hoursOff(25.5, [alert]), null)
  assert.deepStrictEqual(hoursOff(21, [{ ...alert, wake: false }]), [20, 30])
})

test('past the end of a manifest the nights go on as the last one was', () => {
  assert.strictEqual(hoursOff(72 + 12), null)
  assert.strictEqual(hoursOff(72 + 22)[1], 72 + 30)
})
