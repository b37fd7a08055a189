"""The brand as people type it."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from signage.brand import Brand, Logo, Theme
from signage.domain.forms.brand import brand_fields, labels_of, logo_file, read_brand, without_new_themes
from signage.settings import load

FILE = f"{'a' * 64}.webp"
DEMO = load(Path(__file__).parents[3] / "demo" / "signage.toml", {}).project


@pytest.mark.parametrize("brand", [Brand(), DEMO, Brand(colour="#0B3F8C", logo=Logo(FILE, 300, 100, 999))])
def test_what_the_form_shows_reads_back_as_the_same_brand(brand: Brand) -> None:
    assert read_brand(brand_fields(brand), brand, {FILE}) == (brand, {})
    assert set(brand_fields(brand)) <= set(labels_of(brand))


def test_a_theme_goes_with_its_names_and_a_new_one_gets_a_key_of_its_own() -> None:
    fields = brand_fields(DEMO) | {
        "theme_green_ja": "",
        "theme_green_en": " ",
        "theme_new0_ja": "海",
        "theme_new0_en": "Health",
        "theme_new0_palette": "history",
    }
    brand, errors = read_brand(fields, DEMO, ())
    assert errors == {}
    assert "green" not in brand.themes
    assert brand.themes["health_2"] == Theme(name={"ja": "海", "en": "Health"}, palette="history")


def test_words_in_a_language_that_the_form_has_no_field_for_stay() -> None:
    themes = {"by": Theme(name={"nb": "By"}), "fjord": Theme(name={"nb": "Fjord", "en": "Fjord"})}
    brand = Brand(name={"nb": "Bergen"}, short_name={"nb": "Bergen"}, invitation={"nb": "Les mer"}, themes=themes)
    kept, errors = read_brand(brand_fields(brand) | {"colour": "#0B3F8C"}, brand, ())
    assert (kept, errors) == (replace(brand, colour="#0B3F8C"), {})
    without, _ = read_brand(brand_fields(brand) | {"theme_fjord_en": ""}, brand, ())
    assert without.themes == {"by": themes["by"]}, "an emptied row is no theme any more"
    assert set(read_brand(brand_fields(Brand(name={})), Brand(name={}), ())[1]) == {"name_ja"}


def test_a_new_theme_takes_the_place_of_no_other() -> None:
    fields = brand_fields(Brand()) | {"name_ja": "まち", "theme_new0_ja": "港", "theme_new1_ja": "山"}
    fields |= {"theme_new0_palette": "green", "theme_new1_palette": "common"}
    first, _ = read_brand(fields, Brand(), ())
    assert [one.name["ja"] for one in first.themes.values()] == ["港", "山"]
    second, _ = read_brand(brand_fields(first) | {"theme_new0_ja": "海", "theme_new0_palette": "common"}, first, ())
    assert [one.name["ja"] for one in second.themes.values()] == ["港", "山", "海"]


def test_who_typed_no_new_theme_has_its_rows_without_names() -> None:
    typed = {"theme_new0_ja": "港", "theme_new0_palette": "green"}
    rows = without_new_themes(typed)
    assert {name: text for name, text in rows.items() if text} == {"theme_new0_palette": "green"}
    assert set(rows) <= set(labels_of(Brand())) and len(rows) == 6


@pytest.mark.parametrize("colour", ["red", "#12345", "#12345G", "#1234567", "url(x)", "#fff;}"])
def test_what_is_no_colour_is_refused(colour: str) -> None:
    assert set(read_brand(brand_fields(DEMO) | {"colour": colour}, DEMO, ())[1]) == {"colour"}


@pytest.mark.parametrize("logo", [f"{FILE} 0x3 1 1", "x", f"../{FILE} 1 1 1", f"{'b' * 64}.webp 1 1 1"])
def test_a_mark_is_only_taken_from_what_was_made_here(logo: str) -> None:
    assert read_brand(brand_fields(DEMO) | {"logo": logo}, DEMO, {FILE})[0].logo is None


def test_the_file_of_a_mark_is_known_by_its_hash_alone() -> None:
    assert logo_file({"logo": f"{FILE} 1 2 3"}) == FILE
    assert logo_file({"logo": "../../etc/passwd 1 2 3"}) == logo_file({}) == ""
