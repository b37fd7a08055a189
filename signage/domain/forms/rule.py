"""A rule of the schedule as people type it: which screens, which days, which hours, and before whom it goes."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

from ...errors import InputError
from ...words import Words
from ..calendars import Hours, parse_hours
from ..catalogue import Catalogue
from ..repeating import first_day, parse_rrule
from ..rule_words import DAY_CODES, MONTH_END, ORDINALS, repeats
from ..schedule import HOLIDAYS, OnHolidays, Rule, counted_from
from .typed import Typed, as_lines
from .typed_moments import moment_of, time_of

_WALL = ZoneInfo("UTC")
"""Wall times have no zone: this one neither skips nor repeats any."""

REPEATS: dict[str, Words] = {
    "": {"ja": "毎週", "en": "Every week"},
    "every-2": {"ja": "1週おき（始まりの週から）", "en": "Every other week (from the first day on)"},
    **{
        f"nth-{n}": {
            "ja": f"毎月 {words['ja'].removesuffix('の')}の曜日" if n > 0 else "毎月 最後の曜日",
            "en": f"The {words['en']} such day of each month",
        }
        for n, words in ORDINALS.items()
    },
    "month-end": {"ja": "毎月の末日", "en": "The last day of each month"},
    "own": {"ja": "ほかの繰り返し（RRULE）", "en": "Another repetition (RRULE)"},
}
HOLIDAY_CHOICES: dict[str, Words] = {
    "": {"ja": "祝日も同じ", "en": "As on any other day"},
    "except": {"ja": "祝日を除く", "en": "Not on public holidays"},
    "only": {"ja": "祝日だけ", "en": "On public holidays only"},
    "as Sunday": {"ja": "祝日は日曜として数える", "en": "Public holidays count as Sundays"},
}
PRIORITIES: dict[int, Words] = {
    -10: {"ja": "ほかがないときだけ（−10）", "en": "When there is nothing else (−10)"},
    0: {"ja": "いつもの放映（0）", "en": "As usual (0)"},
    10: {"ja": "優先する（10）", "en": "Goes first (10)"},
    20: {"ja": "強く優先する（20）", "en": "Goes before those that go first (20)"},
}
MOST_PRIORITY = 100

LABELS: dict[str, Words] = {
    "playlist": {"ja": "プレイリスト", "en": "Playlist"},
    "targets": {"ja": "どの画面に", "en": "On which displays"},
    "begins": {"ja": "始まり", "en": "From"},
    "ends": {"ja": "終わり", "en": "Until"},
    "weekdays": {"ja": "曜日", "en": "Days of the week"},
    "repeats": {"ja": "繰り返し", "en": "Repetition"},
    "rrule": {"ja": "繰り返しの書き方（RRULE）", "en": "RRULE"},
    "holidays": {"ja": "祝日", "en": "Public holidays"},
    "only_days_of": {"ja": "このカレンダーの日だけ", "en": "Only on days of"},
    "not_days_of": {"ja": "このカレンダーの日を除く", "en": "Not on days of"},
    "hours_from": {"ja": "何時から", "en": "From (time)"},
    "hours_until": {"ja": "何時まで", "en": "Until (time)"},
    "priority": {"ja": "優先", "en": "Priority"},
}


def rule_fields(rule: Rule) -> dict[str, str]:
    """As the form shows it; times in the digital form that every language reads."""
    known = repeats(rule.rrule) if rule.rrule else ("", rule.weekdays)
    kind, days = known or ("own", rule.weekdays)
    return {
        "displays": as_lines(rule.displays),
        "groups": as_lines(rule.groups),
        "place_types": as_lines(rule.place_types),
        "begins": wall_field(rule.begins),
        "ends": wall_field(rule.ends, end=True),
        "weekdays": "\n".join(str(day) for day in (days if kind != "own" else rule.weekdays)),
        "repeats": kind,
        "rrule": rule.rrule if kind == "own" else "",
        "holidays": rule.holidays or "",
        "only_days_of": as_lines(rule.only_days_of),
        "not_days_of": as_lines(rule.not_days_of),
        "hours_from": f"{rule.hours[0]:%H:%M}" if rule.hours else "",
        "hours_until": _end_field(rule.hours),
        "priority": str(rule.priority),
    }


def wall_field(at: datetime | None, *, end: bool = False) -> str:
    """2026-11-21, with its time where it is not midnight; an end at midnight is the day before, which is the last."""
    if at is None:
        return ""
    if (at.hour, at.minute) == (0, 0):
        return (at - timedelta(days=1) if end else at).date().isoformat()
    return f"{at:%Y-%m-%d %H:%M}"


def _end_field(hours: Hours | None) -> str:
    if hours is None:
        return ""
    return "24:00" if f"{hours[1]:%H:%M}" == "00:00" else f"{hours[1]:%H:%M}"


def read_rule(
    fields: Mapping[str, str], playlist: str, number: int, catalogue: Catalogue, today: date
) -> tuple[Rule, dict[str, Words]]:
    """The rule that was typed, and what of it can't be used, by field."""
    typed = Typed(fields)
    begins, ends = _wall(typed, "begins", today), _wall(typed, "ends", today, end=True)
    if begins and ends and begins >= ends:
        said = fields.get("begins", "").strip()
        typed.refuse(
            "ends",
            f"終わりを、始まり（{said}）より後にしてください。",
            f"Make the end later than the beginning ({said}).",
        )
        ends = None
    weekdays = tuple(int(day) for day in typed.choices("weekdays", [str(n) for n in range(7)]) if day in "0123456")
    rrule, weekdays = _repetition(typed, tuple(sorted(set(weekdays))), begins)
    holidays = typed.choice("holidays", HOLIDAYS, needed=False)
    displays, groups, types = _targets(typed, catalogue)
    rule = Rule(
        playlist=playlist,
        number=number,
        displays=displays,
        groups=groups,
        place_types=types,
        begins=begins,
        ends=ends,
        weekdays=weekdays,
        rrule=rrule,
        holidays=next((one for one in get_args(OnHolidays) if one == holidays), None),
        only_days_of=typed.choices("only_days_of", catalogue.calendars),
        not_days_of=typed.choices("not_days_of", catalogue.calendars),
        hours=_hours(typed),
        priority=_priority(typed),
    )
    if rrule and "rrule" not in typed.errors and first_day(rrule, counted_from(rule)) is None:
        typed.refuse(
            "rrule",
            "どの日にも当たりません。日や月を見直してください。",
            "It never comes to a day; look at its days and months.",
        )
    return rule, typed.errors


