// Plays a display from a moment on: the waiting slide is loaded beneath the one that is seen and takes its place at its time,
// as on a screen.

const AHEAD = 4 // slides left when the next ones are asked for
const TICK_MS = 200
const READY_MS = 8000 // a slide that is not ready by then is shown as it is (slide contract)

export class Playing {
  /**
   * @param {object} parts
   * @param {number} parts.at epoch milliseconds
   * @param {string} parts.following address that gives the slides from a moment on
   * @param {(moment: number) => void} parts.onMoved
   * @param {() => void} parts.onEnd nothing more is known
   */
  constructor({ at, following, onMoved, onEnd }) {
    this.begun = performance.now()
    this.from = at
    this.following = following
    this.onMoved = onMoved
    this.onEnd = onEnd
    /** @type {{path: string, begins: number, ends: number}[]} */
    this.slides = []
    this.number = -1
    this.asking = false
    this.over = false
    this.timer = 0
    this.readyFrames = new WeakSet()
    this.stage = document.querySelector('#on-glass .fit')
    /** @type {HTMLIFrameElement | null} */
    this.front = this.stage.querySelector('iframe')
    /** @type {HTMLIFrameElement | null} */
    this.back = null
  }

  now() {
    return this.from + performance.now() - this.begun
  }

  async start() {
    await this.ask(this.from)
    this.begun = performance.now()
    this.number = 0
    if (this.front && this.slides.length) this.show(this.front, this.slides[0])
    this.prepare()
    this.timer = window.setInterval(() => this.tick(), TICK_MS)
  }

  stop() {
    clearInterval(this.timer)
    this.over = true
    if (this.back) this.back.remove()
  }

  /** @param {number} moment */
  async ask(moment) {
    if (this.asking || this.over) return
    this.asking = true
    try {
      const answer = await fetch(`${this.following}&at=${Math.round(moment)}`)
      const found = answer.ok ? await answer.json() : []
      const known = this.slides.length ? this.slides[this.slides.length - 1].ends : -Infinity
      this.slides.push(...found.filter((one) => one.begins >= known))
    } catch {
      // The next tick asks again.
    }
    this.asking = false
  }

  tick() {
    const now = this.now()
    this.onMoved(now)
    const current = this.slides[this.number]
    if (this.slides.length - this.number <= AHEAD) this.ask(this.slides.length ? this.slides[this.slides.length - 1].ends : now)
    if (!current || now < current.ends) return
    if (this.number + 1 >= this.slides.length) {
      if (!this.asking && now > current.ends + 5000) this.onEnd()
      return
    }
    this.turn(this.slides[this.number + 1])
  }

  /** @param {{path: string, begins: number, ends: number}} slide */
  turn(slide) {
    const ready = this.back && this.readyFrames.has(this.back)
    if (slide.path && !ready && this.now() < slide.begins + READY_MS) return
    this.number += 1
    const old = this.front
    this.front = slide.path ? this.back : null
    this.back = null
    if (this.front) {
      this.show(this.front, slide)
      this.front.classList.remove('waits')
    }
    this.stage.classList.toggle('dark', !slide.path)
    if (old) old.remove()
    this.prepare()
  }

  /** Loads what comes next, unseen. */
  prepare() {
    const next = this.slides[this.number + 1]
    if (!next || !next.path || this.back) return
    const frame = document.createElement('iframe')
    frame.setAttribute('sandbox', 'allow-scripts allow-same-origin')
    frame.setAttribute('aria-hidden', 'true')
    frame.tabIndex = -1
    frame.title = 'slide'
    frame.className = 'waits'
    frame.src = next.path
    this.back = frame
    this.stage.append(frame)
  }

  /** @param {HTMLIFrameElement} frame */
  ready(frame) {
    this.readyFrames.add(frame)
  }

  /** @param {HTMLIFrameElement} frame @param {{begins: number, ends: number}} slide */
  show(frame, { begins, ends }) {
    if (!frame.contentWindow) return
    const show = { now: Math.round(this.now()), begins, ends }
    frame.contentWindow.postMessage({ signage: 1, show }, window.location.origin)
    this.stage.parentElement.dataset.begins = String(begins)
    this.stage.parentElement.dataset.ends = String(ends)
  }
}
