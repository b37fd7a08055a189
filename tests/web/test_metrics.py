"""What operators' machines read: figures that are true, and for nobody else."""

import asyncio
import re
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from pytest_aiohttp.plugin import AiohttpClient
from sqlalchemy import insert

from signage.actions.count_scans import ScanBook
from signage.domain.health import STATUSES, Status
from signage.domain.heartbeat import Heartbeat
from signage.domain.scans import REASONS
from signage.errors import StoreError
from signage.publisher import publishing_histogram
from signage.store.blobs import Blobs
from signage.store.database import Database
from signage.store.figures import Stored, load_stored
from signage.store.heartbeats import Beat
from signage.store.problems import record_problem
from signage.store.sources import FETCH_NOUN
from signage.store.tables import deliveries
from signage.web.metrics import Lag, Operations
from signage.web.player_files import KIOSK, PlayerFiles
from signage.web.routes import build_web
from tests.factories import NOW
from tests.web.conftest import BEARER, Web
from tests.web.test_player import BEAT

OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"
SERVED: list[Status] = ["ok", "ok", "silent"]
FORWARDED = {"X-Forwarded-For": "198.51.100.7"}


async def _stored() -> Stored:
    return Stored(sources_failing=2, notifications_waiting=3)


async def _failing() -> Stored:
    raise StoreError("the disk is full", "signage.sqlite3")


@pytest.fixture
async def operated(aiohttp_client: AiohttpClient, web: Web, tmp_path: Path) -> Web:
    """The server of `web`, with all that figures are read from."""
    return await _operated(aiohttp_client, web, tmp_path, Operations("secret", _stored, lambda: SERVED, ()))


async def _operated(aiohttp_client: AiohttpClient, web: Web, folder: Path, operations: Operations) -> Web:
    app = build_web(blobs=Blobs(folder), players=web.desk, files=PlayerFiles(KIOSK), operations=operations)
    return web._replace(client=await aiohttp_client(app))


async def _figures(web: Web) -> dict[str, float]:
    """Each sample as `name{label}`."""
    answer = await web.client.get("/metrics")
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    found = {}
    for family in text_string_to_metric_families(await answer.text()):
        for sample in family.samples:
            found[f"{sample.name}{{{','.join(sample.labels.values())}}}"] = sample.value
    return found


async def test_displays_stand_by_their_status(operated: Web) -> None:
    figures = await _figures(operated)
    assert {status: figures[f"signage_displays{{{status}}}"] for status in STATUSES} == {
        **dict.fromkeys(STATUSES, 0),
        "ok": 2,
        "silent": 1,
    }
    assert figures["signage_displays_served{}"] == 1
    assert (figures["signage_sources_failing{}"], figures["signage_notifications_waiting{}"]) == (2, 3)
    assert figures["process_resident_memory_bytes{}"] > 0


async def test_statuses_are_read_where_they_change_and_nowhere_else(
    aiohttp_client: AiohttpClient, web: Web, tmp_path: Path
) -> None:
    read_in: list[threading.Thread] = []

    def statuses() -> Iterator[Status]:
        for status in SERVED:
            read_in.append(threading.current_thread())
            yield status

    operated = await _operated(aiohttp_client, web, tmp_path, Operations("secret", _stored, statuses, ()))
    assert (await _figures(operated))["signage_displays{ok}"] == 2
    assert set(read_in) == {threading.main_thread()}


async def test_polls_and_heartbeats_and_streams_are_counted(operated: Web) -> None:
    client, tag = operated.client, f'"{operated.publish().etag}"'
    for asked in ({}, {"If-None-Match": tag}, {"If-None-Match": f'"other", {tag}'}, {"If-None-Match": '"other"'}):
        await client.get("/api/v1/player/manifest", headers=BEARER | asked)
    await client.get("/api/v1/player/manifest", headers={"Authorization": "Bearer x"})
    await client.post("/api/v1/player/heartbeat", headers=BEARER, json=BEAT)
    await client.post("/api/v1/player/heartbeat", headers=BEARER, json={})
    stream = await client.get("/api/v1/player/events", headers=BEARER)
    figures = await _figures(operated)
    stream.close()
    assert (figures["signage_polls_total{200}"], figures["signage_polls_total{304}"]) == (2, 2)
    assert figures["signage_heartbeats_total{}"] == 1
    assert figures["signage_open_streams{}"] == 1


