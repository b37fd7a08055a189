// A QR code as a picture in whole device pixels, its quiet zone included, black on white.

import qrcode from './qrcode.mjs'

const QUIET = 4
const SVG = 'http://www.w3.org/2000/svg'

/**
 * @param {string} text
 * @param {number} side_px the most it may take, CSS px
 */
export function qrPicture(text, side_px) {
  const code = qrcode(0, 'M')
  code.addData(text)
  code.make()
  const count = code.getModuleCount()
  const modules = count + 2 * QUIET
  const ratio = window.devicePixelRatio || 1
  const side = (modules * Math.max(1, Math.floor((side_px * ratio) / modules))) / ratio
  const picture = shape('svg', { width: side, height: side, viewBox: `0 0 ${modules} ${modules}`, 'shape-rendering': 'crispEdges', role: 'img' })
  picture.setAttribute('aria-label', text)
  picture.append(shape('rect', { width: modules, height: modules, fill: '#fff' }), shape('path', { d: darkModules(code, count), fill: '#000' }))
  return picture
}

/**
 * @param {import('./qrcode.mjs').Code} code
 * @param {number} count
 */
function darkModules(code, count) {
  let path = ''
  for (let y = 0; y < count; y += 1) {
    for (let x = 0; x < count; x += 1) {
      if (code.isDark(y, x)) path += `M${x + QUIET} ${y + QUIET}h1v1h-1z`
    }
  }
  return path
}

/**
 * @param {string} name
 * @param {Object<string, string | number>} attributes
 */
function shape(name, attributes) {
  const made = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value))
  return made
}
