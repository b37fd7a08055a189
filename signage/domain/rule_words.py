"""A rule in words: when it holds and where, as staff read it."""

import re
from datetime import datetime, time, timedelta

from ..words import Words, in_words
from .catalogue import Catalogue
from .day_names import MONTHS
from .forms.place import TYPES
from .playlists import item_of
from .schedule import Rule

DAYS_JA = "月火水木金土日"
DAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
ORDINALS: dict[int, Words] = {
    1: {"ja": "第1", "en": "first"},
    2: {"ja": "第2", "en": "second"},
    3: {"ja": "第3", "en": "third"},
    4: {"ja": "第4", "en": "fourth"},
    -1: {"ja": "最後の", "en": "last"},
}
HOLIDAY_WORDS: dict[str, Words] = {
    "only": {"ja": "祝日だけ", "en": "on public holidays only"},
    "except": {"ja": "祝日を除く", "en": "not on public holidays"},
    "as Sunday": {"ja": "祝日は日曜として", "en": "public holidays as Sundays"},
}


def days_in_words(days: tuple[int, ...]) -> Words:
    """毎日, 平日, 土・日; every day, Mon–Fri, Sat, Sun."""
    chosen = tuple(sorted(set(days)))
    if len(chosen) in (0, 7):
        return {"ja": "毎日", "en": "every day"}
    if chosen == (0, 1, 2, 3, 4):
        return {"ja": "月〜金", "en": "Mon–Fri"}
    return {"ja": "・".join(DAYS_JA[n] for n in chosen), "en": ", ".join(DAYS_EN[n] for n in chosen)}


def hours_in_words(rule: Rule) -> Words:
    """16:30〜22:00, with 翌 for an end on the next morning; 終日 for the whole day."""
    if rule.hours is None:
        return {"ja": "終日", "en": "all day"}
    begins, ends = rule.hours
    until = "24:00" if f"{ends:%H:%M}" == "00:00" else f"{ends.hour}:{ends:%M}"
    over = ends <= begins and until != "24:00"
    return {
        "ja": f"{begins.hour}:{begins:%M}〜{'翌' if over else ''}{until}",
        "en": f"{begins:%H:%M}–{'24:00' if until == '24:00' else f'{ends:%H:%M}'}{' (next day)' if over else ''}",
    }


def period_in_words(rule: Rule) -> Words:
    """11月15日から1月12日まで; the last day is the last on which it holds. Empty without a period."""
    ja, en = [], []
    if rule.begins:
        ja.append(f"{_wall(rule.begins, 'ja')}から")
        en.append(f"from {_wall(rule.begins, 'en')}")
    if rule.ends:
        last = rule.ends - timedelta(days=1) if rule.ends.time() == time() else rule.ends
        ja.append(f"{_wall(last, 'ja')}まで")
        en.append(f"until {_wall(last, 'en')}")
    return {"ja": "".join(ja), "en": " ".join(en)}


def _wall(at: datetime, language: str) -> str:
    clock = "" if at.time() == time() else f" {at.hour}:{at:%M}"
    if language == "ja":
        return f"{at.year}年{at.month}月{at.day}日{clock}"
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}{clock}"


_FORTNIGHT = re.compile(r"FREQ=WEEKLY;INTERVAL=(\d{1,2});BYDAY=([A-Z,]+)")
_NTH = re.compile(r"FREQ=MONTHLY;BYDAY=((?:-?\d[A-Z]{2},?)+)")
MONTH_END = "FREQ=MONTHLY;BYMONTHDAY=-1"


