import assert from 'node:assert'
import test from 'node:test'
import { takeToken } from '../../players/kiosk/seat.js'

function address(hash) {
  globalThis.location = { pathname: '/player/', search: '?seat=hall', hash }
  globalThis.history = { replaceState: () => (globalThis.location.hash = '') }
}

/** A disk with what two displays have kept, as seats `hall` and `hall2`. */
function store(readable = true) {
  const disk = new Map()
  for (const seat of ['hall', 'hall2']) {
    for (const key of [`token/${seat}`, `manifests/${seat}`, `maintenance/${seat}`, `commands/${seat}`]) disk.set(key, 'old')
    for (const key of [`plays/${seat}/a`, `plays/${seat}/b`]) disk.set(key, 'old')
  }
  const read = async (key) => {
    if (!readable) throw new DOMException('disk', 'UnknownError')
    return disk.get(key)
  }
  const made = {
    read,
    load: (key) => read(key).catch(() => undefined),
    save: async (key, value) => disk.set(key, value),
    remove: async (key) => disk.delete(key),
    removeAll: async (prefix) => Array.from(disk.keys()).filter((key) => key.startsWith(prefix)).forEach((key) => disk.delete(key)),
  }
  return { disk, made }
}

test('another token takes away all that the display before it has left in its seat, and nothing of its neighbour', async () => {
  const { disk, made } = store()
  address('#token=new')
  assert.strictEqual(await takeToken(made, 'hall'), 'new')
  const left = Array.from(disk).filter(([key, value]) => /[/]hall(?=[/]|$)/.test(key) && value)
  assert.deepStrictEqual(left, [['token/hall', 'new']])
  assert.strictEqual(Array.from(disk.keys()).filter((key) => key.includes('hall2')).length, 6)
  assert.strictEqual(globalThis.location.hash, '')
})

test('the same token takes nothing away', async () => {
  const { disk, made } = store()
  address('#token=old')
  assert.strictEqual(await takeToken(made, 'hall'), 'old')
  assert.deepStrictEqual([disk.size, disk.get('manifests/hall')], [12, 'old'])
})

test('a disk that cannot be read is not a screen without a token', async () => {
  address('')
  await assert.rejects(takeToken(store(false).made, 'hall'), { name: 'UnknownError' })
  address('#token=new')
  assert.strictEqual(await takeToken(store(false).made, 'hall'), 'new')
})
