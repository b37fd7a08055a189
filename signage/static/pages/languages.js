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

/** Opens the language that a field is in. @param {HTMLFormElement} form @param {Element|null} field @returns {boolean} whether it was hidden */
export function openFor(form, field) {
  const panel = field && field.closest('[data-panel]')
  if (!panel || !panel.hidden) return false
  open(form, panel.dataset.panel)
  return true
}

/** @param {MouseEvent} event @returns {Element|null} what a link leads to on this page */
function ledTo(event) {
  const link = event.target.closest('a[href*="#"]')
  const [page, id] = link ? link.href.split('#') : []
  return page === location.href.split('#')[0] ? document.getElementById(id) : null
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
  document.addEventListener('click', (event) => {
    if (openFor(form, ledTo(event))) opened() // before the browser goes there: what is hidden can't be gone to
  })
  const asked = document.getElementById(location.hash.slice(1)) || form.querySelector('[data-panel] [aria-invalid]')
  const panel = asked && asked.closest('[data-panel]')
  open(form, panel ? panel.dataset.panel : tabs[0].dataset.language)
}
