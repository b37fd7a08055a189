// The form of an item: the real slide beside it as one types, what is typed kept by itself, and nothing lost when it can't be.
import { showErrors } from './field-errors.js'
import { openFor, openLanguage, setUpLanguages } from './languages.js'
import { counted } from './letters.js'
import { fit } from './kinds.js'
import { askForWord, dropped, fill, forgetInBrowser, forgetOld, keepInBrowser, keptInBrowser, texts } from './kept.js'
import { notice, saveWentWell } from './notices.js'

const PREVIEW_AFTER_MS = 300
const SAVE_EVERY_MS = 5000
const LOOK_EVERY_MS = 20000
const form = document.getElementById('item')
const beside = document.getElementById('preview')
const saved = document.getElementById('saved')
const bar = form.querySelector('.bar')
const japanese = document.documentElement.lang === 'ja'
let dirty = false
let saving = false
let leaving = false
let sent = false
/** What was pressed to send the form while it was being saved: sent then, so that nobody meets their own save as another's. */
let pressed
let drawing = null
/** The fields into which somebody typed on this page. @type {Set<string>} */
const since = new Set()

/** @param {string} ja @param {string} en */
const say = (ja, en) => (japanese ? ja : en)

/** @returns {FormData} what the form says now */
function typed() {
  const data = new FormData(form)
  data.set('language', openLanguage(form))
  return data
}

for (const part of document.querySelectorAll('[data-script]')) part.hidden = false
for (const part of document.querySelectorAll('[data-without-script]')) part.hidden = true

// The slide: 300 ms after the last key; the old picture stays until the new one is there.

let waiting = 0

/** @param {number} ms */
function drawSoon(ms) {
  clearTimeout(waiting)
  waiting = setTimeout(draw, ms)
}

async function draw() {
  if (drawing) drawing.abort()
  const mine = new AbortController()
  drawing = mine
  try {
    const answer = await fetch('/content/preview', { method: 'POST', body: typed(), signal: mine.signal, headers: { 'HX-Request': 'true' } })
    if (!answer.ok) return
    await swap(await answer.text(), mine.signal)
  } catch {
    // The picture that stands keeps its own time; saving says that there is no connection.
  }
}

/** @param {string} html @param {AbortSignal} signal */
async function swap(html, signal) {
  const fresh = document.createElement('template')
  fresh.innerHTML = html
  const next = document.createElement('div')
  next.className = 'coming'
  next.append(fresh.content)
  const frame = next.querySelector('.frame iframe')
  const old = beside.querySelector('.frame iframe')
  if (frame && old && frame.getAttribute('src') === old.getAttribute('src')) frame.replaceWith(frame.cloneNode())
  next.hidden = true
  beside.append(next)
  if (frame) {
    frame.loading = 'eager'
    next.hidden = false
    await Promise.race([new Promise((done) => frame.addEventListener('load', done, { once: true })), pause(2000)])
  }
  if (signal.aborted) {
    next.remove()
    return
  }
  next.className = ''
  next.hidden = false
  const held = [...beside.children].filter((one) => one !== next)
  for (const one of held) one.remove()
}

/** @param {number} ms */
const pause = (ms) => new Promise((done) => setTimeout(done, ms))

// What is typed is kept: on leaving a field, every five seconds, and in this browser until the server has it.

async function save() {
  if (!dirty || saving || leaving || form.hasAttribute('data-shut')) return
  saving = true
  dirty = false
  const given = texts(form)
  try {
    const headers = { 'HX-Request': 'true' }
    const answer = await fetch(`/content/${form.dataset.item}/draft`, { method: 'POST', body: typed(), headers })
    if (answer.ok) took(await answer.json(), given)
    else await refused(answer)
  } catch {
    dirty = true
    tell('warned', say('つながりません。入力は残っています。画面の表示は続いています。', 'Can’t connect. Your text is kept; the displays go on.'))
  } finally {
    saving = false
    if (leaving && pressed !== undefined) form.requestSubmit(pressed)
  }
}

/** @param {{seen: string, says: string, errors: Record<string, string>, days: Record<string, string>}} said
 * @param {Record<string, string>} given what was sent: somebody may have typed on since */
function took(said, given) {
  const isNew = !form.elements.seen.value
  forgetInBrowser(form)
  if (!form.querySelector('[name="places"]:checked')) delete said.errors.places // whoever has just said “some” is about to tick them
  form.elements.seen.value = said.seen
  form.elements.was.value = JSON.stringify({ ...JSON.parse(form.elements.was.value), ...given })
  showErrors(form, said.errors)
  for (const [name, day] of Object.entries(said.days)) {
    const field = form.elements[name]
    if (day && field && field !== document.activeElement && field.value === given[name]) field.value = day
  }
  const open = Object.keys(said.errors).length
  const rest = open ? say(`（直すところ ${open}件は、まだ保存していません）`, ` (${open} to fix, not saved yet)`) : ''
  tell('', said.says + rest)
  saveWentWell()
  if (dirty || open) keepInBrowser(form)
  document.querySelector('.standing .word').textContent = said.stands
  if (isNew) history.replaceState(null, '', `/content/${form.dataset.item}`)
}

/** @param {Response} answer */
async function refused(answer) {
  dirty = true
  keepInBrowser(form)
  if (answer.status === 409) {
    const said = await answer.json()
    leaving = true
    notice(said.says, say('違いを見て選ぶ', 'See the differences'), compare)
  } else if (answer.status === 401 || answer.status === 403) {
    tell('warned', say('ログインが切れました。入力は、この端末に残っています。', 'You were logged out. What you typed is kept on this device.'))
    notice(say('ログインが切れました。入力は残っています。', 'You were logged out. What you typed is still here.'), say('ログインし直す（別のタブ）', 'Log in again (another tab)'), () => window.open('/login?next=/content', '_blank'))
    const word = await askForWord()
    if (word) form.elements.csrf.value = word
  } else {
    tell('warned', say('保存できません。入力は、この端末に残っています。', 'It can’t be saved. What you typed is kept on this device.'))
  }
}

