"""Everything back as plain files: an input folder that another server can read, and the lists of places and displays."""

import asyncio
import csv
import io
import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import tomli_w

from ..brand import Brand
from ..domain.catalogue import Catalogue
from ..domain.content import Item
from ..domain.displays import Display, Group, Place
from ..domain.media import Media
from ..domain.sources import Source
from ..domain.workflow import SOURCE as STAFF
from ..domain.written_back import brand_table, calendar_table, playlist_table, source_table
from ..errors import InputError
from ..sources.folder import counts
from ..sources.items_written_back import picture_text, sidecar_text, write_back
from ..store.blobs import Blobs
from ..store.brand import load_brand
from ..store.catalogue import CatalogueKeeper
from ..store.database import Database
from ..store.groups import load_groups
from ..store.media import SOURCE as MEDIA
from ..store.media_details import load_originals
from ..store.originals import Originals
from ..store.playlists import load_playlists
from ..store.sources import load_sources

NAMED = 5
"""So many items are named in a sentence; of more, how many they are."""

WRITTEN = "written"
"""The source that an export makes of what staff wrote."""


class Exported(msgspec.Struct, frozen=True):
    """How many files were written, and in sentences what they can't say."""

    files: int
    lost: tuple[str, ...]


async def export_input(
    database: Database, blobs: Blobs, root: Path, folder: Path, timezone: str, originals: Originals | None = None
) -> Exported:
    """Writes into a folder that is new or empty; `root` is the input folder, whose media and templates are copied.
    Pictures of the library lie in media/library, where another server takes them for what items name.

    A source that reads a file gets its items as a hand-kept list instead; of one that has an address the list stands
    beside, in feeds/. A brand that people set is project.toml, to be put into the settings. Tokens of displays are not written: only their hashes are kept. Raises InputError and OSError.
    """
    async with database.read() as connection:
        playlists = await load_playlists(connection)
        hashes = await load_originals(connection) if originals else {}
        sources = [kept.source for kept in await load_sources(connection)]
        brand, groups = await load_brand(connection), await load_groups(connection)
    catalogue = await CatalogueKeeper(database).current()
    texts = {f"playlists/{file.playlist.name}.toml": tomli_w.dumps(playlist_table(file)) for file in playlists}
    lost = [*_calendars(catalogue, texts), *_items(catalogue, sources, timezone, texts)]
    texts["places.csv"], cut = _csv(Place, catalogue.places.values())
    texts["displays.csv"], more = _csv(Display, catalogue.displays.values())
    if brand:
        texts["project.toml"] = tomli_w.dumps(brand_table(brand))
    lost += [*cut, *more, *_unsaid(catalogue, brand, groups)]
    own = {name: originals.find(sha256) for name, sha256 in hashes.items()} if originals else {}
    paths = {name: originals.path(found) for name, found in own.items() if found} if originals else {}
    count, missing = await asyncio.to_thread(_write, folder, texts, catalogue, root, blobs, timezone, paths)
    return Exported(count, tuple(lost + missing))


def _unsaid(catalogue: Catalogue, brand: Brand | None, groups: Mapping[str, Group]) -> Iterator[str]:
    """What no file of an input folder has a place for."""
    if brand and brand.logo:
        yield "the project's mark is left out: project.toml goes into the settings, which hold text alone"
    if any(group.name != {"ja": id} for id, group in groups.items()):
        yield "the names of groups are left out: files know groups by their ids"
    if catalogue.taken_down:
        yield f"{len(catalogue.taken_down)} items that were taken down are left out"
    if any(rule.now for rule in catalogue.rules):
        yield "rules given by hand for a while are left out"


def _items(catalogue: Catalogue, sources: Iterable[Source], timezone: str, texts: dict[str, str]) -> Iterator[str]:
    """Those of each source, and what staff wrote."""
    by_source: dict[str, list[Item]] = {}
    for item in catalogue.items.values():
        by_source.setdefault(item.source, []).append(item)
    for source in sources:
        yield from _source(source, by_source.get(source.name, []), timezone, texts)
    yield from _staff(by_source.get(STAFF, []), timezone, texts)


def _calendars(catalogue: Catalogue, texts: dict[str, str]) -> list[str]:
    lost = []
    for calendar in catalogue.calendars.values():
        file = f"calendars/{calendar.name}.toml"
        try:
            texts[file] = tomli_w.dumps(calendar_table(calendar))
        except ValueError as problem:
            lost.append(f"{file} is left out: {problem}")
    return lost


def _source(source: Source, items: Sequence[Item], timezone: str, texts: dict[str, str]) -> list[str]:
    file = f"feeds/{source.name}.toml"
    listed = Source(
        name=source.name,
        type="items",
        address=file,
        kind=source.kind,
        minutes=source.minutes,
        newest=source.newest,
        title=source.title,
        themes=tuple(theme for theme in source.themes if all(theme in item.themes for item in items)),
        department=source.department if all(item.department for item in items) else {},
        hosts=source.hosts,
        link_hosts=source.link_hosts,
    )
    written = write_back(listed, sorted(items, key=lambda item: item.position), timezone)
    texts[file] = written.text
    texts[f"sources/{source.name}.toml"] = tomli_w.dumps(source_table(listed if source.is_file else source))
    lost = [f"{file}: “{item}” is left out: {reason}" for item, reason in written.left_out]
    if written.changed:
        lost.append(
            f"{file}: a list knows days, not hours, of a period and of a publication: {_named(written.changed)}"
        )
    return lost


