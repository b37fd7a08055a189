"""What stands on a poster can be read, by people and by phones, whatever its size and its words."""

import itertools
import re

import msgspec
import pypdfium2 as pdfium
import pytest
import zxingcpp

from signage.domain.content import Item
from signage.errors import RenderError
from signage.render.posters.design import Design
from signage.render.posters.sheets import draw_sheet, print_sheets
from signage.render.posters.words import code_side_mm, findings
from tests.render.posters.sheets import (
    ABOUT,
    FAIR,
    MM,
    NEWS,
    Letter,
    a_design,
    a_picture,
    a_sheet,
    letters,
    pages,
    picture_of,
    read,
    sheets_of_places,
    through_a_poor_camera,
)

SIZES = ("A4", "A3", "A2", "100x100", "300x900", "1200x400", "2000x500", "100x400")
CASES = [
    ("message", ABOUT),
    ("white", ABOUT),
    ("white", NEWS),
    ("message", FAIR),
    ("item", NEWS),
    ("item", FAIR),
    ("item", ABOUT),
]
WIDE_NAME = "日立市立十王総合健康福祉センター　１階総合案内所横の掲示板（多目的トイレの向かい側、自動販売機の上）"


def code_on(page: pdfium.PdfPage) -> Letter:
    """Where the sheet's images end: the card of the code with its quiet zone, as the template placed it."""
    dpi = 96
    picture = picture_of(page, dpi)
    (found,) = zxingcpp.read_barcodes(picture)
    corners = [
        found.position.top_left,
        found.position.top_right,
        found.position.bottom_left,
        found.position.bottom_right,
    ]
    xs, ys = [one.x / dpi * 25.4 for one in corners], [(picture.height - one.y) / dpi * 25.4 for one in corners]
    quiet = (max(xs) - min(xs)) / 37 * 4
    return Letter(found.text, min(xs) - quiet, min(ys) - quiet, max(xs) + quiet, max(ys) + quiet)


def assert_everything_has_its_place(design: Design, place: str = WIDE_NAME) -> None:
    (page,) = pages(print_sheets(design, [a_sheet(7, place)]))
    written, card = letters(page), code_on(page)
    width, height = design.paper.width_mm, design.paper.height_mm
    edge = min(4.5, 0.03 * min(width, height))
    assert len(written) > 20
    for one in written:
        assert edge <= one.left and one.right <= width - edge, f"{one} leaves the sheet"
        assert edge <= one.bottom and one.top <= height - edge, f"{one} leaves the sheet"
        assert not one.crosses(card, 0.1), f"{one} lies on the code"
    for one, other in itertools.combinations(written, 2):
        assert not one.crosses(other, 0.12 * (one.top - one.bottom)), f"{one} and {other} lie on each other"


def test_the_poster_of_every_place_is_read_back_from_its_pdf_and_through_a_poor_camera() -> None:
    sheets = sheets_of_places()
    pdf = print_sheets(a_design(size="A4"), sheets)
    for sheet, page in zip(sheets, pages(pdf), strict=True):
        picture = picture_of(page, near=True)
        assert read(picture) == [sheet.says], sheet.place
        assert read(through_a_poor_camera(picture)) == [sheet.says], f"{sheet.place}, degraded"


@pytest.mark.parametrize(("template", "item"), CASES, ids=[f"{name}-{item.id}" for name, item in CASES])
@pytest.mark.parametrize("size", SIZES)
def test_nothing_leaves_the_sheet_or_lies_on_anything_else(template: str, item: Item, size: str) -> None:
    turned = (False, True) if size.startswith("A") else (False,)
    for landscape, language in itertools.product(turned, ("ja", "en")):
        picture = a_picture() if template == "item" and language == "en" else None
        design = a_design(item, size, landscape=landscape, template=template, language=language, picture=picture)
        assert_everything_has_its_place(design)


def test_a_text_of_two_thousand_letters_is_cut_and_told() -> None:
    item = msgspec.structs.replace(NEWS, title={"ja": "長い題名の" * 400}, text={"ja": "とても長い文章です。" * 200})
    design = a_design(item, template="item")
    assert [(one.code, one.element) for one in findings(design)] == [("cut", "title"), ("cut", "text")]
    assert_everything_has_its_place(design)


def test_a_long_office_and_a_pictures_owner_find_room_at_the_foot() -> None:
    office = {"ja": "市長公室　共創プロジェクト推進本部　スマートシティ推進課　地域交通政策担当"}
    item = msgspec.structs.replace(FAIR, department=office)
    design = a_design(item, "A4", template="item", picture=a_picture())
    assert_everything_has_its_place(design)
    (page,) = pages(print_sheets(design, [a_sheet()]))
    assert "撮影広報課" in "".join(one.text for one in letters(page))


