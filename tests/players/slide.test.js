import assert from 'node:assert'
import fs from 'node:fs'
import test from 'node:test'
import vm from 'node:vm'

const FILE = new URL('../../signage/static/slide/slide.js', import.meta.url)

/** What the clocks of a slide read when it is shown, each for its own zone. */
function clocks(...zones) {
  const shown = zones.map((zone) => ({ textContent: '', getAttribute: () => zone }))
  const document = { readyState: 'complete', querySelector: () => null, querySelectorAll: (what) => (what.startsWith('time') ? shown : []) }
  const window = { parent: { postMessage: () => {} }, addEventListener: (name, hear) => (window[name] = hear) }
  const location = { hash: '' }
  vm.runInNewContext(fs.readFileSync(FILE, 'utf8'), { window, document, location, performance, setTimeout: () => 0, clearTimeout: () => {} })
  const now = Date.UTC(2026, 10, 23, 12, 0, 0)
  window.message({ source: window.parent, data: { signage: 1, show: { now, begins: now, ends: now + 9000 } } })
  return shown.map((clock) => clock.textContent)
}

test('a clock on a slide whose zone an older engine does not know shows the time of the device, and the others theirs', () => {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  const [tokyo, notYet, own] = clocks('Asia/Tokyo', 'Europe/NotYet', timeZone)
  assert.strictEqual(tokyo, '21:00')
  assert.match(own, /^\d\d:\d\d$/)
  assert.strictEqual(notYet, own)
})
