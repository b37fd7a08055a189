// Before a screen is paired: what its page can find out about the way to the server, in words for whoever stands there.
//
// A page only sees whether an answer came. Without one it can't tell a wrong name from a cut cable, and says so.

const PATIENCE_MS = 8000
/** A device whose clock is off by more is told; playing goes by the server's time. */
const CLOCK_MS = 60000
/** No device was set up before: its clock has lost its battery. */
const FIRST_YEAR = 2025
const MINUTE_MS = 60000
const YEAR_DAYS = 365

/**
 * @typedef {object} Evidence
 * @property {boolean} online what the device says of its network
 * @property {string} protocol 'https:' or 'http:'
 * @property {string} host
 * @property {boolean} secure a secure context
 * @property {boolean} answered anything answered at all
 * @property {number} status
 * @property {boolean} ours the answer is this server's, not that of something in between
 * @property {number | null} serverNow epoch ms
 * @property {number} now the device's clock
 *
 * @typedef {'good' | 'bad' | 'unknown'} Verdict
 * @typedef {{ja: string, en: string}} Words
 * @typedef {{name: Words, verdict: Verdict, says: Words}} Check
 */

/** @returns {Promise<Evidence>} */
export async function gather() {
  const answer = await healthz()
  return {
    online: navigator.onLine !== false,
    protocol: location.protocol,
    host: location.hostname,
    secure: window.isSecureContext,
    now: Date.now(),
    ...answer,
  }
}

/** Never raises: no answer is an answer here. */
async function healthz() {
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS)
  try {
    const response = await fetch('/healthz', { cache: 'no-store', signal: patience.signal })
    const text = await response.text()
    const ours = response.status === 200 && !response.redirected && text.trim() === 'ok'
    return { answered: true, status: response.status, ours, serverNow: Date.parse(response.headers.get('Date') || '') || null }
  } catch {
    return { answered: false, status: 0, ours: false, serverNow: null }
  } finally {
    clearTimeout(timer)
  }
}

/**
 * @param {Evidence} seen
 * @returns {Check[]}
 */
export function judge(seen) {
  return [network(seen), name(seen), encryption(seen), clock(seen), server(seen)]
}

const NETWORK = { ja: 'ネットワーク', en: 'Network' }
const NAME = { ja: '名前', en: 'Name' }
const ENCRYPTION = { ja: '暗号化', en: 'Encryption' }
const CLOCK = { ja: '時計', en: 'Clock' }
const SERVER = { ja: 'サーバー', en: 'Server' }

/**
 * @param {Words} of
 * @param {Verdict} verdict
 * @param {string} ja
 * @param {string} en
 * @returns {Check}
 */
function check(of, verdict, ja, en) {
  return { name: of, verdict, says: { ja, en } }
}

/** @param {Evidence} seen */
function network({ online, answered }) {
  if (online || answered) return check(NETWORK, 'good', '機器はネットワークにつながっています。', 'The device says it is connected.')
  return check(NETWORK, 'bad', 'ネットワークにつながっていません。ケーブルか Wi-Fi を確かめてください。', 'No network. Check the cable or the Wi-Fi.')
}

/** @param {Evidence} seen */
function name({ host, answered }) {
  if (/^[\d.]+$|^\[|^localhost$/.test(host)) return check(NAME, 'good', '名前を使わないアドレスです。', 'This address needs no name look-up.')
  if (answered) return check(NAME, 'good', `${host} が見つかりました。`, `${host} was found.`)
  return check(
    NAME,
    'unknown',
    `${host} から返事がなく、名前（DNS）が引けているか分かりません。`,
    `No answer from ${host}: this page cannot tell whether its name (DNS) is found.`,
  )
}

/** @param {Evidence} seen */
function encryption({ protocol, secure, answered }) {
  if (protocol === 'https:') {
    if (answered) return check(ENCRYPTION, 'good', '暗号化され、証明書も正しいです。', 'Encrypted, and the certificate is accepted.')
    return check(
      ENCRYPTION,
      'unknown',
      '証明書を確かめられません。機器の日付が違うときも、こうなります。',
      'The certificate could not be checked. A wrong date on the device looks the same.',
    )
  }
  if (secure) return check(ENCRYPTION, 'good', 'この機器で保護された接続として扱われています。', 'This device treats the connection as protected.')
  return check(
    ENCRYPTION,
    'bad',
    '暗号化されていません（http）。ネットワークなしの再起動では映りません。',
    'Not encrypted (http): nothing survives a reboot without a network.',
  )
}

/** @param {Evidence} seen */
function clock({ now, serverNow }) {
  const year = new Date(now).getUTCFullYear()
  if (serverNow === null) {
    if (year < FIRST_YEAR) return check(CLOCK, 'bad', `機器の日付が ${year} 年です。正しく合わせてください。`, `The device's date is in ${year}. Set it right.`)
    return check(CLOCK, 'unknown', '機器の時計が正しいか、サーバーに聞けていません。', 'The server could not be asked whether the clock is right.')
  }
  const off = now - serverNow
  if (Math.abs(off) <= CLOCK_MS) return check(CLOCK, 'good', '機器の時計は合っています。', "The device's clock is right.")
  const [ja, en] = span(Math.abs(off))
  return check(
    CLOCK,
    'bad',
    `機器の時計が ${ja}${off > 0 ? '進んで' : '遅れて'}います。番組はサーバーの時刻で映ります。`,
    `The device's clock is ${en} ${off > 0 ? 'fast' : 'slow'}. Playing goes by the server's time.`,
  )
}

/**
 * @param {number} ms
 * @returns {[string, string]}
 */
function span(ms) {
  const minutes = Math.round(ms / MINUTE_MS)
  if (minutes < 120) return [`${minutes} 分`, `${minutes} min`]
  const hours = Math.round(minutes / 60)
  if (hours < 48) return [`${hours} 時間`, `${hours} h`]
  const days = Math.round(hours / 24)
  if (days < 2 * YEAR_DAYS) return [`${days} 日`, `${days} days`]
  return [`${Math.round(days / YEAR_DAYS)} 年`, `${Math.round(days / YEAR_DAYS)} years`]
}

/** @param {Evidence} seen */
function server({ answered, ours, status }) {
  if (!answered) return check(SERVER, 'bad', 'サーバーから返事がありません。', 'The server does not answer.')
  if (ours) return check(SERVER, 'good', 'サーバーが答えています。', 'The server answers.')
  if (status >= 500) return check(SERVER, 'bad', `サーバーの調子がよくありません（${status}）。`, `The server is in trouble (${status}).`)
  return check(
    SERVER,
    'bad',
    `別のものが答えています（${status}）。ログイン画面やプロキシがないか確かめてください。`,
    `Something else answers (${status}). Look for a login page or a proxy in between.`,
  )
}
