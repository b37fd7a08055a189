// How long a screen stays off as planned, so that the launcher can let its panel sleep.

import { showing } from './showing.js'

/** A night and a holiday are a few segments: each ends at midnight at the latest. */
const MOST_SEGMENTS = 20

/**
 * The off-time around t, past any midnight in it; null while something shows.
 * @param {import('./showing.js').Manifest} manifest
 * @param {number} t epoch milliseconds
 * @returns {{begins: number, ends: number} | null}
 */
export function plannedOff(manifest, t) {
  let shown = showing(manifest, t)
  if (shown.slide !== null) return null
  const { begins } = shown
  let ends = shown.ends
  for (let count = 0; count < MOST_SEGMENTS; count += 1) {
    shown = showing(manifest, ends)
    if (shown.slide !== null) break
    ends = shown.ends
  }
  return { begins, ends }
}
