"""What lies in the media folder is shown; what can't be has its reason beside it; nothing is decoded twice."""

import asyncio
import os
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from signage.actions import decoded_media, take_in_media
from signage.actions.decoded_media import Workshop
from signage.actions.take_in_media import TakeInMedia
from signage.domain.content import Item
from signage.domain.media import Media
from signage.render.assets import VENDOR
from signage.render.decoding import Limits
from signage.store.blobs import Blobs
from signage.store.content import load_items
from signage.store.database import Database
from signage.store.media import Kept, load_kept, load_media, replace_media
from signage.store.problems import load_problems
from signage.store.revisions import load_revisions
from signage.store.tables import decodings
from signage.workers import Workers
from tests.factories import NOW
from tests.render.media_samples import film, pdf, quarters, saved, svg
from tests.spare_workers import SpareWorkers

JPEG = saved(quarters(900, 600))


class Folder:
    """The media folder of an input, and what the store holds of it."""

    def __init__(self, shop: Workshop) -> None:
        self.shop = shop
        self.path = shop.root / "media"
        self.media = TakeInMedia(shop)
        self.calls: list[str] = []

    async def put(self, name: str, content: bytes | str | None) -> None:
        """Writes a file (None: deletes it), and waits until it has been taken in."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        self.media.take(path)
        await self.done()

    async def done(self) -> None:
        await asyncio.wait_for(self.media.caught_up(), 60)

    async def items(self) -> dict[str, Item]:
        async with self.shop.database.read() as connection:
            return (await load_items(connection))[0]

    async def pictures(self) -> dict[str, Media]:
        async with self.shop.database.read() as connection:
            return await load_media(connection)

    async def problems(self) -> list[str]:
        async with self.shop.database.read() as connection:
            return [f"{one.noun} {one.name}: {one.message}" for one in await load_problems(connection)]

    def reason(self, name: str) -> str | None:
        path = self.path / f"{name}.problem.txt"
        return path.read_text("utf-8-sig") if path.exists() else None

    def blob(self, file: str) -> bytes:
        return self.shop.blobs.load(file)


class Thread(Workers):
    """Does the work in a thread: a process of its own takes a second to begin."""

    async def run(self, function: Any, *given: Any) -> Any:
        return await asyncio.to_thread(function, *given)


@pytest.fixture
async def folder(tmp_path: Path, database: Database) -> AsyncIterator[Folder]:
    async with a_folder(tmp_path, database) as made:
        yield made


class a_folder:  # noqa: N801 reads as a function
    """The folder while something takes it in."""

    def __init__(self, path: Path, database: Database, workers: Workers | None = None, **changes: Any) -> None:
        (path / "input" / "media").mkdir(parents=True, exist_ok=True)
        workers = workers or Thread(1, 1024, 60)
        shop = Workshop(
            database,
            Blobs(path / "blobs"),
            workers,
            path / "input",
            str(VENDOR),
            limits=Limits(pages=3, seconds=10),
            megabytes=2,
            patience_seconds=0,
        )
        self.made = Folder(shop._replace(**changes))
        run = workers.run

        async def counted(function: Any, *given: Any) -> Any:
            self.made.calls.append(function.__name__)
            return await run(function, *given)

        workers.run = counted  # type: ignore[method-assign]

    async def __aenter__(self) -> Folder:
        self.task = asyncio.create_task(self.made.media.run())
        return self.made

    async def __aexit__(self, *_: object) -> None:
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task


async def test_a_picture_becomes_an_item_with_its_sizes(folder: Folder) -> None:
    await folder.put("sub/市民まつり_2026.jpg", JPEG)
    [item] = (await folder.items()).values()
    assert (item.id, item.source, item.kind) == ("media-sub/市民まつり_2026.jpg", "media", "picture")
    assert (item.title, item.media) == ({"ja": "市民まつり 2026"}, "sub/市民まつり_2026.jpg")
    media = (await folder.pictures())[item.media or ""]
    assert [one.width for one in media.renditions] == [640, 900]
    assert all(len(folder.blob(one.file)) == one.bytes for one in media.renditions)


async def test_a_film_becomes_an_item_with_its_first_picture(folder: Folder) -> None:
    await folder.put("walk.mp4", film())
    [item] = (await folder.items()).values()
    media = (await folder.pictures())["walk.mp4"]
    assert (item.kind, media.film_ms) == ("film", 2000)
    assert media.film and media.film.file.endswith(".mp4") and len(folder.blob(media.film.file)) == media.film.bytes
    assert media.renditions[0].file.endswith(".webp")


async def test_a_document_becomes_an_item_a_page_and_says_what_is_left_out(folder: Folder) -> None:
    await folder.put("poster.pdf", pdf(5))
    items = await folder.items()
    assert [*items] == ["media-poster.pdf", "media-poster.pdf#2", "media-poster.pdf#3"]
    assert [item.media for item in items.values()] == [*await folder.pictures()]
    assert "only the first 3 of 5 pages" in (await folder.problems())[0]
    assert "全 5 ページのうち最初の 3 ページ" in (folder.reason("poster.pdf") or "")
    await folder.put("poster.pdf", pdf(1))
    assert [*await folder.items()] == ["media-poster.pdf"]
    assert (await folder.problems(), folder.reason("poster.pdf")) == ([], None)


async def test_a_drawing_and_a_presentation_are_taken_in_too(folder: Folder, tmp_path: Path) -> None:
    await folder.put("logo.svg", svg())
    assert [*await folder.items()] == ["media-logo.svg"]
    presentation = b"PK\x03\x04" + bytes(30) + b"ppt/presentation.xml"
    await folder.put("talk.pptx", presentation)
    assert "save it as PDF: File → Export → PDF" in (await folder.problems())[0]
    (tmp_path / "made.pdf").write_bytes(pdf(2))
    office = tmp_path / "soffice"
    office.write_text(f'#!/bin/sh\nfor last; do :; done\ncp {tmp_path}/made.pdf "$last.pdf"\n')
    office.chmod(0o755)
    folder.media._shop = folder.shop._replace(office=str(office))
    await folder.put("talk.pptx", presentation)
    assert "media-talk.pptx#2" in await folder.items()


async def test_a_file_that_is_gone_is_withdrawn_at_once_though_it_was_the_only_one(folder: Folder) -> None:
    await folder.put("a.jpg", JPEG)
    await folder.put("a.jpg", None)
    assert (await folder.items(), await folder.pictures()) == ({}, {})
    async with folder.shop.database.read() as connection:
        [gone] = (await load_items(connection))[1]
    assert gone.item.id == "media-a.jpg"
    await folder.put("a.jpg", JPEG)
    assert [*await folder.items()] == ["media-a.jpg"]


async def test_parts_are_pictures_for_items_that_name_them_and_no_items_themselves(folder: Folder) -> None:
    await folder.put("parts/library.jpg", JPEG)
    assert (await folder.items(), [*await folder.pictures()]) == ({}, ["parts/library.jpg"])


async def test_two_files_of_one_name_are_two_items(folder: Folder) -> None:
    for name in ("a.jpg", "sub/a.jpg", "a.png"):
        await folder.put(name, saved(quarters(), name[-3:].upper().replace("JPG", "JPEG")))
    assert [*await folder.items()] == ["media-a.jpg", "media-a.png", "media-sub/a.jpg"]


async def test_the_same_content_under_another_name_is_not_decoded_again(folder: Folder) -> None:
    await folder.put("a.jpg", JPEG)
    await folder.put("b.jpg", JPEG)
    assert folder.calls == ["_look", "_decode", "_look"]
    one, other = (await folder.pictures()).values()
    assert one.renditions == other.renditions


async def test_a_lost_blob_is_made_again(folder: Folder) -> None:
    await folder.put("a.jpg", JPEG)
    shutil.rmtree(folder.shop.blobs.folder)
    folder.media.take(folder.path / "a.jpg")
    await folder.done()
    [media] = (await folder.pictures()).values()
    assert folder.blob(media.renditions[0].file)


async def test_a_restart_reads_nothing_that_has_not_changed(folder: Folder) -> None:
    await folder.put("a.jpg", JPEG)
    revision = await _revision(folder)
    async with a_folder(folder.shop.root.parent, folder.shop.database) as again:
        again.media.take(again.path / "a.jpg")
        await again.done()
        assert (again.calls, await _revision(folder)) == ([], revision)


async def _revision(folder: Folder) -> int:
    async with folder.shop.database.read() as connection:
        return (await load_revisions(connection))["catalogue"]


async def test_what_was_erased_is_not_made_again_until_the_file_holds_something_else(folder: Folder) -> None:
    await folder.put("a.jpg", JPEG)
    async with folder.shop.database.write() as connection:
        kept = await load_kept(connection, "a.jpg")
        assert kept
        await replace_media(connection, "a.jpg", Kept(kept.sha256, kept.signature, ()), NOW)
        await connection.execute(delete(decodings))
    for touch in (False, True):
        if touch:
            (folder.path / "a.jpg").touch()
        await folder.put("a.txt", f"題名 {touch}")
        assert (await folder.pictures(), await folder.items()) == ({}, {})
    await folder.put("a.jpg", saved(quarters(300, 300)))
    assert [*await folder.pictures()] == ["a.jpg"]


async def test_files_of_earlier_runs_are_known_whether_they_could_be_used_or_not(folder: Folder) -> None:
    await folder.put("sub/a.jpg", JPEG)
    await folder.put("bad.jpg", b"x")
    assert await folder.media.known() == [folder.path / "bad.jpg", folder.path / "sub" / "a.jpg"]


async def test_where_the_project_speaks_no_japanese_names_and_texts_are_in_its_own_language(folder: Folder) -> None:
    folder.media = TakeInMedia(folder.shop, "nb")
    task = asyncio.create_task(folder.media.run())
    await folder.put("Rådhuset.jpg", JPEG)
    await folder.put("poster.jpg", saved(quarters(900, 400)))
    await folder.put("poster.txt", "Åpen dag\ntext.en: Come in\n")
    items = await folder.items()
    assert items["media-Rådhuset.jpg"].title == {"nb": "Rådhuset"}
    assert (items["media-poster.jpg"].title, items["media-poster.jpg"].text) == ({"nb": "Åpen dag"}, {"en": "Come in"})
    task.cancel()


async def test_the_text_beside_a_picture_says_what_it_is_called_and_where_and_when_it_is_shown(folder: Folder) -> None:
    await folder.put("poster.jpg", JPEG)
    await folder.put("poster.txt", "市民まつり\n場所: ヒタチエ\n期間: 2026-11-01〜2026-11-30\n焦点: 30% 20%\n")
    [item] = (await folder.items()).values()
    assert (item.title, item.places) == ({"ja": "市民まつり"}, ("ヒタチエ",))
    assert item.period.begins_at and item.period.ends_at
    assert (await folder.pictures())["poster.jpg"].focus == (0.3, 0.2)
    await folder.put("poster.jpg.txt", "この写真だけの題名\n")
    assert (await folder.items())["media-poster.jpg"].title == {"ja": "この写真だけの題名"}
    await folder.put("poster.jpg.txt", None)
    await folder.put("poster.txt", None)
    assert (await folder.items())["media-poster.jpg"].title == {"ja": "poster"}
    assert folder.calls == ["_look", "_decode"]


@pytest.mark.parametrize(
    ("picture", "text"),
    [
        ("DSC_0001.JPG", "dsc_0001.txt"),
        ("a.jpg", "A.TXT"),
        ("a.jpg", "A.JPG.txt"),
        ("\u30dd\u30b9\u30bf\u30fc.jpg", "\u30db\u309a\u30b9\u30bf\u30fc.txt"),
        ("\u30db\u309a\u30b9\u30bf\u30fc.jpg", "\u30dd\u30b9\u30bf\u30fc.jpg.TXT"),
    ],
    ids=["a camera's", "ending", "name", "text of a Mac", "picture of a Mac"],
)
async def test_a_text_counts_in_whatever_case_and_unicode_form_its_name_is_written(
    folder: Folder, picture: str, text: str
) -> None:
    await folder.put(picture, JPEG)
    await folder.put(text, "市民まつり\n場所: ヒタチエ\n")
    assert [item.places for item in (await folder.items()).values()] == [("ヒタチエ",)]
    await folder.put(text, "市民まつり\n期関: 2026-11-01\n")
    assert len(await folder.problems()) == 1
    await folder.put(text, None)
    assert [item.places for item in (await folder.items()).values()] == [()]


async def test_of_two_texts_whose_names_differ_in_case_the_one_written_as_the_picture_s_counts(folder: Folder) -> None:
    await folder.put("b.jpg", JPEG)
    await folder.put("b.txt", "小さく\n")
    await folder.put("B.txt", "大きく\n")
    assert (await folder.items())["media-b.jpg"].title == {"ja": "小さく"}
    await folder.put("b.txt", None)
    assert (await folder.items())["media-b.jpg"].title == {"ja": "大きく"}


async def test_text_in_the_letters_of_windows_is_read(folder: Folder) -> None:
    await folder.put("a.jpg", JPEG)
    await folder.put("a.txt", "題名: ㈱髙﨑の写真①\r\n".encode("cp932"))
    assert (await folder.items())["media-a.jpg"].title == {"ja": "㈱髙﨑の写真①"}
    await folder.put("a.txt", b"\xef\xbb\xbf" + "題名: 駅".encode())
    assert (await folder.items())["media-a.jpg"].title == {"ja": "駅"}


async def test_a_slip_in_the_text_keeps_the_last_good_version_and_is_told_with_its_line(folder: Folder) -> None:
    await folder.put("a.jpg", JPEG)
    await folder.put("a.txt", "まつり\n期間: 2026-11-01〜2026-11-30")
    await folder.put("a.txt", "まつり\n期関: 2026-11-01〜2026-11-30")
    assert (await folder.items())["media-a.jpg"].period.ends_at
    [problem] = await folder.problems()
    assert problem.startswith("media a.jpg: media/a.txt:2: 期関: there is no such key")
    assert "2 行目" in (folder.reason("a.jpg") or "") and "media/a.txt:2" in (folder.reason("a.jpg") or "")


async def test_a_kind_that_needs_more_is_told(folder: Folder) -> None:
    await folder.put("a.jpg", JPEG)
    await folder.put("a.txt", "種類: link\n")
    assert "the kind “link” needs “link”" in (await folder.problems())[0]
    await folder.put("a.txt", "種類: link\nリンク: https://city.example/\n")
    assert ((await folder.items())["media-a.jpg"].kind, await folder.problems()) == ("link", [])


async def test_a_bad_file_stays_where_it_is_with_its_reason_beside_it_until_it_is_mended(folder: Folder) -> None:
    await folder.put("setup.jpg", b"MZ\x90\0" + bytes(500))
    assert (folder.path / "setup.jpg").exists() and await folder.items() == {}
    reason = folder.reason("setup.jpg") or ""
    assert reason.startswith("setup.jpg\n") and reason.index("中身はプログラムです") < reason.index("this is a program")
    assert await folder.problems() == ["media setup.jpg: this is a program, whatever its name says; it is not opened"]
    folder.media.take(folder.path / "setup.jpg.problem.txt")
    await folder.put("setup.jpg", JPEG)
    assert ([*await folder.items()], await folder.problems(), folder.reason("setup.jpg")) == (
        ["media-setup.jpg"],
        [],
        None,
    )
    await folder.put("bad.jpg", b"")
    await folder.put("bad.jpg", None)
    assert (await folder.problems(), folder.reason("bad.jpg")) == ([], None)


async def test_a_bad_version_leaves_the_last_good_one_on_air(folder: Folder) -> None:
    await folder.put("a.jpg", JPEG)
    before = await folder.pictures()
    await folder.put("a.jpg", JPEG[:3000])
    assert await folder.pictures() == before and [*await folder.items()] == ["media-a.jpg"]
    assert "damaged or not complete" in (await folder.problems())[0]


async def test_a_text_of_staff_that_happens_to_be_named_like_a_reason_is_left_alone(folder: Folder) -> None:
    (folder.path / "a.jpg.problem.txt").write_text("覚え書き")
    await folder.put("a.jpg", JPEG)
    await folder.put("a.jpg", None)
    assert folder.reason("a.jpg") == "覚え書き"


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
async def test_where_no_reason_can_be_written_there_is_still_the_problem(folder: Folder) -> None:
    (folder.path / "bad.jpg").write_bytes(b"x")
    folder.path.chmod(0o500)
    folder.media.take(folder.path / "bad.jpg")
    await folder.done()
    folder.path.chmod(0o700)
    assert len(await folder.problems()) == 1


async def test_a_reason_that_can_not_be_written_is_no_harm(folder: Folder) -> None:
    (folder.path / "bad.jpg.problem.txt").mkdir()
    await folder.put("bad.jpg", b"x")
    assert len(await folder.problems()) == 1
    await folder.put("bad.jpg", JPEG)
    assert await folder.problems() == []


async def test_a_file_that_is_half_there_is_waited_for(tmp_path: Path, database: Database) -> None:
    async with a_folder(tmp_path, database, patience_seconds=0.5) as folder:
        (folder.path / "a.jpg").write_bytes(JPEG[: len(JPEG) // 2])
        folder.media.take(folder.path / "a.jpg")
        while "_decode" not in folder.calls:
            await asyncio.sleep(0.01)
        (folder.path / "a.jpg").write_bytes(JPEG)
        await folder.done()
        assert (folder.reason("a.jpg"), [*await folder.items()]) == (None, ["media-a.jpg"])
        await folder.put("b.jpg", JPEG[:3000])
        assert folder.reason("b.jpg")


async def test_it_is_all_done_in_a_process_of_its_own(tmp_path: Path, database: Database) -> None:
    workers = SpareWorkers()
    async with a_folder(tmp_path, database, workers) as folder:
        for name, content in {"a.jpg": JPEG, "b.mp4": film(), "c.pdf": pdf(), "d.svg": svg(), "e.jpg": b"MZ"}.items():
            await folder.put(name, content)
        assert [*await folder.items()] == [f"media-{name}" for name in ("a.jpg", "b.mp4", "c.pdf", "d.svg")]
        assert "中身はプログラムです" in (folder.reason("e.jpg") or "")
    await workers.close()


async def test_what_kills_its_worker_is_set_aside_and_the_next_goes_on(
    tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    workers = Workers(processes=1, megabytes=1024, seconds=1)
    async with a_folder(tmp_path, database, workers) as folder:
        monkeypatch.setattr(decoded_media, "_decode", time.sleep)
        folder.shop.workers.run = _sleeping(workers)  # type: ignore[method-assign]
        await folder.put("slow.jpg", JPEG)
        assert "took longer than 1 s and was ended; save it smaller" in (await folder.problems())[0]
        assert "小さくするか" in (folder.reason("slow.jpg") or "")
    await workers.close()


def _sleeping(workers: Workers) -> Any:
    run = workers.run

    async def asked(function: Any, *given: Any) -> Any:
        return await (run(time.sleep, 30) if function is time.sleep else run(function, *given))

    return asked


async def test_a_fault_of_our_own_is_told_to_staff(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(take_in_media, "media_of", lambda *_: 1 / 0)
    await folder.put("a.jpg", JPEG)
    assert "by a fault of this program (ZeroDivisionError" in (await folder.problems())[0]


async def test_a_disk_that_is_full_for_a_while_costs_only_time(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    keep = folder.media._keep
    full = iter((True, False))

    async def sometimes(name: str, kept: Any) -> None:
        if next(full):
            raise OSError(28, "No space left on device")
        await keep(name, kept)

    monkeypatch.setattr(take_in_media, "RETRY_SECONDS", 0.05)
    monkeypatch.setattr(folder.media, "_keep", sometimes)
    await folder.put("a.jpg", JPEG)
    assert ([*await folder.items()], await folder.problems()) == (["media-a.jpg"], [])


async def test_a_file_larger_than_the_limit_is_not_read(folder: Folder) -> None:
    await folder.put("large.jpg", JPEG + bytes(2_000_000))
    assert "the file is larger than 2 MB" in (await folder.problems())[0]
    assert "大きさ" in (folder.reason("large.jpg") or "")


async def test_a_link_that_leads_out_of_the_folder_is_refused(folder: Folder) -> None:
    (folder.shop.root.parent / "secret.jpg").write_bytes(JPEG)
    (folder.path / "a.jpg").symlink_to(folder.shop.root.parent / "secret.jpg")
    folder.media.take(folder.path / "a.jpg")
    await folder.done()
    assert await folder.items() == {} and "leads out" in (await folder.problems())[0]


@pytest.mark.parametrize(
    "name", ["README.md", "notes.txt", "Thumbs.db", "desktop.ini", "film.mp4.crdownload", "x.problem.txt"]
)
async def test_what_is_no_media_is_passed_over_in_silence(folder: Folder, name: str) -> None:
    await folder.put(name, "x")
    assert (await folder.items(), await folder.problems(), len([*folder.path.iterdir()])) == ({}, [], 1)


async def test_names_of_any_script_and_length_are_kept(folder: Folder) -> None:
    name = ("㈱髙﨑ビル🏢" * 40)[:60]
    long = f"{name}/{name}/{name}/{name}.jpg"
    for file in (f"{name}.jpg", long, "か\u3099っこう.jpg", "a #2 & <b>.jpg"):
        await folder.put(file, JPEG)
    items = await folder.items()
    assert len(items) == 4 and max(map(len, items)) <= 200
    assert {item.title["ja"] for item in items.values()} == {name, "がっこう", "a #2 & <b>"}
    assert "がっこう.jpg" in await folder.pictures()
    await folder.put(long[:-4] + ".png", b"x")
    assert len(await folder.problems()) == 1
    await folder.put(long, None)
    await folder.put("か\u3099っこう.jpg", None)
    assert len(await folder.items()) == 2


async def test_a_reason_fits_beside_the_longest_name(folder: Folder) -> None:
    await folder.put("あ" * 83 + ".jpg", b"x")
    assert [path.name for path in folder.path.glob("*.problem.txt")] == ["あ" * 81 + ".problem.txt"]
    await folder.put("あ" * 83 + ".jpg", None)
    assert not [*folder.path.iterdir()]


async def test_many_files_at_once_are_worked_off_in_order_while_the_server_goes_on(folder: Folder) -> None:
    for number in range(100):
        image = quarters(40 + number % 20, 30)
        image.putpixel((20, 20), (number % 256, number // 256, 0))
        (folder.path / f"{number:03}.png").write_bytes(saved(image, "PNG"))
    for path in sorted(folder.path.iterdir()):
        folder.media.take(path)
        folder.media.take(path)
    seen: list[int] = []
    while not seen or seen[-1] < 100:
        seen.append(len(await folder.items()))
        await asyncio.sleep(0.05)
    await folder.done()
    assert len(set(seen)) > 1  # others could ask meanwhile, and saw it grow
    assert folder.calls == ["_look", "_decode"] * 100


async def test_a_file_that_was_replaced_shows_its_new_picture(folder: Folder) -> None:
    await folder.put("a.jpg", JPEG)
    before = (await folder.pictures())["a.jpg"]
    await folder.put("a.jpg", saved(quarters(300, 300)))
    after = (await folder.pictures())["a.jpg"]
    assert ([one.width for one in before.renditions], [one.width for one in after.renditions]) == ([640, 900], [300])
