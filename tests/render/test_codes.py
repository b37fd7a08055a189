"""What the QR codes of slides say, where they stand, and what stands in their place where they can't."""

import re

import msgspec
import pytest

from signage.brand import Brand
from signage.domain.content import Item
from signage.domain.displays import Format
from signage.domain.events import Stage
from signage.domain.legibility import Finding
from signage.domain.links import Codes, Link
from signage.errors import RenderError
from signage.render.assets import Assets
from signage.render.brief import readable
from signage.render.orders import Look, look_digest, recipe
from signage.render.qr import QrCode, least_px
from signage.render.slides import Slide, build_slide
from signage.render.subject import Subject, subject_of
from tests.factories import NOW

from .gallery import FESTIVAL, NEWS, VOICES, Case
from .samples import LANDSCAPE, PORTRAIT, STRIP, SURVEY
from .test_slides import words as said

PAGE = str(SURVEY.url)
HERE = Codes("https://signage.example.jp")
LINK = Link(code="K7M2P", asked=PAGE, target=PAGE, made_at=NOW)
LONG = "https://www.city.example/" + "very-long-name-of-a-page/" * 6
CODED = [
    SURVEY,
    msgspec.structs.replace(SURVEY, id="link", kind="link"),
    msgspec.structs.replace(NEWS["mid"], url=PAGE),
    msgspec.structs.replace(VOICES["mid"], url=PAGE),
]


class Draw:
    """A slide in one line: draw(item, format, link=…, codes=…)."""

    def __init__(self, brand: Brand, assets: Assets) -> None:
        self.brand, self.assets = brand, assets

    def __call__(
        self, item: Item, format: Format = LANDSCAPE, link: Link | None = LINK, codes: Codes = HERE, **more: object
    ) -> Slide:
        qr = item.kind not in ("survey", "link")
        case = Case(kind=item.kind, name="", items=(item,), qr=qr, **more)  # type: ignore[arg-type]
        subject = msgspec.structs.replace(case.subject(format), link=link)
        return build_slide(subject, self.brand, self.assets, codes=codes)


@pytest.fixture(scope="session")
def draw(brand: Brand, assets: Assets) -> Draw:
    return Draw(brand, assets)


def code_of(slide: Slide) -> tuple[str, str]:
    """data-qr and data-link."""
    html = slide.html.decode()
    plain, link = (re.findall(rf'data-{name}="([^"]*)"', html) for name in ("qr", "link"))
    return (plain[0] if plain else "", link[0] if link else "")


def side_of(slide: Slide) -> float:
    """Of the code with its quiet zone, px of the canvas."""
    [side] = re.findall(r"#code\{width:calc\(var\(--u\)\*([\d.]+)\)", slide.html.decode())
    return float(side) * 10.8


@pytest.mark.parametrize("item", CODED, ids=lambda item: item.kind)
@pytest.mark.parametrize("format", [LANDSCAPE, PORTRAIT], ids=["landscape", "portrait"])
def test_a_slide_says_the_link_and_the_plain_target(draw: Draw, item: Item, format: Format) -> None:
    slide = draw(item, format)
    assert code_of(slide) == (PAGE, "https://signage.example.jp/q/K7M2P")
    assert slide.findings == ()


def test_where_nothing_is_counted_the_code_is_the_target_named_for_web_statistics(draw: Draw) -> None:
    plain = f"{PAGE}?utm_source=signage&amp;utm_medium=qr&amp;utm_campaign=kyoso_r8"
    assert code_of(draw(SURVEY, codes=Codes(campaign="kyoso_r8"))) == (plain, "")
    assert code_of(draw(SURVEY, codes=Codes(utm=False))) == (PAGE, "")
    assert code_of(draw(SURVEY, link=None)) == (PAGE, ""), "what is not stored yet has no link"


def test_a_link_that_was_turned_leads_and_says_where_it_leads_now(draw: Draw) -> None:
    turned = msgspec.structs.replace(LINK, target="https://www.city.example/new/")
    slide = draw(SURVEY, link=turned)
    assert code_of(slide) == ("https://www.city.example/new/", "https://signage.example.jp/q/K7M2P")
    assert "www.city.example/new/" in said(slide)


@pytest.mark.parametrize("item", CODED, ids=lambda item: item.kind)
@pytest.mark.parametrize("format", [LANDSCAPE, PORTRAIT], ids=["landscape", "portrait"])
def test_the_address_stands_beside_the_code_to_be_typed(draw: Draw, item: Item, format: Format) -> None:
    assert readable(PAGE) == "www.city.hitachi.lg.jp/kyoso-project/"
    assert readable(PAGE) in said(draw(item, format)).replace(" ", "")


