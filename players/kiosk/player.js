// Joins the parts of a paired screen, in start order: what is kept first, so that it plays before anyone has answered; the
// network last.

import { actsOf } from './acts.js'
import { Api } from './api.js'
import { FileCache } from './cache.js'
import { Clock } from './clock.js'
import { Commands } from './commands.js'
import { conditionOf, signOfLife } from './condition.js'
import { Events } from './events.js'
import { Heartbeat } from './heartbeat.js'
import { Launcher } from './launcher.js'
import { Manifests } from './manifest.js'
import { Overlays } from './overlays.js'
import { Plays } from './plays.js'
import { Program } from './program.js'
import { comesAgain } from './reloads.js'
import { Stage } from './stage.js'
import { Stillness } from './stillness.js'
import { Supply } from './supply.js'
import { watchOver } from './watch.js'

const PAINTINGS_KEPT = 300
/** Screens that all begin anew at one slot's end (a new player) don't ask all at once. */
const CONNECT_MS = 4000
const KEEP_MS = 1000
const RESTART_MS = 60000

export class Player {
  /**
   * @param {object} given
   * @param {HTMLElement} given.root of the stage
   * @param {string} given.seat
   * @param {string} given.token
   * @param {import('./store.js').Store} given.store
   * @param {import('./errors.js').Errors} given.errors
   * @param {import('./worker.js').Worker} given.worker
   */
  constructor({ root, seat, token, store, errors, worker }) {
    const report = errors.report.bind(errors)
    const now = () => this.clock.now()
    const look = () => this.look()
    this.seat = seat
    this.store = store
    this.errors = errors
    this.worker = worker
    this.leaving = false
    /** Whether it is being found out if the page would come again. */
    this.going = false
    this.connected = false
    /** Slides may be shown: their bytes go through the worker. */
    this.playing = false
    /** @type {import('./stage.js').OnGlass[]} */
    this.paintings = []
    this.changes = 0
    this.api = new Api(token, errors)
    this.clock = new Clock({ store, report, onJump: look })
    this.cache = new FileCache({ report, onArrival: look, now, needsOfAll: () => this.supply.needsOfAll() })
    this.program = new Program({ has: (path) => this.cache.has(path), report, onTakeOver: () => this.tookOver() })
    this.supply = new Supply({ program: this.program, cache: this.cache, store, now })
    this.stage = new Stage({
      root, program: this.program, now, report,
      onPainted: (onGlass) => this.painted(onGlass),
      onFailed: (slide) => this.supply.failed(slide),
      mayTurn: () => this.mayTurn(),
      isSeen: () => this.isSeen(),
    })
    this.watch = watchOver(this)
    this.manifests = new Manifests({
      api: this.api, store, program: this.program, errors, seat,
      onNew: look,
      onKept: () => this.supply.want(),
    })
    this.stillness = new Stillness(() => this.heartbeat.beat())
    this.launcher = new Launcher(() => signOfLife(this), () => this.heardOfBox())
    this.overlays = new Overlays({ player: this, onChange: () => this.cover() })
    this.plays = new Plays({ api: this.api, store, seat, now, report })
    this.commands = new Commands({ api: this.api, store, seat, now, report, acts: actsOf(this) })
    this.events = new Events({ api: this.api, onEvent: (event) => this.hear(event), onChange: (there) => this.streamIs(there) })
    this.heartbeat = new Heartbeat({ api: this.api, body: () => this.condition(), onReply: (...reply) => this.take(...reply) })
    errors.now = now
    worker.shouldPaint = () => this.isSeen() && !this.stage.isDark()
  }

  async start() {
    await this.clock.start()
    await this.watch.start()
    const isRead = [await this.manifests.load(), await this.cache.start()]
    if (isRead.includes(false)) window.setInterval(() => this.beginAnew(), RESTART_MS)
    await Promise.all([this.commands.start(), this.plays.start(), this.overlays.start()])
    this.launcher.open()
    this.supply.start()
    document.addEventListener('visibilitychange', () => this.cover())
    window.setTimeout(() => this.connect(), this.program.newest() ? Math.random() * CONNECT_MS : 0)
    await this.play()
  }

  /** Only the glass waits for the worker: of one that does not come the server hears (E21), and commands are taken. */
  async play() {
    if (this.cache.secure) await this.worker.start()
    else this.errors.report('E20')
    this.playing = true
    this.stage.start()
  }

  /** What was kept could not be read: where nothing can be shown for it, beginning anew can only help. */
  beginAnew() {
    if (this.stage.isEmpty()) this.watch.reloads.again('what was kept could not be read')
  }

  connect() {
    this.connected = true
    this.measure()
    this.manifests.start()
    this.events.start()
    this.heartbeat.beat()
  }

  look() {
    if (this.playing) this.stage.tick()
  }

