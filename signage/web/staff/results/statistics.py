"""How often and how long things were shown, beside what was planned: by item, theme, department, display or month."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from urllib.parse import quote
from zoneinfo import ZoneInfo

from aiohttp import hdrs, web

from ....domain.calendars import local_day
from ....domain.catalogue import Catalogue
from ....domain.content import Item, ends_at
from ....domain.day_names import MONTHS
from ....domain.eras import year_of
from ....domain.play_statistics import (
    FALLBACK,
    LIST,
    Figures,
    Period,
    fiscal_year,
    months_of,
    period_of,
    summed_by,
    themes_of,
    year_period,
)
from ....store.play_days import By, load_compared, load_figures, load_months
from ....words import Words, in_words
from ...auth import needs
from ...desk import DESK, Desk
from ..pages import HEADERS, language_of, render

TITLE: Words = {"ja": "統計", "en": "Statistics"}
ON_A_PAGE = 100
EXPIRES_SOON = timedelta(days=30)
MOST_EXPIRING = 20

VIEWS: dict[str, tuple[Words, By]] = {
    "item": ({"ja": "コンテンツ", "en": "Item"}, "item"),
    "theme": ({"ja": "テーマ", "en": "Theme"}, "item"),
    "department": ({"ja": "担当", "en": "Department"}, "item"),
    "display": ({"ja": "画面", "en": "Display"}, "display"),
    "month": ({"ja": "月", "en": "Month"}, "month"),
}
"""By what figures stand, and what is summed up for it."""

NAMELESS: dict[str, Words] = {
    FALLBACK: {"ja": "待機スライド", "en": "Fallback slide"},
    LIST: {"ja": "催しの一覧", "en": "Lists of events"},
}
WITHOUT: dict[str, Words] = {
    "theme": {"ja": "テーマなし", "en": "No theme"},
    "department": {"ja": "担当なし", "en": "No department"},
}
COLUMNS: Sequence[Words] = (
    {"ja": "番号", "en": "Id"},
    {"ja": "回数", "en": "Plays"},
    {"ja": "秒", "en": "Seconds"},
    {"ja": "計画の回数", "en": "Planned plays"},
    {"ja": "計画の秒", "en": "Planned seconds"},
)


class Row(NamedTuple):
    """`key` is the id behind the name; `path` its page, where it has one. `bar` is its share of the longest, in percent."""

    key: str
    name: str
    path: str
    figures: Figures
    bar: float


class Asked(NamedTuple):
    view: str
    period: Period
    page: int

    def url(self, view: str = "", page: int = 0, path: str = "/statistics") -> str:
        number = f"&page={page}" if page else ""
        return f"{path}?period={self.period.name}&by={view or self.view}{number}"


def asked_of(query: Mapping[str, str], today: date, begins: int) -> Asked:
    """What the address asks for, where the office's year begins in this month; what it can't mean is passed over."""
    view, page = query.get("by", ""), query.get("page", "")
    return Asked(
        view if view in VIEWS else "item",
        period_of(query.get("period", "")[:10], today, begins),
        int(page) if page.isdecimal() and len(page) < 5 else 0,
    )


@needs("see statistics")
async def get_statistics(request: web.Request) -> web.StreamResponse:
    desk, now = request.app[DESK], datetime.now(UTC)
    asked = asked_of(request.query, _today(desk, now), desk.settings.year_begins)
    language = language_of(request)
    catalogue = await desk.catalogue()
    async with desk.database.read() as connection:
        found = await load_figures(connection, VIEWS[asked.view][1], asked.period)
        compared = await load_compared(connection, asked.period)
        known = await load_months(connection)
    rows = rows_of(found, asked, catalogue, language)
    first = asked.page * ON_A_PAGE
    return await render(
        request,
        "statistics.html",
        title=TITLE,
        now=now,
        asked=asked,
        views={name: words for name, (words, _) in VIEWS.items()},
        rows=rows[first : first + ON_A_PAGE],
        count=len(rows),
        first=first,
        more=first + ON_A_PAGE < len(rows),
        whole=sum(found.values(), Figures()),
        compared=compared,
        periods=periods_of(known, _today(desk, now), desk.settings.year_begins, language),
        says=says(asked.period, desk.settings.year_begins, language),
        expiring=expiring(catalogue, now),
        ends_at=ends_at,
    )


@needs("see statistics")
async def get_statistics_file(request: web.Request) -> web.StreamResponse:
    """All rows as CSV, with a mark (BOM) by which spreadsheets know it for UTF-8."""
    desk, now = request.app[DESK], datetime.now(UTC)
    asked = asked_of(request.query, _today(desk, now), desk.settings.year_begins)
    language = language_of(request)
    async with desk.database.read() as connection:
        found = await load_figures(connection, VIEWS[asked.view][1], asked.period)
    rows = rows_of(found, asked, await desk.catalogue(), language)
    file = f"statistics-{asked.period.name}-{asked.view}.csv"
    return web.Response(
        body=csv_of(rows, VIEWS[asked.view][0], language),
        headers=HEADERS | {hdrs.CONTENT_DISPOSITION: f'attachment; filename="{file}"'},
        content_type="text/csv",
        charset="utf-8",
    )


def rows_of(found: Mapping[str, Figures], asked: Asked, catalogue: Catalogue, language: str) -> list[Row]:
    """Months in their order, all else by how long it was shown, the longest first."""
    items = {gone.item.id: gone.item for gone in catalogue.taken_down} | catalogue.items
    named = _Names(catalogue, items, language)
    if asked.view == "theme":
        found = summed_by(found, lambda id: themes_of(items.get(id)))
    elif asked.view == "department":
        found = summed_by(found, named.departments)
    elif asked.view == "month":
        found = {month: found.get(month, Figures()) for month in months_of(asked.period)}
    longest = max((one.played.ms for one in found.values()), default=0) or 1
    rows = [
        Row(key, *named.of(asked.view, key), one, round(100 * one.played.ms / longest, 2)) for key, one in found.items()
    ]
    return rows if asked.view == "month" else sorted(rows, key=lambda row: (-row.figures.played.ms, row.name))


class _Names(NamedTuple):
    catalogue: Catalogue
    items: Mapping[str, Item]
    language: str

    def departments(self, id: str) -> Sequence[str]:
        item = self.items.get(id)
        return [in_words(item.department, self.language)] if item and item.department else []

    def of(self, view: str, key: str) -> tuple[str, str]:
        """The name of a row, and the path of its page."""
        if view == "month":
            return month_name(key, self.language), f"/statistics?period={key}"
        if view == "display":
            display = self.catalogue.displays.get(key)
            return (display.name, f"/displays/{quote(key)}") if display else (key, "")
        if view in WITHOUT:
            return (key or in_words(WITHOUT[view], self.language)), ""
        if key in NAMELESS:
            return in_words(NAMELESS[key], self.language), ""
        item = self.items.get(key)
        return (in_words(item.title, self.language) or key if item else key), f"/content/{quote(key, safe='')}"


def csv_of(rows: Sequence[Row], first: Words, language: str) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([in_words(words, language) for words in (first, *COLUMNS)])
    for row in rows:
        figures = row.figures
        cells = (figures.played.plays, _seconds(figures.played.ms), figures.planned.plays, _seconds(figures.planned.ms))
        writer.writerow([plain_cell(row.name), plain_cell(row.key), *cells])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def plain_cell(cell: str) -> str:
    """A spreadsheet takes what begins so for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _seconds(ms: int) -> int:
    return round(ms / 1000)


