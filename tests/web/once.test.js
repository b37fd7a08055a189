import assert from 'node:assert'
import test, { mock } from 'node:test'

const listeners = {}
globalThis.window = { addEventListener: (name, listener) => { listeners[name] = listener } }
await import('../../signage/static/pages/once.js')

const formOf = (method) => ({ getAttribute: (name) => (name === 'method' ? method : null) })

/** @returns {boolean} whether a press sends the form; `taken`: a script of the page sends it by itself */
function press(form, { taken = false } = {}) {
  const event = { target: form, defaultPrevented: taken, preventDefault() { this.defaultPrevented = true } }
  listeners.submit(event)
  return !event.defaultPrevented
}

test('a form that is on its way swallows the next press, and no other form does', () => {
  const [form, other] = [formOf('post'), formOf('post')]
  assert.deepStrictEqual([press(form), press(form), press(form), press(other)], [true, false, false, true])
})

test('forms that ask for a page, or close a dialog, are never held', () => {
  for (const method of ['get', 'dialog', null]) {
    const form = formOf(method)
    assert.deepStrictEqual([press(form), press(form)], [true, true], method)
  }
})

test('a form that a script took over can be sent by that script later', () => {
  const form = formOf('post')
  press(form, { taken: true })
  assert.ok(press(form))
})

test('a page that came back, or stayed after all, can be sent again', () => {
  mock.timers.enable({ apis: ['Date'], now: 0 })
  const form = formOf('post')
  assert.ok(press(form) && !press(form))
  listeners.pageshow()
  assert.ok(press(form) && !press(form))
  mock.timers.tick(10_000)
  assert.ok(press(form))
  mock.timers.reset()
})
