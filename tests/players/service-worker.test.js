import assert from 'node:assert'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import test from 'node:test'
import vm from 'node:vm'

const FILE = new URL('../../players/kiosk/service-worker.js', import.meta.url)
const UNPROVEN = { current: 'new', good: 'old', refused: '', openings: {} }
const full = () => Promise.reject(new DOMException('full', 'QuotaExceededError'))

/** A page that answers whether it should have painted (undefined: it says nothing), and which set it is of. */
function page(answers) {
  const asked = []
  const navigated = []
  const postMessage = (said, [port]) => {
    asked.push(said)
    const answer = answers(said)
    if (answer !== undefined) port.postMessage(answer)
  }
  return { url: 'https://x/player/?seat=1', visibilityState: 'visible', asked, navigated, postMessage, navigate: async (to) => navigated.push(to) }
}

/** The worker with a choice on its disk; its seconds are milliseconds. */
function worker({ choice = UNPROVEN, put, open, pages = [], fetch = async () => new Response('<html>network'), clock = { now: 0, before: () => {} } }) {
  const listeners = {}
  const kept = { choice }
  const cache = (name) => ({
    match: async () => new Response(name === 'signage-current-player' ? JSON.stringify(kept.choice) : `<html>${name}`),
    put: put || (async (_, response) => (kept.choice = await response.json())),
  })
  const caches = { open: open || (async (name) => cache(name)), keys: async () => [] }
  const clients = { matchAll: async () => pages }
  const self = { addEventListener: (name, listener) => (listeners[name] = listener), location: { origin: 'https://x' }, clients }
  class MessageChannel {
    constructor() {
      this.port1 = {}
      this.port2 = { postMessage: (data) => this.port1.onmessage({ data }) }
    }
  }
  const pass = (ms) => {
    clock.now += ms - 1
    clock.before()
    clock.now += 1
  }
  const later = (run, ms) => setTimeout(() => (pass(ms), run()), ms / 1000)
  const performance = { now: () => clock.now }
  const given = { self, caches, Response, Headers, fetch, URL, performance, setTimeout: later, crypto, MessageChannel, TextEncoder }
  vm.runInNewContext(fs.readFileSync(FILE, 'utf8'), given)
  const ask = (path, mode) => {
    const waits = []
    let answer
    const request = { url: `https://x${path}`, method: 'GET', mode, cache: 'default', headers: new Headers() }
    listeners.fetch({ request, respondWith: (given) => (answer = given), waitUntil: (wait) => waits.push(wait.catch(() => {})) })
    return { text: answer.then((response) => response.text()), watched: Promise.all(waits) }
  }
  const happen = (name, event) => new Promise((resolve) => listeners[name]({ ...event, waitUntil: resolve }))
  const hear = (said) => happen('message', { data: { signage: 1, ...said } })
  return { kept, ask, hear, openPage: () => ask('/player/?seat=1', 'navigate'), renew: () => hear({ renew: true }) }
}

const sha256 = (text) => createHash('sha256').update(text).digest('hex')

/** A server's set of player files, whose content is their path, and a disk of caches that the test may look into. */
function playerSet(...paths) {
  const files = Object.fromEntries(paths.map((path) => [path, sha256(path)]))
  const listing = { player: sha256(JSON.stringify(files)), files }
  const asked = []
  const fetch = async (path) => {
    if (path === '/player/files.json') return new Response(JSON.stringify(listing))
    asked.push(path)
    return new Response(path)
  }
  const disk = {}
  const open = async (name) => {
    const cache = (disk[name] = disk[name] || {})
    return {
      match: async (path) => cache[path] && cache[path].clone(),
      put: async (path, response) => (cache[path] = response),
      delete: async (path) => delete cache[path],
      keys: async () => Object.keys(cache).map((path) => ({ url: `https://x${path}` })),
    }
  }
  const keep = (name, path, text) => open(name).then((cache) => cache.put(path, new Response(text)))
  return { player: listing.player, asked, fetch, disk, open, keep }
}

