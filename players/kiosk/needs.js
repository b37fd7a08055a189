// Which files a manifest needs and when, soonest first. Pure.
//
// Needs are a Map from a file's path to the moment when it is first needed; its order is the order to fetch in.

import { showing } from './showing.js'

/** @typedef {import('./showing.js').Manifest} Manifest @typedef {import('./showing.js').Alert} Alert */

/** A manifest is ready to take over when the files of this time are there. */
const SOON_MS = 600000

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

/** @typedef {Map<string, number>} Needs */

/**
 * The files of the next ten minutes.
 * @param {Manifest} manifest
 * @param {number} t
 */
export function soon(manifest, t) {
  return Array.from(soonNeeds(manifest, t).keys())
}

/**
 * @param {Manifest} manifest
 * @param {number} t
 */
export function soonNeeds(manifest, t) {
  /** @type {Needs} */
  const needs = new Map()
  for (let at = t; at < t + SOON_MS; ) {
    const shown = showing(manifest, at)
    if (shown.slide !== null && shown.alert === null) need(needs, filesOf(manifest, shown.slide), at)
    at = shown.ends
  }
  return needs
}

/**
 * Alerts go ahead of all others.
 * @param {Manifest} manifest
 * @param {number} t
 */
export function alertNeeds(manifest, t) {
  /** @type {Needs} */
  const needs = new Map()
  for (const alert of manifest.alerts) if (alert.until > t) need(needs, filesOfAlert(manifest, alert), t)
  return needs
}

/**
 * All files from t on: alerts, soon ones, the fallback (which may be needed at any time), then segment by segment, and last the spare
 * ones, without which nothing is lacking.
 * @param {Manifest} manifest
 * @param {number} t
 */
export function allNeeds(manifest, t) {
  const needs = merged(alertNeeds(manifest, t), soonNeeds(manifest, t))
  need(needs, filesOf(manifest, manifest.fallback), t)
  const later = manifest.segments.filter((segment) => segment.until > t && segment.loop !== null)
  const seen = new Set()
  for (const { loop, from } of later) {
    if (seen.has(loop)) continue
    seen.add(loop)
    for (const i of manifest.loops[String(loop)].order) {
      // What is known to come soon is known better; all else comes later.
      const files = filesOf(manifest, manifest.slides[i].slide).filter((path) => !needs.has(path))
      need(needs, files, Math.max(from, t + SOON_MS))
    }
  }
  need(needs, manifest.spare || [], manifest.until)
  return needs
}

/**
 * In the order in which they are given; a file is needed when the first needs it.
 * @param {...Needs} all
 */
export function merged(...all) {
  /** @type {Needs} */
  const one = new Map()
  for (const needs of all) needs.forEach((at, path) => need(one, [path], at))
  return one
}

/**
 * @param {Needs} needs
 * @param {string[]} paths
 * @param {number} at
 */
function need(needs, paths, at) {
  for (const path of paths) {
    const before = needs.get(path)
    needs.set(path, before === undefined ? at : Math.min(before, at))
  }
}

/**
 * Until when no file is missing; the manifest's end if none is.
 * @param {Manifest} manifest
 * @param {number} t
 * @param {(path: string) => boolean} has
 */
export function completeUntil(manifest, t, has) {
  const missing = Array.from(allNeeds(manifest, t)).filter(([path]) => !has(path))
  return missing.reduce((first, [, at]) => Math.min(first, at), manifest.until)
}

/**
 * @param {string[]} names
 * @returns {string[]}
 */
export function unique(names) {
  return Array.from(new Set(names))
}
