"""CSVs of events as municipalities publish them as open data → items. A whole list: what is absent has been withdrawn.

Read by the names of their columns: 推奨データセット「イベント一覧」, the base registry's event format, and the columns of
自治体標準オープンデータセット, with the spellings found in production.
"""

import math
import re
from datetime import date, datetime, time

from ..domain.content import Item
from ..domain.events import Event, Occasion
from ..domain.sources import Memory, Source
from ..errors import SourceError
from ..words import Words
from .called_off import called_off, tells_more
from .cleaning import clean
from .dates import parse_clock, parse_date, parse_day
from .entries import (
    FEE_LETTERS,
    LONGEST_DAYS,
    NOTE_LETTERS,
    PLACE_LETTERS,
    Entry,
    coming_first,
    in_words,
    item_of,
    limited,
)
from .fetched import Fetched, Parsed, Run, in_process
from .fetching import Fetching, fetch_parsed
from .tables import Columns, Row, read_table

COLUMNS: Columns = {
    "number": ("NO", "ID", "イベントID", "番号"),
    "code": ("都道府県コード又は市区町村コード", "全国地方公共団体コード", "市区町村コード"),
    "name": ("イベント名", "イベント名称", "名称", "タイトル"),
    "name_en": ("イベント名_英語", "名称(英字)", "名称_英語"),
    "summary": ("概要",),
    "text": ("説明", "内容"),
    "subtitle": ("サブタイトル",),
    "kinds": ("カテゴリー", "カテゴリ", "イベント種類", "分類"),
    "link": ("URL", "リンク"),
    "state": ("状態", "開催状況", "開催状態"),
    "first": ("開始日", "開催日", "開始年月日"),
    "last": ("終了日", "終了年月日"),
    "begins": ("開始時間", "開始時刻"),
    "ends": ("終了時間", "終了時刻"),
    "note": ("開始日時特記事項", "日時備考"),
    "place": ("場所名称", "会場", "開催場所", "会場名"),
    "address": ("住所", "所在地_連結表記"),
    "prefecture": ("住所都道府県", "所在地_都道府県"),
    "city": ("住所市区町村", "所在地_市区町村"),
    "town": ("住所町名", "所在地_町字"),
    "street": ("住所丁目以下", "所在地_番地以下"),
    "building": ("方書", "建物名等", "建物名等(方書)"),
    "latitude": ("緯度",),
    "longitude": ("経度",),
    "fee": ("料金(基本)", "料金", "参加費"),
    "fee_detail": ("料金(詳細)",),
    "published": ("公開日", "更新日", "最終更新日"),
}  # fmt: skip
ADDRESS = ("prefecture", "city", "town", "street")
_EVENING = 17 * 60
"""An event that begins from this hour on may end after midnight; earlier ones with such an end are slips."""

_WHOLE_DAY = (24 * 60 - 1, 24 * 60)
"""How tables write the end of a day that began at 0:00."""

_LATITUDES, _LONGITUDES = (20.0, 46.0), (122.0, 154.0)
"""Those of Japan, its islands included."""


async def fetch(source: Source, memory: Memory, fetching: Fetching, run: Run = in_process) -> Fetched:
    """Raises SourceError."""
    return await fetch_parsed(parse, source, memory, fetching, run)


def parse(
    body: bytes,
    content_type: str | None,
    source: Source,
    timezone: str = "Asia/Tokyo",
    address: str = "",
    month: date | None = None,
) -> Parsed:
    """An item a row, in the table's order. A row without a name or a first day is passed over and named in a note, by
    the line it begins on. Raises SourceError, with the source's address, when it is no such table.
    """
    try:
        table = read_table(body, content_type, COLUMNS, ("name", "first"))
    except SourceError as problem:
        raise SourceError(problem.message, source.address.partition("?")[0]) from problem
    items: dict[str, Item] = {}
    lines: dict[str, int] = {}
    notes = list(table.notes)
    for row in table.rows:
        said = [row.remark] if row.remark else []
        item = _item(row, source, timezone, address, len(items), said)
        if item and item.id in items:
            said.append(f"line {lines[item.id]} has the same id; passed over")
        elif item:
            items[item.id], lines[item.id] = item, row.line
        notes += [f"line {row.line} “{clean(row.cells.get('name', ''), 40)}”: {one}" for one in said]
    kept = coming_first(list(items.values()), month, notes)
    return Parsed(kept, limited(notes), len(table.rows))


def _item(row: Row, source: Source, timezone: str, base: str, position: int, notes: list[str]) -> Item | None:
    cells = row.cells
    if problem := row.dirty or _lacking(cells):
        notes.append(f"{problem}; passed over")
        return None
    occasion = occasion_of(cells, timezone, notes)
    if not occasion:
        return None
    check_coordinates(cells, notes)
    entry = Entry(
        identity=_identity(cells),
        title={source.language: cells["name"], **({"en": cells["name_en"]} if "name_en" in cells else {})},
        text=cells.get("summary") or cells.get("text") or cells.get("subtitle", ""),
        link=cells.get("link", ""),
        words=[word for word in re.split(r"[,，、;；/／\n]", cells.get("kinds", "")) if word.strip()],
        published_at=_published_at(cells, timezone),
        event=_event(cells, occasion, source.language, timezone),
    )
    return item_of(entry, source, base, position, notes)


