// Sends files in parts, so that what broke off goes on where it stopped; several at once, one after the other. Without it the
// form sends them whole.
'use strict'

const form = document.querySelector('[data-upload]')
const PAUSE_MS = 2000
const TRIES = 5
const HASHED_BYTES = 300e6

/** What went wrong, in words for people; `again`: it can be gone on with. */
class Refusal extends Error {
  constructor(says, again) {
    super(says)
    this.again = again
  }
}

const words = form ? JSON.parse(form.dataset.words) : {}
const waiting = []
const rows = []
let sending = false

/** @param {string} text with %d or %s @param {...(string|number)} values */
const filled = (text, ...values) => values.reduce((made, value) => made.replace(/%[ds]/, String(value)), text)
const pause = (ms) => new Promise((done) => { setTimeout(done, ms) })
const word = () => form.elements.namedItem('csrf')

/** One row of the list: what it says of a file that is being sent. */
class Row {
  constructor(file) {
    this.file = file
    this.stopped = new AbortController()
    this.item = document.querySelector('[data-row]').content.firstElementChild.cloneNode(true)
    this.part('name').textContent = file.name
    this.part('progress').setAttribute('aria-label', file.name)
    this.part('stop').addEventListener('click', () => this.stopped.abort())
    this.part('again').addEventListener('click', () => { this.stopped = new AbortController(); add(this) })
    const list = document.querySelector('[data-sending]')
    list.hidden = false
    list.append(this.item)
  }

  part(name) { return this.item.querySelector(`[data-${name}]`) }

  says(text, refused = false) {
    this.part('says').textContent = text
    this.part('says').classList.toggle('refused', refused)
  }

  under(way) {
    this.part('stop').hidden = !way
    if (way) this.part('again').hidden = true
  }

  sent(offset, since) {
    const [done, whole] = [offset / 1e6, this.file.size / 1e6]
    const round = (megabytes) => (whole < 10 ? megabytes.toFixed(1) : Math.round(megabytes))
    const speed = (offset - since.offset) / (Date.now() - since.at)
    const left = Math.round((this.file.size - offset) / speed / 1000)
    const told = Date.now() - since.at > 5000 && left > 1 ? ` ${filled(words.left, left)}` : ''
    this.part('progress').value = (offset / this.file.size) * 100
    this.says(filled(words.sending, round(done), round(whole)) + told)
  }

  over(found) {
    this.under(false)
    this.part('progress').hidden = true
    this.part('open').hidden = false
    this.part('open').href = found.path
    this.done = !found.same
    this.says(found.same ? filled(words.same, found.title) : words.done)
  }

  failed(problem) {
    this.under(false)
    const stopped = problem.name === 'AbortError'
    const known = problem instanceof Refusal
    this.part('again').hidden = known && !problem.again
    this.part('progress').hidden = this.part('again').hidden
    this.says(stopped ? words.stopped : known ? problem.message : words.broken, known && !problem.again)
  }
}

/** An answer of the server as JSON; what it refuses is thrown in its words. */
async function ask(path, options, signal) {
  const answer = await fetch(path, { ...options, redirect: 'manual', signal })
  if (answer.type === 'opaqueredirect' || answer.status === 403) throw new Refusal(words.logged, true)
  if (answer.status >= 500) throw new Error(String(answer.status))
  const body = await answer.json()
  if (answer.ok || answer.status === 409) return { status: answer.status, ...body }
  const error = body.error || {}
  const text = document.documentElement.lang === 'ja' && error.ja ? `${error.ja}。` : error.en
  throw new Refusal(text || words.failed, answer.status === 404)
}

function fields(values) {
  const body = new URLSearchParams(values)
  body.set('csrf', word().value)
  return { method: 'POST', body }
}

/** SHA-256 in hex; empty where this page can't count it (it needs https, and the whole file in memory). */
async function hashOf(file) {
  if (!window.isSecureContext || file.size > HASHED_BYTES) return ''
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer())
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function send(row) {
  const { file } = row
  const { signal } = row.stopped
  row.under(true)
  if (file.size > Number(form.dataset.most)) throw new Refusal(filled(words.large, Math.round(Number(form.dataset.most) / 1e6)), false)
  row.says(words.reading)
  const said = { name: file.name, size: file.size, modified: file.lastModified, sha256: await hashOf(file) }
  const begun = await kept(() => ask('/library/uploads', fields(said), signal), signal)
  if (begun.same) return row.over(begun)
  await sendParts(row, begun, signal)
  row.under(false)
  row.part('progress').removeAttribute('value')
  row.says(words.taking)
  const asked = { department: form.elements.namedItem('department').value }
  const taken = await kept(() => ask(`/library/uploads/${begun.id}/finish`, fields(asked)))
  return row.over(taken)
}

async function sendParts(row, begun, signal) {
  let { offset } = begun
  const since = { offset, at: Date.now() }
  while (offset < row.file.size) {
    const headers = { 'Signage-Csrf': word().value, 'Upload-Offset': String(offset), 'Content-Type': 'application/octet-stream' }
    const body = row.file.slice(offset, offset + begun.part)
    const answer = await kept(() => ask(`/library/uploads/${begun.id}`, { method: 'PATCH', headers, body }, signal), signal)
    if (answer.offset === undefined) throw new Refusal(words.failed, true)
    offset = answer.offset
    row.sent(offset, since)
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
async function renewWord() {
  try {
    const answer = await fetch('/content/word', { redirect: 'manual' })
    if (answer.ok) word().value = (await answer.json()).csrf
  } catch {
    // told by what is asked for next
  }
}

async function run() {
  if (sending) return
  sending = true
  while (waiting.length) {
    const row = waiting.shift()
    try {
      await send(row)
    } catch (problem) {
      row.failed(problem)
    }
  }
  sending = false
  await tell()
}

/** What was added goes from the rows into the list, in its place one sentence; what was not stays, with its reason. */
async function tell() {
  const done = rows.filter((row) => row.done)
  if (!done.length) return
  try {
    const answer = await fetch(location.href, { redirect: 'manual' })
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html')
    document.querySelector('[data-list]').replaceWith(fresh.querySelector('[data-list]'))
    document.querySelector('h1').replaceWith(fresh.querySelector('h1'))
  } catch {
    return // the rows tell it all
  }
  for (const row of done) row.item.remove()
  document.querySelector('[data-told]').hidden = false
  document.querySelector('[data-told-words]').textContent = filled(words.total, rows.length, done.length)
  document.querySelector('[data-sending]').hidden = !document.querySelector('[data-sending] li')
}

function add(row) {
  waiting.push(row)
  row.under(true)
  row.says(words.waiting)
  renewWord().then(run)
}

function addFiles(files) {
  for (const file of files) {
    rows.push(new Row(file))
    add(rows[rows.length - 1])
  }
}

/** Files may be dropped anywhere on the page. */
function dropping() {
  const over = (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return
    event.preventDefault()
    form.classList.toggle('over', event.type === 'dragover')
  }
  for (const name of ['dragover', 'dragleave', 'drop']) document.addEventListener(name, over)
  document.addEventListener('drop', (event) => addFiles(event.dataTransfer?.files || []))
}

if (form) {
  const input = form.elements.namedItem('files')
  const button = form.querySelector('button')
  input.closest('.field').hidden = true
  input.required = false
  button.textContent = button.dataset.saysChoose
  for (const piece of form.querySelectorAll('[data-script]')) piece.hidden = false
  form.addEventListener('submit', (event) => { event.preventDefault(); input.click() })
  input.addEventListener('change', () => { addFiles([...input.files]); input.value = '' })
  dropping()
}
