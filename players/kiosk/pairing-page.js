// What an unpaired screen shows: the code, large, and its QR in the sky; in the sea what works on the way to the server and
// what does not. The sun colour runs along the horizon while the code is good.

import { gather, judge } from './checks.js'
import { element, fill, said } from './elements.js'
import { addressOf, inHalves } from './pairing.js'
import { jittered } from './pauses.js'
import { qrPicture } from './qr.js'

const CHECK_MS = 15000
const MARKS = { good: '○', bad: '×', unknown: '？' }
const VERDICTS = {
  good: { ja: '良好', en: 'good' },
  bad: { ja: '問題あり', en: 'problem' },
  unknown: { ja: '不明', en: 'unknown' },
}
const TITLE = { ja: 'この機器をつなぐ', en: 'Pair this device' }
const HOW = [
  { ja: 'QRをスマートフォンで読むか、', en: 'Scan the QR with a phone, or' },
  { ja: '管理画面の「機器をつなぐ」で', en: 'type this code into' },
  { ja: 'この番号を入れてください。', en: 'the staff pages.' },
]
const WAITING = { ja: '番号を待っています', en: 'Waiting for a code' }
const ALL_GOOD = { ja: 'サーバーまで、すべて確かめました。', en: 'Everything up to the server was checked.' }
const BUSY = { ja: 'つなぐのを待つ画面が多すぎます。しばらくして、もう一度試します。', en: 'Too many screens wait to be paired. This one tries again soon.' }
const REFUSED = { ja: 'サーバーが番号を出しません', en: 'The server gives no code' }

/** @typedef {import('./checks.js').Check} Check */

export class PairingPage {
  constructor() {
    this.code = element('p', 'code')
    this.qr = element('div', 'qr')
    this.sun = element('div', 'sun')
    this.findings = element('div', 'findings')
    this.marks = element('ul', 'marks')
    const how = element('div', 'how', inPhrases('ja'), inPhrases('en'))
    this.root = element(
      'section',
      'pairing',
      element('div', 'sky', said('h1', 'chip', TITLE), this.code, how),
      element('div', 'sea', element('div', 'foot', this.marks, element('p', 'address', location.host))),
      element('div', 'horizon', this.sun),
      this.findings,
      this.qr,
    )
    this.timer = 0
    this.until = 0
    this.life = 1
    /** @type {{ja: string, en: string} | null} */
    this.refusal = null
    /** @type {import('./pairing.js').Shown | null} */
    this.shown = null
    this.look = () => this.draw(this.shown)
  }

  open() {
    document.body.append(this.root)
    window.addEventListener('resize', this.look)
    this.draw(null)
    this.check()
  }

  isOpen() {
    return this.root.isConnected
  }

  close() {
    clearTimeout(this.timer)
    window.removeEventListener('resize', this.look)
    this.root.remove()
  }

  /** @param {import('./pairing.js').Shown | null} shown */
  show(shown) {
    this.until = shown ? performance.now() + shown.life_ms : 0
    this.life = shown ? shown.life_ms : 1
    if (shown) this.refusal = null
    this.draw(shown)
    this.check()
  }

  /** @param {number} status */
  refused(status) {
    if (status === 429) this.refusal = BUSY
    else this.refusal = status ? { ja: `${REFUSED.ja}（${status}）。`, en: `${REFUSED.en} (${status}).` } : null
    this.check()
  }

  /** @param {import('./pairing.js').Shown | null} shown */
  draw(shown) {
    this.shown = shown
    this.root.classList.toggle('empty', !shown)
    if (shown) fill(this.code, inHalves(shown.code))
    else fill(this.code, said('span', 'waiting', WAITING))
    fill(this.qr)
    if (shown) this.qr.append(qrPicture(addressOf(shown.code), this.qr.clientHeight))
    this.run()
  }

  run() {
    const left = Math.max(0, this.until - performance.now()) / this.life
    this.sun.style.transform = `scaleX(${this.shown ? 1 - left : 0})`
  }

  /** Now, and again in a while: whoever plugs the cable in sees it. */
  async check() {
    clearTimeout(this.timer)
    if (!this.isOpen()) return
    const checks = judge(await gather())
    clearTimeout(this.timer)
    if (!this.isOpen()) return
    this.timer = window.setTimeout(() => this.check(), jittered(CHECK_MS))
    this.tell(checks)
    this.run()
  }

  /** @param {Check[]} checks */
  tell(checks) {
    const amiss = checks.filter((check) => check.verdict !== 'good').map((check) => finding(check.verdict, check.says))
    amiss.sort((a, b) => Number(b.classList.contains('bad')) - Number(a.classList.contains('bad')))
    if (this.refusal) amiss.unshift(finding('bad', this.refusal))
    this.root.classList.toggle('many', amiss.length > 1)
    fill(this.findings, ...(amiss.length ? amiss : [finding('good', ALL_GOOD)]))
    fill(this.marks, ...checks.map(mark))
  }
}

/** Lines break between phrases only. @param {'ja' | 'en'} language */
function inPhrases(language) {
  const line = element('p', language)
  line.lang = language
  for (const phrase of HOW) line.append(element('span', '', phrase[language]), ' ')
  return line
}

/**
 * @param {import('./checks.js').Verdict} verdict
 * @param {{ja: string, en: string}} says
 */
function finding(verdict, says) {
  return element('div', `finding ${verdict}`, element('b', 'mark', MARKS[verdict]), said('p', '', says))
}

/** @param {Check} check */
function mark({ name, verdict }) {
  const sign = element('b', 'mark', MARKS[verdict])
  sign.title = VERDICTS[verdict].en
  return element('li', verdict, sign, said('span', '', name))
}
