"""Screenshots: looked at before they are kept, the newest few, and never under an address of their own."""

import io
import struct
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from signage.actions.keep_screenshot import LARGEST_BYTES, Screenshots
from signage.store.screenshots import KEPT
from tests.web.conftest import BEARER, OTHER_BEARER, Web

PATH = "/api/v1/player/screenshots"


def _picture(kind: str = "WEBP", size: tuple[int, int] = (320, 180)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, (10, 60, 120)).save(file, kind)
    return file.getvalue()


def _now_ms() -> int:
    return round(datetime.now(UTC).timestamp() * 1000)


async def _send(web: Web, content: bytes, at: object = None, headers: dict[str, str] = BEARER) -> int:
    taken = {"Signage-At": str(_now_ms() if at is None else at), "Content-Type": "image/webp"}
    answer = await web.client.post(PATH, headers={**headers, **taken}, data=content)
    if answer.status != 204:
        assert (await answer.json())["error"]["message"]
    return answer.status


def _files(web: Web, folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "screenshots").glob("**/*") if path.is_file())


@pytest.mark.parametrize(("kind", "suffix"), [("WEBP", ".webp"), ("JPEG", ".jpg")])
async def test_a_screenshot_is_kept_as_it_came(web: Web, tmp_path: Path, kind: str, suffix: str) -> None:
    at = _now_ms() - 5_000
    assert await _send(web, _picture(kind), at) == 204
    latest = web.desk.screenshots.latest("entrance")
    assert latest
    assert latest.path == tmp_path / "screenshots" / "entrance" / f"{at}{suffix}"
    assert latest.path.read_bytes() == _picture(kind)
    assert latest.at.timestamp() * 1000 == at
    assert latest.type == {".webp": "image/webp", ".jpg": "image/jpeg"}[suffix]
    assert web.desk.screenshots.latest("platform") is None


async def test_the_newest_few_stay_and_are_found_after_a_restart(web: Web, tmp_path: Path) -> None:
    first = _now_ms() - 60_000
    for number in range(KEPT + 2):
        assert await _send(web, _picture(), first + number) == 204
    assert await _send(web, _picture("JPEG"), headers=OTHER_BEARER) == 204
    assert await _send(web, _picture(), first + 1) == 204  # an old one that comes late is not the latest
    fresh = Screenshots(tmp_path / "screenshots")
    await fresh.load()
    for shots in (web.desk.screenshots, fresh):
        latest = shots.latest("entrance")
        assert latest
        assert latest.path.stem == str(first + KEPT + 1)
    assert len(_files(web, tmp_path)) == KEPT + 1


async def test_those_of_a_display_that_is_a_display_no_more_are_swept(web: Web, tmp_path: Path) -> None:
    for headers in (BEARER, OTHER_BEARER):
        assert await _send(web, _picture(), headers=headers) == 204
    await web.desk.screenshots.sweep({"platform"})
    folder = tmp_path / "screenshots"
    assert [one.name for one in folder.iterdir()] == ["platform"]
    assert not web.desk.screenshots.latest("entrance")
    latest = web.desk.screenshots.latest("platform")
    assert latest and latest.path.is_file()


def _png_bomb() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1_000)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
        _picture("PNG"),
        _picture("GIF"),
        _png_bomb(),
        _picture("JPEG")[:300],
        _picture("WEBP", (8_000, 4_000)),
    ],
    ids=["nothing", "a page", "a head", "a PNG", "a GIF", "a bomb", "a part", "too many pixels"],
)
async def test_what_is_no_screenshot_is_refused_and_nothing_is_kept(web: Web, tmp_path: Path, content: bytes) -> None:
    assert await _send(web, content) == 422
    assert _files(web, tmp_path) == []
    assert web.desk.screenshots.latest("entrance") is None


@pytest.mark.parametrize("size", [LARGEST_BYTES + 1, 10_000_000])
async def test_one_that_is_too_large_is_refused(web: Web, tmp_path: Path, size: int) -> None:
    assert await _send(web, _picture("JPEG") + b"\0" * size) == 413
    assert _files(web, tmp_path) == []


@pytest.mark.parametrize("at", ["", "yesterday", "-5", "1e12", "9" * 5_000, "１２３", 0, 9_999_999_999_999])
async def test_one_without_a_time_of_today_is_refused(web: Web, tmp_path: Path, at: object) -> None:
    assert await _send(web, _picture(), at) == 422
    assert _files(web, tmp_path) == []


async def test_the_clock_may_be_a_little_ahead_and_the_picture_late(web: Web) -> None:
    assert await _send(web, _picture(), _now_ms() + 30_000) == 204
    assert await _send(web, _picture(), _now_ms() - round(timedelta(hours=23).total_seconds() * 1000)) == 204


async def test_nobody_without_a_token_sends_one_and_nobody_loads_one(web: Web) -> None:
    assert await _send(web, _picture(), headers={"Authorization": "Bearer x"}) == 401
    assert await _send(web, _picture()) == 204
    latest = web.desk.screenshots.latest("entrance")
    assert latest
    for path in (
        f"/media/{latest.path.name}",
        f"/screenshots/entrance/{latest.path.name}",
        f"/player/{latest.path.name}",
    ):
        assert (await web.client.get(path)).status == 404
