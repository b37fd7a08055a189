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

test('what was reported while the clock was days ahead leaves an hour after the clock is right again', () => {
  const errors = new Errors()
  let now = 1795186800000.4
  let shown = []
  errors.now = () => now + 3 * 86400000
  errors.onChange = () => (shown = errors.corner())
  errors.report('E17', 'full')
  errors.now = () => now
  assert.deepStrictEqual(errors.list().map(({ code, at }) => [code, at]), [['E17', 1795186800000]])
  now += 3600001
  assert.deepStrictEqual([errors.list(), shown], [[], []])
})
