// Something laid over the stage for a while. The stage goes on beneath: when it is taken away, the right slide is there.

import { element, fill } from './elements.js'

const SECOND_MS = 1000

export class Overlay {
  /**
   * @param {string} name
   * @param {{onChange: () => void, now: () => number}} parts `onChange`: it came or went
   */
  constructor(name, { onChange, now }) {
    this.onChange = onChange
    this.now = now
    this.root = element('section', `overlay ${name}`)
    this.root.hidden = true
    document.body.append(this.root)
    this.ending = 0
    this.ticking = 0
  }

  get shown() {
    return !this.root.hidden
  }

  /**
   * @param {Node[]} content
   * @param {{ms?: number, onSecond?: () => void}} [options] `ms`: it goes by itself; `onSecond`: now, and whenever a second
   * of the server's clock begins
   */
  show(content, { ms, onSecond } = {}) {
    this.stop()
    fill(this.root, ...content)
    this.root.hidden = false
    if (ms) this.ending = window.setTimeout(() => this.hide(), ms)
    this.onChange()
    if (onSecond) this.tick(onSecond)
  }

  hide() {
    if (!this.shown) return
    this.stop()
    this.root.hidden = true
    fill(this.root)
    this.onChange()
  }

  stop() {
    clearTimeout(this.ending)
    clearTimeout(this.ticking)
  }

  /** @param {() => void} onSecond */
  tick(onSecond) {
    this.ticking = window.setTimeout(() => this.tick(onSecond), SECOND_MS - (this.now() % SECOND_MS))
    onSecond()
  }
}
