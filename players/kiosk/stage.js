// Puts the program on the glass: two frames, the next slide ready before its turn, the new one above the old. Nothing is
// ever taken away before what follows is there: if nothing is ready, the old slide stays. It goes on beneath whatever is laid
// over it.

import { addressOf, slideOf } from './addresses.js'
import { Aim } from './aim.js'
import { Frame } from './frame.js'
import { lay } from './shift.js'

/** How long before its turn a slide is loaded. */
const PREPARE_MS = 20000
/** setTimeout fires at once beyond 2^31 ms, and clocks are corrected: look again now and then. */
const LOOK_MS = 60000
/** The last stretch of a long wait is waited for by itself: meanwhile the clock may have slid a little. */
const LAST_MS = 1000
/** A slide that came later than this after its turn is told to staff. */
const LATE_MS = 500
/**
 * Chromium warns of each slide's frame that it may run scripts of our own origin, and keeps a thousand warnings, each with the
 * memory round it: some 6 MB. So many are kept.
 */
const FEW = 20

/**
 * @typedef {import('./program.js').Step} Step
 * What the glass shows, and of which display's manifest it comes (null: of none).
 * @typedef {{display: string | null, slide: string | null, item: string | null, begins: number, ends: number, painted: number | null}} OnGlass
 */

