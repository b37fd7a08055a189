// Which screen is this? Its name and place, full screen, for half a minute.

import { element, emsOf, said } from './elements.js'
import { Overlay } from './overlay.js'

const SHOWN_MS = 30000
/** Of the glass's height, for the name. */
const HEIGHT = 0.34
const LINE = 1.25
const SMALLER = 0.94
const SMALLEST_PX = 16
/** In its own size. */
const LONGEST_WORD = 8
const NOT_YET = { ja: '配信表がまだありません', en: 'No manifest yet' }

export class Identify {
  /**
   * @param {import('./player.js').Player} player
   * @param {() => void} onChange
   */
  constructor(player, onChange) {
    this.player = player
    this.overlay = new Overlay('identify', { onChange, now: () => player.clock.now() })
  }

  /** @param {Object<string, any>} args `place`: where it stands, if the server says so */
  open({ place }) {
    const newest = this.player.program.newest()
    const lines = newest ? about(newest.display, place) : [said('p', 'none', NOT_YET)]
    this.overlay.show([element('div', 'card', ...lines), element('div', 'line')], { ms: SHOWN_MS })
    const fitAll = () => this.overlay.root.querySelectorAll('h1').forEach(fit)
    fitAll()
    document.fonts.ready.then(fitAll) // a typeface that is first needed now comes after the measuring
    return '名前を30秒のあいだ映します / showing its name for 30 seconds'
  }
}

/**
 * @param {{id: string, name: string, spot: string | null}} display
 * @param {unknown} place
 */
function about({ id, name, spot }, place) {
  const lines = [element('h1', '', name), element('p', 'id', spot ? `${id} · ${spot}` : id)]
  if (typeof place === 'string' && place) lines.splice(1, 0, element('p', 'place', place.slice(0, 100)))
  return lines
}

/**
 * As large as the glass allows; broken between words where they are short enough.
 * @param {HTMLElement} heading
 */
function fit(heading) {
  const words = (heading.textContent || '').split(/\s+/)
  heading.classList.toggle('whole', Math.max(...words.map(emsOf)) <= LONGEST_WORD)
  let size = window.innerHeight * HEIGHT
  const tooLarge = () => heading.scrollWidth > heading.clientWidth || heading.clientHeight > window.innerHeight * HEIGHT * LINE
  do {
    heading.style.fontSize = `${Math.floor(size)}px`
    size *= SMALLER
  } while (size > SMALLEST_PX && tooLarge())
}
