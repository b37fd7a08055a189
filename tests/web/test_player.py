"""The player's API, as docs/protocol.md has it."""

import asyncio
import hashlib
import json
from typing import Any

import pytest

from signage.web.events import MOST_EACH
from tests.web.conftest import BEARER, OTHER_BEARER, Web

API = "/api/v1/player"
BEAT = {
    "at": 1795212000123,
    "etag": "3f0c",
    "slide": "ab" * 32,
    "begins": 1795211982000,
    "painted": 1795211982041,
    "visible": True,
    "player": "cd" * 32,
    "engine": "Chrome/79.0",
    "screen": [1920, 1080],
    "uptime_ms": 86400000,
    "clock": {"offset_ms": -12, "uncertain_ms": 40},
    "cached": [37, 37],
    "cached_bytes": 48211002,
    "free_bytes": 912000000,
    "stream": True,
    "errors": [{"code": "E12", "at": 1795199000000, "count": 2, "detail": "…"}],
}


async def test_a_manifest_comes_with_a_strong_etag_and_then_not_again(web: Web) -> None:
    served = web.publish()
    answer = await web.client.get(f"{API}/manifest", headers=BEARER)
    assert (answer.status, answer.headers["ETag"]) == (200, f'"{served.etag}"')
    assert answer.headers["Cache-Control"] == "no-cache"
    body = json.loads(await answer.read())
    assert list(body)[:3] == ["version", "etag", "player"]
    assert body["etag"] == served.etag
    for asked in (f'"{served.etag}"', f'"other", "{served.etag}"'):
        again = await web.client.get(f"{API}/manifest", headers=BEARER | {"If-None-Match": asked})
        assert (again.status, await again.read()) == (304, b"")
        assert again.headers["ETag"] == f'"{served.etag}"'


async def test_the_etag_is_that_of_the_bytes(web: Web) -> None:
    served = web.publish(b'{"from":5,"until":6}')
    body = await (await web.client.get(f"{API}/manifest", headers=BEARER)).read()
    head, tail = body.split(b',"from"')
    bare = head.replace(b'"etag":"%s",' % served.etag.encode(), b"") + b"}"
    digest = hashlib.sha256(bare + hashlib.sha256(b'{"from"' + tail).digest()).hexdigest()
    assert served.etag == digest[:32]


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic x"}, {"Authorization": "Bearer \udce9\udcff"}],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "manifest"),
        ("GET", "time"),
        ("GET", "events"),
        ("POST", "heartbeat"),
        ("POST", "plays"),
        ("POST", "commands/01JD9Z8QX0ABCDEFGHJKMNPQRS"),
        ("POST", "screenshots"),
    ],
)
async def test_who_has_no_token_is_refused(web: Web, method: str, path: str, headers: dict[str, str]) -> None:
    answer = await web.client.request(method, f"{API}/{path}", headers=headers)
    error = (await answer.json())["error"]
    assert (answer.status, error["code"]) == (401, "unauthorized")
    assert "pair the screen again" in error["message"]


async def test_a_display_without_a_publication_is_told_so(web: Web) -> None:
    web.manifests.replace({}, web.manifests.in_force)
    answer = await web.client.get(f"{API}/manifest", headers=BEARER)
    assert (answer.status, (await answer.json())["error"]["code"]) == (404, "not_found")