def _staff(items: Sequence[Item], timezone: str, texts: dict[str, str]) -> list[str]:
    """What staff wrote and screens are given, as a hand-kept list: the name “staff” is no file's to take."""
    if not items:
        return []
    own = [
        msgspec.structs.replace(item, id=f"{WRITTEN}-{item.id.removeprefix(f'{STAFF}-')}", source=WRITTEN)
        for item in items
    ]
    source = Source(name=WRITTEN, type="items", address=f"feeds/{WRITTEN}.toml", kind="notice")
    told = f"what staff wrote is in feeds/{WRITTEN}.toml; playlists that take it by sources = [“{STAFF}”] need “{WRITTEN}” too"
    return [told, *_source(source, own, timezone, texts)]


def _named(ids: Sequence[str]) -> str:
    return ", ".join(ids) if len(ids) <= NAMED else f"{', '.join(ids[:NAMED])} and {len(ids) - NAMED} more"


def _csv(kind: type[msgspec.Struct], nouns: Iterable[Any]) -> tuple[str, list[str]]:
    rows, lost = [], []
    columns: dict[str, None] = {field.name: None for field in msgspec.structs.fields(kind) if field.name != "name"}
    for noun in nouns:
        row: dict[str, str] = {}
        for field in msgspec.structs.fields(kind):
            value = getattr(noun, field.name)
            if isinstance(value, tuple) and any(" " in one for one in value):
                lost.append(f"{noun.id}: {field.name} with blanks in them can't be told apart in a CSV")
            row |= _cells(field.name, value)
        columns |= dict.fromkeys(row)
        rows.append(row)
    out = io.StringIO()
    writer = csv.DictWriter(
        out, sorted(columns, key=lambda column: (column != "id", column.partition(".")[0] != "name"))
    )
    writer.writeheader()
    writer.writerows(rows)
    return "\ufeff" + out.getvalue(), lost  # with a mark at its beginning, by which Excel knows UTF-8


def _cells(name: str, value: Any) -> dict[str, str]:
    if isinstance(value, Mapping):
        return {f"{name}.{language}": text for language, text in value.items()}
    if value is None:
        return {name: ""}
    return {name: " ".join(value) if isinstance(value, tuple) else str(value)}


def _write(
    folder: Path,
    texts: Mapping[str, str],
    catalogue: Catalogue,
    root: Path,
    blobs: Blobs,
    timezone: str,
    originals: Mapping[str, Path],
) -> tuple[int, list[str]]:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError("this is not an empty folder; name a new one", str(folder))
    for name in ("playlists", "sources", "calendars", "feeds", "media"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8", newline="")
    names = _copy_originals(root / "media", folder / "media")
    names |= _copy_library(originals, catalogue.media, folder / "media")
    templates = _copy_originals(root / "templates", folder / "templates")
    missing = [one for one in catalogue.media.values() if not {one.name, one.name.rpartition("#")[0]} & names]
    shown = {item.media: item for item in catalogue.items.values() if item.source == MEDIA}
    for one in missing:
        _write_made(one, shown.get(one.name), folder / "media", blobs, ZoneInfo(timezone))
    lost = [f"media/{one.name}: the file is gone; its largest picture stands for it" for one in missing]
    return len(texts) + len(names) + len(templates) + len(missing), lost


def _copy_originals(originals: Path, to: Path) -> set[str]:
    """Pictures, films, the texts beside them and templates, as they lie there; hidden and half-written files are not copied.

    Returns their names, in NFC as items name them.
    """
    names = set()
    for path in sorted(originals.rglob("*")) if originals.is_dir() else ():
        name = path.relative_to(originals)
        if path.is_file() and not path.is_symlink() and counts(name):
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, to / name)
            names.add(unicodedata.normalize("NFC", name.as_posix()))
    return names


def _copy_library(originals: Mapping[str, Path], media: Mapping[str, Media], to: Path) -> set[str]:
    """The files that staff gave, each with a text that says whose it is and what of it stays in view."""
    for name, path in originals.items():
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, to / name)
        if text := picture_text(media[name]) if name in media else "":
            (to / f"{name}.txt").write_text(text, "utf-8")
    return set(originals)


def _write_made(media: Media, item: Item | None, to: Path, blobs: Blobs, zone: ZoneInfo) -> None:
    """The picture or film under the name of the file that is gone, and a text beside it that says what the item says."""
    path = to / media.name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(blobs.load((media.film or media.renditions[-1]).file))
    if item:
        path.with_name(f"{path.name}.txt").write_text(sidecar_text(item, media, zone), "utf-8")
