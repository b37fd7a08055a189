import assert from 'node:assert'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { Program } from '../../players/kiosk/program.js'

const START = 1795186800000
const DAY = 86400000
let uptime = 0

/** A manifest of slots [slide, ms]; each item has its slide's name. */
function manifest(etag, slots, more = {}) {
  const slides = slots.map(([slide, ms]) => ({ slide, ms, transition: 'fade', item: slide }))
  const segments = more.segments || [{ from: START, until: START + 9 * DAY, anchor: START, loop: 'L1' }]
  const loops = { L1: { ms: slots.reduce((sum, slot) => sum + slot[1], 0), order: slots.map((_, i) => i) } }
  const window = { from: START, until: START + 9 * DAY }
  return { version: 1, etag, alerts: [], ...window, slides, loops, fallback: 'fallback', withdrawn: [], assets: {}, ...more, segments }
}

function program(lacking = []) {
  uptime = 0
  const missing = new Set(lacking.map((slide) => `/slides/${slide}.html`))
  const reports = []
  const made = new Program({ has: (path) => !missing.has(path), report: (code) => reports.push(code), onTakeOver: () => {}, uptime: () => uptime })
  const come = (slide) => missing.delete(`/slides/${slide}.html`)
  return { program: made, reports, come, lose: (slide) => missing.add(`/slides/${slide}.html`) }
}

/** Server time and uptime go on alike. */
function slideAt(made, t) {
  uptime = t
  return made.step(START + t).slide
}

test('the first manifest plays as soon as it is ready', () => {
  const { program: made } = program()
  assert.strictEqual(slideAt(made, 0), null)
  made.offer(manifest('1', [['a', 10000], ['b', 10000]]))
  assert.strictEqual(slideAt(made, 10), 'a')
  assert.strictEqual(slideAt(made, 10000), 'b')
})

test('a new manifest takes over when the slot on screen ends', () => {
  const { program: made } = program()
  made.offer(manifest('1', [['a', 10000], ['b', 10000]]))
  slideAt(made, 0)
  made.offer(manifest('2', [['c', 15000], ['d', 15000]]))
  assert.strictEqual(slideAt(made, 9999), 'a')
  assert.strictEqual(made.next().slide, 'c')
  assert.strictEqual(slideAt(made, 10000), 'c')
  assert.strictEqual(made.step(START + 10000).ends, START + 15000)
})

test("a slot's end counts even when the same slide follows", () => {
  const { program: made } = program()
  made.offer(manifest('1', [['a', 10000]]))
  slideAt(made, 0)
  made.offer(manifest('2', [['a', 5000], ['b', 5000]]))
  assert.strictEqual(slideAt(made, 10000), 'a')
  assert.strictEqual(made.current.etag, '2')
})

test('after a take-over what would end in under two seconds is left out', () => {
  const { program: made } = program()
  made.offer(manifest('1', [['a', 10000]]))
  slideAt(made, 0)
  made.offer(manifest('2', [['c', 11000], ['d', 11000]]))
  const step = made.step(START + 10000)
  assert.deepStrictEqual([step.slide, step.begins, step.ends], ['d', START + 10000, START + 22000])
})

test('a manifest that lacks files waits for them, at most 60 s since the first that waited', () => {
  const { program: made, come } = program(['c', 'e'])
  made.offer(manifest('1', [['a', 10000]]))
  slideAt(made, 0)
  made.offer(manifest('2', [['c', 10000]]))
  assert.strictEqual(slideAt(made, 10000), 'a')
  come('c')
  assert.strictEqual(slideAt(made, 20000), 'c')
  slideAt(made, 21000)
  made.offer(manifest('3', [['e', 10000]]))
  slideAt(made, 60000)
  made.offer(manifest('4', [['e', 5000], ['f', 5000]]))
  assert.strictEqual(slideAt(made, 80000), 'c')
  assert.strictEqual(slideAt(made, 90000), 'f')
  assert.strictEqual(made.current.etag, '4')
})

test('a withdrawn item on screen ends now: the new manifest takes over if it is ready', () => {
  const { program: made } = program()
  made.offer(manifest('1', [['a', 10000], ['b', 10000]]))
  slideAt(made, 0)
  made.offer(manifest('2', [['b', 10000]], { withdrawn: ['a'] }))
  assert.strictEqual(slideAt(made, 3000), 'b')
  assert.strictEqual(made.current.etag, '2')
})

test('a withdrawn item on screen ends now: else the substitute shows, unreported, until the new one is ready', () => {
  const { program: made, reports, come } = program(['c'])
  made.offer(manifest('1', [['a', 10000], ['b', 10000]]))
  slideAt(made, 0)
  made.offer(manifest('2', [['c', 10000]], { withdrawn: ['a'] }))
  assert.strictEqual(slideAt(made, 3000), 'b')
  assert.strictEqual(made.current.etag, '1')
  assert.deepStrictEqual(reports, [])
  come('c')
  assert.strictEqual(slideAt(made, 4000), 'c')
})

