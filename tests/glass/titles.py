"""Titles as cities write them: the demo's own, dressed as such titles are dressed, and those of any tables of events."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from signage.domain.content import Item
from signage.domain.sources import Source
from signage.errors import SourceError
from signage.samples import _Samples
from signage.sources import SOURCES
from signage.sources.opendata import parse
from signage.sources.source_file import parse_source

DEMO = Path(__file__).parents[2] / "demo"

DRESSES = (
    "{}",
    "令和7年11月8日-9日「{}」担当レポート",
    "【第3回】{}を開催しました",
    "{} ―みんなの思いから、まちの未来を考える―",
    "{}のお知らせ(申込みは12月5日(金)まで)",
)


class Written(msgspec.Struct, frozen=True):
    """A title and what stands under it, in one language."""

    language: str
    title: str
    text: str = ""


def demo_items() -> list[Item]:
    """The items of the demo's feeds, as its sources give them."""
    return [item for file in sorted((DEMO / "sources").glob("*.toml")) for item in _items_of(file)]


def _items_of(file: Path) -> Iterable[Item]:
    source = parse_source(file.read_text("utf-8"), file.name)
    path = DEMO / source.address
    if not path.is_file():  # the sample events are written when the demo starts
        return []
    return SOURCES[source.type].parse(path.read_bytes(), None, source).items


def demo_titles() -> Iterator[Written]:
    for item in demo_items():
        yield from _written(item)
    samples = msgspec.toml.decode((DEMO / "samples.toml").read_bytes(), type=_Samples)
    for event in samples.event:
        yield from (Written(language, title, event.text.get(language, "")) for language, title in event.title.items())


def dressed_titles() -> list[Written]:
    """Every title of the demo, the Japanese ones in every dress: some hundreds, none twice."""
    found = {}
    for one in demo_titles():
        for dress in DRESSES if one.language == "ja" else DRESSES[:1]:
            title = dress.format(one.title)
            found[one.language, title] = msgspec.structs.replace(one, title=title)
    return list(found.values())


def titles_in(folder: Path) -> Iterator[Written]:
    """Of every table of events in a folder; a file that is none is passed over and named."""
    for file in sorted(folder.glob("*.csv")):
        try:
            items = parse(
                file.read_bytes(), "text/csv", Source(name=file.stem, type="opendata", address=file.name)
            ).items
        except SourceError as problem:
            print(f"{file.name}: {problem}")
            continue
        for item in items:
            yield from _written(item)


def _written(item: Item) -> Iterator[Written]:
    for language, title in item.title.items():
        yield Written(language, title, item.text.get(language, ""))
