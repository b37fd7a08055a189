import assert from 'node:assert'
import { register } from 'node:module'
import test from 'node:test'
import { comesAgain } from '../../players/kiosk/reloads.js'
import { Watch } from '../../players/kiosk/watch.js'

// The code that draws QR codes is made when the project is set up; nothing here draws one.
const NONE = `export const resolve = (name, context, next) =>
  name.endsWith('/qrcode.mjs') ? { url: 'data:text/javascript,export default null', shortCircuit: true } : next(name, context)`
register(`data:text/javascript,${encodeURIComponent(NONE)}`)
const { Player } = await import('../../players/kiosk/player.js')

globalThis.location = { pathname: '/player/', search: '' }

const settled = () => new Promise((resolve) => setImmediate(resolve))

/** A player of which there is only what the test is about. */
function player(parts) {
  return Object.assign(Object.create(Player.prototype), { leaving: false, going: false, playing: true }, parts)
}

test('a server that went between the update and the end of the slot does not get the page', async () => {
  const seen = { reloads: 0, looks: 0, asked: 0 }
  const stage = { front: {}, tick: () => (seen.looks += 1) }
  const made = player({ stage, reload: () => (seen.reloads += 1) })
  globalThis.fetch = async () => ((seen.asked += 1), { ok: true })
  await made.leave()
  assert.strictEqual(seen.reloads, 0, 'a slot is not cut off')
  globalThis.fetch = () => ((seen.asked += 1), Promise.reject(new TypeError('gone')))
  seen.asked = 0
  assert.strictEqual(made.mayTurn(), false)
  assert.strictEqual(made.mayTurn(), false)
  await settled()
  assert.deepStrictEqual(seen, { reloads: 0, looks: 1, asked: 1 })
  assert.strictEqual(made.mayTurn(), true)
  globalThis.fetch = async () => ({ ok: true })
  await made.leave()
  made.mayTurn()
  await settled()
  made.mayTurn()
  await settled()
  assert.strictEqual(seen.reloads, 1)
})

test('a server that says nothing for eight seconds is not waited for', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  globalThis.fetch = (_path, { signal }) =>
    new Promise((_, reject) => signal && signal.addEventListener('abort', () => reject(new Error('left'))))
  const answer = comesAgain()
  t.mock.timers.tick(8000)
  assert.strictEqual(await answer, false)
})

test("beneath the page's own picture nothing counts as shown", () => {
  const covered = []
  const fallback = {
    shown: false,
    show: () => (fallback.shown = true),
    hide: () => (fallback.shown = false),
  }
  const stage = { paints: 0, moves: 0, changing: false, isSeen: () => true, isUnpainted: () => false, isBehind: () => false, isEmpty: () => empty }
  let empty = true
  const made = player({
    overlays: { cover: () => false },
    plays: { cover: (is) => covered.push(is) },
    isSeen: () => true,
  })
  made.watch = new Watch({ stage, fallback, reloads: {}, errors: { report: () => {}, clear: () => {} }, onCover: () => made.cover() })
  for (let look = 0; look < 12; look += 1) made.watch.look()
  assert.deepStrictEqual(covered, [true])
  empty = false
  made.watch.look()
  assert.deepStrictEqual(covered, [true, false])
})