def test_letters_that_the_fonts_lack_are_told_and_leave_the_code_readable() -> None:
    item = msgspec.structs.replace(ABOUT, title={"ja": "みんなの声 مرحبا שלום 🎉 始まる"}, text={})
    design = a_design(item)
    (found,) = findings(design)
    assert (found.code, found.mark, found.element) == ("lacks-characters", "wrong", "title")
    assert "م" in found.given and "ש" in found.given
    assert_everything_has_its_place(design)


@pytest.mark.parametrize(
    ("size", "letters", "given"),
    [("A4", 50, ""), ("A4", 700, ""), ("A4", 1_200, "0.50"), ("100x150", 50, ""), ("100x150", 1_200, "0.24")],
)
def test_a_code_whose_modules_no_phone_tells_apart_is_told(size: str, letters: int, given: str) -> None:
    found = findings(a_design(size=size), "https://e.example/".ljust(letters, "x"))
    assert [(one.mark, one.given) for one in found if one.code == "qr-fine"] == ([("wrong", given)] if given else [])


@pytest.mark.parametrize(
    ("template", "landscape"), [("message", False), ("message", True), ("item", False), ("item", True)]
)
def test_the_code_is_as_large_as_it_is_judged(template: str, landscape: bool) -> None:
    design = a_design(size="A4", landscape=landscape, template=template)
    (page,) = pages(print_sheets(design, [a_sheet()]))
    card = code_on(page)
    assert card.right - card.left == pytest.approx(code_side_mm(design), rel=0.05)


def test_all_fonts_are_in_the_file_and_are_the_slides_own() -> None:
    pdf = print_sheets(a_design(FAIR, template="item"), [a_sheet()])
    names = {name.partition(b"+")[2] or name for name in re.findall(rb"/BaseFont ?/([\w+-]+)", pdf)}
    assert {name.partition(b"-")[0] for name in names} == {b"BIZUDPGothic", b"BarlowSemiCondensed"}
    assert pdf.count(b"/FontFile") >= len(names)


def test_a_sheet_has_exactly_the_size_that_was_asked_for() -> None:
    for size, landscape, expected in (
        ("A3", False, (297, 420)),
        ("A2", True, (594, 420)),
        ("333x777", False, (333, 777)),
    ):
        (page,) = pages(print_sheets(a_design(size=size, landscape=landscape), [a_sheet()]))
        assert [round(side / MM, 1) for side in page.get_size()] == list(expected)


def test_it_is_told_apart_in_grey() -> None:
    """What is sky and what is sea, and every letter on them: a cheap printer has no colours."""
    for template in ("message", "white", "item"):
        (page,) = pages(print_sheets(a_design(template=template), [a_sheet()]))
        grey = picture_of(page, 40)
        w, h = grey.size
        for left, top, right, bottom in ((0.02, 0.1, 0.98, 0.4), (0.02, 0.72, 0.5, 0.95)):
            histogram = grey.crop((round(left * w), round(top * h), round(right * w), round(bottom * h))).histogram()
            shades = [shade for shade, count in enumerate(histogram) if count > 3]
            assert shades[-1] - shades[0] > 120, template


def test_a_logo_over_the_code_is_still_read_and_a_larger_one_is_caught() -> None:
    """Error correction Q gives back a quarter of a code; what hides more of it can't be printed."""
    own = """#import "rising.typ": *
#show: paper
#rising("deep")
#at(card-x + side / 2 - SIZE * side, card-y + side / 2 - SIZE * side, rect(width: 2 * SIZE * side, height: 2 * SIZE * side, fill: colour("sun")))
"""
    small, large = (own.replace("SIZE", size).encode() for size in ("0.12", "0.25"))
    (page,) = pages(print_sheets(a_design(template="own", own=(("own.typ", small),)), [a_sheet()]))
    assert read(through_a_poor_camera(picture_of(page))) == [a_sheet().says]
    with pytest.raises(RenderError, match=r"templates/posters/own\.typ: .*can't be read"):
        print_sheets(a_design(template="own", own=(("own.typ", large),)), [a_sheet()])


def test_a_preview_is_as_large_as_asked() -> None:
    png = draw_sheet(a_design(), a_sheet(), 400)
    assert png.startswith(b"\x89PNG") and int.from_bytes(png[20:24]) in (399, 400, 401)
