// Asks for the manifest, keeps the last good one over a restart, and hands each new one to the program.

import { inTime } from './patience.js'
import { jittered } from './pauses.js'

const POLL_MS = 30000
/** Without a manifest at all the screen is empty: ask more often. */
const EMPTY_POLL_MS = 3000
/** A stream may be away for so long before we ask ourselves. */
const STREAM_AWAY_MS = 60000
/** After the stream has come back, something may have been missed; not everybody asks at once. */
const CATCH_UP_MS = 1000
/** An alert's files do not wait for a slow disk. */
const KEEP_MS = 1000

/**
 * @typedef {import('./showing.js').Manifest} Manifest
 * @typedef {{current: Manifest | null, waiting: Manifest | null, tag: string}} Kept `tag`: the ETag of the newer one
 */

export class Manifests {
  /**
   * @param {object} parts
   * @param {import('./api.js').Api} parts.api
   * @param {import('./store.js').Store} parts.store
   * @param {import('./program.js').Program} parts.program
   * @param {import('./errors.js').Errors} parts.errors
   * @param {string} parts.seat
   * @param {() => void} parts.onNew a manifest came: look at the glass first, then fetch its files
   * @param {() => void} parts.onKept it is on disk
   */
  constructor({ api, store, program, errors, seat, onNew, onKept }) {
    this.api = api
    this.store = store
    this.program = program
    this.errors = errors
    this.key = `manifests/${seat}`
    this.onNew = onNew
    this.onKept = onKept
    this.tag = ''
    this.asking = false
    this.again = false
    this.running = false
    /** When the stream was lost, performance clock; null while it is there. @type {number | null} */
    this.streamLostAt = 0
    this.timer = 0
    this.pause = 0
  }

  /** Takes up the kept manifests, so that a screen plays before anyone has answered; false if the disk can't be read. */
  async load() {
    try {
      this.takeUp(await this.store.read(this.key))
      return true
    } catch (problem) {
      this.errors.report('E17', problem)
      return false
    }
  }

  /** @param {Kept | null | undefined} kept */
  takeUp(kept) {
    if (!kept) return
    this.program.current = kept.current && isManifest(kept.current) ? kept.current : null
    if (kept.waiting && isManifest(kept.waiting)) this.program.offer(kept.waiting)
    if (this.program.newest()) this.tag = kept.tag
  }

  start() {
    this.running = true
    this.ask()
    this.poll()
  }

  stop() {
    this.running = false
    clearTimeout(this.timer)
    clearTimeout(this.pause)
  }

  poll() {
    const away = this.streamLostAt !== null && performance.now() - this.streamLostAt > STREAM_AWAY_MS
    if (away || !this.program.newest()) this.ask()
    this.timer = window.setTimeout(() => this.poll(), jittered(this.program.newest() ? POLL_MS : EMPTY_POLL_MS))
  }

  /** @param {boolean} there */
  streamIs(there) {
    if (there) this.askWithin(CATCH_UP_MS)
    this.streamLostAt = there ? null : performance.now()
  }

  /**
   * Somebody named the newest ETag.
   * @param {string | null} etag
   * @param {number} within_ms
   */
  heardOf(etag, within_ms) {
    const newest = this.program.newest()
    if (etag && !(newest && newest.etag === etag)) this.askWithin(within_ms)
  }

  /** @param {number} within_ms a random part of it is waited */
  askWithin(within_ms) {
    clearTimeout(this.pause)
    this.pause = window.setTimeout(() => this.ask(), Math.random() * within_ms)
  }

  /** One question at a time; one that comes meanwhile is asked afterwards. */
  async ask() {
    this.again = this.asking
    if (this.asking || !this.running) return
    this.asking = true
    try {
      await this.fetchManifest()
    } catch {
      // No answer is no news: what is on stays on, and the next poll asks again.
    }
    this.asking = false
    if (this.again) this.ask()
  }

  async fetchManifest() {
    /** @type {Object<string, string>} */
    const headers = this.tag ? { 'If-None-Match': this.tag } : {}
    const answer = await this.api.ask('/manifest', { headers }).catch((problem) => {
      if (problem instanceof SyntaxError) this.errors.report('E04', problem)
      throw problem
    })
    if (answer.status === 304) this.errors.clear('E04')
    if (answer.status !== 200) return
    if (!isManifest(answer.body)) {
      this.errors.report('E04', 'not a manifest of version 1')
      return
    }
    this.errors.clear('E04')
    this.tag = answer.tag || ''
    this.program.offer(answer.body)
    this.onNew()
    // First on disk, then its files: another seat's tidying, which takes away only at a second look, looks there for what is needed.
    await inTime(this.save(), KEEP_MS).catch(() => {})
    this.onKept()
  }

  async save() {
    const { current, waiting } = this.program
    await this.store.save(this.key, { current, waiting, tag: this.tag })
  }
}

/**
 * Whether it can be played without looking further: what is wrong in it must show here, not on the glass.
 * @param {any} manifest
 * @returns {boolean}
 */
export function isManifest(manifest) {
  if (!manifest || manifest.version !== 1 || typeof manifest.etag !== 'string') return false
  if (![manifest.slides, manifest.segments, manifest.alerts, manifest.withdrawn].every(Array.isArray)) return false
  if (!manifest.loops || !manifest.assets || !manifest.segments.length || !(manifest.from < manifest.until)) return false
  return manifest.segments.every((/** @type {any} */ segment) => isSegment(manifest, segment))
}

/**
 * @param {Manifest} manifest
 * @param {any} segment
 */
function isSegment(manifest, segment) {
  if (!(segment.from < segment.until)) return false
  if (segment.loop === null) return true
  const loop = manifest.loops[segment.loop]
  const slots = loop && Array.isArray(loop.order) ? loop.order.map((i) => manifest.slides[i]) : []
  const ms = slots.reduce((sum, slot) => sum + (slot && slot.ms > 0 ? slot.ms : NaN), 0)
  return slots.length > 0 && ms === loop.ms && Number.isFinite(segment.anchor)
}
