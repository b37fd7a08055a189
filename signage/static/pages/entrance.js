// Shows passwords that are being typed, and keeps a form from being sent twice. All works without it.
'use strict'

for (const part of document.querySelectorAll('[data-script]')) part.hidden = false

for (const box of document.querySelectorAll('[data-reveals]')) {
  box.addEventListener('change', () => {
    for (const id of box.dataset.reveals.split(' ')) {
      document.getElementById(id).type = box.checked ? 'text' : 'password'
    }
  })
}

for (const form of document.querySelectorAll('form[data-once]')) {
  form.addEventListener('submit', (event) => {
    if (form.querySelector('button[aria-disabled]')) return event.preventDefault()
    const button = event.submitter || form.querySelector('button')
    button.setAttribute('aria-disabled', 'true')
    button.dataset.says = button.textContent
    button.textContent = button.dataset.works || form.dataset.once
  })
}

// A page that was left and comes back as it was, by the browser's “back”, can be sent again.
window.addEventListener('pageshow', () => {
  for (const button of document.querySelectorAll('button[aria-disabled][data-says]')) {
    button.removeAttribute('aria-disabled')
    button.textContent = button.dataset.says
  }
})
