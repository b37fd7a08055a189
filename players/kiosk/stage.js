// Puts the program on the glass: two frames, the next slide ready before its turn, the new one above the old. Nothing is
// ever taken away before what follows is there: if nothing is ready, the old slide stays.

import { Frame } from './frame.js'
import { pathOf } from './needs.js'

const FADE_MS = 600
/** A cut takes the old slide away a little after the new one has painted over it. */
const CUT_MS = 100
/** How long before its turn a slide is loaded. */
const PREPARE_MS = 20000
/** setTimeout fires at once beyond 2^31 ms, and clocks are corrected: look again now and then. */
const LOOK_MS = 60000
/** A slide that came later than this after its turn is told to staff. */
const LATE_MS = 500
const SPOT = /^[2-9A-HJ-NP-Z]{2,6}$/

/**
 * @typedef {import('./program.js').Step} Step
 * @typedef {{slide: string | null, item: string | null, begins: number, ends: number, painted: number | null}} OnGlass
 */

export class Stage {
  /**
   * @param {object} parts
   * @param {HTMLElement} parts.root
   * @param {import('./program.js').Program} parts.program
   * @param {() => number} parts.now
   * @param {(code: string, detail?: unknown) => void} parts.report
   * @param {(onGlass: OnGlass) => void} parts.onPainted
   * @param {() => boolean} parts.mayTurn false = the page is about to be left
   */
  constructor({ root, program, now, report, onPainted, mayTurn }) {
    this.program = program
    this.now = now
    this.report = report
    this.onPainted = onPainted
    this.mayTurn = mayTurn
    const elements = Array.from(root.querySelectorAll('iframe'))
    this.frames = elements.map((element) => new Frame(element, { onReady: () => this.tick(), onFailed: (a, why) => this.failed(a, why) }))
    /** The frame that is seen. @type {Frame | null} */
    this.front = null
    /** What the glass shows. @type {Step | null} */
    this.step = null
    /** What it should show, and since when. @type {Step | null} */
    this.due = null
    this.dueSince = 0
    this.changing = false
    /** @type {OnGlass} */
    this.onGlass = { slide: null, item: null, begins: 0, ends: 0, painted: null }
    this.timer = 0
    this.hear = (/** @type {MessageEvent} */ event) => this.frames.forEach((frame) => frame.hear(event))
    this.look = () => this.tick()
  }

  start() {
    window.addEventListener('message', this.hear)
    document.addEventListener('visibilitychange', this.look)
    this.tick()
  }

  stop() {
    window.removeEventListener('message', this.hear)
    document.removeEventListener('visibilitychange', this.look)
    clearTimeout(this.timer)
  }

  /** Looks what is due and moves towards it. Called by the timer and by everything that may change the answer. */
  tick() {
    clearTimeout(this.timer)
    const t = this.now()
    const step = this.program.step(t)
    if (step !== this.due) {
      this.due = step
      this.dueSince = Math.max(t, step.begins)
    }
    if (step !== this.step && this.mayTurn()) this.turn(step)
    this.prepare(t)
    const wake = this.wakeAt(t) - this.now()
    this.timer = window.setTimeout(() => this.tick(), Math.max(1, Math.min(LOOK_MS, Math.ceil(wake))))
  }

  /** @param {number} t */
  wakeAt(t) {
    const at = this.program.wakeAt(t)
    const prepareAt = this.due ? this.due.ends - PREPARE_MS : Infinity
    return prepareAt > t ? Math.min(at, prepareAt) : at
  }

  /** @param {Step} step */
  turn(step) {
    if (this.changing) return
    if (step.slide === null) {
      this.goBlack(step)
      return
    }
    const address = addressOf(step)
    if (this.front && this.front.holds(address)) {
      this.put(step, this.front)
      return
    }
    const back = this.back()
    if (!back.holds(address)) back.load(address)
    else if (back.isReady()) this.swap(step, back)
  }

  back() {
    return this.front === this.frames[0] ? this.frames[1] : this.frames[0]
  }

  /** @param {Step} step */
  goBlack(step) {
    // Dark for want of files is no reason to take a good slide away; a withdrawn one goes.
    if (step.starved && this.front && this.step && !this.program.isWithdrawn(this.step.manifest, this.step.entry)) return
    if (this.front) this.hide(this.front)
    this.front = null
    this.step = step
    if (!step.starved) this.paintedSoon(step)
  }

  /**
   * @param {Step} step
   * @param {Frame} frame
   */
  swap(step, frame) {
    const old = this.front
    const fades = step.transition === 'fade'
    if (old) {
      old.element.classList.remove('above')
      const late = Math.round(this.now() - this.dueSince)
      if (late > LATE_MS && !document.hidden) this.report('E10', `${step.item || step.slide}: ${late} ms`)
    }
    frame.element.classList.add('above')
    if (fades) frame.element.classList.add('fades')
    this.changing = true
    this.front = frame
    this.put(step, frame)
    window.setTimeout(() => this.changed(old, frame), fades ? FADE_MS + CUT_MS : CUT_MS)
  }

  /**
   * The new slide covers the old one wholly; only now the old one may go, and the next one be loaded.
   * @param {Frame | null} old
   * @param {Frame} frame
   */
  changed(old, frame) {
    this.changing = false
    frame.element.classList.remove('fades')
    if (old) this.hide(old)
    this.tick()
  }

  /**
   * @param {Step} step
   * @param {Frame} frame
   */
  put(step, frame) {
    this.step = step
    frame.tell({ show: { now: Math.round(this.now()), begins: step.begins, ends: step.ends } })
    frame.element.classList.add('shown')
    this.paintedSoon(step)
  }

  /** @param {Frame} frame */
  hide(frame) {
    frame.element.classList.remove('shown', 'fades', 'above')
    frame.tell({ hide: true })
  }

  /**
   * Painted = the second animation frame after it became visible.
   * @param {Step} step
   */
  paintedSoon(step) {
    const { slide, item, begins, ends } = step
    const onGlass = { slide, item: step.entry ? step.entry.item || null : item, begins, ends, painted: null }
    this.onGlass = onGlass
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (this.onGlass !== onGlass) return
        this.onGlass = { ...onGlass, painted: Math.round(this.now()) }
        this.onPainted(this.onGlass)
      }),
    )
  }

  /**
   * Loads what comes next, in good time, and never during a fade.
   * @param {number} t
   */
  prepare(t) {
    if (this.changing || !this.due || this.step !== this.due || this.due.ends - t > PREPARE_MS) return
    const next = this.program.next()
    if (!next || next.slide === null) return
    const address = addressOf(next)
    if (this.frames.some((frame) => frame.holds(address))) return
    this.back().load(address)
  }

  /**
   * @param {string} address
   * @param {string} why
   */
  failed(address, why) {
    this.report('E11', `${address}: ${why}`)
    this.program.setAside(slideOf(address), this.now())
    this.tick()
  }
}

/** @param {Step} step */
function addressOf(step) {
  const spot = step.manifest ? step.manifest.display.spot : null
  return pathOf(String(step.slide)) + (spot && SPOT.test(spot) ? `#at=${spot}` : '')
}

/** @param {string} address */
function slideOf(address) {
  return address.split('#')[0].slice('/slides/'.length, -'.html'.length)
}
