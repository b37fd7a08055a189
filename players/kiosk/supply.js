// Tells the cache which files are needed and when: of this screen, soonest first; of all screens of this browser, so that none
// takes away what another still needs.

import { allNeeds, completeUntil, filesOf, merged, unique } from './needs.js'
import { Recheck } from './recheck.js'

const UPKEEP_MS = 600000

/** @typedef {import('./showing.js').Manifest} Manifest @typedef {import('./needs.js').Needs} Needs */

export class Supply {
  /**
   * @param {object} parts
   * @param {import('./program.js').Program} parts.program
   * @param {import('./cache.js').FileCache} parts.cache
   * @param {import('./store.js').Store} parts.store
   * @param {() => number} parts.now
   */
  constructor({ program, cache, store, now }) {
    this.program = program
    this.cache = cache
    this.store = store
    this.now = now
    this.recheck = new Recheck(cache)
    this.timer = 0
  }

  start() {
    this.want()
    this.timer = window.setInterval(() => this.upkeep(), UPKEEP_MS)
  }

  stop() {
    clearInterval(this.timer)
  }

  /** What is needed changes with every manifest and with time. */
  want() {
    const assets = Object.assign({}, ...this.manifests().map((manifest) => manifest.assets))
    const needs = Array.from(this.program.needs(this.now()))
    this.cache.want(needs.map(([path, at]) => ({ path, at, bytes: assets[path] && assets[path].bytes })))
  }

  async upkeep() {
    this.want()
    // Without knowing what all screens need nothing may go; that the disk can't be read was told when it was met.
    const needs = await this.needsOfAll().catch(() => null)
    if (needs) await this.cache.tidy(needs)
  }

  /** A file of it may be what is wrong. @param {string} slide one that failed */
  failed(slide) {
    const files = this.manifests().reduce((all, manifest) => all.concat(filesOf(manifest, slide)), /** @type {string[]} */ ([]))
    // That the disk can't be read is told where it is met by what needs it.
    this.recheck.read(unique(files)).catch(() => {})
  }

  /**
   * What all screens of this browser need. Raises when the disk can't be read.
   * @returns {Promise<Needs>}
   */
  async needsOfAll() {
    const seats = (await this.store.loadAll('manifests/')).filter(Boolean)
    const kept = seats.reduce((all, { current, waiting }) => all.concat(current || [], waiting || []), [])
    return merged(...this.manifests().concat(kept).map((manifest) => everyNeed(manifest, this.now())))
  }

  manifests() {
    const { current, waiting } = this.program
    return /** @type {Manifest[]} */ ([current, waiting].filter(Boolean))
  }

  /** How far on the screen could go without a network, server time; null where nothing survives that. */
  cachedUntil() {
    const newest = this.program.newest()
    if (!newest || !this.cache.secure) return null
    return Math.round(completeUntil(newest, this.now(), (path) => this.cache.has(path)))
  }
}

/**
 * With the files that the manifest names and needs no more: they go when it does.
 * @param {Manifest} manifest
 * @param {number} t
 */
function everyNeed(manifest, t) {
  /** @type {Needs} */
  const named = new Map(Object.keys(manifest.assets).map((path) => [path, Number.MAX_SAFE_INTEGER]))
  return merged(allNeeds(manifest, t), named)
}
