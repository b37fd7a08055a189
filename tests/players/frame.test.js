import assert from 'node:assert'
import test from 'node:test'

const nothing = () => {}
globalThis.window = { setTimeout, location: { origin: 'x' } }
const { Frame } = await import('../../players/kiosk/frame.js')

/** A frame that loads a.html, whose document is so far; `heard` says that it has spoken. */
function loading(readyState) {
  const contentWindow = { location: { replace: nothing, pathname: '' }, postMessage: nothing, document: { readyState } }
  const ready = []
  const made = new Frame({ contentWindow }, { onReady: () => ready.push(made.address), onFailed: nothing, isSeen: () => true })
  made.load('/slides/a.html')
  contentWindow.location.pathname = '/slides/a.html'
  const heard = () => made.hear({ source: contentWindow, data: { signage: 1, ready: true } })
  return { made, ready, heard, contentWindow, over: () => clearTimeout(made.timer) }
}

test('a slide is ready when it says so', () => {
  const { made, ready, heard, over } = loading('complete')
  heard()
  over()
  assert.deepStrictEqual([ready, made.isReady()], [['/slides/a.html'], true])
})

test('what is heard before the slide has been loaded is the last word of the one before', () => {
  const { made, ready, heard, contentWindow, over } = loading('loading')
  heard()
  assert.deepStrictEqual([ready, made.state], [[], 'loading'])
  contentWindow.document.readyState = 'complete'
  heard()
  over()
  assert.deepStrictEqual([ready, made.isReady()], [['/slides/a.html'], true])
})
