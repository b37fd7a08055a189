// The rule's page tells when the rule would apply, a moment after the last change. Without this there is a button for it.

const WAIT_MS = 400

const form = document.querySelector('form[data-look]')
const button = document.querySelector('[data-look-button]')
let timer = 0
let asked = 0

/** Asks the page itself, as its button does, and takes what it says of the times; what was typed stays as it is. */
async function look() {
  const mine = ++asked
  const fields = new URLSearchParams()
  for (const [name, value] of new FormData(form)) fields.append(name, String(value))
  fields.set('look', '1')
  const answer = await fetch(window.location.href, { method: 'POST', body: fields, headers: { Accept: 'text/html' } }).catch(() => null)
  if (!answer || mine !== asked || (answer.status !== 200 && answer.status !== 422)) return
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const fresh = page.getElementById('outlook')
  const problem = answer.status === 422 && [...page.querySelectorAll('.summary li')].map((line) => line.textContent).join(' ')
  if (!fresh || mine !== asked) return
  const outlook = document.getElementById('outlook')
  outlook.replaceChildren(...fresh.childNodes)
  if (problem) {
    const line = document.createElement('p')
    line.className = 'second'
    line.textContent = problem
    outlook.append(line)
  }
}

function soon() {
  clearTimeout(timer)
  timer = window.setTimeout(look, WAIT_MS)
}

if (form) {
  form.addEventListener('input', soon)
  if (button) button.hidden = true
}
