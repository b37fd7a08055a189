import assert from 'node:assert'
import test from 'node:test'
import { Manifests } from '../../players/kiosk/manifest.js'
import { Store } from '../../players/kiosk/store.js'

const settled = () => new Promise((resolve) => setImmediate(resolve))
globalThis.IDBKeyRange = { bound: (low) => low }

/**
 * A disk of which `hangs` tells what never calls back: 'open', 'work' or nothing; on a full one every change is taken back. What
 * it is asked to keep it has at once. Counts the connections that are `open`.
 */
function store(disk = { hangs: '', full: false }) {
  const kept = new Map()
  let open = 0
  const ask = (on, result, kind) => {
    const request = { result }
    if (disk.hangs !== kind) setImmediate(() => request[on] && request[on]())
    return request
  }
  const transaction = () => {
    const request = (result) => ask('onsuccess', result, 'work')
    const made = ask(disk.full ? 'onabort' : 'oncomplete', null, 'work')
    const put = (value, key) => kept.set(key, value)
    const remove = (key) => kept.delete(key)
    made.objectStore = () => ({ transaction: made, put, delete: remove, get: (key) => request(kept.get(key)), getAll: () => request([...kept.values()]) })
    return made
  }
  const close = () => (open -= 1)
  globalThis.indexedDB = { open: () => ((open += 1), ask('onsuccess', { transaction, close }, 'open')) }
  const problems = []
  return { disk, problems, connections: () => open, made: new Store((problem) => problems.push(String(problem))) }
}

/** What becomes of work while twenty seconds pass. */
async function later(t, work) {
  const done = work.then((value) => ['gave', value], (problem) => ['raised', problem.message])
  await settled()
  t.mock.timers.tick(20000)
  return done
}

for (const hangs of ['open', 'work']) {
  test(`a disk that never answers (${hangs}) is taken for one that can't be read, until it does`, { timeout: 5000 }, async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const { made, disk, problems } = store()
    if (hangs === 'work') await made.save('a', 1)
    disk.hangs = hangs
    assert.deepStrictEqual(await later(t, made.read('b')), ['raised', 'no answer within 20 s'])
    assert.deepStrictEqual(await later(t, made.loadAll('b')), ['raised', 'no answer within 20 s'])
    assert.deepStrictEqual(await later(t, made.save('b', 2)), ['gave', false])
    assert.strictEqual(problems.length, 1)
    assert.strictEqual(await made.read('b'), 2)
    disk.hangs = ''
    assert.strictEqual(await made.save('b', 3), true)
    assert.deepStrictEqual([made.memory.size, await made.read('b')], [0, 3])
  })
}

test('files are fetched and the next manifest is asked for though the disk does not take the last', { timeout: 5000 }, async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const asked = []
  const span = { from: 0, until: 10 }
  const body = { version: 1, etag: 'x', alerts: [], withdrawn: [], assets: {}, slides: [], loops: {}, ...span, segments: [{ ...span, loop: null }] }
  const api = { ask: async (path) => (asked.push(path), { status: 200, body, tag: 'x' }) }
  const program = { current: null, waiting: null, offer: () => {} }
  let kept = 0
  const parts = { api, program, seat: '1', errors: { clear: () => {} }, onNew: () => {}, onKept: () => (kept += 1) }
  const made = new Manifests({ ...parts, store: { save: () => new Promise(() => {}) } })
  made.running = true
  for (const times of [1, 2]) {
    const done = made.ask()
    await settled()
    t.mock.timers.tick(1000)
    await done
    assert.deepStrictEqual([asked.length, kept], [times, times])
  }
})

test('manifests that cannot be read are not taken for none', { timeout: 5000 }, async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { made: disk, disk: state } = store()
  const reported = []
  const program = { current: null, waiting: null, newest: () => null }
  const made = new Manifests({ store: disk, program, seat: '1', errors: { report: (code) => reported.push(code) } })
  assert.deepStrictEqual([await made.load(), reported], [true, []])
  state.hangs = 'work'
  assert.deepStrictEqual([await later(t, made.load()), reported], [['gave', false], ['E17']])
})

test('a full disk leaves no connections open behind it', { timeout: 5000 }, async () => {
  const { made, disk, connections } = store({ hangs: '', full: true })
  for (let minute = 0; minute < 5; minute += 1) assert.strictEqual(await made.save('clock', minute), false)
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.strictEqual(connections(), 0)
  disk.full = false
  assert.strictEqual(await made.save('clock', 5), true)
  assert.deepStrictEqual([connections(), await made.read('clock')], [1, 5])
})

test('a connection that comes too late is closed', { timeout: 5000 }, async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { made, connections } = store()
  let arrive
  const waiting = new Promise((resolve) => (arrive = resolve))
  const { open } = globalThis.indexedDB
  globalThis.indexedDB.open = () => {
    const request = open()
    const late = { result: request.result }
    waiting.then(() => late.onsuccess())
    return late
  }
  assert.strictEqual((await later(t, made.read('a')))[0], 'raised')
  arrive()
  await settled()
  t.mock.timers.tick(1)
  assert.strictEqual(connections(), 0)
})
