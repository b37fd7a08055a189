// Answers for the player when the server does not: its own page from a set of files verified whole, slides and media from
// the cache that cache.js fills. A classic script: module workers need Chromium 91. Every other request is left alone.
//
// A request's address may end in a fragment that holds a token: only its pathname is ever used.

/* eslint max-lines: ["error", 420] -- in one file: what it imported would be one more that has to be there without a server */

'use strict'

/** Also in cache.js. */
const FILES = 'signage-files'
/** A set of player files stands in the cache of this name and its hash. */
const SETS = 'signage-player-'
/** Which set is in use, in this cache under this name. Also in worker.js. */
const POINTER = 'signage-current-player'
const CHOICE = '/player/choice.json'
/** A set that has never painted gets this long, and so many openings by one screen (whose browser may have died of it). */
const WATCH_MS = 60000
const OPENINGS = 3
/** The browser gives an event five minutes. */
const LONGEST_WATCH_MS = 240000
const LOOK_MS = 1000
const ANSWER_MS = 3000
/** A page that is just being loaded gets all its files out of one set: so long after the last, but one that never ends is not waited for. */
const LOADING_MS = 3000
const LOADS = 10
const LISTING = '/player/files.json'
const PAGE = '/player/'
const HASHED = /^\/(?:slides|media)\/([0-9a-f]{64})\.[a-z0-9]{2,5}$/

/**
 * `current` is handed out, `good` is the last that painted, `refused` was taken back and is not tried again. `openings`: how
 * often each screen has opened `current` before it painted anywhere.
 * @typedef {{current: string, good: string, refused: string, openings: Object<string, number>}} Choice
 */

/** @type {Choice} */
const NO_CHOICE = { current: '', good: '', refused: '', openings: {} }

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self))
/** @type {Promise<string> | null} */
let renewing = null
/** @type {Promise<any>} */
let choosing = Promise.resolve()
let askedAt = -Infinity

worker.addEventListener('install', (event) => {
  event.waitUntil(renew().then(() => worker.skipWaiting()))
})

worker.addEventListener('activate', (event) => {
  event.waitUntil(worker.clients.claim())
})

worker.addEventListener('fetch', (event) => {
  const { origin, pathname } = new URL(event.request.url)
  if (origin !== worker.location.origin || event.request.method !== 'GET') return
  // cache.js on its way to the network: it verifies for itself.
  if (event.request.cache === 'no-store') return
  if (HASHED.test(pathname)) event.respondWith(hashedFile(pathname, event.request.headers.get('Range')))
  else if (pathname === PAGE && event.request.mode === 'navigate') open(event)
  else if (pathname.startsWith(PAGE)) event.respondWith(playerFile(event.request, pathname))
})

worker.addEventListener('message', (event) => {
  const said = event.data
  if (!said || said.signage !== 1) return
  if (said.renew) event.waitUntil(renewAndTell())
  if (said.painted) event.waitUntil(painted(String(said.painted)))
  if (said.dark) event.waitUntil(dark(String(said.dark), String(said.screen)))
  if (said.watch) event.waitUntil(loadChoice().then(watch))
})

/**
 * On a broken disk the network is left.
 * @param {string} name of the cache
 * @param {string} pathname
 */
function keptIn(name, pathname) {
  const looking = caches.open(name).then((cache) => cache.match(pathname))
  return looking.catch(() => undefined)
}

/**
 * The answer that is made of a kept file; undefined if there is none, null if it is there and can't be read.
 * @param {string} name of the cache
 * @param {string} pathname
 * @param {(kept: Response) => Promise<Response>} make
 */
async function fromKept(name, pathname, make) {
  const kept = await keptIn(name, pathname)
  return kept && make(kept).catch(() => null)
}

/**
 * The same of the set in use. What can't be read there comes from the network for once, perhaps of another set: a page that
 * does not begin with it can't ask for a renewal.
 * @param {string} hash
 * @param {string} pathname
 * @param {(kept: Response) => Promise<Response>} make
 */
async function fromSet(hash, pathname, make) {
  const kept = await fromKept(SETS + hash, pathname, make)
  if (kept === null) renew().catch(() => {})
  return kept
}

/**
 * @param {string} pathname
 * @param {string | null} range
 */
async function hashedFile(pathname, range) {
  const kept = await fromKept(FILES, pathname, (file) => copied(file, pathname))
  const response = kept || (await verified(pathname))
  // As long as it is listed, cache.js fetches no other.
  if (kept === null && response.status === 200) letGo(pathname).catch(() => {})
  return range && response.status === 200 ? part(response, range) : response
}

/** @param {string} pathname */
async function letGo(pathname) {
  await (await caches.open(FILES)).delete(pathname)
}

/**
 * What is not kept comes from the network, but never with other bytes than its name says.
 * @param {string} pathname
 */
async function verified(pathname) {
  const name = HASHED.exec(pathname)
  // The second time past the browser's own cache, which may be what is wrong.
  for (const cache of /** @type {RequestCache[]} */ (['default', 'reload'])) {
    const response = await fetch(pathname, { cache })
    if (response.status !== 200 || !name) return response
    const content = await response.arrayBuffer()
    if ((await sha256(content)) === name[1]) return new Response(content, { headers: response.headers })
  }
  return Response.error()
}

