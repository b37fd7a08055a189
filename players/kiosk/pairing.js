// Asks for a code, waits until staff have approved it, and asks for a new one when it has expired. Politely: a screen may
// stand unpaired for weeks.

import { jittered } from './pauses.js'

const POLL_MS = 3000
/** Somebody stands there at first; later the page only waits. */
const LATER_POLL_MS = 10000
const PATIENT_CODES = 2
const LIFE_MS = 600000
const LONGEST_LIFE_MS = 1800000
const FIRST_PAUSE_MS = 4000
const LAST_PAUSE_MS = 60000

/**
 * @typedef {{code: string, life_ms: number}} Shown a code and how long it is good for from now on
 * @typedef {{display: string, token: string}} Paired
 * @typedef {{code: string, secret: string, expires_at: number}} Begun
 */

export class Pairing {
  /**
   * @param {object} parts
   * @param {import('./api.js').Api} parts.api one without a token
   * @param {(shown: Shown | null) => void} parts.onCode null: there is none just now
   * @param {(paired: Paired) => void} parts.onPaired
   * @param {(status: number) => void} parts.onRefused the server would give no code; 0 = no answer
   */
  constructor({ api, onCode, onPaired, onRefused }) {
    this.api = api
    this.onCode = onCode
    this.onPaired = onPaired
    this.onRefused = onRefused
    /** What runs now: an older run sees that it is over. @type {object | null} */
    this.run = null
    this.codes = 0
  }

  start() {
    if (!this.run) this.go()
  }

  stop() {
    this.run = null
    this.codes = 0
    this.onCode(null)
  }

  async go() {
    const run = {}
    this.run = run
    for (let failures = 0; this.run === run; ) {
      const begun = await this.begin()
      if (this.run !== run) return
      if (begun) {
        failures = 0
        await this.wait(run, begun)
      } else {
        await pause(jittered(Math.min(LAST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures)))
        failures += 1
      }
    }
  }

  /** @returns {Promise<Begun & {life_ms: number} | null>} */
  async begin() {
    const answer = await this.ask('POST', {})
    if (answer.status !== 201 || !isBegun(answer.body)) {
      this.onRefused(answer.status)
      return null
    }
    this.codes += 1
    // The server's own clock says how long: the device's may be years off.
    const life_ms = answer.date ? answer.body.expires_at - answer.date : LIFE_MS
    return { ...answer.body, life_ms: Math.min(LONGEST_LIFE_MS, Math.max(POLL_MS, life_ms)) }
  }

  /**
   * Until it is approved, or over.
   * @param {object} run
   * @param {Begun & {life_ms: number}} begun
   */
  async wait(run, { code, secret, life_ms }) {
    const until = performance.now() + life_ms
    this.onCode({ code, life_ms })
    while (this.run === run && performance.now() < until) {
      await pause(jittered(this.codes > PATIENT_CODES ? LATER_POLL_MS : POLL_MS))
      if (this.run !== run) return
      const answer = await this.ask('GET', { Authorization: `Pairing ${secret}` })
      if (this.run !== run) return
      if (answer.status === 200 && isPaired(answer.body)) {
        this.stop()
        this.onPaired(answer.body)
      }
      // Expired, or the server has restarted and forgotten it.
      if (answer.status === 410 || answer.status === 401) break
    }
    if (this.run === run) this.onCode(null)
  }

  /**
   * @param {string} method
   * @param {Object<string, string>} headers
   */
  async ask(method, headers) {
    try {
      return await this.api.ask('/pairing', { method, headers })
    } catch {
      return { status: 0, tag: null, date: null, body: null }
    }
  }
}

/** Six digits are read aloud in two halves. @param {string} code */
export function inHalves(code) {
  return code.length === 6 ? `${code.slice(0, 3)} ${code.slice(3)}` : code
}

/** Where staff approve it. @param {string} code */
export function addressOf(code) {
  return `${location.origin}/pair?code=${encodeURIComponent(code)}`
}

/** @param {any} body */
function isBegun(body) {
  return body && /^\d{4,8}$/.test(body.code) && typeof body.secret === 'string' && Number.isFinite(body.expires_at)
}

/** @param {any} body */
function isPaired(body) {
  return body && typeof body.display === 'string' && typeof body.token === 'string' && body.token !== ''
}

/** @param {number} ms @returns {Promise<void>} */
function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
