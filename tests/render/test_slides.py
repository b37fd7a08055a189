import base64
import hashlib
import re
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import msgspec
import pytest

from signage.brand import Brand
from signage.domain.content import Item
from signage.domain.displays import Format
from signage.domain.legibility import Finding
from signage.errors import RenderError
from signage.render.assets import Assets
from signage.render.slides import Slide, build_slide

from . import samples
from .conftest import Build
from .samples import ABOUT, SURVEY, news

KINDS = {"news": news(), "survey": SURVEY, "about": ABOUT, "fallback": None}
FORMATS = (samples.LANDSCAPE, samples.PORTRAIT)
EVERY = [(kind, format, language) for kind in KINDS for format in FORMATS for language in ("ja", "en")]


def words(slide: Slide) -> str:
    body = slide.html.decode().partition("<body")[2].partition(">")[2]
    return re.sub(r"<[^>]+>", " ", body)


def art_of(html: bytes) -> str:
    return html.decode().partition("<svg")[2].partition("</svg>")[0]


@pytest.mark.parametrize(("kind", "format", "language"), EVERY)
def test_a_slide_is_self_contained_and_carries_its_own_policy(
    build: Build, assets: Assets, kind: str, format: Format, language: str
) -> None:
    html = build(KINDS[kind], format, language).html.decode()
    assert not re.search(r"\sstyle\s*=", html)
    assert not re.search(r"\son\w+\s*=", html)
    assert html.count("<style>") == 1
    assert html.count("<script") == 1
    style = re.search(r"<style>(.*?)</style>", html, re.S)
    assert style is not None
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy is not None
    content = policy.group(1).replace("&#39;", "'")
    digest = base64.b64encode(hashlib.sha256(style.group(1).encode()).digest()).decode()
    assert f"style-src 'self' 'sha256-{digest}'" in content
    assert f"script-src 'sha256-{assets.script_sha256_base64}'" in content
    assert content.startswith("default-src 'none'")


@pytest.mark.parametrize(("kind", "format", "language"), EVERY)
def test_a_slide_loads_nothing_but_its_shared_files(build: Build, kind: str, format: Format, language: str) -> None:
    slide = build(KINDS[kind], format, language)
    html = slide.html.decode()
    loaded = re.findall(r'(?:src|href)="([^"#][^"]*)"', html) + re.findall(r"url\(([^)#]+)\)", html)
    assert set(loaded) <= {path for path, _ in slide.needs}


def test_what_the_shared_files_load_is_needed_too(shared: tuple[Assets, dict[str, bytes]]) -> None:
    assets, blobs = shared
    css = blobs[assets.stylesheet].decode()
    assert set(re.findall(r"url\(([^)]+)\)", css)) <= {path for path, _ in assets.files}
    for path, content in blobs.items():
        assert Path(path).stem == hashlib.sha256(content).hexdigest()
        assert (path, len(content)) in assets.files


def _make(item: Item | None, template: str, brand: Brand, assets: Assets) -> bytes:
    return build_slide(samples.a_subject(item, "ja", template), brand, assets).html


def test_equal_input_gives_equal_bytes_also_in_another_process(build: Build, brand: Brand, assets: Assets) -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        for kind, item in KINDS.items():
            here = build(item).html
            assert here == build(item).html
            assert here == pool.submit(_make, item, f"{kind}.html", brand, assets).result()


def test_a_slide_says_nothing_of_when_it_was_made(build: Build) -> None:
    assert not re.search(r"20(2[5-9]|[3-9]\d)", words(build(news("駅前に部屋を開設", "まちの話をする部屋です。"))))


def test_the_day_of_publication_is_that_of_the_office_not_of_greenwich(build: Build) -> None:
    assert "2024年11月22日" in words(build(news("駅前に部屋を開設")))
    assert "22 Nov 2024" in words(build(news(), language="en"))
    assert "2024年11月21日" in words(build(news("駅前に部屋を開設"), timezone="Europe/Berlin"))


def test_a_wareki_date_in_the_title_goes_to_the_header_instead(build: Build) -> None:
    slide = words(build(news(samples.SHORT)))
    assert "令和6年7月" in slide
    assert "2024年11月22日" not in slide


@pytest.mark.parametrize("title", samples.TITLES)
@pytest.mark.parametrize("format", [*FORMATS, samples.STRIP], ids=lambda format: format.name)
def test_real_titles_stand_in_full(build: Build, title: str, format: Format) -> None:
    assert build(news(title), format).findings == ()


