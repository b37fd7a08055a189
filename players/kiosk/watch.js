// Looks once a second whether the stage gets anywhere. If it does not: first new frames (E22), then the page anew (E23), and
// where that is not allowed any more, or nothing at all can be shown, the built-in fallback (E24).

import { Fallback } from './fallback.js'
import { Reloads } from './reloads.js'

/** Looks are counted, not time: a device that slept for an hour has had no chance to paint. */
const LOOK_MS = 1000
/** Shown and not painted for so many looks. */
const UNPAINTED = 5
/** Neither shown what is due nor given it up: a slide that fails takes eight. */
const STUCK = 20
/** Nothing on the glass that should be there; a slow device takes so long to begin. */
const EMPTY = 8
/** With no reload left, new frames are tried at every so many-th occasion. */
const SELDOM = 10

export class Watch {
  /**
   * @param {object} parts
   * @param {import('./stage.js').Stage} parts.stage
   * @param {import('./fallback.js').Fallback} parts.fallback
   * @param {import('./reloads.js').Reloads} parts.reloads
   * @param {import('./errors.js').Errors} parts.errors
   * @param {() => void} parts.onCover the fallback has come or gone
   * @param {() => void} parts.onDark black as planned
   * @param {() => void} parts.onDue something is due that is not painted yet
   */
  constructor({ stage, fallback, reloads, errors, onCover, onDark, onDue }) {
    this.stage = stage
    this.fallback = fallback
    this.reloads = reloads
    this.errors = errors
    this.onCover = onCover
    this.onDark = onDark
    this.onDue = onDue
    this.unpainted = 0
    this.stuck = 0
    this.empty = 0
    /** What was tried since the stage last was well. */
    this.mends = 0
    this.hopeless = false
    this.paints = 0
    this.moves = 0
    this.timer = 0
  }

  /** Before anything that could fail: it also covers a screen that can't begin. */
  async start() {
    this.timer = window.setInterval(() => this.look(), LOOK_MS)
    await this.reloads.start()
  }

  stop() {
    clearInterval(this.timer)
  }

  look() {
    // A panel may be off all night.
    if (this.stage.isDark()) this.onDark()
    // Nobody sees it, and nothing paints.
    if (!this.stage.isSeen()) return
    this.count()
    if (this.unpainted >= UNPAINTED) this.mend('did not paint')
    else if (this.stuck >= STUCK) this.mend('did not move on')
    this.cover()
  }

  count() {
    const { stage } = this
    const { paints, moves } = stage
    const waits = stage.isUnpainted()
    const behind = stage.isBehind()
    this.unpainted = waits && paints === this.paints ? this.unpainted + 1 : 0
    this.stuck = behind && moves === this.moves ? this.stuck + 1 : 0
    this.empty = stage.isEmpty() ? this.empty + 1 : 0
    this.paints = paints
    this.moves = moves
    if (!waits && !behind) this.recovered()
    else if (!stage.isDark()) this.onDue()
  }

  recovered() {
    this.mends = 0
    this.hopeless = false
  }

  /** @param {string} why */
  async mend(why) {
    this.unpainted = 0
    this.stuck = 0
    this.mends += 1
    if (this.mends % SELDOM === 1) {
      this.errors.report('E22', why)
      this.stage.rebuild()
    } else if (!(await this.reloads.again(`the stage ${why}`))) {
      this.hopeless = true
    }
  }

  cover() {
    // It goes when what comes beneath it is there wholly.
    const needed = this.hopeless || this.empty >= EMPTY || (this.fallback.shown && this.stage.changing)
    if (needed && !this.fallback.shown) {
      this.errors.report('E24')
      this.fallback.show()
      this.onCover()
    } else if (!needed && this.fallback.shown) {
      this.errors.clear('E24')
      this.fallback.hide()
      this.onCover()
    }
  }
}

/**
 * What the watch needs of a screen. `reload` leaves the page and comes again, `cover` is told that the fallback came or went.
 * @typedef {object} Watched
 * @property {string} seat
 * @property {import('./store.js').Store} store
 * @property {import('./errors.js').Errors} errors
 * @property {import('./clock.js').Clock} clock
 * @property {import('./stage.js').Stage} stage
 * @property {import('./worker.js').Worker} worker
 * @property {() => void} reload
 * @property {() => void} cover
 */

/** @param {Watched} screen */
export function watchOver(screen) {
  const { seat, store, errors, clock, stage, worker } = screen
  const now = () => clock.now()
  const newest = () => stage.program.newest()
  const place = () => {
    const manifest = newest()
    return manifest ? manifest.display : { name: '', timezone: undefined }
  }
  const report = errors.report.bind(errors)
  return new Watch({
    stage,
    errors,
    fallback: new Fallback({ root: stage.root, place, now }),
    onDark: () => worker.dark(),
    onDue: () => worker.due(),
    reloads: new Reloads({ store, seat, now, report, reload: () => screen.reload() }),
    onCover: () => {
      screen.cover()
      // Without a manifest there is nothing to show, and no player could do better.
      if (!newest()) worker.painted()
    },
  })
}
