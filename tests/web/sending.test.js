import assert from 'node:assert'
import test from 'node:test'

globalThis.window = { isSecureContext: false }
const { Refusal, send } = await import('../../signage/static/pages/sending.js')

const words = { logged: 'ログアウトしています', failed: '追加できませんでした' }
const how = { words, word: { value: 'w' }, most: 10, signal: undefined, says() {}, sent() {} }

/** What comes of a file where the server answers so. */
function refusedBy(status, text) {
  globalThis.fetch = async () => new Response(text, { status })
  return send({ name: 'a.jpg', size: 1, lastModified: 0 }, how).then(() => null, (problem) => problem)
}

test('what the server refuses is told in its words, also to whoever may not', async () => {
  for (const status of [403, 404, 422]) {
    const problem = await refusedBy(status, JSON.stringify({ error: '承認者が差し替えられます。' }))
    assert.ok(problem instanceof Refusal)
    assert.deepStrictEqual([problem.message, problem.again], ['承認者が差し替えられます。', status === 404])
  }
})

test('whoever is logged out, or logged in anew, is told so, and can go on', async () => {
  for (const text of [JSON.stringify({ error: '' }), '<!doctype html>']) {
    const problem = await refusedBy(403, text)
    assert.deepStrictEqual([problem.message, problem.again], [words.logged, true])
  }
})

/** What comes of a file of two bytes, where the server answers each path so. */
function answered(answers) {
  globalThis.fetch = async (path) => Response.json(...answers[path])
  const file = { name: 'a.jpg', size: 2, lastModified: 0, slice: () => '' }
  return send(file, how).catch((problem) => problem)
}

test('a part that the server has already goes on at the byte that it tells', async () => {
  const found = await answered({
    '/library/uploads': [{ id: '1', offset: 0 }],
    '/library/uploads/1': [{ offset: 2 }, { status: 409 }],
    '/library/uploads/1/finish': [{ path: '/library/1' }],
  })
  assert.strictEqual(found.path, '/library/1')
})

test('a file that can not be taken in yet is not told as added, and can be gone on with', async () => {
  const problem = await answered({
    '/library/uploads': [{ id: '1', offset: 2 }],
    '/library/uploads/1/finish': [{ error: '' }, { status: 409 }],
  })
  assert.ok(problem instanceof Refusal)
  assert.deepStrictEqual([problem.message, problem.again], [words.failed, true])
})

test('a refusal without words of its own is told in those of the page', async () => {
  assert.strictEqual((await refusedBy(413, '{"error": ""}')).message, words.failed)
})
