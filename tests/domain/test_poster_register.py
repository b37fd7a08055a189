"""What people say of a poster, and how it is therefore believed to hang."""

from datetime import date
from itertools import product

import pytest

from signage.domain.poster_register import (
    Dates,
    PosterVisit,
    Stay,
    dates_after,
    hung_days,
    is_overtaken,
    state_of,
    stays_of,
    why_not,
)
from signage.domain.poster_table import Said, Wrong, read_row, spot_of
from signage.domain.posters import PosterAct
from tests.factories import NOW, a_poster

FIRST, THEN, LAST = date(2026, 11, 1), date(2026, 11, 8), date(2026, 11, 20)
UP = Dates(posted_on=FIRST, seen_on=FIRST)


@pytest.mark.parametrize(
    ("before", "act", "after", "state"),
    [
        (Dates(), "posted", Dates(THEN, THEN), "hanging"),
        (Dates(), "seen", Dates(THEN, THEN), "hanging"),
        (UP, "seen", Dates(FIRST, THEN), "hanging"),
        (UP, "missing", Dates(FIRST, FIRST, missing_on=THEN), "missing"),
        (Dates(FIRST, FIRST, missing_on=FIRST), "seen", Dates(FIRST, THEN), "hanging"),
        (Dates(FIRST, FIRST, missing_on=FIRST), "posted", Dates(THEN, THEN), "hanging"),
        (Dates(FIRST, FIRST, missing_on=FIRST), "taken down", Dates(FIRST, FIRST, FIRST, taken_down_on=THEN), "down"),
        (UP, "taken down", Dates(FIRST, FIRST, taken_down_on=THEN), "down"),
        (Dates(FIRST, FIRST, taken_down_on=FIRST), "seen", Dates(THEN, THEN), "hanging"),
        (UP, "note", UP, "hanging"),
    ],
)
def test_what_is_said_of_a_poster_is_what_is_known_of_it(
    before: Dates, act: PosterAct, after: Dates, state: str
) -> None:
    assert dates_after(before, act, THEN) == after
    assert state_of(after) == state


def test_what_nobody_put_up_is_not_missing_and_what_is_down_is_not_taken_down_again() -> None:
    assert why_not(Dates(), "missing")["ja"] == "まだ貼っていないポスターです。"
    assert why_not(Dates(FIRST, FIRST, taken_down_on=THEN), "missing")
    assert why_not(Dates(FIRST, FIRST, taken_down_on=THEN), "taken down")
    assert why_not(UP, "missing") == why_not(Dates(), "taken down") == why_not(Dates(), "note") == {}


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        (Dates(), 0),
        (UP, 20),
        (Dates(THEN, THEN), 13),
        (Dates(FIRST, THEN, taken_down_on=THEN), 8),
        (Dates(FIRST, date(2026, 11, 4), missing_on=THEN), 4),
        (Dates(FIRST, date(2026, 11, 4), missing_on=THEN, taken_down_on=LAST), 4),
        (Dates(date(2026, 12, 1), date(2026, 12, 1)), 0),
    ],
)
def test_a_poster_counts_for_the_days_that_it_hung(dates: Dates, days: int) -> None:
    assert hung_days(stays_of(dates), FIRST, LAST) == days


def put_up_again(day: date, before: Dates, act: PosterAct = "posted") -> PosterVisit:
    return PosterVisit(1, "7K4M", NOW, day, "kuji", act, before=before)


GONE = Dates(FIRST, date(2026, 11, 4), missing_on=date(2026, 11, 6))


def test_a_poster_that_was_put_up_again_hung_each_time() -> None:
    down = Dates(THEN, date(2026, 11, 10), taken_down_on=date(2026, 11, 12))
    returns = [put_up_again(THEN, GONE), put_up_again(date(2026, 11, 19), down, "seen")]
    stays = stays_of(Dates(date(2026, 11, 19), LAST), returns)
    assert stays == [
        Stay(date(2026, 11, 19), date.max),
        Stay(THEN, date(2026, 11, 12)),
        Stay(FIRST, date(2026, 11, 4)),
    ]
    assert hung_days(stays, FIRST, LAST) == 2 + 5 + 4
    assert hung_days(stays, date(2026, 11, 3), date(2026, 11, 9)) == 2 + 2


def test_no_day_counts_twice_for_a_poster_that_was_taken_down_and_put_up_on_one_day() -> None:
    down = Dates(FIRST, FIRST, taken_down_on=THEN)
    assert hung_days(stays_of(Dates(THEN, THEN), [put_up_again(THEN, down)]), FIRST, LAST) == 20
    same = Dates(FIRST, FIRST, taken_down_on=FIRST)
    assert stays_of(Dates(FIRST, FIRST), [put_up_again(FIRST, same)]) == [Stay(FIRST, date.max)]


def test_a_day_that_is_put_right_or_a_poster_found_after_all_begins_no_second_time() -> None:
    assert len(stays_of(Dates(date(2026, 11, 3), LAST), [put_up_again(date(2026, 11, 3), GONE)])) == 1
    assert stays_of(Dates(FIRST, THEN), [put_up_again(THEN, GONE, "seen")]) == [Stay(FIRST, date.max)]


