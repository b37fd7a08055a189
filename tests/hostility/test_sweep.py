"""Every address, with every method it has, asked by everybody with what nobody means: answered, soon, and telling nothing.

SIGNAGE_SWEEP says how many times each is asked by each (one as it stands, eight for a quarter of an hour); together with
HYPOTHESIS_PROFILE=default the examples are new ones.
"""

import asyncio
import csv
import json
import os
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp
import pytest
from hypothesis import HealthCheck, given, note, settings
from structlog.testing import capture_logs
from yarl import URL

from signage.store.database import opened
from signage.web.auth import CSRF_HEADER
from signage.web.staff import ROUTES
from tests.hostility.ground import ASKERS, SECRET, WEAK, Asker, Ground, ground, let_all_in, let_in, of_the_library
from tests.hostility.headers import lacking
from tests.hostility.values import TAME, Asked, asked
from tests.postgresql import Postgres

TIMES = int(os.environ.get("SIGNAGE_SWEEP", "1"))
SOON_SECONDS = 20
"""No answer takes as long on a machine three times slower, unless what was asked makes it go round in circles."""

_PLAYER = "/api/v1/player"
_OTHERS = (
    *(("GET", f"{_PLAYER}/{name}") for name in ("manifest", "time", "pairing", "nothing")),
    *(("POST", f"{_PLAYER}/{name}") for name in ("heartbeat", "plays", "screenshots", "commands/{id}", "pairing")),
    ("GET", "/slides/{slide}"),
    ("GET", "/media/{media}"),
    ("GET", "/player/{file}"),
    ("GET", "/static/pages/{file}"),
    ("GET", "/static/lengths.css"),
    ("GET", "/static/sizes.css"),
    ("GET", "/q/{code}"),
    ("POST", "/q/{code}"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
    ("PUT", "/{anything}"),
)
"""What is no page of the staff."""
ALL = (*((method, route) for method, route, _ in ROUTES), *_OTHERS)

FILES = ("root:x:0", "SQLite format 3")
"""How files begin that no path leads to."""


def url_of(ground: Ground, route: str, one: Asked, pick: int) -> tuple[URL, str]:
    """The address, and its form's key: the path with names that there are."""
    strange, path, plain = list(one.path), "", ""
    for part in route.split("/")[1:]:
        name = part.strip("{}").partition(":")[0]
        if "{" in part:
            known = ground.known.get(name, ("x",))
            usual = known[pick % len(known)] + (".html" if part.endswith(".html") else "")
            value = strange.pop() if strange else None
            path += f"/{usual if value is None else quote(value.encode(errors='surrogatepass')[:1500], safe='')}"
            plain += f"/{usual}"
        else:
            path, plain = f"{path}/{part}", f"{plain}/{part}"
    query = "&".join(
        f"{name}={quote(value.encode(errors='surrogatepass')[:5000], safe='')}" for name, value in one.query.items()
    )
    return ground.base.join(URL(f"{path}?{query[: 7_000 - len(path)]}", encoded=True)), plain


def content_of(ground: Ground, asker: Asker, one: Asked, key: str) -> dict[str, Any]:
    """A form with what it would hold and some of it changed, or JSON, or a file."""
    if isinstance(one.body, str) and one.body == "file":
        form = aiohttp.FormData({"csrf": asker.csrf})
        for name in ("file", "files", "photographs"):
            form.add_field(name, b"\x89PNG\r\n\x1a\n<svg onload='alert(1)'>PK\x03\x04", filename="../../x.svg")
        return {"data": form}
    if one.body is not None:
        body = one.body if isinstance(one.body, str) else json.dumps(one.body)
        return {"data": body.encode(errors="surrogatepass"), "headers": {"Content-Type": "application/json"}}
    fields = {**ground.forms.get(key, {}), **one.fields, "csrf": asker.csrf}
    text = "&".join(f"{name}={quote(value.encode(errors='surrogatepass'), safe='')}" for name, value in fields.items())
    return {"data": text.encode(), "headers": {"Content-Type": "application/x-www-form-urlencoded"}}


async def send(
    ground: Ground, asker: Asker, method: str, route: str, one: Asked, pick: int
) -> tuple[aiohttp.ClientResponse, bytes]:
    url, key = url_of(ground, route, one, pick)
    sent = content_of(ground, asker, one, key) if method not in ("GET", "HEAD") else {}
    odd = {
        name: value.encode("latin-1", "ignore").decode("latin-1").translate(_NOT_IN_HEADERS)[:4000]
        for name, value in one.headers.items()
    }
    headers = odd | {CSRF_HEADER: asker.csrf} | sent.pop("headers", {}) | asker.headers
    cookies = dict(asker.cookies)
    if one.cookie is not None:
        cookies |= {"lang": quote(one.cookie.encode(errors="surrogatepass")[:500])}
    async with ground.session.request(
        method, url, headers=headers, cookies=cookies, allow_redirects=False, **sent
    ) as answer:
        if answer.content_type == "text/event-stream":
            return answer, b""
        return answer, await answer.read()


_NOT_IN_HEADERS = dict.fromkeys([*range(32), 127])


async def attack(ground: Ground, method: str, route: str, one: Asked) -> None:
    """Asks once as each of them: first those who may do little, after whom all must be as it was with the library."""
    before = await of_the_library(ground) if method != "GET" else []
    for pick, name in enumerate(ASKERS):
        if pick == len(WEAK) and before:
            assert await of_the_library(ground) == before, (method, route, one)
        if name != "administrator" and (one == TAME or (TIMES == 1 and (pick + len(route)) % 2)):
            continue  # where there is little time, every other one
        asker = ground.askers[name]
        async with asyncio.timeout(SOON_SECONDS):
            answer, body = await send(ground, asker, method, route, one, pick)
        assert answer.status < 500, (name, answer.status, await answer.text())
        assert not lacking(answer, body), (name, answer.status, lacking(answer, body))
        assert not told(name, answer, body), (name, answer.status, told(name, answer, body))
        if asker.cookies and answer.headers.get("Location", "").startswith("/login"):
            await let_in(ground.site, asker)


def told(name: str, answer: aiohttp.ClientResponse, body: bytes) -> list[str]:
    """What an answer tells that it may not: to this asker, or as anything but text."""
    found = [what for what in FILES if what in body.decode(errors="replace")]
    if name in WEAK and name != "viewer" and SECRET.encode() in body:
        found.append(SECRET)
    if answer.content_type == "text/html" and b"<script>alert(" in body:
        found.append("a script")
    if answer.content_type == "text/csv":
        rows = csv.reader(body.decode("utf-8-sig").splitlines())
        found += [cell for row in rows for cell in row if cell[:1] in ("=", "+", "@", "\t") or cell[:2] == "-1"]
    return found


@contextmanager
def running(folder: Path, postgres: Postgres) -> Iterator[tuple[asyncio.Runner, Ground]]:
    """On PostgreSQL, which takes fewer texts and numbers than SQLite does."""

    async def begin() -> Ground:
        url = await stack.enter_async_context(postgres.database())
        database = await stack.enter_async_context(opened(url))
        return await stack.enter_async_context(ground(folder, database))

    stack = AsyncExitStack()
    with asyncio.Runner() as runner:
        yield runner, runner.run(begin())
        runner.run(stack.aclose())


@pytest.mark.timeout(3600 if TIMES > 1 else 300)
@pytest.mark.parametrize("methods", [("GET", "HEAD"), ("POST", "PUT", "PATCH")])
def test_whatever_is_asked_is_answered_and_tells_nobody_what_is_not_theirs(
    methods: tuple[str, ...], tmp_path: Path, postgres: Postgres, caplog: pytest.LogCaptureFixture
) -> None:
    with capture_logs() as lines, running(tmp_path, postgres) as (runner, made):
        for method, route in ALL:
            if method in methods:
                runner.run(let_all_in(made))

                @settings(max_examples=1 + TIMES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
                @given(one=asked())
                def ask(one: Asked) -> None:
                    note(f"{method} {route}")  # noqa: B023  it is called right below
                    runner.run(attack(made, method, route, one))  # noqa: B023

                ask()
        logged = repr(lines) + caplog.text
    assert not [secret for secret in (*made.secrets, SECRET) if secret in logged]
    assert not [line for line in lines if line["log_level"] in ("error", "critical")]
