// Which slide to load when the one that is due is not there. A device that takes longer than a slot lasts aims at what will be
// due by then and lets it get ready: else it would begin another with each slot, and nothing would ever be in time. An alert is
// never passed over: it may be ready sooner than the last slide was.

import { addressOf } from './addresses.js'

/** @typedef {import('./program.js').Step} Step @typedef {import('./frame.js').Frame} Frame */

export class Aim {
  /** @param {{program: import('./program.js').Program, now: () => number}} parts */
  constructor({ program, now }) {
    this.program = program
    this.now = now
    /** How long a slide takes to get ready here, by the last one. */
    this.loadMs = 0
    /** @type {Step | null} */
    this.step = null
  }

  /**
   * @param {Step} due
   * @param {Frame} back where it would be loaded
   * @param {Frame | null} front
   */
  load(due, back, front) {
    if (this.isComing(due, back)) return
    this.loadMs = Math.max(this.loadMs, back.loadingMs())
    const t = this.now() + this.loadMs
    const ahead = (due.alert === null && t >= due.ends && this.program.at(t)) || due
    const isThere = ahead.slide === null || (front !== null && front.holds(addressOf(ahead)))
    this.step = isThere ? due : ahead
    back.load(addressOf(this.step))
  }

  /**
   * Whether what is being loaded still has its turn to come.
   * @param {Step} due
   * @param {Frame} back
   */
  isComing(due, back) {
    const { step } = this
    if (!step || step.manifest !== due.manifest || due.alert !== null) return false
    return back.holds(addressOf(step)) && this.now() < step.ends
  }
}
