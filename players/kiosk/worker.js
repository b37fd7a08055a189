// The page's side of the service worker: registers it, waits until it answers, asks it to fetch a newer player.

import { jittered } from './api.js'

const RETRY_MS = 5000

export class Worker {
  /**
   * @param {object} parts
   * @param {import('./errors.js').Errors} parts.errors
   * @param {() => void} parts.onNewPlayer another set of player files is in place
   */
  constructor({ errors, onNewPlayer }) {
    this.errors = errors
    this.onNewPlayer = onNewPlayer
    /** The hash of the set this page came from. @type {string | null} */
    this.player = null
    /** @type {ServiceWorkerRegistration | null} */
    this.registration = null
    this.hear = (/** @type {MessageEvent} */ event) => this.take(event.data)
  }

  /** Comes back once slides and media go through the worker; until then nothing could be verified. */
  async start() {
    navigator.serviceWorker.addEventListener('message', this.hear)
    while (!(await this.register())) await new Promise((resolve) => setTimeout(resolve, jittered(RETRY_MS)))
    this.errors.clear('E21')
    // Not waited for: without a server this page may never learn, and plays all the same.
    this.readPlayer().then(() => this.renew())
  }

  stop() {
    navigator.serviceWorker.removeEventListener('message', this.hear)
  }

  async register() {
    try {
      // 'all': otherwise each slide's navigation would ask the server for the worker's file.
      const options = { scope: '/', updateViaCache: /** @type {'all'} */ ('all') }
      this.registration = await navigator.serviceWorker.register('/service-worker.js', options)
      await active(this.registration)
      return true
    } catch (problem) {
      this.errors.report('E21', problem)
      return false
    }
  }

  async readPlayer() {
    try {
      this.player = (await (await fetch('/player/files.json')).json()).player
    } catch {
      this.player = null
    }
  }

  /**
   * The server named the player's current set.
   * @param {string | null} player
   */
  heardOf(player) {
    if (!player || player === this.player) return
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

  /** @param {any} said */
  take(said) {
    if (!said || said.signage !== 1) return
    if (said.failed) this.errors.report('E31', said.failed)
    else if (said.player && this.player && said.player !== this.player) this.onNewPlayer()
  }
}

/**
 * @param {ServiceWorkerRegistration} registration
 * @returns {Promise<void>}
 */
function active(registration) {
  const coming = registration.installing || registration.waiting
  if (registration.active || !coming) return Promise.resolve()
  return new Promise((resolve, reject) => {
    coming.addEventListener('statechange', () => {
      if (coming.state === 'activated') resolve()
      if (coming.state === 'redundant') reject(new Error('the worker could not be installed'))
    })
  })
}
