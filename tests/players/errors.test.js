import assert from 'node:assert'
import test from 'node:test'
import { Errors } from '../../players/kiosk/errors.js'

test('what happened more than an hour ago leaves the corner of the glass too', () => {
  const errors = new Errors()
  let now = 1795186800000
  let shown = []
  errors.now = () => now
  errors.onChange = () => (shown = errors.corner())
  errors.report('E17', 'full')
  errors.report('E20')
  assert.deepStrictEqual(shown, ['E17'])
  now += 3600001
  // The heartbeat asks for the list.
  assert.deepStrictEqual(errors.list().map(({ code }) => code), ['E20'])
  assert.deepStrictEqual(shown, [])
})
