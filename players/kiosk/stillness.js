// Whether the picture on the glass moves with the slides: the launcher photographs it, the page knows which slide was on.

/** A look so soon after a change, or just before one, may have caught either slide (a fade takes 600 ms). */
const SETTLED_MS = 2000
/** One change may be from a slide to one that looks like it: a corrected figure, the next page of the same list. */
const FROZEN_CHANGES = 2

/**
 * @typedef {{at: number, fingerprint: string, black: boolean}} Look
 * @typedef {{slide: string | null, painted: number | null}} Painting
 */

export class Stillness {
  /** @param {() => void} onFrozen it has just come to that */
  constructor(onFrozen) {
    this.onFrozen = onFrozen
    this.fingerprint = ''
    this.seenAt = 0
    /** The slide that was on then. @type {string | null} */
    this.slide = null
    this.changes = 0
  }

  get frozen() {
    return this.changes >= FROZEN_CHANGES
  }

  /** What was seen so far says nothing any more: something stands over the slides, or others are shown. */
  forget() {
    this.fingerprint = ''
    this.seenAt = 0
    this.slide = null
    this.changes = 0
  }

  /**
   * @param {Look} look the launcher's last
   * @param {Painting[]} paintings what has been on the glass, the oldest first
   */
  take(look, paintings) {
    if (look.at <= this.seenAt || !isClear(look.at, paintings)) return
    const was = this.frozen
    const slide = slideAt(look.at, paintings)
    // A slide that is on again looks as it did, whatever came and went in between.
    const more = slide === this.slide ? 0 : changesBetween(this.seenAt, look.at, paintings)
    this.changes = look.fingerprint === this.fingerprint ? this.changes + more : 0
    this.fingerprint = look.fingerprint
    this.seenAt = look.at
    this.slide = slide
    if (this.frozen && !was) this.onFrozen()
  }
}

/**
 * Whether one slide alone was on around that moment.
 * @param {number} at
 * @param {Painting[]} paintings
 */
function isClear(at, paintings) {
  const last = paintings[paintings.length - 1]
  if (!last || last.slide === null) return false
  return paintings.every(({ painted }) => painted === null || Math.abs(painted - at) >= SETTLED_MS)
}

/**
 * The slide that was on at that moment.
 * @param {number} at
 * @param {Painting[]} paintings
 */
function slideAt(at, paintings) {
  const before = paintings.filter(({ painted }) => painted !== null && painted <= at)
  return before.length ? before[before.length - 1].slide : null
}

/**
 * How often another slide came on.
 * @param {number} from
 * @param {number} until
 * @param {Painting[]} paintings
 */
function changesBetween(from, until, paintings) {
  return paintings.filter(({ slide, painted }, i) => {
    const before = i > 0 ? paintings[i - 1].slide : slide
    return painted !== null && painted > from && painted <= until && slide !== before
  }).length
}
