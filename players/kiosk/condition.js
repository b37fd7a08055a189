// What a player says of itself: to the server with each heartbeat, to the launcher as a sign of life, to whoever looks.

import { engine, freeBytes, screenSize } from './heartbeat.js'
import { plannedOff } from './off.js'

/** @typedef {import('./player.js').Player} Player */

/** @param {import('./showing.js').Manifest | null} manifest */
function etagOf(manifest) {
  return manifest && manifest.etag
}

/**
 * The heartbeat's body.
 * @param {Player} player
 */
export async function conditionOf(player) {
  const { clock, program, stage, cache, events, errors, launcher, commands, overlays } = player
  const newest = program.newest()
  const { slide, begins, painted } = stage.onGlass
  const { cached, bytes } = cache.count()
  const { box, glass } = launcher.state()
  return {
    at: Math.round(clock.now()),
    etag: etagOf(program.current),
    waiting: etagOf(program.waiting),
    slide,
    begins,
    painted,
    visible: !document.hidden,
    covered: overlays.covering(),
    player: player.worker.player || (newest && newest.player),
    engine: engine(),
    screen: screenSize(),
    uptime_ms: Math.round(performance.now()),
    clock: clock.state(),
    cached,
    cached_bytes: bytes,
    cached_until: player.supply.cachedUntil(),
    free_bytes: await freeBytes(),
    stream: events.there,
    can: commands.can(),
    box,
    glass: glass && { ...glass, frozen: player.stillness.frozen },
    errors: errors.list(),
  }
}

/**
 * That the page is alive, and what it shows; while it is off as planned, from when to when.
 * @param {Player} player
 */
export function signOfLife({ clock, stage, program, overlays }) {
  const { slide, begins, ends, painted } = stage.onGlass
  const now = Math.round(clock.now())
  // While somebody looks at a test card in the middle of the night, the panel must not sleep.
  const off = program.current && !overlays.cover() ? plannedOff(program.withAlerts(program.current), now) : null
  return { painted, slide, begins, ends, now, off: off !== null, ...off }
}

/**
 * What tests and technicians may read.
 * @param {Player} player
 */
export function look(player) {
  const { clock, program, stage, cache, events, errors, plays, commands } = player
  return {
    now: clock.now(),
    etag: etagOf(program.current),
    waiting: etagOf(program.waiting),
    step: program.on,
    onGlass: stage.onGlass,
    paintings: player.paintings,
    changes: player.changes,
    player: player.worker.player,
    cached: cache.count().cached,
    cachedUntil: player.supply.cachedUntil(),
    stream: events.there,
    clock: clock.state(),
    plays: plays.count(),
    can: commands.can(),
    errors: errors.list(),
  }
}
