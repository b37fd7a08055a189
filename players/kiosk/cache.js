// Fetches slides and media, soonest needed first, and keeps what hashes to its name. The service worker answers from here.
// On plain http a browser has neither cache nor digest: there a file counts as present once it came whole (E20).

import { jittered } from './api.js'

/** Also in service-worker.js. */
const FILES = 'signage-files'
const AT_ONCE = 3
const FIRST_RETRY_MS = 1000
const LAST_RETRY_MS = 60000
/** Besides this much time for the answer, a file may take a second per 50 kB. */
const PATIENCE_MS = 20000
const BYTES_PER_MS = 50
const REMOVED_AT_ONCE = 200
const NAME = /^\/(?:slides|media)\/([0-9a-f]{64})\.([a-z0-9]{2,5})$/
const KEPT_HEADERS = ['Content-Type', 'Content-Security-Policy', 'X-Content-Type-Options', 'Referrer-Policy']

/** @typedef {{path: string, bytes?: number}} Wanted */

export class FileCache {
  /** @param {{report: (code: string, detail?: unknown) => void, onArrival: () => void}} parts */
  constructor({ report, onArrival }) {
    this.report = report
    this.onArrival = onArrival
    this.secure = window.isSecureContext && 'caches' in window
    /** @type {Set<string>} */
    this.present = new Set()
    /** @type {Wanted[]} */
    this.wanted = []
    /** @type {Set<string>} */
    this.fetching = new Set()
    /** @type {Map<string, {count: number, until: number}>} */
    this.failures = new Map()
    /** @type {Set<string>} */
    this.unneeded = new Set()
    /** To be fetched again though it is there. @type {Set<string>} */
    this.stale = new Set()
    this.timer = 0
  }

  /** Finds what an earlier run kept: it was verified when it was stored. */
  async start() {
    await this.recount()
  }

  stop() {
    clearTimeout(this.timer)
    this.wanted = []
  }

  /** @param {string} path */
  has(path) {
    return this.present.has(path)
  }

  /**
   * What is needed from now on, soonest first; replaces what was wanted before.
   * @param {Wanted[]} wanted
   */
  async want(wanted) {
    this.wanted = wanted.filter((file) => NAME.test(file.path))
    await this.recount()
    this.pump()
    this.onArrival()
  }

  /**
   * Removes what nobody has needed twice in a row, so that a seat that is just being told of a file keeps it.
   * @param {Set<string>} needed by any seat of this browser
   */
  async tidy(needed) {
    if (!this.secure) return
    const cache = await caches.open(FILES)
    const unneeded = (await this.listed()).filter((path) => !needed.has(path))
    for (const path of unneeded.filter((old) => this.unneeded.has(old)).slice(0, REMOVED_AT_ONCE)) {
      await cache.delete(path)
      this.present.delete(path)
    }
    this.unneeded = new Set(unneeded)
  }

  /** Fetches all that is wanted anew: what is there stays until its replacement has come. Returns how many files. */
  renew() {
    this.stale = new Set(this.wanted.map((file) => file.path))
    this.failures.clear()
    this.pump()
    return this.stale.size
  }

  /** Another seat of this browser may have fetched or removed something since. */
  async recount() {
    if (!this.secure) return
    const before = this.present
    this.present = new Set(before)
    const listed = await this.listed()
    const arrived = Array.from(this.present).filter((path) => !before.has(path))
    this.present = new Set(listed.concat(arrived))
  }

  async listed() {
    const requests = await (await caches.open(FILES)).keys()
    return requests.map((request) => new URL(request.url).pathname)
  }

  /** How many of the wanted files are there, of how many, and their bytes. */
  count() {
    const there = this.wanted.filter((file) => this.has(file.path))
    return { cached: [there.length, this.wanted.length], bytes: there.reduce((sum, file) => sum + (file.bytes || 0), 0) }
  }

