// The test card: circles and a grid for geometry, grey steps, fine lines, the clock; then full fields of one colour for dead
// pixels. Drawn pixel by pixel of the glass.

import { offsetOf, timeOf } from './clock-words.js'
import { element, fill } from './elements.js'
import { Overlay } from './overlay.js'

const SHOWN_MS = 180000
const CARD_SECONDS = 30
const FIELD_SECONDS = 5
const FIELDS = ['#f00', '#0f0', '#00f', '#fff', '#000', '#808080']
const ROUND_SECONDS = CARD_SECONDS + FIELDS.length * FIELD_SECONDS
const BARS = ['#fff', '#ff0', '#0ff', '#0f0', '#f0f', '#f00', '#00f', '#000']
const STEPS = 11
/** Squares along the glass's short side. */
const SQUARES = 9

export class TestCard {
  /**
   * @param {import('./player.js').Player} player
   * @param {() => void} onChange
   */
  constructor(player, onChange) {
    this.player = player
    this.overlay = new Overlay('test-card', { onChange, now: () => player.clock.now() })
    this.canvas = document.createElement('canvas')
    this.time = element('p', 'time')
    this.plate = element('div', 'plate')
    this.since = 0
    this.drawn = ''
  }

  open() {
    this.since = performance.now()
    this.drawn = ''
    this.overlay.show([this.canvas, this.plate], { ms: SHOWN_MS, onSecond: () => this.look() })
    return 'テスト画面を3分のあいだ映します / showing the test card for 3 minutes'
  }

  look() {
    const { width, height } = this.size()
    const field = fieldAt((performance.now() - this.since) / 1000)
    const wanted = `${field} ${width} ${height}`
    if (wanted !== this.drawn) this.draw(field, width, height)
    this.drawn = wanted
    this.plate.hidden = field !== null
    fill(this.time, timeOf(this.player, this.player.clock.now()))
    fill(this.plate, ...this.words(width, height))
  }

  size() {
    const ratio = window.devicePixelRatio || 1
    return { width: Math.round(window.innerWidth * ratio), height: Math.round(window.innerHeight * ratio) }
  }

  /**
   * @param {number} width
   * @param {number} height
   */
  words(width, height) {
    const newest = this.player.program.newest()
    const name = newest ? `${newest.display.name} · ${newest.display.id}` : ''
    return [this.time, element('p', '', offsetOf(this.player)), element('p', '', `${width} × ${height} px`), element('p', 'name', name)]
  }

  /**
   * @param {string | null} field
   * @param {number} width
   * @param {number} height
   */
  draw(field, width, height) {
    Object.assign(this.canvas, { width, height })
    const pen = this.canvas.getContext('2d')
    if (!pen) return
    pen.fillStyle = field || '#505050'
    pen.fillRect(0, 0, width, height)
    if (field === null) drawCard(pen, width, height)
  }
}

/**
 * The colour that fills the glass so many seconds after the beginning; null = the card.
 * @param {number} seconds
 */
export function fieldAt(seconds) {
  const past = (seconds % ROUND_SECONDS) - CARD_SECONDS
  return past < 0 ? null : FIELDS[Math.floor(past / FIELD_SECONDS)]
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {number} width
 * @param {number} height
 */
function drawCard(pen, width, height) {
  const cell = Math.floor(Math.min(width, height) / SQUARES)
  drawGrid(pen, width, height, cell)
  drawCircles(pen, width, height, cell)
  drawSteps(pen, width, height, cell)
  drawLines(pen, width, height, cell)
  // The outermost pixels: where they can't be seen, the panel cuts the picture.
  pen.strokeStyle = '#fff'
  pen.lineWidth = 1
  pen.strokeRect(0.5, 0.5, width - 1, height - 1)
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {number} width
 * @param {number} height
 * @param {number} cell
 */
function drawGrid(pen, width, height, cell) {
  pen.fillStyle = '#bbb'
  for (let x = (width / 2) % cell; x < width; x += cell) pen.fillRect(Math.round(x), 0, 1, height)
  for (let y = (height / 2) % cell; y < height; y += cell) pen.fillRect(0, Math.round(y), width, 1)
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {number} width
 * @param {number} height
 * @param {number} cell
 */
function drawCircles(pen, width, height, cell) {
  pen.strokeStyle = '#fff'
  pen.lineWidth = Math.max(2, Math.round(cell / 40))
  const [right, bottom] = [width - cell, height - cell]
  circle(pen, width / 2, height / 2, Math.min(width, height) / 2 - 2)
  for (const [x, y] of [[cell, cell], [right, cell], [cell, bottom], [right, bottom]]) circle(pen, x, y, cell - 2)
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
function circle(pen, x, y, radius) {
  pen.beginPath()
  pen.arc(x, y, radius, 0, 2 * Math.PI)
  pen.stroke()
}

/**
 * Grey steps: all must differ, also the darkest two and the lightest two. Under them the full colours.
 * @param {CanvasRenderingContext2D} pen
 * @param {number} width
 * @param {number} height
 * @param {number} cell
 */
function drawSteps(pen, width, height, cell) {
  const whole = Math.min(width - 4 * cell, cell * STEPS)
  const [left, top] = [Math.round((width - whole) / 2), Math.round(height / 2 + cell * 1.5)]
  const greys = Array.from({ length: STEPS }, (_, i) => Math.round((255 * i) / (STEPS - 1)))
  drawRow(pen, greys.map((grey) => `rgb(${grey},${grey},${grey})`), left, top, whole, cell)
  drawRow(pen, BARS, left, top + cell, whole, Math.round(cell / 2))
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {string[]} colours
 * @param {number} left
 * @param {number} top
 * @param {number} width
 * @param {number} height
 */
function drawRow(pen, colours, left, top, width, height) {
  colours.forEach((colour, i) => {
    const [from, to] = [i, i + 1].map((n) => left + Math.round((width * n) / colours.length))
    pen.fillStyle = colour
    pen.fillRect(from, top, to - from, height)
  })
}

/**
 * Lines of one pixel: where they are grey or uneven, the panel scales the picture.
 * @param {CanvasRenderingContext2D} pen
 * @param {number} width
 * @param {number} height
 * @param {number} cell
 */
function drawLines(pen, width, height, cell) {
  const side = cell - (cell % 2)
  const top = Math.round(height / 2 - side / 2)
  for (const left of [Math.round(cell / 2), width - Math.round(cell / 2) - side]) {
    pen.fillStyle = '#000'
    pen.fillRect(left, top, side, side)
    pen.fillStyle = '#fff'
    for (let i = 0; i < side / 2; i += 2) pen.fillRect(left + i, top, 1, side)
    for (let i = 0; i < side; i += 2) pen.fillRect(left + side / 2, top + i, side / 2, 1)
  }
}
