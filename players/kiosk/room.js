// What goes when the disk is full: first what nobody needs, then what is needed last. Pure.

/** What is on the glass or needed within this time stays, whatever else wants its place. */
export const STAYS_MS = 6 * 3600000

/** Needed by nobody. */
const NEVER = Number.MAX_SAFE_INTEGER

/**
 * Which of the kept files may make room for one that is needed at `place`, those first that go first.
 * @param {string[]} kept paths
 * @param {import('./needs.js').Needs} needs of all screens of this browser
 * @param {number} place
 * @param {number} t
 */
export function mayGo(kept, needs, place, t) {
  const at = (/** @type {string} */ path) => needs.get(path) || NEVER
  const going = kept.filter((path) => at(path) > Math.max(place, t + STAYS_MS))
  return going.sort((one, other) => at(other) - at(one))
}
