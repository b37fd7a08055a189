"""How often QR codes were scanned, set against what people could see: by place, slide, theme, campaign or hour of the week."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from aiohttp import hdrs, web
from yarl import URL

from ....domain.calendars import local_day
from ....domain.day_names import WEEKDAYS
from ....domain.forms.typed import plain_line
from ....domain.links import codes_of
from ....domain.scan_statistics import DEFAULT_DAYS, QUARTER_DAYS, Days, days_of
from ....settings import Settings
from ....words import Words, in_words
from ...auth import needs
from ...desk import DESK, Desk
from ..pages import HEADERS, language_of, render, times_of
from ..times import Times
from .change import change_in
from .file import csv_of, csv_of_hours
from .found import Found, found_in
from .map import map_of
from .rows import Names, Subject, digits_of, table_of
from .statistics import periods_of
from .tabs import tabs_of

TITLE: Words = {"ja": "ポスターと結果", "en": "Posters and results"}
PATH = "/results"
MOST_SILENT = 3
"""Notices of posters that seem to be gone; the rest is a number."""

VIEWS: Mapping[str, Words] = {
    "place": {"ja": "場所", "en": "Place"},
    "slide": {"ja": "スライド", "en": "Slide"},
    "theme": {"ja": "テーマ", "en": "Theme"},
    "campaign": {"ja": "キャンペーン", "en": "Campaign"},
    "hour": {"ja": "曜日と時刻", "en": "Day and hour"},
}
SUBJECTS: Mapping[str, Subject] = {"place": "place", "slide": "link", "theme": "theme", "campaign": "campaign"}

SAMPLES_UNTIL: web.AppKey[Callable[[], datetime | None]] = web.AppKey("until when scans are samples")
"""Set by the demo alone: what was scanned before that moment is made up, and the page says so."""


class Asked(NamedTuple):
    """`link` is a code, `place` an id, `changed` the day of a change as it was typed; each may be empty."""

    view: str
    days: Days
    link: str = ""
    place: str = ""
    changed: str = ""

    def url(self, path: str = PATH, **changes: str) -> str:
        found = {"by": self.view, "period": self.days.name} | self._chosen() | changes
        return str(URL(path).with_query({name: value for name, value in found.items() if value}))

    def _chosen(self) -> dict[str, str]:
        return {"link": self.link, "place": self.place, "changed": self.changed}

    @property
    def subject(self) -> Subject:
        """By what rows stand; of one place by its spots."""
        return "spot" if self.place and self.view == "place" else SUBJECTS[self.view]


def asked_of(query: Mapping[str, str], today: date, begins: int) -> Asked:
    """What the address asks for, where the office's year begins in this month; what it can't mean is passed over."""
    view = query.get("by", "")
    chosen = (plain_line(query.get(name, "")[:100]) for name in ("link", "place", "changed"))
    return Asked(view if view in VIEWS else "place", days_of(query.get("period", "")[:10], today, begins), *chosen)


@needs("see results")
async def get_results(request: web.Request) -> web.StreamResponse:
    now, desk = datetime.now(UTC), request.app[DESK]
    times, language = times_of(request, now), language_of(request)
    asked = asked_of(request.query, _today(desk, now), desk.settings.year_begins)
    catalogue, codes = await desk.catalogue(), codes_of(desk.settings)
    found = await found_in(desk, catalogue, asked.days, asked.link, asked.place, now)
    names = Names(catalogue, found.links, found.known.posters, desk.brands.in_force.themes, codes.campaign, language)
    tables = await asyncio.to_thread(_tables, asked, found, names)
    return await render(
        request,
        "results.html",
        title=TITLE,
        now=now,
        tabs=await tabs_of(request),
        asked=asked,
        views=VIEWS,
        periods=_periods(found, asked, desk.settings.year_begins, times, language),
        says=span_of(asked.days, times),
        links=names.choices(found.scanned_links, asked.link),
        place=names.place(asked.place) if asked.place else "",
        found=found,
        digits_of=digits_of,
        weekdays=WEEKDAYS[language],
        day=lambda day: times.day(datetime.combine(day, time(), times.zone)),
        silent=[(names.place(one.place), one) for one in found.silent[:MOST_SILENT]],
        more_silent=len(found.silent[MOST_SILENT:]),
        samples_until=request.app.get(SAMPLES_UNTIL, lambda: None)(),
        uncounted=uncounted(desk.settings),
        **tables,
        change=await change_in(desk, found, asked.changed, asked.link, asked.place),
    )


def _tables(asked: Asked, found: Found, names: Names) -> dict[str, Any]:
    """What is drawn of the sights; with many of them it takes longer than other requests should wait."""
    if asked.view == "hour":
        return {"table": None, "map": None}
    return {
        "table": table_of(found.sights, asked.subject, names),
        "map": map_of(found.sights, names.catalogue.places, names) if asked.subject == "place" else None,
    }


@needs("see results")
async def get_results_file(request: web.Request) -> web.StreamResponse:
    """The rows of the view as CSV, with a mark (BOM) by which spreadsheets know it for UTF-8."""
    now, desk = datetime.now(UTC), request.app[DESK]
    asked = asked_of(request.query, _today(desk, now), desk.settings.year_begins)
    catalogue = await desk.catalogue()
    language = language_of(request)
    found = await found_in(desk, catalogue, asked.days, asked.link, asked.place, now)
    themes, campaign = desk.brands.in_force.themes, codes_of(desk.settings).campaign
    names = Names(catalogue, found.links, found.known.posters, themes, campaign, language)
    if asked.view == "hour":
        body = csv_of_hours(found.week, language)
    else:
        table = await asyncio.to_thread(table_of, found.sights, asked.subject, names)
        body = csv_of(table, VIEWS[asked.view], asked.days, language)
    file = f"results-{asked.days.name}-{asked.view}.csv"
    return web.Response(
        body=body,
        headers=HEADERS | {hdrs.CONTENT_DISPOSITION: f'attachment; filename="{file}"'},
        content_type="text/csv",
        charset="utf-8",
    )


def span_of(days: Days, times: Times) -> str:
    """令和8年11月1日(日)〜22日(日); 1–22 November 2026."""
    first, last = times.long_day(days.first), times.long_day(days.last)
    if days.first == days.last:
        return first
    if not times.japanese:
        return f"{first} – {last}"
    if days.first.year == days.last.year:
        last = last.partition("年")[2]
        last = last.partition("月")[2] if days.first.month == days.last.month else last
    return f"{first}〜{last}"


def uncounted(settings: Settings) -> Words | None:
    """Why nothing is counted here; None where scans are."""
    if codes_of(settings).counted:
        return None
    reason = SWITCHED_OFF if settings.public_url else UNREACHED
    return {language: text + LEFT_TO_TARGETS[language] for language, text in reason.items()}


UNREACHED: Words = {
    "ja": "このサーバーはインターネットから見えない設定なので、コードは行き先を直接示します。",
    "en": "This server can’t be reached by the public, so codes carry their target itself.",
}
SWITCHED_OFF: Words = {
    "ja": "数えない設定（count_scans）なので、コードは行き先を直接示します。",
    "en": "Counting is switched off (count_scans), so codes carry their target itself.",
}
LEFT_TO_TARGETS: Words = {
    "ja": "スライドとポスターの読み取りは、ここでは数えられません（行き先のサイトの統計には、utm_source=signage・poster として残ります）。",
    "en": " Scans of slides and posters are not counted here; statistics of the target’s site know them by utm_source=signage and poster.",
}


def _periods(found: Found, asked: Asked, begins: int, times: Times, language: str) -> list[tuple[str, str]]:
    """The last four and thirteen weeks, then every year and month of which anything is known."""
    weeks = [
        (f"{count}d", in_words(says, language) + _short(days_of(f"{count}d", found.today), times))
        for count, says in ((DEFAULT_DAYS, FOUR_WEEKS), (QUARTER_DAYS, THIRTEEN_WEEKS))
    ]
    rest = periods_of(found.months, found.today, begins, language)
    known = {name for name, _ in (*weeks, *rest)}
    own = [] if asked.days.name in known else [(asked.days.name, span_of(asked.days, times))]
    return [*weeks, *rest, *own]


def _short(days: Days, times: Times) -> str:
    """In this year without the year."""
    first, last = (times.day(datetime.combine(day, time(), times.zone)) for day in (days.first, days.last))
    return f"{first}〜{last}" if times.japanese else f"{first} – {last}"


FOUR_WEEKS: Words = {"ja": "4週間：", "en": "Four weeks: "}
THIRTEEN_WEEKS: Words = {"ja": "13週間：", "en": "Thirteen weeks: "}


def _today(desk: Desk, now: datetime) -> date:
    return local_day(now, ZoneInfo(desk.settings.timezone))
