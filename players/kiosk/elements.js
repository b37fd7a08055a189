// Builds what the page itself shows, over the stage. The page's policy allows no style in markup: classes and CSSOM only.

/**
 * @param {string} name
 * @param {string} classes
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function element(name, classes, ...children) {
  const made = document.createElement(name)
  if (classes) made.className = classes
  made.append(...children)
  return made
}

/**
 * Words for people: Japanese first, English beside it.
 * @param {string} name
 * @param {string} classes
 * @param {{ja: string, en: string}} words
 */
export function said(name, classes, { ja, en }) {
  const english = element('span', 'en', en)
  english.lang = 'en'
  return element(name, classes, element('span', 'ja', ja), english)
}

/**
 * Takes the place of everything inside.
 * @param {Element} parent
 * @param {...(Node | string)} children
 */
export function fill(parent, ...children) {
  parent.textContent = ''
  parent.append(...children)
}

/**
 * How wide a text is, in its own size: a Japanese character is 1, a Latin one about half.
 * @param {string} text
 */
export function emsOf(text) {
  return Array.from(text).reduce((sum, sign) => sum + (/[ -\u02ff\uff61-\uff9f]/.test(sign) ? 0.58 : 1), 0)
}
