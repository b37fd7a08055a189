// Server time. Estimated from round trips, carried by the performance clock, kept over a restart: the device's own clock
// may be wrong or jump without anything happening on the glass.

import { RoundTrips } from './round-trips.js'

const KEEP_MS = 60000
const LOOK_MS = 5000
const JUMP_MS = 1000
/** After which pauses how many round trips are asked for, while none was short: a page that has just begun is busy with its slides, and
 * what waits on one side only makes the answer wrong by so much. Later ones are few: a server that is slow because all come is not asked more. */
const ASKINGS = [{ after: 0, trips: 6 }, { after: 1500, trips: 1 }, { after: 3000, trips: 1 }]
const SHORT_HALF_MS = 3
/** A correction is spread over so long at least, and never faster than by so much of the time: nobody sees it. */
const SLEW_MS = 10000
const SLEW = 0.005
/** No crystal is worse; what was kept and says so is not believed. */
const WORST_DRIFT = 0.0005

/**
 * Server time as a line over the performance clock: at + base, then drifting; a correction comes in bit by bit over `span`.
 * @typedef {{at: number, base: number, drift: number, correction: number, span: number}} Line
 * @typedef {{load: (key: string) => Promise<any>, save: (key: string, value: any) => Promise<any>}} Keeper
 */

export class Clock {
  /** @param {{store: Keeper, report: (code: string, detail?: unknown) => void, onJump: () => void}} parts */
  constructor({ store, report, onJump }) {
    this.store = store
    this.report = report
    this.onJump = onJump
    this.trips = new RoundTrips()
    /** @type {Line} */
    this.line = straight(Date.now() - performance.now(), 0)
    /** @type {number | null} */
    this.keptRenewal = null
    this.difference = Date.now() - performance.now()
    /** @type {(() => Promise<number>) | null} */
    this.askTime = null
    /** Whether round trips are being asked for: until then the time is a guess, which is replaced at once. */
    this.measuring = false
    this.timers = [0, 0]
  }

  /** Goes on from the kept offset, and never from before the kept time (E13). */
  async start() {
    const kept = await this.store.load('clock')
    if (kept && Number.isFinite(kept.offset) && Number.isFinite(kept.at)) this.goOn(kept)
    this.timers = [window.setInterval(() => this.keep(), KEEP_MS), window.setInterval(() => this.look(), LOOK_MS)]
  }

  /** @param {{offset: number, at: number, drift?: number, renewed_at?: number}} kept */
  goOn(kept) {
    if (Math.abs(Number(kept.drift)) < WORST_DRIFT) this.trips.drift = Number(kept.drift)
    this.keptRenewal = kept.renewed_at || null
    this.line = straight(Date.now() + kept.offset - performance.now(), this.trips.drift)
    if (this.now() >= kept.at) return
    this.report('E13', `${Math.round(kept.at - this.now())} ms behind`)
    this.line = straight(kept.at - performance.now(), this.trips.drift)
  }

  stop() {
    this.timers.forEach((timer) => clearInterval(timer))
  }

  /** Server time, epoch milliseconds. */
  now() {
    const at = performance.now()
    return at + baseAt(this.line, at)
  }

  /** Its part of the heartbeat: the device's own clock against server time, and when the server last told it. */
  state() {
    return { offset_ms: Math.round(this.now() - Date.now()), uncertain_ms: this.uncertain(), renewed_at: this.renewedAt() }
  }

  /** The most the clock can be wrong by; null before the first answer. */
  uncertain() {
    const at = performance.now()
    const estimate = this.trips.estimate(at)
    return estimate ? Math.ceil(estimate.uncertain + Math.abs(estimate.base - baseAt(this.line, at))) : null
  }

  renewedAt() {
    const last = this.trips.lastAt()
    return last === null ? this.keptRenewal : Math.round(this.now() - (performance.now() - last))
  }

  /**
   * Several round trips; the shortest counts, at once: only what is found out later has to slide over. Raises when one fails; asked
   * for while one runs, it leaves it at that.
   * @param {() => Promise<number>} askTime
   */
  async measure(askTime) {
    this.askTime = askTime
    if (this.measuring) return
    this.measuring = true
    try {
      for (const { after, trips } of ASKINGS) {
        if (after) await new Promise((resolve) => setTimeout(resolve, after))
        for (let i = 0; i < trips; i += 1) await this.askOnce(askTime)
        if (this.trips.shortestHalf() <= SHORT_HALF_MS) break
      }
    } finally {
      this.measuring = false
    }
    await this.keep()
  }

  /** @param {() => Promise<number>} askTime */
  async askOnce(askTime) {
    const sent = performance.now()
    this.sample(await askTime(), sent, performance.now())
  }

  /**
   * One round trip: what the server said, and the performance clock before and after.
   * @param {number} said
   * @param {number} sent
   * @param {number} received
   */
  sample(said, sent, received) {
    if (!Number.isFinite(said)) return
    const guessed = this.measuring || this.trips.lastAt() === null
    this.trips.add(said, sent, received)
    this.follow(guessed)
  }

  /**
   * What was a guess is replaced at once, and so is a time that is wrong by a lot; anything else slides over unseen.
   * @param {boolean} guessed
   */
  follow(guessed) {
    const at = performance.now()
    const estimate = this.trips.estimate(at)
    if (!estimate) return
    const base = baseAt(this.line, at)
    const apart = estimate.base - base
    if (guessed || Math.abs(apart) > JUMP_MS) {
      this.line = { ...straight(estimate.base, this.trips.drift), at }
      this.onJump()
    } else {
      this.line = { at, base, drift: this.trips.drift, correction: apart, span: Math.max(SLEW_MS, Math.abs(apart) / SLEW) }
    }
  }

  /** The device's clock against the performance clock: after a jump only the server knows. */
  look() {
    const difference = Date.now() - performance.now()
    const jumped = Math.abs(difference - this.difference) > JUMP_MS
    this.difference = difference
    if (!jumped) return
    this.report('E14')
    this.keptRenewal = this.renewedAt()
    this.trips.forget()
    if (this.askTime) this.measure(this.askTime).catch(() => {})
  }

  async keep() {
    const { drift } = this.trips
    await this.store.save('clock', { offset: this.now() - Date.now(), at: this.now(), drift, renewed_at: this.renewedAt() })
  }
}

/**
 * @param {number} base
 * @param {number} drift
 * @returns {Line}
 */
function straight(base, drift) {
  return { at: performance.now(), base, drift, correction: 0, span: 1 }
}

/**
 * @param {Line} line
 * @param {number} at
 */
function baseAt(line, at) {
  const age = at - line.at
  return line.base + age * line.drift + line.correction * Math.min(1, age / line.span)
}
