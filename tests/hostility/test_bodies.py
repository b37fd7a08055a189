"""Bodies that are small on the line and large inside, that have too many parts, or that never were what they say."""

import asyncio
import gzip
import zlib
from pathlib import Path

import pytest
from aiohttp import FormData
from pytest_aiohttp.plugin import AiohttpClient

from signage.store.database import Database
from signage.store.displays import token_digest
from signage.web.auth import FORM_LIMIT_BYTES
from signage.web.staff.library.library import FILES_AT_ONCE
from tests.hostility.headers import lacking
from tests.web.sites import Site, a_site, hidden_fields

BOMB = gzip.compress(b"0" * 60_000_000)
"""60 KB on the line, 60 MB inside."""
PLAYER = "/api/v1/player"


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> Site:
    made = await a_site(aiohttp_client, tmp_path, sqlite)
    await made.add_person("boss", "administrator")
    return made


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/login", "application/x-www-form-urlencoded"),
        ("/login", "multipart/form-data; boundary=b"),
        (f"{PLAYER}/heartbeat", "application/json"),
        (f"{PLAYER}/plays", "application/json"),
        (f"{PLAYER}/screenshots", "image/jpeg"),
    ],
)
async def test_a_body_that_unpacks_to_a_thousand_times_its_size_is_refused(site: Site, path: str, kind: str) -> None:
    form = b"csrf=x&name=" if "form-url" in kind else b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\n'
    body = gzip.compress(form + b"0" * 60_000_000) if "form" in kind else BOMB
    headers = {"Content-Encoding": "gzip", "Content-Type": kind, "Signage-At": "1795212000123"}
    answer = await site.client.post(path, data=body, headers=headers)
    assert answer.status in ((401,) if path.startswith(PLAYER) else (413,))
    assert not lacking(answer, await answer.read())


@pytest.mark.parametrize("path", [f"{PLAYER}/heartbeat", f"{PLAYER}/plays", f"{PLAYER}/screenshots"])
async def test_a_screen_with_a_token_brings_no_bomb_either(site: Site, path: str) -> None:
    site.players.manifests.know({token_digest("token"): "entrance"})
    headers = {"Authorization": "Bearer token", "Signage-At": "1795212000123", "Content-Encoding": "deflate"}
    answer = await site.client.post(path, data=zlib.compress(b"0" * 60_000_000), headers=headers)
    assert answer.status == 413


async def test_a_form_has_so_many_parts_and_so_many_bytes_at_most(site: Site) -> None:
    await site.log_in("boss")
    csrf = hidden_fields(await site.page("/settings/places/new"))["csrf"]
    many = FormData({"csrf": csrf})
    for number in range(1_500):
        many.add_field("files", b"x", filename=f"{number}.png")
    answer = await site.client.post("/library/files", data=many)
    page = await answer.text()
    assert answer.status == 422 and f"{FILES_AT_ONCE}点まで" in page and "1499.png" not in page
    fields = "&".join(f"{number}=" for number in range(9_000))
    answer = await site.client.post("/settings/places/new", data=f"csrf={csrf}&{fields}".encode(), headers=FORM)
    assert answer.status in (413, 422)
    answer = await site.client.post("/settings/places/new", data=b"a=" + b"x" * FORM_LIMIT_BYTES, headers=FORM)
    assert answer.status == 413


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--b",
        b"--b--\r\n",
        b"--b\r\n\r\nno name\r\n--b--\r\n",
        b'--b\r\nContent-Disposition: form-data; name="a"; filename="' + b"x" * 9_000 + b'"\r\n\r\n\r\n--b--\r\n',
        b"--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\n--c--\r\n--b--\r\n",
        b'--b\r\nContent-Disposition: form-data; name="csrf"\r\nContent-Transfer-Encoding: base64\r\n\r\n=\xff=\r\n--b--\r\n',
        b'--b\r\nContent-Disposition: form-data; name="csrf"\r\nContent-Encoding: gzip\r\n\r\nnone\r\n--b--\r\n',
        b'--b\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: text/plain; charset=nonsense\r\n\r\nx\r\n--b--\r\n',
        b'--b\r\nContent-Disposition: form-data; name="a"\r\nContent-Length: 99\r\n\r\nx\r\n--b--\r\n',
    ],
)
async def test_parts_that_are_none_are_the_senders_fault(site: Site, body: bytes) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    async with asyncio.timeout(20):
        answer = await site.client.post("/login", data=body, headers=headers)
    assert 400 <= answer.status < 500
