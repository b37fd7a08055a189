import assert from 'node:assert'
import test from 'node:test'

import { Stillness } from '../../players/kiosk/stillness.js'

/** Slides of ten seconds from second 0 on, named by letters. */
function shown(letters) {
  return Array.from(letters, (slide, i) => ({ slide, painted: i * 10000 + 50 }))
}

function look(second, fingerprint) {
  return { at: second * 1000, fingerprint, black: false }
}

function judged(letters, looks) {
  let times = 0
  const stillness = new Stillness(() => (times += 1))
  for (const [second, fingerprint] of looks) {
    stillness.take(look(second, fingerprint), shown(letters.slice(0, Math.floor(second / 10) + 1)))
  }
  return [stillness.frozen, times]
}

test('a picture that stays while two other slides came is frozen, and that is told once', () => {
  assert.deepStrictEqual(judged('abcde', [[5, 'x'], [15, 'x'], [25, 'x'], [35, 'x']]), [true, 1])
})

test('a picture that stays for one slide may be of one that looks like it', () => {
  assert.deepStrictEqual(judged('abc', [[5, 'x'], [15, 'x']]), [false, 0])
})

test('a slide that stays is no frozen picture', () => {
  assert.deepStrictEqual(judged('aaaa', [[5, 'x'], [15, 'x'], [25, 'x'], [35, 'x']]), [false, 0])
})

test('a picture that moves with the slides is not frozen, and one that moves again was', () => {
  assert.deepStrictEqual(judged('abcd', [[5, 'x'], [15, 'y'], [25, 'z'], [35, 'x']]), [false, 0])
  assert.deepStrictEqual(judged('abcd', [[5, 'x'], [15, 'x'], [25, 'x'], [35, 'y']]), [false, 1])
})

test('a look near a change says nothing', () => {
  assert.deepStrictEqual(judged('abcd', [[5, 'x'], [11, 'x'], [21, 'x'], [31, 'x']]), [false, 0])
})

test('what has come and gone between two looks counts too', () => {
  assert.deepStrictEqual(judged('abc', [[5, 'x'], [25, 'x']]), [true, 1])
})

test('what was seen before something stood over the slides is forgotten', () => {
  const stillness = new Stillness(() => {})
  stillness.take(look(5, 'x'), shown('a'))
  stillness.take(look(15, 'x'), shown('ab'))
  stillness.forget()
  stillness.take(look(25, 'x'), shown('abc'))
  assert.strictEqual(stillness.frozen, false)
})

test('the same look that is told again counts once, and off says nothing', () => {
  const stillness = new Stillness(() => {})
  for (const second of [5, 15, 15, 15]) stillness.take(look(second, 'x'), shown(second < 10 ? 'a' : 'ab'))
  stillness.take(look(25, 'x'), [...shown('ab'), { slide: null, painted: 20000 }])
  assert.strictEqual(stillness.frozen, false)
})

/** Two slides of five seconds each, in turn, from second 0 on; each is photographed at these seconds. */
function inTurn(looks) {
  const stillness = new Stillness(() => {})
  for (const [second, fingerprint] of looks) {
    const paintings = Array.from({ length: Math.floor(second / 5) + 1 }, (_, i) => ({ slide: 'ab'[i % 2], painted: i * 5000 + 50 }))
    stillness.take(look(second, fingerprint), paintings)
  }
  return stillness.frozen
}

test('a slide that is on again when the next photograph is taken is no frozen picture', () => {
  assert.strictEqual(inTurn([[2.5, 'x'], [12.5, 'x'], [22.5, 'x'], [32.5, 'x']]), false)
})

test('a picture that stays while two slides take turns is frozen all the same', () => {
  assert.strictEqual(inTurn([[2.5, 'x'], [12.5, 'x'], [17.5, 'x']]), false)
  assert.strictEqual(inTurn([[2.5, 'x'], [12.5, 'x'], [17.5, 'x'], [22.5, 'x']]), true)
})
