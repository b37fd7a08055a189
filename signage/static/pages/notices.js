// What a form tells above itself: how its saving goes, and what stands there until it is answered.

const told = document.getElementById('told')

/**
 * @param {string} words @param {string} label of its button @param {() => void} act
 * @param {{stays?: boolean}} how one that stays goes only by its button: another that is told stands below it
 */
export function notice(words, label, act, { stays = false } = {}) {
  if ([...told.children].some((one) => one.textContent === words + label)) return // it stands there already, and may hold the focus
  saveWentWell()
  const box = document.createElement('div')
  box.className = 'notice warn'
  if (stays) box.dataset.stays = ''
  const text = document.createElement('p')
  text.textContent = words
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = label
  button.addEventListener('click', () => {
    if (stays) box.remove()
    act()
  })
  box.append(text, button)
  told.append(box)
}

/** Takes away what was told of saving. */
export function saveWentWell() {
  for (const one of [...told.children]) if (!('stays' in one.dataset)) one.remove()
}
