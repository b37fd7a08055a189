// Fetches slides and media, soonest needed first, and keeps what hashes to its name. The service worker answers from here.
// On plain http a browser has neither cache nor digest: there a file counts as present once it came whole (E20).
// On a full disk what is needed last makes room for what is needed sooner (room.js).

import { jittered } from './pauses.js'
import { freeBytes } from './heartbeat.js'
import { inTime } from './patience.js'
import { mayGo, STAYS_MS } from './room.js'
import { checkType, NAME, Problem, verified } from './verify.js'

/** Also in service-worker.js. */
export const FILES = 'signage-files'
/** So many downloads at once, if the last is needed now, within minutes, or later: a film may take an hour. */
const AT_ONCE = { now: 4, soon: 3, later: 2 }
/** Less than the soon of needs.js: what just isn't soon there isn't here either. */
const WITHIN_MS = 300000
const FIRST_RETRY_MS = 1000
const LAST_RETRY_MS = 60000
/** Besides this much time for the answer, a file may take a second per 50 kB. */
const PATIENCE_MS = 20000
const BYTES_PER_MS = 50
const REMOVED_AT_ONCE = 200
/** Room that later files leave free: for manifests, a new player, and what may yet come in between. */
const RESERVE_BYTES = 4000000
/** A disk that is full stays so for a while. */
const FULL_RETRY_MS = 600000
/** The start waits no longer to hear what is kept: the server must hear of a disk that hangs. */
const START_MS = 10000

/** `at`: when it is needed, server time. @typedef {{path: string, at: number, bytes?: number}} Wanted */

export class FileCache {
  /**
   * @param {object} parts
   * @param {(code: string, detail?: unknown) => void} parts.report
   * @param {() => void} parts.onArrival
   * @param {() => number} parts.now server time
   * @param {() => Promise<import('./needs.js').Needs>} parts.needsOfAll of all screens of this browser; raises if it can't be told
   */
  constructor({ report, onArrival, now, needsOfAll }) {
    this.report = report
    this.onArrival = onArrival
    this.now = now
    this.needsOfAll = needsOfAll
    this.secure = window.isSecureContext && 'caches' in window
    /** @type {Set<string>} */
    this.present = new Set()
    /** @type {Wanted[]} */
    this.wanted = []
    this.wantedAt = 0
    /** @type {Set<string>} */
    this.fetching = new Set()
    /** @type {Map<string, {count: number, code: string, until: number}>} */
    this.failures = new Map()
    /** @type {Set<string>} */
    this.unneeded = new Set()
    /** To be fetched again though it is there. @type {Set<string>} */
    this.stale = new Set()
    this.timer = 0
  }

