// A file is what its name says, or it is a problem with a code.

/** What can be kept: slides and media, each named by the SHA-256 of its bytes. */
export const NAME = /^\/(?:slides|media)\/([0-9a-f]{64})\.([a-z0-9]{2,5})$/
const KEPT_HEADERS = ['Content-Type', 'Content-Security-Policy', 'X-Content-Type-Options', 'Referrer-Policy']

export class Problem extends Error {
  /**
   * @param {string} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message)
    this.code = code
  }
}

/**
 * The answer to keep, once its bytes hash to the name. Raises Problem.
 * @param {string} path
 * @param {ArrayBuffer} content
 * @param {Response} response
 */
export async function verified(path, content, response) {
  const name = NAME.exec(path)
  const hash = await sha256(content)
  if (!name || hash !== name[1]) throw new Problem('E15', `hashes to ${hash}`)
  /** @type {Object<string, string>} */
  const headers = { 'Content-Length': String(content.byteLength) }
  for (const header of KEPT_HEADERS) {
    const value = response.headers.get(header)
    if (value) headers[header] = value
  }
  return new Response(content, { headers })
}

/**
 * Without a digest at least this: a proxy's login page must not count as a picture. Raises Problem.
 * @param {string} path
 * @param {Response} response
 */
export function checkType(path, response) {
  const isPage = /^text\/html/.test(response.headers.get('Content-Type') || '')
  if (isPage !== path.endsWith('.html')) throw new Problem('E15', `is ${response.headers.get('Content-Type')}`)
}

/** @param {ArrayBuffer} content */
async function sha256(content) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', content))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
