// The order of the fleet page never changes under a pointer or the focus: what came is laid into the order that stands.

const MOST = 2000 // the server renews no more
const fleet = document.getElementById('fleet')

/** @returns {boolean} whether a pointer rests on an entry, or one holds the focus */
function isHeld() {
  return Boolean(fleet.querySelector('.entry:hover, .entry:focus-within, .more:focus-within'))
}

/** @param {ParentNode} root @returns {string} which entries stand where */
function orderOf(root) {
  return [...root.querySelectorAll('[data-shelf]')]
    .map((shelf) => [shelf.dataset.shelf, ...[...shelf.children].map((entry) => entry.id)].join(' '))
    .join(', ')
}

/**
 * Each shelf keeps its entries in their places, as they are now; one that stands on another shelf by now stays and says so.
 * @param {DocumentFragment} fresh what came; it is changed
 */
function keepOrder(fresh) {
  const now = new Map([...fresh.querySelectorAll('.entry')].map((entry) => [entry.id, entry]))
  for (const shelf of fleet.querySelectorAll('.shelf')) {
    const came = fresh.querySelector(`#${shelf.id}`)
    const kept = shelf.cloneNode(true)
    for (const entry of kept.querySelectorAll('.entry')) {
      const fits = now.get(entry.id)
      if (fits && came && came.contains(fits)) entry.replaceWith(fits.cloneNode(true))
      else sayState(fresh, entry)
    }
    if (came) came.replaceWith(kept)
    else fresh.append(kept)
  }
  for (const came of fresh.querySelectorAll('.shelf')) if (!fleet.querySelector(`#${came.id}`)) came.remove()
  fresh.querySelector('#moved').hidden = false
}

/** @param {DocumentFragment} fresh @param {HTMLElement} entry says how its display is by now */
function sayState(fresh, entry) {
  const [display] = entry.dataset.members.split(' ')
  const now = fresh.querySelector(`[data-members~="${CSS.escape(display)}"] .state`)
  const old = entry.querySelector('.state')
  if (!now || !old) return
  const copy = now.cloneNode(true)
  for (const part of [copy, copy.querySelector('.mark')]) part.classList.toggle('large', old.classList.contains('large'))
  old.replaceWith(copy)
}

document.addEventListener('htmx:config:request', (event) => {
  const { ctx } = event.detail
  if (ctx.sourceElement !== fleet) return
  // As much as has been scrolled to is renewed: all, where the end has been reached.
  for (const shelf of fleet.querySelectorAll('[data-shelf]')) {
    const standing = shelf.querySelectorAll(':scope > .entry').length
    ctx.request.body.set(`n-${shelf.dataset.shelf}`, String(shelf.querySelector(':scope > .more') ? standing : MOST))
  }
  if (!fleet.querySelector('#moved').hidden) ctx.request.body.delete('version')
})

document.addEventListener('htmx:before:swap', (event) => {
  const { ctx, tasks } = event.detail
  if (ctx.sourceElement !== fleet) return
  const [{ fragment }] = tasks
  if (isHeld() && orderOf(fragment) !== orderOf(fleet)) keepOrder(fragment)
})

fleet.addEventListener('click', (event) => {
  const button = event.target.closest('[data-sort]')
  if (!button) return
  button.blur()
  window.htmx.trigger(fleet, 'every')
})
