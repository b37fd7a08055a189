"""What a browser tells of a slide: nothing of one that is in order, and of one that isn't, what and where."""

import msgspec
import pytest

from signage.brand import Brand
from signage.domain.content import Item
from signage.domain.displays import Format
from signage.domain.legibility import Finding, Viewing
from signage.render.assets import Assets
from signage.render.glass import Glass
from signage.render.looking import Looked, look, look_from
from signage.render.slides import build_slide
from tests.render import samples
from tests.render.gallery import Case, cases

from .conftest import Draw

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

LYING, UPRIGHT = Format(1920, 1080), Format(1080, 1920)
AT_HOME = Viewing(1920, 1080, 55, 5, 3)
IN_ORDER = {
    ("news", "mid-ja"),
    ("news", "photo-ja"),
    ("event", "3days-ja"),
    ("survey", "short-ja"),
    ("notice", "long-ja"),
}


def slide_of(case: Case, format: Format, assets: Assets) -> bytes:
    return build_slide(case.subject(format), samples.BRAND, assets).html


async def looked(glass: Glass, html: bytes) -> list[Finding]:
    return [*(await look(glass, html, 1920, 1080)).findings]


async def codes(glass: Glass, html: bytes) -> list[tuple[str, str]]:
    return [(one.code, one.element) for one in await looked(glass, html)]


async def test_slides_as_we_draw_them_are_in_order(glass: Glass, assets: Assets) -> None:
    chosen = [case for case in cases() if (case.kind, case.name) in IN_ORDER]
    assert len(chosen) >= 4
    for format in (LYING, UPRIGHT):
        viewing = Viewing(format.width, format.height, 55, 5, 3)
        for case in chosen:
            found = await look(glass, slide_of(case, format, assets), format.width, format.height)
            assert (case.name, [*found.findings, *look_from(found, viewing)]) == (case.name, [])


async def survey(glass: Glass, assets: Assets, spot: str = "") -> Looked:
    subject = samples.a_subject(samples.SURVEY)
    return await look(glass, build_slide(subject, samples.BRAND, assets).html, 1920, 1080, spot)


async def test_a_code_that_is_too_small_for_its_distance_is_caught(glass: Glass, assets: Assets) -> None:
    found = await survey(glass, assets)
    assert found.says == samples.SURVEY.url
    assert look_from(found, AT_HOME) == []
    for far in (msgspec.structs.replace(AT_HOME, scan_m=12), msgspec.structs.replace(AT_HOME, diagonal_inches=13)):
        assert {"qr-small", "qr-unread"} <= {one.code for one in look_from(found, far)}


async def test_type_that_is_too_small_for_its_distance_is_told_in_mm(glass: Glass, draw: Draw) -> None:
    found = await look(glass, draw("<p class=bold id=title>日立市</p>", "p{font-size:24px}"), 1920, 1080)
    [small] = look_from(found, AT_HOME)
    assert (small.code, small.element, small.given, small.needed) == ("type-small", "title", "13.7", "20")


async def test_a_flash_is_told_with_how_often(glass: Glass, draw: Draw) -> None:
    style = "@keyframes f{50%{opacity:0}}#title{animation:f .333s steps(1) infinite}"
    [found] = await looked(glass, draw("<p class=bold id=title>本日 開催</p>", style))
    assert (found.code, found.element) == ("flashes", "title")
    assert 2 <= int(found.given) <= 4


async def test_what_only_drifts_is_told_too(glass: Glass, draw: Draw) -> None:
    style = "@keyframes d{to{transform:translateX(300px)}}#cloud{position:absolute;left:300px;top:600px;width:200px;height:80px;background:#eef;animation:d 8s linear infinite}"
    assert ("moves", "cloud") in await codes(
        glass, draw('<div id="cloud"></div><p class=bold id=title>本日</p>', style)
    )


async def test_text_that_its_box_cuts_off_is_told(glass: Glass, draw: Draw) -> None:
    body = "<p class=bold id=title><span>日立市の未来に、あなたの声を。</span></p>"
    assert ("cut", "title") in await codes(glass, draw(body, "#title{width:300px;overflow:hidden}"))


async def test_text_off_the_glass_is_told(glass: Glass, draw: Draw) -> None:
    assert await codes(glass, draw("<p class=bold id=place>日立シビックセンター</p>", "#place{left:1500px}")) == [
        ("overflow", "place")
    ]


async def test_two_texts_on_one_another_are_told(glass: Glass, draw: Draw) -> None:
    body = "<p class=bold id=title>日立市</p><p class=bold id=summary>共創プロジェクト</p>"
    assert ("overlap", "title") in await codes(glass, draw(body, "#summary{top:230px}"))


async def test_letters_that_hardly_stand_out_from_a_picture_are_told(glass: Glass, draw: Draw) -> None:
    style = "#back{position:absolute;left:0;top:0;width:1920px;height:600px;background:linear-gradient(90deg,#fff,#0E1A2B 40%)}"
    assert ("contrast", "title") in await codes(
        glass, draw('<div id="back"></div><p class=bold id=title>日立市の未来に</p>', style)
    )


async def test_letters_in_a_typeface_of_the_machine_are_told(glass: Glass, draw: Draw) -> None:
    found = await codes(glass, draw("<p class=bold id=title>Hitachi</p>", "#title{font-family:monospace}"))
    assert found == [("lacks-characters", "title")]


async def test_a_slide_that_fails_says_why(glass: Glass, draw: Draw) -> None:
    [found] = await looked(glass, draw("<p class=bold id=title>x</p>", fonts="400 Nowhere"))
    assert found.code == "not-drawn" and "Nowhere" in found.given
    [found] = await looked(glass, draw('<img src="/media/none.jpg"><p class=bold id=title>x</p>'))
    assert found.code == "not-drawn" and "none.jpg" in found.given


async def test_a_slide_gets_nothing_from_the_network(glass: Glass, draw: Draw) -> None:
    found = await looked(glass, draw('<img src="https://www.city.example/x.png"><p class=bold id=title>x</p>'))
    assert found[0].code == "not-drawn"


async def test_what_its_policy_forbids_is_noted(glass: Glass, draw: Draw) -> None:
    found = await looked(glass, draw("<p class=bold id=title>日立市</p><script>document.body.remove()</script>"))
    assert [one.code for one in found] == ["other"] and "script" in found[0].given.lower()


async def test_a_screen_adds_its_spot_to_what_a_code_says(glass: Glass, assets: Assets) -> None:
    item = Item(id="s", source="staff", kind="survey", title=samples.SURVEY.title, url=samples.SURVEY.url)
    html = build_slide(samples.a_subject(item), Brand(), assets).html
    linked = html.replace(b' data-qr="', b' data-link="https://signage.example/q/7K4QX" data-qr="', 1)
    found = await look(glass, linked, 1920, 1080, "H7KM")
    assert found.says == "https://signage.example/q/7K4QX-H7KM"
    assert look_from(found, AT_HOME) == []
