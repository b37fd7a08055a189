"""A disk that can't be read for a while: nothing is taken for gone that is only out of reach."""

import asyncio

import pytest

from tests.chromium import Browser

from .conftest import SIZE, errors, items, play
from .server import FakeServer
from .slides import make_manifest, slot

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

COVERED = "Boolean(document.querySelector('.fallback:not([hidden])'))"
UNREADABLE_ONCE = """if (window === parent && !sessionStorage.begun) {
  sessionStorage.begun = 1
  const open = IDBFactory.prototype.open
  let woken = false
  setTimeout(() => { woken = true }, 3000)
  IDBFactory.prototype.open = function (...names) {
    if (!woken) throw new DOMException('disk', 'UnknownError')
    return open.apply(this, names)
  }
}"""
NO_WORKER = """if (window === parent) {
  window.broken = true
  const { register } = ServiceWorkerContainer.prototype
  ServiceWorkerContainer.prototype.register = function (...given) {
    return window.broken ? Promise.reject(new DOMException('storage', 'AbortError')) : register.apply(this, given)
  }
}"""
A_STORE = """import('/player/store.js').then(async ({ Store }) => {
  window.told = []
  window.store = new Store((problem) => told.push(problem.name))
  return store.save('x', 1)
})"""


async def test_a_paired_screen_whose_disk_wakes_late_is_covered_begins_anew_and_is_never_asked_to_pair(
    server: FakeServer, browser: Browser
) -> None:
    patient = server.player_files["/player/kiosk.js"]
    server.player_files["/player/kiosk.js"] = patient.replace(b"RESTART_MS = 60000", b"RESTART_MS = 1000")
    assert server.player_files["/player/kiosk.js"] != patient
    server.publish("token", make_manifest([slot("red", 800), slot("green", 800)]))
    page = await play(browser, server)
    address = await page.evaluate("location.href")
    await page.run_before_load(UNREADABLE_ONCE)
    await page.navigate(address)
    await page.wait_for(COVERED)
    assert not await page.evaluate("Boolean(document.querySelector('.pairing'))")
    await page.wait_for("window.signage && signage.paintings.length > 0")
    assert not server.pairings


async def test_a_connection_that_the_browser_closes_is_opened_anew(server: FakeServer, browser: Browser) -> None:
    server.publish("token", make_manifest([slot("red", 800)]))
    page = await play(browser, server)
    assert await page.evaluate(A_STORE)
    origin = await page.evaluate("location.origin")
    await page.evaluate(
        "store.database.then((database) => { window.gone = new Promise((resolve) => database.addEventListener('close', resolve)) })"
    )
    await page.command("Storage.clearDataForOrigin", origin=origin, storageTypes="indexeddb")
    await page.evaluate("gone.then(() => true)")
    assert await page.evaluate("store.save('x', 2)")
    assert await page.evaluate("store.memory.size") == 0
    assert await page.evaluate("store.read('x')") == 2


async def test_a_dead_connection_costs_one_try(server: FakeServer, browser: Browser) -> None:
    server.publish("token", make_manifest([slot("red", 800)]))
    page = await play(browser, server)
    assert await page.evaluate(A_STORE)
    await page.evaluate("store.database.then((database) => database.close())")
    assert not await page.evaluate("store.save('x', 2)")
    assert await page.evaluate("told") == ["InvalidStateError"]
    assert await page.evaluate("store.save('y', 3)")
    assert await page.evaluate("store.save('x', 2)")
    assert await page.evaluate("store.removeAll('x')")
    assert await page.evaluate(
        "Promise.all([store.read('x'), store.read('y')]).then((read) => [read[0] === undefined, read[1]])"
    ) == [True, 3]


async def test_a_screen_whose_worker_does_not_come_is_heard_of_and_plays_once_it_does(
    server: FakeServer, browser: Browser
) -> None:
    patient = server.player_files["/player/worker.js"]
    server.player_files["/player/worker.js"] = patient.replace(b"RETRY_MS = 5000", b"RETRY_MS = 500")
    assert server.player_files["/player/worker.js"] != patient
    server.publish("token", make_manifest([slot("red", 800), slot("green", 800)]))
    page = await browser.new_page("about:blank", *SIZE)
    await page.run_before_load(NO_WORKER)
    await page.navigate(server.player_url("token"))
    for _ in range(100):
        told = [error["code"] for beat in server.heartbeats["token"] for error in beat["errors"]]
        if "E21" in told:
            break
        await asyncio.sleep(0.1)
    assert "E21" in told
    number = server.command("token", "swim")
    for _ in range(100):
        if server.outcomes(number):
            break
        await asyncio.sleep(0.1)
    assert server.outcomes(number)
    # Not a slide that nobody could verify.
    assert not await page.evaluate("Array.from(document.querySelectorAll('iframe')).some((frame) => frame.src)")
    assert await items(page) == []
    await page.evaluate("window.broken = false")
    await page.wait_for("signage.paintings.length > 1")
    assert "E21" not in await errors(page)
