"""A picture on slides of both orientations: the part and the point that were chosen for each, and what is on it in words."""

import re

import msgspec
import pytest

from signage.brand import Brand
from signage.domain.legibility import Finding
from signage.domain.media import Framing, Media, Rendition
from signage.render.assets import Assets
from signage.render.orders import recipe
from signage.render.slides import Slide, build_slide
from signage.render.subject import subject_of
from tests.factories import NOW

from .gallery import NEWS, PICTURES, Case
from .samples import LANDSCAPE, PORTRAIT

WHOLE = (Rendition("a" * 64 + ".webp", 3000, 2000, 9),)
PART = (Rendition("b" * 64 + ".webp", 1000, 1600, 9),)
MEDIA = Media(
    name="library/x.jpg",
    renditions=WHOLE,
    focus=(0.0, 0.5),
    alt={"ja": "朝の港に並ぶ船"},
    portrait=Framing(focus=(1.0, 0.5), renditions=PART),
)


def test_each_orientation_loads_its_own_part(brand: Brand, assets: Assets) -> None:
    item = msgspec.structs.replace(PICTURES["short"], kind="picture", media=MEDIA.name)
    wide, tall = (
        build_slide(Case(kind="picture", name="", items=(item,), media=MEDIA).subject(format), brand, assets)
        for format in (LANDSCAPE, PORTRAIT)
    )
    assert loads(wide, WHOLE)
    assert not loads(wide, PART)
    assert loads(tall, PART)
    assert not loads(tall, WHOLE)


def loads(slide: Slide, renditions: tuple[Rendition, ...]) -> bool:
    return any(path == one.path for path, _ in slide.needs for one in renditions)


def test_a_picture_is_told_to_those_who_can_t_see_it(brand: Brand, assets: Assets) -> None:
    subject = Case(kind="news", name="", items=(NEWS["short"],), media=MEDIA).subject(LANDSCAPE)
    assert 'alt="朝の港に並ぶ船"' in build_slide(subject, brand, assets).html.decode()
    silent = msgspec.structs.replace(subject, media=(msgspec.structs.replace(MEDIA, alt={}),))
    told = re.search('alt="([^"]+)"', build_slide(silent, brand, assets).html.decode())
    assert told
    assert told[1] in next(iter(NEWS["short"].title.values()))


def test_a_slide_whose_picture_has_no_licence_any_more_is_drawn_without_it_and_says_so(
    brand: Brand, assets: Assets
) -> None:
    item = msgspec.structs.replace(NEWS["short"], media=MEDIA.name)
    its = Case(kind="news", name="", items=(item,), media=MEDIA).subject(LANDSCAPE)
    key = msgspec.structs.replace(its.key, bare=True)
    bare = subject_of({item.id: item}, {MEDIA.name: MEDIA}, key, LANDSCAPE)
    slide = build_slide(bare, brand, assets)
    assert not loads(slide, WHOLE)
    assert slide.findings == (Finding("licence-over", "wrong", "picture", MEDIA.name),)
    assert bare.name != its.name


@pytest.mark.parametrize("field", ["ends_at", "focus"])
def test_when_a_licence_ends_is_no_reason_to_draw_a_slide_anew(field: str) -> None:
    subject = Case(kind="news", name="", items=(NEWS["short"],), media=MEDIA).subject(LANDSCAPE)
    change = {"ends_at": NOW} if field == "ends_at" else {"focus": (0.9, 0.5)}
    other = msgspec.structs.replace(subject, media=(msgspec.structs.replace(MEDIA, **change),))
    assert (recipe(subject, "") == recipe(other, "")) is (field == "ends_at")
