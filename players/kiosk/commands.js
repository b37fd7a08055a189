// Commands, once each: the id is on disk before anything is done, the outcome stays there until the server has it.

import { isRefused } from './api.js'

const KEPT_MS = 3600000
const KEPT_AT_MOST = 50
/** What restarts the page is over when a page is there again; where none of it happens, that is the outcome. */
export const RESTART_MS = 180000
const DETAIL_LENGTH = 500

/**
 * `ok` is null until there is an outcome; `told`: the server has it.
 * @typedef {{id: string, name: string, expires_at: number, ok: boolean | null, detail: string, told: boolean}} Entry
 * @typedef {{id: string, name: string, args: Object<string, any>, expires_at: number}} Command
 *
 * What one command does. `act` gives the outcome in words, or raises with them; with `restarts` the page does not live to see
 * it. `here` says whether it can be done now.
 * @typedef {{act: (args: Object<string, any>, id: string) => Promise<string> | string, restarts?: boolean, here?: () => boolean}} Act
 */

export class Commands {
  /**
   * @param {object} parts
   * @param {import('./api.js').Api} parts.api
   * @param {import('./store.js').Store} parts.store
   * @param {string} parts.seat
   * @param {() => number} parts.now
   * @param {Object<string, Act>} parts.acts
   * @param {(code: string, detail?: unknown) => void} parts.report
   */
  constructor({ api, store, seat, now, acts, report }) {
    this.api = api
    this.store = store
    this.key = `commands/${seat}`
    this.now = now
    this.acts = acts
    this.report = report
    /** @type {Entry[]} */
    this.entries = []
    /** Whether what earlier runs kept is among them. */
    this.isRead = false
    /** @type {Set<string>} */
    this.telling = new Set()
  }

  async start() {
    await this.takeUp()
    await this.keep()
  }

  /** What earlier runs kept. A disk that can't be read now is asked again with the next command. */
  async takeUp() {
    if (this.isRead) return
    try {
      const kept = /** @type {Entry[]} */ ((await this.store.read(this.key)) || [])
      // Read twice, or forgotten meanwhile.
      if (this.isRead) return
      this.isRead = true
      const ids = this.entries.map(({ id }) => id)
      this.entries = kept.filter(({ id }) => !ids.includes(id)).map((entry) => this.ended(entry)).concat(this.entries)
    } catch (problem) {
      this.report('E17', problem)
    }
  }

  /**
   * What an earlier run was at has ended with it.
   * @param {Entry} entry
   * @returns {Entry}
   */
  ended(entry) {
    if (entry.ok !== null) return entry
    const act = this.acts[entry.name]
    const ok = Boolean(act && act.restarts)
    return { ...entry, ok, detail: ok ? 'もう一度始まりました / started anew' : '途中で再起動しました / cut off by a restart' }
  }

  /** The names of what can be done here and now. */
  can() {
    return Object.keys(this.acts).filter((name) => isHere(this.acts[name]))
  }

  /** @param {Command} command */
  async take(command) {
    if (!command || typeof command.id !== 'string' || !(command.expires_at > this.now())) return
    await this.takeUp()
    const known = this.entries.find(({ id }) => id === command.id)
    if (known) {
      if (known.ok !== null) this.tell(known)
      return
    }
    const entry = { id: command.id, name: String(command.name), expires_at: command.expires_at, ok: null, detail: '', told: false }
    this.entries.push(entry)
    const kept = await this.keep()
    const act = this.acts[entry.name]
    if (!act) await this.end(entry, false, `このプレーヤーの知らないコマンドです / this player does not know the command ${entry.name}`)
    else if (!isHere(act)) await this.end(entry, false, 'この機器ではできません（ランチャーがありません） / not available here: no launcher runs on this device')
    // Without a disk it would be acted on again after each restart.
    else if (act.restarts && !kept) await this.end(entry, false, '機器に保存できないため、実行しません / not done: this device cannot store that it was')
    else await this.carryOut(act, entry, command.args || {})
  }

  /**
   * @param {Act} act
   * @param {Entry} entry
   * @param {Object<string, any>} args
   */
  async carryOut(act, entry, args) {
    try {
      const detail = await act.act(args, entry.id)
      if (act.restarts) window.setTimeout(() => this.failed(entry, '再起動しませんでした / it did not restart'), RESTART_MS)
      else await this.end(entry, true, detail)
    } catch (problem) {
      await this.failed(entry, problem instanceof Error ? problem.message : String(problem))
    }
  }

  /**
   * @param {Entry} entry
   * @param {string} detail
   */
  async failed(entry, detail) {
    this.report('E41', `${entry.name}: ${detail}`)
    await this.end(entry, false, detail)
  }

  /**
   * @param {Entry} entry
   * @param {boolean} ok
   * @param {string} detail
   */
  async end(entry, ok, detail) {
    entry.ok = ok
    entry.detail = detail.slice(0, DETAIL_LENGTH)
    await this.keep()
    await this.tell(entry)
  }

  /** Every outcome that the server has not acknowledged. */
  async tellAll() {
    for (const entry of this.entries.slice()) if (entry.ok !== null) await this.tell(entry)
  }

  /** @param {Entry} entry */
  async tell(entry) {
    if (entry.told || this.telling.has(entry.id)) return
    this.telling.add(entry.id)
    try {
      const body = { ok: entry.ok, detail: entry.detail }
      const answer = await this.api.ask(`/commands/${encodeURIComponent(entry.id)}`, { method: 'POST', body })
      // Refused for good: it was never asked of this display, say.
      entry.told = answer.status === 204 || isRefused(answer)
    } catch {
      // Not heard: told again with the next heartbeat.
    }
    this.telling.delete(entry.id)
    if (entry.told) await this.keep()
  }

  /** Another display's token: what was asked of the one before is its own. */
  async forgetAll() {
    this.entries = []
    this.isRead = true
    await this.keep()
  }

  /**
   * Never over what could not be read: what was acted on is named there.
   * @returns {Promise<boolean>} whether it is on disk
   */
  async keep() {
    const old = this.now() - KEPT_MS
    this.entries = this.entries.filter((entry) => !entry.told || entry.expires_at > old).slice(-KEPT_AT_MOST)
    return this.isRead && this.store.save(this.key, this.entries)
  }
}

/** @param {Act} act */
function isHere({ here }) {
  return !here || here()
}
