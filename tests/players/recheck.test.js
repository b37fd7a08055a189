import assert from 'node:assert'
import test from 'node:test'
import { Supply } from '../../players/kiosk/supply.js'

const settled = () => new Promise((resolve) => setTimeout(resolve, 20))
const HTML = '/slides/a.html'
const MANIFEST = { assets: { [HTML]: { needs: ['/media/film.webm', '/media/slide.css', '/media/new.jpg'] } } }

/** Begins well and breaks off. */
function broken() {
  const parts = [new Uint8Array(9)]
  return new Response(new ReadableStream({ pull: (stream) => (parts.length ? stream.enqueue(parts.pop()) : stream.error(new Error('checksum'))) }))
}

/** A screen of whose kept files `kept` says how they are read; all are listed but one that has yet to come. */
function screen(kept) {
  const read = []
  const renewed = []
  globalThis.caches = { open: async () => ({ match: async (path) => (read.push(path), kept[path] && kept[path]()) }) }
  const cache = { secure: true, has: (path) => path !== '/media/new.jpg', renew: (paths) => renewed.push(...paths) }
  const made = new Supply({ program: { current: MANIFEST, waiting: MANIFEST }, cache, store: {}, now: Date.now })
  return { made, read, renewed }
}

test('of a slide that failed the files that are listed and cannot be read are fetched anew, and no others', async () => {
  const { made, renewed } = screen({ [HTML]: () => new Response('<html>'), '/media/film.webm': broken })
  made.failed('a')
  await settled()
  assert.deepStrictEqual(renewed, ['/media/film.webm', '/media/slide.css'])
})

test('a slide that fails again and again has its files read once an hour', async (t) => {
  let now = 0
  t.mock.method(performance, 'now', () => now)
  const well = () => new Response('well')
  const { made, read, renewed } = screen({ [HTML]: well, '/media/film.webm': well, '/media/slide.css': well })
  for (const at of [0, 300000, 3599000, 3600000]) {
    now = at
    made.failed('a')
    await settled()
  }
  assert.deepStrictEqual([read.length, renewed], [6, []])
})

test('a disk of which nothing can be read makes nothing be fetched', async () => {
  const { made, renewed } = screen({})
  globalThis.caches.open = () => Promise.reject(new DOMException('disk', 'UnknownError'))
  made.failed('a')
  await settled()
  assert.deepStrictEqual(renewed, [])
})
