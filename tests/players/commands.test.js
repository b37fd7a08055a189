import assert from 'node:assert'
import test from 'node:test'
import { Commands } from '../../players/kiosk/commands.js'
import { boxOf, glassOf } from '../../players/kiosk/launcher.js'
import { Taps } from '../../players/kiosk/taps.js'
import { fieldAt } from '../../players/kiosk/test-card.js'

globalThis.window = { setTimeout: () => 0 }

/** Commands over a disk and a server that the test holds in its hands. */
function commands(acts, kept = {}) {
  const told = []
  const reports = []
  const disk = { saved: [], good: true, readable: true }
  const read = async () => {
    if (!disk.readable) throw new Error('no answer within 20 s')
    return kept.entries
  }
  const store = {
    read,
    load: () => read().catch(() => undefined),
    save: async (_key, value) => {
      disk.saved.push(JSON.parse(JSON.stringify(value)))
      if (disk.good) kept.entries = disk.saved[disk.saved.length - 1]
      return disk.good
    },
  }
  const server = { status: 204 }
  const api = {
    ask: async (path, { body }) => {
      told.push([path.split('/').pop(), body.ok, body.detail])
      return { status: server.status, error: server.error }
    },
  }
  const made = new Commands({ api, store, seat: '1', now: () => 1000, acts, report: (code) => reports.push(code) })
  return { made, told, reports, disk, server }
}

const command = (id, name = 'wave') => ({ id, name, args: {}, expires_at: 2000 })

test('an id is on disk before it is acted on, and acted on once', async () => {
  let acted = 0
  const { made, told, disk } = commands({
    wave: { act: () => ((acted += 1), assert.strictEqual(disk.saved[disk.saved.length - 1][0].id, 'a'), 'waved') },
  })
  await Promise.all([made.take(command('a')), made.take(command('a'))])
  await made.take(command('a'))
  assert.strictEqual(acted, 1)
  assert.deepStrictEqual(told, [['a', true, 'waved']])
})

test('an expired command is left alone', async () => {
  const { made, told } = commands({ wave: { act: () => 'waved' } })
  await made.take({ ...command('a'), expires_at: 1000 })
  assert.deepStrictEqual(told, [])
})

test('an outcome is told until the server has it', async () => {
  const { made, told, server } = commands({ wave: { act: () => 'waved' } })
  server.status = 503
  await made.take(command('a'))
  await made.tellAll()
  server.status = 204
  await made.tellAll()
  await made.tellAll()
  assert.strictEqual(told.length, 3)
})

test('an outcome that the server has refused is told no more, one that a portal has refused is', async () => {
  const { made, told, server } = commands({ wave: { act: () => 'waved' } })
  server.status = 404
  await made.take(command('a'))
  await made.tellAll()
  assert.strictEqual(told.length, 2)
  server.error = 'not_found'
  await made.tellAll()
  await made.tellAll()
  assert.strictEqual(told.length, 3)
})

test('what failed, is unknown or is not here is answered in words', async () => {
  const acts = {
    wave: { act: () => Promise.reject(new Error('no arms')) },
    fly: { act: () => 'flown', here: () => false },
  }
  const { made, told, reports } = commands(acts)
  for (const [id, name] of [['a', 'wave'], ['b', 'fly'], ['c', 'swim']]) await made.take(command(id, name))
  assert.deepStrictEqual(told.map(([id, ok]) => [id, ok]), [['a', false], ['b', false], ['c', false]])
  assert.match(told[0][2], /no arms/)
  assert.match(told[1][2], /not available here/)
  assert.match(told[2][2], /swim/)
  assert.deepStrictEqual(reports, ['E41'])
  assert.deepStrictEqual(made.can(), ['wave'])
})

test('after a restart the page says that it has begun anew, or that it was cut off', async () => {
  const entry = { expires_at: 2000, ok: null, detail: '', told: false }
  const entries = [{ ...entry, id: 'a', name: 'reload' }, { ...entry, id: 'b', name: 'wave' }]
  const { made, told } = commands({ reload: { restarts: true, act: () => '' }, wave: { act: () => '' } }, { entries })
  await made.start()
  await made.tellAll()
  assert.deepStrictEqual(told.map(([id, ok]) => [id, ok]), [['a', true], ['b', false]])
})