@pytest.mark.parametrize(
    ("dates", "act", "day"),
    [
        (UP, "posted", LAST),
        (GONE, "posted", date(2026, 11, 5)),
        (Dates(FIRST, FIRST, taken_down_on=LAST), "posted", THEN),
        (Dates(FIRST, LAST), "seen", THEN),
        (Dates(THEN), "seen", FIRST),
        (GONE, "seen", date(2026, 11, 5)),
        (Dates(FIRST, FIRST, taken_down_on=LAST), "seen", THEN),
        (Dates(FIRST, LAST), "missing", THEN),
        (Dates(THEN, THEN), "taken down", FIRST),
        (Dates(FIRST, LAST), "taken down", THEN),
    ],
)
def test_of_many_at_once_nothing_is_said_that_would_undo_what_is_known_of_later(
    dates: Dates, act: PosterAct, day: date
) -> None:
    assert is_overtaken(dates, act, day)
    assert not is_overtaken(Dates(), act, day)


@pytest.mark.parametrize(
    ("dates", "act"),
    [(GONE, "posted"), (GONE, "seen"), (UP, "seen"), (UP, "missing"), (UP, "taken down"), (UP, "note")],
)
def test_what_comes_later_is_said_of_many_at_once(dates: Dates, act: PosterAct) -> None:
    assert not is_overtaken(dates, act, date(2026, 11, 6))


DAYS = (None, FIRST, THEN, LAST)


def settled() -> set[Dates]:
    """Whatever can be known of a poster."""
    found, last = set[Dates](), {Dates()}
    acts: tuple[PosterAct, ...] = ("posted", "seen", "missing", "taken down")
    while last - found:
        found |= last
        last = {
            dates_after(dates, act, day)
            for dates, act, day in product(found, acts, (FIRST, THEN, LAST))
            if not why_not(dates, act) and day >= max(filter(None, _days(dates)), default=FIRST)
        }
    return found


def _days(dates: Dates) -> list[date | None]:
    return [dates.posted_on, dates.seen_on, dates.missing_on, dates.taken_down_on]


def test_any_row_that_a_spreadsheet_may_send_back_is_said_by_acts_that_lead_to_it_or_refused() -> None:
    tried = 0
    for before, row in product(settled(), product(DAYS, repeat=4)):
        names = ("posted_on", "seen_on", "missing_on", "taken_down_on")
        cells = {name: day.isoformat() for name, day in zip(names, row, strict=True) if day}
        said = read_row(a_poster(), before, cells, LAST)
        if isinstance(said, Wrong):
            assert any(day and day != known for day, known in zip(row, _days(before), strict=True)), (before, row)
            continue
        after, again = folded(before, said), read_row(a_poster(), before, {}, LAST)
        assert isinstance(again, Said) and again.acts == (), "an empty row says nothing"
        assert row[0] in (None, after.posted_on) and row[3] in (None, after.taken_down_on, before.taken_down_on)
        repeated = read_row(a_poster(), after, as_cells(after), LAST)
        assert isinstance(repeated, Said) and repeated.acts == (), (before, row, after)
        tried += 1
    assert tried > 2000


def folded(before: Dates, said: Said) -> Dates:
    dates = before
    for act, day in said.acts:
        dates = dates_after(dates, act, day)
    return dates


def as_cells(dates: Dates) -> dict[str, str]:
    names = ("posted_on", "seen_on", "missing_on", "taken_down_on")
    return {name: day.isoformat() for name, day in zip(names, _days(dates), strict=True) if day}


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"posted_on": "そのうち"}, "今日までの日として読めません"),
        ({"posted_on": "2026-11-21"}, "今日までの日として読めません"),
        ({"posted_on": "2026/11/20", "seen_on": "2026/11/8"}, "貼った日より前の日があります"),
        ({"missing_on": "2026-11-8"}, "貼った日がありません"),
        ({"copies": "0"}, "枚数は"),
        ({"copies": "many"}, "枚数は"),
        ({"where_ja": "改" * 41}, "「貼るところ」は"),
    ],
)
def test_a_row_that_can_not_be_so_is_told_why(cells: dict[str, str], says: str) -> None:
    said = read_row(a_poster(), Dates(), cells, LAST)
    assert isinstance(said, Wrong) and says in said.says["ja"] and said.says["en"].isascii() is not None


@pytest.mark.parametrize("day", ["2026-11-08", "2026/11/8", "令和8年11月8日", "R8.11.8", "11/8", "2026-11-08 00:00:00"])
def test_days_are_read_as_spreadsheets_and_people_write_them(day: str) -> None:
    said = read_row(a_poster(), Dates(), {"posted_on": day, "copies": "3", "where_ja": "'=改札前"}, LAST)
    assert isinstance(said, Said)
    assert (said.acts, said.poster.copies, said.poster.where) == ((("posted", THEN),), 3, {"ja": "=改札前"})


@pytest.mark.parametrize("day", ["11月8日", "11/8", "8 November"])
def test_a_day_without_a_year_is_the_last_that_has_been(day: str) -> None:
    said = read_row(a_poster(), Dates(), {"posted_on": day}, date(2026, 12, 20))
    assert isinstance(said, Said) and said.acts == (("posted", THEN),)


@pytest.mark.parametrize(
    ("typed", "spot"),
    [
        ("7K4M", "7K4M"),
        (" 7k4m ", "7K4M"),
        ("７Ｋ４Ｍ", "7K4M"),
        ("AB3CD-7K4M", "7K4M"),
        ("https://signage.example.jp/q/AB3CD-7K4M", "7K4M"),
        ("https://signage.example.jp/p/7k4m/", "7K4M"),
        ("10", ""),
        ("７Ｋ４Ｍ７Ｋ４Ｍ", ""),
        ("<script>", ""),
        ("", ""),
    ],
)
def test_a_code_is_found_however_it_is_typed(typed: str, spot: str) -> None:
    assert spot_of(typed) == spot
