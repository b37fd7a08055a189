// Sends one file in parts, so that what broke off goes on where it stopped.

const PAUSE_MS = 2000
const TRIES = 5
const HASHED_BYTES = 300e6

/** What went wrong, in words for people; `again`: it can be gone on with. */
export class Refusal extends Error {
  constructor(says, again) {
    super(says)
    this.again = again
  }
}

/** @param {string} text with %d or %s @param {...(string|number)} values */
export const filled = (text, ...values) => values.reduce((made, value) => made.replace(/%[ds]/, String(value)), text)
const pause = (ms) => new Promise((done) => { setTimeout(done, ms) })

/**
 * An answer of the server as JSON; what it refuses is thrown in its words, which 403 has none of where the log-in is over. 409
 * answers a part with the byte where the file goes on.
 */
async function ask(path, options, words, signal) {
  const answer = await fetch(path, { ...options, redirect: 'manual', signal })
  if (answer.type === 'opaqueredirect') throw new Refusal(words.logged, true)
  if (answer.status >= 500) throw new Error(String(answer.status))
  const body = answer.status === 403 ? await answer.json().catch(() => ({})) : await answer.json()
  if (answer.ok || (answer.status === 409 && options.method === 'PATCH')) return { status: answer.status, ...body }
  if (answer.status === 403 && !body.error) throw new Refusal(words.logged, true)
  throw new Refusal(body.error || words.failed, [404, 409].includes(answer.status))
}

function fields(values, word) {
  const body = new URLSearchParams(values)
  body.set('csrf', word.value)
  return { method: 'POST', body }
}

/** SHA-256 in hex; empty where this page can't count it (it needs https, and the whole file in memory). */
async function hashOf(file) {
  if (!window.isSecureContext || file.size > HASHED_BYTES) return ''
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer())
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/**
 * What came of a file: {name, title, path, same}. `how` says with which `word` (the field that forms carry), for which
 * `department` (the form's own where it is undefined), in which `words`, up to `most` bytes, until `signal`; `says` is told
 * what goes on, `sent` how many bytes are there.
 * @throws {Refusal} for what the server refuses; AbortError once `signal` stops it
 */
export async function send(file, how) {
  const { words, word, signal, says } = how
  if (file.size > how.most) throw new Refusal(filled(words.large, Math.round(how.most / 1e6)), false)
  says(words.reading)
  const said = { name: file.name, size: file.size, modified: file.lastModified, sha256: await hashOf(file) }
  const begun = await kept(() => ask('/library/uploads', fields(said, word), words, signal), signal)
  if (begun.same) return begun
  await sendParts(file, begun, how)
  says(words.taking)
  const asked = how.department === undefined ? {} : { department: how.department }
  return kept(() => ask(`/library/uploads/${begun.id}/finish`, fields(asked, word), words))
}

async function sendParts(file, begun, how) {
  const { words, word, signal } = how
  let { offset } = begun
  while (offset < file.size) {
    const headers = { 'Signage-Csrf': word.value, 'Upload-Offset': String(offset), 'Content-Type': 'application/octet-stream' }
    const body = file.slice(offset, offset + begun.part)
    const answer = await kept(() => ask(`/library/uploads/${begun.id}`, { method: 'PATCH', headers, body }, words, signal), signal)
    if (answer.offset === undefined) throw new Refusal(words.failed, true)
    offset = answer.offset
    how.sent(offset)
  }
}

/** Tried again a few times where the network is gone: what was sent is kept at the other end. */
async function kept(work, signal) {
  for (let tried = 1; ; tried += 1) {
    try {
      return await work()
    } catch (problem) {
      if (problem instanceof Refusal || problem.name === 'AbortError' || tried >= TRIES) throw problem
      await pause(PAUSE_MS * tried)
      signal?.throwIfAborted()
    }
  }
}

/** The word of the session that there is now: one may have logged in anew in another tab. */
export async function renewWord(word) {
  try {
    const answer = await fetch('/content/word', { redirect: 'manual' })
    if (answer.ok) word.value = (await answer.json()).csrf
  } catch {
    // told by what is asked for next
  }
}
