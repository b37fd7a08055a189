// What a technician under the screen wants to know, on the glass: by the key d, or by five taps in a corner.

import { moment, offsetOf } from './clock-words.js'
import { element, fill, said } from './elements.js'
import { engine, screenSize } from './heartbeat.js'
import { ERRORS } from './errors.js'
import { Overlay } from './overlay.js'
import { qrPicture } from './qr.js'
import { Taps } from './taps.js'

const SHOWN_MS = 120000
const KEY = 'd'
/** Of the glass's short side; on a strip that is its height. */
const QR = 0.26
const QR_ON_A_STRIP = 0.42
const STRIP = 2.5
const HOUR_MS = 3600000

const TITLE = { ja: 'この画面の状態', en: 'This screen' }
const PAGE = { ja: '直し方はこちら', en: 'What to try' }
const HAPPENED = { ja: '最近の出来事', en: 'What went wrong lately' }
const NOTHING = { ja: 'この1時間、何も起きていません。', en: 'Nothing in the last hour.' }
const CLOSE = { ja: 'd キー、または隅を5回タップで閉じます', en: 'd, or five taps in a corner, closes this' }

/** @typedef {[string, string, string]} Row label ja, label en, value */

export class Diagnosis {
  /**
   * @param {import('./player.js').Player} player
   * @param {() => void} onChange
   */
  constructor(player, onChange) {
    this.player = player
    this.overlay = new Overlay('diagnosis', { onChange, now: () => player.clock.now() })
    this.taps = new Taps()
    this.values = element('dl', '')
    this.happened = element('ul', '')
  }

  listen() {
    window.addEventListener('keydown', (event) => {
      if (event.key === KEY && !event.repeat && !event.ctrlKey && !event.altKey && !event.metaKey) this.toggle()
    })
    window.addEventListener('click', ({ clientX, clientY }) => {
      const where = { x: clientX, y: clientY, width: window.innerWidth, height: window.innerHeight }
      if (this.taps.tap(where, performance.now())) this.toggle()
    })
  }

  toggle() {
    if (this.overlay.shown) this.overlay.hide()
    else this.overlay.show(this.content(), { ms: SHOWN_MS, onSecond: () => this.look() })
  }

  content() {
    const newest = this.player.program.newest()
    const { innerWidth, innerHeight } = window
    const side = (innerWidth / innerHeight < STRIP ? QR : QR_ON_A_STRIP) * Math.min(innerWidth, innerHeight)
    const page = newest ? `${location.origin}/t/${encodeURIComponent(newest.display.id)}` : location.origin
    return [
      said('h1', '', TITLE),
      this.values,
      element('div', 'page', qrPicture(page, side), said('p', '', PAGE), element('p', 'address', page)),
      element('div', 'happened', said('h2', '', HAPPENED), this.happened),
      said('p', 'close', CLOSE),
    ]
  }

  look() {
    const rows = [...aboutDisplay(this.player), ...aboutProgramme(this.player), ...aboutDevice(this.player)]
    fill(this.values, ...rows.map(row))
    const reports = this.player.errors.list().sort((a, b) => b.at - a.at)
    fill(this.happened, ...(reports.length ? reports.map((report) => this.line(report)) : [said('li', 'nothing', NOTHING)]))
  }

  /** @param {import('./errors.js').Report} report */
  line({ code, at, count, detail }) {
    const when = `${moment(this.player, at)}${count > 1 ? ` × ${count}` : ''}`
    return element('li', '', element('b', '', code), element('span', 'when', when), said('p', '', ERRORS[code]), element('p', 'detail', detail))
  }
}

/** @param {Row} row */
function row([ja, en, value]) {
  return element('div', '', said('dt', '', { ja, en }), element('dd', '', value))
}

/**
 * @param {import('./player.js').Player} player
 * @returns {Row[]}
 */
function aboutDisplay({ program, seat }) {
  const newest = program.newest()
  return [
    ['名前', 'Name', newest ? newest.display.name : '—'],
    ['画面の番号', 'Display id', newest ? newest.display.id : '—'],
    ['アドレス', 'Address', location.origin + (seat === '1' ? '' : ` · seat ${seat}`)],
  ]
}

/**
 * @param {import('./player.js').Player} player
 * @returns {Row[]}
 */
function aboutProgramme(player) {
  const { program, cache, events, plays } = player
  const { current, waiting } = program
  const { cached, bytes } = cache.count()
  return [
    ['配信表', 'Manifest', current ? `${current.etag.slice(0, 12)}${waiting ? ` → ${waiting.etag.slice(0, 12)}` : ''}` : '—'],
    ['配信表の終わり', 'Manifest until', current ? moment(player, current.until) : '—'],
    ['保存したファイル', 'Files kept', `${cached[0]} / ${cached[1]} · ${megabytes(bytes)}`],
    ['時刻', 'Time', moment(player, player.clock.now())],
    ['機器の時計との差', 'Off the device’s clock', offsetOf(player)],
    ['サーバーとの接続', 'Stream', events.there ? 'つながっています / connected' : '切れています / not connected'],
    ['未送信の再生記録', 'Plays to be sent', String(plays.count())],
  ]
}

/**
 * @param {import('./player.js').Player} player
 * @returns {Row[]}
 */
function aboutDevice({ worker, launcher }) {
  const { box } = launcher.state()
  /** @type {Row[]} */
  const rows = [
    ['プレーヤー', 'Player', `${String(worker.player || '—').slice(0, 12)} · ${engine()}`],
    ['画面', 'Screen', `${screenSize().join(' × ')} px`],
    ['起動してから', 'Running for', `${(performance.now() / HOUR_MS).toFixed(1)} h`],
  ]
  if (!box) return rows.concat([['ランチャー', 'Launcher', 'ありません / none']])
  const temperature = box.temperature_c === null ? '' : ` · ${box.temperature_c.toFixed(0)} °C`
  const power = box.under_voltage ? ' · 電圧不足 / under-voltage' : ''
  return rows.concat([
    ['ランチャー', 'Launcher', `${box.launcher}${temperature}${power}`],
    ['メモリー／ディスクの空き', 'Memory / disk free', `${megabytes(box.memory_free_bytes)} / ${megabytes(box.disk_free_bytes)}`],
    ['パネル・ネットワーク', 'Panel · network', `${box.panel} · ${box.network || '—'}`],
  ])
}

/** @param {number | null} bytes */
function megabytes(bytes) {
  return bytes === null ? '—' : `${Math.round(bytes / 1e6)} MB`
}