/** Listed, but not to be read any more. */
const unreadable = () => ({ clone: () => new Response(new ReadableStream({ start: (stream) => stream.error(new Error('checksum')) })) })

const said = (asked, word) => asked.filter((one) => word in one).length

test('a full disk, which takes no count of the openings, still opens the page that is kept', async () => {
  const { openPage } = worker({ put: full })
  assert.match(await openPage().text, /data-player="new">signage-player-new/)
})

test('a disk that cannot be read leaves the network', async () => {
  const { openPage, ask } = worker({ open: full })
  assert.strictEqual(await openPage().text, '<html>network')
  assert.strictEqual(await ask('/player/kiosk.js', 'cors').text, '<html>network')
})

test('a set whose page says nothing is taken back after a minute, and the page begins anew', async () => {
  const broken = page(() => undefined)
  const { kept, openPage } = worker({ pages: [broken] })
  await openPage().watched
  assert.deepStrictEqual([kept.choice.current, kept.choice.refused], ['old', 'new'])
  assert.deepStrictEqual(broken.navigated, ['/player/?seat=1'])
})

test('a set that paints nothing while its panel is asleep is not taken back', async () => {
  const asleep = page((asked) => ('unpainted' in asked ? false : 'new'))
  const { kept, openPage } = worker({ pages: [asleep] })
  await openPage().watched
  assert.strictEqual(kept.choice.current, 'new')
  assert.deepStrictEqual(asleep.navigated, [])
  assert.ok(said(asleep.asked, 'unpainted') > 60)
})

test('a panel that wakes gives the set its whole minute', async () => {
  let looks = 0
  const waking = page((asked) => ('unpainted' in asked ? (looks += 1) > 50 : 'new'))
  const { kept, openPage } = worker({ pages: [waking] })
  await openPage().watched
  assert.strictEqual(looks, 110)
  assert.strictEqual(kept.choice.refused, 'new')
})

test('a page of a set that another one replaced before its minute was over is brought back too', async () => {
  const broken = page(() => undefined)
  const playing = page((asked) => ('unpainted' in asked ? false : 'old'))
  const { kept, openPage } = worker({ pages: [broken, playing] })
  const { text, watched } = openPage()
  await text
  kept.choice = { current: 'newest', good: 'old', refused: '', openings: {} }
  await watched
  assert.deepStrictEqual([broken.navigated, playing.navigated], [['/player/?seat=1'], []])
  assert.strictEqual(kept.choice.current, 'newest')
})

test('a set of which a power cut took a file gets it back, and nothing else of it is fetched or chosen anew', async () => {
  const set = playerSet('/player/', '/player/kiosk.js', '/player/stage.js')
  const choice = JSON.stringify({ current: set.player, good: set.player, refused: 'bad', openings: {} })
  await set.keep('signage-current-player', '/player/choice.json', choice)
  const { renew } = worker({ fetch: set.fetch, open: set.open })
  await renew()
  assert.deepStrictEqual(set.asked, ['/player/', '/player/kiosk.js', '/player/stage.js'])
  const kept = set.disk[`signage-player-${set.player}`]
  delete kept['/player/stage.js']
  set.asked.length = 0
  await renew()
  await renew()
  assert.deepStrictEqual(set.asked, ['/player/stage.js'])
  assert.strictEqual(await kept['/player/stage.js'].text(), '/player/stage.js')
  assert.strictEqual(await set.disk['signage-current-player']['/player/choice.json'].text(), choice)
})

test('a set that was opened again and again while black was planned is not taken back, one that cannot show its first slide is', async () => {
  let night = true
  const asleep = page((asked) => ('unpainted' in asked ? !night : 'new'))
  const { kept, hear, openPage } = worker({ pages: [asleep] })
  const watches = []
  for (let opening = 0; opening < 5; opening += 1) {
    const { text, watched } = openPage()
    await text
    await hear({ dark: 'new', screen: '?seat=1' })
    watches.push(watched)
  }
  await Promise.all(watches)
  assert.deepStrictEqual([kept.choice.current, kept.choice.good], ['new', 'old'])
  night = false
  await hear({ watch: true })
  assert.deepStrictEqual([kept.choice.current, kept.choice.refused], ['old', 'new'])
  assert.deepStrictEqual(asleep.navigated, ['/player/?seat=1'])
})