def month_name(month: str, language: str) -> str:
    year, number = (int(part) for part in month.split("-"))
    return f"{year_of(date(year, number, 1))}{number}月" if language == "ja" else f"{MONTHS[number - 1]} {year}"


def year_name(year: int, begins: int, language: str) -> str:
    """令和8年度, Business year 2026; 令和8年, 2026 where it is the calendar year."""
    if language == "ja":
        return year_of(date(year, 12, 31)) + ("" if begins == 1 else "度")
    return str(year) if begins == 1 else f"Business year {year}"


def says(period: Period, begins: int, language: str) -> str:
    """令和8年度（令和8年4月〜令和9年3月）."""
    if period.year is None:
        return month_name(period.first, language)
    first, last = month_name(period.first, language), month_name(period.last, language)
    dash = f"（{first}〜{last}）" if language == "ja" else f" ({first} – {last})"
    return year_name(period.year, begins, language) + dash


def periods_of(known: Sequence[str], today: date, begins: int, language: str) -> list[tuple[str, str]]:
    """Every year of the office and month of which anything is known, and this one; the newest first."""
    months = sorted({*known, f"{today:%Y-%m}"}, reverse=True)
    years = sorted({fiscal_year(date.fromisoformat(f"{month}-01"), begins) for month in months}, reverse=True)
    found = []
    for year in years:
        its = months_of(year_period(year, begins))
        found.append((str(year), year_name(year, begins, language)))
        found += [(month, month_name(month, language)) for month in months if month in its]
    return found


def expiring(catalogue: Catalogue, now: datetime) -> list[Item]:
    """What is over soon, the soonest first: time to renew it, or to let it go."""
    down = {gone.item.id for gone in catalogue.taken_down}
    soon = [
        (ends, item.id)
        for item in catalogue.items.values()
        if item.id not in down and (ends := ends_at(item)) and now < ends <= now + EXPIRES_SOON
    ]
    return [catalogue.items[id] for _, id in sorted(soon)[:MOST_EXPIRING]]


def _today(desk: Desk, now: datetime) -> date:
    return local_day(now, ZoneInfo(desk.settings.timezone))
