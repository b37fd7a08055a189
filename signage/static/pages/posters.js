// Ticking posters: how many are chosen stands first, all of a page at once, and none again.

const list = document.getElementById('list')
const bar = list && list.querySelector('[data-chosen]')

/** @returns {HTMLInputElement[]} */
const ticks = () => [...list.querySelectorAll('input[name="spot"]')]

function show() {
  const chosen = ticks().filter((tick) => tick.checked)
  const japanese = document.documentElement.lang === 'ja'
  bar.hidden = !chosen.length
  bar.querySelector('[data-count]').textContent = japanese ? `${chosen.length}枚を選んでいます` : `${chosen.length} chosen`
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
