import assert from 'node:assert'
import { register } from 'node:module'
import test from 'node:test'
import { Clock } from '../../players/kiosk/clock.js'
import { Manifests } from '../../players/kiosk/manifest.js'
import { Program } from '../../players/kiosk/program.js'
import { comesAgain } from '../../players/kiosk/reloads.js'
import { Store } from '../../players/kiosk/store.js'
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

/** A player that starts with these manifests and files kept, and what it would do each minute because of it. */
async function started({ open, files }) {
  const every = []
  globalThis.indexedDB = { open }
  globalThis.window = { setInterval: (act) => every.push(act), setTimeout: () => 0 }
  globalThis.document = { addEventListener: () => {} }
  const reported = []
  const report = (code) => reported.push(code)
  const program = new Program({ has: () => true, report, onTakeOver: () => {} })
  const nothing = { start: () => {} }
  const reloads = []
  const made = player({
    program, cache: { start: async () => files, secure: true }, launcher: { open: () => {} },
    manifests: new Manifests({ store: new Store(() => report('E17')), program, errors: { report }, seat: '1' }),
    watch: { start: () => {}, reloads: { again: (why) => reloads.push(why) } },
    clock: nothing, commands: nothing, plays: nothing, overlays: nothing, supply: nothing, worker: nothing,
    stage: { start: () => {}, isEmpty: () => !program.newest() },
  })
  await made.start()
  for (const act of every) act()
  return { reloads, reported }
}

/** A disk on which nothing is kept. */
function empty() {
  const ask = (result) => {
    const request = { result }
    setImmediate(() => request.onsuccess())
    return request
  }
  return ask({ transaction: () => ({ objectStore: () => ({ get: () => ask(undefined) }) }) })
}

test('with a manifest that cannot be read, and with files that cannot, an empty screen begins anew; with none kept it waits', async () => {
  const broken = () => {
    throw new Error('disk')
  }
  const { reloads, reported } = await started({ open: broken, files: true })
  assert.deepStrictEqual([reloads.length, reported], [1, ['E17']])
  assert.strictEqual((await started({ open: empty, files: false })).reloads.length, 1)
  assert.deepStrictEqual(await started({ open: empty, files: true }), { reloads: [], reported: [] })
})

/** Stands for all that a page has and a test about the network never looks at. */
const page = new Proxy(() => {}, {
  get: (_, name) => ({ [Symbol.toPrimitive]: () => 0, [Symbol.iterator]: [][Symbol.iterator] })[name] || page,
  apply: () => page,
  set: () => true,
})

/** A whole player whose device stands in 1970 and keeps no clock, at a server that tells the time where `server.there`. */
function unheard(t) {
  const NOW = 1795186800000
  globalThis.window = { setTimeout: () => 0, setInterval: () => 0 }
  globalThis.document = page
  t.mock.method(Date, 'now', () => 86400000)
  const server = { there: false, asked: 0 }
  const ask = async (path, { body } = {}) => {
    if (path === '/time') server.asked += 1
    if (path === '/heartbeat') return { status: body.at < NOW ? 400 : 200, body: { now: NOW, etag: null, player: null } }
    if (!server.there) throw new TypeError('gone')
    return { status: path === '/time' ? 200 : 503, body: { now: NOW } }
  }
  const store = { save: async () => true, read: async () => undefined, removeAll: async () => true, remove: async () => true }
  const errors = { report: () => {}, clear: () => {}, list: () => [] }
  const made = new Player({ root: page, seat: '1', token: 'old', store, errors, worker: { player: null, heardOf: () => {} } })
  made.api.ask = ask
  made.events.start = () => {}
  return { made, server, isTold: () => Math.abs(made.clock.now() - NOW) < 1000 }
}

const OCCASIONS = {
  'when the stream is there': (made) => made.streamIs(true),
  'when it is paired anew': (made) => made.pairedAnew({ display: 'd', token: 'new' }),
  'with each heartbeat': (made) => made.heartbeat.beat(),
}

for (const [when, occur] of Object.entries(OCCASIONS)) {
  test(`a server that could not tell the time at the start is asked again ${when}, until it has`, async (t) => {
    const { made, server, isTold } = unheard(t)
    made.connect()
    await settled()
    assert.strictEqual(server.asked, 1)
    await occur(made)
    await settled()
    assert.deepStrictEqual([server.asked, isTold()], [2, false])
    server.there = true
    await occur(made)
    await settled()
    assert.ok(isTold())
    const { asked } = server
    await occur(made)
    await settled()
    assert.strictEqual(server.asked, asked, 'told once it is heard with each heartbeat')
  })
}

test('a stream that has gone asks for no time', async (t) => {
  const { made, server } = unheard(t)
  made.streamIs(false)
  await settled()
  assert.strictEqual(server.asked, 0)
})
