// Slides that failed are passed over for a while. Goes by a clock that never jumps. Pure.

const ASIDE_MS = 300000
/** An alert's for so long at first, then twice as long each time: what failed once may be well. */
const ALERT_MS = 10000

export class Aside {
  /** @param {() => number} uptime milliseconds */
  constructor(uptime) {
    this.uptime = uptime
    /** Until which uptime, and how often it had failed before. @type {Map<string, {until: number, times: number}>} */
    this.slides = new Map()
  }

  /** @param {string} slide */
  has(slide) {
    const failed = this.slides.get(slide)
    return failed !== undefined && failed.until > this.uptime()
  }

  /**
   * @param {string} slide
   * @param {boolean} isAlert
   */
  put(slide, isAlert) {
    const failed = this.slides.get(slide)
    const times = failed ? failed.times + 1 : 0
    const ms = isAlert ? Math.min(ASIDE_MS, ALERT_MS * 2 ** times) : ASIDE_MS
    this.slides.set(slide, { until: this.uptime() + ms, times })
  }

  /** A manifest has come: what is not passed over any more has its chance from the start. */
  forgive() {
    for (const slide of this.slides.keys()) if (!this.has(slide)) this.slides.delete(slide)
  }

  /** In how many milliseconds the next of them may show again; Infinity if none is passed over. */
  nextMs() {
    const waits = Array.from(this.slides.values(), ({ until }) => until - this.uptime())
    return Math.min(Infinity, ...waits.filter((ms) => ms > 0))
  }
}
