// All that can lie over the stage of a paired screen. An alert is never covered: everything gives way to it.

import { Diagnosis } from './diagnosis.js'
import { Identify } from './identify.js'
import { Maintenance } from './maintenance.js'
import { TestCard } from './test-card.js'

export class Overlays {
  /** @param {{player: import('./player.js').Player, onChange: () => void}} parts */
  constructor({ player, onChange }) {
    this.onChange = onChange
    this.alarmed = false
    this.maintenance = new Maintenance(player, onChange)
    this.identify = new Identify(player, onChange)
    this.testCard = new TestCard(player, onChange)
    this.diagnosis = new Diagnosis(player, onChange)
  }

  async start() {
    this.diagnosis.listen()
    await this.maintenance.start()
  }

  /** Whether one of them hides the stage. */
  cover() {
    return this.covering() !== null
  }

  /** Which of them hides the stage. */
  covering() {
    if (this.alarmed) return null
    const all = { maintenance: this.maintenance, identify: this.identify, test_card: this.testCard, diagnosis: this.diagnosis }
    const shown = Object.entries(all).find(([, { overlay }]) => overlay.shown)
    return shown ? shown[0] : null
  }

  /** @param {boolean} alarmed an alert is on the glass */
  giveWay(alarmed) {
    if (alarmed === this.alarmed) return
    this.alarmed = alarmed
    document.body.classList.toggle('alarmed', alarmed)
    this.onChange()
  }

  /** The screen is another display now. */
  async forget() {
    this.identify.overlay.hide()
    this.testCard.overlay.hide()
    await this.maintenance.turnOff()
  }
}
