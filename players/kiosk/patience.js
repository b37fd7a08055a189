// A disk may hang instead of failing: nothing that the screen needs waits for one for ever.

/**
 * What the work gives. Raises what it raises, and an Error when it has not answered in time; the work itself goes on.
 * @template T
 * @param {Promise<T>} work
 * @param {number} ms
 * @returns {Promise<T>}
 */
export function inTime(work, ms) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${ms / 1000} s`)), ms)
    work.then(resolve, reject).then(() => clearTimeout(timer))
  })
}
