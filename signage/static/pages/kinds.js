// What of an item's form belongs to its kind.

/**
 * Fields of a kind only with it, places only where some are chosen; what needs a picture has pictures to choose from.
 * @param {HTMLFormElement} form
 */
export function fit(form) {
  askForPicture(form, form.dataset.pictured.split(' ').includes(form.elements.kind.value))
  const most = JSON.parse(form.dataset.most)[form.elements.kind.value === 'voice' ? 'voice' : 'other']
  for (const [code, count] of Object.entries(most)) form.elements[`title_${code}`].dataset.count = String(count)
  for (const part of form.querySelectorAll('[data-kinds]')) part.hidden = part.dataset.kinds !== form.elements.kind.value
  for (const part of form.querySelectorAll('[data-where]')) part.hidden = form.elements.where.value !== part.dataset.where
  for (const tab of form.querySelectorAll('[role="tab"]')) {
    tab.querySelector('[data-yet]').hidden = Boolean(form.elements[`title_${tab.dataset.language}`].value.trim())
  }
}

/** Pictures that stand there for good have no button, which could but shut them. */
function askForPicture(form, needed) {
  const picking = form.querySelector('.picking')
  if (needed) picking.open = true
  picking.querySelector('summary').hidden = needed
  form.querySelector('#media .optional').hidden = needed
}
