// The launcher on the device, where there is one: it can do what a page can't, and measures the box. It lays a function
// `signageLauncher` into the window and calls what stands in `signageBox`.

const PATIENCE_MS = 60000
/** It speaks every 10 s; what was said longer ago than this is not true any more. */
const SILENT_MS = 45000
const LARGEST_BYTES = 300000
const PANEL = ['on', 'off', 'unknown']
const CAN = /^[a-z_]{1,40}$/

/**
 * @typedef {{ok: boolean, detail: string}} Answer
 * @typedef {{content: Blob, at: number}} Picture `at` is when it was taken, epoch ms
 * @typedef {(answer: Answer, picture?: Picture) => void} Taker
 */

export class Launcher {
  /**
   * @param {() => object} signOfLife what the page shows: no answer from here means that it has stopped
   * @param {() => void} onNews
   */
  constructor(signOfLife, onNews) {
    this.signOfLife = signOfLife
    this.onNews = onNews
    this.saidAt = -Infinity
    /** @type {Object<string, any> | null} */
    this.box = null
    /** @type {import('./stillness.js').Look | null} */
    this.glass = null
    /** @type {string[]} */
    this.can = []
    /** @type {Map<string, Taker>} */
    this.asked = new Map()
  }

  /** Lays open what the launcher calls. */
  open() {
    const box = {
      answer: (/** @type {string} */ id, /** @type {unknown} */ ok, /** @type {unknown} */ detail) =>
        this.take(id, { ok: ok === true, detail: String(detail || '') }),
      picture: (/** @type {string} */ id, /** @type {string} */ base64, /** @type {number} */ at) => this.takePicture(id, base64, at),
      says: (/** @type {any} */ said) => this.hear(said),
    }
    Object.defineProperty(window, 'signageBox', { value: Object.freeze(box) })
  }

  /** What it says, as long as it speaks. */
  state() {
    if (!this.isThere()) return { box: null, glass: null, can: /** @type {string[]} */ ([]) }
    return { box: this.box, glass: this.glass, can: this.can }
  }

  isThere() {
    return typeof this.binding() === 'function' && performance.now() - this.saidAt < SILENT_MS
  }

  /** @returns {((message: string) => void) | undefined} */
  binding() {
    return /** @type {any} */ (window).signageLauncher
  }

  /** The panel was switched off: nobody sees what is painted. */
  isDark() {
    const { box } = this.state()
    return box !== null && box.panel === 'off'
  }

  /**
   * @param {string} id the command's
   * @param {string} ask
   * @param {object} args
   * @param {number} [patience_ms]
   * @returns {Promise<{answer: Answer, picture?: Picture}>}
   */
  ask(id, ask, args, patience_ms = PATIENCE_MS) {
    return new Promise((resolve) => {
      const binding = this.binding()
      const timer = setTimeout(() => this.take(id, { ok: false, detail: 'ランチャーから返事がありません / no answer from the launcher' }), patience_ms)
      this.asked.set(id, (answer, picture) => {
        clearTimeout(timer)
        resolve({ answer, picture })
      })
      if (binding) binding(JSON.stringify({ id, ask, args }))
      else this.take(id, { ok: false, detail: 'ランチャーがなくなりました / the launcher is gone' })
    })
  }

  /**
   * @param {string} id
   * @param {Answer} answer
   * @param {Picture} [picture]
   */
  take(id, answer, picture) {
    const taker = this.asked.get(id)
    this.asked.delete(id)
    if (taker) taker(answer, picture)
  }

  /**
   * @param {string} id
   * @param {string} base64
   * @param {number} at
   */
  takePicture(id, base64, at) {
    const content = pictureOf(base64)
    if (!content) this.take(id, { ok: false, detail: '画像が届きません / the launcher sent no screenshot' })
    else if (content.size > LARGEST_BYTES) this.take(id, { ok: false, detail: `画像が大きすぎます / the screenshot is too large (${content.size} bytes)` })
    else this.take(id, { ok: true, detail: '' }, { content, at })
  }

  /** @param {any} said */
  hear(said) {
    this.saidAt = performance.now()
    this.box = boxOf(said && said.box)
    this.glass = glassOf(said && said.glass)
    this.can = (said && Array.isArray(said.can) ? said.can : []).filter((/** @type {unknown} */ name) => CAN.test(String(name)))
    this.onNews()
    return this.signOfLife()
  }
}

/**
 * As the server takes it: one wrong value would cost the whole heartbeat.
 * @param {any} said
 */
export function boxOf(said) {
  if (!said || typeof said !== 'object') return null
  return {
    launcher: text(said.launcher, 40) || 'unknown',
    temperature_c: number(said.temperature_c, -100, 300),
    memory_free_bytes: number(said.memory_free_bytes, 0, 1e15),
    disk_free_bytes: number(said.disk_free_bytes, 0, 1e15),
    under_voltage: typeof said.under_voltage === 'boolean' ? said.under_voltage : null,
    network: text(said.network, 100),
    panel: PANEL.includes(said.panel) ? said.panel : 'unknown',
    browser_restarts: number(said.browser_restarts, 0, 1e15) || 0,
  }
}

/** @param {any} said */
export function glassOf(said) {
  if (!said || typeof said !== 'object') return null
  const at = number(said.at, 0, 4102444800000)
  const fingerprint = text(said.fingerprint, 64)
  return at === null || fingerprint === null ? null : { at, fingerprint, black: said.black === true }
}

/**
 * @param {unknown} value
 * @param {number} least
 * @param {number} most
 */
function number(value, least, most) {
  return typeof value === 'number' && value >= least && value <= most ? value : null
}

/**
 * @param {unknown} value
 * @param {number} most
 */
function text(value, most) {
  return typeof value === 'string' ? value.slice(0, most) : null
}

/** @param {string} base64 */
function pictureOf(base64) {
  try {
    const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))
    return new Blob([bytes], { type: bytes[0] === 0xff ? 'image/jpeg' : 'image/webp' })
  } catch {
    return null
  }
}
