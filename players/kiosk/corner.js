// The corner of the glass: error codes, and the pairing code of a screen that plays on though its token is refused.

import { element, fill, said } from './elements.js'
import { inHalves } from './pairing.js'

const AGAIN = { ja: '登録コード', en: 'pairing code' }

export class Corner {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.codes = element('p', '')
    this.codes.id = 'corner'
    this.pairing = element('p', '')
    this.pairing.id = 'corner-pairing'
    this.pairing.hidden = true
    fill(root, this.pairing, this.codes)
  }

  /** @param {string[]} codes */
  show(codes) {
    this.codes.textContent = codes.join(' ')
  }

  /** @param {import('./pairing.js').Shown | null} shown */
  showPairing(shown) {
    this.pairing.hidden = shown === null
    fill(this.pairing)
    if (shown) this.pairing.append(said('span', '', AGAIN), element('b', '', inHalves(shown.code)))
  }
}
