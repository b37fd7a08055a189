// The form of posters: the sheet beside it as one chooses, places by search and by kind, and how many it will be.

const AFTER_MS = 400
const form = document.getElementById('making')
const japanese = document.documentElement.lang === 'ja'
const SHOWN = ['item', 'url', 'title', 'text', 'where', 'call', 'size', 'own_size', 'upright', 'language', 'template']
let waiting = 0
let asked = ''

/** @returns {HTMLInputElement[]} */
const boxes = () => [...form.querySelectorAll('input[name="places"]')]

/** @param {Element} box */
const isShown = (box) => !box.closest('[data-place]').hidden

/** @returns {string} the address of the sheet as the form says it now */
function address() {
  const data = new FormData(form)
  const query = new URLSearchParams(SHOWN.map((name) => [name, String(data.get(name) || '')]))
  query.set('places', String(data.get('places') || boxes()[0].value))
  return `/posters/preview.png?${query}`
}

function count() {
  const chosen = boxes().filter((box) => box.checked).length
  const copies = Math.max(1, Number(form.elements.copies.value) || 1)
  const make = form.querySelector('[data-make]')
  if (!chosen || form.elements.corners.value.trim()) make.textContent = japanese ? 'ポスターを作る' : 'Make the posters'
  else if (copies > 1) make.textContent = japanese ? `${chosen}か所のポスター ${chosen * copies}枚を作る` : `Make ${chosen * copies} sheets for ${chosen} places`
  else make.textContent = japanese ? `${chosen}か所のポスターを作る` : `Make posters for ${chosen} ${chosen > 1 ? 'places' : 'place'}`
}

function fit() {
  form.querySelector('[data-own]').hidden = form.elements.size.value !== 'own'
  count()
}

// The sheet: the old one stays until the new one is there; what is wrong with it stands under it.

function drawSoon() {
  clearTimeout(waiting)
  waiting = setTimeout(draw, AFTER_MS)
}

function draw() {
  const wanted = address()
  if (wanted === asked) return
  asked = wanted
  const next = new Image()
  next.addEventListener('load', () => {
    if (wanted !== asked) return
    const old = document.getElementById('sample')
    old.src = next.src
    refuse('')
  })
  next.addEventListener('error', () => tellWhy(wanted))
  next.src = wanted
}

/** @param {string} wanted */
async function tellWhy(wanted) {
  try {
    const answer = await fetch(wanted)
    if (wanted === asked && answer.status === 422) refuse(await answer.text())
  } catch {
    // Without a connection the sheet that stands stays.
  }
}

/** @param {string} why */
function refuse(why) {
  const told = document.getElementById('refused')
  told.textContent = why
  told.hidden = !why
}

// Places.

/** @param {string} text */
const plain = (text) => text.normalize('NFKC').toLowerCase()

function find(event) {
  const words = plain(event.target.value).split(/\s+/).filter(Boolean)
  for (const row of form.querySelectorAll('[data-place]')) row.hidden = !words.every((word) => plain(row.textContent).includes(word))
  for (const type of form.querySelectorAll('[data-type]')) type.hidden = !type.querySelector('[data-place]:not([hidden])')
}

/** @param {HTMLInputElement[]} some @param {boolean} checked */
function setAll(some, checked) {
  for (const box of some) box.checked = checked
  fit()
  drawSoon()
}

if (form) {
  for (const part of form.querySelectorAll('[data-script]')) part.hidden = false
  for (const part of form.querySelectorAll('[data-without-script]')) part.hidden = true
  document.getElementById('find').addEventListener('input', find)
  document.getElementById('find').addEventListener('keydown', (event) => {
    if (event.key === 'Enter') event.preventDefault()
  })
  for (const button of form.querySelectorAll('[data-every]')) {
    button.addEventListener('click', () => setAll(button.dataset.every ? boxes().filter(isShown) : boxes(), Boolean(button.dataset.every)))
  }
  for (const button of form.querySelectorAll('[data-type-of]')) {
    button.addEventListener('click', () => {
      const some = [...button.closest('[data-type]').querySelectorAll('input')].filter(isShown)
      setAll(some, some.some((box) => !box.checked))
    })
  }
  form.addEventListener('input', () => {
    fit()
    drawSoon()
  })
  const first = document.getElementById('sample')
  if (first.complete && !first.naturalWidth) tellWhy((asked = address()))
  else first.addEventListener('error', () => tellWhy((asked = address())), { once: true })
  fit()
}