test('a newer set does not come in between the files of a page that is being loaded, and waits for none that never ends', async () => {
  const switched = []
  for (const files of [3, 99]) {
    const set = playerSet('/player/', '/player/kiosk.js')
    const clock = { now: 0, before: () => (left -= 1) > 0 && ask('/player/stage.js', 'cors') }
    const open = async (name) => {
      const cache = await set.open(name)
      const put = (...given) => (switched.push(clock.now), cache.put(...given))
      return name === 'signage-current-player' ? { ...cache, put } : cache
    }
    const { ask, renew } = worker({ fetch: set.fetch, open, clock })
    let left = files
    await ask('/player/stage.js', 'cors').text
    await renew()
  }
  assert.deepStrictEqual(switched, [3000 + 2 * 2999, 3000 + 9 * 2999])
})

test('a kept page and script that cannot be read come from the network, and a renewal puts them anew', async () => {
  const paths = ['/player/', '/player/files.json', '/player/kiosk.css', '/player/kiosk.js']
  const set = playerSet(...paths.filter((path) => path !== '/player/files.json'))
  await set.keep('signage-current-player', '/player/choice.json', JSON.stringify({ ...UNPROVEN, current: set.player, good: set.player }))
  const fetch = (asked) => set.fetch(asked.url ? new URL(asked.url).pathname : asked)
  const { ask, openPage, renew } = worker({ fetch, open: set.open })
  await renew()
  const kept = set.disk[`signage-player-${set.player}`]
  assert.deepStrictEqual(Object.keys(kept).sort(), paths)
  for (const path of paths) kept[path] = unreadable()
  assert.strictEqual(await openPage().text, '/player/')
  assert.strictEqual(await ask('/player/kiosk.js', 'cors').text, '/player/kiosk.js')
  set.asked.length = 0
  await renew()
  assert.deepStrictEqual(set.asked, ['/player/', '/player/kiosk.css', '/player/kiosk.js'])
  assert.strictEqual(JSON.parse(await kept['/player/files.json'].text()).player, set.player)
  assert.strictEqual(await kept['/player/kiosk.js'].text(), '/player/kiosk.js')
})

test('a kept script of the slides that cannot be read comes from the network, and only then makes room for its replacement', async () => {
  const set = playerSet()
  const path = `/media/${sha256('draw()')}.js`
  let network = () => Promise.reject(new TypeError('Failed to fetch'))
  const { ask } = worker({ open: set.open, fetch: () => network() })
  await set.open('signage-files')
  const kept = set.disk['signage-files']
  kept[path] = unreadable()
  await assert.rejects(ask(path, 'no-cors').text, /Failed to fetch/)
  assert.deepStrictEqual(Object.keys(kept), [path])
  network = async () => new Response('draw()')
  assert.strictEqual(await ask(path, 'no-cors').text, 'draw()')
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.deepStrictEqual(Object.keys(kept), [])
})

test('a choice that is there and cannot be read is made anew', async () => {
  for (const broken of [unreadable(), new Response('{"current": "')]) {
    const set = playerSet('/player/', '/player/kiosk.js')
    set.disk['signage-current-player'] = { '/player/choice.json': broken }
    const { openPage, renew } = worker({ fetch: set.fetch, open: set.open })
    await renew()
    const choice = JSON.parse(await set.disk['signage-current-player']['/player/choice.json'].clone().text())
    assert.deepStrictEqual(choice, { current: set.player, good: '', refused: '', openings: {} })
    assert.strictEqual(await openPage().text, '/player/')
  }
})
