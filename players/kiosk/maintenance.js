// 保守中 / In maintenance: stays until it is turned off or its time is over, also over a restart.

import { timesIn } from './clock-words.js'
import { element, said } from './elements.js'
import { Overlay } from './overlay.js'

const TITLE = { ja: '保守中', en: 'In maintenance' }
const SORRY = { ja: 'ご迷惑をおかけします', en: 'This screen will be back soon' }

export class Maintenance {
  /**
   * @param {import('./player.js').Player} player
   * @param {() => void} onChange
   */
  constructor(player, onChange) {
    this.player = player
    this.key = `maintenance/${player.seat}`
    this.overlay = new Overlay('maintenance', { onChange, now: () => player.clock.now() })
    /** Epoch ms; null: until somebody turns it off. @type {number | null} */
    this.until = null
  }

  async start() {
    const kept = await this.player.store.load(this.key)
    if (kept && !isOver(kept.until, this.player.clock.now())) this.show(kept.until)
  }

  /** @param {Object<string, any>} args `until`: epoch ms */
  async turnOn({ until }) {
    const end = Number.isFinite(until) ? until : null
    if (isOver(end, this.player.clock.now())) throw new Error('この時刻は過ぎています / this time is over already')
    this.show(end)
    if (await this.player.store.save(this.key, { until: end })) return '「保守中」と映しています / it says that it is in maintenance'
    return '映していますが、再起動すると消えます / shown, but not over a restart: this device cannot store'
  }

  async turnOff() {
    this.overlay.hide()
    await this.player.store.remove(this.key)
    return '番組に戻りました / back to the programme'
  }

  /** @param {number | null} until */
  show(until) {
    this.until = until
    const lines = [said('h1', '', TITLE), said('p', '', SORRY)]
    if (until !== null) lines.push(said('p', 'until', this.words(until)))
    this.overlay.show([element('div', 'card', ...lines), element('div', 'line')], { onSecond: () => this.look() })
  }

  /** Looked at each second, since a timer can't be set for more than 24 days nor follows the server's clock. */
  look() {
    if (isOver(this.until, this.player.clock.now())) this.turnOff()
  }

  /** @param {number} until */
  words(until) {
    const newest = this.player.program.newest()
    const timeZone = newest ? newest.display.timezone : undefined
    const parts = { month: 'long', day: 'numeric', hour: 'numeric', minute: '2-digit', hour12: false }
    return {
      ja: `${timesIn('ja-JP', parts, timeZone).format(until)} まで`,
      en: `until ${timesIn('en-GB', parts, timeZone).format(until)}`,
    }
  }
}

/**
 * @param {number | null} until
 * @param {number} now
 */
function isOver(until, now) {
  return until !== null && until <= now
}
