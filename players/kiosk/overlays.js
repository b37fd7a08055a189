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
    const all = [this.maintenance, this.identify, this.testCard, this.diagnosis]
    return !this.alarmed && all.some(({ overlay }) => overlay.shown)
  }

  /** @param {boolean} alarmed an alert is on the glass */
  giveWay(alarmed) {
    if (alarmed === this.alarmed) return
    this.alarmed = alarmed
    document.body.classList.toggle('alarmed', alarmed)
    this.onChange()
  }

  /** The screen is another display now. */
  forget() {
    this.identify.overlay.hide()
    this.testCard.overlay.hide()
    this.maintenance.turnOff()
  }
}
