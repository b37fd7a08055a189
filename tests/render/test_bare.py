"""What a beginner has on the first day: a title, and nobody and nothing named beside it."""

import msgspec
import pytest

from signage.brand import Brand
from signage.domain.content import Item
from signage.domain.displays import Format
from signage.errors import RenderError
from signage.render.assets import Assets
from signage.render.slides import Slide, build_slide
from signage.render.text import Setter

from .gallery import FESTIVAL, SHAPES, STAGES, Case, an_item, words
from .pictures import FILM, PHOTO
from .samples import LANDSCAPE, PORTRAIT, STRIP

TITLE = words("道路工事のお知らせ", "Road works")
BRANDS = {
    "default": Brand(),
    "nameless": Brand(name={}, short_name={}, invitation={}),
    "english": Brand(department={"en": "City Hall"}),
}
EVENT = msgspec.structs.replace(FESTIVAL, text={}, url=None, department={}, themes=())
PLAIN = {
    kind: an_item(kind, TITLE)
    for kind in ("news", "report", "theme", "about", "survey", "link", "notice", "picture", "film", "history")
}
BARE = [
    Case(kind="fallback", name="nothing"),
    *(Case(kind=kind, name="plain", items=(item,)) for kind, item in PLAIN.items()),
    *(Case(kind=kind, name="pictured", items=(PLAIN[kind],), media=PHOTO) for kind in ("news", "report", "picture")),
    Case(kind="film", name="filmed", items=(PLAIN["film"],), media=FILM),
    Case(kind="history", name="dated", items=(msgspec.structs.replace(PLAIN["history"], year=1910),)),
    Case(kind="coming", name="list", items=(EVENT,) * 3, stages=(next(iter(STAGES.values())),) * 3),
    *(Case(kind="event", name=name, items=(EVENT,), stages=(stage,)) for name, stage in STAGES.items()),
    *(
        Case(kind=item.kind, name="coded", items=(msgspec.structs.replace(item, url="https://city.example/"),), qr=True)
        for item in PLAIN.values()
    ),
]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("brand", BRANDS)
@pytest.mark.parametrize("case", BARE, ids=lambda case: f"{case.kind}-{case.name}")
def test_a_bare_item_is_drawn_or_refused_in_a_plain_sentence(
    assets: Assets, case: Case, brand: str, language: str, shape: str
) -> None:
    subject = msgspec.structs.replace(case, language=language).subject(SHAPES[shape])
    try:
        build_slide(subject, BRANDS[brand], assets)
    except RenderError as problem:
        assert " " in problem.message


def a_notice(assets: Assets, brand: Brand, item: Item, format: Format) -> Slide:
    return build_slide(Case(kind="notice", name="", items=(item,)).subject(format), brand, assets)


@pytest.mark.parametrize("format", [LANDSCAPE, PORTRAIT, STRIP])
@pytest.mark.parametrize("brand", BRANDS.values(), ids=BRANDS)
def test_a_notice_needs_nobody_who_says_so(assets: Assets, brand: Brand, format: Format) -> None:
    assert "道路".encode() in a_notice(assets, brand, PLAIN["notice"], format).html


def test_a_notice_of_nobody_still_tells_the_address(assets: Assets) -> None:
    slide = a_notice(assets, Brand(address="city.example"), PLAIN["notice"], LANDSCAPE)
    assert b"city.example" in slide.html


def test_no_text_sets_as_no_lines(setter: Setter) -> None:
    setting = setter.fit("", 500, [(40, 2), (30, 3)])
    assert (setting.lines, setting.widest, setting.shortened) == ((), 0.0, False)
