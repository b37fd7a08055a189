"""A table of places becomes the sites of posters; what of it is dirty is passed over and named."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.domain.posters import Site
from signage.errors import InputError
from signage.sources.poster_sites import NOTES, read_sites
from tests.factories import a_place

KNOWN = {"st": a_place("st", name={"ja": "JR日立駅", "en": "Hitachi Station"})}


def test_a_place_is_named_by_its_id_or_by_its_name() -> None:
    table = "place,where,copies\nst,改札前,2\nJR日立駅,,\n".encode()
    assert read_sites(table, KNOWN).sites == (Site(place="st", where={"ja": "改札前"}, copies=2), Site(place="st"))


def test_a_name_that_two_places_have_names_neither() -> None:
    twins = {id: a_place(id, name={"ja": "図書館"}) for id in ("lib-a", "lib-b")}
    found = read_sites("place,where\n図書館,2階\nlib-a,2階\n".encode(), twins)
    assert found.sites == (Site(place="lib-a", where={"ja": "2階"}),)
    assert found.notes == ("line 2: several places are called “図書館”; write its id; passed over",)


def test_a_list_of_places_brings_those_that_nobody_knew() -> None:
    found = read_sites("\ufeffid,name_ja,name_en,kind\nlib,図書館,Library,city_facility\n".encode(), KNOWN)
    assert [(one.id, one.name, one.type) for one in found.places] == [
        ("lib", {"ja": "図書館", "en": "Library"}, "city_facility")
    ]
    assert found.sites == (Site(place="lib"),) and not found.notes


def test_names_are_read_in_whatever_language_they_stand() -> None:
    found = read_sites(b"id,name.nb,where.nb,name.jp\ntorg,Torget,Inngang,x\n", KNOWN)
    assert [place.name for place in found.places] == [{"nb": "Torget"}]
    assert found.sites == (Site(place="torg", where={"nb": "Inngang"}),)
    assert found.notes == ("the column name.jp is passed over: “jp” is a country; did you mean the language “ja”?",)


def test_excels_own_encoding_is_read() -> None:
    assert read_sites("場所,貼るところ\nJR日立駅,待合室\n".encode("cp932"), KNOWN).sites[0].where == {"ja": "待合室"}


def test_a_table_as_excel_saves_it_in_europe_is_read() -> None:
    known = {"hall": a_place("hall", name={"nb": "Bærum rådhus"})}
    table = "place;where.en;copies\nBærum rådhus;Gågata;2\n".encode("cp1252")
    assert read_sites(table, known).sites == (Site(place="hall", where={"en": "Gågata"}, copies=2),)


def test_five_thousand_dirty_rows_cost_only_themselves() -> None:
    chance = random.Random(5)
    dirt = [
        "",
        "nowhere,,1",
        "st,,0",
        "st,,x",
        "st,,99999999999999999999",
        "st,,00001000000",
        "../../etc,名,1",
        'st,"a,b',
        "st,a,b,c,d",
        "=cmd(),x,1",
        "\x00,,",
        "st,٣,٣",
    ]
    rows = [f"{chance.choice(dirt)}" if n % 5 else "st,入口,1" for n in range(5_000)]
    found = read_sites(("place,where,copies\n" + "\n".join(rows)).encode(), KNOWN)
    assert found.sites and all(site.place == "st" and 1 <= site.copies <= 1_000 for site in found.sites)
    assert NOTES < len(found.notes) <= NOTES + 5 and found.notes[-1].startswith("and ")
    assert all(len(note) < 300 for note in found.notes)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_an_error_in_words(body: bytes) -> None:
    try:
        found = read_sites(body, KNOWN)
    except InputError as problem:
        assert problem.message
    else:
        assert all(site.place for site in found.sites)


def test_a_table_without_places_says_which_column_it_lacks() -> None:
    with pytest.raises(InputError, match="no column place or id"):
        read_sites(b"x,y\n1,2\n", KNOWN)