async def test_ages_are_those_of_the_last_heartbeats(operated: Web) -> None:
    served, now = operated.publish(), datetime.now(UTC)
    operated.manifests.replace(dict.fromkeys(["entrance", "other-1", "other-3"], served), operated.manifests.in_force)
    said = [(5, served.etag), (40, served.etag), (500, "old"), (5, served.etag), (9_000, "gone")]
    for number, (seconds, etag) in enumerate(said):
        display = "entrance" if number in (0, 2) else f"other-{number}"
        heartbeat = Heartbeat(at=BEAT["at"], etag=etag)  # type: ignore[arg-type]
        operated.beats[display] = Beat(now - timedelta(seconds=seconds), heartbeat)
    figures = await _figures(operated)
    name = "signage_heartbeat_age_seconds"
    assert [figures[f"{name}_bucket{{{bound}}}"] for bound in ("15.0", "45.0", "300.0", "3600.0", "+Inf")] == [
        1,
        2,
        2,
        3,
        3,
    ]
    assert figures[f"{name}_count{{}}"] == 3
    assert 545 <= figures[f"{name}_sum{{}}"] < 600
    # other-4 has no manifest. The entrance says an old one, for as long as this run lasts.
    assert figures["signage_manifest_age_seconds_count{}"] == 3
    assert 0 < figures["signage_manifest_age_seconds_sum{}"] < 60


async def test_a_manifest_is_behind_from_the_moment_a_newer_one_is_in_force(web: Web) -> None:
    manifests, now = web.manifests, time.time()
    assert manifests.behind_seconds("nowhere", "x", now) is None
    before, after = web.publish(), web.publish(b'{"from":1,"until":3}')
    manifests.replace({"entrance": before}, manifests.in_force)
    manifests.renew({"entrance": after}, manifests.in_force._replace(heads={"entrance": None}))  # type: ignore[dict-item]
    assert manifests.behind_seconds("entrance", after.etag, now + 100) == 0
    assert 99 <= (manifests.behind_seconds("entrance", before.etag, now + 100) or 0) <= 100


