// Sends files in parts, so that what broke off goes on where it stopped; several at once, one after the other. Without it the
// form sends them whole.
import { filled, Refusal, renewWord, send } from './sending.js'

const form = document.querySelector('[data-upload]')

const words = form ? JSON.parse(form.dataset.words) : {}
const waiting = []
const rows = []
let sending = false

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

  stage(text) {
    this.says(text)
    if (text !== words.taking) return
    this.under(false)
    this.part('progress').removeAttribute('value')
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

async function sendRow(row) {
  row.under(true)
  const since = { at: 0, offset: 0 }
  const found = await send(row.file, {
    words,
    word: word(),
    department: form.elements.namedItem('department').value,
    most: Number(form.dataset.most),
    signal: row.stopped.signal,
    says: (text) => row.stage(text),
    sent: (offset) => {
      if (!since.at) Object.assign(since, { at: Date.now(), offset })
      row.sent(offset, since)
    },
  })
  row.over(found)
}

async function run() {
  if (sending) return
  sending = true
  while (waiting.length) {
    const row = waiting.shift()
    try {
      await sendRow(row)
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
  renewWord(word()).then(run)
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
