// The last resort, drawn by the page itself when not even the fallback slide can be shown: whose screen it is, and the time.
// Needs no file, no network, no frame.

import { timesIn } from './clock-words.js'
import { lay } from './shift.js'

const LOOK_MS = 1000
const WORDS = { ja: 'しばらくお待ちください', en: 'One moment, please' }

/** @typedef {{name: string, timezone: string | undefined}} Place */

export class Fallback {
  /** @param {{root: HTMLElement, place: () => Place, now: () => number}} parts */
  constructor({ root, place, now }) {
    this.place = place
    this.now = now
    this.root = root.appendChild(document.createElement('section'))
    this.root.className = 'fallback'
    this.root.hidden = true
    this.parts = { name: this.add('h1', ''), day: this.add('p', 'day'), time: this.add('time', '') }
    this.add('p', 'ja').textContent = WORDS.ja
    this.add('p', 'en').textContent = WORDS.en
    this.timer = 0
  }

  /**
   * @param {string} kind
   * @param {string} className
   */
  add(kind, className) {
    const made = this.root.appendChild(document.createElement(kind))
    made.className = className
    return made
  }

  get shown() {
    return !this.root.hidden
  }

  show() {
    if (this.shown) return
    this.draw()
    this.root.hidden = false
    this.timer = window.setInterval(() => this.draw(), LOOK_MS)
  }

  hide() {
    clearInterval(this.timer)
    this.root.hidden = true
  }

  draw() {
    const { name, timezone } = this.place()
    const now = this.now()
    lay(this.root, now)
    write(this.parts.name, name)
    const time = timesIn('ja', { hour: 'numeric', minute: '2-digit', hour12: false }, timezone).format(now)
    // Some engines write midnight as 24:00.
    write(this.parts.time, time.replace(/^24/, '0'))
    write(this.parts.day, timesIn('ja', { month: 'long', day: 'numeric', weekday: 'short' }, timezone).format(now))
  }
}

/**
 * @param {HTMLElement} element
 * @param {string} text
 */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text
}
