// Server time. Estimated from round trips, carried by the performance clock, kept over a restart: the device's own clock
// may be wrong or jump without anything happening on the glass.

const KEEP_MS = 60000
const LOOK_MS = 5000
const JUMP_MS = 1000
const SAMPLES = 8
const ROUND_TRIPS = 6
/** How far a performance clock may drift: an old sample is worth so much less than a new one. */
const DRIFT = 0.00005

/**
 * @typedef {{base: number, half: number, at: number}} Sample base = server time − performance clock; half = half of the
 * round trip, the most it can be wrong by; at = performance clock
 * @typedef {{load: (key: string) => Promise<any>, save: (key: string, value: any) => Promise<void>}} Keeper
 */

export class Clock {
  /** @param {{store: Keeper, report: (code: string, detail?: unknown) => void, onJump: () => void}} parts */
  constructor({ store, report, onJump }) {
    this.store = store
    this.report = report
    this.onJump = onJump
    this.base = Date.now() - performance.now()
    /** @type {Sample[]} */
    this.samples = []
    this.difference = Date.now() - performance.now()
    /** @type {(() => Promise<number>) | null} */
    this.askTime = null
    this.timers = [0, 0]
  }

  /** Goes on from the kept offset, and never from before the kept time (E13). */
  async start() {
    const kept = await this.store.load('clock')
    if (kept && Number.isFinite(kept.offset) && Number.isFinite(kept.at)) {
      this.base = Date.now() + kept.offset - performance.now()
      if (this.now() < kept.at) {
        this.report('E13', `${Math.round(kept.at - this.now())} ms behind`)
        this.base = kept.at - performance.now()
      }
    }
    this.timers = [window.setInterval(() => this.keep(), KEEP_MS), window.setInterval(() => this.look(), LOOK_MS)]
  }

  stop() {
    this.timers.forEach((timer) => clearInterval(timer))
  }

  /** Server time, epoch milliseconds. */
  now() {
    return this.base + performance.now()
  }

  offset() {
    return Math.round(this.now() - Date.now())
  }

  /** The most the clock can be wrong by; null before the first answer. */
  uncertain() {
    const best = this.best()
    return best ? Math.ceil(cost(best)) : null
  }

  /**
   * Several round trips at once; the shortest counts.
   * @param {() => Promise<number>} askTime
   */
  async measure(askTime) {
    this.askTime = askTime
    for (let i = 0; i < ROUND_TRIPS; i += 1) {
      const sent = performance.now()
      this.sample(await askTime(), sent, performance.now())
    }
    await this.keep()
  }

  /**
   * One round trip: what the server said, and the performance clock before and after.
   * @param {number} said
   * @param {number} sent
   * @param {number} received
   */
  sample(said, sent, received) {
    if (!Number.isFinite(said)) return
    const half = (received - sent) / 2
    this.samples = this.samples.slice(1 - SAMPLES).concat({ base: said - sent - half, half, at: received })
    const best = this.best()
    if (!best) return
    const moved = Math.abs(best.base - this.base)
    this.base = best.base
    if (moved > JUMP_MS) this.onJump()
  }

  /** The sample that can be wrong by the least. One that a later sample contradicts was overtaken by a new server time. */
  best() {
    const last = this.samples[this.samples.length - 1]
    return this.samples
      .filter((sample) => Math.abs(sample.base - last.base) <= cost(sample) + cost(last))
      .reduce((/** @type {Sample | null} */ best, sample) => (best && cost(best) < cost(sample) ? best : sample), null)
  }

  /** The device's clock against the performance clock: after a jump only the server knows. */
  look() {
    const difference = Date.now() - performance.now()
    const jumped = Math.abs(difference - this.difference) > JUMP_MS
    this.difference = difference
    if (!jumped) return
    this.report('E14')
    this.samples = []
    if (this.askTime) this.measure(this.askTime).catch(() => {})
  }

  async keep() {
    await this.store.save('clock', { offset: this.now() - Date.now(), at: this.now() })
  }
}

/** @param {Sample} sample */
function cost(sample) {
  return sample.half + (performance.now() - sample.at) * DRIFT
}
