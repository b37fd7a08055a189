// The languages of one item as tabs: arrows move between them, and one is open. Without a script they stand under each other.

/** @param {HTMLFormElement} form @returns {string} the language whose fields are open */
export function openLanguage(form) {
  const tab = form.querySelector('[role="tab"][aria-selected="true"]')
  return tab ? tab.dataset.language : ''
}

/** @param {HTMLFormElement} form @param {string} code */
function open(form, code) {
  for (const tab of form.querySelectorAll('[role="tab"]')) {
    const chosen = tab.dataset.language === code
    tab.setAttribute('aria-selected', String(chosen))
    tab.tabIndex = chosen ? 0 : -1
  }
  for (const panel of form.querySelectorAll('[data-panel]')) panel.hidden = panel.dataset.panel !== code
}

/** @param {HTMLFormElement} form @param {() => void} opened */
export function setUpLanguages(form, opened) {
  const list = form.querySelector('[data-tabs]')
  const tabs = [...form.querySelectorAll('[role="tab"]')]
  list.hidden = false
  for (const panel of form.querySelectorAll('[data-panel]')) {
    panel.setAttribute('role', 'tabpanel')
    panel.setAttribute('aria-labelledby', `tab-${panel.dataset.panel}`)
  }
  list.addEventListener('click', (event) => {
    const tab = event.target.closest('[role="tab"]')
    if (!tab) return
    open(form, tab.dataset.language)
    opened()
  })
  list.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!step) return
    const next = tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length]
    open(form, next.dataset.language)
    next.focus()
    opened()
  })
  const wrong = form.querySelector('[data-panel] [aria-invalid]')
  open(form, wrong ? wrong.closest('[data-panel]').dataset.panel : tabs[0].dataset.language)
}
