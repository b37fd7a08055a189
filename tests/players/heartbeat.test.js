import assert from 'node:assert'
import test from 'node:test'
import { freeBytes, Heartbeat } from '../../players/kiosk/heartbeat.js'

globalThis.window = { setTimeout: () => 0 }

const settled = () => new Promise((resolve) => setImmediate(resolve))

/** How many heartbeats of three are sent while the storage answers so when it is asked what is free. */
async function sent(t, estimate) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  Object.defineProperty(globalThis, 'navigator', { value: { storage: { estimate } }, configurable: true })
  const bodies = []
  const api = { ask: async (_path, { body }) => (bodies.push(body), { status: 503 }) }
  const made = new Heartbeat({ api, body: async () => ({ free_bytes: await freeBytes() }), onReply: () => {} })
  for (let i = 0; i < 3; i += 1) {
    const beaten = made.beat()
    await settled()
    t.mock.timers.tick(3000)
    await beaten
  }
  return bodies.map(({ free_bytes }) => free_bytes)
}

test('what is free is told', async (t) => {
  assert.deepStrictEqual(await sent(t, async () => ({ quota: 100, usage: 70 })), [30, 30, 30])
})

test('a storage that fails when it is asked what is free does not silence the heartbeat', async (t) => {
  assert.deepStrictEqual(await sent(t, () => Promise.reject(new DOMException('storage', 'UnknownError'))), [null, null, null])
})

test('a storage that never says what is free does not silence the heartbeat', { timeout: 5000 }, async (t) => {
  assert.deepStrictEqual(await sent(t, () => new Promise(() => {})), [null, null, null])
})

test('what is new while a heartbeat is on its way is told with one more, at once', async () => {
  let painted = null
  const answers = []
  const bodies = []
  const ask = (_path, { body }) => new Promise((resolve) => (bodies.push(body), answers.push(resolve)))
  const made = new Heartbeat({ api: { ask }, body: async () => ({ painted }), onReply: () => {} })
  const beaten = made.beat()
  await settled()
  painted = 1
  made.beat()
  made.beat()
  await settled()
  answers[0]({ status: 503 })
  await settled()
  answers[1]({ status: 503 })
  await beaten
  assert.deepStrictEqual(bodies, [{ painted: null }, { painted: 1 }])
})
