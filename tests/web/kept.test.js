import assert from 'node:assert'
import test from 'node:test'

const DAY = 86400000

/** As much of a browser's store as is used: its names are its own. */
class Store {
  getItem(name) {
    return this[name] ?? null
  }
  setItem(name, text) {
    this[name] = text
  }
  removeItem(name) {
    delete this[name]
  }
}

/** A form of an item with these fields and boxes; `seen` is empty while it was never saved. */
const formOf = (fields, { seen = '', item = 'staff-1', user = 'taga', boxes = [] } = {}) => ({
  dataset: { item, user },
  elements: { seen: { value: seen }, was: { value: '{}' } },
  fields,
  querySelectorAll: (asked) => boxes.filter((box) => asked.endsWith('[name]') || asked === `[name="${box.name}"]`),
})

globalThis.FormData = class {
  constructor(form) {
    this.fields = form.fields
  }
  [Symbol.iterator]() {
    return Object.entries(this.fields)[Symbol.iterator]()
  }
}
globalThis.location = { search: '' }
globalThis.CSS = { escape: (text) => text }

/** The script, over an empty store. */
async function fresh() {
  globalThis.localStorage = new Store()
  return import('../../signage/static/pages/kept.js')
}

const titleOf = (kept) => kept && kept.fields.title_ja

test('what was typed into a new item is put back over the same beginning only', async () => {
  const { keepInBrowser, keptInBrowser } = await fresh()
  keepInBrowser(formOf({ title_ja: '打ちかけ' }))
  for (const other of ['?from=news-1', '?kind=event', '?kind=picture&media=a.jpg']) {
    location.search = other
    assert.strictEqual(keptInBrowser(formOf({}, { item: 'staff-2' })), null, other)
    keepInBrowser(formOf({ title_ja: other }))
    assert.strictEqual(titleOf(keptInBrowser(formOf({}, { item: 'staff-2' }))), other)
  }
  location.search = '?lang=en'
  assert.strictEqual(titleOf(keptInBrowser(formOf({}, { item: 'staff-2' }))), '打ちかけ')
  location.search = ''
})

test('a save forgets what was kept of that item alone', async () => {
  const { forgetInBrowser, keepInBrowser, keptInBrowser } = await fresh()
  keepInBrowser(formOf({ title_ja: '新しいもの' }))
  keepInBrowser(formOf({ title_ja: '直したもの' }, { seen: '1.2' }))
  forgetInBrowser(formOf({}, { seen: '1.2' }))
  assert.strictEqual(keptInBrowser(formOf({}, { seen: '1.2' })), null)
  assert.strictEqual(titleOf(keptInBrowser(formOf({}))), '新しいもの')
  forgetInBrowser(formOf({}))
  assert.strictEqual(keptInBrowser(formOf({})), null)
})

test('what is older than a week, or can not be read, leaves the browser', async () => {
  const { forgetOld, keepInBrowser } = await fresh()
  keepInBrowser(formOf({ title_ja: 'きょう' }))
  const old = { user: 'mito', seen: '1.1', was: '{}', at: Date.now() - 8 * DAY, fields: { title_ja: '前' } }
  localStorage.setItem('signage-item-staff-9', JSON.stringify(old))
  localStorage.setItem('signage-item-staff-8', '{broken')
  localStorage.setItem('signage-keys', 'off')
  forgetOld()
  assert.deepStrictEqual(Object.keys(localStorage), ['signage-item-new', 'signage-keys'])
})

test('at a log-out all that one person typed leaves the browser, and what others did stays', async () => {
  const { forgetAllOf, keepInBrowser } = await fresh()
  keepInBrowser(formOf({ title_ja: '新しいもの' }))
  keepInBrowser(formOf({ title_ja: '直したもの' }, { seen: '1.2' }))
  keepInBrowser(formOf({ title_ja: 'ほかの人' }, { seen: '1.2', item: 'staff-2', user: 'mito' }))
  forgetAllOf('taga')
  assert.deepStrictEqual(Object.keys(localStorage), ['signage-item-staff-2'])
})

test('nothing fails where a browser keeps nothing', async () => {
  const { forgetAllOf, forgetInBrowser, forgetOld, keepInBrowser, keptInBrowser } = await fresh()
  delete globalThis.localStorage
  for (const act of [keepInBrowser, keptInBrowser, forgetInBrowser]) act(formOf({ title_ja: 'x' }))
  forgetOld()
  forgetAllOf('taga')
})

test('dropping what was put back leaves what was typed since', async () => {
  const { dropped } = await fresh()
  const before = { title_ja: '写し', text_ja: '', theme: 'sea' }
  const put = { title_ja: '古い題', text_ja: '古い文', themes: 'a' }
  assert.deepStrictEqual(dropped(before, put, new Set(['text_ja'])), { title_ja: '写し', themes: '' })
})

const boxOf = (name, value, checked) => ({ type: 'checkbox', name, value, checked })

test('a tick that was taken away comes back as taken away, and what an older page kept leaves boxes alone', async () => {
  const { fill, keepInBrowser, keptInBrowser } = await fresh()
  const typed = [boxOf('consent', 'on', false), boxOf('places', 'a', false), boxOf('places', 'b', true)]
  keepInBrowser(formOf({ title_ja: '題', places: 'b' }, { boxes: typed }))
  const { fields } = keptInBrowser(formOf({}))
  assert.deepStrictEqual(fields, { title_ja: '題', places: 'b', consent: '' })
  const boxes = [boxOf('consent', 'on', true), boxOf('places', 'a', true), boxOf('places', 'b', false)]
  fill(formOf({}, { boxes }), { title_ja: '題' })
  assert.deepStrictEqual(boxes.map((one) => one.checked), [true, true, false])
  fill(formOf({}, { boxes }), fields)
  assert.deepStrictEqual(boxes.map((one) => one.checked), [false, false, true])
})

/** As much of a page's element as a notice is. */
class Element {
  children = []
  dataset = {}
  words = ''
  get textContent() {
    return this.words + this.children.map((one) => one.textContent).join('')
  }
  set textContent(words) {
    this.words = words
  }
  append(...added) {
    for (const one of added) one.above = this
    this.children.push(...added)
  }
  remove() {
    this.above.children = this.above.children.filter((one) => one !== this)
  }
  addEventListener(_, act) {
    this.click = act
  }
}

test('what was put back can be dropped until it is answered, however often it is saved', async () => {
  const told = new Element()
  globalThis.document = { getElementById: () => told, createElement: () => new Element() }
  const { notice, saveWentWell } = await import('../../signage/static/pages/notices.js')
  let answered = 0
  notice('戻しました。', '捨てる', () => (answered += 1), { stays: true })
  notice('ログインが切れました。', 'ログインし直す', () => {})
  notice('ログインが切れました。', 'ログインし直す', () => {})
  assert.deepStrictEqual(told.children.map((one) => one.textContent), ['戻しました。捨てる', 'ログインが切れました。ログインし直す'])
  saveWentWell()
  assert.deepStrictEqual(told.children.map((one) => one.textContent), ['戻しました。捨てる'])
  told.children[0].children[1].click()
  assert.deepStrictEqual([told.children, answered], [[], 1])
})
