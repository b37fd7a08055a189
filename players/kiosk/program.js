// Decides what is on at an instant: which manifest holds, which slide stands in for one that is not there.
// Pure but for what it remembers: no clock of the day, no network, no page. The stage asks it and obeys.
//
// How long it waits and passes over goes by a clock that never jumps: a server time corrected by hours changes neither.

import { Aside } from './aside.js'
import { alertNeeds, allNeeds, filesOf, filesOfAlert, merged, soon, soonNeeds } from './needs.js'
import { SHORT_MS, showing } from './showing.js'

/** A manifest waits no longer than this for its files. */
const PATIENCE_MS = 60000
/** A clock corrected back by less does not bring the slot before back. */
const TOLERANCE_MS = 1000

/**
 * @typedef {import('./showing.js').Manifest} Manifest
 * @typedef {import('./showing.js').Entry} Entry
 * @typedef {import('./showing.js').Shown} Shown
 */

/**
 * What is on: `slide` is what the glass shows (null = black), `entry` the manifest's row it comes from, `starved` says that
 * black is for want of files. begins and ends are those of the slot, whatever stands in for its slide.
 * @typedef {Shown & {entry: Entry | null, transition: string, manifest: Manifest | null, starved: boolean}} Step
 */

export class Program {
  /**
   * @param {object} parts
   * @param {(path: string) => boolean} parts.has
   * @param {(code: string, detail?: unknown) => void} parts.report
   * @param {() => void} parts.onTakeOver
   * @param {() => number} [parts.uptime] milliseconds, of a clock that never jumps
   */
  constructor({ has, report, onTakeOver, uptime = () => performance.now() }) {
    this.has = has
    this.report = report
    this.onTakeOver = onTakeOver
    this.uptime = uptime
    /** @type {Manifest | null} */
    this.current = null
    /** @type {Manifest | null} */
    this.waiting = null
    /** Uptime. */
    this.waitingSince = 0
    /** @type {Step | null} */
    this.on = null
    this.aside = new Aside(uptime)
  }

  /** The manifest that came last: its alerts and its `withdrawn` hold at once. */
  newest() {
    return this.waiting || this.current
  }

  /**
   * A manifest has come. It waits for its files and for the end of the slot.
   * @param {Manifest} manifest
   */
  offer(manifest) {
    this.aside.forgive()
    if (!this.waiting) this.waitingSince = this.uptime()
    this.waiting = this.current && manifest.etag === this.current.etag ? null : manifest
  }

  /** The manifests were another display's. */
  forget() {
    this.current = null
    this.waiting = null
    this.on = null
  }

  /**
   * What is on at t: the same object as long as nothing changes.
   * @param {number} t
   * @returns {Step}
   */
  step(t) {
    const taken = this.takeOver(t)
    if (taken || !this.on || !this.holds(this.on, t)) this.on = this.begin(t, taken)
    return this.on
  }

  /**
   * When to ask again at the latest.
   * @param {number} t
   */
  wakeAt(t) {
    const newest = this.newest()
    const moments = [t + this.aside.nextMs()].concat(this.on ? this.on.ends : [])
    for (const alert of newest ? newest.alerts : []) moments.push(alert.from, alert.until)
    if (this.waiting) moments.push(t + PATIENCE_MS - this.waited())
    return Math.min(Infinity, ...moments.filter((moment) => moment > t))
  }

  /** What will be on next, as far as can be said now; null if nothing can. */
  next() {
    if (!this.on || !this.current || this.on.ends === Infinity) return null
    const t = this.on.ends
    const taking = this.waiting !== null && this.ready(t)
    const manifest = taking && this.waiting ? this.waiting : this.current
    return this.resolve(manifest, this.shown(manifest, t, taking))
  }

  /**
   * What will be on at a moment by the manifest that runs; null without one.
   * @param {number} t
   */
  at(t) {
    return this.current && this.resolve(this.current, this.shown(this.current, t, false))
  }

  /**
   * A slide turned out not to work: something else stands in for it.
   * @param {string} slide
   * @param {number} t
   */
  setAside(slide, t) {
    const newest = this.newest()
    this.aside.put(slide, newest !== null && newest.alerts.some((alert) => alert.slide === slide))
    if (this.on && this.on.slide === slide) this.on = this.begin(t, false)
  }

  /**
   * Every file and when it is needed, soonest first: of the newest manifest, and of the one that still runs.
   * @param {number} t
   * @returns {import('./needs.js').Needs}
   */
  needs(t) {
    const newest = this.newest()
    if (!newest) return new Map()
    const running = this.waiting && this.current ? soonNeeds(this.current, t) : new Map()
    return merged(alertNeeds(newest, t), soonNeeds(newest, t), running, allNeeds(newest, t))
  }

  /**
   * A waiting manifest takes over when a slot ends, or at once where no slot is on. The slot of a withdrawn item has ended
   * with it, whatever stands in.
   * @param {number} t
   */
  takeOver(t) {
    const on = this.on
    const inSlot = on !== null && !on.starved && t < on.ends && on.slot !== null && !this.isWithdrawn(on.manifest, entryOf(on.manifest, on))
    if (!this.waiting || inSlot || !this.ready(t)) return false
    this.current = this.waiting
    this.waiting = null
    this.onTakeOver()
    return true
  }

  waited() {
    return this.uptime() - this.waitingSince
  }

