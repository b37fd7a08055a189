// Which files a manifest needs, soonest first. Pure.

import { showing } from './showing.js'

/** @typedef {import('./showing.js').Manifest} Manifest @typedef {import('./showing.js').Alert} Alert */

/** A manifest is ready to take over when the files of this time are there. */
export const SOON_MS = 600000

/** @param {string} slide */
export function pathOf(slide) {
  return `/slides/${slide}.html`
}

/**
 * The slide's document and every file it loads.
 * @param {Manifest} manifest
 * @param {string} slide
 */
export function filesOf(manifest, slide) {
  const path = pathOf(slide)
  const asset = manifest.assets[path]
  return [path].concat((asset && asset.needs) || [])
}

/**
 * @param {Manifest} manifest
 * @param {Alert} alert
 */
export function filesOfAlert(manifest, alert) {
  return unique(filesOf(manifest, alert.slide).concat(alert.files || []))
}

/**
 * The files of the next ten minutes.
 * @param {Manifest} manifest
 * @param {number} t
 */
export function soon(manifest, t) {
  const slides = []
  for (let at = t; at < t + SOON_MS; ) {
    const shown = showing(manifest, at)
    if (shown.slide !== null && shown.alert === null) slides.push(shown.slide)
    at = shown.ends
  }
  return filesOfAll(manifest, slides)
}

/**
 * All files from t on: soon ones, the fallback, then segment by segment.
 * @param {Manifest} manifest
 * @param {number} t
 */
export function inOrder(manifest, t) {
  const later = manifest.segments.filter((segment) => segment.until > t && segment.loop !== null)
  const loops = unique(later.map((segment) => String(segment.loop)))
  const slides = [manifest.fallback]
  for (const name of loops) {
    for (const i of manifest.loops[name].order) slides.push(manifest.slides[i].slide)
  }
  return unique(soon(manifest, t).concat(filesOfAll(manifest, slides)))
}

/**
 * @param {Manifest} manifest
 * @param {string[]} slides
 */
function filesOfAll(manifest, slides) {
  /** @type {string[]} */
  const files = []
  for (const slide of unique(slides)) files.push(...filesOf(manifest, slide))
  return unique(files)
}

/**
 * @param {string[]} names
 * @returns {string[]}
 */
export function unique(names) {
  return Array.from(new Set(names))
}
