"""CSVs of facilities as municipalities publish them (公共施設一覧 and its kin) → places. Known by the names of their columns."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from ..domain.displays import Place
from ..domain.opening_hours import opening_hours
from ..errors import InputError
from .cleaning import TITLE_LETTERS, clean
from .dates import parse_clock
from .entries import limited
from .opendata import check_coordinates
from .positions import credit_of, degrees
from .tables import Columns, Row, read_table

COLUMNS: Columns = {
    "number": ("NO", "ID", "施設ID", "番号"),
    "code": ("都道府県コード又は市区町村コード", "全国地方公共団体コード", "市区町村コード"),
    "name": ("名称", "施設名", "施設名称", "name_ja"),
    "name_en": ("名称_英語", "名称(英字)", "name_en"),
    "type": ("kind", "type", "施設種別", "種別"),
    "days": ("利用可能曜日",),
    "begins": ("開始時間", "開始時刻"),
    "ends": ("終了時間", "終了時刻"),
    "remark": ("利用可能日時特記事項", "opening_hours"),
    "latitude": ("緯度", "lat", "latitude"),
    "longitude": ("経度", "lon", "longitude"),
    "source": ("source", "出典"),
}
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_EVERY_DAY = re.compile("毎日|年中無休|無休|全日|通年|全曜日")


class Facilities(NamedTuple):
    """The places, how many rows there were, and in plain sentences which were passed over and what is odd, by line."""

    places: list[Place]
    rows: int
    notes: tuple[str, ...]


def read_facilities(body: bytes, timezone: str, country: str) -> Facilities:
    """A row without a name, or with an id that came before, is passed over. Raises SourceError when it is no such table."""
    table = read_table(body, None, COLUMNS, ("name",))
    notes = list(table.notes)
    places: dict[str, Place] = {}
    for row in table.rows:
        said = [row.remark] if row.remark else []
        place = _place(row, timezone, country, said)
        if place and place.id in places:
            said.append(f"the id {place.id} stands in an earlier line too; passed over")
        elif place:
            places[place.id] = place
        notes += [f"line {row.line} “{clean(row.cells.get('name', ''), 40)}”: {one}" for one in said]
    return Facilities(list(places.values()), len(table.rows), limited(notes))


def _place(row: Row, timezone: str, country: str, notes: list[str]) -> Place | None:
    name = clean(row.cells.get("name", ""), TITLE_LETTERS)
    if row.dirty or not name:
        notes.append(f"{row.dirty or 'it has no name (名称)'}; passed over")
        return None
    odd = len(notes)
    check_coordinates(row.cells, notes)
    position = degrees(row.cells.get("latitude", ""), row.cells.get("longitude", "")) if len(notes) == odd else None
    names = {"ja": name, "en": clean(row.cells.get("name_en", ""), TITLE_LETTERS)}
    return Place(
        id=_id(row.cells, name),
        name={language: text for language, text in names.items() if text},
        type=clean(row.cells.get("type", ""), 60),
        timezone=timezone,
        hours=_hours(row.cells, notes),
        country=country,
        latitude=position[0] if position else None,
        longitude=position[1] if position else None,
        position_source=credit_of(row.cells.get("source", "")) if position else "",
    )


def _id(cells: dict[str, str], name: str) -> str:
    """Whose, and its number there; codes lose their leading zero in Excel. Of others a digest that stays the same."""
    code, number = (unicodedata.normalize("NFKC", cells.get(noun, "")) for noun in ("code", "number"))
    written = f"{code.zfill(6)}-{number}" if code and number else number
    if _ID.fullmatch(written):
        return written
    return f"place-{hashlib.sha256((written or name).encode(errors='surrogatepass')).hexdigest()[:10]}"


def _hours(cells: dict[str, str], notes: list[str]) -> str:
    """Opening hours out of days, times and remarks; what can't be read is noted, and nothing read is always open."""
    parts: list[str] = []
    try:
        parts += _regular(cells)
    except (InputError, ValueError) as problem:
        said = problem.message if isinstance(problem, InputError) else str(problem)
        notes.append(f"its opening hours are left out: {said}")
    for remark in filter(None, (one.strip() for one in re.split(r"[;；。、()（）\n]", cells.get("remark", "")))):
        try:
            opening_hours(remark)
            parts.append(remark)
        except InputError:
            notes.append(
                f"of its opening hours “{clean(remark, 60)}” can't be read; keep it as a calendar of closing days"
            )
    return "; ".join(parts)


def _regular(cells: dict[str, str]) -> Iterator[str]:
    """ "月-金 08:30-17:15"; days without times are open the whole day. Raises ValueError or InputError."""
    days = _days(cells.get("days", ""))
    begins, ends = parse_clock(cells.get("begins", "")), parse_clock(cells.get("ends", ""))
    if begins is None and ends is None:
        text = f"{days} 00:00-24:00" if days else ""
    elif begins is None or ends is None:
        raise ValueError(f"“{cells.get('begins', '')}-{cells.get('ends', '')}” needs a beginning and an end")
    else:
        text = f"{days} {_clock(begins)}-{_clock(ends)}".strip()
    if text:
        opening_hours(text)
        yield text


def _days(written: str) -> str:
    """月曜日～金曜日, 月火水木金, 月;火;水, 毎日 → as opening hours name days; "" is every day."""
    text = unicodedata.normalize("NFKC", written).strip()
    if _EVERY_DAY.search(text):
        return ""
    text = re.sub("曜日?|から", lambda found: "-" if found[0] == "から" else "", text)
    return re.sub(r"[;/|\s]+", "、", text)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
