// Playlists: the slide that is on in a drawn loop, sections moved by drag or by keys, and Ctrl+Z for the last step.

const loop = document.querySelector('.loop[data-anchor]')
if (loop) {
  const ahead_ms = Number(loop.dataset.now) - Date.now() // the server's clock, as far as a page knows it
  const places = [...loop.querySelectorAll('[data-begins]')]
  setInterval(() => {
    const at_ms = (Date.now() + ahead_ms - Number(loop.dataset.anchor)) % Number(loop.dataset.ms)
    for (const place of places) {
      const since_ms = at_ms - Number(place.dataset.begins)
      place.classList.toggle('on', since_ms >= 0 && since_ms < Number(place.dataset.lasts))
    }
  }, 500)
}

const rows = document.querySelector('[data-sections]')
const form = document.querySelector('form[data-order]')
const says = document.querySelector('[data-says]')
const english = document.documentElement.lang === 'en'

/** @returns {string[]} the sections' names as they stand */
function names() {
  return [...rows.querySelectorAll('[data-section]')].map((row) => row.dataset.section)
}

/** @param {string} moved sends the order as it stands */
function send(moved) {
  for (const name of names()) {
    const field = document.createElement('input')
    field.type = 'hidden'
    field.name = 'order'
    field.value = name
    form.append(field)
  }
  form.elements.namedItem('section').value = moved
  form.submit()
}

/** @param {string} japanese @param {string} other what is read out */
function say(japanese, other) {
  says.textContent = english ? other : japanese
}

if (rows && form) {
  rows.closest('table').classList.add('scripted')
  const before = names().join('\n')
  /** @type {HTMLElement|null} */
  let taken = null
  /** @type {Element|null} */
  let next = null

  new Sortable(rows, {
    handle: '.grip',
    animation: 0,
    onEnd: (event) => {
      if (names().join('\n') !== before) send(event.item.dataset.section)
    },
  })

  /** @param {HTMLElement} row */
  const place = (row) => `${names().indexOf(row.dataset.section) + 1} / ${names().length}`

  /** @param {boolean} keep */
  const drop = (keep) => {
    const row = taken
    taken = null
    row.classList.remove('taken')
    if (!keep) {
      rows.insertBefore(row, next)
      row.querySelector('.grip').focus()
      say('元の場所に戻しました。', 'Back where it was.')
    } else if (names().join('\n') !== before) send(row.dataset.section)
    else say('置きました。', 'Dropped.')
  }

  /** @param {HTMLElement} row */
  const take = (row) => {
    taken = row
    next = row.nextElementSibling
    row.classList.add('taken')
    say(`持ち上げました。${place(row)}`, `Taken. ${place(row)}`)
  }

  /** @param {HTMLElement} row @param {boolean} up */
  const step = (row, up) => {
    const other = up ? row.previousElementSibling : row.nextElementSibling
    if (!other) return
    if (up) other.before(row)
    else other.after(row)
    row.querySelector('.grip').focus()
    say(place(row), place(row))
  }

  const whileFree = { ' ': take, Enter: take }
  const whileTaken = {
    ' ': () => drop(true),
    Enter: () => drop(true),
    Escape: () => drop(false),
    ArrowUp: (row) => step(row, true),
    ArrowDown: (row) => step(row, false),
  }

  rows.addEventListener('keydown', (event) => {
    const grip = event.target.closest('.grip')
    if (!grip) return
    const row = grip.closest('tr')
    const does = (taken ? whileTaken : whileFree)[event.key]
    if (!does) return
    event.preventDefault()
    does(row)
  })
}

document.addEventListener('keydown', (event) => {
  const undo = document.querySelector('form[data-undo]')
  const typing = event.target.closest('input:not([type=checkbox], [type=radio]), textarea, select')
  if (undo && !typing && event.key === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey) {
    event.preventDefault()
    if (!event.repeat) undo.requestSubmit()
  }
  const filled = document.querySelector('[data-filled]')
  if (filled && event.key === 'Enter' && (event.ctrlKey || event.metaKey)) filled.click()
})

for (const part of document.querySelectorAll('[data-script]')) part.hidden = false
for (const part of document.querySelectorAll('[data-without-script]')) part.hidden = true