  /** A server that does not tell the time now is asked again. */
  measure() {
    this.clock.measure(() => this.askTime()).catch(() => {})
  }

  async askTime() {
    const answer = await this.api.ask('/time')
    return answer.body.now
  }

  tookOver() {
    // A slide's new version may differ from its last by one figure.
    this.stillness.forget()
    this.manifests.save()
    this.supply.want()
  }

  /** @param {import('./events.js').StreamEvent} event */
  hear(event) {
    const said = JSON.parse(event.data)
    if (event.name === 'manifest') this.manifests.heardOf(said.etag, said.within_ms || 0)
    if (event.name === 'command') this.commands.take(said)
  }

  /** @param {boolean} there */
  streamIs(there) {
    this.manifests.streamIs(there)
    if (!there) return
    this.measureOnce()
    this.plays.sendWithin(this.events.spreadMs)
  }

  condition() {
    this.measureOnce()
    return conditionOf(this)
  }

  /** A heartbeat that says 1970 is refused, and its answer tells no time: until the server has told it once, it has to be asked. */
  measureOnce() {
    if (this.clock.trips.lastAt() === null) this.measure()
  }

  /**
   * @param {import('./heartbeat.js').Reply} reply
   * @param {number} sent
   * @param {number} received
   */
  take(reply, sent, received) {
    this.clock.sample(reply.now, sent, received)
    this.manifests.heardOf(reply.etag, 0)
    // Before, the worker itself may be what does not come: a newer player would begin only to wait for it too.
    if (this.playing) this.worker.heardOf(reply.player)
    for (const command of reply.commands || []) this.commands.take(command)
    this.commands.tellAll()
  }

  /** @param {import('./stage.js').OnGlass} onGlass */
  painted(onGlass) {
    // Staff who have just set up a screen wait for it: the first slide is told at once.
    if (this.paintings.length === 0 && this.connected) this.heartbeat.beat()
    // A page that can only be black has proven nothing.
    if (onGlass.slide !== null) this.worker.painted()
    this.paintings = this.paintings.concat(onGlass).slice(-PAINTINGS_KEPT)
    this.changes += 1
    this.overlays.giveWay(this.program.on !== null && this.program.on.alert !== null)
    // A slide may be painted a moment after its display was forgotten: it counts for nobody.
    if (onGlass.slide === null || this.isOurs(onGlass.display)) this.plays.painted(onGlass)
  }

  /** @param {string | null} display */
  isOurs(display) {
    const newest = this.program.newest()
    return newest !== null && newest.display.id === display
  }

  /** Whether the glass shows what the page paints. */
  isSeen() {
    return !document.hidden && !this.launcher.isDark()
  }

  /** The launcher has spoken: of the panel, and of its last look at the glass. */
  heardOfBox() {
    this.cover()
    const { glass } = this.launcher.state()
    if (!glass || this.overlays.covering()) this.stillness.forget()
    else this.stillness.take(glass, this.paintings)
  }

  /** Whether anyone can see what the stage paints. */
  cover() {
    this.plays.cover(this.overlays.cover() || this.watch.fallback.shown || !this.isSeen())
  }

  /**
   * Staff have paired the screen anew while it played: as the same display, or as another one. Its token comes on disk last:
   * a power cut before leaves a screen that is to be paired again, not one that goes on with the display before under this token.
   * @param {import('./pairing.js').Paired} paired
   */
  async pairedAnew({ display, token }) {
    if (!this.isOurs(display)) await this.forget()
    await this.store.save(`token/${this.seat}`, token)
    this.api.token = token
    this.errors.clear('E02')
    this.events.stop()
    this.events.start()
    this.manifests.ask()
    this.heartbeat.beat()
  }

  /** Nothing of another display may stay. What is on the glass stays until the new manifest's first slide is ready. */
  async forget() {
    this.program.forget()
    this.manifests.tag = ''
    await Promise.all([this.manifests.save(), this.plays.forgetAll(), this.commands.forgetAll(), this.overlays.forget()])
  }

  /** A newer player is in place: it begins at a slot's end, or at once while nothing is on the glass. */
  leave() {
    this.leaving = true
    if (!this.stage.front) this.mayTurn()
  }

  mayTurn() {
    if (this.leaving && !this.going) this.go()
    return !this.leaving
  }

  /** Without a worker the page comes from a server that may have gone since; who named the newer player names it again. */
  async go() {
    this.going = true
    if (await comesAgain()) return this.reload()
    this.going = false
    this.leaving = false
    this.look()
  }

  /** Not location.reload(): that asks the server first, and there may be none. */
  async reload() {
    // A disk that hangs must not keep the page.
    await Promise.race([this.plays.keep(), new Promise((resolve) => setTimeout(resolve, KEEP_MS))])
    location.replace(location.pathname + location.search)
  }
}
