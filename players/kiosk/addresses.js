// The address at which a slide is opened, and back. Pure.

import { pathOf } from './needs.js'

const SPOT = /^[2-9A-HJ-NP-Z]{2,6}$/

/**
 * With the display's spot, so that a QR code on the slide says where it was read.
 * @param {import('./program.js').Step} step
 */
export function addressOf(step) {
  const spot = step.manifest ? step.manifest.display.spot : null
  return pathOf(String(step.slide)) + (spot && SPOT.test(spot) ? `#at=${spot}` : '')
}

/** @param {string} address */
export function slideOf(address) {
  return address.split('#')[0].slice('/slides/'.length, -'.html'.length)
}