def repeats(rrule: str) -> tuple[str, tuple[int, ...]] | None:
    """(repetition as the form offers it, its weekdays): “every-2”, “nth-2”, “nth--1”, “month-end”; None for any other."""
    if rrule == MONTH_END:
        return "month-end", ()
    if (found := _FORTNIGHT.fullmatch(rrule)) and found[1] == "2":
        days = found[2].split(",")
        return ("every-2", tuple(DAY_CODES.index(day) for day in days)) if set(days) <= set(DAY_CODES) else None
    if found := _NTH.fullmatch(rrule):
        parts = [(int(part[:-2]), part[-2:]) for part in found[1].strip(",").split(",")]
        numbers, days = {number for number, _ in parts}, [day for _, day in parts]
        if len(numbers) == 1 and numbers <= set(ORDINALS) and set(days) <= set(DAY_CODES):
            return f"nth-{numbers.pop()}", tuple(DAY_CODES.index(day) for day in days)
    return None


def repetition_in_words(rrule: str) -> Words:
    """第2火曜（毎月）, 1週おきの月・水; a rule that has no short words stays as it is written."""
    known = repeats(rrule)
    if known is None:
        return {"ja": f"繰り返し {rrule}", "en": f"repeats {rrule}"}
    kind, days = known
    said = days_in_words(days)
    if kind == "month-end":
        return {"ja": "毎月の末日", "en": "on the last day of each month"}
    if kind == "every-2":
        return {"ja": f"1週おきの{said['ja']}", "en": f"every other week, {said['en']}"}
    nth = ORDINALS[int(kind.removeprefix("nth-"))]
    return {"ja": f"毎月{nth['ja']}{said['ja']}", "en": f"the {nth['en']} {said['en']} of each month"}


def when_in_words(rule: Rule, catalogue: Catalogue) -> Words:
    """Days, hours, period and what keeps it off, in one line."""
    parts = [repetition_in_words(rule.rrule) if rule.rrule else days_in_words(rule.weekdays), hours_in_words(rule)]
    if rule.holidays:
        parts.append(HOLIDAY_WORDS[rule.holidays])
    for names, ja, en in (
        (rule.only_days_of, "の日だけ", "only on days of "),
        (rule.not_days_of, "の日を除く", "not on days of "),
    ):
        titles = [_calendar(name, catalogue) for name in names]
        if titles:
            said = {code: ", ".join(in_words(one, code) for one in titles) for code in ("ja", "en")}
            parts.append({"ja": f"「{said['ja']}」{ja}", "en": f"{en}{said['en']}"})
    parts.append(period_in_words(rule))
    return {"ja": "、".join(p["ja"] for p in parts if p["ja"]), "en": ", ".join(p["en"] for p in parts if p["en"])}


def _calendar(name: str, catalogue: Catalogue) -> Words:
    known = catalogue.calendars.get(name)
    return (dict(known.title) if known else {}) or {"ja": name, "en": name}


def where_in_words(rule: Rule, catalogue: Catalogue) -> Words:
    """What the rule names: types, groups, displays; すべての画面 where it names none."""
    types = [TYPES.get(type, {"ja": type}) for type in rule.place_types]
    displays = [_display(id, catalogue) for id in rule.displays]
    names = [*types, *({"ja": group} for group in rule.groups), *displays]
    if not names:
        return {"ja": "すべての画面", "en": "all displays"}
    return {"ja": _few(names, "ja", "、", "ほか%d"), "en": _few(names, "en", ", ", "and %d more")}


MOST_NAMES = 4


def _few(names: list[Words], language: str, comma: str, more: str) -> str:
    said = [in_words(one, language) for one in names[:MOST_NAMES]]
    return comma.join([*said, *([more % (len(names) - MOST_NAMES)] if len(names) > MOST_NAMES else [])])


def _display(id: str, catalogue: Catalogue) -> Words:
    known = catalogue.displays.get(id)
    return {"ja": known.name if known else id}


def title_of(playlist: str, catalogue: Catalogue) -> Words:
    """A playlist's title; of one item shown by hand the item's; else its name."""
    item = item_of(playlist)
    if item is not None:
        return dict(catalogue.items[item].title) if item in catalogue.items else {"ja": item, "en": item}
    known = catalogue.playlists.get(playlist)
    return (dict(known.title) if known else {}) or {"ja": playlist, "en": playlist}
