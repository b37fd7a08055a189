"""Corners of places as people type them, or paste them out of a spreadsheet."""

import pytest

from signage.domain.catalogue import Catalogue
from signage.domain.forms.poster import Given, order_fields, read_order
from signage.domain.forms.poster_sites import corner_lines, read_corners
from signage.domain.forms.typed import Typed
from signage.domain.posters import Site
from tests.factories import a_place

OMIKA = a_place("omika-station", name={"ja": "JR大甕駅", "en": "Omika Station"})
TAGA = a_place("taga", name={"ja": "多賀図書館"})
FIELDS = {"size": "A3", "upright": "yes", "language": "ja", "copies": "1"}
PLACES = {one.id: one for one in (OMIKA, TAGA)}


def read(text: str, copies: int = 1) -> tuple[tuple[Site, ...], Typed]:
    typed = Typed({"corners": text})
    return read_corners(typed, "corners", PLACES, "ja", copies), typed


@pytest.mark.parametrize(
    ("line", "where", "copies"),
    [
        ("JR大甕駅、改札前、3", "改札前", 3),
        ("ＪＲ大甕駅\t改札前\t３枚", "改札前", 3),
        ("omika-station, 改札前", "改札前", 2),
        ("Omika Station", "", 2),
        ("JR大甕駅、12", "", 12),
        ("JR大甕駅、2階、エレベーター前、1", "2階、エレベーター前", 1),
    ],
)
def test_a_line_names_a_place_by_name_or_id_and_what_in_it_and_how_many(line: str, where: str, copies: int) -> None:
    [site], typed = read(line, copies=2)
    assert (site.place, site.where, site.copies) == ("omika-station", {"ja": where} if where else {}, copies)
    assert not typed.errors


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("JR大甕駅、1\nJR甕駅、1", "2行目：「JR甕駅」という場所はありません"),
        ("JR大甕駅、改札前、0", "1行目：枚数は"),
        (f"JR大甕駅、{'長' * 41}", "40文字まで"),
    ],
)
def test_what_can_not_be_read_is_told_by_its_line(text: str, says: str) -> None:
    _, typed = read(text)
    assert says in typed.errors["corners"]["ja"]


TWINS = {id: a_place(id, name={"ja": "図書館"}) for id in ("lib-a", "lib-b")} | {OMIKA.id: OMIKA}


def test_a_name_that_two_places_have_is_refused_with_their_ids() -> None:
    typed = Typed({"corners": "lib-a、1階、1\n図書館、2階、2"})
    assert read_corners(typed, "corners", TWINS, "ja", 1) == (Site(place="lib-a", where={"ja": "1階"}),)
    assert "2行目：「図書館」という場所は、いくつもあります" in typed.errors["corners"]["ja"]
    assert "write its id (lib-a, lib-b)" in typed.errors["corners"]["en"]


@pytest.mark.parametrize("name", ["図書館", "市役所、本庁舎", "Hall, east", "lib-b", "JR大甕駅"])
def test_a_line_that_is_written_names_its_own_place_however_that_is_called(name: str) -> None:
    places = TWINS | {"lib-a": a_place("lib-a", name={"ja": name})}
    sites = (Site(place="lib-a", where={"ja": "2階"}, copies=2), Site(place="omika-station", copies=3))
    typed = Typed({"corners": corner_lines(sites, places, "ja")})
    assert read_corners(typed, "corners", places, "ja", 1) == sites and not typed.errors


def test_an_order_of_ticks_and_lines_is_filled_in_again_as_it_was() -> None:
    catalogue = Catalogue(places=PLACES)
    given = Given(catalogue, (), {"message": {"ja": "メッセージ"}})
    lines = "JR大甕駅、改札前、3\nJR大甕駅、階段、1"
    order, errors = read_order(FIELDS | {"places": "taga\nomika-station", "corners": lines}, given)
    assert not errors
    assert [(site.place, site.where.get("ja"), site.copies) for site in order.sites] == [
        ("taga", None, 1),
        ("omika-station", "改札前", 3),
        ("omika-station", "階段", 1),
    ]
    again, errors = read_order(order_fields(order, catalogue.places), given)
    assert again == order and not errors


def test_four_hundred_places_are_ticked_at_once() -> None:
    places = [a_place(f"place-{number}") for number in range(400)]
    given = Given(Catalogue(places={one.id: one for one in places}), (), {"message": {"ja": "メッセージ"}})
    order, errors = read_order(FIELDS | {"places": "\n".join(one.id for one in places)}, given)
    assert len(order.sites) == 400 and not errors
