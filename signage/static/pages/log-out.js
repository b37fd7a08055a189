// At a log-out all that one typed and did not save leaves this browser: others use it too.
import { forgetAllOf } from './kept.js'

const OUT = 'form[action="/logout"], form[action="/account/end-all"]'
const name = document.querySelector('.who a')

document.addEventListener('submit', (event) => {
  if (!name || !event.target.matches(OUT)) return
  forgetAllOf(name.textContent)
  window.addEventListener('pagehide', () => forgetAllOf(name.textContent)) // a save that is refused meanwhile keeps its text
})
