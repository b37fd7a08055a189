"""今すぐ表示 as people ask for it: what, on which screens, for how long."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from ...words import Words
from ..arranging import displays_of
from ..calendars import ONE_DAY, instant
from ..catalogue import Catalogue
from ..displays import Display
from ..filled import filled
from ..playlists import item_of, playlist_of
from ..repertoire import Repertoire
from ..schedule import Rule
from ..timeline import channel_of, targeting_of
from .typed import MISSING, Typed
from .typed_moments import moment_of, time_of

LENGTHS: dict[str, Words] = {
    "15": {"ja": "15分", "en": "15 minutes"},
    "30": {"ja": "30分", "en": "30 minutes"},
    "60": {"ja": "1時間", "en": "1 hour"},
    "120": {"ja": "2時間", "en": "2 hours"},
    "240": {"ja": "4時間", "en": "4 hours"},
    "until": {"ja": "時刻を決める", "en": "Until a time"},
}
USUAL_LENGTH = "60"
"""What the form says until somebody chooses another."""
MOST_UNASKED = 10
"""On more displays than these the number is to be typed, so that nobody takes over a city by a slip."""
MOST = timedelta(days=7)

LABELS: dict[str, Words] = {
    "what": {"ja": "映すもの", "en": "What"},
    "displays": {"ja": "画面", "en": "Displays"},
    "length": {"ja": "長さ", "en": "For how long"},
    "until": {"ja": "いつまで", "en": "Until"},
    "count": {"ja": "画面の数", "en": "Number of displays"},
}


class Wish(NamedTuple):
    """`playlist` as a rule names it; `minutes` from now."""

    playlist: str
    displays: tuple[str, ...]
    groups: tuple[str, ...]
    place_types: tuple[str, ...]
    minutes: int
    screens: tuple[Display, ...]

    @property
    def asks_number(self) -> bool:
        return len(self.screens) > MOST_UNASKED


def read_wish(
    fields: Mapping[str, str], catalogue: Catalogue, now: datetime, zone: ZoneInfo
) -> tuple[Wish, dict[str, Words]]:
    """What was asked for, and what of it can't be done, by field."""
    typed = Typed(fields)
    playlist = typed.text("what", 250, needed=True)
    places = typed.choices("places", catalogue.places)
    of_places = (one.id for one in catalogue.displays.values() if one.place in places)
    displays = dict.fromkeys((*typed.choices("displays", catalogue.displays), *of_places))
    groups = typed.choices("groups", {name for one in catalogue.displays.values() for name in one.groups})
    types = typed.choices("place_types", {one.type for one in catalogue.places.values()})
    rule = Rule(playlist=playlist, number=0, displays=tuple(displays), groups=groups, place_types=types)
    screens = displays_of([rule], catalogue) if displays or groups or types else []
    if not screens:
        typed.refuse("displays", "画面を 1台以上選んでください。", "Choose at least one display.")
    wish = Wish(playlist, tuple(displays), groups, types, _minutes(typed, now, zone), tuple(screens))
    if not typed.errors:
        _check(typed, wish, catalogue, now)
    return wish, typed.errors


def _minutes(typed: Typed, now: datetime, zone: ZoneInfo) -> int:
    """A time that was typed counts over the length that the form said by itself: nobody types one to have it passed over. Of
    a time and another length, which somebody chose, neither is guessed at.
    """
    length, until = typed.choice("length", LENGTHS), typed.text("until", 60)
    if length not in LENGTHS:
        return 1
    if until and length not in ("until", USUAL_LENGTH):
        typed.refuse(
            "until",
            "長さと時刻の両方が入っています。時刻までなら「時刻を決める」を選び、長さで決めるなら時刻を消してください。",
            "Both a length and a time are given. Choose “Until a time”, or take the time out.",
        )
        return 1
    if length != "until" and not until:
        return int(length)
    ends = _end(until, now, zone)
    if ends is None:
        typed.refuse("until", "15:30 や 明日 9:00 のように入力してください。", "Write it like 15:30 or tomorrow 9:00.")
        return 1
    if not timedelta(minutes=1) <= ends - now <= MOST:
        typed.refuse("until", "いまから 7日のうちの時刻にしてください。", "Choose a time within the next 7 days.")
        return 1
    return max(1, int((ends - now).total_seconds() // 60))


def _end(text: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """A time of today, or of tomorrow where today's is over; a day with its time, or through its end."""
    today = now.astimezone(zone).date()
    at = time_of(text)
    if at is None:
        return moment_of(text, today, zone, end=True)
    ends = instant(datetime.combine(today, at), zone, end=True)
    return ends if ends > now else instant(datetime.combine(today + ONE_DAY, at), zone, end=True)


def _check(typed: Typed, wish: Wish, catalogue: Catalogue, now: datetime) -> None:
    item, shown = item_of(wish.playlist), catalogue
    known = catalogue.playlists if item is None else catalogue.items
    if (item or wish.playlist) not in known:
        typed.errors["what"] = MISSING
        return
    if item is not None:
        shown = _with_item(catalogue, item)
    if not _is_shown(shown, wish, now):
        typed.refuse(
            "what",
            "いま、この画面に映せるものがありません（掲載期間や、映す画面の指定を確かめてください）。",
            "Nothing of this can be shown on these displays now: look at its period and where it is meant for.",
        )
    number = typed.text("count", 10)
    if wish.asks_number and number != str(len(wish.screens)):
        typed.refuse(
            "count",
            f"{len(wish.screens)}台の画面が切り替わります。よければ「{len(wish.screens)}」と入力してください。",
            f"{len(wish.screens)} displays will change. If that is meant, type {len(wish.screens)}.",
        )


def _with_item(catalogue: Catalogue, item: str) -> Catalogue:
    one = playlist_of(item)
    return msgspec.structs.replace(catalogue, playlists={**catalogue.playlists, one.name: one})


def _is_shown(catalogue: Catalogue, wish: Wish, now: datetime) -> bool:
    """Whether some of the screens has something of it to show just now."""
    targeting, repertoire = targeting_of(catalogue), Repertoire(catalogue)
    channels = {channel_of(one, catalogue.places[one.place], targeting) for one in wish.screens}
    minute = (now, now + timedelta(minutes=1))
    return any(filled(repertoire, wish.playlist, channel, minute) for channel in channels)
