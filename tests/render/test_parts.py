import re
from collections import Counter
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from signage.domain.displays import Format
from signage.render.assets import Assets
from signage.render.fonts import FACES, FEATURES
from signage.render.glass import glasses
from signage.render.measure import typeface
from signage.render.parts import EVERYDAY, PARTS, parts_of, unicode_range

from . import samples
from .conftest import Build
from .samples import news

Shared = tuple[Assets, dict[str, bytes]]
JAPANESE = [face for face in FACES.values() if not face.fallback]
RARE = news("大甕駅前の鷗と齋藤さん①☎", "鼇の絵を髙田さんが描きました。")
RULE = re.compile(r"@font-face\{font-family:\"(.+?)\";font-weight:(\d+);.*?unicode-range:(.+?);src:url\((.+?)\)")


def code_points(within: str) -> set[int]:
    """Those that CSS means: `U+20-7E,U+3042`."""
    found: set[int] = set()
    for run in within.split(","):
        first, _, last = run.removeprefix("U+").partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return found


def rules(html: bytes) -> list[tuple[int, set[int], str]]:
    """Weight, characters and file of each part that a slide is given."""
    return [(int(weight), code_points(within), path) for _, weight, within, path in RULE.findall(html.decode())]


def lacking(given: list[tuple[int, set[int], str]], assets: Assets, weight: int, words: str) -> str:
    """The characters of the typeface for which a slide is not given, in this weight, the part that holds them."""
    (face,) = (face for face in JAPANESE if face.weight == weight)
    parts = parts_of(typeface(assets.vendor, face.name).characters)
    files = {code: path for part, (path, _) in zip(parts, assets.parts[face.name], strict=True) for code in part}
    there = {(code, path) for its, within, path in given if its == weight for code in within}
    return "".join(one for one in words if ord(one) in files and (ord(one), files[ord(one)]) not in there)


def test_every_character_of_a_typeface_is_in_one_part_and_no_part_is_empty(vendor: Path) -> None:
    for face in JAPANESE:
        characters = typeface(str(vendor), face.name).characters
        parts = parts_of(characters)
        assert len(parts) == PARTS == len(face.files)
        assert all(parts)
        assert Counter(one for part in parts for one in part) == dict.fromkeys(characters, 1)


def test_what_schools_teach_is_there_once_and_in_the_third_part() -> None:
    assert len(set(EVERYDAY)) == len(EVERYDAY) == 1026
    assert set(parts_of(map(ord, "あ①日甕髙"))[2]) == {ord("日")}


