import assert from 'node:assert'
import test from 'node:test'
import { Api } from '../../players/kiosk/api.js'
import { Errors } from '../../players/kiosk/errors.js'

const MINUTE = 60000

/** A display's API; `ask` moves the performance clock on by so many minutes and asks: a status, or 0 for nobody there. */
function display(t) {
  let now = 0
  t.mock.method(performance, 'now', () => now)
  const errors = new Errors()
  const api = new Api('token', errors)
  const ask = async (minutes, status) => {
    now += minutes * MINUTE
    globalThis.fetch = async () => {
      if (!status) throw new TypeError('gone')
      return { status, ok: status === 200, headers: new Headers(), text: async () => '' }
    }
    await api.ask('/time').catch(() => {})
    return errors.list().map(({ code }) => code)
  }
  return { ask }
}

test('a server that nobody reaches for ten minutes is told of, until it answers', async (t) => {
  const { ask } = display(t)
  assert.deepStrictEqual(await ask(1, 200), [])
  assert.deepStrictEqual(await ask(10, 0), [])
  assert.deepStrictEqual(await ask(1, 0), ['E03'])
  assert.deepStrictEqual(await ask(1, 304), [])
})

test('a proxy that answers in the place of a dead server is no answer', async (t) => {
  const { ask } = display(t)
  assert.deepStrictEqual(await ask(1, 200), [])
  for (let minute = 1; minute <= 10; minute += 1) assert.deepStrictEqual(await ask(1, 502), [])
  assert.deepStrictEqual(await ask(1, 502), ['E03'])
  assert.deepStrictEqual(await ask(1, 0), ['E03'])
  assert.deepStrictEqual(await ask(1, 504), ['E03'])
  assert.deepStrictEqual(await ask(1, 200), [])
})

test('a single failure of the server itself is not its silence', async (t) => {
  const { ask } = display(t)
  assert.deepStrictEqual(await ask(9, 200), [])
  assert.deepStrictEqual(await ask(9, 500), [])
  assert.deepStrictEqual(await ask(0.5, 304), [])
  assert.deepStrictEqual(await ask(9, 503), [])
})

test('a refused token is told of though the server has failed since', async (t) => {
  const { ask } = display(t)
  assert.deepStrictEqual(await ask(1, 401), ['E02'])
  assert.deepStrictEqual(await ask(1, 502), ['E02'])
  assert.deepStrictEqual(await ask(1, 404), ['E02'])
  assert.deepStrictEqual(await ask(1, 200), [])
})
