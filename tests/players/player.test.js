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
  const stage = { paints: 0, moves: 0, changing: false, isSeen: () => true, isUnpainted: () => false, isBehind: () => false, isEmpty: () => empty, isDark: () => false }
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

test('paired anew as another display, the token comes on disk when nothing of the one before is there any more', async () => {
  const disk = []
  const kept = (what) => async () => {
    await settled()
    disk.push(what)
  }
  const made = player({
    seat: '1',
    program: { newest: () => ({ display: { id: 'old' } }), forget: () => {} },
    store: { save: (key) => kept(key)() },
    manifests: { save: kept('manifests'), ask: () => {} },
    plays: { forgetAll: kept('plays') },
    commands: { forgetAll: kept('commands') },
    overlays: { forget: kept('overlays') },
    api: { token: 'old' },
    errors: { clear: () => {} },
    events: { stop: () => {}, start: () => assert.strictEqual(made.api.token, 'new') },
    heartbeat: { beat: () => {} },
  })
  await made.pairedAnew({ display: 'other', token: 'new' })
  assert.deepStrictEqual(disk.slice(0, 4).sort(), ['commands', 'manifests', 'overlays', 'plays'])
  assert.deepStrictEqual(disk.slice(4), ['token/1'])
})

test('a black glass proves nothing of a newer player, and from its first slide on it is watched', () => {
  const worker = { painted: () => said.push('painted'), dark: () => said.push('dark'), due: () => said.push('due') }
  const said = []
  const seen = { panel: false, dark: true, behind: false }
  const stage = { paints: 0, moves: 0, program: { newest: () => null }, isSeen: () => seen.panel, isDark: () => seen.dark, isBehind: () => seen.behind }
  Object.assign(stage, { isUnpainted: () => false, isEmpty: () => false })
  const made = player({
    worker, stage, paintings: [], changes: 0, connected: false,
    program: { on: null, newest: () => null }, overlays: { giveWay: () => {} }, plays: { painted: () => {} },
  })
  const watch = new Watch({ stage, fallback: { shown: false }, onDark: () => worker.dark(), onDue: () => worker.due() })
  made.painted({ slide: null })
  watch.look()
  assert.deepStrictEqual(said, ['dark'])
  Object.assign(seen, { panel: true, dark: false, behind: true })
  watch.look()
  made.painted({ slide: 'a', display: null })
  assert.deepStrictEqual(said, ['dark', 'due', 'painted'])
})