test('on a device that cannot store nothing that restarts it is done, for it would be done again and again', async () => {
  let reloads = 0
  const { made, told, disk } = commands({ reload: { restarts: true, act: () => ((reloads += 1), '') } })
  disk.good = false
  await made.take(command('a', 'reload'))
  assert.strictEqual(reloads, 0)
  assert.deepStrictEqual(told.map(([id, ok]) => [id, ok]), [['a', false]])
})

/** A run that a reload began, and in which what was kept can't be read. */
async function unreadable() {
  const seen = { reloads: 0 }
  const reload = { restarts: true, act: () => ((seen.reloads += 1), '') }
  const entry = { id: 'a', name: 'reload', expires_at: 2000, ok: null, detail: '', told: false }
  const run = commands({ reload, wave: { act: () => 'waved' } }, { entries: [entry] })
  run.disk.readable = false
  await run.made.start()
  return { ...run, seen }
}

test('what restarts is not done twice where what was done before cannot be read, and nothing is written over that', async () => {
  const { made, told, reports, disk, seen } = await unreadable()
  await made.take(command('a', 'reload'))
  await made.take(command('b'))
  assert.strictEqual(seen.reloads, 0)
  assert.deepStrictEqual(told.map(([id, ok]) => [id, ok]), [['a', false], ['b', true]])
  assert.match(told[0][2], /cannot store/)
  assert.deepStrictEqual(disk.saved, [])
  assert.strictEqual(reports[0], 'E17')
})

test('once it can be read again, what a restart was asked for is told as done, and what is asked from then on is done', async () => {
  const { made, told, disk, seen } = await unreadable()
  await made.take(command('b'))
  disk.readable = true
  await Promise.all([made.take(command('a', 'reload')), made.take(command('a', 'reload'))])
  assert.deepStrictEqual([seen.reloads, told.slice(1)], [0, [['a', true, 'もう一度始まりました / started anew']]])
  await made.take(command('c', 'reload'))
  assert.strictEqual(seen.reloads, 1)
  assert.deepStrictEqual(disk.saved[disk.saved.length - 1].map(({ id, ok }) => [id, ok]), [['a', true], ['b', true], ['c', null]])
})

test("another display's commands go, though they could not be read", async () => {
  const { made, disk, told, seen } = await unreadable()
  await made.forgetAll()
  disk.readable = true
  await made.take(command('c', 'reload'))
  await made.tellAll()
  assert.deepStrictEqual([told, seen.reloads], [[], 1])
  assert.deepStrictEqual(disk.saved.map((entries) => entries.map(({ id }) => id)), [[], ['c']])
})

test('what a launcher says is made fit for a heartbeat', () => {
  const absurd = { launcher: 'x'.repeat(99), temperature_c: 'hot', memory_free_bytes: -1, under_voltage: 1, panel: 'blue', other: 1 }
  assert.deepStrictEqual(boxOf(absurd), {
    launcher: 'x'.repeat(40), temperature_c: null, memory_free_bytes: null, disk_free_bytes: null,
    under_voltage: null, network: null, panel: 'unknown', browser_restarts: 0,
  })
  assert.strictEqual(boxOf('box'), null)
  assert.deepStrictEqual(glassOf({ at: 5, fingerprint: 'ab', black: true }), { at: 5, fingerprint: 'ab', black: true })
  assert.strictEqual(glassOf({ at: Infinity, fingerprint: 'ab' }), null)
})

test('five taps in one corner within three seconds, and nothing less', () => {
  const at = (x, y) => ({ x, y, width: 1920, height: 1080 })
  const taps = new Taps()
  const all = (where, times) => times.map((time) => taps.tap(where, time))
  assert.deepStrictEqual(all(at(5, 5), [0, 400, 800, 1200, 1600]), [false, false, false, false, true])
  assert.ok(!all(at(5, 5), [2000, 3000, 4000, 5000, 6000]).includes(true))
  assert.ok(!all(at(900, 500), [9000, 9100, 9200, 9300, 9400]).includes(true))
  assert.ok(![at(5, 5), at(1915, 5), at(5, 5), at(1915, 5), at(5, 5)].map((where, i) => taps.tap(where, 20000 + i)).includes(true))
})

test('the test card gives way to each full colour in turn, and comes back', () => {
  const seen = Array.from({ length: 60 }, (_, second) => fieldAt(second))
  assert.deepStrictEqual(Array.from(new Set(seen)), [null, '#f00', '#0f0', '#00f', '#fff', '#000', '#808080'])
  assert.strictEqual(fieldAt(0), null)
  assert.strictEqual(fieldAt(60), null)
})