def test_an_address_too_long_to_type_gives_way_to_the_counted_one_or_the_project_s(draw: Draw, brand: Brand) -> None:
    item, link = msgspec.structs.replace(SURVEY, url=LONG), msgspec.structs.replace(LINK, asked=LONG, target=LONG)
    assert "signage.example.jp/q/K7M2P" in said(draw(item, link=link))
    assert brand.address in said(draw(item, link=link, codes=Codes("http://192.0.2.7:8080"))), (
        "typed, it leads to https"
    )
    assert brand.address in said(draw(item, link=None))


def test_an_address_with_a_query_is_not_told_without_it(draw: Draw) -> None:
    page = "https://www.city.example/event/show?id=1234"
    item, link = msgspec.structs.replace(SURVEY, url=page), msgspec.structs.replace(LINK, asked=page, target=page)
    assert "signage.example.jp/q/K7M2P" in said(draw(item, link=link))
    assert draw.brand.address in said(draw(item, link=None))
    alone = Draw(msgspec.structs.replace(draw.brand, address=""), draw.assets)
    told = said(alone(item, link=None))
    assert "www.city.example" in told
    assert "www.city.example/event" not in told


@pytest.mark.parametrize(
    ("link", "codes", "finding"),
    [
        (msgspec.structs.replace(LINK, dead_since=NOW), HERE, "qr-dead"),
        (LINK, Codes("https://signage.example.jp", hosts=("elsewhere.example",)), "qr-no-link"),
        (msgspec.structs.replace(LINK, target="javascript:alert(1)"), HERE, "qr-no-link"),
        (msgspec.structs.replace(LINK, target="https://user:word@city.example/"), HERE, "qr-no-link"),
    ],
    ids=["dead", "other host", "script", "credentials"],
)
@pytest.mark.parametrize("item", CODED, ids=lambda item: item.kind)
@pytest.mark.parametrize("format", [LANDSCAPE, PORTRAIT], ids=["landscape", "portrait"])
def test_where_nobody_may_be_led_there_is_no_code_and_staff_are_told(
    draw: Draw, item: Item, format: Format, link: Link, codes: Codes, finding: str
) -> None:
    slide = draw(item, format, link=link, codes=codes)
    assert code_of(slide) == ("", "")
    assert b"q/K7M2P" not in slide.html
    assert Finding(finding, "wrong", "qr", link.target) in slide.findings  # type: ignore[arg-type]
    assert "".join(item.title["ja"].split())[:6] in "".join(said(slide).split()), "the slide itself stays"


def test_an_address_whose_modules_find_no_room_gives_no_code(draw: Draw) -> None:
    long = "https://www.city.example/" + "x" * 1_900
    link = msgspec.structs.replace(LINK, asked=long, target=long)
    slide = draw(msgspec.structs.replace(SURVEY, url=long), link=link)
    assert code_of(slide) == ("", "")
    assert Finding("qr-small", "wrong", "qr", long) in slide.findings


@pytest.mark.parametrize("length", [30, 60, 120, 250, 600])
@pytest.mark.parametrize(
    "format",
    [
        LANDSCAPE,
        PORTRAIT,
        Format(1280, 720),
        Format(720, 1280),
        Format(3840, 2160),
        Format(1024, 768),
        Format(1366, 768),
    ],
    ids=lambda format: format.name,
)
@pytest.mark.parametrize("item", [SURVEY, NEWS["short"]], ids=lambda item: item.kind)
def test_a_module_is_whole_and_four_pixels_of_the_display_for_the_longest_address(
    draw: Draw, item: Item, format: Format, length: int
) -> None:
    address = f"https://www.city.example/{'x' * (length - 25)}"
    link = msgspec.structs.replace(LINK, asked=address, target=address)
    slide = draw(msgspec.structs.replace(item, url=address), format, link=link)
    plain, counted = code_of(slide)
    if not plain:
        assert any(one.code == "qr-small" for one in slide.findings)
        return
    modules = max(QrCode(plain).modules, QrCode(f"{counted}-222222").modules)
    scale = min(format.width, format.height) / 1080
    module = side_of(slide) / modules
    assert abs(module - round(module)) < 0.01
    assert module * scale >= 3.99


