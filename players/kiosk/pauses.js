// How long to wait, so that a thousand screens that lost the server together do not come back together. Pure.

/** All are back within a minute of the server's return, however long it was away: no pause is longer than this. */
export const SPREAD_MS = 57000
const SHORTEST_SPREAD_MS = 1000
/** Whoever came too early waits at least this part of the spread: the later tries are fewer, and as even as the first. */
const LATER = 1 / 3

/**
 * Around `ms`, from a half to one and a half: whoever failed together does not come back together.
 * @param {number} ms
 */
export function jittered(ms) {
  return ms * (0.5 + Math.random())
}

/**
 * The pause before coming back to a server that was lost: the first anywhere in the spread, which doubles with each try. In simulations of 1,000 screens
 * with the server away for 1 s to 5 min, no second saw more than 3 × the minute's average (tests/players/pauses.test.js).
 * @param {number} failures tries in vain since the server was lost
 * @param {number} spread_ms
 * @param {() => number} [random]
 */
export function comeBackPause(failures, spread_ms, random = Math.random) {
  const span_ms = Math.min(SPREAD_MS, spread_ms * 2 ** failures)
  const least = failures === 0 ? 0 : LATER
  return span_ms * (least + (1 - least) * random())
}

/**
 * The spread a server asks for (a stream's `retry`): few screens may come back sooner, none later than within a minute.
 * @param {unknown} said
 */
export function spreadOf(said) {
  const ms = Number(said)
  return Number.isFinite(ms) && ms > 0 ? Math.min(SPREAD_MS, Math.max(SHORTEST_SPREAD_MS, ms)) : SPREAD_MS
}
