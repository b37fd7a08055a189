// Names that sort by the time they were made: 48 bits of milliseconds, 80 random ones, in Crockford's base 32. Pure.

const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * @param {number} now epoch ms
 * @param {Uint8Array} random 16 bytes
 */
export function ulid(now, random) {
  let time = ''
  for (let rest = Math.floor(now), i = 0; i < 10; i += 1, rest = Math.floor(rest / 32)) time = SIGNS[rest % 32] + time
  return time + Array.from(random, (byte) => SIGNS[byte % 32]).join('')
}