/** @param {string} how @param {string} words */
function tell(how, words) {
  saved.className = `second ${how}`
  saved.textContent = words
}

// What another time left in this browser is put back.

function putBack() {
  const kept = keptInBrowser(form)
  if (!kept) return
  if (kept.seen !== form.elements.seen.value) return offer(kept)
  const before = texts(form)
  fill(form, kept.fields)
  bar.hidden = false
  dirty = Boolean(kept.seen) // a new item is kept by the server once somebody goes on with it: until then it can be dropped whole
  const drop = () => dropIt(before, kept.fields)
  notice(say('この端末に残っていた入力を戻しました。', 'What was left on this device was put back.'), say('捨てる', 'Drop it'), drop, { stays: true })
}

/** What was put back goes, also where it was saved meanwhile; what was typed since stays. @param {Record<string, string>} before @param {Record<string, string>} put */
function dropIt(before, put) {
  fill(form, dropped(before, put, since))
  changed()
  if (!form.elements.seen.value && JSON.stringify(texts(form)) === JSON.stringify(before)) {
    forgetInBrowser(form)
    dirty = false
  }
  form.dispatchEvent(new Event('change'))
  drawSoon(0)
  goTo('title')
}

/** What was typed over another state, and is not as it is kept now, is settled field by field. @param {{seen: string, was: string, fields: Record<string, string>}} kept */
function offer(kept) {
  const now = JSON.parse(form.elements.was.value)
  const differs = Object.entries(kept.fields).some(([name, value]) => name in now && value.trim() !== now[name].trim())
  if (!differs || new URLSearchParams(location.search).has('done')) return forgetInBrowser(form)
  notice(say('この端末に、保存していない入力が残っています。そのあと、ほかで保存されました。', 'On this device something you typed was not saved. It has been saved elsewhere since.'), say('違いを見て選ぶ', 'See the differences'), () => {
    fill(form, kept.fields)
    form.elements.seen.value = kept.seen
    form.elements.was.value = kept.was
    compare()
  }, { stays: true })
}

function compare() {
  form.requestSubmit(form.querySelector('[value="save"]'))
}

/** Who else has it open is told; nobody is kept out. */
async function lookAround() {
  if (document.hidden || !form.elements.seen.value) return
  try {
    const answer = await fetch(`/content/${form.dataset.item}/others`, { headers: { 'HX-Request': 'true' } })
    if (!answer.ok) return
    const { others } = await answer.json()
    const line = document.getElementById('others')
    line.textContent = others.length ? line.dataset.says.replace('%s', others.join(say('、', ', '))) : ''
  } catch {
    // Saving says that there is no connection.
  }
}

function changed() {
  dirty = true
  bar.hidden = false
  fit(form)
  keepInBrowser(form)
}

/** @param {string} rare @param {string} common */
function swapLetters(rare, common) {
  for (const field of form.querySelectorAll('textarea, input[type="text"]')) field.value = field.value.replaceAll(rare, common)
  changed()
  save()
  drawSoon(0)
}

/** @param {string} name of a field, or of one in the language that is open */
function goTo(name) {
  const named = form.querySelector(`[name="${CSS.escape(name)}"]:not([type="hidden"])`)
  const field = named || document.getElementById(name) || document.getElementById(`${name}_${openLanguage(form)}`)
  const shut = field && field.closest('details:not([open])')
  if (shut) shut.open = true
  if (openFor(form, field)) drawSoon(0)
  if (field) field.focus()
}

/** What was pressed says that it is being done. @param {HTMLElement|null} button */
function works(button) {
  if (!button || !button.dataset.works) return
  button.textContent = button.dataset.works
  button.setAttribute('aria-disabled', 'true')
}

function start() {
  setUpLanguages(form, () => drawSoon(0))
  forgetOld()
  bar.hidden = bar.hasAttribute('data-unchanged') // what is live as it stands has nothing to ask approval for
  putBack()
  fit(form)
  for (const field of form.querySelectorAll('[data-count]')) counted(field, say)
  form.addEventListener('input', (event) => {
    since.add(event.target.name)
    if (event.target.name !== 'display') changed()
    drawSoon(event.target.tagName === 'SELECT' ? 0 : PREVIEW_AFTER_MS)
  })
  form.addEventListener('change', save)
  form.addEventListener('submit', (event) => {
    if (sent) return event.preventDefault() // of two clicks the second would meet the first as another's
    if (!form.elements.seen.value && !leaving && keptInBrowser(form)) {
      dirty = true // kept as a draft first: what this browser holds of a new item goes with that
      save()
    }
    leaving = true
    works(event.submitter)
    sent = !saving
    if (sent) return
    event.preventDefault()
    pressed = event.submitter
  })
  beside.addEventListener('click', (event) => {
    const remedy = event.target.closest('[data-goes]')
    if (remedy && remedy.dataset.swaps) swapLetters(remedy.dataset.swaps, remedy.dataset.with)
    else if (remedy) goTo(remedy.dataset.goes)
  })
  setInterval(save, SAVE_EVERY_MS)
  setInterval(lookAround, LOOK_EVERY_MS)
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload() // by the browser's “back”, as it was before it was sent
  })
  window.addEventListener('pagehide', () => {
    if (dirty && !leaving) navigator.sendBeacon(`/content/${form.dataset.item}/draft`, typed())
  })
  draw()
}

start()
