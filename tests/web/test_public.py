"""Slides and media by hash, the player's own files, and whether the server lives."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from signage.render.assets import load_assets
from signage.store.blobs import Blobs
from signage.store.database import Database
from signage.store.erasures import Erasures, record_erased
from signage.web.player_files import KIOSK, VENDOR, PlayerFiles
from signage.web.routes import build_web
from tests.factories import NOW, a_player_desk
from tests.web.conftest import Web


async def test_a_slide_is_immutable_and_carries_its_policy(web: Web) -> None:
    name = web.blobs.store(b"<!doctype html>", "html")
    answer = await web.client.get(f"/slides/{name}")
    assert await answer.read() == b"<!doctype html>"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'; "
        "font-src 'self'; media-src 'self'; frame-ancestors 'self'"
    )


async def test_media_come_with_their_type_and_in_ranges(web: Web) -> None:
    name = web.blobs.store(b"wOF2 0123456789", "woff2")
    answer = await web.client.get(f"/media/{name}", headers={"Range": "bytes=5-8"})
    assert (answer.status, await answer.read()) == (206, b"0123")
    assert answer.headers["Content-Type"] == "font/woff2"


@pytest.mark.parametrize(
    "path",
    [
        "/slides/" + "0" * 64 + ".html",
        "/media/" + "0" * 64 + ".png",
        "/media/" + "0" * 64 + ".exe",
        "/media/..%2f..%2fsignage.sqlite3",
        "/media/" + "a" * 64 + ".json",
        "/slides/%2e%2e/x.html",
        "/player/../signage.toml",
        "/player/..%2fpyproject.toml",
    ],
)
async def test_nothing_but_blobs_comes_out(web: Web, path: str) -> None:
    answer = await web.client.get(path)
    assert (answer.status, (await answer.json())["error"]["code"]) == (404, "not_found")


async def test_what_was_erased_is_gone_for_good(
    aiohttp_client: AiohttpClient, database: Database, tmp_path: Path
) -> None:
    blobs, files = Blobs(tmp_path / "blobs"), PlayerFiles(KIOSK)
    slide, picture = blobs.store(b"<!doctype html>", "html"), blobs.store(b"picture", "webp")
    app = build_web(blobs=blobs, players=a_player_desk(tmp_path), files=files, erased=Erasures(database).holds)
    client = await aiohttp_client(app)
    async with database.write() as connection:
        await record_erased(connection, [slide, picture], NOW)
    assert (await client.get(f"/media/{picture}")).status == 200  # stored again since: it is another's
    for name in (slide, picture):
        blobs.remove(name)
    for path in (f"/slides/{slide}", f"/media/{picture}"):
        answer = await client.get(path)
        assert (answer.status, (await answer.json())["error"]["code"]) == (410, "erased")
        assert answer.headers["Cache-Control"] == "no-store"
    assert (await client.get(f"/media/{'0' * 64}.webp")).status == 404


async def test_a_published_tail_is_not_media(web: Web) -> None:
    name = web.blobs.store(b'{"from":1}', "json")
    assert (await web.client.get(f"/media/{name}")).status == 404


async def test_the_list_of_player_files_names_each_by_its_hash(web: Web) -> None:
    listing = json.loads(await (await web.client.get("/player/files.json")).read())
    assert listing["player"] == web.player
    assert listing["player"] == hashlib.sha256(json.dumps(listing["files"], separators=(",", ":")).encode()).hexdigest()
    assert {"/player/", "/player/qrcode.mjs", "/player/fonts.css"} <= set(listing["files"])
    assert not any("service-worker" in path for path in listing["files"])
    for path, sha256 in listing["files"].items():
        answer = await web.client.get(path)
        assert hashlib.sha256(await answer.read()).hexdigest() == sha256
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


async def test_the_player_sets_its_words_in_the_fonts_that_the_slides_have_anyway(web: Web) -> None:
    style = await (await web.client.get("/player/fonts.css")).text()
    shared = {address for address, _ in load_assets(VENDOR)[0].files if address.endswith(".woff2")}
    assert set(re.findall(r"url\((.+?)\)", style)) == shared
    page = await web.client.get("/player/")
    assert "font-src 'self'" in page.headers["Content-Security-Policy"]


async def test_the_qr_script_comes_as_a_module(web: Web) -> None:
    answer = await web.client.get("/player/qrcode.mjs")
    assert answer.headers["Content-Type"].startswith("text/javascript")


async def test_the_worker_may_serve_the_whole_site_and_is_not_asked_for_at_each_slide(web: Web) -> None:
    answer = await web.client.get("/service-worker.js")
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert "max-age" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Type"].startswith("text/javascript")


async def test_the_bare_address_leads_to_the_player(web: Web) -> None:
    answer = await web.client.get("/", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (302, "/player/")


async def test_alive_and_ready_are_two_things(web: Web) -> None:
    assert (await web.client.get("/healthz")).status == 200
    assert (await web.client.get("/readyz")).status == 200
    web.manifests.replace({}, web.manifests.in_force)
    assert (await web.client.get("/healthz")).status == 200
    assert (await web.client.get("/readyz")).status == 503
    assert (await web.client.get("/readyz", headers={"X-Forwarded-For": "198.51.100.7"})).status == 404
