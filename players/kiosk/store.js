// What the player keeps over a restart, in IndexedDB: tokens and manifests by seat, the clock.

const NAME = 'signage'
const KEPT = 'kept'

export class Store {
  /** @param {(problem: unknown) => void} onProblem storing failed; the player goes on from memory */
  constructor(onProblem) {
    this.onProblem = onProblem
    /** Also what is used when the disk fails. @type {Map<string, any>} */
    this.memory = new Map()
    /** @type {Promise<IDBDatabase> | null} */
    this.database = null
  }

  /**
   * @param {string} key
   * @returns {Promise<any>} undefined if there is none
   */
  async load(key) {
    try {
      const kept = await done((await this.shelf('readonly')).get(key))
      return kept === undefined ? this.memory.get(key) : kept
    } catch (problem) {
      this.onProblem(problem)
      return this.memory.get(key)
    }
  }

  /**
   * @param {string} key
   * @param {any} value
   */
  async save(key, value) {
    this.memory.set(key, value)
    try {
      await done((await this.shelf('readwrite')).put(value, key))
    } catch (problem) {
      this.onProblem(problem)
    }
  }

  /**
   * All values whose key begins so. Raises when the disk can't be read: who wants all must not go on with a part.
   * @param {string} prefix
   * @returns {Promise<any[]>}
   */
  async loadAll(prefix) {
    return done((await this.shelf('readonly')).getAll(IDBKeyRange.bound(prefix, prefix + '\uffff')))
  }

  /** @param {IDBTransactionMode} mode */
  async shelf(mode) {
    if (!this.database) {
      this.database = open()
      this.database.catch(() => {
        this.database = null
      })
    }
    return (await this.database).transaction(KEPT, mode).objectStore(KEPT)
  }
}

/** @returns {Promise<IDBDatabase>} */
function open() {
  const request = indexedDB.open(NAME, 1)
  request.onupgradeneeded = () => request.result.createObjectStore(KEPT)
  return done(request)
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
