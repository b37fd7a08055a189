import assert from 'node:assert'
import test from 'node:test'

globalThis.document = { documentElement: { dataset: { player: 'new' } } }
const { Worker } = await import('../../players/kiosk/worker.js')

test('the page says that its set should paint: not of another set, not while the panel is off, not once it has painted', () => {
  const made = new Worker({ errors: {}, onNewPlayer: () => {} })
  const answers = []
  const asked = (unpainted) => made.take({ signage: 1, unpainted }, [{ postMessage: (answer) => answers.push(answer) }])
  asked('new')
  asked('other')
  made.isSeen = () => false
  asked('new')
  made.isSeen = () => true
  made.painted()
  asked('new')
  assert.deepStrictEqual(answers, [true, false, false, false])
})