  /** Finds what an earlier run kept, verified when it was stored; false if it can't be read. Asks the browser not to clear it. */
  async start() {
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {})
    const problem = await inTime(this.recount(), START_MS).catch((why) => why)
    if (problem) this.report('E17', problem)
    return !problem
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
    this.wantedAt = this.now()
    const paths = new Set(this.wanted.map((file) => file.path))
    for (const path of this.failures.keys()) if (!paths.has(path)) this.failures.delete(path)
    await this.recount().catch((problem) => this.report('E17', problem))
    this.pump()
    this.onArrival()
  }

  /**
   * Removes what nobody has needed twice in a row, so that a seat that is just being told of a file keeps it.
   * @param {import('./needs.js').Needs} needed by any seat of this browser
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

  /** Fetches these anew, or all that is wanted: what is there stays until its replacement has come. Returns how many files. */
  renew(paths = this.wanted.map((file) => file.path)) {
    for (const path of paths) {
      this.stale.add(path)
      this.failures.delete(path)
    }
    this.pump()
    return paths.length
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
    const due = missing.filter((file) => this.retryAt(file) <= now)
    for (const file of due) if (this.fetching.size < this.atOnce(file)) this.take(file)
    const next = Math.min(...missing.map((file) => this.retryAt(file)).filter((at) => at > now))
    if (next < Infinity) this.timer = window.setTimeout(() => this.pump(), next - now)
  }

  /**
   * Each leaves room for what is needed sooner: an alert may come at any time.
   * @param {Wanted} file
   */
  atOnce({ at }) {
    if (at <= this.wantedAt) return AT_ONCE.now
    return at < this.wantedAt + WITHIN_MS ? AT_ONCE.soon : AT_ONCE.later
  }

  /** @param {string} path */
  lacks(path) {
    return !this.has(path) || this.stale.has(path)
  }

  /** What found no room as a later file may have some once it is needed soon. @param {Wanted} file */
  retryAt({ path, at }) {
    const failure = this.failures.get(path)
    return failure && !(failure.code === 'E25' && !this.isLater(at)) ? failure.until : 0
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
      const code = problem instanceof Problem ? problem.code : 'E16'
      this.putOff(file.path, code)
      this.report(code, `${file.path}: ${problem}`)
    }
    this.fetching.delete(file.path)
    this.onArrival()
    this.pump()
  }

  /** @param {string} path @param {string} code */
  putOff(path, code) {
    const failure = this.failures.get(path)
    const count = failure ? failure.count + 1 : 0
    const full = code === 'E17' || code === 'E25'
    const pause = jittered(full ? FULL_RETRY_MS : Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** count))
    this.failures.set(path, { count, code, until: performance.now() + pause })
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
  async fetchFile(file) {
    const { path, bytes } = file
    // Another seat of this browser may have been faster.
    if (this.secure && !this.stale.has(path) && (await (await caches.open(FILES)).match(path))) return
    if (this.secure) await this.makeRoom(file, await this.spareBytes(file))
    const patience = new AbortController()
    const timer = setTimeout(() => patience.abort(), PATIENCE_MS + (bytes || 0) / BYTES_PER_MS)
    try {
      const response = await fetch(path, { signal: patience.signal, cache: this.mode(path) })
      if (response.status !== 200) throw new Problem('E16', `status ${response.status}`)
      const content = await response.arrayBuffer()
      if (bytes !== undefined && content.byteLength !== bytes) throw new Problem('E15', `${content.byteLength} bytes, not ${bytes}`)
      if (this.secure) await this.keep(file, await verified(path, content, response))
      else checkType(path, response)
    } finally {
      clearTimeout(timer)
    }
  }

  /**
   * @param {Wanted} file
   * @param {Response} response
   */
  async keep(file, response) {
    const cache = await caches.open(FILES)
    try {
      await cache.put(file.path, response.clone())
    } catch (problem) {
      if (!isFull(problem)) throw new Problem('E17', String(problem))
      if (this.stale.has(file.path)) this.present.delete(file.path) // what it replaces is the room that is wanted
      await (this.stale.has(file.path) ? cache.delete(file.path) : this.makeRoom(file, 0))
      await cache.put(file.path, response).catch((again) => Promise.reject(this.full(file, String(again))))
    }
  }

  /** @param {Wanted} file */
  async spareBytes({ path, at }) {
    const free = await freeBytes()
    const own = this.stale.has(path) ? await sizeIn(await caches.open(FILES), path) : 0
    return free === null ? Infinity : free + own - (this.isLater(at) ? RESERVE_BYTES : 0)
  }

  /** @param {number} at */
  isLater(at) {
    return at > this.now() + STAYS_MS
  }

  /**
   * Takes away what is needed later than the file, as much as it takes; nothing if that is not enough. Raises Problem then.
   * @param {Wanted} file
   * @param {number} spare bytes
   */
  async makeRoom(file, spare) {
    const wanted = file.bytes || 1
    if (spare >= wanted) return
    const cache = await caches.open(FILES)
    const needs = await this.needsOfAll().catch(() => null)
    const going = []
    for (const path of needs ? mayGo(await this.listed(), needs, file.at, this.now()) : []) {
      if (spare >= wanted) break
      going.push(path)
      spare += await sizeIn(cache, path)
    }
    if (spare < wanted) throw this.full(file, `${wanted} bytes more than there is room for`)
    for (const path of going) {
      await cache.delete(path)
      this.present.delete(path)
    }
  }

  /**
   * @param {Wanted} file
   * @param {string} why
   */
  full({ at }, why) {
    return new Problem(this.isLater(at) ? 'E25' : 'E17', why)
  }
}

/** @param {unknown} problem */
function isFull(problem) {
  return problem instanceof DOMException && problem.name === 'QuotaExceededError'
}

/**
 * @param {Cache} cache
 * @param {string} path
 */
async function sizeIn(cache, path) {
  const kept = await cache.match(path)
  return kept ? Number(kept.headers.get('Content-Length')) : 0
}
