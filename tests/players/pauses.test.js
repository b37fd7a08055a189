import assert from 'node:assert'
import test from 'node:test'
import { comeBackPause, SPREAD_MS, spreadOf } from '../../players/kiosk/pauses.js'

const SCREENS = 1000
const MINUTE = 60

/** Numbers from 0 to 1, the same at each run. */
function numbers(seed) {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** When each screen's stream is back, seconds after the server, which was away for `away` seconds. */
function returns(away, random) {
  const back = []
  for (let screen = 0; screen < SCREENS; screen += 1) {
    let at = comeBackPause(0, SPREAD_MS, random) / 1000
    for (let tries = 1; at < away; tries += 1) at += comeBackPause(tries, SPREAD_MS, random) / 1000
    back.push(at - away)
  }
  return back
}

/** Requests in each second of the minute: streams, what each asks afterwards, and heartbeats at their own times. */
function perSecond(back, random) {
  const counts = new Array(MINUTE).fill(0)
  const count = (at) => at < MINUTE && (counts[Math.floor(at)] += 1)
  for (const at of back) {
    count(at)
    count(at + random())
    for (let beat = 30 * random(); beat < MINUTE; beat += 27 + 6 * random()) count(beat)
  }
  return counts
}

for (const away of [1, 3, 8, 20, 28, 45, 60, 120, 300]) {
  test(`1,000 screens are back within a minute, evenly, after a server was away for ${away} s`, () => {
    const random = numbers(away)
    const back = returns(away, random)
    assert.ok(Math.max(...back) < MINUTE)
    const counts = perSecond(back, random)
    const average = counts.reduce((sum, n) => sum + n) / MINUTE
    assert.ok(Math.max(...counts) <= 3 * average, `${Math.max(...counts)} in a second, ${average} on average`)
    const streams = new Array(MINUTE).fill(0)
    back.forEach((at) => (streams[Math.floor(at)] += 1))
    assert.ok(Math.max(...streams) <= (3 * SCREENS) / MINUTE, `${Math.max(...streams)} streams in a second`)
  })
}

test('who came back at once after 1.5 s, as players did before, would not pass this', () => {
  const random = numbers(1)
  const counts = perSecond(Array.from({ length: SCREENS }, () => 0.5 + random()), random)
  assert.ok(Math.max(...counts) > (3 * counts.reduce((sum, n) => sum + n)) / MINUTE)
})

test('a server of few screens may ask for a shorter spread, none for a longer one', () => {
  assert.strictEqual(spreadOf('3000'), 3000)
  assert.strictEqual(spreadOf('1'), 1000)
  for (const said of ['999999', '', 'soon', '-5', undefined]) assert.strictEqual(spreadOf(said), SPREAD_MS)
})

test('a server of few screens that stays away is asked less and less', () => {
  const longest = [0, 1, 2, 3, 10].map((failures) => comeBackPause(failures, 1000, () => 1))
  assert.deepStrictEqual(longest, [1000, 2000, 4000, 8000, SPREAD_MS])
})
