// Counts what people could really see: one play for each slot that was painted, with the time it was uncovered. Pure.

/**
 * As the server wants it: `at` is when it became visible (server time), `shown_ms` how long it was.
 * @typedef {{slide: string, item: string | null, at: number, shown_ms: number}} Play
 * @typedef {{slide: string | null, item: string | null, painted: number | null}} Painted
 */

const DAY_MS = 86400000

export class Tally {
  /** @param {(play: Play) => void} onPlay one is over */
  constructor(onPlay) {
    this.onPlay = onPlay
    this.covered = false
    /** @type {{slide: string, item: string | null, at: number | null, shown_ms: number, since: number} | null} */
    this.on = null
  }

  /**
   * Something else is on the glass now.
   * @param {Painted} painted
   * @param {number} time of a clock that never jumps
   */
  paint({ slide, item, painted }, time) {
    this.end(time)
    if (slide !== null) this.on = { slide, item, at: this.covered ? null : painted, shown_ms: 0, since: time }
  }

  /**
   * Nobody sees it for a while (an overlay, a dark panel, a hidden window), or sees it again.
   * @param {boolean} covered
   * @param {number} time
   * @param {number} now server time
   */
  cover(covered, time, now) {
    const on = this.on
    if (on && covered && !this.covered) on.shown_ms += time - on.since
    if (on && !covered && this.covered) {
      on.since = time
      on.at = on.at === null ? now : on.at
    }
    this.covered = covered
  }

  /** @param {number} time */
  end(time) {
    const play = this.running(time)
    this.on = null
    if (play) this.onPlay(play)
  }

  /** What is on counts for nobody: it is another display's. */
  drop() {
    this.on = null
  }

  /**
   * The play that is not over yet, as if it were.
   * @param {number} time
   * @returns {Play | null}
   */
  running(time) {
    const on = this.on
    if (!on || on.at === null) return null
    const shown_ms = Math.round(on.shown_ms + (this.covered ? 0 : time - on.since))
    if (shown_ms < 1) return null
    return { slide: on.slide, item: on.item, at: Math.round(on.at), shown_ms: Math.min(DAY_MS, shown_ms) }
  }
}
