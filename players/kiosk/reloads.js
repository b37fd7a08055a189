// Reloads of the page by itself: so many an hour, counted on disk, and only where the page would come again.

const HOUR_MS = 3600000
const MOST = 4
/** A server that takes longer is no place to go to; the glass waits meanwhile, and the watch over it would wait no longer than 20 s. */
const PATIENCE_MS = 8000

/** @typedef {{load: (key: string) => Promise<any>, save: (key: string, value: any) => Promise<boolean>}} Keeper */

export class Reloads {
  /**
   * @param {object} parts
   * @param {Keeper} parts.store
   * @param {string} parts.seat
   * @param {() => number} parts.now
   * @param {(code: string, detail?: unknown) => void} parts.report
   * @param {() => void} parts.reload
   */
  constructor({ store, seat, now, report, reload }) {
    this.store = store
    this.key = `reloads/${seat}`
    this.now = now
    this.report = report
    this.reload = reload
  }

  /** Tells of the reload that this page came from (E23). */
  async start() {
    const kept = await this.store.load(this.key)
    if (!kept || !kept.why) return
    this.report('E23', kept.why)
    await this.store.save(this.key, { ...kept, why: '' })
  }

  /**
   * @param {string} why
   * @returns {Promise<boolean>} false = not now: the page stays
   */
  async again(why) {
    const kept = (await this.store.load(this.key)) || { at: [] }
    const at = kept.at.filter((/** @type {number} */ one) => Math.abs(this.now() - one) < HOUR_MS)
    if (at.length >= MOST || !(await comesAgain())) return false
    // One that can't be counted could be the first of thousands.
    if (!(await this.store.save(this.key, { at: at.concat(this.now()), why }))) return false
    this.reload()
    return true
  }
}

/** Whether the page would come again: out of the worker's cache, or from a server that answers. */
export async function comesAgain() {
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS)
  try {
    return (await fetch(location.pathname, { cache: 'no-cache', signal: patience.signal })).ok
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}
