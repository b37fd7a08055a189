// The board under a pointer and a keyboard: arrows choose a bar, m and r move and resize it, n makes a rule where one is,
// and a bar that staff may change is dragged. What comes of it is the form that the page carries; without this, bars are links.

const GRID_MINUTES = 15
const EDGE_PX = 8
const SLOP_PX = 4
const KEYS = { left: 'ArrowLeft', right: 'ArrowRight', up: 'ArrowUp', down: 'ArrowDown' }

const board = document.querySelector('[data-board]')
const form = document.querySelector('form[data-move]')
const said = document.querySelector('[data-said]')

/** @param {string} text "2026-11-22T16:30", wall time @returns {number} minutes of it */
const minutesOf = (text) => Date.parse(`${text}:00Z`) / 60_000

/** @param {number} minutes @returns {string} */
const wallOf = (minutes) => new Date(minutes * 60_000).toISOString().slice(0, 16)

/** @param {number} minutes @returns {string} 16:30 */
const clockOf = (minutes) => wallOf(minutes).slice(11).replace(/^0/, '')

/** A bar while it is moved: its times as they would be, drawn at once. */
class Held {
  /** @param {SVGAElement} link @param {'move'|'begins'|'ends'} edge */
  constructor(link, edge) {
    this.link = link
    this.edge = edge
    this.drawn = link.querySelector('svg')
    this.x = parseFloat(this.drawn.getAttribute('x'))
    this.width = parseFloat(this.drawn.getAttribute('width'))
    this.begins = minutesOf(link.dataset.begins)
    this.ends = minutesOf(link.dataset.ends)
    this.by = 0
    link.parentNode.classList.add('moving')
  }

  /** @returns {number[]} [begins, ends] in minutes, the moved edges on the grid, at least one step apart */
  times() {
    const grid = (value) => Math.round(value / GRID_MINUTES) * GRID_MINUTES
    if (this.edge === 'begins') return [Math.min(grid(this.begins + this.by), this.ends - GRID_MINUTES), this.ends]
    if (this.edge === 'ends') return [this.begins, Math.max(grid(this.ends + this.by), this.begins + GRID_MINUTES)]
    const begins = grid(this.begins + this.by)
    return [begins, begins + this.ends - this.begins]
  }

  /** @param {number} by minutes from where it was */
  set(by) {
    this.by = by
    const [begins, ends] = this.times()
    const share = 100 / Number(board.dataset.minutes)
    this.drawn.setAttribute('x', `${this.x + (begins - this.begins) * share}%`)
    this.drawn.setAttribute('width', `${Math.max(this.width + (ends - this.ends - begins + this.begins) * share, 0.2)}%`)
    tell(form.dataset.wordsMoved.replace('%s', clockOf(begins)).replace('%s', clockOf(ends)))
  }

  leave() {
    this.drawn.setAttribute('x', `${this.x}%`)
    this.drawn.setAttribute('width', `${this.width}%`)
    this.link.parentNode.classList.remove('moving')
  }

  /** Sends it, unless it lies where it lay: then the bar is told as it was. */
  setDown() {
    const [begins, ends] = this.times()
    if (begins === this.begins && ends === this.ends) {
      this.leave()
      tell(this.link.getAttribute('aria-label'))
      return
    }
    const { rule, number, seen, day } = this.link.dataset
    const fields = { playlist: rule, number, seen, day, begins: wallOf(begins), ends: wallOf(ends) }
    for (const [name, value] of Object.entries(fields)) form.elements.namedItem(name).value = value
    form.submit()
  }
}

/** @type {Held|null} */
let held = null

/** @param {string} text */
function tell(text) {
  if (said) said.textContent = text
}

const links = () => [...board.querySelectorAll('.row .bar a')]

/** One bar of the board is in the order of the Tab key; the arrows go to all. @param {Element} link */
function choose(link) {
  for (const one of links()) one.setAttribute('tabindex', one === link ? '0' : '-1')
  link.focus()
  link.scrollIntoView({ block: 'nearest', inline: 'nearest' })
}

