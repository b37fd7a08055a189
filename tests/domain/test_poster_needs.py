"""What of the posters on the wall needs somebody."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from signage.domain.catalogue import Catalogue
from signage.domain.content import Period, TakenDown
from signage.domain.links import Link
from signage.domain.poster_needs import Wall, wall_of
from signage.domain.poster_register import Dates, Hanging
from tests.factories import NOW, a_place, a_poster, an_item

TOKYO = NOW.astimezone(ZoneInfo("Asia/Tokyo"))
TODAY = TOKYO.date()
UP = Dates(TODAY, TODAY)
DAYS = 30


def hanging(dates: Dates = UP, made_at: datetime = NOW, **changes: Any) -> Hanging:
    return Hanging(a_poster(**changes), dates, "a", made_at)


def a_link(**changes: Any) -> Link:
    fields: dict[str, Any] = {
        "code": "AB3CD",
        "asked": "https://a.example/",
        "target": "https://a.example/",
        "made_at": NOW,
    }
    return Link(**{**fields, **changes})


def wall(link: Link | None = None, **catalogue: Any) -> Wall:
    known = Catalogue(**{"places": {"station": a_place()}, **catalogue})
    return wall_of(known, {"AB3CD": link or a_link()}, TOKYO, DAYS)


def codes(one: Hanging, on: Wall | None = None) -> list[tuple[str, date | None]]:
    return [(need.code, need.since) for need in (on or wall()).needs(one)]


def test_a_poster_that_was_seen_lately_and_leads_where_it_should_needs_nobody() -> None:
    assert codes(hanging()) == []
    assert codes(hanging(Dates(TODAY - timedelta(days=90), TODAY - timedelta(days=DAYS - 1)))) == []


def test_one_that_nobody_has_seen_for_so_many_days_is_to_be_looked_at() -> None:
    seen = TODAY - timedelta(days=DAYS)
    assert codes(hanging(Dates(seen, seen))) == [("unseen", seen)]


def test_one_that_was_made_long_ago_and_never_put_up_is_told_and_one_of_today_is_not() -> None:
    made = NOW - timedelta(days=DAYS + 1)
    assert codes(hanging(Dates())) == []
    assert [code for code, _ in codes(hanging(Dates(), made))] == ["unposted"]


def test_the_day_on_which_one_was_made_is_the_offices() -> None:
    made = datetime(2026, 10, 23, 15, 30, tzinfo=UTC)  # 00:30 of the 24th in Tokyo
    assert codes(hanging(Dates(), made)) == []
    assert codes(hanging(Dates(), made - timedelta(hours=1))) == [("unposted", date(2026, 10, 23))]


def test_one_that_is_missing_is_told_with_the_day_and_not_as_unseen_too() -> None:
    long_ago = TODAY - timedelta(days=90)
    assert codes(hanging(Dates(long_ago, long_ago, missing_on=TODAY))) == [("missing", TODAY)]


@pytest.mark.parametrize(
    ("link", "code"),
    [
        (a_link(dead_since=NOW - timedelta(days=2)), "link-dead"),
        (a_link(expires_at=NOW - timedelta(hours=1)), "link-expired"),
    ],
)
def test_one_whose_code_leads_nowhere_any_more_is_told_also_before_it_is_put_up(link: Link, code: str) -> None:
    for dates in (UP, Dates()):
        assert [one for one, _ in codes(hanging(dates), wall(link))] == [code]


def test_a_link_that_expires_later_and_one_that_came_back_need_nobody() -> None:
    assert codes(hanging(), wall(a_link(expires_at=NOW + timedelta(hours=1)))) == []


def test_one_of_an_item_that_is_over_taken_down_or_gone_is_told() -> None:
    item = an_item("fair", period=Period(None, NOW - timedelta(hours=1)))
    open_ = an_item("fair", period=Period(None, NOW + timedelta(days=1)))
    poster = hanging(item="fair")
    assert codes(poster, wall(items={"fair": open_})) == []
    assert codes(poster, wall(items={"fair": item})) == [("item-over", None)]
    down = (TakenDown(open_, NOW),)
    assert codes(poster, wall(items={"fair": open_}, taken_down=down)) == [("item-over", None)]
    assert codes(poster, wall()) == [("item-over", None)]


def test_one_in_a_place_that_was_taken_out_is_told() -> None:
    assert codes(hanging(place="elsewhere")) == [("place-gone", None)]


def test_what_was_taken_down_needs_nobody_whatever_became_of_its_link() -> None:
    down = hanging(Dates(TODAY, TODAY, taken_down_on=TODAY), item="gone", place="elsewhere")
    assert codes(down, wall(a_link(dead_since=NOW))) == []
