// The error codes: the same here, in the corner of the screen, in heartbeats and in docs/operations.md.
//
// `corner`: stands in the corner of the glass, because somebody at the screen can do something about it. The others go to
// staff with the heartbeat only. `lasts`: stands until it is over; the others leave an hour after they last happened.

/** @typedef {{ja: string, en: string, corner?: boolean, lasts?: boolean}} Meaning */

/** @type {Object<string, Meaning>} */
export const ERRORS = {
  E01: { ja: 'この画面には、まだ機器をつないでいません', en: 'This screen is not paired yet', corner: true, lasts: true },
  E02: { ja: 'この機器は、もう認められていません。つなぎ直してください', en: 'The token is refused: pair the screen again', corner: true, lasts: true },
  E03: { ja: 'サーバーから10分以上応答がありません', en: 'The server has not answered for 10 minutes', corner: true, lasts: true },
  E04: { ja: '配信表を読み取れません。前の配信表を続けます', en: 'The manifest cannot be read: the last good one goes on', corner: true, lasts: true },
  E10: { ja: 'スライドの準備が間に合いませんでした', en: 'A slide was not ready in time: the one before stayed' },
  E11: { ja: 'スライドを表示できません', en: 'A slide failed or was not ready within 8 seconds' },
  E12: { ja: 'ファイルが足りないため、別のスライドを表示しました', en: 'A slide lacked its files: another was shown' },
  E13: { ja: '機器の時計が遅れていたため、保存した時刻から続けました', en: 'The clock was behind at the start: went on from the kept time' },
  E14: { ja: '機器の時計がずれました', en: "The device's clock jumped" },
  E15: { ja: 'ファイルの内容が名前と一致しません', en: 'The bytes of a file are not those of its name' },
  E16: { ja: 'ファイルを取得できません', en: 'A file could not be fetched' },
  E17: { ja: '機器に保存できません（空き容量不足など）', en: 'The device cannot store (disk full?)', corner: true },
  E18: { ja: '再生の記録を送れず、古いものを捨てました', en: 'Plays were dropped: too many were waiting, or the server refused them' },
  E20: { ja: '保護なし・オフライン不可（http 接続）', en: 'Plain http: not protected, not offline', lasts: true },
  E21: { ja: '検証用のプログラム（Service Worker）が動きません', en: 'The service worker does not run: nothing can be verified', corner: true, lasts: true },
  E22: { ja: '映像が出なかったため、表示部を作り直しました', en: 'The stage did not paint and was rebuilt' },
  E23: { ja: 'ページを自動で読み込み直しました', en: 'The page reloaded itself' },
  E24: { ja: '番組を表示できないため、内蔵の画面を映しています', en: 'The built-in picture is shown: nothing else could be', corner: true, lasts: true },
  E25: { ja: '空き容量が足りず、先のスライドを保存できません', en: 'Storage is full: later slides are not kept' },
  E30: { ja: 'プレーヤーの更新に失敗し、前の版に戻しました', en: 'An update of the player did not paint and was taken back' },
  E31: { ja: 'プレーヤーの更新を取得できません', en: 'An update of the player could not be fetched or verified' },
  E40: { ja: 'プレーヤー内部の不具合', en: 'A fault inside the player' },
  E41: { ja: 'コマンドを実行できませんでした', en: 'A command could not be carried out' },
}

const KEPT_MS = 3600000
const DETAIL_LENGTH = 300

/** @typedef {{code: string, at: number, count: number, detail: string}} Report */

/** What is wrong now; the heartbeat carries it, the corner shows part of it. */
export class Errors {
  constructor() {
    /** Server time as the player believes it, once there is a clock. */
    this.now = Date.now
    this.onChange = () => {}
    /** @type {Map<string, Report>} */
    this.reports = new Map()
  }

  /**
   * @param {string} code
   * @param {unknown} [detail]
   */
  report(code, detail = '') {
    const known = this.reports.get(code)
    const count = known ? known.count + 1 : 1
    this.reports.set(code, { code, at: Math.round(this.now()), count, detail: String(detail).slice(0, DETAIL_LENGTH) })
    this.onChange()
  }

  /** @param {string} code */
  clear(code) {
    if (this.reports.delete(code)) this.onChange()
  }

  /** @param {string} code */
  has(code) {
    return this.reports.has(code)
  }

  /** What is wrong, by code; what happened long ago is forgotten. */
  list() {
    const now = Math.round(this.now())
    // Reported while the clock was ahead.
    for (const report of this.reports.values()) report.at = Math.min(report.at, now)
    const old = now - KEPT_MS
    const over = Array.from(this.reports.values()).filter(({ code, at }) => !ERRORS[code].lasts && at < old)
    for (const { code } of over) this.reports.delete(code)
    // The corner shows them until it hears that they have gone.
    if (over.length) this.onChange()
    return Array.from(this.reports.values()).sort((a, b) => (a.code < b.code ? -1 : 1))
  }

  corner() {
    return this.list()
      .map((report) => report.code)
      .filter((code) => ERRORS[code].corner)
  }
}