/** @param {Element} link @param {number} by @returns {Element|undefined} the bar nearest in time on the next line that has one */
function across(link, by) {
  const lines = [...board.querySelectorAll('.row')]
  const middle = (one) => {
    const box = one.querySelector('.body').getBoundingClientRect()
    return box.left + box.width / 2
  }
  for (let n = lines.indexOf(link.closest('.row')) + by; lines[n]; n += by) {
    const bars = [...lines[n].querySelectorAll('.bar a')]
    const sorted = bars.sort((a, b) => Math.abs(middle(a) - middle(link)) - Math.abs(middle(b) - middle(link)))
    if (sorted.length) return sorted[0]
  }
  return undefined
}

/** @param {Element} link @param {number} by @returns {Element|undefined} */
function along(link, by) {
  const bars = [...link.closest('.row').querySelectorAll('.bar a')]
  return bars[bars.indexOf(link) + by]
}

/** @param {KeyboardEvent} event @param {SVGAElement} link */
function whileHeld(event, link) {
  const step = event.shiftKey ? 60 : GRID_MINUTES
  if (event.key === KEYS.left || event.key === KEYS.right) held.set(held.by + (event.key === KEYS.left ? -step : step))
  else if (event.key === 'Enter') {
    const one = held
    held = null
    one.setDown()
  } else if (event.key === 'Escape') {
    held.leave()
    held = null
    tell(link.getAttribute('aria-label'))
  } else return
  event.preventDefault()
}

/** @param {string} key @param {SVGAElement} link @returns {Element|undefined} the bar that an arrow leads to */
function arrow(key, link) {
  if (key === KEYS.left || key === KEYS.right) return along(link, key === KEYS.left ? -1 : 1)
  return across(link, key === KEYS.up ? -1 : 1)
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const link = /** @type {SVGAElement|null} */ (/** @type {Element} */ (event.target).closest('.row .bar a'))
  if (!link || event.ctrlKey || event.metaKey || event.altKey) return
  if (held) return whileHeld(event, link)
  if (event.key === 'Enter' && event.repeat) return event.preventDefault() // still down from setting a bar down: the link is not meant
  if (Object.values(KEYS).includes(event.key)) {
    const found = arrow(event.key, link)
    if (found) choose(found)
    event.preventDefault()
  } else if (form) act(event, link)
}

/** @param {KeyboardEvent} event @param {SVGAElement} link */
function act(event, link) {
  if ((event.key === 'm' || event.key === 'r') && link.dataset.rule) {
    held = new Held(link, event.key === 'm' ? 'move' : 'ends')
    held.set(0)
    event.preventDefault()
  } else if (event.key === 'n') {
    window.location.href = `/schedule/rules/new?display=${encodeURIComponent(link.closest('.row').dataset.display)}`
  }
}

/** @param {PointerEvent} event */
function onPointer(event) {
  const target = /** @type {Element} */ (event.target)
  const link = /** @type {SVGAElement|null} */ (target.closest('.bar a[data-rule]'))
  if (!link || event.button !== 0 || event.pointerType === 'touch') return
  const box = link.querySelector('.body').getBoundingClientRect()
  const inner = Math.min(EDGE_PX, box.width / 4)
  const edge = event.clientX < box.left + inner ? 'begins' : event.clientX > box.right - inner ? 'ends' : 'move'
  const perPixel = Number(board.dataset.minutes) / link.closest('svg.strip').getBoundingClientRect().width
  let dragged = false
  const move = (/** @type {PointerEvent} */ now) => {
    const by = now.clientX - event.clientX
    if (!dragged && Math.abs(by) < SLOP_PX) return
    if (!dragged) held = new Held(link, edge)
    dragged = true
    held.set(by * perPixel)
  }
  const end = () => {
    document.removeEventListener('pointermove', move)
    document.removeEventListener('pointerup', end)
    document.removeEventListener('keydown', leave, true)
    if (!dragged) return
    link.addEventListener('click', (click) => click.preventDefault(), { once: true })
    if (held) held.setDown()
    held = null
  }
  const leave = (/** @type {KeyboardEvent} */ key) => {
    if (key.key !== 'Escape' || !held) return
    held.leave()
    held = null
    end()
    key.stopPropagation()
  }
  document.addEventListener('pointermove', move)
  document.addEventListener('pointerup', end)
  document.addEventListener('keydown', leave, true)
}

