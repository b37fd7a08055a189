// One of the two iframes that hold slides: loads a slide, hears whether it is ready, shows and hides it (slide contract 1).
//
// The two are re-used by location.replace: in measurements over thousands of changes this kept the fewest dead documents,
// and the history does not grow. A waiting one is hidden by opacity and nothing else: hidden in any other way its
// animation frames stop, and with them its proof of being ready.

const READY_MS = 8000
/** What lies below goes a little after it has been covered. */
const CUT_MS = 100
/** A fade of 600 ms (stage.css) whose end nobody was told of: in a window that is hidden, say. */
const LONGEST_FADE_MS = 3000

/** @typedef {'empty' | 'loading' | 'ready'} State */

export class Frame {
  /**
   * @param {HTMLIFrameElement} element
   * @param {{onReady: (loadMs: number) => void, onFailed: (address: string, why: string) => void, isSeen: () => boolean}} parts
   */
  constructor(element, { onReady, onFailed, isSeen }) {
    this.element = element
    this.onReady = onReady
    this.onFailed = onFailed
    this.isSeen = isSeen
    this.address = ''
    /** @type {State} */
    this.state = 'empty'
    /** The document in it is on its way out: what it says counts no more. */
    this.leaves = false
    this.since = 0
    /** Whether it could be seen then. */
    this.seen = false
    this.timer = 0
  }

  /**
   * For how long it has been loading; 0 if it is not. What nobody could see says nothing of the device, and neither does what is
   * longer than a slide may take: then it slept.
   */
  loadingMs() {
    const counts = this.state === 'loading' && this.seen && this.isSeen()
    return counts ? Math.min(READY_MS, performance.now() - this.since) : 0
  }

  /** @param {string} address */
  holds(address) {
    return this.state !== 'empty' && this.address === address
  }

  isReady() {
    return this.state === 'ready'
  }

  /** @param {string} address */
  load(address) {
    this.address = address
    this.state = 'loading'
    this.leaves = this.isHere()
    this.expect()
    if (this.leaves) this.goAnew(address)
    else this.go(address)
  }

  /** Not ready in time = failed, unless nobody could see it: then nothing is painted, and its time begins anew. */
  expect() {
    clearTimeout(this.timer)
    this.since = performance.now()
    this.seen = this.isSeen()
    this.timer = window.setTimeout(() => {
      if (this.seen && this.isSeen()) this.fail('not ready within 8 seconds')
      else this.expect()
    }, READY_MS)
  }

  /** @param {string} why */
  fail(why) {
    const address = this.address
    this.forget()
    // What failed must not go on working behind the glass.
    this.go('about:blank')
    this.onFailed(address, why)
  }

  /** Whatever it holds counts no more; it may still be seen. */
  forget() {
    clearTimeout(this.timer)
    this.state = 'empty'
    this.address = ''
  }

  /** @param {string} address */
  go(address) {
    const inside = this.element.contentWindow
    if (inside) inside.location.replace(address)
  }

  /**
   * Where only the fragment differs (the display's spot) the browser keeps the document, and that is not ready a second time.
   * @param {string} address
   */
  goAnew(address) {
    const look = () => {
      const isNext = this.address === address
      if (isNext && this.isHere()) return
      this.element.removeEventListener('load', look)
      if (!isNext) return
      this.leaves = false
      this.go(address)
    }
    this.element.addEventListener('load', look)
    this.go('about:blank')
  }

  /** @param {MessageEvent} event */
  hear(event) {
    const said = event.data
    if (event.source !== this.element.contentWindow || this.state !== 'loading' || this.leaves) return
    if (!said || said.signage !== 1 || !this.isHere()) return
    if (said.failed) {
      this.fail(String(said.failed))
    } else if (said.ready && this.isLoaded()) {
      clearTimeout(this.timer)
      const loadMs = this.loadingMs()
      this.state = 'ready'
      this.tell({ hold: true })
      this.onReady(loadMs)
    }
  }

  /**
   * Comes to lie above the others; `then` is called once nothing shows through it any more. A fade begins when its slide has been
   * drawn, and is over when the browser says so: on a busy device that is later than by the clock.
   * @param {boolean} fades
   * @param {() => void} then
   */
  rise(fades, then) {
    const { element } = this
    let timer = 0
    const over = () => {
      element.removeEventListener('transitionend', faded)
      element.classList.remove('fades')
      then()
    }
    const faded = () => {
      clearTimeout(timer)
      timer = window.setTimeout(over, CUT_MS)
    }
    element.classList.add('above')
    if (fades) element.classList.add('fades')
    element.addEventListener('transitionend', faded)
    timer = window.setTimeout(over, fades ? LONGEST_FADE_MS : CUT_MS)
  }

  /** Whether the document in the frame is the one asked for: the one before may have spoken last. */
  isHere() {
    try {
      const inside = this.element.contentWindow
      return inside !== null && inside.location.pathname === this.address.split('#')[0]
    } catch {
      return false
    }
  }

  /** It may speak when it is loaded, and only then: what is heard before is the last word of the one before. */
  isLoaded() {
    const inside = this.element.contentWindow
    return inside !== null && inside.document.readyState === 'complete'
  }

  /** @param {object} what */
  tell(what) {
    const inside = this.element.contentWindow
    if (inside) inside.postMessage({ signage: 1, ...what }, window.location.origin)
  }
}