test('what the naming manifest itself holds is shown', () => {
  const { program: made } = program()
  made.offer(manifest('1', [['a', 10000]], { withdrawn: ['a'] }))
  assert.strictEqual(slideAt(made, 0), 'a')
})

test('a cancelled event that the naming manifest holds too is not hidden while that waits for its files', () => {
  const { program: made } = program(['c'])
  made.offer(manifest('1', [['fair', 10000], ['b', 10000]], { withdrawn: ['fair'] }))
  slideAt(made, 0)
  made.offer(manifest('2', [['c', 10000], ['fair', 10000]], { withdrawn: ['fair'] }))
  assert.strictEqual(slideAt(made, 5000), 'fair')
  assert.strictEqual(slideAt(made, 10000), 'b')
  assert.strictEqual(slideAt(made, 20000), 'fair')
})

test('a slide made of several items goes with any of them', () => {
  const { program: made } = program(['c'])
  const first = manifest('1', [['a', 10000], ['b', 10000]])
  first.slides[0] = { slide: 'a', ms: 10000, items: ['x', 'y'] }
  made.offer(first)
  slideAt(made, 0)
  made.offer(manifest('2', [['c', 10000]], { withdrawn: ['y'] }))
  assert.strictEqual(slideAt(made, 1000), 'b')
})

test('a list whose item was withdrawn is passed over unreported when its turn comes, and a list without it stays', () => {
  const { program: made, reports } = program(['c'])
  const first = manifest('1', [['a', 10000], ['b', 10000], ['d', 10000]])
  first.slides[1] = { slide: 'b', ms: 10000, items: ['x', 'y'] }
  first.slides[2] = { slide: 'd', ms: 10000, items: ['x', 'z'] }
  made.offer(first)
  slideAt(made, 0)
  made.offer(manifest('2', [['c', 10000]], { withdrawn: ['y'] }))
  assert.strictEqual(slideAt(made, 5000), 'a')
  assert.strictEqual(slideAt(made, 10000), 'a')
  assert.strictEqual(slideAt(made, 20000), 'd')
  assert.deepStrictEqual(reports, [])
})

test('what a newer manifest says of the same list with its item withdrawn is shown', () => {
  const { program: made } = program()
  const list = manifest('1', [['b', 10000]], { withdrawn: ['y'] })
  list.slides[0] = { slide: 'b', ms: 10000, items: ['x', 'y'] }
  made.offer(list)
  assert.strictEqual(slideAt(made, 0), 'b')
})

test('a slot that lacks its file keeps its time: the nearest earlier slide stands in, and it is reported once', () => {
  const { program: made, reports, lose } = program()
  made.offer(manifest('1', [['a', 10000], ['b', 10000], ['c', 10000]]))
  slideAt(made, 0)
  lose('b')
  const step = made.step(START + 12000)
  assert.deepStrictEqual([step.slide, step.begins, step.ends], ['a', START + 10000, START + 20000])
  assert.strictEqual(slideAt(made, 15000), 'a')
  assert.deepStrictEqual(reports, ['E12'])
  assert.strictEqual(slideAt(made, 20000), 'c')
})

test('without any slide of the loop the fallback shows, without that nothing', () => {
  const { program: made, lose, come } = program(['a', 'b'])
  made.offer(manifest('1', [['a', 10000], ['b', 10000]]))
  assert.strictEqual(slideAt(made, 60000), 'fallback')
  lose('fallback')
  assert.strictEqual(slideAt(made, 70000), null)
  come('b')
  assert.strictEqual(slideAt(made, 70100), 'b')
})

test('a slide that failed is passed over at once, and tried again later', () => {
  const { program: made } = program()
  made.offer(manifest('1', [['a', 10000], ['b', 10000]]))
  assert.strictEqual(slideAt(made, 0), 'a')
  made.setAside('a', START + 1000)
  assert.strictEqual(slideAt(made, 1000), 'b')
  assert.strictEqual(slideAt(made, 20000), 'b')
  assert.strictEqual(slideAt(made, 320000), 'a')
})

test('a clock that is corrected back by hours prolongs neither the wait for files nor what is passed over', () => {
  const { program: made } = program(['c'])
  const hours = 3 * 3600000
  made.offer(manifest('1', [['a', 10000], ['b', 10000]]))
  made.step(START + hours)
  made.setAside('a', START + hours)
  made.offer(manifest('2', [['c', 10000], ['d', 10000]]))
  uptime = 59000
  assert.deepStrictEqual([made.step(START + 1000).slide, made.wakeAt(START + 1000)], ['b', START + 2000])
  uptime = 60000
  made.step(START + 20000)
  assert.strictEqual(made.current.etag, '2')
  uptime = 300000
  made.step(START + 30000)
  assert.strictEqual(made.aside.has('a'), false)
})

test('while nothing at all can be shown a new manifest need not wait for the end of the slot', () => {
  const { program: made } = program(['a', 'fallback'])
  made.offer(manifest('1', [['a', 120000]]))
  assert.strictEqual(made.step(START + 60000).starved, true)
  made.offer(manifest('2', [['b', 10000]]))
  assert.strictEqual(slideAt(made, 61000), 'b')
})

