"""What arithmetic finds wrong with a composition: each fault made on purpose, and none where there is none."""

from typing import Any

import msgspec
import pytest

from signage.domain.displays import Format
from signage.domain.legibility import Finding
from signage.render.canvas import Box, canvas_of
from signage.render.composition import Block, Composition, Run
from signage.render.faults import faults, measures
from signage.render.palettes import PALETTES, Palette, day, daybreak, listing, morning, palette, palette_of
from signage.render.pictures import PicturePlace
from signage.render.text import Setting
from tests.render.pictures import PHOTO

WIDE = canvas_of(Format(1920, 1080))


def a_block(name: str = "title", *lines: str, **changes: Any) -> Block:
    texts = lines or ("住めば健康になるまち",)
    size = changes.pop("size", 100.0)
    setting = Setting(size, texts, tuple(float(len(line)) for line in texts))
    fields = {"face": "bold", "ground": "sky", "top": 200.0, "left": 96.0, "line_height": 1.28, **changes}
    return Block(name=name, setting=setting, **fields)


def composed(*blocks: Block, colours: Palette = PALETTES["common"], **changes: Any) -> Composition:
    made = Composition(canvas=WIDE, colours=colours, tone=morning(colours), horizon=720.0, blocks=blocks)
    return msgspec.structs.replace(made, **changes)


def codes(composition: Composition) -> set[tuple[str, str]]:
    return {(finding.code, finding.element) for finding in faults(composition)}


def test_what_stands_well_has_no_fault() -> None:
    assert faults(composed(a_block(), a_block("summary", "うみ", ground="sea", top=780.0, size=52.0))) == ()


@pytest.mark.parametrize("tone", [morning, daybreak, day, listing])
@pytest.mark.parametrize(
    "ground", ["sky", "sea", "chip", "plate", "row", "list", "year", "sun", "badge", "card", "off"]
)
def test_every_palette_and_any_brand_s_own_colour_has_the_contrast_on_every_ground(ground: str, tone: Any) -> None:
    made = (
        *PALETTES.values(),
        *(palette_of(colour) for colour in ("#FFEE00", "#7A1F5C", "#00FF66", "#FFFFFF", "#000000")),
    )
    for colours in made:
        slide = composed(a_block(ground=ground), colours=colours, tone=tone(colours))
        assert not any(code == "contrast" for code, _ in codes(slide)), (colours, ground)


def test_letters_that_hardly_differ_from_their_ground_are_told_with_the_ratio() -> None:
    grey = msgspec.structs.replace(morning(palette("common")), ink="#8899AA")
    [finding] = faults(composed(a_block(), tone=grey))
    assert (finding.code, finding.mark, finding.element, finding.needed) == ("contrast", "wrong", "title", "4.5")
    assert 2 < float(finding.given) < 4.5


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"left": -20.0}, "overflow"),
        ({"left": 30.0}, "safe-area"),
        ({"right": 20.0}, "safe-area"),
        ({"right": -4.0}, "overflow"),
        ({"top": 0.0}, "safe-area"),
        ({"top": -60.0}, "overflow"),
    ],
)
def test_what_leaves_the_screen_or_comes_near_its_edge_is_told(changes: dict[str, Any], code: str) -> None:
    assert codes(composed(a_block(**changes))) == {(code, "title")}


def test_two_texts_that_run_into_each_other_are_told_once() -> None:
    over = a_block("subtitle", "となり", top=260.0)
    assert list(faults(composed(a_block(), over))) == [Finding("overlap", "wrong", "title", "subtitle")]
    assert faults(composed(a_block(), a_block("subtitle", "した", top=340.0))) == ()


def test_no_text_stands_over_two_colours_or_on_a_picture() -> None:
    assert codes(composed(a_block(top=680.0))) == {("overlap", "title")}
    place = PicturePlace(box=Box(left=0, top=150, width=900, height=400), picture=PHOTO.renditions[-1])
    [finding] = faults(composed(a_block(), picture=place))
    assert finding == Finding("overlap", "wrong", "title", "picture")


def test_a_picture_that_is_much_enlarged_is_told_with_the_width_that_it_needs() -> None:
    small = msgspec.structs.replace(PHOTO.renditions[-1], width=640, height=360)
    place = PicturePlace(box=Box(left=0, top=0, width=1920, height=720), picture=small)
    [finding] = faults(composed(picture=place))
    assert (finding.code, finding.mark, finding.given, finding.needed) == ("picture-small", "note", "640×360", "1920")
    assert faults(composed(picture=msgspec.structs.replace(place, box=Box(left=0, top=0, width=960, height=540)))) == ()


def test_a_line_that_begins_or_ends_where_none_may_is_told_and_so_is_a_stub() -> None:
    broken = a_block("title", "住めば健康に", "、なる「", "まちへ行く")
    assert [(one.code, one.given) for one in faults(composed(broken))] == [("kinsoku", "、 「")]
    assert [(one.code, one.given) for one in faults(composed(a_block("title", "住めば健康に", "る")))] == [
        ("widow", "る")
    ]


def test_measures_tell_the_smallest_letters_of_each_element_and_what_is_read() -> None:
    runs = (Run("figure", "12", "semibold", 1.0), Run("unit", "月", "bold", 0.32))
    slide = composed(
        a_block(), a_block("summary", "一行め", "二行め", size=52.0, top=400.0), a_block("date", "12月", runs=runs)
    )
    its = measures(slide)
    assert its.letters == (("title", 100.0), ("summary", 52.0), ("date", 32.0))
    assert (its.words, its.qr, its.width, its.height) == ("住めば健康になるまち一行め二行め", 0.0, 1920.0, 1080.0)
