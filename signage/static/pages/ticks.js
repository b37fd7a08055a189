// Ticking rows of a list: how many are chosen stands first, all of a page at once, and none again.

const list = document.getElementById('list')
const bar = list && list.querySelector('[data-chosen]')

/** @returns {HTMLInputElement[]} */
const ticks = () => [...list.querySelectorAll('tbody input[type="checkbox"]')]

function show() {
  const chosen = ticks().filter((tick) => tick.checked)
  const told = bar.querySelector('[data-count]')
  bar.hidden = !chosen.length
  told.textContent = told.dataset.count.replace('%d', String(chosen.length))
  for (const tick of ticks()) tick.closest('tr').classList.toggle('is-chosen', tick.checked)
  list.querySelector('[data-all]').checked = chosen.length > 0 && chosen.length === ticks().length
}

/** @param {boolean} checked */
function setAll(checked) {
  for (const tick of ticks()) tick.checked = checked
  show()
}

if (bar) {
  const all = list.querySelector('[data-all]')
  all.hidden = false
  bar.querySelector('[data-none]').hidden = false
  all.addEventListener('change', () => setAll(all.checked))
  bar.querySelector('[data-none]').addEventListener('click', () => {
    setAll(false)
    all.focus()
  })
  list.addEventListener('change', show)
  show()
}
