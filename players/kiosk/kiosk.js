// Joins the parts, in start order: what is kept first, so that the screen plays before anyone has answered; the network last.

import { Api } from './api.js'
import { FileCache } from './cache.js'
import { Clock } from './clock.js'
import { Errors } from './errors.js'
import { Events } from './events.js'
import { engine, freeBytes, Heartbeat, screenSize } from './heartbeat.js'
import { Manifests } from './manifest.js'
import { filesOfAlert } from './needs.js'
import { Program } from './program.js'
import { seatOf, takeToken } from './seat.js'
import { Stage } from './stage.js'
import { Store } from './store.js'
import { tellPainted, Worker } from './worker.js'

const UPKEEP_MS = 600000
const PAINTINGS_KEPT = 300
const RESTART_MS = 60000

/** @typedef {import('./showing.js').Manifest} Manifest */

/** @param {string} id */
function part(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id))
}

class Kiosk {
  /** @param {{seat: string, token: string, store: Store, errors: Errors}} given */
  constructor({ seat, token, store, errors }) {
    const report = errors.report.bind(errors)
    const now = () => this.clock.now()
    const look = () => this.stage.tick()
    this.store = store
    this.errors = errors
    this.leaving = false
    /** @type {import('./stage.js').OnGlass[]} */
    this.paintings = []
    this.changes = 0
    /** @type {Set<string>} */
    this.refused = new Set()
    this.api = new Api(token, errors)
    this.clock = new Clock({ store, report, onJump: look })
    this.cache = new FileCache({ report, onArrival: look })
    this.worker = new Worker({ errors, onNewPlayer: () => this.leave() })
    this.program = new Program({ has: (path) => this.cache.has(path), report, onTakeOver: () => this.tookOver() })
    this.stage = new Stage({
      root: part('stage'),
      program: this.program,
      now,
      report,
      onPainted: (onGlass) => this.painted(onGlass),
      mayTurn: () => this.mayTurn(),
    })
    this.manifests = new Manifests({
      api: this.api,
      store,
      program: this.program,
      errors,
      seat,
      now,
      onNew: look,
      onKept: () => this.want(),
    })
    this.events = new Events({ api: this.api, onEvent: (event) => this.hear(event), onChange: (there) => this.manifests.streamIs(there) })
    this.heartbeat = new Heartbeat({ api: this.api, body: () => this.state(), onReply: (reply, sent, at) => this.take(reply, sent, at) })
    errors.now = now
  }

  async start() {
    await this.clock.start()
    await this.manifests.load()
    await this.cache.start()
    if (this.cache.secure) await this.worker.start()
    else this.errors.report('E20')
    this.stage.start()
    this.want()
    window.setInterval(() => this.upkeep(), UPKEEP_MS)
    this.clock.measure(() => this.askTime()).catch(() => {})
    this.manifests.start()
    this.events.start()
    this.heartbeat.start()
  }

  async askTime() {
    const answer = await this.api.ask('/time')
    return answer.body.now
  }

  /** Which files are needed, soonest first, changes with every manifest and with time. */
  want() {
    const newest = this.program.newest()
    const older = this.program.current
    const assets = Object.assign({}, older && older.assets, newest && newest.assets)
    const paths = this.program.wanted(this.clock.now())
    this.cache.want(paths.map((path) => ({ path, bytes: assets[path] && assets[path].bytes })))
  }

  tookOver() {
    this.manifests.save()
    this.want()
  }

  async upkeep() {
    this.want()
    const kept = await this.store.loadAll('manifests/')
    const manifests = kept.reduce((all, seat) => (seat ? all.concat(seat.current || [], seat.waiting || []) : all), [])
    await this.cache.tidy(new Set(manifests.reduce(everyFile, [])))
  }

  /** @param {import('./events.js').StreamEvent} event */
  hear(event) {
    const said = JSON.parse(event.data)
    if (event.name === 'manifest') this.manifests.heardOf(said.etag, said.within_ms || 0)
    if (event.name === 'command') this.refuse(said)
  }

