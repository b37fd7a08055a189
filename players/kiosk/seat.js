// Which of this browser's screens the page is, and the token of that seat.

const SEAT = /^[\w-]{1,40}$/

export function seatOf(/** @type {Location} */ location) {
  const named = new URLSearchParams(location.search).get('seat') || ''
  return SEAT.test(named) ? named : '1'
}

/**
 * The seat's token: from the address, which it then leaves, else as kept. Empty if the screen is not paired; raises when that
 * can't be read, for a paired screen must not ask to be paired again because its disk was slow to wake.
 * @param {import('./store.js').Store} store
 * @param {string} seat
 * @returns {Promise<string>}
 */
export async function takeToken(store, seat) {
  const given = new URLSearchParams(location.hash.slice(1)).get('token') || ''
  if (!given) return (await store.read(`token/${seat}`)) || ''
  history.replaceState(null, '', location.pathname + location.search)
  const kept = await store.load(`token/${seat}`)
  if (kept && kept !== given) await forget(store, seat)
  await store.save(`token/${seat}`, given)
  return given
}

/**
 * Another token may be another display's: nothing of the one before may go on here.
 * @param {import('./store.js').Store} store
 * @param {string} seat
 */
async function forget(store, seat) {
  await store.save(`manifests/${seat}`, null)
  await store.remove(`maintenance/${seat}`)
  await store.remove(`commands/${seat}`)
  await store.removeAll(`plays/${seat}/`)
}
