"""A calendar of named days as people type it: a title, and days by lines, such as a date, a span, or a day of the week."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from ...errors import InputError
from ...words import Words
from ..calendars import weekday
from ..closing_days import Calendar, Days
from ..date_spans import READ, DateSpan, goes_on, take_line_dates
from ..eras import YEAR_BEFORE
from .typed import LANGUAGES, Typed, word_fields
from .typed_moments import day_of

LABELS: dict[str, Words] = {
    "title_ja": {"ja": "名前（日本語）", "en": "Name (Japanese)"},
    "title_en": {"ja": "名前（英語）", "en": "Name (English)"},
    "days": {"ja": "休みの日", "en": "Days off"},
    "but": {"ja": "そのうち、休まない日", "en": "Except"},
}
MOST_LINES = 400
WEEKDAYS = "月火水木金土日"
MOVES: dict[str, str] = {
    "祝日なら翌日": "next",
    "祝日の場合は翌日": "next",
    "祝日なら翌平日": "next weekday",
    "祝日を除く": "open",
    "next day if a holiday": "next",
    "next weekday if a holiday": "next weekday",
    "except holidays": "open",
}
"""What people write behind a day of the week that may be a public holiday."""
_SAYS = {"next": "祝日なら翌日", "next weekday": "祝日なら翌平日", "open": "祝日を除く"}
_EVERY = re.compile(
    r"(?:毎週\s*)?([月火水木金土日](?:[・、,]?\s*[月火水木金土日])*)(?:曜日?)?(?=\s|$)|every\s+([a-z]+)", re.I
)
_A_YEAR = re.compile(r"(?<!\d)20\d\d(?:年(?!度)|(?![\d年]))")
_ERA = re.compile(r"(令和|(?<![a-z])R)\s*(元|\d{1,2})(?=\s*(?:年\s*\d|[./-]\s*\d))", re.I)


def calendar_fields(calendar: Calendar) -> dict[str, str]:
    """As the form shows it. Raises InputError for one that lines can't say: one with rules of repetition, say."""
    return {
        **word_fields("title", dict(calendar.title)),
        "days": "\n".join(_line(row) for row in calendar.days),
        "but": "\n".join(_line(row) for row in calendar.but),
    }


def can_be_typed(calendar: Calendar) -> bool:
    """Whether the form can show all that a calendar says."""
    if calendar.holidays_of or len(calendar.days) > MOST_LINES:
        return False
    try:
        fields = calendar_fields(calendar)
    except InputError:
        return False
    read, errors = read_calendar(fields, calendar.name, date(2026, 1, 1), typed_now=False)
    return not errors and _bare(read.days) == _bare(calendar.days) and _bare(read.but) == _bare(calendar.but)


def _bare(rows: Iterable[Days]) -> list[tuple[object, ...]]:
    """Without the languages of reasons that the form has no room for."""
    return [(row.first, row.last, row.yearly, row.weekdays, row.holidays, row.if_holiday) for row in rows]


def read_calendar(
    fields: Mapping[str, str], name: str, today: date, before: Calendar | None = None, *, typed_now: bool = True
) -> tuple[Calendar, dict[str, Words]]:
    """The calendar that was typed, and what of it can't be used, by field. Days without a year are meant each year.

    A line of `before` that still stands keeps its reason in all languages. `typed_now` as in `read_line`.
    """
    typed = Typed(fields)
    title = typed.kept("title", dict(before.title) if before else {}, 60, needed=True)
    known = {_line(row): row for row in (*before.days, *before.but)} if before and can_be_typed(before) else {}
    days, but = (_rows(typed, field, today, known, typed_now) for field in ("days", "but"))
    if not days and "days" not in typed.errors:
        typed.refuse("days", "1日以上書いてください。", "Write one day at least.")
    return Calendar(name=name, title=tuple(sorted(title.items())), days=days, but=but), typed.errors


