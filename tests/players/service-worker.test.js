import assert from 'node:assert'
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
function worker({ choice = UNPROVEN, put, open, pages = [] }) {
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
  const later = (run, ms) => setTimeout(run, ms / 1000)
  const fetch = async () => new Response('<html>network')
  const given = { self, caches, Response, Headers, fetch, URL, performance, setTimeout: later, crypto, MessageChannel }
  vm.runInNewContext(fs.readFileSync(FILE, 'utf8'), given)
  const ask = (path, mode) => {
    const waits = []
    let answer
    const request = { url: `https://x${path}`, method: 'GET', mode, cache: 'default', headers: new Headers() }
    listeners.fetch({ request, respondWith: (given) => (answer = given), waitUntil: (wait) => waits.push(wait.catch(() => {})) })
    return { text: answer.then((response) => response.text()), watched: Promise.all(waits) }
  }
  return { kept, ask, openPage: () => ask('/player/?seat=1', 'navigate') }
}

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
