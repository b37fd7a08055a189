// Tells the server every half minute what is really on the glass, and hears what is new. The truth when no stream is there.

import { inTime } from './patience.js'

const NEXT_MS = 30000
const SHORTEST_MS = 1000
const LONGEST_MS = 600000
const JITTER = 0.1
/** A storage that says nothing for longer is one that does not say: heartbeats and downloads go on without. */
const ROOM_MS = 3000
/** @type {StorageEstimate} */
const NOT_SAID = {}

/** @typedef {{now: number, etag: string | null, player: string | null, commands: any[], next_ms: number}} Reply */

export class Heartbeat {
  /**
   * @param {object} parts
   * @param {import('./api.js').Api} parts.api
   * @param {() => Promise<object>} parts.body
   * @param {(reply: Reply, sent: number, received: number) => void} parts.onReply times of the performance clock
   */
  constructor({ api, body, onReply }) {
    this.api = api
    this.body = body
    this.onReply = onReply
    this.nextMs = NEXT_MS
    this.timer = 0
    this.beating = false
    this.again = false
    this.inStep = true
  }

  start() {
    this.plan()
  }

  stop() {
    clearTimeout(this.timer)
  }

  /** Screens that were switched on together fall out of step at once: their first pause is any part of the interval. */
  plan() {
    clearTimeout(this.timer)
    const part = this.inStep ? Math.random() : 1 + JITTER * (2 * Math.random() - 1)
    this.timer = window.setTimeout(() => this.beat(), this.nextMs * part)
  }

  /** Beats now, and goes on from here. What is new while a beat is on its way is not in it: then one more follows. */
  async beat() {
    this.again = this.beating
    if (this.beating) return
    this.beating = true
    do {
      this.again = false
      await this.tell()
    } while (this.again)
    this.beating = false
    this.plan()
    this.inStep = false
  }

  async tell() {
    try {
      const body = await this.body()
      const sent = performance.now()
      const answer = await this.api.ask('/heartbeat', { method: 'POST', body })
      if (answer.status === 200) this.take(answer.body, sent, performance.now())
    } catch {
      // Not heard: the next beat says the same.
    }
  }

  /**
   * @param {Reply} reply
   * @param {number} sent
   * @param {number} received
   */
  take(reply, sent, received) {
    const next = Number(reply.next_ms) || NEXT_MS
    this.nextMs = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, next))
    this.onReply(reply, sent, received)
  }
}

/** The browser, as the server wants to read it: Chrome/79.0. */
export function engine() {
  const found = /Chrome\/\d+\.\d+/.exec(navigator.userAgent)
  return found ? found[0] : navigator.userAgent.slice(0, 100)
}

/** Pixels of the glass. */
export function screenSize() {
  const ratio = window.devicePixelRatio
  return [Math.round(window.innerWidth * ratio), Math.round(window.innerHeight * ratio)]
}

/** What the browser would still let us store, in bytes; null where it does not say. */
export async function freeBytes() {
  if (!navigator.storage || !navigator.storage.estimate) return null
  const { quota, usage } = await inTime(navigator.storage.estimate(), ROOM_MS).catch(() => NOT_SAID)
  return quota === undefined || usage === undefined ? null : Math.max(0, quota - usage)
}
