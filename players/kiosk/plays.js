// Proof of play: kept on disk, sent in batches. A batch is named once and kept until the server has acknowledged it, so that
// each play counts once whatever is cut off in between.

import { isRefused } from './api.js'
import { jittered } from './pauses.js'
import { Tally } from './tally.js'
import { ulid } from './ulid.js'

/** One transaction for so much time; a power cut loses no more. */
const KEEP_MS = 50000
const SEND_MS = 600000
/** Several batches wait for a server that was away for days: not all of them at once. */
const NEXT_MS = 2000
const IN_A_BATCH = 500
/** A week of 12 s slots. */
const AT_MOST = 50000
const UNREADABLE = 'unreadable'

/**
 * `running` is a play that was not over when the batch was kept: it counts if nothing more came.
 * @typedef {import('./tally.js').Play} Play
 * @typedef {{batch: string, plays: Play[], running: Play | null}} Batch
 */

export class Plays {
  /**
   * @param {object} parts
   * @param {import('./api.js').Api} parts.api
   * @param {import('./store.js').Store} parts.store
   * @param {string} parts.seat
   * @param {() => number} parts.now
   * @param {(code: string, detail?: unknown) => void} parts.report
   */
  constructor({ api, store, seat, now, report }) {
    this.api = api
    this.store = store
    this.prefix = `plays/${seat}/`
    this.now = now
    this.report = report
    this.tally = new Tally((play) => this.add(play))
    /** The batch that is being filled. @type {Batch} */
    this.open = this.newBatch()
    /** Those to be sent, oldest first: on disk, here only how many plays each has. @type {{batch: string, count: number}[]} */
    this.closed = []
    this.sending = false
    this.timers = [0, 0, 0]
  }

  /** Takes up what an earlier run kept: closed, whether it was ever sent or not. */
  async start() {
    for (const batch of await this.store.loadAll(this.prefix).catch(() => [])) {
      if (batch.running) await this.keepBatch({ ...batch, plays: batch.plays.concat(batch.running), running: null })
      this.closed.push({ batch: batch.batch, count: batch.plays.length + (batch.running ? 1 : 0) })
    }
    this.bound()
    this.timers[0] = window.setInterval(() => this.keep(), KEEP_MS)
    this.planSending(jittered(SEND_MS))
  }

  stop() {
    clearInterval(this.timers[0])
    clearTimeout(this.timers[1])
    clearTimeout(this.timers[2])
  }

  /** @param {import('./tally.js').Painted} painted */
  painted(painted) {
    this.tally.paint(painted, performance.now())
  }

  /** @param {boolean} covered nobody can see the slide now */
  cover(covered) {
    this.tally.cover(covered, performance.now(), this.now())
  }

  /** How many wait to be acknowledged. */
  count() {
    return this.closed.reduce((sum, batch) => sum + batch.count, this.open.plays.length)
  }

  /** @param {Play} play */
  add(play) {
    this.open.plays.push(play)
    if (this.open.plays.length >= IN_A_BATCH) this.close()
  }

  /** @returns {Batch} */
  newBatch() {
    return { batch: ulid(Date.now(), crypto.getRandomValues(new Uint8Array(16))), plays: [], running: null }
  }

  async keep() {
    this.open.running = this.tally.running(performance.now())
    if (this.open.plays.length || this.open.running) await this.keepBatch(this.open)
  }

  /** @param {Batch} batch */
  async keepBatch(batch) {
    await this.store.save(this.prefix + batch.batch, batch)
  }

  /** From here on the batch is never changed: it may be under way. */
  async close() {
    const batch = { ...this.open, running: null }
    if (batch.plays.length === 0) return
    this.open = this.newBatch()
    this.closed.push({ batch: batch.batch, count: batch.plays.length })
    await this.keepBatch(batch)
    this.bound()
  }

  bound() {
    let lost = 0
    for (let count = this.count(); count > AT_MOST && this.closed.length; count = this.count()) lost += this.forgetFirst()
    if (lost) this.report('E18', `${lost} plays, the oldest, were dropped: more than ${AT_MOST} waited`)
  }

  forgetFirst() {
    const [first] = this.closed.splice(0, 1)
    this.store.remove(this.prefix + first.batch)
    return first.count
  }

  /** Another display's token: what was played for the one before can't be told any more. */
  async forgetAll() {
    this.tally.drop()
    const lost = this.count()
    this.closed = []
    this.open = this.newBatch()
    if (lost) this.report('E18', `${lost} plays of another display were dropped`)
    await this.store.removeAll(this.prefix)
  }

  /** @param {number} within_ms a random part of it is waited */
  sendWithin(within_ms) {
    clearTimeout(this.timers[2])
    this.timers[2] = window.setTimeout(() => this.send(), Math.random() * within_ms)
  }

  /** @param {number} ms */
  planSending(ms) {
    clearTimeout(this.timers[1])
    this.timers[1] = window.setTimeout(() => this.send(), ms)
  }

  /** Everything that waits, the oldest first, until one is not taken. */
  async send() {
    if (this.sending) return
    this.sending = true
    await this.close()
    while (this.closed.length && (await this.sendFirst())) await new Promise((resolve) => setTimeout(resolve, jittered(NEXT_MS)))
    this.sending = false
    this.planSending(jittered(SEND_MS))
  }

  /** @returns {Promise<boolean>} whether to go on with the next */
  async sendFirst() {
    const { batch, count } = this.closed[0]
    const kept = await this.read(batch)
    if (kept === UNREADABLE) return false
    const answer = kept ? await this.post(kept) : { status: 204 }
    if (!kept) this.report('E18', `${count} plays were no longer on the disk`)
    const refused = isRefused(answer)
    if (answer.status !== 204 && !refused) return false
    if (refused) this.report('E18', `${count} plays were refused with ${answer.status}`)
    // Another display's token may have come meanwhile.
    if (this.closed.length && this.closed[0].batch === batch) this.forgetFirst()
    return true
  }

  /**
   * @param {string} batch
   * @returns {Promise<Batch | undefined | typeof UNREADABLE>} undefined: there is none, nor will there be
   */
  async read(batch) {
    try {
      return await this.store.read(this.prefix + batch)
    } catch (problem) {
      this.report('E17', problem)
      return UNREADABLE
    }
  }

  /**
   * @param {Batch} kept
   * @returns {Promise<{status: number, error?: string | null}>}
   */
  async post({ batch, plays }) {
    try {
      return await this.api.ask('/plays', { method: 'POST', body: { batch, plays } })
    } catch {
      return { status: 0 }
    }
  }
}