def _rows(typed: Typed, field: str, today: date, known: Mapping[str, Days], typed_now: bool) -> tuple[Days, ...]:
    found = []
    for number, line in enumerate(typed.lines(field, MOST_LINES), 1):
        row = known.get(line) or read_line(line, today, typed_now=typed_now)
        if row is None:
            ja = f"{number}行目「{line[:40]}」が読めません。「12/29-1/3 年末年始」「毎週月 祝日なら翌日」「令和8年12月24日」のように書いてください。"
            en = f"Line {number}, “{line[:40]}”, can’t be read. Write it like 12/29-1/3, 24 December 2026, or every Monday."
            typed.refuse(field, ja, en)
        else:
            found.append(row)
    return tuple(found)


def read_line(line: str, today: date, *, typed_now: bool = True) -> Days | None:
    """One line: what day, and behind it why. None where no day is named, and of one that is `typed_now` where days go on, or
    have a year, in a way that is not read: what a calendar holds already may have any reason.
    """
    text, move = _moved(line)
    if found := _EVERY.match(text):
        return _weekly(found, move, text[found.end() :])
    if move:
        return None
    if text in ("祝日", "祝", "holidays", "public holidays"):
        return Days(holidays=True)
    try:
        spans, why = take_line_dates(_with_years(text))
    except InputError:
        return None
    if len(spans) == 1:
        return None if typed_now and _is_cut_short(spans[0], why) else _of_span(spans[0], why.replace(READ, " "))
    head, _, why = text.partition(" ")
    day = day_of(head, today) if not spans and not (typed_now and goes_on(READ + why)) else None
    return Days(first=day, last=day, says=_says(why)) if day else None


def _is_cut_short(span: DateSpan, rest: str) -> bool:
    """Whether more days are meant, or those of one year only (2026年8月)."""
    return goes_on(rest) or (span.first_year is None and _A_YEAR.search(rest) is not None)


def _moved(line: str) -> tuple[str, str]:
    for words, move in MOVES.items():
        if words in line.lower():
            at = line.lower().index(words)
            return re.sub(r"[、,（）()]", " ", line[:at] + line[at + len(words) :]).strip(), move
    return line, ""


def _weekly(found: re.Match[str], move: str, why: str) -> Days | None:
    try:
        days = [WEEKDAYS.index(one) for one in found[1] if one in WEEKDAYS] if found[1] else [weekday(found[2])]
    except (InputError, ValueError):
        return None
    return Days(weekdays=tuple(sorted(set(days))), if_holiday=move, says=_says(why))  # type: ignore[arg-type]


def _with_years(text: str) -> str:
    """令和8年12月24日 → 2026年12月24日."""
    return _ERA.sub(lambda found: str(YEAR_BEFORE["R"] + (1 if found[2] == "元" else int(found[2]))), text)


def _of_span(span: DateSpan, why: str) -> Days:
    if span.first_year is not None and span.last_year is not None:
        first, last = date(span.first_year, *span.first), date(span.last_year, *span.last)
        return Days(first=first, last=last, says=_says(why))
    return Days(yearly=span, says=_says(why))


def _says(why: str) -> tuple[tuple[str, str], ...]:
    text = why.strip(" 　:：、,")
    return (("ja", text[:60]),) if text else ()


def _line(row: Days) -> str:
    """A row as a line. Raises InputError for one that has no line."""
    if row.rrule or (row.holidays and row != Days(holidays=True)):
        raise InputError("this row is more than a line can say")
    why = dict(row.says).get("ja") or next((text for code, text in row.says if code in LANGUAGES), "")
    return " ".join(filter(None, (_when(row), _SAYS.get(row.if_holiday, ""), why)))


def _when(row: Days) -> str:
    if row.holidays:
        return "祝日"
    kinds = [bool(row.weekdays), row.yearly is not None, row.first is not None or row.last is not None]
    if sum(kinds) != 1 or (kinds[2] and (row.first is None or row.last is None)):
        raise InputError("this row has several conditions")
    if row.weekdays:
        return "毎週" + "".join(WEEKDAYS[day] for day in row.weekdays)
    if row.yearly:
        return "-".join(dict.fromkeys(f"{month}/{day}" for month, day in (row.yearly.first, row.yearly.last)))
    return "-".join(dict.fromkeys(f"{day:%Y/%m/%d}" for day in (row.first, row.last) if day))
