// Stands where the player stands: opens a slide, says when it is on, and what of it is to be seen (signage/render/glass.py asks).
// It reads any document, also one of a template of one's own: whatever text is shown, by the element that bears an id.
'use strict'

const frame = document.querySelector('iframe')
const READY_MS = 8000 // docs/protocol.md, slide contract 1
const MOVERS = '.line, time[data-clock], video' // may change by themselves (docs/protocol.md)

const glass = { open, show, measure, moving, seek, letters, clear }
window.glass = glass

const slide = () => frame.contentWindow
const page = () => frame.contentDocument
const edges = (r) => [r.left, r.top, r.right, r.bottom]
const all = (selector) => [...page().querySelectorAll(selector)]

// ---- on and off

// Empty once the slide says that it is ready, else why it failed.
function open (address) {
  return new Promise((resolve) => {
    const end = (said) => {
      clearTimeout(patience)
      removeEventListener('message', hear)
      resolve(said)
    }
    const hear = ({ data, source }) => {
      if (source !== slide() || !data || data.signage !== 1) return
      if (data.ready) source.postMessage({ signage: 1, hold: true }, '*')
      if (data.ready || data.failed) end(data.ready ? '' : String(data.failed))
    }
    const patience = setTimeout(() => end('it did not say that it is ready within 8 s'), READY_MS)
    addEventListener('message', hear)
    slide().location.replace(address)
  })
}

function clear () {
  slide().location.replace('about:blank')
}

const frames = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))

// As the player says it, `part` of its time (0 to 1) after it came.
function show (part) {
  const now = 1e12
  slide().postMessage({ signage: 1, show: { now, begins: now - part * 1e7, ends: now + (1 - part) * 1e7 } }, '*')
  return frames()
}

// ---- what is to be seen

function texts () {
  const walker = page().createTreeWalker(page().body, NodeFilter.SHOW_TEXT)
  const found = []
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement
    if (walker.currentNode.data.trim() && !element.closest('style, script, svg, title')) found.push(walker.currentNode)
  }
  return found
}

function isShown (element) {
  for (let one = element; one; one = one.parentElement) {
    const style = slide().getComputedStyle(one)
    if (style.visibility === 'hidden' || style.display === 'none' || Number(style.opacity) < 0.05) return false
  }
  return true
}

// The part of a box that no ancestor cuts off.
function uncut (box, element) {
  let [left, top, right, bottom] = box
  for (let one = element; one && one !== page().body; one = one.parentElement) {
    if (slide().getComputedStyle(one).overflow === 'visible' || !one.getClientRects().length) continue
    const its = one.getBoundingClientRect()
    left = Math.max(left, its.left)
    top = Math.max(top, its.top)
    right = Math.min(right, its.right)
    bottom = Math.min(bottom, its.bottom)
  }
  return [left, top, right, bottom]
}

// Figures reach from the baseline to the height of a capital, not into the whole of their line.
function inked ([left, top, right, bottom], element) {
  const height = bottom - top
  return element.closest('.figure') ? [left, top + height * 0.2, right, bottom - height * 0.1] : [left, top, right, bottom]
}

function line (node) {
  const element = node.parentElement
  const range = page().createRange()
  range.selectNodeContents(node)
  const boxes = [...range.getClientRects()].filter((box) => box.width && box.height)
  const style = slide().getComputedStyle(element)
  const named = element.closest('[id]')
  return boxes.map((box) => ({
    element: named ? named.id : element.tagName.toLowerCase(),
    text: node.data.trim().slice(0, 40),
    size: parseFloat(style.fontSize),
    box: inked(edges(box), element),
    seen: uncut(edges(box), element),
  }))
}

function picturesOf () {
  const drawn = (one) => [one.naturalWidth || one.videoWidth || 0, one.naturalHeight || one.videoHeight || 0]
  return all('img, video').map((one) => ({ element: one.id || 'picture', box: edges(one.getBoundingClientRect()), drawn: drawn(one) }))
}

function measure () {
  const code = page().querySelector('#code')
  const horizon = page().querySelector('.line')
  return {
    width: slide().innerWidth,
    height: slide().innerHeight,
    lines: texts().filter((node) => isShown(node.parentElement)).flatMap(line),
    pictures: picturesOf(),
    code: code ? edges(code.getBoundingClientRect()) : null,
    horizon: horizon ? edges(horizon.getBoundingClientRect()) : null,
    movers: all(MOVERS).map((one) => edges(one.getBoundingClientRect())),
    lost: [...page().fonts].filter((face) => face.status === 'error').map((face) => face.family),
  }
}

// What `animations` move beside what may change by itself: the ids or names of their elements.
function moving () {
  const animations = page().getAnimations().filter(({ effect }) => effect.target && !effect.target.closest(MOVERS))
  const named = (element) => (element.closest('[id]') || element).id || element.tagName.toLowerCase()
  return [...animations.map(({ effect }) => named(effect.target)), ...all('animate, animateTransform, animateMotion, set').map(named)]
}

// All that moves as it stands after so many seconds.
function seek (seconds) {
  for (const animation of page().getAnimations()) {
    if (animation.effect.target && animation.effect.target.closest(MOVERS)) continue
    animation.pause()
    animation.currentTime = seconds * 1000
  }
  for (const drawing of all('svg')) {
    if (drawing.pauseAnimations) {
      drawing.pauseAnimations()
      drawing.setCurrentTime(seconds)
    }
  }
  return frames()
}

// The letters in another colour, `transparent` say; none gives them back their own. What they stand on stays.
function letters (colour) {
  for (const node of texts()) {
    const style = node.parentElement.style
    if (colour) style.setProperty('-webkit-text-fill-color', colour, 'important')
    else style.removeProperty('-webkit-text-fill-color')
  }
  return frames()
}
