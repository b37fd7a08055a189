import assert from 'node:assert'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { showing } from '../../players/kiosk/showing.js'

test('showing() agrees with the oracle on every vector', () => {
  const { manifests, cases } = JSON.parse(readFileSync(new URL('../vectors/showing.json', import.meta.url), 'utf8'))
  assert.ok(cases.length >= 2000)
  for (const [index, t, expected] of cases) {
    const { slide, begins, ends, loop, slot, alert } = showing(manifests[index], t)
    assert.deepStrictEqual({ slide, begins, ends, loop, slot, alert }, expected, `manifest ${index} at ${t}`)
  }
})
