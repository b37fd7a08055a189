"""What posters are about, and on what paper."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from signage.brand import Brand
from signage.domain.catalogue import Catalogue
from signage.domain.events import Event, Occasion
from signage.domain.poster_content import item_of, occasion_of, typed_address
from signage.domain.posters import Paper, PosterOrder, PosterText, Site, checked, once_each, paper_of
from signage.errors import InputError
from tests.factories import an_item

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
BRAND = Brand(message={"ja": "未来は みんなから"}, address="www.city.hitachi.lg.jp/kyoso-project/")


def an_order(**changes: Any) -> PosterOrder:
    return PosterOrder(sites=(), paper=Paper(297, 420), **changes)


def test_a_size_is_named_or_written_in_millimetres() -> None:
    assert paper_of("a3") == Paper(297, 420)
    assert paper_of("A2", landscape=True) == Paper(594, 420)
    assert paper_of("300 × 900 mm") == paper_of("300x900") == Paper(300, 900)
    assert [paper_of(size).name for size in ("A4", "333x777")] == ["A4", "333 × 777 mm"]
    assert Paper(420, 297).name == "A3"


@pytest.mark.parametrize(
    "size",
    ["", "A9", "0x0", "-5x100", "99x200", "2001x1000", "99999x99999", "100x401", "nanx300", "3e2x300", "٣٠٠x٩٠٠0"],
)
def test_a_sheet_that_no_printer_has_or_no_poster_fits_is_refused_in_words(size: str) -> None:
    with pytest.raises(InputError, match="size"):
        paper_of(size)
    with pytest.raises(InputError, match="at most 4 times"):
        checked(Paper(100, 500))


def test_a_corner_asked_for_twice_is_one_poster_with_more_copies() -> None:
    gate, hall = Site(place="st", where={"ja": "改札前"}, copies=2), Site(place="st")
    assert once_each([gate, hall, gate]) == (Site(place="st", where={"ja": "改札前"}, copies=4), hall)


def test_own_words_stand_over_the_items_and_without_an_item_the_message_speaks() -> None:
    catalogue = Catalogue(items={"a": an_item("a", text={"ja": "本文"})})
    order = an_order(item="a", text=PosterText(title={"ja": "短い題"}))
    assert (item_of(catalogue, order, BRAND).title, item_of(catalogue, order, BRAND).text) == (
        {"ja": "短い題"},
        {"ja": "本文"},
    )
    assert item_of(catalogue, an_order(), BRAND).title == BRAND.message
    with pytest.raises(InputError, match="no title in this language"):
        item_of(catalogue, an_order(language="en"), BRAND)


def test_the_next_day_that_is_not_over_is_told() -> None:
    dates = [NOW.date() + timedelta(days=n) for n in (-7, 7, 14)]
    days = tuple(Occasion(day, day) for day in dates)
    assert occasion_of(an_item(event=Event(occasions=days)), NOW) == days[1]
    assert occasion_of(an_item(event=Event(occasions=days[:1])), NOW) == days[0]
    assert occasion_of(an_item(), NOW) is None


def test_only_an_address_that_people_would_type_stands_on_the_poster() -> None:
    assert (
        typed_address("https://www.city.hitachi.lg.jp/survey/index.html#b", BRAND) == "www.city.hitachi.lg.jp/survey/"
    )
    assert typed_address(f"https://example.org/{'x' * 60}", BRAND) == BRAND.address


def test_an_address_is_not_told_without_its_query_that_would_lead_elsewhere() -> None:
    page = "https://example.org/event/show?id=1234"
    assert typed_address(page, BRAND) == BRAND.address
    assert typed_address(page, Brand()) == "example.org"
