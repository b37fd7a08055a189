"""Items of any source as entries of a hand-kept list (items.py), and what such a list can't say of them."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import tomli_w

from ..domain.content import Item
from ..domain.events import Event, Occasion
from ..domain.media import Media
from ..domain.sources import Source
from ..errors import SourceError
from .dates import first_instant
from .items import parse
from .occasions import occasion_between

_DAY = timedelta(days=1)


class WrittenBack(msgspec.Struct, frozen=True):
    """`text` is the file; `left_out` are ids of items it can't hold with the reason, `changed` those it holds a bit otherwise."""

    text: str
    left_out: tuple[tuple[str, str], ...]
    changed: tuple[str, ...]


def write_back(source: Source, items: list[Item], timezone: str) -> WrittenBack:
    """`source` is what will read the list: of type items, with its own name; `timezone` is the office's."""
    entries, left_out, changed = [], [], []
    for item in items:
        entry = _entry(item, source, ZoneInfo(timezone))
        try:
            (read,) = parse(_text([entry]).encode(), None, source, timezone, item.id).items
        except SourceError as problem:
            left_out.append((item.id, problem.message))
            continue
        if read.id != item.id:
            left_out.append((item.id, "such an id can't be written in a list"))
            continue
        entries.append(entry)
        if msgspec.structs.replace(read, position=item.position) != item:
            changed.append(item.id)
    return WrittenBack(_text(entries), tuple(left_out), tuple(changed))


def _text(entries: list[dict[str, Any]]) -> str:
    return tomli_w.dumps({"item": entries}, multiline_strings=False)


def _entry(item: Item, source: Source, zone: ZoneInfo) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": item.id.removeprefix(f"{source.name}-"), "kind": item.kind, "title": item.title}
    period = item.period
    values = {
        "text": item.text,
        "url": item.url,
        "from": period.begins_at and period.begins_at.astimezone(zone).date(),
        "until": period.ends_at and _last_day(period.ends_at, zone),
        "published": item.published_at and item.published_at.astimezone(zone).date(),
        "themes": [theme for theme in item.themes if theme not in source.themes],
        "department": item.department if item.department != source.department else None,
        "year": item.year,
        "media": item.media,
        "hashtags": list(item.hashtags),
        "places": list(item.places),
        **(_event(item.event) if item.event else {}),
    }
    return entry | {key: value for key, value in values.items() if value}


def _last_day(ends_at: datetime, zone: ZoneInfo) -> date:
    """The last local day that a period still touches."""
    day = ends_at.astimezone(zone).date()
    return day - _DAY if first_instant(day, zone.key) == ends_at else day


def _event(event: Event) -> dict[str, Any]:
    found: dict[str, Any] = {"place": event.place, "fee": event.fee, "note": event.note}
    if event.called_off:
        found[event.called_off] = True
    if len(event.occasions) == 1:
        return found | _occasion(event.occasions[0])
    return found | {"occasion": [_occasion(one) for one in event.occasions]}


def _occasion(occasion: Occasion) -> dict[str, Any]:
    """Beginning and end that `occasion_between` reads as this occasion."""
    if occasion.begins is None:
        return {"begins": occasion.first} | ({"ends": occasion.last} if occasion.last > occasion.first else {})
    begins = datetime.combine(occasion.first, occasion.begins)
    if occasion.ends is None:
        return {"begins": begins}
    ends = [datetime.combine(occasion.last + days * _DAY, occasion.ends) for days in (0, 1)]
    return {"begins": begins, "ends": next((one for one in ends if occasion_between(begins, one) == occasion), ends[0])}


def sidecar_text(item: Item, media: Media, zone: ZoneInfo) -> str:
    """The text beside a picture or film (sidecar.py) that says what its item says."""
    words = {"title": item.title, "text": item.text, "department": item.department, "credit": media.credit}
    lines = [f"{key}.{language}: {text}" for key, value in words.items() for language, text in value.items()]
    lists = {"places": item.places, "themes": item.themes, "hashtags": item.hashtags}
    period = item.period
    days = {
        "from": period.begins_at and period.begins_at.astimezone(zone).date(),
        "until": period.ends_at and _last_day(period.ends_at, zone),
        "published": item.published_at and item.published_at.astimezone(zone).date(),
        "link": item.url,
        "kind": item.kind,
    }
    lines += [f"{key}: {', '.join(value)}" for key, value in lists.items() if value]
    lines += [f"{key}: {value}" for key, value in days.items() if value]
    return _lines([*lines, *_focus(media)])


def picture_text(media: Media) -> str:
    """The text beside a picture that is no item of its own; empty where there is nothing to say."""
    return _lines([f"credit.{language}: {text}" for language, text in media.credit.items()] + _focus(media))


def _focus(media: Media) -> list[str]:
    return [f"focus: {media.focus[0]:.0%} {media.focus[1]:.0%}"] if media.focus != (0.5, 0.5) else []


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{' '.join(line.split())}\n" for line in lines)
