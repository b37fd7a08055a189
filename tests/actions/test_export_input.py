"""What is exported is an input folder: another system that reads it shows the same."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import msgspec
import pytest

from signage.actions.export_input import Exported, export_input
from signage.actions.import_displays import import_displays, import_places
from signage.actions.take_in_calendar import take_in_calendar
from signage.actions.take_in_playlist import take_in_playlist
from signage.actions.take_in_source import take_in_source
from signage.brand import Brand, Logo
from signage.domain.catalogue import Catalogue
from signage.domain.content import Period
from signage.domain.displays import Group
from signage.domain.events import Event, Occasion
from signage.domain.media import Media, Rendition
from signage.domain.sources import Source
from signage.domain.workflow import Version
from signage.errors import InputError
from signage.settings import load
from signage.sources.items import parse
from signage.sources.sidecar import parse_sidecar
from signage.sources.source_file import parse_source
from signage.store.blobs import Blobs
from signage.store.brand import record_brand
from signage.store.catalogue import CatalogueKeeper
from signage.store.content import replace_items, withdraw_item
from signage.store.database import Database, opened
from signage.store.displays import record_displays, record_places
from signage.store.groups import record_group
from signage.store.media import Kept, replace_media
from signage.store.sources import load_sources, record_source
from signage.store.versions import put_on_air, record_version
from tests.factories import NOW, a_display, a_place, an_item

ROOT = Path(__file__).parent.parent.parent
DAY = datetime.fromisoformat("2026-11-22T00:00+09:00")


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "blobs")


async def export(database: Database, blobs: Blobs, to: Path, root: Path | None = None) -> Exported:
    return await export_input(database, blobs, root or to.parent / "input", to, "Asia/Tokyo")


async def take_in_folder(database: Database, folder: Path) -> None:
    """As the server does at its start, the hand-kept lists in feeds/ in place of what sources fetch."""
    for path in sorted((folder / "calendars").iterdir()):
        await take_in_calendar(database, folder, path, NOW, "Asia/Tokyo")
    for path in sorted((folder / "playlists").iterdir()):
        await take_in_playlist(database, folder, path, NOW)
    for path in sorted((folder / "sources").iterdir()):
        await take_in_source(database, folder, path, NOW)
        source = parse_source(path.read_text("utf-8"), path.name)
        feed = f"feeds/{path.name}"
        listed = msgspec.structs.replace(source, type="items", address=feed)
        items = parse((folder / feed).read_bytes(), None, listed, "Asia/Tokyo").items
        async with database.write() as connection:
            await replace_items(connection, source.name, items, NOW, whole=True)
    await import_places(database, (folder / "places.csv").read_bytes(), "places.csv")
    await import_displays(database, (folder / "displays.csv").read_bytes(), "displays.csv")


async def taken_in_again(folder: Path) -> Catalogue:
    async with opened(f"sqlite+aiosqlite:///{folder.parent / 'again.sqlite3'}") as again:
        await take_in_folder(again, folder)
        return await CatalogueKeeper(again).current()


EVENT = Event(
    occasions=(
        Occasion(date(2026, 12, 5), date(2026, 12, 5), time(10), time(16)),
        Occasion(date(2026, 12, 12), date(2026, 12, 13)),
        Occasion(date(2026, 12, 24), date(2026, 12, 24), time(20), time(2)),
        Occasion(date(2026, 12, 26), date(2026, 12, 27), time(9), time(17)),
        Occasion(date(2026, 12, 31), date(2026, 12, 31), time(23)),
    ),
    place={"ja": "平和通り"},
    note={"ja": "雨天中止"},
)
ITEMS = (
    an_item(
        "news-1", title={"ja": "題「名」\\", "en": "Title"}, text={"ja": "一行め"}, url="https://www.city.example/1"
    ),
    an_item("news-2", kind="event", event=EVENT, position=1, themes=("green",), hashtags=("共創",)),
    an_item("news-3", kind="history", year=1939, position=2, media="old/photo.jpg", places=("station",)),
    an_item(
        "news-4", position=3, published_at=DAY, period=Period(DAY, DAY + timedelta(days=9)), department={"ja": "広報課"}
    ),
)


async def keep(database: Database, *items: object) -> None:
    source = Source(name="news", type="rss", address="feeds/news.rss", department={"ja": "市"}, minutes=30)
    async with database.write() as connection:
        await record_source(connection, source)
        await record_source(
            connection, msgspec.structs.replace(source, name="far", address="https://www.city.example/rss")
        )
        await replace_items(connection, "news", items, NOW, whole=True)  # type: ignore[arg-type]
        await record_places(connection, [a_place(hours="Mo-Fr 08:30-17:15", closed=("nenmatsu",)), a_place("b-1")])
        await record_displays(connection, [a_display(languages=("ja", "en"), groups=("lobby", "east")), a_display("b")])


async def test_an_export_taken_in_by_an_empty_system_gives_the_same_catalogue(
    database: Database, blobs: Blobs, tmp_path: Path
) -> None:
    await keep(database, *ITEMS)
    for name in ("playlists", "calendars"):
        for path in sorted((ROOT / "demo" / name).glob("*.toml")):
            if name == "playlists":
                await take_in_playlist(database, ROOT / "demo", path, NOW)
            else:
                await take_in_calendar(database, ROOT / "demo", path, NOW, "Asia/Tokyo")
    before = await CatalogueKeeper(database).current()
    assert before.playlists and before.calendars and len(before.items) == 4
    done = await export(database, blobs, tmp_path / "out")
    assert done.lost == ()
    after = await taken_in_again(tmp_path / "out")
    for noun in ("items", "playlists", "rules", "places", "displays", "calendars"):
        assert getattr(after, noun) == getattr(before, noun)


async def test_a_brand_that_people_set_is_a_part_of_the_settings_and_what_is_no_text_is_told(
    database: Database, blobs: Blobs, tmp_path: Path
) -> None:
    brand = Brand(name={"ja": "まち"}, colour="#7A1F5C", logo=Logo(f"{'a' * 64}.webp", 3, 1, 9))
    async with database.write() as connection:
        await record_brand(connection, brand)
        await record_group(connection, Group(id="strips", name={"ja": "帯"}))
    done = await export(database, blobs, tmp_path / "out")
    assert load(tmp_path / "out" / "project.toml", {}).project == msgspec.structs.replace(brand, logo=None)
    assert [sentence.partition(" are")[0].partition(" is")[0] for sentence in done.lost] == [
        "the project's mark",
        "the names of groups",
    ]


async def test_a_source_of_a_file_becomes_a_list_and_one_with_an_address_stays_what_it_is(
    database: Database, blobs: Blobs, tmp_path: Path
) -> None:
    await keep(database, *ITEMS)
    await export(database, blobs, tmp_path / "out")
    read = {
        path.stem: parse_source(path.read_text("utf-8"), path.name) for path in (tmp_path / "out" / "sources").iterdir()
    }
    assert (read["news"].type, read["news"].address) == ("items", "feeds/news.toml")
    async with database.read() as connection:
        kept = {one.source.name: one.source for one in await load_sources(connection)}
    assert read["far"] == kept["far"]


async def test_what_a_list_cannot_say_is_told(database: Database, blobs: Blobs, tmp_path: Path) -> None:
    hour = DAY + timedelta(hours=9)
    await keep(database, an_item("news-1", period=Period(None, hour)), an_item("news-ことば"), an_item("news-gone"))
    async with database.write() as connection:
        await withdraw_item(connection, "news-gone", NOW)
        await record_displays(connection, [a_display(groups=("east hall",))])
    lost = "\n".join((await export(database, blobs, tmp_path / "out")).lost)
    for said in (
        "news-1",
        "“news-ことば” is left out: write the id",
        "1 items that were taken down",
        "groups with blanks",
    ):
        assert said in lost
    assert (await taken_in_again(tmp_path / "out")).items["news-1"].period == Period(None, DAY + timedelta(days=1))


async def test_what_staff_wrote_becomes_a_list_of_its_own(database: Database, blobs: Blobs, tmp_path: Path) -> None:
    item = an_item("staff-1", source="staff", kind="notice", title={"ja": "休館"})
    version = Version(item=item, number=1, stage="draft", department="", by="a", made_at=NOW, changed_at=NOW)
    async with database.write() as connection:
        await put_on_air(connection, await record_version(connection, version, None), NOW)
    exported = await export_input(database, blobs, tmp_path, tmp_path / "out", "Asia/Tokyo")
    source = parse_source((tmp_path / "out/sources/written.toml").read_text("utf-8"), "sources/written.toml")
    [read] = parse((tmp_path / "out/feeds/written.toml").read_bytes(), None, source, "Asia/Tokyo", "written").items
    assert (read.id, read.title) == ("written-1", {"ja": "休館"})
    assert any("need “written” too" in told for told in exported.lost)


async def test_no_token_is_exported(database: Database, blobs: Blobs, tmp_path: Path) -> None:
    await keep(database)
    await export(database, blobs, tmp_path / "out")
    assert "token" not in (tmp_path / "out" / "displays.csv").read_text("utf-8-sig")


async def test_media_come_as_they_were_dropped_else_as_the_largest_that_was_made(
    database: Database, blobs: Blobs, tmp_path: Path
) -> None:
    dropped = tmp_path / "input" / "media" / "fair"
    dropped.mkdir(parents=True)
    (dropped / "stage.jpg").write_bytes(b"original")
    (dropped / "stage.jpg.txt").write_text("題名: 舞台")
    (dropped / ".hidden").touch()
    small, large = (
        Rendition(blobs.store(content, "webp"), size, size, 5) for content, size in ((b"s", 10), (b"l", 20))
    )
    item = an_item(
        "media-gone.jpg", source="media", kind="picture", title={"ja": "祭り"}, media="gone.jpg", places=("station",)
    )
    async with database.write() as connection:
        for name, items in (("fair/stage.jpg", ()), ("gone.jpg", (item,))):
            media = Media(name=name, renditions=(small, large), focus=(0.25, 0.5), credit={"ja": "市"})
            await replace_media(connection, name, Kept("0" * 64, "", (media,), items), NOW)
    done = await export(database, blobs, tmp_path / "out")
    out = tmp_path / "out" / "media"
    assert sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()) == [
        "fair/stage.jpg",
        "fair/stage.jpg.txt",
        "gone.jpg",
        "gone.jpg.txt",
    ]
    assert ((out / "fair/stage.jpg").read_bytes(), (out / "gone.jpg").read_bytes()) == (b"original", b"l")
    text = parse_sidecar((out / "gone.jpg.txt").read_text("utf-8"), "gone.jpg.txt", "Asia/Tokyo")
    assert (text.title, text.places, text.kind, text.focus) == ({"ja": "祭り"}, ("station",), "picture", (0.25, 0.5))
    assert any("gone.jpg: the file is gone" in line for line in done.lost)


async def test_nothing_is_written_into_a_folder_that_holds_something(
    database: Database, blobs: Blobs, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").touch()
    with pytest.raises(InputError, match="not an empty folder"):
        await export(database, blobs, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]
