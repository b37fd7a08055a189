"""Results as CSV for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Sequence

from ....domain.day_names import WEEKDAYS
from ....domain.scan_statistics import Days
from ....words import Words, in_words
from .rows import Row, Table
from .statistics import plain_cell

COLUMNS: Sequence[Words] = (
    {"ja": "番号", "en": "Id"},
    {"ja": "開始日", "en": "First day"},
    {"ja": "終了日", "en": "Last day"},
    {"ja": "ポスター（枚）", "en": "Posters"},
    {"ja": "画面（台）", "en": "Displays"},
    {"ja": "読み取り", "en": "Scans"},
    {"ja": "うちポスター", "en": "Of posters"},
    {"ja": "うち画面", "en": "Of displays"},
    {"ja": "貼った日数（枚×日）", "en": "Posters × days"},
    {"ja": "画面に映った時間（時間）", "en": "Shown on displays (hours)"},
    {"ja": "割合に入る読み取り", "en": "Scans with a known exposure"},
)
RATES: dict[str, Sequence[Words]] = {
    "days": (
        {"ja": "1枚1日あたり", "en": "Per poster and day"},
        {"ja": "95%の下", "en": "95 % from"},
        {"ja": "95%の上", "en": "95 % to"},
    ),
    "hours": (
        {"ja": "映った1時間あたり", "en": "Per hour shown"},
        {"ja": "95%の下", "en": "95 % from"},
        {"ja": "95%の上", "en": "95 % to"},
    ),
}


def csv_of(table: Table, first: Words, days: Days, language: str) -> bytes:
    head = [in_words(words, language) for words in (first, *COLUMNS, *RATES[table.unit])]
    return _bytes([head, *(_cells(row, days) for row in table.all)])


def _cells(row: Row, days: Days) -> list[object]:
    its = row.tally
    figures = (its.posters, its.screens, its.scans, its.poster_scans, its.screen_scans, its.poster_days)
    rate = [f"{one:.4f}" for one in (row.rate, *row.interval)] if row.interval and row.rate is not None else [""] * 3
    name = (plain_cell(row.name), plain_cell(row.key), days.first, days.last)
    return [*name, *figures, f"{its.hours:.2f}", its.rated, *rate]


def csv_of_hours(week: Sequence[Sequence[int]], language: str) -> bytes:
    """A row for each weekday and hour, Monday first."""
    head = [in_words(words, language) for words in (DAY, HOUR, SCANS)]
    rows = [[WEEKDAYS[language][day], hour, count] for day, its in enumerate(week) for hour, count in enumerate(its)]
    return _bytes([head, *rows])


DAY: Words = {"ja": "曜日", "en": "Weekday"}
HOUR: Words = {"ja": "時", "en": "Hour"}
SCANS: Words = {"ja": "読み取り", "en": "Scans"}


def _bytes(rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()
