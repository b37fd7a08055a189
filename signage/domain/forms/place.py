"""A place as people type it: its name, when its screens are on, and in which country and time zone."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ...errors import InputError
from ...words import Words
from ..calendars import local_day
from ..candidates import Piece
from ..closing_days import Calendar, almanac_of
from ..day_reasons import reason_of
from ..displays import Place
from ..holidays import check_country
from ..opening_hours import opening_hours
from ..timeline import open_pieces
from .typed import Typed, as_lines, word_fields

TYPES: dict[str, Words] = {
    "station": {"ja": "駅", "en": "Station"},
    "city_hall": {"ja": "市役所・支所", "en": "City hall"},
    "library": {"ja": "図書館", "en": "Library"},
    "community_center": {"ja": "交流センター", "en": "Community centre"},
    "school": {"ja": "学校", "en": "School"},
    "hall": {"ja": "ホール・体育館", "en": "Hall"},
    "commercial": {"ja": "商業施設", "en": "Shopping centre"},
    "hospital": {"ja": "病院・保健センター", "en": "Hospital"},
}
"""Types that are offered. Playlists may be meant for all places of a type."""

DAYS_SHOWN = 7

LABELS: dict[str, Words] = {
    "name_ja": {"ja": "場所の名前（日本語）", "en": "Name (Japanese)"},
    "name_en": {"ja": "場所の名前（英語）", "en": "Name (English)"},
    "type": {"ja": "種類", "en": "Type"},
    "hours": {"ja": "映す時間", "en": "Hours"},
    "closed": {"ja": "休みのカレンダー", "en": "Closing days"},
    "position": {"ja": "位置（緯度, 経度）", "en": "Position (latitude, longitude)"},
    "country": {"ja": "祝日", "en": "Public holidays of"},
    "timezone": {"ja": "時間帯", "en": "Time zone"},
}


class DayOpen(NamedTuple):
    """A local day with its pieces in which screens are on, UTC; `why` names its holiday, or why it is closed for once."""

    day: date
    pieces: tuple[Piece, ...]
    why: Words


def place_fields(place: Place) -> dict[str, str]:
    """As the form shows it."""
    return {
        **word_fields("name", place.name),
        "type": place.type,
        "hours": place.hours,
        "closed": as_lines(place.closed),
        "position": _as_position(place.latitude, place.longitude),
        "country": place.country,
        "timezone": place.timezone,
    }


def read_place(
    fields: Mapping[str, str], id: str, calendars: Mapping[str, Calendar], before: Place | None = None
) -> tuple[Place, dict[str, Words]]:
    """The place that was typed, and what of it can't be used, by field."""
    typed = Typed(fields)
    known = {*TYPES, *([before.type] if before else [])}
    latitude, longitude, source = _position(typed, before)
    place = Place(
        id=id,
        name=typed.kept("name", before.name if before else {}, needed=True) or {"ja": id},
        type=typed.choice("type", known, needed=False),
        timezone=_timezone(typed),
        hours=_hours(typed),
        country=_country(typed),
        closed=typed.choices("closed", {*calendars, *(before.closed if before else ())}),
        latitude=latitude,
        longitude=longitude,
        position_source=source,
    )
    return place, typed.errors


def _as_position(latitude: float | None, longitude: float | None) -> str:
    """To a tenth of a metre, as maps write it."""
    return "" if latitude is None or longitude is None else f"{round(latitude, 6)}, {round(longitude, 6)}"


def _position(typed: Typed, before: Place | None) -> tuple[float | None, float | None, str]:
    """As maps give it to copy: 36.59025, 140.6595. One that was left as it is keeps its source."""
    text = unicodedata.normalize("NFKC", typed.text("position", 60))
    if before and text == place_fields(before)["position"]:
        return before.latitude, before.longitude, before.position_source
    if not text or "position" in typed.errors:
        return None, None, ""
    found = _POSITION.fullmatch(text)
    latitude, longitude = (float(found[1]), float(found[2])) if found else (_NOWHERE, _NOWHERE)
    if abs(latitude) > 90 or abs(longitude) > 180:
        ja = "緯度、経度の順に、度で書いてください（例：36.59025, 140.6595）。"
        typed.refuse("position", ja, "Write latitude, then longitude, in degrees: 36.59025, 140.6595.")
        return None, None, ""
    return latitude, longitude, ""


_POSITION = re.compile(r"(-?\d{1,3}(?:\.\d{1,12})?)\s*[,、\s]\s*(-?\d{1,3}(?:\.\d{1,12})?)")
_NOWHERE = 1_000.0


def _hours(typed: Typed) -> str:
    text = typed.text("hours", 500)
    try:
        opening_hours(text)
    except InputError as problem:
        ja = "読み取れません。「月-金 8:30-17:15; 土 9:00-12:00; 祝 休み」のように書いてください。"
        typed.refuse("hours", ja, f"This can’t be read: {problem.message}.")
    return text


def _country(typed: Typed) -> str:
    text = typed.text("country", 10)
    try:
        return check_country(text)
    except InputError as problem:
        ja = "国を 2文字で書いてください（日本は JP）。祝日がなければ空にします。"
        typed.refuse("country", ja, f"This can’t be used: {problem.message}.")
        return ""


def _timezone(typed: Typed) -> str:
    text = typed.text("timezone", 60, needed=True)
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        typed.refuse(
            "timezone", "時間帯の名前で書いてください（日本は Asia/Tokyo）。", "Write a name such as Asia/Tokyo."
        )
        return "UTC"
    return text


def coming_days(place: Place, calendars: Mapping[str, Calendar], now: datetime) -> list[DayOpen]:
    """When the screens of a place are on in the coming week, today included."""
    zone, almanac = ZoneInfo(place.timezone), almanac_of(place.country, calendars)
    today = local_day(now, zone)
    days = [today + timedelta(days=n) for n in range(DAYS_SHOWN)]
    found = []
    for day in days:
        closing = almanac.closing(place.closed, day)
        why = {code: reason_of(closing, code) for code in ("ja", "en")} if closing else almanac.holiday(day)
        pieces = open_pieces(place.hours, day, zone, almanac, place.closed)
        found.append(DayOpen(day, tuple(pieces), why))
    return found