async def test_a_heartbeat_is_kept_and_answered(web: Web) -> None:
    served = web.publish()
    answer = await web.client.post(f"{API}/heartbeat", headers=BEARER, json=BEAT)
    reply = await answer.json()
    assert answer.status == 200
    assert set(reply) == {"now", "etag", "player", "commands", "next_ms"}
    assert (reply["etag"], reply["player"], reply["commands"], reply["next_ms"]) == (
        served.etag,
        web.player,
        [],
        30_000,
    )
    assert web.beats["entrance"].heartbeat.clock.offset_ms == -12  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"at": "yesterday"}, 422),
        ({"at": -1}, 422),
        ({"at": 1e300}, 422),
        ({"at": 86_400_000}, 422),  # a clock in 1970
        ({"at": None}, 422),
        ({"screen": [1920]}, 422),
        ({"screen": [-1, 1080]}, 422),
        ({"visible": "yes"}, 422),
        ({"uptime_ms": 1e16}, 422),
        ({"cached": {"a": 1}}, 422),
        ({"clock": {"offset_ms": 1e15}}, 422),
        ({"clock": []}, 422),
        ({"can": ["x"] * 31}, 422),
        ({"glass": {"at": 1, "fingerprint": "x" * 65}}, 422),
        ({"box": {"launcher": "1.0", "temperature_c": 5_000}}, 422),
        ({"box": {"launcher": "1.0", "panel": "<b>"}}, 422),
        ({"errors": [{"code": "<script>", "at": 1}]}, 422),
        ({"errors": [{"code": "E12", "at": 1, "detail": "x" * 501}]}, 422),
        ({"errors": [{"code": "E12", "at": 1}] * 51}, 422),
        ({"engine": "x" * 70_000}, 413),
        ({"engine": "x" * 10_000_000}, 413),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_an_absurd_heartbeat_is_refused_and_the_last_one_stays(
    web: Web, change: dict[str, Any], status: int
) -> None:
    await web.client.post(f"{API}/heartbeat", headers=BEARER, json=BEAT)
    kept = web.beats["entrance"]
    answer = await web.client.post(f"{API}/heartbeat", headers=BEARER, json={**BEAT, **change})
    assert answer.status == status
    assert (await answer.json())["error"]["message"]
    assert web.beats["entrance"] is kept


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"{", b"\0" * 100, b"[" * 60_000, b'{"x":' + b"[" * 30_000, b'{"at":NaN}']
)
async def test_what_is_no_heartbeat_is_refused(web: Web, body: bytes) -> None:
    answer = await web.client.post(f"{API}/heartbeat", headers=BEARER, data=body)
    assert (answer.status, (await answer.json())["error"]["code"]) == (422, "input")
    assert web.beats == {}


async def test_another_displays_token_beats_for_that_display_alone(web: Web) -> None:
    await web.client.post(f"{API}/heartbeat", headers=OTHER_BEARER, json=BEAT)
    assert list(web.beats) == ["platform"]


@pytest.mark.parametrize("engine", [b"\xed\xa0\x80", b"\\ud800", b"\xff"])
async def test_a_heartbeat_of_letters_that_are_none_is_refused(web: Web, engine: bytes) -> None:
    body = b'{"at":1795212000123,"engine":"' + engine + b'"}'
    answer = await web.client.post(f"{API}/heartbeat", headers=BEARER, data=body)
    assert (answer.status, (await answer.json())["error"]["code"]) == (422, "input")


