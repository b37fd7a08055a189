// Where the page begins: who it is (a token, or pairing first), then the player.

import { Api } from './api.js'
import { look } from './condition.js'
import { Corner } from './corner.js'
import { Errors } from './errors.js'
import { Fallback } from './fallback.js'
import { PairingPage } from './pairing-page.js'
import { Pairing } from './pairing.js'
import { Player } from './player.js'
import { Reloads } from './reloads.js'
import { seatOf, takeToken } from './seat.js'
import { Store } from './store.js'
import { tellPainted, Worker } from './worker.js'

const RESTART_MS = 60000

/**
 * What both an unpaired screen and a player have.
 * @typedef {{seat: string, store: Store, errors: Errors, worker: Worker}} Ground
 */

/** @param {string} id */
function part(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id))
}

function again() {
  location.replace(location.pathname + location.search)
}

/**
 * Until staff have said which display this is; the token is kept.
 * @param {Ground} ground
 * @returns {Promise<string>}
 */
async function pair({ seat, store, errors, worker }) {
  const page = new PairingPage()
  errors.report('E01')
  page.open()
  tellPainted()
  // So that an unpaired screen too says what is wrong after a reboot without a network, instead of the browser.
  if (window.isSecureContext && 'serviceWorker' in navigator) worker.start()
  const token = await new Promise((resolve) => {
    const pairing = new Pairing({
      api: new Api('', errors),
      onCode: (shown) => {
        page.show(shown)
        worker.renew()
      },
      onPaired: (paired) => resolve(paired.token),
      onRefused: (status) => page.refused(status),
    })
    pairing.start()
  })
  await store.save(`manifests/${seat}`, null)
  await store.save(`token/${seat}`, token)
  errors.clear('E01')
  page.close()
  return token
}

/**
 * A token that is refused: a screen that has something to show plays on with a new code in its corner, one that has nothing
 * shows the whole page. The token stays: the server may take it again.
 * @param {Errors} errors
 * @param {Corner} corner
 * @param {Player} player
 */
function pairAnew(errors, corner, player) {
  const page = new PairingPage()
  const pairing = new Pairing({
    api: new Api('', errors),
    onCode: (shown) => (page.isOpen() ? page.show(shown) : corner.showPairing(shown)),
    onPaired: (paired) => player.pairedAnew(paired),
    onRefused: (status) => page.refused(status),
  })
  return () => {
    const refused = errors.has('E02')
    const empty = refused && !player.program.newest()
    if (empty && !page.isOpen()) page.open()
    if (!empty && page.isOpen()) page.close()
    if (refused) pairing.start()
    else pairing.stop()
  }
}

/** @param {Errors} errors */
async function main(errors) {
  const corner = new Corner(part('corners'))
  const show = () => corner.show(errors.corner())
  errors.onChange = show
  window.addEventListener('error', (event) => errors.report('E40', event.message))
  window.addEventListener('unhandledrejection', (event) => errors.report('E40', event.reason))
  const store = new Store((problem) => errors.report('E17', problem))
  const seat = seatOf(location)
  const worker = new Worker({ errors, onNewPlayer: again })
  const token = (await takeToken(store, seat)) || (await pair({ seat, store, errors, worker }))
  const player = new Player({ root: part('stage'), seat, token, store, errors, worker })
  worker.onNewPlayer = () => player.leave()
  const lookForToken = pairAnew(errors, corner, player)
  errors.onChange = () => {
    show()
    lookForToken()
  }
  Object.defineProperty(window, 'signage', { get: () => look(player) })
  await player.start()
}

/**
 * It could not even begin (a broken disk, say): beginning anew can only help, as often as the watch over a stage may.
 * @param {Errors} errors
 */
function coverAndBeginAnew(errors) {
  const place = () => ({ name: '', timezone: undefined })
  new Fallback({ root: part('stage'), place, now: Date.now }).show()
  const report = errors.report.bind(errors)
  const store = new Store((problem) => report('E17', problem))
  const reloads = new Reloads({ store, seat: seatOf(location), now: Date.now, report, reload: again })
  window.setInterval(() => reloads.again('the page could not begin'), RESTART_MS)
}

const errors = new Errors()
main(errors).catch((problem) => {
  errors.report('E40', problem)
  errors.report('E24')
  coverAndBeginAnew(errors)
})
