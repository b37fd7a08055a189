// The page's side of the service worker: registers it, waits until it answers, asks it to fetch a newer player, and tells it
// that this one has painted: of one that doesn't, the worker goes back to the last that did.

import { jittered } from './pauses.js'

const RETRY_MS = 5000
/** A set that can't be stored or verified is not fetched again at every heartbeat. */
const RENEW_MS = 600000
/** Also in service-worker.js. */
const POINTER = 'signage-current-player'
const CHOICE = '/player/choice.json'

export class Worker {
  /**
   * @param {object} parts
   * @param {import('./errors.js').Errors} parts.errors
   * @param {() => void} parts.onNewPlayer another set of player files is in place
   */
  constructor({ errors, onNewPlayer }) {
    this.errors = errors
    this.onNewPlayer = onNewPlayer
    /** The hash of the set this page came from: the worker writes it into the page. @type {string | null} */
    this.player = document.documentElement.dataset.player || null
    /** A set that did not paint here. @type {string | null} */
    this.refused = null
    this.hasPainted = false
    /** The set that the server named last, and until when (performance clock) it is not asked for again. @type {string | null} */
    this.named = null
    this.renewAfter = 0
    /** The glass has been black as planned, and no slide was due since. */
    this.isDark = false
    /** Whether the glass shows what the page paints, and there is a slide to paint; else a set can't be told from one that doesn't. */
    this.shouldPaint = () => true
    /** @type {ServiceWorkerRegistration | null} */
    this.registration = null
    this.hear = (/** @type {MessageEvent} */ event) => this.take(event.data, event.ports)
  }

  /** Comes back once slides and media go through the worker; until then nothing could be verified. */
  async start() {
    navigator.serviceWorker.addEventListener('message', this.hear)
    while (!(await this.register())) await new Promise((resolve) => setTimeout(resolve, jittered(RETRY_MS)))
    this.errors.clear('E21')
    // Not waited for: without a server this page may never learn, and plays all the same.
    this.readPlayer().then(() => this.renew())
    this.readRefused()
  }

  stop() {
    navigator.serviceWorker.removeEventListener('message', this.hear)
  }

  async register() {
    try {
      // 'all': otherwise each slide's navigation would ask the server for the worker's file.
      const options = { scope: '/', updateViaCache: /** @type {'all'} */ ('all') }
      this.registration = await navigator.serviceWorker.register('/service-worker.js', options)
      await activated(this.registration)
      return true
    } catch (problem) {
      this.errors.report('E21', problem)
      return false
    }
  }

  async readPlayer() {
    try {
      if (!this.player) this.player = (await (await fetch('/player/files.json')).json()).player
    } catch {
      this.player = null
    }
    this.tellPainted()
  }

  /** A set was taken back before this page began. */
  async readRefused() {
    try {
      const kept = await (await caches.open(POINTER)).match(CHOICE)
      if (kept) this.refuse((await kept.json()).refused)
    } catch (problem) {
      this.errors.report('E17', problem)
    }
  }

  /** @param {string} refused */
  refuse(refused) {
    if (!refused || refused === this.refused) return
    this.refused = refused
    this.errors.report('E30', refused)
  }

  /** What this page should show is on the glass: its set of files is a good one. */
  painted() {
    if (this.hasPainted) return
    this.hasPainted = true
    this.tellPainted()
  }

  tellPainted() {
    if (this.hasPainted && this.player) this.tell({ painted: this.player })
  }

  /** Black as planned: the page runs, but whether its set can show a slide is not known yet. */
  dark() {
    if (this.isDark || this.hasPainted) return
    this.isDark = true
    if (this.player) this.tell({ dark: this.player, screen: location.search })
  }

  /** A slide is due, maybe hours after the page was opened: a set that has not painted is watched anew. */
  due() {
    if (!this.isDark || this.hasPainted) return
    this.isDark = false
    this.tell({ watch: true })
  }

  /** @param {object} what */
  tell(what) {
    const active = this.registration && this.registration.active
    if (active) active.postMessage({ signage: 1, ...what })
  }

  /**
   * The server named the player's current set.
   * @param {string | null} player
   */
  heardOf(player) {
    if (!player || player === this.player || player === this.refused) return
    if (player !== this.named) this.renewAfter = 0
    this.named = player
    if (performance.now() < this.renewAfter) return
    if (this.registration) {
      if (this.player) this.renew()
      else this.readPlayer()
    } else if (this.player) {
      // Without a worker (plain http) the server that has just answered is where the page comes from.
      this.onNewPlayer()
    } else {
      this.player = player
    }
  }

  renew() {
    const registration = this.registration
    if (!registration || !registration.active) return
    registration.active.postMessage({ signage: 1, renew: true })
    registration.update().catch(() => {})
  }

  /**
   * @param {any} said
   * @param {readonly MessagePort[]} ports
   */
  take(said, ports) {
    if (!said || said.signage !== 1) return
    if (said.failed) {
      this.errors.report('E31', said.failed)
      this.renewAfter = performance.now() + jittered(RENEW_MS)
    } else if (said.unpainted) {
      ports[0].postMessage(said.unpainted === this.player && !this.hasPainted && this.shouldPaint())
    } else if (said.refused) {
      ports[0].postMessage(this.player)
      this.refuse(said.refused)
    } else if (said.player && this.player && said.player !== this.player) {
      this.onNewPlayer()
    }
  }
}

/**
 * @param {ServiceWorkerRegistration} registration
 * @returns {Promise<void>}
 */
function activated(registration) {
  const coming = registration.installing || registration.waiting
  if (registration.active || !coming) return Promise.resolve()
  return new Promise((resolve, reject) => {
    coming.addEventListener('statechange', () => {
      if (coming.state === 'activated') resolve()
      if (coming.state === 'redundant') reject(new Error('the worker could not be installed'))
    })
  })
}

/** Where no Worker is begun (a screen that is not paired yet) the page's words are all it has to paint. */
export function tellPainted() {
  const { player } = document.documentElement.dataset
  const worker = navigator.serviceWorker && navigator.serviceWorker.controller
  if (worker && player) worker.postMessage({ signage: 1, painted: player })
}