async def test_a_body_that_is_not_what_its_header_says_is_a_bad_request(web: Web) -> None:
    headers = BEARER | {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    answer = await web.client.post(f"{API}/heartbeat", headers=headers, data=b"not gzip", skip_auto_headers=())
    assert (answer.status, (await answer.json())["error"]["code"]) == (400, "bad_request")


async def test_time_is_the_servers(web: Web) -> None:
    assert (await (await web.client.get(f"{API}/time", headers=BEARER)).json())["now"] > 1_700_000_000_000


async def test_an_unknown_path_or_method_has_the_same_error_body(web: Web) -> None:
    for method, path in (
        ("GET", API),
        ("GET", f"{API}/nothing"),
        ("DELETE", f"{API}/manifest"),
        ("GET", "/nothing"),
        ("PUT", "/healthz"),
    ):
        answer = await web.client.request(method, path, headers=BEARER)
        assert (answer.status, (await answer.json())["error"]["code"]) == (404, "not_found")


async def test_a_display_holds_a_few_streams_and_the_oldest_ends_for_one_more(web: Web) -> None:
    other = await web.client.get(f"{API}/events", headers=OTHER_BEARER)
    answers = [await web.client.get(f"{API}/events", headers=BEARER) for _ in range(MOST_EACH + 2)]
    for ended in answers[:2]:
        assert await ended.content.read() == b":\nretry: 1000\n\n"
    await web.streams.announce({"entrance": "abc", "platform": "def"})
    for held in (*answers[2:], other):
        assert await held.content.readuntil(b"\n\n") == b":\nretry: 1000\n\n"
        assert (await held.content.readuntil(b"\n\n")).startswith(b"event: manifest")
    assert web.streams.count() == MOST_EACH + 1


async def test_a_stream_begins_at_once_and_tells_what_is_new(web: Web) -> None:
    answer = await web.client.get(f"{API}/events", headers=BEARER)
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert await answer.content.readuntil(b"\n\n") == b":\nretry: 1000\n\n"
    await web.streams.announce({"entrance": "abc", "elsewhere": "def"})
    assert await answer.content.readuntil(b"\n\n") == b'event: manifest\ndata: {"etag":"abc","within_ms":0}\n\n'
    await web.streams.send_comments()
    assert await answer.content.readuntil(b"\n\n") == b":\n\n"
    answer.close()
    await _until(lambda: web.streams.count() == 0)


@pytest.mark.parametrize(("displays", "spread_ms"), [(20, 1_140), (500, 28_500), (5_000, 57_000)])
async def test_a_stream_says_over_how_long_its_screens_come_back(web: Web, displays: int, spread_ms: int) -> None:
    served = web.publish()
    web.manifests.replace(dict.fromkeys(["entrance", *map(str, range(displays - 1))], served), web.manifests.in_force)
    answer = await web.client.get(f"{API}/events", headers=BEARER)
    assert await answer.content.readuntil(b"\n\n") == b":\nretry: %d\n\n" % spread_ms


async def test_a_proxy_that_asks_in_http_1_0_hears_the_lines_as_they_are(web: Web) -> None:
    assert web.client.port
    reader, writer = await asyncio.open_connection("127.0.0.1", web.client.port)
    head = "".join(f"{name}: {value}\r\n" for name, value in BEARER.items())
    writer.write(f"GET {API}/events HTTP/1.0\r\nHost: x\r\n{head}\r\n".encode())
    assert b"chunked" not in await reader.readuntil(b"\r\n\r\n")
    assert await reader.readuntil(b"\n\n") == b":\nretry: 1000\n\n"
    await web.streams.announce({"entrance": "abc"})
    assert await reader.readuntil(b"\n\n") == b'event: manifest\ndata: {"etag":"abc","within_ms":0}\n\n'
    writer.close()


async def test_a_change_of_many_displays_is_spread_out(web: Web) -> None:
    answer = await web.client.get(f"{API}/events", headers=BEARER)
    await answer.content.readuntil(b"\n\n")
    await web.streams.announce({"entrance": "abc"} | {f"other-{number}": "x" for number in range(2_999)})
    assert b'"within_ms":3000' in await answer.content.readuntil(b"\n\n")


async def test_a_reader_that_does_not_read_is_never_waited_for(web: Web) -> None:
    assert web.client.port
    _, writer = await asyncio.open_connection("127.0.0.1", web.client.port, limit=1024)
    head = "".join(f"{name}: {value}\r\n" for name, value in BEARER.items())
    writer.write(f"GET {API}/events HTTP/1.1\r\nHost: x\r\n{head}\r\n".encode())
    await _until(lambda: web.streams.count() == 1)
    for number in range(100_000):
        await asyncio.wait_for(web.streams.announce({"entrance": str(number)}), 5)
        if not web.streams.count():
            break
    await _until(lambda: web.streams.count() == 0)
    writer.close()


async def _until(holds: Any) -> None:
    for _ in range(200):
        if holds():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come to hold")
