"""The register as a table: what a spreadsheet is given, and what is read back from one."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import msgspec

from ..words import Words
from .forms.past_days import recent_day
from .links import SPOT
from .poster_register import Dates, dates_after
from .posters import WHERE_LETTERS, Poster, PosterAct

COLUMNS: Mapping[str, Words] = {
    "spot": {"ja": "番号", "en": "Code"},
    "place": {"ja": "場所の番号", "en": "Place id"},
    "place_name": {"ja": "場所", "en": "Place"},
    "where_ja": {"ja": "貼るところ", "en": "Spot in it (Japanese)"},
    "where_en": {"ja": "貼るところ（英語）", "en": "Spot in it (English)"},
    "copies": {"ja": "枚数", "en": "Copies"},
    "what": {"ja": "内容", "en": "What it says"},
    "size": {"ja": "大きさ", "en": "Size"},
    "language": {"ja": "言語", "en": "Language"},
    "campaign": {"ja": "キャンペーン", "en": "Campaign"},
    "link": {"ja": "リンク", "en": "Link"},
    "address": {"ja": "QRコードの中身", "en": "Address in the code"},
    "state": {"ja": "状態", "en": "State"},
    "posted_on": {"ja": "貼った日", "en": "Put up on"},
    "seen_on": {"ja": "見た日", "en": "Seen on"},
    "missing_on": {"ja": "なかった日", "en": "Not there on"},
    "taken_down_on": {"ja": "はがした日", "en": "Taken down on"},
    "needs": {"ja": "見ておくこと", "en": "To look after"},
}
"""As they stand in the file. Read back are the code, the days, the copies and the spot in the place; all else is passed over."""

READ: Mapping[str, tuple[str, ...]] = {
    name: (name, *COLUMNS[name].values())
    for name in ("spot", "where_ja", "where_en", "copies", "posted_on", "seen_on", "missing_on", "taken_down_on")
}
DAYS: tuple[tuple[str, PosterAct], ...] = (
    ("posted_on", "posted"),
    ("seen_on", "seen"),
    ("missing_on", "missing"),
    ("taken_down_on", "taken down"),
)

_LETTER = re.compile(SPOT)


def spot_of(text: str) -> str:
    """The code of a poster as people type or paste it: 7k4m, AB3CD-7K4M, the whole address; empty where none is in it."""
    last = re.split(r"[/\\-]", unicodedata.normalize("NFKC", text[:200]).strip().rstrip("/"))[-1].upper()
    return last if _LETTER.fullmatch(last) else ""


class Wrong(NamedTuple):
    """Why a row is passed over."""

    says: Words


class Said(NamedTuple):
    """What a row says of a poster: what it is now, and the acts with their days by which its dates become the row's."""

    poster: Poster
    acts: tuple[tuple[PosterAct, date], ...]


def read_row(poster: Poster, dates: Dates, cells: Mapping[str, str], today: date) -> Said | Wrong:
    """A row of a poster. An empty cell leaves what is known; a day to come, or one before the one before it, is refused."""
    wanted = _dates(dates, cells, today)
    if isinstance(wanted, Wrong):
        return wanted
    changed = _poster(poster, cells)
    if isinstance(changed, Wrong):
        return changed
    return Said(changed, _acts(dates, wanted))


def _dates(dates: Dates, cells: Mapping[str, str], today: date) -> Dates | Wrong:
    found: dict[str, date] = {}
    for name, _ in DAYS:
        if not (text := cells.get(name, "")):
            continue
        day = recent_day(text.partition(" ")[0].partition("T")[0] if text[:4].isdecimal() else text, today)
        if day is None or day > today:
            return Wrong(
                {
                    "ja": f"「{COLUMNS[name]['ja']}」の {text[:20]} は、今日までの日として読めません。",
                    "en": f"“{text[:20]}” ({COLUMNS[name]['en']}) is no day up to today.",
                }
            )
        found[name] = day
    return _settled(dates, msgspec.structs.replace(dates, **found))


def _settled(before: Dates, wanted: Dates) -> Dates | Wrong:
    """The dates without those of an earlier time on the wall, which stand in a row because nobody took them out."""
    first = wanted.posted_on or wanted.seen_on
    if first is None and wanted.missing_on and not wanted.taken_down_on:
        return Wrong({"ja": "貼った日がありません。", "en": "The day on which it was put up is missing."})
    if first is None:
        return Dates(taken_down_on=wanted.taken_down_on)
    later = {name: day for name, _ in DAYS[1:] if (day := getattr(wanted, name))}
    if any(day < first and day != getattr(before, name) for name, day in later.items()):
        return Wrong(
            {"ja": "貼った日より前の日があります。", "en": "One of its days is before the day on which it was put up."}
        )
    seen = max(wanted.seen_on or first, first)
    down = wanted.taken_down_on if "taken_down_on" in later and later["taken_down_on"] >= first else None
    missing = wanted.missing_on if seen <= later.get("missing_on", date.min) <= (down or date.max) else None
    return Dates(first, seen, missing, down)


def _poster(poster: Poster, cells: Mapping[str, str]) -> Poster | Wrong:
    where = {code: _unquoted(text) for code in ("ja", "en") if (text := cells.get(f"where_{code}", ""))}
    copies = cells.get("copies", "")
    if any(len(text) > WHERE_LETTERS for text in where.values()):
        return Wrong(
            {
                "ja": f"「貼るところ」は {WHERE_LETTERS}文字までです。",
                "en": f"Where in the place: {WHERE_LETTERS} characters at most.",
            }
        )
    if copies and not (copies.isdecimal() and len(copies) <= 5 and 1 <= int(copies) <= 1000):
        return Wrong({"ja": "枚数は 1〜1000 の数にしてください。", "en": "Copies must be a number from 1 to 1000."})
    number = int(copies) if copies else poster.copies
    return msgspec.structs.replace(poster, where=poster.where | where, copies=number)


def _unquoted(cell: str) -> str:
    """Without the mark that keeps a spreadsheet from taking it for a formula."""
    return cell[1:] if re.match("'[=+@-]", cell) else cell


def _acts(before: Dates, wanted: Dates) -> tuple[tuple[PosterAct, date], ...]:
    """What is to be said, in its order, for the dates to become these."""
    acts, dates = list[tuple[PosterAct, date]](), before
    for name, act in DAYS:
        day = getattr(wanted, name)
        again = dates.posted_on != wanted.posted_on if act == "posted" else getattr(dates, name) != day
        if day and (again or (act == "posted" and _came_back(before, wanted))):
            acts.append((act, day))
            dates = dates_after(dates, act, day)
    return tuple(acts)


def _came_back(before: Dates, wanted: Dates) -> bool:
    """Whether it hangs again, or an earlier day of it is put right: then all is said anew from the first day on."""
    gone = before.missing_on or before.taken_down_on
    return bool(gone) and (before.seen_on, before.missing_on, before.taken_down_on) != (
        wanted.seen_on,
        wanted.missing_on,
        wanted.taken_down_on,
    )
