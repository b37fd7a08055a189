// The event stream, read with fetch(): unlike EventSource it carries the token, survives any status, and lets comment lines
// be heard, so that a silently dead link is noticed.

import { comeBackPause, SPREAD_MS, spreadOf } from './pauses.js'

/** The server sends at least a comment line every 15 s. */
const SILENT_MS = 40000
/** A stream that lasted this long was a good one: the tries are counted anew. */
const GOOD_MS = 10000

/** @typedef {{name: string, data: string}} StreamEvent */

export class Events {
  /**
   * @param {object} parts
   * @param {import('./api.js').Api} parts.api
   * @param {(event: StreamEvent) => void} parts.onEvent
   * @param {(there: boolean) => void} parts.onChange the stream came or went
   */
  constructor({ api, onEvent, onChange }) {
    this.api = api
    this.onEvent = onEvent
    this.onChange = onChange
    this.there = false
    this.failures = 0
    /** Over how long this server's screens come back. */
    this.spreadMs = SPREAD_MS
    this.timer = 0
    this.watchdog = 0
    /** @type {AbortController | null} */
    this.controller = null
    /** What runs now: an older run sees that it is over. @type {object | null} */
    this.run = null
  }

  start() {
    if (this.run) return
    this.run = {}
    this.connect(this.run)
  }

  stop() {
    this.run = null
    clearTimeout(this.timer)
    clearTimeout(this.watchdog)
    if (this.controller) this.controller.abort()
    this.set(false)
  }

  /** @param {object} run */
  async connect(run) {
    const since = performance.now()
    const controller = new AbortController()
    this.controller = controller
    try {
      await this.read(controller)
    } catch {
      // Ended, refused, cut or silent: all the same, come again.
    }
    controller.abort()
    if (this.run !== run) return
    clearTimeout(this.watchdog)
    this.set(false)
    if (performance.now() - since > GOOD_MS) this.failures = 0
    this.timer = window.setTimeout(() => this.connect(run), comeBackPause(this.failures, this.spreadMs))
    this.failures += 1
  }

  /** @param {AbortController} controller */
  async read(controller) {
    this.watch(controller)
    const response = await this.api.open('/events', controller.signal, { headers: { Accept: 'text/event-stream' } })
    if (response.status !== 200 || !response.body) throw new Error(`status ${response.status}`)
    const reader = response.body.getReader()
    const decoder = new TextDecoder()
    const parser = new Parser(this.onEvent, (said) => {
      this.spreadMs = spreadOf(said)
    })
    while (!controller.signal.aborted) {
      this.watch(controller)
      const { done, value } = await reader.read()
      if (done || controller.signal.aborted) return
      parser.take(decoder.decode(value, { stream: true }))
      this.set(true)
    }
  }

  /** @param {AbortController} controller */
  watch(controller) {
    clearTimeout(this.watchdog)
    this.watchdog = window.setTimeout(() => controller.abort(), SILENT_MS)
  }

  /** @param {boolean} there */
  set(there) {
    if (there === this.there) return
    this.there = there
    this.onChange(there)
  }
}

/** Server-sent events out of pieces of text. */
export class Parser {
  /**
   * @param {(event: StreamEvent) => void} onEvent
   * @param {(said: string) => void} [onRetry] the server says when to come back
   */
  constructor(onEvent, onRetry = () => {}) {
    this.onEvent = onEvent
    this.onRetry = onRetry
    this.rest = ''
    this.name = ''
    /** @type {string[]} */
    this.data = []
  }

  /** @param {string} text */
  take(text) {
    const lines = (this.rest + text).split('\n')
    this.rest = lines.pop() || ''
    for (const line of lines) this.line(line.replace(/\r$/, ''))
  }

  /** @param {string} line */
  line(line) {
    if (line === '') this.finish()
    else if (line.startsWith('event:')) this.name = line.slice(6).trim()
    else if (line.startsWith('retry:')) this.onRetry(line.slice(6).trim())
    else if (line.startsWith('data:')) this.data.push(line.slice(5).replace(/^ /, ''))
  }

  finish() {
    if (this.data.length) this.onEvent({ name: this.name || 'message', data: this.data.join('\n') })
    this.name = ''
    this.data = []
  }
}
