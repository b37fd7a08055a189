"""What the pages of an item know of the office: what may be chosen, for whom one may write, on which display a slide is tried."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, time
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from aiohttp import web

from ....domain.accounts import Department
from ....domain.catalogue import Catalogue
from ....domain.content import KINDS
from ....domain.displays import Display, Format, format_of
from ....domain.forms.item import KINDS_OFFERED, Office
from ....domain.forms.item_fields import Writing
from ....domain.schedule import alone
from ....domain.workflow import SOURCE, owns
from ....sources.links import normal_link
from ....store.departments import load_departments
from ....store.sources import load_sources
from ....words import Words, in_words
from ...desk import DESK
from ...errors import NotYoursError
from ...visitor import Visitor, visitor
from ..pages import language_of, times_of
from ..times import Times

KIND_WORDS: dict[str, Words] = {name: KINDS[name].says for name in (*KINDS_OFFERED, *KINDS)}
"""What staff call each kind; those that they write themselves first."""

STAFF_WORDS: Words = {"ja": "職員が作成", "en": "Written by staff"}
"""What the source of what staff write is called among the others."""

LANGUAGE_WORDS: dict[str, Words] = {
    "ja": {"ja": "日本語", "en": "日本語"},
    "en": {"ja": "English", "en": "English"},
    "ja-easy": {"ja": "やさしい日本語", "en": "やさしい日本語"},
}

DISPLAYS_LISTED = 60
"""Up to so many each display can be chosen; beyond them one of each format."""
TARGETS_LISTED = 200


class Choice(NamedTuple):
    """One of a list: a code and what it is called."""

    code: str
    says: str


def who(request: web.Request) -> Visitor:
    found = visitor(request)
    if found is None:
        raise RuntimeError("a page for those who are logged in was answered without `needs`")
    return found


async def departments_of(request: web.Request) -> dict[str, Department]:
    async with request.app[DESK].database.read() as connection:
        return await load_departments(connection)


async def source_names(request: web.Request) -> dict[str, Words]:
    """What people call the sources of items, by the name that items have of them."""
    async with request.app[DESK].database.read() as connection:
        return {one.source.name: one.source.words for one in await load_sources(connection)} | {SOURCE: STAFF_WORDS}


def office_of(
    request: web.Request, catalogue: Catalogue, departments: Mapping[str, Department], now: datetime
) -> Office:
    """What whoever asks may write into a form."""
    settings = request.app[DESK].settings
    return Office(
        now=now,
        zone=ZoneInfo(settings.timezone),
        themes=tuple(request.app[DESK].brands.in_force.themes),
        media=catalogue.media.keys(),
        targets=targets_of(catalogue),
        departments=[code for code, _ in writes_for(request, departments)],
        link=lambda text: normal_link(text, "", {}),
        link_hosts=settings.link_hosts,
    )


def targets_of(catalogue: Catalogue) -> set[str]:
    """All by which an item can be kept to some displays."""
    groups = {group for display in catalogue.displays.values() for group in display.groups}
    return {*catalogue.displays, *map(alone, catalogue.displays), *groups, *catalogue.places}


def writes_for(request: web.Request, departments: Mapping[str, Department]) -> list[Choice]:
    """The departments that somebody may write for; one that is in no list yet is their own by its id."""
    person, language = who(request).person, language_of(request)
    found = [Choice(id, in_words(one.name, language)) for id, one in departments.items() if owns(person, id)]
    if owns(person, "") and not departments:
        return [Choice("", "")]
    if person.department and person.department not in departments:
        found.append(Choice(person.department, person.department))
    return found


def department_name(departments: Mapping[str, Department], id: str) -> Words:
    return departments[id].name if id in departments else {"ja": id, "en": id} if id else {}


def check_owner(departments: Mapping[str, Department], id: str, *, own: bool) -> None:
    """Raises NotYoursError, in words for people, for what belongs to others. `own` is what `owns` or `reads` found."""
    if own:
        return
    name = department_name(departments, id) or {"ja": "編集者", "en": "the editors"}
    words = {
        "ja": f"このコンテンツは{name.get('ja') or id}のものです。見たり直したりできるのは{name.get('ja') or id}の人だけです。",
        "en": f"This belongs to {name.get('en') or id}. Only people of {name.get('en') or id} can see or change it.",
    }
    raise NotYoursError(words, id)


_format = lru_cache(maxsize=16_384)(format_of)


def sample_displays(catalogue: Catalogue) -> list[Display]:
    """Displays to try a slide on, those like most others first: all, or one of each format where there are many."""
    displays = _like_most_first(catalogue)
    if len(displays) <= DISPLAYS_LISTED:
        return displays
    of_format: dict[Format, Display] = {}
    for one in displays:
        of_format.setdefault(_format(one), one)
    return list(of_format.values())[:DISPLAYS_LISTED]


def _like_most_first(catalogue: Catalogue) -> list[Display]:
    """Those at the type of place that has most displays before others, and of them those of the commonest format."""
    places = catalogue.places
    kinds = {
        one.id: (places[one.place].type if one.place in places else "", _format(one))
        for one in catalogue.displays.values()
    }
    types, both = Counter(type for type, _ in kinds.values()), Counter(kinds.values())

    def rank(one: Display) -> tuple[int, str, int, Format, str]:
        type, format = kinds[one.id]
        return -types[type], type, -both[type, format], format, one.id

    return sorted(catalogue.displays.values(), key=rank)


def tried_on(displays: Iterable[Display], id: str) -> Display:
    """The chosen one, else the first that stands wide and is no strip; without any a common one."""
    listed = list(displays)
    chosen = next((one for one in listed if one.id == id), None)
    wide = next((one for one in listed if one.height <= one.width < 2.5 * one.height), listed[0] if listed else None)
    return chosen or wide or Display(id="none", name="", place="")


def display_says(display: Display, language: str) -> str:
    """日立駅 改札前（55型・横・3 m から見る）"""
    portrait = display.height > display.width
    if language == "ja":
        shape = "縦" if portrait else "横"
        return f"{display.name}（{display.diagonal_inches:g}型・{shape}・{display.distance_m:g} m から見る）"
    shape = "portrait" if portrait else "landscape"
    return f"{display.name} ({display.diagonal_inches:g} inches, {shape}, seen from {display.distance_m:g} m)"


def kinds_offered(kind: str, language: str) -> list[Choice]:
    names = KINDS_OFFERED if kind in KINDS_OFFERED else (*KINDS_OFFERED, kind)
    return [Choice(name, in_words(KIND_WORDS.get(name, {"en": name}), language)) for name in names if name in KINDS]


def themes_offered(request: web.Request) -> list[Choice]:
    language = language_of(request)
    themes = request.app[DESK].brands.in_force.themes
    return [Choice("", {"ja": "なし", "en": "None"}[language])] + [
        Choice(name, in_words(theme.name, language)) for name, theme in themes.items()
    ]


def writing(request: web.Request, now: datetime) -> Writing:
    """How fields are written in the page's language, and read back."""
    times = times_of(request, now)
    return Writing(times.long_day, lambda at: _begins(times, at), times.last_day)


def _begins(times: Times, at: datetime) -> str:
    """A beginning at midnight is that of its day."""
    local = at.astimezone(times.zone)
    return times.long_day(local.date()) if local.time() == time() else times.long(at)