test('an alert of a manifest that still waits acts at once, and ends at once', () => {
  const { program: made } = program(['c'])
  const alert = { id: 'x', slide: 'alarm', from: START, until: START + DAY, wake: false }
  made.offer(manifest('1', [['a', 10000]]))
  slideAt(made, 0)
  made.offer(manifest('2', [['c', 10000]], { alerts: [alert] }))
  assert.strictEqual(slideAt(made, 1000), 'alarm')
  assert.strictEqual(made.current.etag, '1')
  made.offer(manifest('3', [['c', 10000]]))
  assert.strictEqual(slideAt(made, 5000), 'a')
})

test('an alert begins when its files are there', () => {
  const { program: made, come } = program(['alarm'])
  const alert = { id: 'x', slide: 'alarm', from: START, until: START + DAY, wake: false }
  made.offer(manifest('1', [['a', 10000]], { alerts: [alert] }))
  assert.strictEqual(slideAt(made, 1000), 'a')
  assert.strictEqual(Array.from(made.needs(START + 1000).keys())[0], '/slides/alarm.html')
  come('alarm')
  assert.strictEqual(slideAt(made, 1100), 'alarm')
})

test("an alert's slide that failed once comes again within seconds, one that goes on failing ever later", () => {
  const { program: made } = program()
  const alerts = [{ id: 'x', slide: 'alarm', from: START, until: START + DAY, wake: false }]
  made.offer(manifest('1', [['a', 3600000]], { alerts }))
  assert.strictEqual(slideAt(made, 0), 'alarm')
  const pauses = []
  for (let t = 0, i = 0; i < 8; i += 1) {
    made.setAside('alarm', START + t)
    assert.strictEqual(slideAt(made, t), 'a')
    const wake = made.wakeAt(START + t) - START
    assert.strictEqual(slideAt(made, wake), 'alarm')
    pauses.push(wake - t)
    t = wake
  }
  assert.deepStrictEqual(pauses, [10000, 20000, 40000, 80000, 160000, 300000, 300000, 300000])
  // A manifest that comes gives it its chance.
  made.offer(manifest('2', [['a', 3600000]], { alerts }))
  made.setAside('alarm', START + uptime)
  assert.strictEqual(made.wakeAt(START + uptime), START + uptime + 10000)
})

test('an alert that comes in the middle of a slot wakes the stage for it', () => {
  const { program: made } = program()
  const alert = { id: 'x', slide: 'alarm', from: START + 4000, until: START + 6000, wake: false }
  made.offer(manifest('1', [['a', 10000]]))
  slideAt(made, 0)
  made.offer(manifest('2', [['a', 10000]], { alerts: [alert] }))
  slideAt(made, 1000)
  assert.strictEqual(made.wakeAt(START + 1000), START + 4000)
  assert.strictEqual(slideAt(made, 4000), 'alarm')
  assert.strictEqual(slideAt(made, 6000), 'a')
})

test('planned off is black, and a new manifest takes over during it', () => {
  const { program: made } = program()
  const off = [{ from: START, until: START + 9 * DAY, anchor: START, loop: null }]
  made.offer(manifest('1', [['a', 10000]], { segments: off }))
  const step = made.step(START + 1000)
  assert.deepStrictEqual([step.slide, step.starved], [null, false])
  made.offer(manifest('2', [['a', 10000]]))
  assert.strictEqual(slideAt(made, 2000), 'a')
})

test('a clock corrected back a little does not bring the slot before back', () => {
  const { program: made } = program()
  made.offer(manifest('1', [['a', 10000], ['b', 10000]]))
  assert.strictEqual(slideAt(made, 10000), 'b')
  assert.strictEqual(slideAt(made, 9970), 'b')
  assert.strictEqual(slideAt(made, 5000), 'a')
})

test('a change that is undone before it took over changes nothing', () => {
  const { program: made } = program()
  const first = manifest('1', [['a', 10000]])
  made.offer(first)
  slideAt(made, 0)
  made.offer(manifest('2', [['b', 10000]]))
  made.offer(first)
  assert.strictEqual(made.waiting, null)
  assert.strictEqual(slideAt(made, 10000), 'a')
})

/** Looks at each tenth of a second, as manifests come. */
function* looks(manifests, until) {
  const { program: made } = program()
  const coming = manifests.map((one, i) => ({ ...one, version: 1, etag: String(i), assets: {} }))
  for (let t = Math.max(0, coming[1].came - 30000); t <= until; t += 100) {
    while (coming.length > 0 && coming[0].came <= t) made.offer(coming.shift())
    uptime = t
    yield [t, made.step(t).slide]
  }
}

for (const { says, manifests, shown } of JSON.parse(readFileSync(new URL('../vectors/taking_over.json', import.meta.url), 'utf8'))) {
  test(`taking over: ${says}`, () => {
    const found = new Map(looks(manifests, shown[shown.length - 1][0]))
    for (const [t, slide] of shown) assert.strictEqual(found.get(t), slide, `at ${t}`)
  })
}
