// A picture straight from one's computer into the form that chooses one: by a button, or dropped anywhere on the page. It goes
// to the library as every other, and is chosen here.
import { Refusal, filled, renewWord, send } from './sending.js'

const megabytes = (bytes) => (bytes / 1e6).toFixed(1)

/** The part of a form where a file is chosen, with what is said of it. */
class OwnFile {
  /** @param {HTMLElement} part */
  constructor(part) {
    this.part = part
    this.form = part.closest('form')
    this.words = JSON.parse(part.dataset.words)
    this.told = part.querySelector('[data-says]')
    this.sending = false
    part.hidden = false
    const input = part.querySelector('input')
    part.querySelector('button').addEventListener('click', () => input.click())
    input.addEventListener('change', () => { this.take(input.files[0]); input.value = '' })
    for (const name of ['dragover', 'dragleave', 'drop']) document.addEventListener(name, (event) => this.dragged(event))
  }

  says(text, refused = false) {
    this.told.textContent = text
    this.told.classList.toggle('refused', refused)
  }

  /** @param {DragEvent} event with files: other things are dragged elsewhere */
  dragged(event) {
    if (!event.dataTransfer?.types.includes('Files')) return
    event.preventDefault()
    this.form.classList.toggle('over', event.type === 'dragover')
    if (event.type !== 'drop') return
    const shut = this.part.closest('details:not([open])')
    if (shut) shut.open = true
    this.take(event.dataTransfer.files[0])
  }

  /** @param {File|undefined} file */
  async take(file) {
    if (!file || this.sending) return
    this.sending = true
    const word = this.form.elements.namedItem('csrf')
    try {
      await renewWord(word)
      await this.choose(await this.sent(file, word))
    } catch (problem) {
      this.says(problem instanceof Refusal ? problem.message : this.words.broken, true)
    }
    this.sending = false
  }

  sent(file, word) {
    return send(file, {
      words: this.words,
      word,
      department: this.form.elements.namedItem('department')?.value,
      most: Number(this.part.dataset.most),
      signal: new AbortController().signal,
      says: (text) => this.says(text),
      sent: (offset) => this.says(filled(this.words.sending, megabytes(offset), megabytes(file.size))),
    })
  }

  /** @param {{name: string, title: string}} found what the file has become */
  async choose(found) {
    const { field, kind, list } = this.part.dataset
    const asked = new URLSearchParams({ field, kind, [field]: found.name })
    const answer = await fetch(`/library/pick?${asked}`, { headers: { 'HX-Request': 'true' } })
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(list)
    document.getElementById(list).replaceWith(fresh)
    const chosen = fresh.querySelector('input:checked')
    for (const name of ['input', 'change']) chosen.dispatchEvent(new Event(name, { bubbles: true }))
    this.says(filled(this.words.one, found.title))
  }
}

for (const part of document.querySelectorAll('[data-own-file]')) new OwnFile(part)
