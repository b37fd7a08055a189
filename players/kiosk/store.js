// What the player keeps over a restart, in IndexedDB: tokens and manifests by seat, the clock.

import { inTime } from './patience.js'

const NAME = 'signage'
const KEPT = 'kept'
/** A slow card that is just taking a film may need seconds for a byte; a disk that needs longer is taken for a broken one. */
const PATIENCE_MS = 20000

export class Store {
  /** @param {(problem: unknown) => void} onProblem storing failed; the player goes on from memory */
  constructor(onProblem) {
    this.onProblem = onProblem
    /** What the disk would not take, and so newer than what it has. @type {Map<string, any>} */
    this.memory = new Map()
    /** @type {Promise<IDBDatabase> | null} */
    this.database = null
  }

  /**
   * Raises when the disk can't be read: for who would take "not readable" for "not there".
   * @param {string} key
   * @returns {Promise<any>} undefined if there is none
   */
  async read(key) {
    if (this.memory.has(key)) return this.memory.get(key)
    return this.answer(done((await this.shelf('readonly')).get(key)))
  }

  /**
   * @param {string} key
   * @returns {Promise<any>} undefined if there is none, or it can't be read
   */
  async load(key) {
    try {
      return await this.read(key)
    } catch (problem) {
      this.onProblem(problem)
      return undefined
    }
  }

  /**
   * @param {string} key
   * @param {any} value
   * @returns {Promise<boolean>} whether it is on disk
   */
  async save(key, value) {
    this.memory.set(key, value)
    return this.write(key, (shelf) => shelf.put(value, key))
  }

  /**
   * @param {string} key
   * @returns {Promise<boolean>} whether it is gone from the disk
   */
  async remove(key) {
    this.memory.set(key, undefined)
    return this.write(key, (shelf) => shelf.delete(key))
  }

  /**
   * @param {string} key
   * @param {(shelf: IDBObjectStore) => IDBRequest} act
   */
  async write(key, act) {
    const value = this.memory.get(key)
    try {
      const shelf = await this.shelf('readwrite')
      act(shelf)
      await this.answer(completed(shelf.transaction))
      if (this.memory.get(key) === value) this.memory.delete(key)
      return true
    } catch (problem) {
      this.onProblem(problem)
      return false
    }
  }

  /**
   * All values whose key begins so. Raises when the disk can't be read: who wants all must not go on with a part.
   * @param {string} prefix
   * @returns {Promise<any[]>}
   */
  async loadAll(prefix) {
    return this.answer(done((await this.shelf('readonly')).getAll(all(prefix))))
  }

  /**
   * @param {string} prefix of the keys whose values go
   * @returns {Promise<boolean>} whether they are gone from the disk
   */
  async removeAll(prefix) {
    for (const key of this.memory.keys()) if (key.startsWith(prefix)) this.memory.delete(key)
    return this.write(prefix, (shelf) => shelf.delete(all(prefix)))
  }

  /** @param {IDBTransactionMode} mode */
  async shelf(mode) {
    const database = await this.answer(this.opened())
    try {
      return database.transaction(KEPT, mode).objectStore(KEPT)
    } catch (problem) {
      // Closed, and nobody has told us: the next one begins with a new connection.
      this.drop()
      throw problem
    }
  }

  /**
   * Raises when the disk fails or does not answer: the next one begins with a new connection.
   * @template T
   * @param {Promise<T>} work
   * @returns {Promise<T>}
   */
  async answer(work) {
    try {
      return await inTime(work, PATIENCE_MS)
    } catch (problem) {
      this.drop()
      throw problem
    }
  }

  /** Nor is it left open: a full disk would leave one a minute, for weeks. Who has just been given it uses it first. */
  drop() {
    const { database } = this
    this.database = null
    if (database) database.then((opened) => setTimeout(() => opened.close()), () => {})
  }

  /** The browser closes a connection by itself when its disk fails or its data are cleared: then it is opened anew. */
  opened() {
    if (!this.database) {
      this.database = open(() => {
        this.database = null
      })
      this.database.catch(() => this.drop())
    }
    return this.database
  }
}

/**
 * @param {() => void} onClose the browser has closed it
 * @returns {Promise<IDBDatabase>}
 */
async function open(onClose) {
  const request = indexedDB.open(NAME, 1)
  request.onupgradeneeded = () => request.result.createObjectStore(KEPT)
  const database = await done(request)
  database.onclose = onClose
  return database
}

/** @param {string} prefix */
function all(prefix) {
  return IDBKeyRange.bound(prefix, prefix + '\uffff')
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

/**
 * A full disk shows only here: the request before it has succeeded.
 * @param {IDBTransaction} transaction
 * @returns {Promise<void>}
 */
function completed(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error)
  })
}