def test_without_a_text_the_invitation_fills_the_sea(build: Build, brand: Brand) -> None:
    assert brand.invitation["ja"] in words(build(news(text="")))


def test_a_theme_gives_its_colours_and_two_themes_give_none(build: Build) -> None:
    one, two = build(news(samples.SHORT, "", "health")), build(news(samples.SHORT, "", "health", "green"))
    assert b"#74123F" in one.html
    assert b"#74123F" not in two.html
    assert b"#0B2343" in two.html


@pytest.mark.parametrize("theme", ["green", "health", "mobility", "smart_housing", "citizen"])
def test_a_short_title_has_its_theme_s_art_beside_it_and_a_long_one_less_of_it(build: Build, theme: str) -> None:
    short, long = (build(news(title, samples.TEXT, theme)).html for title in ("産業祭", samples.LONG))
    assert b'class="art"' in short
    assert art_of(long) != art_of(short)


def test_an_endless_text_is_shortened_and_staff_are_told(build: Build) -> None:
    slide = build(news(text=samples.TEXT * 20))
    assert slide.findings == (Finding("cut", "note", "summary"),)
    assert "…" in words(slide)


def test_what_the_fonts_lack_is_told_and_never_drawn_by_another_font(build: Build) -> None:
    slide = build(news("吉野家𠮷の未来🚌", "ようこそ\u200b。"))
    assert slide.findings == (Finding("lacks-characters", "wrong", "title", "𠮷 🚌"),)
    assert "〓" in words(slide)
    assert "🚌" not in words(slide)
    assert "\u200b" not in words(slide)


def test_hostile_words_stay_words(build: Build) -> None:
    html = build(news("<script>alert(1)</script>と<b>太字</b>", '"><img src=x onerror=alert(1)>')).html.decode()
    assert html.count("<script") == 1
    assert "<img" not in html
    assert "<b>" not in html


def test_the_survey_carries_its_target_for_the_script_to_draw(build: Build) -> None:
    html = build(SURVEY).html.decode()
    assert f'data-qr="{SURVEY.url}"' in html
    assert "data-link" not in html


def test_the_fallback_has_no_progress_line_and_no_date(build: Build) -> None:
    assert b'class="line"' not in build(None).html
    assert b'class="line"' in build(news()).html


@pytest.mark.parametrize("k", [1.8, 2.4, 3.2])
@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.name)
def test_from_far_away_only_chip_and_title_stay(build: Build, brand: Brand, format: Format, k: float) -> None:
    slide = build(news("日立駅前に部屋を開設"), Format(format.width, format.height, k))
    assert "".join(words(slide).split()) == "お知らせ" + "日立駅前に部屋を開設"


@pytest.mark.parametrize("k", [1.0, 1.2, 1.35, 1.8, 2.4, 3.2])
@pytest.mark.parametrize(("kind", "format", "language"), EVERY)
def test_no_text_is_under_its_reading_size(build: Build, kind: str, format: Format, language: str, k: float) -> None:
    html = build(KINDS[kind], Format(format.width, format.height, k), language).html.decode()
    sizes = [float(size) for size in re.findall(r"font-size:calc\(var\(--u\)\*([\d.]+)\)", html)]
    assert min(sizes) >= 36 * k / 10.8 - 0.001


def test_what_cannot_be_drawn_says_why(build: Build, brand: Brand, assets: Assets, tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="no title in the language"):
        build(news(), language="fr")
    with pytest.raises(RenderError, match="address"):
        build(msgspec.structs.replace(SURVEY, url=None))
    with pytest.raises(RenderError, match="strip"):
        build(msgspec.structs.replace(SURVEY, url=f"{SURVEY.url}/{'page' * 20}"), samples.STRIP)
    with pytest.raises(RenderError, match="no slide is drawn"):
        build_slide(samples.a_subject(None, "ja", "news.html"), brand, assets)
    with pytest.raises(RenderError, match="has no title"):
        build(msgspec.structs.replace(news(), title={"ja": "  "}))


def test_a_template_of_one_s_own_dresses_the_layout_of_its_item_s_kind(brand: Brand, assets: Assets) -> None:
    template = '{% extends "frame.html" %}{% block content %}{{ text.block("title", "h1") }}{% endblock %}'
    slide = build_slide(samples.a_subject(news(), "ja", "plain.html"), brand, assets, (("plain.html", template),))
    assert "お知らせ" not in words(slide)
    assert "協創" in words(slide)
