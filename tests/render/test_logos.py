"""The project's mark on a slide, and how a file becomes one."""

import io

import msgspec
import pytest
from PIL import Image, ImageDraw

from signage.brand import Brand, Logo
from signage.domain.content import Item
from signage.domain.displays import Format
from signage.domain.slots import SlideKey, fallback_key
from signage.errors import MediaError
from signage.render.assets import VENDOR
from signage.render.logo_files import TALLEST, logo_of
from signage.render.palettes import INK, PALETTES, WHITE, contrast, palette_of
from signage.render.slides import build_slide
from signage.render.subject import Subject
from tests.web.sites import a_look

MARK = Logo(f"{'a' * 64}.webp", 400, 100, 1234)
NEWS = Item(id="n", source="s", kind="news", title={"ja": "お知らせの題名"}, text={"ja": "くわしく。"})
SHAPES = [Format(1920, 1080), Format(1080, 1920), Format(1920, 540), Format(1920, 1080, 1.35)]


def a_slide(brand: Brand, format: Format, item: Item | None = NEWS) -> str:
    key = SlideKey(("n",), "ja", "news.html") if item else fallback_key("ja")
    subject = Subject(key, (item,) if item else (), (None,) if item else (), format)
    made = build_slide(subject, brand, a_look()[0].assets)
    if brand.logo and 'id="logo"' in made.html.decode():
        assert (brand.logo.path, brand.logo.bytes) in made.needs
    return made.html.decode()


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_a_slide_without_a_mark_is_as_it_was_and_one_with_it_loads_it(shape: Format) -> None:
    assert 'id="logo"' not in a_slide(Brand(), shape)
    assert f'<img id="logo" src="{MARK.path}" alt="">' in a_slide(Brand(logo=MARK), shape)


def test_a_mark_that_finds_no_room_beside_the_name_is_left_out() -> None:
    long = {"ja": "とても長い名前の、まちをよくするための共同の取り組みを進める会の事務局からのお知らせ"}
    item = msgspec.structs.replace(NEWS, title={"ja": "お知らせ"})
    assert 'id="logo"' not in a_slide(Brand(name=long, short_name=long, logo=MARK), Format(1080, 1920), item)


def test_from_far_away_there_is_no_mark() -> None:
    assert 'id="logo"' not in a_slide(Brand(logo=MARK), Format(1920, 1080, 2.4))


@pytest.mark.parametrize("shape", SHAPES[:2], ids=lambda shape: shape.name)
def test_the_fallback_says_what_the_project_stands_for(shape: Format) -> None:
    brand = Brand(message={"ja": "海とくらす"}, address="www.city.example", logo=MARK)
    html = a_slide(brand, shape, None)
    assert "海とくらす" in html and "くわしくは" not in html and 'id="logo"' in html
    assert "くわしくは" in a_slide(Brand(address="www.city.example"), shape, None)


@pytest.mark.parametrize(
    "colour", ["#FFFF00", "#000000", "#FFFFFF", "#FF8A2B", "#808080", "#0B3F8C", "#FFC0CB", "#00FF00"]
)
def test_text_reads_on_any_colour_that_a_brand_may_have(colour: str) -> None:
    its = palette_of(colour)
    assert contrast(its.sky, INK) >= 15 and contrast(its.mist, INK) >= 12 and contrast(its.sea, WHITE) >= 8


def test_the_brands_colour_is_that_of_slides_without_a_theme() -> None:
    brand = Brand(colour="#7A1F5C")
    for item in (NEWS, None):
        html = a_slide(brand, Format(1920, 1080), item)
        assert palette_of("#7A1F5C").sea in html and PALETTES["common"].sea not in html


def a_file(colour: tuple[int, int, int, int], format: str = "PNG", size: tuple[int, int] = (900, 700)) -> bytes:
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    ImageDraw.Draw(image).rectangle((300, 300, 599, 399), fill=colour)
    file = io.BytesIO()
    (image if format == "PNG" else image.convert("RGB")).save(file, format)
    return file.getvalue()


def test_a_mark_is_cropped_to_what_is_drawn_and_no_higher_than_it_needs() -> None:
    made = logo_of(a_file((10, 60, 140, 255)), str(VENDOR))
    assert (made.width, made.height) == (300, 100)
    assert logo_of(a_file((10, 60, 140, 255), size=(1200, 9000)), str(VENDOR)).height <= TALLEST


@pytest.mark.parametrize("colour", [(255, 255, 255, 255), (255, 255, 240, 255), (0, 0, 0, 0)])
def test_a_mark_that_cannot_be_seen_on_white_is_refused_in_both_languages(colour: tuple[int, int, int, int]) -> None:
    with pytest.raises(MediaError, match="darker") as told:
        logo_of(a_file(colour), str(VENDOR))
    assert "濃い色" in told.value.japanese


@pytest.mark.parametrize("body", [b"", b"no picture", b"%PDF-1.4\n", b"\x89PNG\r\n\x1a\n" + b"x" * 40])
def test_what_is_no_picture_is_refused_in_words(body: bytes) -> None:
    with pytest.raises(MediaError) as told:
        logo_of(body, str(VENDOR))
    assert told.value.japanese


def test_a_drawing_is_a_mark_too() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"><rect width="200" height="100" fill="#0B3F8C"/></svg>'
    made = logo_of(svg, str(VENDOR))
    assert abs(made.width / made.height - 2) < 0.05
