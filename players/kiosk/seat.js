// Which of this browser's screens the page is, and the token of that seat.

const SEAT = /^[\w-]{1,40}$/

export function seatOf(/** @type {Location} */ location) {
  const named = new URLSearchParams(location.search).get('seat') || ''
  return SEAT.test(named) ? named : '1'
}

/**
 * The seat's token: from the address, which it then leaves, else as kept. Empty if the screen is not paired.
 * @param {import('./store.js').Store} store
 * @param {string} seat
 * @returns {Promise<string>}
 */
export async function takeToken(store, seat) {
  const kept = (await store.load(`token/${seat}`)) || ''
  const given = new URLSearchParams(location.hash.slice(1)).get('token') || ''
  if (!given) return kept
  history.replaceState(null, '', location.pathname + location.search)
  // Another token may be another display's: its manifest must not go on here.
  if (kept && kept !== given) await store.save(`manifests/${seat}`, null)
  await store.save(`token/${seat}`, given)
  return given
}