async def test_a_manifest_is_behind_from_the_first_that_it_missed_however_many_come_since(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifests, now = web.manifests, time.time()
    first, later = web.publish(), [web.publish(b'{"from":1,"until":%d}' % until) for until in (3, 4, 5)]
    manifests.replace({"entrance": first}, manifests.in_force)
    found = []
    for minute, served in enumerate(later):
        monkeypatch.setattr(time, "time", lambda minute=minute: now + 60 * minute)
        manifests.renew({"entrance": served}, manifests.in_force._replace(heads={"entrance": None}))  # type: ignore[dict-item]
        found.append(manifests.behind_seconds("entrance", first.etag, now + 60 * minute + 30))
    assert found == [30, 90, 150]
    assert manifests.behind_seconds("entrance", later[-1].etag, now + 200) == 0


@pytest.mark.parametrize("path", ["/metrics", "/readyz"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        (FORWARDED, 404),
        ({"Forwarded": "for=198.51.100.7"}, 404),
        (FORWARDED | {"Authorization": "Bearer wrong"}, 404),
        (FORWARDED | {"Authorization": "Bearer "}, 404),
        (FORWARDED | {"Authorization": "Bearer \udcff"}, 404),
        (FORWARDED | {"Authorization": "Bearer secret"}, 200),
    ],
)
async def test_only_this_machine_or_the_token_is_answered(
    operated: Web, path: str, headers: dict[str, str], status: int
) -> None:
    assert (await operated.client.get(path, headers=headers)).status == status


async def test_without_a_token_only_this_machine_is_answered(
    aiohttp_client: AiohttpClient, web: Web, tmp_path: Path
) -> None:
    operated = await _operated(aiohttp_client, web, tmp_path, Operations("", _stored, lambda: SERVED, ()))
    for token in ("", "Bearer ", "Bearer"):
        answer = await operated.client.get("/metrics", headers=FORWARDED | {"Authorization": token})
        assert (answer.status, (await answer.json())["error"]["code"]) == (404, "not_found")


async def test_the_store_counts_failing_sources_and_what_is_still_to_be_told(database: Database) -> None:
    async with database.write() as connection:
        for noun, name in ((FETCH_NOUN, "news"), (FETCH_NOUN, "events"), ("playlist", "news")):
            await record_problem(connection, noun, name, "no answer", NOW)
        for message, due_at in ((1, NOW), (2, None)):
            row = {"message": message, "address": "a", "tries": 0, "due_at": due_at, "problem": ""}
            await connection.execute(insert(deliveries).values(row))
        assert await load_stored(connection) == (2, 1)


async def test_scans_are_counted_by_what_became_of_them(
    aiohttp_client: AiohttpClient, web: Web, tmp_path: Path, sqlite: Database
) -> None:
    book = ScanBook(sqlite, "UTC")
    operated = await _operated(aiohttp_client, web, tmp_path, Operations("", _stored, lambda: SERVED, (), book))
    for _ in range(3):
        book.count("AAAAA", "7K4F", "phone", NOW)
    book.leave_out("AAAAA", "preview", NOW)
    figures = await _figures(operated)
    assert (figures["signage_scans_total{}"], figures["signage_scans_waiting{}"]) == (3, 2)
    assert {reason: figures[f"signage_scans_left_out_total{{{reason}}}"] for reason in REASONS} == {
        **dict.fromkeys(REASONS, 0),
        "preview": 1,
    }
    await book.write()
    figures = await _figures(operated)
    assert (figures["signage_scans_total{}"], figures["signage_scans_waiting{}"]) == (3, 0)


async def test_every_figure_stands_in_the_document(aiohttp_client: AiohttpClient, web: Web, tmp_path: Path) -> None:
    histograms, scans = (Lag().histogram, publishing_histogram()), ScanBook(Database("sqlite+aiosqlite:///none"), "UTC")
    operations = Operations("", _stored, lambda: SERVED, histograms, scans)
    operated = await _operated(aiohttp_client, web, tmp_path, operations)
    text = await (await operated.client.get("/metrics")).text()
    names = {name for name in re.findall(r"^# TYPE (\w+)", text, re.MULTILINE) if not name.endswith("_created")}
    told = set(re.findall(r"^\| `(\w+?)[{`]", OPERATIONS.read_text("utf-8"), re.MULTILINE))
    assert {name for name in names if not name.startswith("process_")} == {n for n in told if n.startswith("signage_")}


async def test_figures_that_need_the_store_are_left_out_while_it_fails(
    aiohttp_client: AiohttpClient, web: Web, tmp_path: Path
) -> None:
    operated = await _operated(aiohttp_client, web, tmp_path, Operations("", _failing, lambda: SERVED, ()))
    figures = await _figures(operated)
    assert "signage_sources_failing{}" not in figures
    assert figures["signage_displays{ok}"] == 2


async def test_an_event_loop_that_was_held_up_shows(aiohttp_client: AiohttpClient, web: Web, tmp_path: Path) -> None:
    lag = Lag()
    operated = await _operated(aiohttp_client, web, tmp_path, Operations("", _stored, list, (lag.histogram,)))
    watching = asyncio.create_task(lag.run())
    await asyncio.sleep(0.4)
    time.sleep(0.3)  # whatever computes in the loop
    await asyncio.sleep(0.05)
    watching.cancel()
    figures = await _figures(operated)
    assert figures["signage_event_loop_lag_seconds_sum{}"] > 0.15
    assert figures["signage_event_loop_lag_seconds_bucket{0.1}"] < figures["signage_event_loop_lag_seconds_count{}"]
