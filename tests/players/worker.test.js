import assert from 'node:assert'
import test from 'node:test'

globalThis.document = { documentElement: { dataset: { player: 'new' } } }
const { Worker } = await import('../../players/kiosk/worker.js')

test('the page says that its set should paint: not of another set, not while the panel is off or black is planned, not once it has painted', () => {
  const made = new Worker({ errors: {}, onNewPlayer: () => {} })
  const answers = []
  const asked = (unpainted) => made.take({ signage: 1, unpainted }, [{ postMessage: (answer) => answers.push(answer) }])
  asked('new')
  asked('other')
  made.shouldPaint = () => false
  asked('new')
  made.shouldPaint = () => true
  made.painted()
  asked('new')
  assert.deepStrictEqual(answers, [true, false, false, false])
})

test('a newer set that could not be taken is asked for again after minutes, another one at once', (t) => {
  t.mock.method(Math, 'random', () => 0.5)
  let now = 0
  t.mock.method(performance, 'now', () => now)
  const made = new Worker({ errors: { report: () => {} }, onNewPlayer: () => {} })
  const asked = []
  made.registration = { active: { postMessage: () => asked.push(now) }, update: async () => {} }
  const beats = (player, count) => {
    for (let i = 0; i < count; i += 1, now += 30000) {
      made.heardOf(player)
      if (asked.includes(now)) made.take({ signage: 1, failed: 'no room' }, [])
    }
  }
  beats('newer', 41)
  assert.deepStrictEqual(asked, [0, 600000, 1200000])
  beats('newest', 2)
  assert.deepStrictEqual(asked.slice(3), [41 * 30000])
})

test('black as planned is told once, a slide that is due after it has the set watched anew, and painting ends both', () => {
  globalThis.location = { search: '?seat=1' }
  const made = new Worker({ errors: {}, onNewPlayer: () => {} })
  const told = []
  made.registration = { active: { postMessage: (said) => told.push(said) } }
  made.due()
  for (const _ of [1, 2]) made.dark()
  for (const _ of [1, 2]) made.due()
  made.painted()
  made.painted()
  made.dark()
  made.due()
  assert.deepStrictEqual(told, [
    { signage: 1, dark: 'new', screen: '?seat=1' },
    { signage: 1, watch: true },
    { signage: 1, painted: 'new' },
  ])
})
