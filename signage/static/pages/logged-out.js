// On the page of the log-in: what whoever has just logged out had typed leaves this browser (log-out.js).
import { forgetAllOf } from './kept.js'

try {
  const name = sessionStorage.getItem('signage-leaves')
  if (name) forgetAllOf(name)
  sessionStorage.removeItem('signage-leaves')
} catch {
  // A browser that keeps nothing has kept no text either.
}