export class Stage {
  /**
   * @param {object} parts
   * @param {HTMLElement} parts.root
   * @param {import('./program.js').Program} parts.program
   * @param {() => number} parts.now
   * @param {(code: string, detail?: unknown) => void} parts.report
   * @param {(onGlass: OnGlass) => void} parts.onPainted
   * @param {(slide: string) => void} parts.onFailed it could not be shown
   * @param {() => boolean} parts.mayTurn false = the page is about to be left; not asked for an alert
   * @param {() => boolean} parts.isSeen false = the window is hidden or the panel off: nothing paints, and nothing counts as failed
   */
  constructor({ root, program, now, report, onPainted, onFailed, mayTurn, isSeen }) {
    this.program = program
    this.aim = new Aim({ program, now })
    this.now = now
    this.report = report
    this.onPainted = onPainted
    this.onFailed = onFailed
    this.mayTurn = mayTurn
    this.isSeen = isSeen
    this.root = root
    this.frames = [this.newFrame(), this.newFrame()]
    /** The frame that is seen. @type {Frame | null} */
    this.front = null
    /** What the glass shows. @type {Step | null} */
    this.step = null
    /** What it should show, and since when. @type {Step | null} */
    this.due = null
    this.dueSince = 0
    this.changing = false
    this.swaps = 0
    /** How often anything was painted, and how often the stage got on: it showed something, or gave something up. */
    this.paints = 0
    this.moves = 0
    /** @type {OnGlass} */
    this.onGlass = { display: null, slide: null, item: null, begins: 0, ends: 0, painted: null }
    /** What was told last. @type {OnGlass} */
    this.told = this.onGlass
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

  newFrame() {
    const element = document.createElement('iframe')
    element.setAttribute('sandbox', 'allow-scripts allow-same-origin')
    element.title = 'slide'
    this.root.append(element)
    const onFailed = (/** @type {string} */ address, /** @type {string} */ why) => this.failed(address, why)
    const onReady = (/** @type {number} */ loadMs) => {
      this.aim.loadMs = loadMs
      this.tick()
    }
    return new Frame(element, { onReady, onFailed, isSeen: this.isSeen })
  }

  /** New frames in place of two that don't paint; what is seen stays until one of them does. */
  rebuild() {
    for (const frame of this.frames) {
      frame.forget()
      if (frame !== this.front) frame.element.remove()
    }
    this.frames = [this.newFrame(), this.newFrame()]
    this.step = null
    this.changing = false
    this.moves += 1
    this.tick()
  }

  /** Whether nothing is on the glass though something should be. */
  isEmpty() {
    return this.front === null && (this.step === null || this.step.starved)
  }

  /** Whether the slide that is shown has yet to be painted. While planned off the panel may be, too. */
  isUnpainted() {
    return this.step !== null && this.step.slide !== null && this.onGlass.painted === null
  }

  /** Whether nothing is to be on the glass. */
  isDark() {
    return this.due !== null && this.due.slide === null && !this.due.starved
  }

  /** Whether it shows something else than what is due. */
  isBehind() {
    return this.due !== null && this.due !== this.step && !this.due.starved
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
    // An alert does not wait for a newer player.
    if (step !== this.step && (step.alert !== null || this.mayTurn())) this.turn(step)
    this.prepare(t)
    const wake = this.wakeAt(t) - this.now()
    const wait = wake > 2 * LAST_MS ? Math.min(LOOK_MS, wake - LAST_MS) : Math.ceil(wake)
    this.timer = window.setTimeout(() => this.tick(), Math.max(1, wait))
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
    if (!back.holds(address)) this.aim.load(step, back, this.front)
    else if (back.isReady()) this.swap(step, back)
  }

  back() {
    return this.front === this.frames[0] ? this.frames[1] : this.frames[0]
  }

  /** @param {Step} step */
  goBlack(step) {
    // Dark for want of files is no reason to take a good slide away; a withdrawn one goes, and so does an alert that is over.
    const { step: on, program } = this
    if (step.starved && this.front && on && on.alert === null && !program.isWithdrawn(on.manifest, on.entry)) return
    const goes = this.front
    if (goes) this.hide(goes)
    this.front = null
    this.step = step
    this.moves += 1
    if (goes || !step.starved) this.paintedSoon(step)
  }

  /**
   * @param {Step} step
   * @param {Frame} frame
   */
  swap(step, frame) {
    const old = this.front
    if (old) {
      old.element.classList.remove('above')
      const late = Math.round(this.now() - this.dueSince)
      if (late > LATE_MS && this.isSeen()) this.report('E10', `${step.item || step.slide}: ${late} ms`)
    }
    this.changing = true
    this.front = frame
    frame.rise(step.transition === 'fade', () => this.changed(old, frame))
    this.put(step, frame)
  }

  /**
   * The new slide covers the old one wholly; only now the old one may go, and the next one be loaded.
   * @param {Frame | null} old
   * @param {Frame} frame
   */
  changed(old, frame) {
    // Where the stage was built anew meanwhile, another change may be under way.
    if (this.front === frame) this.changing = false
    this.swaps += 1
    if (old) this.hide(old)
    // eslint-disable-next-line no-console
    if (this.swaps % FEW === 0) console.clear()
    this.tick()
  }

  /**
   * @param {Step} step
   * @param {Frame} frame
   */
  put(step, frame) {
    this.step = step
    this.moves += 1
    lay(frame.element, this.now())
    frame.tell({ show: { now: Math.round(this.now()), begins: step.begins, ends: step.ends } })
    frame.element.classList.add('shown')
    this.paintedSoon(step)
  }

  /** @param {Frame} frame */
  hide(frame) {
    frame.element.classList.remove('shown', 'fades', 'above')
    frame.tell({ hide: true })
    if (!this.frames.includes(frame)) frame.element.remove()
  }

  /**
   * Painted = the second animation frame after it became visible. A slot that new frames paint again has been told.
   * @param {Step} step
   */
  paintedSoon(step) {
    const { manifest, slide, item, begins, ends } = step
    const display = manifest && manifest.display.id
    // On a black glass is no item, whosever slot it is.
    const shown = slide === null ? null : step.entry ? step.entry.item || null : item
    const onGlass = { display, slide, item: shown, begins, ends, painted: null }
    this.onGlass = onGlass
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        this.paints += 1
        if (this.onGlass !== onGlass) return
        const again = isSameSlot(this.told, onGlass)
        this.onGlass = { ...onGlass, painted: again ? this.told.painted : Math.round(this.now()) }
        if (!again) this.onPainted(this.onGlass)
        this.told = this.onGlass
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
    this.moves += 1
    this.report('E11', `${address}: ${why}`)
    this.program.setAside(slideOf(address), this.now())
    this.onFailed(slideOf(address))
    this.tick()
  }
}

/**
 * A sibling in the same channel has the same slots, and counts its own plays.
 * @param {OnGlass} told
 * @param {OnGlass} onGlass
 */
function isSameSlot(told, onGlass) {
  const same = told.display === onGlass.display && told.slide === onGlass.slide && told.item === onGlass.item
  return told.painted !== null && same && told.begins === onGlass.begins
}
