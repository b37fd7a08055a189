// Shows what a form leads to while one types: 300 ms after the last key. Without it the page shows what was saved last.
'use strict'

const WAIT_MS = 300

/** @param {HTMLFormElement} form @param {HTMLElement} place what stands beside it */
function preview(form, place) {
  let timer = 0
  let asked = null

  async function ask() {
    asked?.abort()
    asked = new AbortController()
    const body = new URLSearchParams()
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value)
    try {
      const answer = await fetch(form.dataset.preview, { method: 'POST', body, headers: { 'HX-Request': 'true' }, signal: asked.signal })
      if (answer.ok) put(place, await answer.text())
    } catch (problem) {
      if (problem.name !== 'AbortError') throw problem // it is told in the console; what stands there stays
    }
  }

  function soon() {
    clearTimeout(timer)
    timer = setTimeout(ask, WAIT_MS)
  }

  form.addEventListener('input', soon)
  form.addEventListener('change', soon)
}

/** Puts in only the parts that differ; a slide stands until the one that follows it has come. */
function put(place, html) {
  const made = new DOMParser().parseFromString(html, 'text/html').body
  const parts = made.querySelectorAll('[data-part]')
  if (!parts.length) {
    if (place.innerHTML !== made.innerHTML) place.replaceChildren(...made.childNodes)
    return
  }
  for (const fresh of parts) {
    const part = `[data-part="${fresh.dataset.part}"]`
    for (const waiting of place.querySelectorAll(`${part}[data-coming]`)) waiting.remove()
    const old = place.querySelector(part)
    if (!old) place.append(fresh)
    else if ((old.dataset.made || old.outerHTML) !== fresh.outerHTML) swap(old, fresh)
  }
}

function swap(old, fresh) {
  const made = fresh.outerHTML
  const slides = fresh.querySelectorAll('iframe')
  fresh.dataset.made = made
  if (!slides.length) return old.replaceWith(fresh)
  fresh.dataset.coming = ''
  let left = slides.length
  const came = () => {
    left -= 1
    if (left || !fresh.isConnected) return
    delete fresh.dataset.coming
    old.remove()
  }
  for (const slide of slides) {
    slide.loading = 'eager' // a lazy one that nobody sees would never come
    slide.addEventListener('load', came, { once: true })
  }
  old.before(fresh)
}

for (const form of document.querySelectorAll('form[data-preview]')) {
  const place = document.getElementById('preview')
  if (place) preview(form, place)
}

// A range beside the field that it moves, and the other way round.
for (const range of document.querySelectorAll('input[type="range"][data-for]')) {
  const field = document.getElementById(range.dataset.for)
  range.hidden = false
  range.addEventListener('input', () => {
    field.value = Number(range.value).toFixed(1)
    field.dispatchEvent(new Event('input', { bubbles: true }))
  })
  field.addEventListener('input', () => {
    if (Number(field.value)) range.value = field.value
  })
}
// A colour's own field beside its text, and the other way round.
for (const picker of document.querySelectorAll('input[data-colour-for]')) {
  const field = document.getElementById(picker.dataset.colourFor)
  picker.hidden = false
  picker.addEventListener('input', () => {
    field.value = picker.value.toUpperCase()
    field.dispatchEvent(new Event('input', { bubbles: true }))
  })
  field.addEventListener('input', () => {
    if (/^#[0-9a-f]{6}$/i.test(field.value)) picker.value = field.value.toLowerCase()
  })
}

// A file that was chosen is sent at once by the button that tries it, so that it is seen before anything is kept.
for (const field of document.querySelectorAll('input[type="file"][data-sends]')) {
  field.addEventListener('change', () => {
    if (field.files.length) field.form.requestSubmit(field.form.querySelector(`button[value="${field.dataset.sends}"]`))
  })
}
for (const part of document.querySelectorAll('[data-script]')) part.hidden = false
