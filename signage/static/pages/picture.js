// On the page of one picture: a press sets the point that stays in view, a drag the part that slides use. What is set stands in
// the form's fields, and what a screen shows of it beside the picture. Without it the fields do all.
'use strict'

const form = document.querySelector('[data-picture]')
const stage = document.querySelector('[data-stage]')
const SIDES = ['left', 'top', 'width', 'height']
const SHORTEST = 0.03

/** @param {string} name @returns {number|null} a field in per cent as a part, null where it is empty or no number */
function part(name) {
  const field = form.elements.namedItem(name)
  const text = field ? field.value.normalize('NFKC').replace(',', '.').replace('%', '').trim() : ''
  return text === '' || Number.isNaN(Number(text)) ? null : Math.min(Math.max(Number(text) / 100, 0), 1)
}

/** Writes a part into its field, in per cent. */
function put(name, value) {
  form.elements.namedItem(name).value = value === null ? '' : String(Math.round(value * 1000) / 10)
}

function point(name) {
  const [x, y] = [part(`${name}_x`), part(`${name}_y`)]
  return x === null || y === null ? null : { x, y }
}

function crop(name) {
  const found = SIDES.map((side) => part(`${name}_${side}`))
  if (found.includes(null)) return null
  const [left, top, width, height] = found
  return width > 0 && height > 0 ? { left, top, width: Math.min(width, 1 - left), height: Math.min(height, 1 - top) } : null
}

const held = (value, least, most) => Math.min(Math.max(value, least), most)

/** What is seen in a box of this shape: as domain/media.seen_in has it. */
function seenIn(shape, ratio, focus, own) {
  const used = own || { left: 0, top: 0, width: 1, height: 1 }
  const usedRatio = (ratio * used.width) / used.height
  const [across, down] = [Math.min(1, shape / usedRatio), Math.min(1, usedRatio / shape)]
  const x = held((focus.x - used.left) / used.width, 0, 1)
  const y = held((focus.y - used.top) / used.height, 0, 1)
  return {
    left: used.left + held(x - across / 2, 0, 1 - across) * used.width,
    top: used.top + held(y - down / 2, 0, 1 - down) * used.height,
    width: across * used.width,
    height: down * used.height,
  }
}

function show() {
  const [width, height] = [Number(form.dataset.width), Number(form.dataset.height)]
  const common = point('focus') || { x: 0.5, y: 0.5 }
  stage.querySelector('[data-focus]').setAttribute('transform', `translate(${common.x * width} ${common.y * height})`)
  for (const mark of stage.querySelectorAll('[data-part]')) showPart(mark, crop(mark.dataset.part), width, height)
  for (const window of document.querySelectorAll('[data-window]')) {
    const name = window.dataset.window
    const focus = (name === 'portrait' && point('focus_portrait')) || common
    const seen = seenIn(Number(window.dataset.ratio), width / height, focus, crop(name))
    const box = [seen.left * width, seen.top * height, seen.width * width, seen.height * height]
    window.setAttribute('viewBox', box.join(' '))
  }
}

function showPart(mark, found, width, height) {
  mark.setAttribute('visibility', found ? 'visible' : 'hidden')
  mark.classList.toggle('chosen', mark.dataset.part === mode())
  if (!found) return
  for (const line of mark.children) {
    line.setAttribute('x', String(found.left * width))
    line.setAttribute('y', String(found.top * height))
    line.setAttribute('width', String(found.width * width))
    line.setAttribute('height', String(found.height * height))
  }
}

const mode = () => document.querySelector('[data-modes] input:checked')?.value || 'focus'

/** @returns {{x: number, y: number}} where on the picture a pointer is, each from 0 to 1 */
function at(event) {
  const box = stage.querySelector('image').getBoundingClientRect()
  return { x: held((event.clientX - box.left) / box.width, 0, 1), y: held((event.clientY - box.top) / box.height, 0, 1) }
}

let from = null

function set(event) {
  const now = at(event)
  if (mode() === 'focus') {
    put('focus_x', now.x)
    put('focus_y', now.y)
  } else {
    const values = [Math.min(from.x, now.x), Math.min(from.y, now.y), Math.abs(from.x - now.x), Math.abs(from.y - now.y)]
    const none = values[2] < SHORTEST || values[3] < SHORTEST
    SIDES.forEach((side, n) => put(`${mode()}_${side}`, none ? null : values[n]))
  }
  show()
}

if (form && stage) {
  const modes = document.querySelector('[data-modes]')
  if (modes) modes.hidden = false
  for (const piece of document.querySelectorAll('[data-script]')) piece.hidden = false
  stage.dataset.live = ''
  stage.addEventListener('pointerdown', (event) => {
    event.preventDefault()
    stage.setPointerCapture(event.pointerId)
    from = at(event)
    set(event)
  })
  stage.addEventListener('pointermove', (event) => { if (from) set(event) })
  for (const name of ['pointerup', 'pointercancel']) stage.addEventListener(name, () => { from = null })
  form.addEventListener('input', show)
  modes?.addEventListener('change', show)
  show()
}
