import assert from 'node:assert'
import test from 'node:test'
import { Tally } from '../../players/kiosk/tally.js'
import { ulid } from '../../players/kiosk/ulid.js'

const red = { slide: 'r', item: 'red', painted: 5000 }
const green = { slide: 'g', item: null, painted: 9000 }

function tally() {
  const plays = []
  return { plays, made: new Tally((play) => plays.push(play)) }
}

test('one play for each slot that was painted, from when to when it was seen', () => {
  const { plays, made } = tally()
  made.paint(red, 100)
  made.paint(green, 4100.4)
  made.paint({ slide: null, item: null, painted: 12000 }, 7100)
  made.end(9000)
  assert.deepStrictEqual(plays, [
    { slide: 'r', item: 'red', at: 5000, shown_ms: 4000 },
    { slide: 'g', item: null, at: 9000, shown_ms: 3000 },
  ])
})

test('the same slide in the next slot is a play of its own', () => {
  const { plays, made } = tally()
  made.paint(red, 0)
  made.paint({ ...red, painted: 6000 }, 1000)
  made.end(3000)
  assert.deepStrictEqual(plays.map((play) => [play.at, play.shown_ms]), [[5000, 1000], [6000, 2000]])
})

test('what an overlay hides is not shown: the time is left out, the slot still counts once', () => {
  const { plays, made } = tally()
  made.paint(red, 0)
  made.cover(true, 1000, 6000)
  made.cover(true, 1500, 6500)
  made.cover(false, 3000, 8000)
  made.end(4000)
  assert.deepStrictEqual(plays, [{ slide: 'r', item: 'red', at: 5000, shown_ms: 2000 }])
})

test('a slot that was covered throughout is no play, one that was uncovered begins there', () => {
  const { plays, made } = tally()
  made.cover(true, 0, 5000)
  made.paint(red, 0)
  made.paint(green, 1000)
  made.cover(false, 3000, 11000)
  made.end(3500)
  assert.deepStrictEqual(plays, [{ slide: 'g', item: null, at: 11000, shown_ms: 500 }])
})

test('a play that is not over can be kept as if it were', () => {
  const { plays, made } = tally()
  made.paint(red, 0)
  assert.deepStrictEqual(made.running(700), { slide: 'r', item: 'red', at: 5000, shown_ms: 700 })
  assert.deepStrictEqual(plays, [])
})

test('names of batches are ULIDs and sort by time', () => {
  const zeros = new Uint8Array(16)
  assert.strictEqual(ulid(1469918176385, zeros), `01ARYZ6S41${'0'.repeat(16)}`)
  assert.ok(ulid(2, zeros.fill(0)) > ulid(1, new Uint8Array(16).fill(31)))
})
