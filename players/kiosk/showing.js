// What a manifest shows at an instant, and for how long. Pure: no clock, no cache, no network.
// The same function is in signage/domain/showing.py; tests/vectors/showing.json holds both to one oracle.

/**
 * @typedef {{slide: string, ms: number, transition?: string, item?: string, items?: string[]}} Entry
 * @typedef {{ms: number, order: number[]}} Loop
 * @typedef {{from: number, until: number, anchor: number, loop: string | null}} Segment
 * @typedef {{id: string, slide: string, from: number, until: number, wake?: boolean, files?: string[]}} Alert
 * @typedef {{bytes: number, needs?: string[]}} Asset
 * @typedef {object} Manifest
 * @property {number} version
 * @property {string} etag
 * @property {string} player
 * @property {{id: string, name: string, spot: string | null, width: number, height: number, timezone: string}} display
 * @property {Alert[]} alerts
 * @property {number} from
 * @property {number} until
 * @property {Entry[]} slides
 * @property {Object<string, Loop>} loops
 * @property {Segment[]} segments
 * @property {string} fallback
 * @property {string[]} withdrawn
 * @property {Object<string, Asset>} assets
 * @property {string[]} [spare] files that no slide of these needs, to be there for what may yet have to be said
 */

/**
 * The slide (null = black) and its visible stretch [begins, ends), epoch milliseconds. `slot` is the place in the loop's
 * order. Outside the manifest's window only `slide` is set.
 * @typedef {object} Shown
 * @property {string | null} slide
 * @property {string | null} item
 * @property {number} begins
 * @property {number} ends
 * @property {string | null} loop
 * @property {number | null} slot
 * @property {string | null} alert
 */

/** A segment as it lies around an instant: outside the window moved there by whole days. @typedef {Segment & {inside: boolean}} Ground */

const DAY_MS = 86400000

/** No slot is visible for less: the next begins early, or the one before stays. */
export const SHORT_MS = 2000

/**
 * @param {Manifest} manifest
 * @param {number} t epoch milliseconds
 * @returns {Shown}
 */
export function showing(manifest, t) {
  const at = Math.floor(t)
  const alert = alertAt(manifest, at)
  if (alert) {
    return { slide: alert.slide, item: null, ...alertRun(manifest, alert, at), loop: null, slot: null, alert: alert.id }
  }
  const ground = groundAt(manifest, at)
  const shown = shownBelow(manifest, ground, at)
  return { ...shown, ...betweenAlerts(manifest, ground, at, shown) }
}

/**
 * @param {Manifest} manifest
 * @param {number} t
 * @returns {Ground}
 */
function groundAt(manifest, t) {
  if (t >= manifest.from && t < manifest.until) {
    return { ...segmentAt(manifest, t), inside: true }
  }
  const lastDay = manifest.until - DAY_MS
  const moved = Math.floor((t - lastDay) / DAY_MS) * DAY_MS
  const segment = segmentAt(manifest, t - moved)
  const until = segment.until + moved
  return {
    from: Math.max(segment.from, lastDay) + moved,
    until: t < manifest.from ? Math.min(until, manifest.from) : until,
    anchor: segment.anchor + moved,
    loop: segment.loop,
    inside: false,
  }
}

/**
 * @param {Manifest} manifest
 * @param {number} t
 */
function segmentAt(manifest, t) {
  const segments = manifest.segments
  let low = 0
  let high = segments.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (segments[middle].from <= t) low = middle
    else high = middle
  }
  return segments[low]
}

/**
 * What shows where no alert does, as the ground clips it.
 * @param {Manifest} manifest
 * @param {Ground} ground
 * @param {number} t
 * @returns {Shown}
 */
function shownBelow(manifest, ground, t) {
  if (ground.loop !== null && ground.inside) return slotAt(manifest, ground, ground.loop, t)
  const slide = ground.loop === null ? null : manifest.fallback
  return { slide, item: null, begins: ground.from, ends: ground.until, loop: null, slot: null, alert: null }
}

/**
 * @param {Manifest} manifest
 * @param {Ground} ground
 * @param {string} name
 * @param {number} t
 * @returns {Shown}
 */
function slotAt(manifest, ground, name, t) {
  const loop = manifest.loops[name]
  const count = loop.order.length
  const ms = (/** @type {number} */ i) => manifest.slides[loop.order[i]].ms
  let b = ground.anchor + Math.floor((t - ground.anchor) / loop.ms) * loop.ms
  let i = 0
  for (; t >= b + ms(i); i += 1) b += ms(i)
  let e = b + ms(i)
  if (b <= ground.from && e - ground.from < SHORT_MS) {
    i = (i + 1) % count
    b = e
    e = b + ms(i)
  } else if (e >= ground.until && b > ground.from && ground.until - b < SHORT_MS) {
    i = (i + count - 1) % count
    e = b
    b = e - ms(i)
  }
  const entry = manifest.slides[loop.order[i]]
  return {
    slide: entry.slide,
    item: entry.item || null,
    begins: b - ground.from < SHORT_MS ? ground.from : b,
    ends: ground.until - e < SHORT_MS ? ground.until : e,
    loop: name,
    slot: i,
    alert: null,
  }
}

/**
 * Over planned-off only an alert that wakes.
 * @param {Alert} alert
 * @param {{loop: string | null}} ground
 */
function mayShow(alert, ground) {
  return Boolean(alert.wake) || ground.loop !== null
}

/**
 * The first alert that shows at t: they stand in order of precedence.
 * @param {Manifest} manifest
 * @param {number} t
 */
function alertAt(manifest, t) {
  const now = manifest.alerts.filter((alert) => alert.from <= t && t < alert.until)
  if (now.length === 0) return undefined
  const ground = groundAt(manifest, t)
  return now.find((alert) => mayShow(alert, ground))
}

/**
 * The largest interval around t in which this alert is the one shown.
 * @param {Manifest} manifest
 * @param {Alert} alert
 * @param {number} t
 */
function alertRun(manifest, alert, t) {
  let { begins, ends } = unchanged(manifest, t)
  while (alertAt(manifest, begins - 1) === alert) begins = unchanged(manifest, begins - 1).begins
  while (alertAt(manifest, ends) === alert) ends = unchanged(manifest, ends).ends
  return { begins, ends }
}

/**
 * An interval around t in which no segment and no alert begins or ends.
 * @param {Manifest} manifest
 * @param {number} t
 */
function unchanged(manifest, t) {
  const ground = groundAt(manifest, t)
  let begins = ground.from
  let ends = ground.until
  for (const alert of manifest.alerts) {
    for (const edge of [alert.from, alert.until]) {
      if (edge <= t) begins = Math.max(begins, edge)
      else ends = Math.min(ends, edge)
    }
  }
  return { begins, ends }
}

/**
 * The stretch without the alerts that show over it before and after.
 * @param {Manifest} manifest
 * @param {Ground} ground
 * @param {number} t
 * @param {Shown} shown
 */
function betweenAlerts(manifest, ground, t, shown) {
  let { begins, ends } = shown
  for (const alert of manifest.alerts) {
    if (alert.from >= alert.until || !mayShow(alert, ground)) continue
    if (alert.until <= t) begins = Math.max(begins, alert.until)
    else ends = Math.min(ends, alert.from)
  }
  return { begins, ends }
}