def _targets(typed: Typed, catalogue: Catalogue) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Displays (also those of chosen places), groups and types; none is all displays, which is to be said."""
    places = typed.choices("places", catalogue.places)
    of_places = (one.id for one in catalogue.displays.values() if one.place in places)
    displays = tuple(dict.fromkeys((*typed.choices("displays", catalogue.displays), *of_places)))
    groups = typed.choices("groups", {name for one in catalogue.displays.values() for name in one.groups})
    types = typed.choices("place_types", {one.type for one in catalogue.places.values()})
    everywhere = typed.choice("everywhere", ("on",), needed=False)
    if everywhere:
        return (), (), ()
    if not (displays or groups or types):
        typed.refuse(
            "targets", "画面を選ぶか、「すべての画面」を選んでください。", "Choose displays, or “All displays”."
        )
    return displays, groups, types


def _wall(typed: Typed, name: str, today: date, *, end: bool = False) -> datetime | None:
    text = typed.text(name, 60)
    if not text:
        return None
    at = moment_of(text, today, _WALL, end=end)
    if at is None or not 2000 <= at.year <= 2100:
        typed.refuse(
            name,
            "令和8年11月21日、11/21、明日、11/21 8:30 のように入力してください。",
            "Write it like 21 Nov 2026, 2026-11-21, tomorrow or 2026-11-21 8:30.",
        )
        return None
    return at.replace(tzinfo=None)


def _repetition(typed: Typed, days: tuple[int, ...], begins: datetime | None) -> tuple[str, tuple[int, ...]]:
    """(RRULE, weekdays): the days of the week stand in either, never in both."""
    kind = typed.choice("repeats", REPEATS, needed=False)
    codes = [DAY_CODES[day] for day in days]
    if kind == "":
        return "", days
    if kind == "month-end":
        return MONTH_END, ()
    if kind == "own":
        return _own(typed), days
    if not codes:
        typed.refuse("weekdays", "曜日を選んでください。", "Choose the days of the week.")
        return "", ()
    if kind == "every-2":
        if begins is None:
            typed.refuse(
                "begins",
                "1週おきは、どの週から数えるか、始まりの日を入力してください。",
                "Give the first day: every other week is counted from there.",
            )
        return f"FREQ=WEEKLY;INTERVAL=2;BYDAY={','.join(codes)}", ()
    return f"FREQ=MONTHLY;BYDAY={','.join(kind.removeprefix('nth-') + code for code in codes)}", ()


def _own(typed: Typed) -> str:
    text = typed.text("rrule", 300, needed=True)
    try:
        parse_rrule(text)
    except InputError as problem:
        typed.refuse(
            "rrule",
            "読み取れません。FREQ=MONTHLY;BYDAY=2TU（毎月第2火曜）のように書いてください。",
            f"This can’t be read: {problem.message}.",
        )
        return ""
    return text


def _hours(typed: Typed) -> Hours | None:
    """None where both are empty: the whole day. An end that is not after its beginning is on the next morning."""
    begins, ends = typed.text("hours_from", 20), typed.text("hours_until", 20)
    if not begins and not ends:
        return None
    clocks = [_clock(begins), _clock(ends, late=True)]
    for name, clock in zip(("hours_from", "hours_until"), clocks, strict=True):
        if clock is None:
            typed.refuse(
                name,
                "8:30 のように入力してください（24:00、26:00 も使えます）。",
                "Write it like 8:30 (24:00 and 26:00 are good, too).",
            )
    if None in clocks:
        return None
    try:
        return parse_hours(f"{clocks[0]}-{clocks[1]}")
    except InputError as problem:
        typed.refuse(
            "hours_until", "24時間までの長さにしてください。", f"These hours can’t be used: {problem.message}."
        )
        return None


def _clock(text: str, *, late: bool = False) -> str | None:
    """8:30, 8時, 午後3時, 0830, 翌5:00 as hh:mm; `late` takes 24:00 to 30:00, too."""
    plain = unicodedata.normalize("NFKC", text).strip().removeprefix("翌").strip()
    over = re.fullmatch(r"(2[4-9]|30)(?::|時)([0-5]\d)?分?", plain) if late else None
    if over:
        return f"{over[1]}:{over[2] or '00'}"
    at = time_of(plain)
    return f"{at:%H:%M}" if at else None


def _priority(typed: Typed) -> int:
    text = unicodedata.normalize("NFKC", typed.text("priority", 10) or "0").replace("−", "-")
    if not re.fullmatch(r"-?\d{1,3}", text) or abs(int(text)) > MOST_PRIORITY:
        typed.refuse("priority", "−100〜100 の数にしてください。", "Write a number from −100 to 100.")
        return 0
    return int(text)
