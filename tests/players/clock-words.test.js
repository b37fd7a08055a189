import assert from 'node:assert'
import test from 'node:test'
import { moment, timeOf, timesIn } from '../../players/kiosk/clock-words.js'
import { Maintenance } from '../../players/kiosk/maintenance.js'

const NOON = Date.UTC(2026, 10, 23, 12, 0, 0)
const own = Intl.DateTimeFormat().resolvedOptions().timeZone
const inZone = (timezone) => ({ program: { newest: () => ({ display: { timezone } }) } })
const until = (timezone) => Maintenance.prototype.words.call({ player: inZone(timezone) }, NOON)

test('times are told in the zone of the display', () => {
  assert.strictEqual(moment(inZone('Asia/Tokyo'), NOON), '2026-11-23 21:00:00')
  assert.deepStrictEqual(until('Asia/Tokyo'), { ja: '11月23日 21:00 まで', en: 'until 23 November at 21:00' })
})

test('a zone that an older engine does not know leaves the one of the device', () => {
  assert.strictEqual(timeOf(inZone('Europe/NotYet'), NOON), timeOf(inZone(own), NOON))
  assert.strictEqual(moment(inZone('Europe/NotYet'), NOON), moment(inZone(own), NOON))
  assert.deepStrictEqual(until('Europe/NotYet'), until(own))
  assert.strictEqual(timesIn('ja', {}, 'Europe/NotYet').resolvedOptions().timeZone, own)
})
