import assert from 'node:assert'
import test from 'node:test'
import { judge } from '../../players/kiosk/checks.js'

const now = Date.UTC(2026, 10, 22)
const well = {
  online: true, protocol: 'https:', host: 'signage.city.example', secure: true,
  answered: true, status: 200, ours: true, serverNow: now, now,
}
const silent = { ...well, answered: false, status: 0, ours: false, serverNow: null }

const verdicts = (seen) => judge(seen).map((check) => check.verdict).join(' ')
const says = (seen, name) => judge(seen).find((check) => check.name.en === name).says

test('with an answer over https all is good', () => {
  assert.strictEqual(verdicts(well), 'good good good good good')
})

test('without an answer a page cannot tell a wrong name from a dead server, and says so', () => {
  assert.strictEqual(verdicts(silent), 'good unknown unknown unknown bad')
  assert.match(says(silent, 'Name').en, /cannot tell/)
  assert.match(says(silent, 'Encryption').en, /wrong date/)
})

test('a cable that is out is known', () => {
  assert.match(verdicts({ ...silent, online: false }), /^bad/)
  // Some devices say so while they are connected.
  assert.match(verdicts({ ...well, online: false }), /^good/)
})

test('an address of digits needs no name', () => {
  for (const host of ['192.168.1.5', 'localhost', '[::1]']) assert.strictEqual(judge({ ...silent, host })[1].verdict, 'good')
})

test('plain http is a problem unless the device protects it', () => {
  assert.strictEqual(judge({ ...well, protocol: 'http:', secure: false })[2].verdict, 'bad')
  assert.strictEqual(judge({ ...well, protocol: 'http:', secure: true })[2].verdict, 'good')
})

test('the clock is told with how much it is off, and in which direction', () => {
  assert.match(says({ ...well, now: now + 5 * 60000 }, 'Clock').en, /5 min fast/)
  assert.match(says({ ...well, now: now - 5 * 3600000 }, 'Clock').ja, /5 時間遅れて/)
  assert.match(says({ ...well, now: now - 20 * 365 * 86400000 }, 'Clock').en, /20 years slow/)
  assert.match(says({ ...silent, now: 0 }, 'Clock').en, /1970/)
})

test('a login page that answers in place of the server is told apart from a server in trouble', () => {
  assert.match(says({ ...well, ours: false }, 'Server').en, /login page/)
  assert.match(says({ ...well, ours: false, status: 502 }, 'Server').en, /in trouble \(502\)/)
})
