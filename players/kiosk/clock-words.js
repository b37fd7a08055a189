// Times as people at the screen read them, in the display's own time zone, or in the device's where its engine does not know that
// one: the older ones don't know the newest (Europe/Kyiv).

/** @typedef {import('./player.js').Player} Player */

const DAY = { year: 'numeric', month: '2-digit', day: '2-digit' }
const TIME = { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false }

/**
 * @param {string} language
 * @param {Object<string, any>} parts
 * @param {string | undefined} timeZone
 */
export function timesIn(language, parts, timeZone) {
  try {
    return new Intl.DateTimeFormat(language, { ...parts, timeZone })
  } catch {
    return new Intl.DateTimeFormat(language, parts)
  }
}

/** @param {Player} player */
function zone(player) {
  const newest = player.program.newest()
  return newest ? newest.display.timezone : 'UTC'
}

/**
 * 2026-11-22 14:03:27
 * @param {Player} player
 * @param {number} at epoch ms
 */
export function moment(player, at) {
  const day = timesIn('en-CA', DAY, zone(player)).formatToParts(at)
  const of = (/** @type {string} */ type) => (day.find((part) => part.type === type) || { value: '' }).value
  return `${of('year')}-${of('month')}-${of('day')} ${timeOf(player, at)}`
}

/**
 * 14:03:27
 * @param {Player} player
 * @param {number} at
 */
export function timeOf(player, at) {
  // Some engines write midnight as 24:00.
  return timesIn('en-GB', TIME, zone(player)).format(at).replace(/^24/, '00')
}

/**
 * By how much the device's clock differs from the server's, and how sure that is.
 * @param {Player} player
 */
export function offsetOf({ clock }) {
  const { offset_ms, uncertain_ms } = clock.state()
  const sure = uncertain_ms === null || uncertain_ms === undefined ? '?' : uncertain_ms
  return `${offset_ms < 0 ? '−' : '+'}${Math.abs(offset_ms)} ms ± ${sure} ms`
}