  pump() {
    clearTimeout(this.timer)
    const now = performance.now()
    const missing = this.wanted.filter((file) => this.lacks(file.path) && !this.fetching.has(file.path))
    const due = missing.filter((file) => this.retryAt(file.path) <= now)
    for (const file of due.slice(0, AT_ONCE - this.fetching.size)) this.take(file)
    const next = Math.min(...missing.map((file) => this.retryAt(file.path)).filter((at) => at > now))
    if (next < Infinity) this.timer = window.setTimeout(() => this.pump(), next - now)
  }

  /** @param {string} path */
  lacks(path) {
    return !this.has(path) || this.stale.has(path)
  }

  /** @param {string} path */
  retryAt(path) {
    const failure = this.failures.get(path)
    return failure ? failure.until : 0
  }

  /** @param {Wanted} file */
  async take(file) {
    this.fetching.add(file.path)
    try {
      await this.fetchFile(file)
      this.failures.delete(file.path)
      this.present.add(file.path)
      this.stale.delete(file.path)
    } catch (problem) {
      this.putOff(file.path)
      this.report(problem instanceof Problem ? problem.code : 'E16', `${file.path}: ${problem}`)
    }
    this.fetching.delete(file.path)
    this.onArrival()
    this.pump()
  }

  /** @param {string} path */
  putOff(path) {
    const failure = this.failures.get(path)
    const count = failure ? failure.count + 1 : 0
    const pause = jittered(Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** count))
    this.failures.set(path, { count, until: performance.now() + pause })
  }

  /**
   * On its way to our own cache a file needs no second place on the disk; the worker lets such a request pass. Without that
   * cache the browser's is all there is, and after a failure it may be what is wrong.
   * @param {string} path
   * @returns {RequestCache}
   */
  mode(path) {
    if (this.secure) return 'no-store'
    return this.failures.has(path) || this.stale.has(path) ? 'reload' : 'default'
  }

  /** @param {Wanted} file */
  async fetchFile({ path, bytes }) {
    // Another seat of this browser may have been faster.
    if (this.secure && !this.stale.has(path) && (await (await caches.open(FILES)).match(path))) return
    const patience = new AbortController()
    const timer = setTimeout(() => patience.abort(), PATIENCE_MS + (bytes || 0) / BYTES_PER_MS)
    try {
      const response = await fetch(path, { signal: patience.signal, cache: this.mode(path) })
      if (response.status !== 200) throw new Problem('E16', `status ${response.status}`)
      const content = await response.arrayBuffer()
      if (bytes !== undefined && content.byteLength !== bytes) throw new Problem('E15', `${content.byteLength} bytes, not ${bytes}`)
      if (this.secure) await keep(path, content, response)
      else checkType(path, response)
    } finally {
      clearTimeout(timer)
    }
  }
}

class Problem extends Error {
  /**
   * @param {string} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message)
    this.code = code
  }
}

/**
 * Verifies the bytes against the name, and stores them.
 * @param {string} path
 * @param {ArrayBuffer} content
 * @param {Response} response
 */
async function keep(path, content, response) {
  const name = NAME.exec(path)
  const hash = await sha256(content)
  if (!name || hash !== name[1]) throw new Problem('E15', `hashes to ${hash}`)
  /** @type {Object<string, string>} */
  const headers = { 'Content-Length': String(content.byteLength) }
  for (const header of KEPT_HEADERS) {
    const value = response.headers.get(header)
    if (value) headers[header] = value
  }
  try {
    await (await caches.open(FILES)).put(path, new Response(content, { headers }))
  } catch (problem) {
    throw new Problem('E17', String(problem))
  }
}

/**
 * A proxy's login page must not count as a picture.
 * @param {string} path
 * @param {Response} response
 */
function checkType(path, response) {
  const isPage = /^text\/html/.test(response.headers.get('Content-Type') || '')
  if (isPage !== path.endsWith('.html')) throw new Problem('E15', `is ${response.headers.get('Content-Type')}`)
}

/** @param {ArrayBuffer} content */
async function sha256(content) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', content))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
