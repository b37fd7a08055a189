"""The library's rules: what slides use of a picture, what a form may say of it, and what the end of its licence takes away."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from signage.domain.catalogue import Catalogue
from signage.domain.library import (
    Cut,
    Details,
    DetailsForm,
    as_media,
    file_of,
    is_ending,
    is_over,
    is_own,
    page_name,
    title_of,
    ulid_of,
)
from signage.domain.media import Crop, Media, Rendition
from signage.domain.programme import Programme
from signage.domain.repertoire import Repertoire

from .factory import a_playlist, a_section, an_item, at

NOW = at("2026-11-22T03:00")
ULID = "01M81J8KZ9ZCQRJ9Q9TABPN20J"
NAME = f"library/{ULID}.jpg"
TOKYO = ZoneInfo("Asia/Tokyo")
WHOLE = Media(name=NAME, renditions=(Rendition("a" * 64 + ".webp", 3000, 2000, 9),))
DETAILS = Details(title="港", file="harbour.jpg", bytes=9)


def form(whole: Media = WHOLE, **fields: str) -> DetailsForm:
    return DetailsForm({"title": "港", **fields}, DETAILS, whole, date(2026, 11, 22), TOKYO)


@pytest.mark.parametrize(
    ("name", "own"),
    [
        (NAME, True),
        (f"{NAME}#2", True),
        ("library/harbour.jpg", False),
        (f"fair/{ULID}.jpg", False),
        ("harbour.jpg", False),
        ("", False),
    ],
)
def test_a_picture_that_staff_gave_is_told_by_its_name(name: str, own: bool) -> None:
    assert is_own(name) is own
    assert (ulid_of(name) == ULID) is own


def test_a_page_is_named_after_its_document() -> None:
    assert page_name("library/x.pdf", 1) == "library/x.pdf"
    assert file_of(page_name("library/x.pdf", 3)) == "library/x.pdf"


def test_a_title_comes_from_the_file_s_name() -> None:
    assert title_of("市民まつり_2026.JPG") == "市民まつり 2026"
    assert title_of("C:\\pictures\\harbour.png") == "harbour"
    assert title_of("\u202e.jpg") == ".jpg"
    assert len(title_of("あ" * 300)) == 80


def test_a_form_says_all_that_slides_need() -> None:
    found = form(
        alt_ja="朝の港",
        alt_en="The harbour at dawn",
        credit_ja="日立市",
        licence="CC BY 4.0",
        licence_ends="令和9年3月31日",
        focus_x="25",
        focus_y="７５ %",
        focus_portrait_x="30,5",
        focus_portrait_y="10",
        portrait_left="10",
        portrait_top="0",
        portrait_width="40",
        portrait_height="100",
    )
    assert found.errors == {}
    assert found.details == Details(
        title="港",
        file="harbour.jpg",
        bytes=9,
        alt={"ja": "朝の港", "en": "The harbour at dawn"},
        credit={"ja": "日立市"},
        licence="CC BY 4.0",
        licence_ends_at=datetime(2027, 3, 31, 15, tzinfo=UTC),
        focus=(0.25, 0.75),
        focus_portrait=(0.305, 0.1),
        portrait=Crop(0.1, 0.0, 0.4, 1.0),
    )


def test_all_of_a_picture_is_no_part_and_no_point_is_its_middle() -> None:
    found = form(landscape_left="0", landscape_top="0", landscape_width="100", landscape_height="100")
    assert found.errors == {}
    assert (found.details.landscape, found.details.focus) == (None, (0.5, 0.5))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": " \u200f"}, "title"),
        ({"title": "あ" * 81}, "title"),
        ({"licence_ends": "いつか"}, "licence_ends"),
        ({"focus_x": "101", "focus_y": "0"}, "focus_x"),
        ({"focus_x": "10"}, "focus_y"),
        ({"focus_x": "-1", "focus_y": "nan"}, "focus_x"),
        (
            {"landscape_left": "50", "landscape_top": "0", "landscape_width": "60", "landscape_height": "50"},
            "landscape_width",
        ),
        ({"portrait_left": "0", "portrait_top": "0", "portrait_width": "5", "portrait_height": "50"}, "portrait_width"),
        ({"portrait_left": "0", "portrait_top": "0", "portrait_width": "0", "portrait_height": "0"}, "portrait_width"),
    ],
)
def test_what_can_t_be_used_is_told_at_its_field(fields: dict[str, str], field: str) -> None:
    assert field in form(WHOLE, **fields).errors


def test_a_film_has_no_part() -> None:
    film = Media(name=NAME, renditions=WHOLE.renditions, film=Rendition("b" * 64 + ".mp4", 1920, 1080, 9))
    found = form(film, portrait_left="0", portrait_top="0", portrait_width="50", portrait_height="50")
    assert found.details.portrait is None


def test_slides_of_each_orientation_use_their_own_part_and_point() -> None:
    part = (Rendition("c" * 64 + ".webp", 1000, 2000, 9),)
    said = Details(title="港", file="", bytes=9, focus=(0.2, 0.5), portrait=Crop(0.1, 0.0, 0.5, 1.0))
    media = as_media(NAME, WHOLE, 1, said, Cut(portrait=part))
    assert media.framed(portrait=False) == media
    tall = media.framed(portrait=True)
    assert tall.renditions == part
    assert tall.focus == pytest.approx((0.2, 0.5))


def test_a_point_of_its_own_keeps_all_of_the_picture() -> None:
    said = Details(title="港", file="", bytes=9, focus_portrait=(0.9, 0.1))
    tall = as_media(NAME, WHOLE, 1, said, Cut()).framed(portrait=True)
    assert (tall.renditions, tall.focus) == (WHOLE.renditions, (0.9, 0.1))


def test_a_licence_is_told_of_before_it_ends_and_not_for_ever() -> None:
    said = Details(title="港", file="", bytes=9, licence_ends_at=NOW + timedelta(days=20))
    assert (is_ending(said, NOW), is_over(said, NOW)) == (True, False)
    assert (is_ending(said, NOW - timedelta(days=20)), is_ending(DETAILS, NOW)) == (False, False)
    assert (is_ending(said, NOW + timedelta(days=20)), is_over(said, NOW + timedelta(days=20))) == (False, True)


ENDS = NOW + timedelta(hours=2)
MEDIA = {NAME: Media(name=NAME, renditions=WHOLE.renditions, ends_at=ENDS)}


def a_programme(kind: str) -> Programme:
    item = an_item("a", kind=kind, media=NAME)
    catalogue = Catalogue(
        items={"a": item}, playlists={"base": a_playlist("base", a_section("all", kinds=(kind,)))}, media=MEDIA
    )
    found = Repertoire(catalogue).programme("base", ("ja",), frozenset())
    assert found
    return found


def test_what_is_nothing_without_its_picture_ends_with_the_licence() -> None:
    programme = a_programme("picture")
    assert [slot.item for slot in programme.loop_at(ENDS - timedelta(minutes=1))] == ["a"]
    assert programme.loop_at(ENDS) == ()


def test_any_other_item_goes_on_without_its_picture_from_that_minute_on() -> None:
    programme = a_programme("news")
    (before,), (after,) = programme.loop_at(ENDS - timedelta(minutes=1)), programme.loop_at(ENDS)
    assert (before.key.bare, after.key.bare) == (False, True)
    assert before.ms == after.ms
    pieces = [piece for piece, _ in programme.parts(NOW, NOW + timedelta(hours=4))]
    assert pieces == [(NOW, ENDS), (ENDS, NOW + timedelta(hours=4))]