const LABEL_PAD_PX = 12
const MARK_PX = 22

/** @typedef {{text: SVGTextElement, box: DOMRect, inside: number, needs: number}} Bare a bar and the room that its label needs */

/** @param {Element} bar @returns {Bare} */
function bareOf(bar) {
  const text = bar.querySelector('text')
  const box = bar.querySelector('.body').getBoundingClientRect()
  const inside = box.width - (bar.querySelector('svg.mark') ? MARK_PX : 0)
  return { text, box, inside, needs: text.getComputedTextLength() + LABEL_PAD_PX }
}

/** As schedule/labels.py lays them, now with the widths that there are: in the order of time in, right, left or nowhere.
 * @param {Bare[]} lane @param {number} taken where the lane begins @param {number} end where it ends */
function layLane(lane, taken, end) {
  lane.sort((a, b) => a.box.left - b.box.left || a.box.right - b.box.right)
  lane.forEach(({ text, box, inside, needs }, n) => {
    const next = n + 1 < lane.length ? lane[n + 1].box.left : end
    const before = box.left - taken
    taken = Math.max(taken, box.right)
    if (needs <= inside) lay(text, inside < box.width ? '29' : '10', '0', 'start', false)
    else if (needs <= next - taken && taken === box.right) {
      lay(text, '100%', '5', 'start', true)
      taken += needs
    } else if (needs <= before) lay(text, '0', '-5', 'end', true)
    else text.setAttribute('visibility', 'hidden')
  })
}

/** Labels were laid for a narrow board: where there is more room now, they lie in their bar, or beside it. */
function layLabels() {
  for (const strip of board.querySelectorAll('svg.strip')) {
    const { left, right } = strip.getBoundingClientRect()
    /** @type {Map<number, Bare[]>} */
    const lanes = new Map()
    for (const bar of strip.querySelectorAll('.bar')) {
      const bare = bareOf(bar)
      const top = Math.round(bare.box.top)
      lanes.set(top, [...(lanes.get(top) || []), bare])
    }
    for (const lane of lanes.values()) layLane(lane, left, right)
  }
}

/** @param {Element} text @param {string} x @param {string} dx @param {string} anchor @param {boolean} beside */
function lay(text, x, dx, anchor, beside) {
  const attributes = { x, dx, 'text-anchor': anchor, visibility: 'visible' }
  for (const [name, value] of Object.entries(attributes)) text.setAttribute(name, value)
  text.classList.toggle('beside', beside)
}

if (board) {
  layLabels()
  if (document.fonts) document.fonts.ready.then(layLabels)
  window.addEventListener('resize', layLabels)
  const [first, ...others] = links()
  if (first) first.setAttribute('tabindex', '0')
  for (const link of others) link.setAttribute('tabindex', '-1')
  document.querySelector('[data-keys]').hidden = false
  board.addEventListener('keydown', onKey)
  if (form) {
    board.addEventListener('pointerdown', onPointer)
    board.addEventListener('dragstart', (event) => event.preventDefault()) // a link would be dragged as one
  }
}
document.addEventListener('keydown', (event) => {
  const undo = /** @type {HTMLFormElement|null} */ (document.querySelector('form[data-undo]'))
  const typing = event.target instanceof Element && event.target.closest('input, select, textarea')
  if (undo && !typing && event.key === 'z' && (event.ctrlKey || event.metaKey) && !event.repeat) undo.requestSubmit()
})
const where = document.getElementById('where')
if (where) {
  where.addEventListener('change', () => where.closest('form').submit())
  where.closest('form').querySelector('button').hidden = true
}