  /**
   * @param {import('./heartbeat.js').Reply} reply
   * @param {number} sent
   * @param {number} received
   */
  take(reply, sent, received) {
    this.clock.sample(reply.now, sent, received)
    this.manifests.heardOf(reply.etag, 0)
    this.worker.heardOf(reply.player)
    for (const command of reply.commands || []) this.refuse(command)
  }

  /**
   * This player knows no commands yet, and says so instead of leaving staff waiting.
   * @param {{id: string, name: string}} command
   */
  refuse(command) {
    if (this.refused.has(command.id)) return
    this.refused.add(command.id)
    const body = { ok: false, detail: `this player does not know the command ${command.name}` }
    this.api.ask(`/commands/${command.id}`, { method: 'POST', body }).catch(() => this.refused.delete(command.id))
  }

  /** @param {import('./stage.js').OnGlass} onGlass */
  painted(onGlass) {
    // Staff who have just set up a screen wait for it: the first slide is told at once.
    if (this.paintings.length === 0) {
      this.heartbeat.beat()
      this.worker.painted()
    }
    this.paintings = this.paintings.concat(onGlass).slice(-PAINTINGS_KEPT)
    this.changes += 1
  }

  /** A newer player is in place: it begins at a slot's end, or at once while nothing is on the glass. */
  leave() {
    this.leaving = true
    if (!this.stage.front) this.mayTurn()
  }

  mayTurn() {
    if (this.leaving) location.replace(location.pathname + location.search)
    return !this.leaving
  }

  /** The heartbeat's body. */
  async state() {
    const newest = this.program.newest()
    const { slide, begins, painted } = this.stage.onGlass
    const { cached, bytes } = this.cache.count()
    return {
      at: Math.round(this.clock.now()),
      etag: this.program.current ? this.program.current.etag : null,
      slide,
      begins,
      painted,
      visible: !document.hidden,
      player: this.worker.player || (newest && newest.player),
      engine: engine(),
      screen: screenSize(),
      uptime_ms: Math.round(performance.now()),
      clock: this.clock.state(),
      cached,
      cached_bytes: bytes,
      free_bytes: await freeBytes(),
      stream: this.events.there,
      errors: this.errors.list(),
    }
  }

  /** What tests and technicians may read. */
  look() {
    const { current, waiting } = this.program
    return {
      now: this.clock.now(),
      etag: current && current.etag,
      waiting: waiting && waiting.etag,
      step: this.program.on,
      onGlass: this.stage.onGlass,
      paintings: this.paintings,
      changes: this.changes,
      player: this.worker.player,
      cached: this.cache.count().cached,
      stream: this.events.there,
      clock: this.clock.state(),
      errors: this.errors.list(),
    }
  }
}

/**
 * @param {string[]} files
 * @param {Manifest} manifest
 */
function everyFile(files, manifest) {
  const alerts = manifest.alerts.map((alert) => filesOfAlert(manifest, alert))
  return files.concat(Object.keys(manifest.assets), ...alerts)
}

/** @param {Errors} errors */
async function main(errors) {
  errors.onChange = () => {
    part('corner').textContent = errors.corner().join(' ')
  }
  window.addEventListener('error', (event) => errors.report('E40', event.message))
  window.addEventListener('unhandledrejection', (event) => errors.report('E40', event.reason))
  const store = new Store((problem) => errors.report('E17', problem))
  const seat = seatOf(location)
  const token = await takeToken(store, seat)
  if (!token) {
    errors.report('E01')
    part('unpaired').hidden = false
    tellPainted()
    return
  }
  const kiosk = new Kiosk({ seat, token, store, errors })
  Object.defineProperty(window, 'signage', { get: () => kiosk.look() })
  await kiosk.start()
}

const errors = new Errors()
main(errors).catch((problem) => {
  // It could not even begin (a broken disk, say): nothing is on the glass, so beginning anew can only help.
  errors.report('E40', problem)
  setTimeout(() => location.replace(location.pathname + location.search), RESTART_MS)
})
