// Server time out of round trips: how far the server's clock is from ours, the most that can be wrong, and how fast ours
// drifts. Pure. All "at" are the performance clock's.

/** An hour of heartbeats. */
const KEPT = 120
/** How fast a performance clock may drift before anything was measured: a poor crystal, 100 ms in 1,000 s. */
const UNMEASURED = 0.0001
/** How far a measured drift may change with the device's temperature. */
const WANDER = 0.000005
/** The server tells whole milliseconds. */
const ROUNDING_MS = 1

/**
 * @typedef {{base: number, half: number, at: number}} Trip base = server time − performance clock; half = the most it can
 * be wrong by: half of the round trip
 */

export class RoundTrips {
  constructor() {
    /** @type {Trip[]} */
    this.trips = []
    /** Milliseconds that the server's clock gains on ours in one of ours. */
    this.drift = 0
    /** The most that the drift can be wrong by. */
    this.unsure = UNMEASURED
  }

  /**
   * @param {number} said server time
   * @param {number} sent
   * @param {number} received
   */
  add(said, sent, received) {
    const half = (received - sent) / 2
    const trip = { base: said - sent - half, half: half + ROUNDING_MS, at: received }
    // What a later one contradicts was overtaken by a new server time.
    const agreeing = this.trips.filter((old) => Math.abs(this.baseOf(old, trip.at) - trip.base) <= this.doubt(old, trip.at) + trip.half)
    this.trips = agreeing.concat(trip).slice(-KEPT)
    this.measureDrift()
  }

  /** The drift stays: it belongs to the device. */
  forget() {
    this.trips = []
  }

  /** When the server was last heard; null if not since it was forgotten. */
  lastAt() {
    return this.trips.length ? this.trips[this.trips.length - 1].at : null
  }

  /** The most that the shortest can be wrong by, in milliseconds; Infinity without one. */
  shortestHalf() {
    return this.trips.length ? shortest(this.trips).half : Infinity
  }

  /**
   * What the trip that can be wrong by the least says at that moment; null without one.
   * @param {number} at
   */
  estimate(at) {
    if (!this.trips.length) return null
    const best = this.trips.reduce((one, other) => (this.doubt(one, at) < this.doubt(other, at) ? one : other))
    return { base: this.baseOf(best, at), uncertain: this.doubt(best, at) }
  }

  /**
   * @param {Trip} trip
   * @param {number} at
   */
  baseOf(trip, at) {
    return trip.base + (at - trip.at) * this.drift
  }

  /**
   * @param {Trip} trip
   * @param {number} at
   */
  doubt(trip, at) {
    return trip.half + (at - trip.at) * this.unsure
  }

  /** Between the shortest of the older trips and the shortest of the newer; believed once it is better than no measure. */
  measureDrift() {
    const middle = this.trips.length >> 1
    if (middle === 0) return
    const older = shortest(this.trips.slice(0, middle))
    const newer = shortest(this.trips.slice(middle))
    const span = newer.at - older.at
    const unsure = (older.half + newer.half) / span + WANDER
    if (span <= 0 || unsure >= UNMEASURED) return
    this.drift = (newer.base - older.base) / span
    this.unsure = unsure
  }
}

/** @param {Trip[]} trips */
function shortest(trips) {
  return trips.reduce((one, other) => (one.half < other.half ? one : other))
}
