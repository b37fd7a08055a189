// At a log-out all that one typed and did not save leaves this browser: others use it too. It goes on the page that a log-out
// leads to (logged-out.js): one that did not come through loses nothing.
const OUT = 'form[action="/logout"], form[action="/account/end-all"]'
const LEAVES = 'signage-leaves'
const name = document.querySelector('.who a')

/** @param {(store: Storage) => void} act */
function inTab(act) {
  try {
    act(sessionStorage)
  } catch {
    // A browser that keeps nothing has kept no text either.
  }
}

inTab((store) => store.removeItem(LEAVES))
document.addEventListener('submit', (event) => {
  if (name && event.target.matches(OUT)) inTab((store) => store.setItem(LEAVES, name.textContent))
})
