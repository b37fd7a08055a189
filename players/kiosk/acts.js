// What each command does. One that needs the device asks the launcher, and is not here where none runs.

import { RESTART_MS } from './commands.js'

/**
 * @typedef {import('./player.js').Player} Player
 * @typedef {import('./commands.js').Act} Act
 */

/**
 * @param {Player} player
 * @returns {Object<string, Act>}
 */
export function actsOf(player) {
  const { overlays } = player
  return {
    reload: {
      restarts: true,
      act: async () => {
        await player.reload()
        return ''
      },
    },
    identify: { act: (args) => overlays.identify.open(args) },
    test_card: { act: () => overlays.testCard.open() },
    clear_cache: { act: () => clearCache(player) },
    maintenance_on: { act: (args) => overlays.maintenance.turnOn(args) },
    maintenance_off: { act: () => overlays.maintenance.turnOff() },
    screenshot: { act: (_args, id) => screenshot(player, id), here: () => can(player, 'screenshot') },
    restart_browser: restarted(player, 'restart_browser'),
    reboot: restarted(player, 'reboot'),
    panel_on: launched(player, 'panel_on'),
    panel_off: launched(player, 'panel_off'),
  }
}

/**
 * @param {Player} player
 * @param {string} name
 */
function can(player, name) {
  return player.launcher.state().can.includes(name)
}

/**
 * @param {Player} player
 * @param {string} name
 * @param {number} [patience_ms]
 * @returns {Act}
 */
function launched(player, name, patience_ms) {
  const act = async (/** @type {object} */ args, /** @type {string} */ id) => {
    await player.plays.keep()
    const { answer } = await player.launcher.ask(id, name, args, patience_ms)
    if (!answer.ok) throw new Error(answer.detail)
    return answer.detail
  }
  return { act, here: () => can(player, name) }
}

/**
 * The launcher says nothing where it goes well: then this page is gone, and the next one tells.
 * @param {Player} player
 * @param {string} name
 * @returns {Act}
 */
function restarted(player, name) {
  return { ...launched(player, name, RESTART_MS), restarts: true }
}

/**
 * @param {Player} player
 * @param {string} id
 */
async function screenshot(player, id) {
  const { answer, picture } = await player.launcher.ask(id, 'screenshot', {})
  if (!answer.ok || !picture) throw new Error(answer.detail || '画像が届きません / the launcher sent no screenshot')
  const headers = { 'Content-Type': picture.content.type, 'Signage-At': String(Math.round(picture.at)) }
  const { status } = await player.api.ask('/screenshots', { method: 'POST', headers, content: picture.content })
  if (status !== 204) throw new Error(`サーバーが画像を受け取りません / the server did not take the screenshot (${status})`)
  return '画面の画像を送りました / the screenshot was sent'
}

/** @param {Player} player */
function clearCache(player) {
  const count = player.cache.renew()
  return `${count} 個のファイルを取り直しています / fetching ${count} files anew`
}
