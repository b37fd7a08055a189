// Five taps in one corner of the glass within three seconds. Pure.

const TAPS = 5
const WITHIN_MS = 3000
/** Of the glass's short side. */
const CORNER = 0.2

export class Taps {
  constructor() {
    /** @type {{corner: string, at: number}[]} */
    this.taps = []
  }

  /**
   * @param {{x: number, y: number, width: number, height: number}} where
   * @param {number} at ms
   * @returns {boolean} whether this one was the fifth
   */
  tap(where, at) {
    const corner = cornerOf(where)
    this.taps = this.taps.filter((tap) => tap.corner === corner && at - tap.at < WITHIN_MS)
    if (corner) this.taps.push({ corner, at })
    if (this.taps.length < TAPS) return false
    this.taps = []
    return true
  }
}

/** @param {{x: number, y: number, width: number, height: number}} where */
function cornerOf({ x, y, width, height }) {
  const reach = CORNER * Math.min(width, height)
  const across = x < reach ? 'left' : x > width - reach ? 'right' : ''
  const down = y < reach ? 'top' : y > height - reach ? 'bottom' : ''
  return across && down ? `${down} ${across}` : ''
}
