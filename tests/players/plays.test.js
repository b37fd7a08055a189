import assert from 'node:assert'
import test from 'node:test'
import { Api, isRefused } from '../../players/kiosk/api.js'
import { Plays } from '../../players/kiosk/plays.js'

// No pause between two batches.
const now = globalThis.setTimeout
globalThis.setTimeout = (act) => now(act, 0)
globalThis.window = { setInterval: () => 0, setTimeout: () => 0 }

/** Plays over a disk (a Map that outlives them) and a server that answers what the test says. */
function plays(disk = new Map()) {
  const sent = []
  const reports = []
  const server = { status: 204 }
  const store = {
    read: async (key) => {
      if (server.disk === 'broken') throw new DOMException('closed', 'InvalidStateError')
      return disk.get(key)
    },
    save: async (key, value) => Boolean(disk.set(key, JSON.parse(JSON.stringify(value)))),
    remove: async (key) => disk.delete(key),
    removeAll: async (prefix) => Array.from(disk.keys()).filter((key) => key.startsWith(prefix)).forEach((key) => disk.delete(key)),
    loadAll: async (prefix) => Array.from(disk.keys()).sort().filter((key) => key.startsWith(prefix)).map((key) => disk.get(key)),
  }
  const api = {
    ask: async (_path, { body }) => {
      sent.push(body)
      if (server.status === 0) throw new Error('no answer')
      return { status: server.status, error: server.error }
    },
  }
  const made = new Plays({ api, store, seat: '1', now: Date.now, report: (code, detail) => reports.push([code, detail]) })
  return { made, sent, reports, server, disk }
}

const play = (at) => ({ slide: 's', item: 'i', at, shown_ms: 1000 })

test('a batch is sent with the same name and content until it is acknowledged', async () => {
  const { made, sent, server, disk } = plays()
  made.add(play(1))
  server.status = 0
  await made.send()
  made.add(play(2))
  server.status = 503
  await made.send()
  server.status = 204
  await made.send()
  assert.deepStrictEqual(sent.map(({ plays: [first] }) => first.at), [1, 1, 1, 2])
  assert.strictEqual(new Set(sent.slice(0, 3).map(({ batch }) => batch)).size, 1)
  assert.notStrictEqual(sent[3].batch, sent[0].batch)
  assert.strictEqual(disk.size, 0)
  assert.strictEqual(made.count(), 0)
})

test('what was kept before a power cut is sent afterwards, with the play that was running', async () => {
  const { made, disk } = plays()
  made.add(play(1))
  made.tally.on = { ...play(2), shown_ms: 700, since: performance.now() }
  await made.keep()
  const { made: next, sent } = plays(disk)
  await next.start()
  await next.send()
  assert.deepStrictEqual(sent[0].plays.map(({ at }) => at), [1, 2])
  assert.ok(sent[0].plays[1].shown_ms >= 700)
})

test('a batch that was under way when the power went counts once: it comes again under its name', async () => {
  const { made, sent, server, disk } = plays()
  made.add(play(1))
  server.status = 0
  await made.send()
  const { made: next, sent: again } = plays(disk)
  await next.start()
  await next.send()
  assert.deepStrictEqual(again, sent)
})

test('of more than 50,000 the oldest are dropped, and that is told', async () => {
  const { made, reports, disk } = plays()
  for (let at = 0; at < 51000; at += 1) made.add(play(at))
  await new Promise((resolve) => now(resolve, 10))
  assert.ok(made.count() <= 50000)
  assert.strictEqual(reports[0][0], 'E18')
  const oldest = Array.from(disk.values()).reduce((least, batch) => Math.min(least, batch.plays[0].at), Infinity)
  assert.strictEqual(oldest, 1000)
})

test('plays that are refused for good do not stand in the way of the next', async () => {
  const { made, sent, reports, server } = plays()
  made.add(play(1))
  Object.assign(server, { status: 422, error: 'invalid' })
  await made.send()
  assert.strictEqual(made.count(), 0)
  assert.deepStrictEqual(reports.map(([code]) => code), ['E18'])
  assert.strictEqual(sent.length, 1)
})

test('of another display none is on the disk any more once they are forgotten, not even one that could not be read', async () => {
  const { made, reports, disk } = plays()
  for (const at of [1, 2]) {
    made.add(play(at))
    await made.close()
  }
  made.add(play(3))
  await made.keep()
  disk.set('plays/1/unread', { plays: [play(0)] }).set('plays/10/other seat', {})
  await made.forgetAll()
  assert.deepStrictEqual([made.count(), Array.from(disk.keys())], [0, ['plays/10/other seat']])
  assert.match(reports[0][1], /^3 plays of another display/)
})

test('a refused token keeps them: it may be paired anew', async () => {
  const { made, server } = plays()
  made.add(play(1))
  server.status = 401
  await made.send()
  assert.strictEqual(made.count(), 1)
})

test('what a disk does not let be read now is kept until it does', async () => {
  const { made, sent, reports, server, disk } = plays()
  made.add(play(1))
  server.disk = 'broken'
  await made.send()
  assert.deepStrictEqual([made.count(), disk.size, sent.length], [1, 1, 0])
  assert.deepStrictEqual(reports.map(([code]) => code), ['E17'])
  server.disk = 'well'
  await made.send()
  assert.deepStrictEqual([made.count(), disk.size, sent.length], [0, 0, 1])
})

test('what is no longer on the disk stands in nobody\'s way, and is told', async () => {
  const { made, sent, reports, disk } = plays()
  made.add(play(1))
  await made.close()
  disk.clear()
  made.add(play(2))
  await made.send()
  assert.deepStrictEqual(sent.map(({ plays: [first] }) => first.at), [2])
  assert.deepStrictEqual(reports.map(([code]) => code), ['E18'])
  assert.strictEqual(made.count(), 0)
})

test('what only stands in between the screen and the server refuses nothing for good', async () => {
  const { made, reports, server } = plays()
  made.add(play(1))
  for (const status of [403, 404, 407]) {
    server.status = status
    await made.send()
  }
  assert.deepStrictEqual([made.count(), reports], [1, []])
  server.status = 204
  await made.send()
  assert.strictEqual(made.count(), 0)
})

test('a refusal is the server\'s own where it bears the server\'s code', async (t) => {
  const api = new Api('token', { clear: () => {}, report: () => {} })
  const answers = ['{"error": {"code": "invalid", "message": "no"}}', '<html>Log in</html>', '{"error": "no"}', '']
  const refused = []
  for (const text of answers) {
    t.mock.method(globalThis, 'fetch', async () => new Response(text, { status: 403 }))
    refused.push(isRefused(await api.ask('/plays')))
  }
  assert.deepStrictEqual(refused, [true, false, false, false])
  assert.deepStrictEqual([401, 408, 429, 500].filter((status) => isRefused({ status, error: 'x' })), [])
})