def _lacking(cells: dict[str, str]) -> str:
    if "name" not in cells:
        return "it has no name (イベント名, 名称)"
    return "" if "first" in cells else "it has no first day (開始日)"


def _identity(cells: dict[str, str]) -> str:
    """Its number, and whose; codes lose their leading zero in Excel. Without a number: its name and first day."""
    if "number" in cells:
        return f"{cells.get('code', '').zfill(6)} {cells['number']}"
    return f"{cells['name']} {cells['first']}"


def _event(cells: dict[str, str], occasion: Occasion, language: str, timezone: str) -> Event:
    state = clean(cells.get("state", ""), NOTE_LETTERS)
    cancelled, postponed = called_off(state)
    said = state if tells_more(state) else ""
    note = " ".join(text for text in (said, cells.get("note", "")) if text)
    return Event(
        occasions=(occasion,),
        timezone=timezone,
        place=in_words(language, cells.get("place") or address_of(cells), PLACE_LETTERS),
        note=in_words(language, note, NOTE_LETTERS),
        fee=_fee(cells, language),
        cancelled=cancelled,
        postponed=postponed,
    )


def address_of(cells: dict[str, str]) -> str:
    address = cells.get("address") or "".join(cells.get(part, "") for part in ADDRESS)
    return f"{address} {cells.get('building', '')}".strip()


def _fee(cells: dict[str, str], language: str) -> Words:
    """In words: 0 is 無料, 1000 is 1,000円. What they leave open stands in 料金(詳細)."""
    written = clean(cells.get("fee", ""), FEE_LETTERS).replace(",", "")
    if not written.isdecimal():
        return in_words(language, cells.get("fee") or cells.get("fee_detail", ""), FEE_LETTERS)
    if int(written) == 0:
        return {"ja": "無料", "en": "Free"}
    detail = clean(cells.get("fee_detail", ""), FEE_LETTERS).strip("()（）")
    return {"ja": f"{int(written):,}円" + (f"（{detail}）" if detail else ""), "en": f"¥{int(written):,}"}


def occasion_of(cells: dict[str, str], timezone: str, notes: list[str]) -> Occasion | None:
    """When a row's event takes place; None, and a note, when its first day can't be read or it lasts for ever."""
    try:
        first = parse_day(cells["first"], timezone)
    except ValueError:
        notes.append(f"its first day “{clean(cells['first'], 40)}” can't be read; passed over")
        return None
    last = _last(cells, first, timezone, notes)
    if (last - first).days > LONGEST_DAYS:
        notes.append(f"it lasts until {last}, longer than ten years; passed over")
        return None
    begins, ends = (_minutes(cells.get(noun, ""), noun, notes) for noun in ("begins", "ends"))
    if begins is not None and begins >= 24 * 60:
        notes.append(f"it begins at {cells['begins']}, which is no time of day; left out")
        begins = None
    if begins == 0 and ends in _WHOLE_DAY:
        return Occasion(first, last)
    return Occasion(first, last, _time(begins), _ends(begins, ends, first == last, notes))


def _last(cells: dict[str, str], first: date, timezone: str, notes: list[str]) -> date:
    if "last" not in cells:
        return first
    try:
        last = parse_day(cells["last"], timezone)
    except ValueError:
        notes.append(f"its last day “{clean(cells['last'], 40)}” can't be read; it counts as one day")
        return first
    if last < first:
        notes.append(f"it ends on {last}, before it begins on {first}; it counts as one day")
        return first
    return last


def _minutes(written: str, noun: str, notes: list[str]) -> int | None:
    try:
        return parse_clock(written)
    except ValueError:
        notes.append(f"the time it {noun}, “{clean(written, 40)}”, can't be read; left out")
        return None


def _ends(begins: int | None, ends: int | None, one_day: bool, notes: list[str]) -> time | None:
    if ends is None:
        return None
    if ends > 24 * 60:
        notes.append(f"it ends at {ends // 60}:{ends % 60:02}; it counts to the end of the day")
        ends = 24 * 60
    if one_day and begins is not None and ends <= begins and (begins < _EVENING or ends == begins):
        notes.append(
            f"it ends at {_time(ends):%H:%M}, not after it begins at {_time(begins):%H:%M}; the end is left out"
        )
        return None
    return _time(ends)


def _time(minutes: int | None) -> time | None:
    """24:00 is written 00:00, the end of the day."""
    return None if minutes is None else time(minutes // 60 % 24, minutes % 60)


def _published_at(cells: dict[str, str], timezone: str) -> datetime | None:
    try:
        return parse_date(cells.get("published", ""), timezone)
    except ValueError:
        return None


def check_coordinates(cells: dict[str, str], notes: list[str]) -> None:
    """Nothing is shown of them, but whoever keeps the table should know."""
    for noun, other, most in (("latitude", _LONGITUDES, 90), ("longitude", _LATITUDES, 180)):
        try:
            degrees = float(cells.get(noun, "0"))
        except ValueError:
            degrees = math.inf
        if other[0] <= degrees <= other[1]:
            notes.append(f"its {noun} {degrees:g} looks like the other one; are they swapped?")
        elif not abs(degrees) <= most:
            notes.append(f"its {noun} “{clean(cells[noun], 20)}” can't be")