/**
 * A film is asked for in ranges.
 * @param {Response} response
 * @param {string} range
 */
async function part(response, range) {
  const blob = await response.blob()
  const asked = /^bytes=(\d*)-(\d*)$/.exec(range)
  if (!asked || (!asked[1] && !asked[2])) return new Response(blob, { headers: response.headers })
  const from = asked[1] ? Number(asked[1]) : Math.max(0, blob.size - Number(asked[2]))
  const last = asked[1] && asked[2] ? Math.min(Number(asked[2]), blob.size - 1) : blob.size - 1
  const type = response.headers.get('Content-Type') || 'application/octet-stream'
  if (from > last) return new Response(null, { status: 416, headers: { 'Content-Range': `bytes */${blob.size}` } })
  const headers = { 'Content-Type': type, 'Content-Range': `bytes ${from}-${last}/${blob.size}`, 'Content-Length': `${last - from + 1}` }
  return new Response(blob.slice(from, last + 1), { status: 206, headers })
}

/**
 * A screen opens the player's page.
 * @param {FetchEvent} event
 */
function open(event) {
  const { search } = new URL(event.request.url)
  askedAt = performance.now()
  // A full disk takes no count, a broken one has no choice at all.
  const choice = opened(search).catch(loadChoice).catch(() => NO_CHOICE)
  event.respondWith(choice.then(({ current }) => playerPage(event.request, current)))
  event.waitUntil(choice.then(watch))
}

/**
 * The page, told which set it is of.
 * @param {Request} request
 * @param {string} hash
 */
async function playerPage(request, hash) {
  const told = async (/** @type {Response} */ kept) => {
    const page = (await kept.text()).replace('<html', `<html data-player="${hash}"`)
    return new Response(page, { headers: kept.headers })
  }
  return (hash && (await fromSet(hash, PAGE, told))) || fetch(request)
}

/**
 * @param {Request} request
 * @param {string} pathname
 */
async function playerFile(request, pathname) {
  askedAt = performance.now()
  const { current } = await loadChoice().catch(() => NO_CHOICE)
  const kept = current && (await fromSet(current, pathname, (file) => copied(file, pathname)))
  return kept || fetch(request)
}

/**
 * A kept script is handed out as a copy: Chromium 79 writes what it compiled beside a script that comes straight from the
 * cache, and one that is switched off before that is finished finds the script gone (seen at 8 of 10 restarts).
 * @param {Response} kept
 * @param {string} pathname
 */
async function copied(kept, pathname) {
  return /\.m?js$/.test(pathname) ? new Response(await kept.arrayBuffer(), { headers: kept.headers }) : kept
}

/**
 * One that is there and can't be read is none: the next renewal writes it anew. Raises on a broken disk.
 * @returns {Promise<Choice>}
 */
async function loadChoice() {
  const kept = await (await caches.open(POINTER)).match(CHOICE)
  return kept ? kept.json().catch(() => NO_CHOICE) : NO_CHOICE
}

/**
 * One change after the other; gives the choice as it then is.
 * @param {(choice: Choice) => Choice} change
 * @returns {Promise<Choice>}
 */
function choose(change) {
  const changed = choosing.then(async () => {
    const before = await loadChoice()
    const choice = change(before)
    if (choice !== before) await (await caches.open(POINTER)).put(CHOICE, new Response(JSON.stringify(choice)))
    return choice
  })
  choosing = changed.catch(() => {})
  return changed
}

/** @param {Pick<Choice, 'current' | 'good'>} choice */
function isProven(choice) {
  return choice.current === choice.good || !choice.good
}

/** @param {Choice} choice @returns {Choice} */
function back(choice) {
  return { current: choice.good, good: choice.good, refused: choice.current, openings: {} }
}

/** @param {string} screen its seat */
function opened(screen) {
  return choose((choice) => {
    if (isProven(choice)) return choice
    const times = (choice.openings[screen] || 0) + 1
    return times > OPENINGS ? back(choice) : { ...choice, openings: { ...choice.openings, [screen]: times } }
  })
}

/** @param {string} hash the set of a page that has painted */
async function painted(hash) {
  await choose((choice) => (choice.current !== hash || choice.good === hash ? choice : { ...choice, good: hash, openings: {} }))
}

/**
 * A page that is black as planned has not died of its set: such openings, night for night, are not held against it.
 * @param {string} hash
 * @param {string} screen
 */
async function dark(hash, screen) {
  await choose((choice) => {
    if (choice.current !== hash || !choice.openings[screen]) return choice
    return { ...choice, openings: { ...choice.openings, [screen]: 0 } }
  })
}

/**
 * Watches a set that has never painted; in the end the last one that did comes back. Only looks count at which it could paint.
 * @param {Choice} opening
 */
