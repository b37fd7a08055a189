// Where a picture lies on the panel: it wanders a little, so that nothing that always stands in one place burns in. Pure.

/** The picture moves no further than this from its place, in pixels of the panel. */
const REACH = 2
/** How long it lies in one place. */
const REST_MS = 150000
const SIDE = 2 * REACH + 1
const PLACES = SIDE * SIDE

/**
 * Follows from the time alone, so that neighbours move together: row by row there and the same way back, a pixel at a time.
 * @param {number} t server time
 * @returns {[number, number]} pixels to the right and down
 */
export function shiftAt(t) {
  const place = PLACES - 1 - Math.abs(PLACES - 1 - (Math.floor(t / REST_MS) % (2 * PLACES - 2)))
  const row = Math.floor(place / SIDE)
  const along = row % 2 === 0 ? place % SIDE : SIDE - 1 - (place % SIDE)
  return [along - REACH, row - REACH]
}

/**
 * In whole pixels of the panel, else a QR code would blur.
 * @param {HTMLElement} element
 * @param {number} t
 */
export function lay(element, t) {
  const [right, down] = shiftAt(t).map((pixels) => pixels / window.devicePixelRatio)
  element.style.transform = `translate(${right}px, ${down}px)`
}
