// Asks the server, in the name of one display. Knows whether the token is good and whether anyone answers.

const BASE = '/api/v1/player'
const PATIENCE_MS = 20000
/** Silence that is told on the glass: a restart of the server is nobody's business there. */
const SILENT_MS = 600000

/**
 * `body` is the JSON of a good answer, else null; `date` the answer's own time, epoch ms; `error` the code that our server
 * gives a refusal: what stands in between (a portal, a proxy) gives none.
 * @typedef {{status: number, tag: string | null, date: number | null, body: any, error?: string | null}} Answer
 *
 * `body` goes as JSON, `content` as it is.
 * @typedef {{method?: string, headers?: Object<string, string>, body?: any, content?: Blob}} Options
 */

export class Api {
  /**
   * @param {string} token empty: before pairing
   * @param {import('./errors.js').Errors} errors
   */
  constructor(token, errors) {
    this.token = token
    this.errors = errors
    this.answeredAt = performance.now()
  }

  /**
   * The whole answer, whatever its status; raises if it is not there within 20 s.
   * @param {string} path
   * @param {Options} [options]
   * @returns {Promise<Answer>}
   */
  async ask(path, options = {}) {
    const patience = new AbortController()
    const timer = setTimeout(() => patience.abort(), PATIENCE_MS)
    try {
      const response = await this.open(path, patience.signal, options)
      const text = await response.text()
      const date = Date.parse(response.headers.get('Date') || '') || null
      const body = response.ok && text ? JSON.parse(text) : null
      return { status: response.status, tag: response.headers.get('ETag'), date, body, error: response.ok ? null : errorIn(text) }
    } finally {
      clearTimeout(timer)
    }
  }

  /**
   * The answer as soon as it begins, for a stream.
   * @param {string} path
   * @param {AbortSignal} signal
   * @param {Options} [options]
   */
  async open(path, signal, options = {}) {
    const headers = Object.assign(this.token ? { Authorization: `Bearer ${this.token}` } : {}, options.headers)
    const body = options.content || (options.body && JSON.stringify(options.body))
    if (options.body) headers['Content-Type'] = 'application/json'
    try {
      const response = await fetch(BASE + path, { method: options.method || 'GET', headers, body, signal, cache: 'no-store' })
      this.heard(response)
      return response
    } catch (problem) {
      this.unheard()
      throw problem
    }
  }

  unheard() {
    if (performance.now() - this.answeredAt > SILENT_MS) this.errors.report('E03')
  }

  /** @param {Response} response */
  heard(response) {
    // A proxy says so in the place of a server that is dead.
    if (response.status >= 500) {
      this.unheard()
      return
    }
    this.answeredAt = performance.now()
    this.errors.clear('E03')
    if (!this.token) return
    if (response.status === 401) this.errors.report('E02')
    else if (response.ok || response.status === 304) this.errors.clear('E02')
  }
}

/** @param {string} text of an answer */
function errorIn(text) {
  try {
    const { code } = JSON.parse(text).error
    return typeof code === 'string' ? code : null
  } catch {
    return null
  }
}

/**
 * Whether our server itself has refused for good: asked again it would say the same.
 * @param {{status: number, error?: string | null}} answer
 */
export function isRefused({ status, error }) {
  return Boolean(error) && status >= 400 && status < 500 && ![401, 408, 429].includes(status)
}