  /** @param {number} t */
  ready(t) {
    if (!this.waiting) return false
    return this.waited() >= PATIENCE_MS || soon(this.waiting, t).every((path) => this.has(path))
  }

  /**
   * @param {Step} on
   * @param {number} t
   */
  holds(on, t) {
    if (t >= on.ends || t < on.begins - TOLERANCE_MS || on.starved) return false
    if (this.isWithdrawn(on.manifest, on.entry)) return false
    const base = this.current || this.waiting
    if (!base) return true
    const shown = showing(this.withAlerts(base), Math.max(t, on.begins))
    if (shown.alert !== on.alert) return false
    return on.alert === null || (shown.slide === on.slide && shown.ends === on.ends)
  }

  /**
   * @param {number} t
   * @param {boolean} taken a manifest has just taken over
   * @returns {Step}
   */
  begin(t, taken) {
    const base = this.current || this.waiting
    const nothing = { slide: null, item: null, begins: t, ends: Infinity, loop: null, slot: null, alert: null }
    if (!base) return { ...black(null, nothing), starved: true }
    const shown = this.shown(base, t, taken)
    // Before the first manifest is ready only an alert may show.
    if (!this.current && shown.alert === null) return { ...black(base, nothing), starved: true }
    const step = this.resolve(base, shown)
    const again = this.on !== null && this.on.begins === step.begins
    if (!again && this.lacks(base, shown, step)) this.report('E12', `${shown.item || 'slide'} ${shown.slide}`)
    return step
  }

  /**
   * `showing`, and after a take-over no sliver: what would end in under two seconds is left out.
   * @param {Manifest} manifest
   * @param {number} t
   * @param {boolean} taken
   */
  shown(manifest, t, taken) {
    const view = this.withAlerts(manifest)
    const shown = showing(view, t)
    if (!taken || shown.alert !== null || shown.ends - t >= SHORT_MS) return shown
    const next = showing(view, shown.ends)
    // An alert keeps its own time.
    return next.alert === null ? { ...next, begins: Math.floor(t) } : shown
  }

  /**
   * The manifest with the alerts that hold now: those of the newest one, as soon as their files are there.
   * @param {Manifest} manifest
   */
  withAlerts(manifest) {
    const newest = this.newest() || manifest
    const alerts = newest.alerts.filter(
      (alert) => !this.aside.has(alert.slide) && filesOfAlert(newest, alert).every((path) => this.has(path)),
    )
    return { ...manifest, alerts }
  }

  /**
   * A slot keeps its time; if its slide is not there, the nearest earlier one of the loop (a wheel: before its first slot
   * comes its last) is shown, else the fallback.
   * @param {Manifest} manifest
   * @param {Shown} shown
   * @returns {Step}
   */
  resolve(manifest, shown) {
    if (shown.slide === null) return black(manifest, shown)
    const transition = shown.alert === null ? 'fade' : 'cut'
    if (shown.slot === null && this.hasSlide(manifest, shown.slide)) {
      return { ...shown, entry: null, transition, manifest, starved: false }
    }
    const order = shown.loop === null ? [] : manifest.loops[shown.loop].order
    for (let k = 0; k < order.length; k += 1) {
      const entry = manifest.slides[order[(Number(shown.slot) + order.length - k) % order.length]]
      if (this.hasSlide(manifest, entry.slide) && !this.isWithdrawn(manifest, entry)) {
        return { ...shown, slide: entry.slide, entry, transition: entry.transition || 'cut', manifest, starved: false }
      }
    }
    if (this.hasSlide(manifest, manifest.fallback)) {
      return { ...shown, slide: manifest.fallback, entry: null, transition, manifest, starved: false }
    }
    return { ...black(manifest, shown), starved: true }
  }

  /**
   * Something stands in for want of files. What failed has been reported, what is withdrawn is meant to be missing.
   * @param {Manifest} manifest
   * @param {Shown} shown
   * @param {Step} step
   */
  lacks(manifest, shown, step) {
    if (shown.slide === null || step.slide === shown.slide || this.aside.has(shown.slide)) return false
    return !this.isWithdrawn(manifest, entryOf(manifest, shown))
  }

  /**
   * @param {Manifest} manifest
   * @param {string} slide
   */
  hasSlide(manifest, slide) {
    return !this.aside.has(slide) && filesOf(manifest, slide).every((path) => this.has(path))
  }

  /**
   * Withdrawn by a newer manifest than the one the entry stands in, which doesn't hold the very slide (中止, say) itself.
   * @param {Manifest | null} manifest
   * @param {Entry | null} entry
   */
  isWithdrawn(manifest, entry) {
    const newest = this.newest()
    if (!entry || !newest || manifest === newest) return false
    const items = (entry.items || []).concat(entry.item || [])
    return items.some((item) => newest.withdrawn.includes(item)) && newest.slides.every((its) => its.slide !== entry.slide)
  }
}

/**
 * @param {Manifest | null} manifest
 * @param {Shown} shown
 * @returns {Step}
 */
function black(manifest, shown) {
  return { ...shown, slide: null, entry: null, transition: 'cut', manifest, starved: false }
}

/**
 * The manifest's row of the slot, whatever is shown in it.
 * @param {Manifest | null} manifest
 * @param {Shown} shown
 */
function entryOf(manifest, shown) {
  if (!manifest || shown.loop === null || shown.slot === null) return null
  return manifest.slides[manifest.loops[shown.loop].order[shown.slot]]
}