def test_the_card_stands_at_the_same_corner_of_every_slide(draw: Draw) -> None:
    """96 from the right, 56 or 60 from the bottom; in portrait 72, and 150 or 130 (look.md §8)."""
    for item in CODED:
        for format, right, bottoms in ((LANDSCAPE, 96, (56, 60)), (PORTRAIT, 72, (150, 130))):
            html = draw(item, format).html.decode()
            [place] = re.findall(r"#card\{right:calc\(var\(--u\)\*([\d.]+)\);bottom:calc\(var\(--u\)\*([\d.]+)\)", html)
            assert round(float(place[0]) * 10.8) == right
            assert round(float(place[1]) * 10.8) in bottoms


def test_on_a_strip_the_address_stands_where_a_code_finds_no_room(draw: Draw) -> None:
    for item in CODED:
        slide = draw(item, STRIP)
        assert code_of(slide) == ("", "")
        assert readable(PAGE) in said(slide)
        assert slide.findings == ()
    long = msgspec.structs.replace(SURVEY, url=LONG)
    with pytest.raises(RenderError, match="strip"):
        draw(long, STRIP, link=None)


@pytest.mark.parametrize("k", [1.8, 2.4, 3.2])
def test_on_a_strip_that_is_read_from_afar_the_address_is_as_large_as_it_has_to_be(draw: Draw, k: float) -> None:
    slide = draw(SURVEY, Format(1920, 540, k))
    assert readable(PAGE) in said(slide)
    assert dict(slide.measures.letters)["address"] >= 36 * k


def test_a_slide_is_made_anew_when_its_link_is_turned_dies_or_lives_and_for_nothing_else(
    brand: Brand, assets: Assets
) -> None:
    def made(link: Link | None, qr: bool = True, codes: Codes = HERE) -> str:
        subject = Case(kind="news", name="", items=(NEWS["short"],), qr=qr).subject(LANDSCAPE)
        digest = look_digest(Look(brand, assets, codes=codes))
        return recipe(msgspec.structs.replace(subject, link=link), digest)

    same = msgspec.structs.replace(LINK, title={"ja": "名前"}, by="taga", department="culture", expires_at=NOW)
    assert made(LINK) == made(same)
    others = [
        None,
        msgspec.structs.replace(LINK, code="ABC23"),
        msgspec.structs.replace(LINK, target="https://www.city.example/new/"),
        msgspec.structs.replace(LINK, dead_since=NOW),
    ]
    assert len({made(LINK), *map(made, others)}) == 5
    elsewhere = Codes("https://elsewhere.example")
    assert made(LINK) != made(LINK, codes=elsewhere)
    assert made(None, qr=False) == made(None, qr=False, codes=elsewhere)


def test_a_link_goes_only_into_slides_that_ask_for_a_code() -> None:
    def subject(item: Item, qr: bool) -> Subject:
        key = Case(kind=item.kind, name="", items=(item,), qr=qr).subject(LANDSCAPE).key
        return subject_of({item.id: item}, {}, key, LANDSCAPE, {PAGE: LINK})

    told = msgspec.structs.replace(NEWS["short"], url=PAGE)
    assert subject(told, True).link == LINK
    assert subject(told, False).link is None
    assert subject(SURVEY, False).link == LINK
    assert subject(msgspec.structs.replace(told, url=f"{PAGE}?other"), True).link is None


@pytest.mark.parametrize(("scale", "least"), [(1.0, 4), (0.5, 8), (2.0, 2), (2 / 3, 6), (0.71, 6)])
def test_a_module_has_four_pixels_of_the_display(scale: float, least: int) -> None:
    assert least_px(scale) == least


def test_an_event_that_bears_a_code_says_when_and_where_and_how_to_read_it(draw: Draw) -> None:
    event = msgspec.structs.replace(FESTIVAL, url=PAGE)
    for format in (LANDSCAPE, PORTRAIT):
        slide = draw(event, format, stages=(Stage(0, "days", 3),))
        assert code_of(slide) == (PAGE, "https://signage.example.jp/q/K7M2P")
        assert "くわしくは" in said(slide) or "スマートフォン" in said(slide)
    assert readable(PAGE) in said(draw(event, PORTRAIT, stages=(Stage(0, "days", 3),))).replace(" ", "")
    dead = draw(event, link=msgspec.structs.replace(LINK, dead_since=NOW), stages=(Stage(0, "days", 3),))
    assert code_of(dead) == ("", "")
    assert [one.code for one in dead.findings] == ["qr-dead"]
