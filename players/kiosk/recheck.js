// A kept file may be listed and yet not be read any more (a worn card, a power cut): its slide would fail whenever it comes. Of a
// slide that failed all files are read once, and what can't be is fetched anew.

import { FILES } from './cache.js'

/** A slide that fails for another reason does so every few minutes, and a film takes long to read. */
const REST_MS = 3600000

export class Recheck {
  /** @param {import('./cache.js').FileCache} cache */
  constructor(cache) {
    this.cache = cache
    /** When each was read last, by a clock that never jumps. @type {Map<string, number>} */
    this.readAt = new Map()
  }

  /**
   * One after the other, and while the screen goes on. Raises when not even the list of what is kept can be read.
   * @param {string[]} paths
   */
  async read(paths) {
    if (!this.cache.secure) return
    const kept = await caches.open(FILES)
    for (const path of paths) {
      // Asked anew for each: another reading of the same slide may be under way.
      if (!this.cache.has(path) || this.rests(path)) continue
      this.readAt.set(path, performance.now())
      if (!(await isReadable(kept.match(path)))) this.cache.renew([path])
    }
  }

  /** @param {string} path */
  rests(path) {
    const at = this.readAt.get(path)
    return at !== undefined && performance.now() - at < REST_MS
  }
}

/**
 * To its end, piece by piece: it may be a film.
 * @param {Promise<Response | undefined>} looking
 */
async function isReadable(looking) {
  try {
    const kept = await looking
    const reader = kept && kept.body && kept.body.getReader()
    while (reader && !(await reader.read()).done);
    return Boolean(reader)
  } catch {
    return false
  }
}
