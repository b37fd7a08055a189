import assert from 'node:assert'
import test from 'node:test'
import { Events } from '../../players/kiosk/events.js'

// Pauses between two tries are short; the watch over a silent stream is not.
const later = globalThis.setTimeout
globalThis.window = { setTimeout: (act, ms) => later(act, ms >= 40000 ? ms : 5) }

const pause = (ms) => new Promise((resolve) => later(resolve, ms))

/** Streams that say one comment line and then stay open until they are left. */
function streams() {
  const seen = { open: 0, begun: 0, changes: [] }
  const api = {
    open: async (_path, signal) => {
      seen.begun += 1
      seen.open += 1
      const left = new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('left'))))
      left.catch(() => (seen.open -= 1))
      await Promise.race([pause(2), left])
      const said = [{ value: new TextEncoder().encode(':\n'), done: false }]
      return { status: 200, body: { getReader: () => ({ read: async () => said.shift() || left }) } }
    },
  }
  const made = new Events({ api, onEvent: () => {}, onChange: (there) => seen.changes.push(there) })
  return { made, seen }
}

for (const [moment, ms] of [['while it stands', 20], ['while it is being opened', 0]]) {
  test(`a stream that is ended and begun anew ${moment} is one stream`, async () => {
    const { made, seen } = streams()
    made.start()
    await pause(ms)
    made.stop()
    made.start()
    await pause(60)
    assert.deepStrictEqual([seen.open, seen.begun], [1, 2])
    assert.strictEqual(seen.changes[seen.changes.length - 1], true)
    made.stop()
    await pause(20)
    assert.deepStrictEqual([seen.open, seen.begun], [0, 2])
    assert.strictEqual(seen.changes[seen.changes.length - 1], false)
  })
}

test('one that is begun twice is one stream', async () => {
  const { made, seen } = streams()
  made.start()
  made.start()
  await pause(20)
  assert.strictEqual(seen.open, 1)
  made.stop()
})