async function watch({ current, good }) {
  let unpainted = 0
  for (let waited = 0; unpainted < WATCH_MS; waited += LOOK_MS) {
    if (isProven({ current, good }) || waited >= LONGEST_WATCH_MS) return
    const [should] = await Promise.all([shouldPaint(current), new Promise((resolve) => setTimeout(resolve, LOOK_MS))])
    if (should) unpainted += LOOK_MS
    good = (await loadChoice()).good
  }
  await choose((now) => (now.current === current ? back(now) : now))
  // Also where another set has come meanwhile: a page that does not paint does not go over to it either.
  await Promise.all((await players()).map((page) => bringBack(page, current)))
}

/**
 * Whether a page of the set is looked at and has not painted. Where nobody looks, or the panel is off, nothing paints.
 * @param {string} hash
 */
async function shouldPaint(hash) {
  const visible = (await players()).filter((page) => page.visibilityState === 'visible')
  return (await Promise.all(visible.map((page) => ask(page, { unpainted: hash }, LOOK_MS, true)))).includes(true)
}

/** @returns {Promise<WindowClient[]>} */
async function players() {
  const pages = await worker.clients.matchAll({ type: 'window' })
  return pages.filter((page) => new URL(page.url).pathname === PAGE)
}

/**
 * A page of another set plays on; one of the refused set, and one that does not answer, begins anew.
 * @param {WindowClient} page
 * @param {string} refused
 */
async function bringBack(page, refused) {
  const player = await ask(page, { refused }, ANSWER_MS, refused)
  const { pathname, search } = new URL(page.url)
  if (player === refused) await page.navigate(pathname + search)
}

/**
 * @param {WindowClient} page
 * @param {object} what
 * @param {number} patience_ms
 * @param {unknown} otherwise the answer of a page that has none
 */
function ask(page, what, patience_ms, otherwise) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = (event) => resolve(event.data)
    setTimeout(() => resolve(otherwise), patience_ms)
    page.postMessage({ signage: 1, ...what }, [port2])
  })
}

async function renewAndTell() {
  /** @type {object} */
  let news
  try {
    news = { signage: 1, player: await renew() }
  } catch (problem) {
    news = { signage: 1, failed: String(problem) }
  }
  for (const client of await worker.clients.matchAll({ includeUncontrolled: true })) client.postMessage(news)
}

/** One renewal at a time, however many seats ask for it. */
function renew() {
  if (renewing) return renewing
  const over = () => (renewing = null)
  renewing = takeSet()
  renewing.then(over, over)
  return renewing
}

/**
 * Fetches what there isn't yet of the server's set of player files, verifies it, and puts it in use only when it is whole. Gives
 * the set in use. A power cut or a worn card may have taken files even from that: they are put back.
 */
async function takeSet() {
  const listing = await (await fetch(LISTING, { cache: 'no-store' })).json()
  const hash = await sha256(new TextEncoder().encode(JSON.stringify(listing.files)))
  if (hash !== listing.player) throw new Error('the list of player files does not hash to its name')
  const { current, refused } = await loadChoice()
  if (hash === refused) return current
  const set = await caches.open(SETS + hash)
  const kept = await readable(set)
  const lacking = Object.keys(listing.files).filter((path) => !kept.includes(path))
  await Promise.all(lacking.map((path) => take(set, path, listing.files[path])))
  if (!kept.includes(LISTING)) {
    await set.put(LISTING, new Response(JSON.stringify(listing), { headers: { 'Content-Type': 'application/json' } }))
  }
  if (hash === current) return current
  await loaded()
  const { good } = await choose((choice) => ({ ...choice, current: hash, refused: '', openings: {} }))
  // Where no choice could be read nobody knows which set was good.
  for (const name of current ? await caches.keys() : []) {
    if (name.startsWith(SETS) && name !== SETS + hash && name !== SETS + good) await caches.delete(name)
  }
  return hash
}

/**
 * The paths of what is not only listed.
 * @param {Cache} set
 */
async function readable(set) {
  const paths = []
  for (const request of await set.keys()) {
    const { pathname } = new URL(request.url)
    const reading = set.match(pathname).then((kept) => kept && kept.arrayBuffer())
    if (await reading.catch(() => null)) paths.push(pathname)
  }
  return paths
}

/** Until no page asks for its files any more. */
async function loaded() {
  for (let loads = 0; loads < LOADS && performance.now() < askedAt + LOADING_MS; loads += 1) {
    await new Promise((resolve) => setTimeout(resolve, askedAt + LOADING_MS - performance.now()))
  }
}

/**
 * @param {Cache} set
 * @param {string} path
 * @param {string} hash
 */
async function take(set, path, hash) {
  const response = await fetch(path, { cache: 'reload' })
  const content = await response.arrayBuffer()
  if (response.status !== 200 || (await sha256(content)) !== hash) throw new Error(`${path} is not the file of this set`)
  const headers = new Headers(response.headers)
  for (const name of ['Content-Encoding', 'Content-Length']) headers.delete(name)
  await set.put(path, new Response(content, { headers }))
}

/** @param {ArrayBuffer | Uint8Array<ArrayBuffer>} content */
async function sha256(content) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', content))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