def test_a_part_draws_and_measures_each_character_as_the_whole_does(vendor: Path) -> None:
    for face in JAPANESE:
        with TTFont(vendor / face.ttf) as whole:
            glyphs, advances, drawn = whole.getBestCmap(), whole["hmtx"], whole["glyf"]
            for name, part in zip(face.files, parts_of(glyphs), strict=True):
                with TTFont(vendor / name) as font:
                    own = font.getBestCmap()
                    assert tuple(sorted(own)) == part
                    for code in part:
                        assert font["hmtx"][own[code]] == advances[glyphs[code]]
                    for code in part[:: len(part) // 9]:
                        outline = font["glyf"][own[code]].getCoordinates(font["glyf"])[0]
                        assert outline == drawn[glyphs[code]].getCoordinates(drawn)[0]


def joined(font: TTFont) -> list[list[str]]:
    """The glyphs of each ligature that parts keep."""
    table = font["GSUB"].table
    of = {
        n for one in table.FeatureList.FeatureRecord if one.FeatureTag in FEATURES for n in one.Feature.LookupListIndex
    }
    found = []
    for lookup in (table.LookupList.Lookup[n] for n in sorted(of)):
        for rules in (getattr(one, "ExtSubTable", one) for one in lookup.SubTable):
            of_first = getattr(rules, "ligatures", {}).items()
            found += [[first, *one.Component] for first, ligatures in of_first for one in ligatures]
    return found


def test_characters_that_a_typeface_joins_lie_in_one_part(vendor: Path) -> None:
    for face in JAPANESE:
        with TTFont(vendor / face.ttf) as whole:
            glyphs = whole.getBestCmap()
            part = {glyphs[code]: n for n, codes in enumerate(parts_of(glyphs)) for code in codes}
            found = [one for one in joined(whole) if part.keys() >= {*one}]
            assert len(found) > 20
            assert [one for one in found if len({part[glyph] for glyph in one}) > 1] == []


def test_a_range_goes_on_over_what_the_typeface_lacks_and_ends_at_what_another_part_has() -> None:
    assert unicode_range({1, 2, 5, 9, 12}, {1, 2, 5, 7, 9, 12, 13}) == "U+1-5,U+9-C"
    assert unicode_range(set(), {1, 2}) == ""


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("format", [samples.LANDSCAPE, samples.PORTRAIT, samples.STRIP], ids=lambda one: one.name)
def test_a_slide_is_given_the_parts_that_say_its_words_and_no_others(
    build: Build, assets: Assets, format: Format, language: str
) -> None:
    slide = build(RARE, format, language)
    given = rules(slide.html)
    addresses = {face.weight: [path for path, _ in assets.parts[face.name]] for face in JAPANESE}
    for weight, characters, path in given:
        assert path in addresses[weight]
        assert (path in {addresses[weight][0]}) or any(chr(one) in slide.html.decode() for one in characters)
    if language == "ja":
        assert lacking(given, assets, 700, RARE.title["ja"].replace("☎", "")) == "", "signs of emoji are left out"
        assert format == samples.STRIP or "" in [lacking(given, assets, one, RARE.text["ja"]) for one in (400, 700)]
    loaded = {path for _, _, path in given}
    assert loaded == {path for path, _ in slide.needs} & {path for paths in addresses.values() for path in paths}
    assert len(loaded) < len(assets.files) / 2


def test_no_character_is_in_two_ranges_of_one_weight(build: Build) -> None:
    found = Counter((weight, one) for weight, characters, _ in rules(build(RARE).html) for one in characters)
    assert set(found.values()) == {1}


def test_the_fallback_is_as_soon_ready_as_any_slide_and_all_parts_are_spare(build: Build, assets: Assets) -> None:
    assert len(build(None).needs) <= len(build(RARE).needs)
    assert {path for parts in assets.parts.values() for path, _ in parts} == {path for path, _ in assets.spare}


def test_words_of_ones_own_template_are_said_too_in_both_faces_and_as_numbers(build: Build, assets: Assets) -> None:
    page = '{% extends "signage/news.html" %}{% block content %}{{ super() }}<p>鼇&#x7515;</p>{% endblock %}'
    given = rules(build(news(), own=(("news.html", page),)).html)
    assert [lacking(given, assets, weight, "鼇甕") for weight in (400, 700)] == ["", ""]
    assert lacking(rules(build(news()).html), assets, 700, "鼇甕") == "鼇甕"


def test_a_title_that_is_cut_is_whole_in_ones_own_template(build: Build, assets: Assets) -> None:
    page = '{% extends "signage/news.html" %}{% block content %}<p>{{ title }}</p>{% endblock %}'
    long = news("まちのこれからを話し合う会のお知らせ" * 12 + "鼇甕鷗")
    assert lacking(rules(build(long).html), assets, 700, "鼇甕鷗")
    assert lacking(rules(build(long, own=(("news.html", page),)).html), assets, 700, "鼇甕鷗") == ""


@pytest.mark.browser
async def test_rare_characters_stand_on_the_glass_in_the_slides_own_typeface(build: Build, shared: Shared) -> None:
    async def load(name: str) -> bytes | None:
        return shared[1].get(f"/media/{name}")

    async with glasses(load) as [glass]:
        await glass.open(build(RARE).html, 1920, 1080)
        drawn = await glass.fonts()
        assert {font for block in ("title", "summary", "department") for font in drawn[block]} == {"BIZ UDPGothic"}
        await glass.open(build(news(english="The old jar of Ōmika 大甕"), language="en").html, 1920, 1080)
        assert (await glass.fonts())["title"] == {"Barlow Semi Condensed SemiBold", "BIZ UDPGothic"}
        assert glass.complaints == []
