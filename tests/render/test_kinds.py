"""What each kind of slide says, loads, leaves out and refuses."""

import re

import msgspec
import pytest

from signage.brand import Brand
from signage.domain.content import Item
from signage.domain.displays import Format
from signage.domain.legibility import Finding
from signage.domain.media import Media
from signage.errors import RenderError
from signage.render.assets import Assets
from signage.render.palettes import PALETTES, by_daybreak
from signage.render.slides import Slide, build_slide

from .gallery import HISTORY, NEWS, NOTICES, PICTURES, REPORTS, THEMES, Case, an_item, words
from .pictures import FILM, PANORAMA, PHOTO, TALL
from .samples import LANDSCAPE, PORTRAIT, STRIP, SURVEY
from .test_slides import art_of
from .test_slides import words as said

FORMATS = (LANDSCAPE, PORTRAIT, STRIP)
FOUR_BY_THREE = Format(1440, 1080)


class Make:
    """A slide in one line: make(item, format, language="ja", media=…, qr=…)."""

    def __init__(self, brand: Brand, assets: Assets) -> None:
        self.brand, self.assets = brand, assets

    def __call__(self, item: Item, format: Format = LANDSCAPE, **more: object) -> Slide:
        case = Case(kind=item.kind, name="", items=(item,), **more)  # type: ignore[arg-type]
        return build_slide(case.subject(format), self.brand, self.assets)


@pytest.fixture(scope="session")
def make(brand: Brand, assets: Assets) -> Make:
    return Make(brand, assets)


def history(year: int) -> Item:
    return an_item("history", words("日立製作所の創業", "Hitachi is founded"), year=year)


def themed(key: str) -> Item:
    return an_item("theme", *THEMES[key], key)


def shown(kind: str, name: str = "short") -> Item:
    return msgspec.structs.replace(PICTURES[name], id=f"{kind}-1", kind=kind, media="photo.jpg")


# ---- who says it


def test_a_department_named_in_another_language_only_is_still_who_says_it(make: Make) -> None:
    for named, language in (({"ja": "市立図書館"}, "en"), ({"en": "City Library"}, "ja")):
        told = said(make(msgspec.structs.replace(NEWS["short"], department=named), language=language))
        assert next(iter(named.values())) in told
        assert make.brand.department[language] not in told
    assert make.brand.department["en"] in said(make(NEWS["short"], language="en"))


# ---- pictures


@pytest.mark.parametrize("item", [NEWS["short"], REPORTS["short"]], ids=["news", "report"])
def test_a_slide_needs_the_very_file_that_its_picture_loads(make: Make, item: Item) -> None:
    for format in (LANDSCAPE, PORTRAIT, FOUR_BY_THREE):
        slide = make(item, format, media=PHOTO)
        (path,) = re.findall(r'<img src="([^"]+)"', slide.html.decode())
        assert dict(slide.needs)[path] == next(one.bytes for one in PHOTO.renditions if one.path == path)
        assert slide.findings == ()


def test_a_picture_says_in_words_what_the_slide_is_about(make: Make) -> None:
    assert b'alt="Co-creation room opens"' in make(NEWS["short"], media=PHOTO, language="en").html


def test_a_strip_has_no_room_for_the_picture_of_news_and_shows_its_art(make: Make) -> None:
    slide = make(NEWS["short"], STRIP, media=PHOTO)
    assert b"<img" not in slide.html
    assert slide.html == make(NEWS["short"], STRIP).html


def test_a_missing_picture_leaves_the_slide_as_without_one_and_staff_are_told(make: Make) -> None:
    item = msgspec.structs.replace(NEWS["short"], media="room.jpg")
    slide = make(item)
    assert slide.html == make(NEWS["short"]).html
    assert slide.findings == (Finding("picture-missing", "wrong", "picture", "room.jpg"),)


def test_a_code_takes_the_place_of_a_picture_and_staff_are_told(make: Make) -> None:
    slide = make(NEWS["short"], media=PHOTO, qr=True)
    assert b"<img" not in slide.html
    assert b"data-qr" in slide.html
    assert Finding("picture-left-out", "note", "picture") in slide.findings


def test_no_code_is_drawn_where_there_is_no_address_or_no_room_for_it(make: Make) -> None:
    assert b"data-qr" not in make(msgspec.structs.replace(NEWS["short"], url=None), qr=True).html
    assert b"data-qr" not in make(NEWS["short"], STRIP, qr=True).html


@pytest.mark.parametrize("media", [PHOTO, TALL, PANORAMA], ids=["photo", "tall", "panorama"])
@pytest.mark.parametrize("format", [*FORMATS, FOUR_BY_THREE], ids=lambda format: format.name)
def test_no_shape_of_picture_loses_more_than_a_third(make: Make, format: Format, media: Media) -> None:
    style = make(shown("picture"), format, media=media).html.decode().partition("<style>")[2].partition("</style>")[0]
    place = re.search(r"#picture\{(.*?)\}#picture>\*\{object-fit:(\w+)", style)
    sea = re.search(r"\.sea\{height:calc\(var\(--u\)\*([\d.]+)\)", style)
    assert place
    assert sea
    box = {name: float(px) * 10.8 for name, px in re.findall(r"(\w+):calc\(var\(--u\)\*([\d.]+)\)", place.group(1))}
    whole = 1920 if format is FOUR_BY_THREE else format.width
    high = 1440 if format is FOUR_BY_THREE else format.height
    width = box.get("width", whole)
    height = box.get("height", high - float(sea.group(1)) * 10.8)
    ratio = width / height
    kept = min(ratio, media.ratio) / max(ratio, media.ratio)
    assert place.group(2) == "contain" or kept > 0.6


def test_a_caption_never_stands_on_its_picture_and_names_whose_it_is(make: Make) -> None:
    slide = make(shown("picture"), media=PHOTO)
    assert "写真：日立市観光物産協会" in said(slide)
    assert b'<h1 id="title" class="on-sea' in slide.html


def test_what_is_only_a_picture_needs_its_file(make: Make) -> None:
    for kind in ("picture", "film"):
        with pytest.raises(RenderError, match="has not been taken in"):
            make(shown(kind))
    with pytest.raises(RenderError, match="not a film"):
        make(shown("film"), media=PHOTO)


def test_a_film_loads_muted_with_its_first_frame_and_both_are_needed(make: Make) -> None:
    slide = make(shown("film"), media=FILM)
    (tag,) = re.findall(r"<video[^>]*>", slide.html.decode())
    paths = re.findall(r'(?:src|poster)="([^"]+)"', tag)
    assert set(paths) <= {path for path, _ in slide.needs}
    assert " muted" in tag
    assert " playsinline" in tag
    assert " autoplay" not in tag
    assert b"<video" not in make(shown("picture"), media=FILM).html


# ---- themes and history


@pytest.mark.parametrize("key", THEMES)
@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.name)
def test_a_theme_stands_in_its_own_colours_with_its_motif(make: Make, key: str, format: Format) -> None:
    html = make(themed(key), format).html
    assert f"--top:{PALETTES[key].sea}".encode() in html
    assert art_of(html)


def test_a_theme_that_nobody_gave_colours_has_the_common_ones(make: Make) -> None:
    slide = make(an_item("theme", words("新しいテーマ"), None, "unheard-of"))
    assert f"--top:{PALETTES['common'].sea}".encode() in slide.html
    assert slide.findings == ()


@pytest.mark.parametrize("name", PALETTES)
def test_by_daybreak_the_art_has_the_deep_sky_for_its_ground(name: str) -> None:
    assert by_daybreak(PALETTES[name]).sky == PALETTES[name].sea


def test_a_year_of_history_leads_with_its_year_and_its_era(make: Make) -> None:
    slide = said(make(history(1910)))
    assert "1910" in slide
    assert "明治43年" in slide
    assert "明治" not in said(make(history(1910), language="en"))
    taipei = msgspec.structs.replace(history(1905), title={"zh-Hant": "台北的一年"})
    assert "1905" in said(make(taipei, language="zh-Hant")) and "明治" not in said(make(taipei, language="zh-Hant"))


def knob(slide: Slide) -> float:
    """The x of the knob on the axis of time."""
    return float(re.findall(r'<circle cx="([\d.-]+)" cy="[\d.]+" r="15"', slide.html.decode())[-1])


def test_the_axis_of_time_shows_an_earlier_year_farther_left_and_runs_on_no_clock(make: Make) -> None:
    years = [1840, 1889, 1910, 1955, 2009, 2030, 2050]
    places = [knob(make(history(year))) for year in years]
    assert places == sorted(places)
    assert len(set(places)) == len(years)
    assert places[0] >= 96
    assert places[-1] <= 1824
    assert b'class="line"' not in make(history(1910)).html


def test_history_without_its_year_is_refused(make: Make) -> None:
    with pytest.raises(RenderError, match="year"):
        make(an_item("history", *HISTORY["1910"]))


def test_a_landmark_stands_among_the_hills_of_a_city_that_has_one(brand: Brand, assets: Assets) -> None:
    brands = (msgspec.structs.replace(brand, landmark=name) for name in ("", "chimney"))
    without, with_one = (Make(one, assets)(history(1910)).html for one in brands)
    assert without.count(b"<polygon") + 1 == with_one.count(b"<polygon")


def test_a_landmark_stands_in_no_year_before_it_was_built(brand: Brand, assets: Assets) -> None:
    later = msgspec.structs.replace(brand, landmark="chimney", landmark_since=1914)
    before, since = (Make(later, assets)(history(year)).html for year in (1910, 1914))
    assert before.count(b"<polygon") + 1 == since.count(b"<polygon")


def test_a_picture_of_the_time_takes_the_hills_place(make: Make) -> None:
    assert b"<img" in make(history(1910), media=PHOTO).html
    assert PALETTES["history"].accent.encode() in make(history(1910)).html
    assert PALETTES["history"].accent.encode() not in make(history(1910), media=PHOTO).html


# ---- reports, notices, links


def test_a_report_stands_by_day_and_says_whose_it_is(make: Make) -> None:
    slide = make(REPORTS["short"])
    assert b"--top:#FFFFFF" in slide.html
    assert "担当レポート" in said(slide)
    assert "市民参加推進担当" in said(slide)


def test_a_notice_says_who_gives_it_and_no_address_of_the_project_under_another_office(make: Make) -> None:
    own, other = make(NOTICES["bare"]), make(NOTICES["short"])
    assert "www.city.hitachi.lg.jp" in said(own)
    assert "日立市立図書館" in said(other)
    assert "www.city.hitachi.lg.jp" not in said(other)


def test_a_link_has_its_own_word_and_the_colours_of_its_theme(make: Make) -> None:
    link = msgspec.structs.replace(SURVEY, kind="link", themes=("mobility",))
    slide = make(link)
    assert "もっと知る" in said(slide)
    assert f"--bottom:{PALETTES['mobility'].sea}".encode() in slide.html
    assert b"data-qr" in slide.html


def by_staff(item: Item) -> Item:
    """As staff write it."""
    return msgspec.structs.replace(item, source="staff")


TITLE_ALONE = Finding("text-left-out", "note", "summary")
FIRST_SENTENCE = Finding("text-first-sentence", "note", "summary")


def test_from_far_away_a_notice_says_all_of_its_text_that_is_readable_and_staff_learn_what_is_left_out(
    make: Make,
) -> None:
    whole, first, alone = (make(NOTICES["short"], Format(1920, 1080, k)) for k in (1.8, 2.4, 3.2))
    assert "お確かめください。" in said(whole) and whole.findings == ()
    assert "".join(said(first).split()).endswith("館ごとに変わりました。") and first.findings == (FIRST_SENTENCE,)
    assert "休館日等" in said(alone) and "令和7年" not in said(alone) and alone.findings == (TITLE_ALONE,)
    assert make(NOTICES["bare"], Format(1920, 1080, 3.2)).findings == ()


@pytest.mark.parametrize("k", [1.8, 2.4, 3.2])
@pytest.mark.parametrize("shape", FORMATS)
def test_from_far_away_no_notice_has_a_letter_that_is_too_small_or_half_a_text(
    make: Make, shape: Format, k: float
) -> None:
    format = msgspec.structs.replace(shape, k=k)
    for item in NOTICES.values():
        for language in item.languages():
            slide = make(item, format, language=language)
            sizes = re.findall(r"font-size:calc\(var\(--u\)\*([\d.]+)\)", slide.html.decode())
            assert min(float(size) * 10.8 for size in sizes) >= 36 * k - 0.01
            assert not any(finding.code == "cut" and finding.element == "summary" for finding in slide.findings)


def test_a_point_that_may_be_an_abbreviations_ends_no_sentence_of_a_notice(make: Make) -> None:
    """Better the title alone than half a sentence in public."""
    item = an_item("notice", words("講演会", "A talk"), words("", "Please meet Dr. Sato. " + "More of it. " * 20))
    slide = make(item, Format(1920, 1080, 1.8), language="en")
    text = " ".join(said(slide).split())
    assert text == "Notice A talk"


@pytest.mark.parametrize("kind", ["news", "report"])
def test_from_far_away_who_wrote_a_text_learns_that_it_is_left_out(make: Make, kind: str) -> None:
    item = by_staff({"news": NEWS, "report": REPORTS}[kind]["short"])
    assert make(item, Format(1920, 1080, 1.8)).findings == (TITLE_ALONE,)
    assert make(msgspec.structs.replace(item, text={}), Format(1920, 1080, 1.8)).findings == ()
    assert make(msgspec.structs.replace(item, source="news"), Format(1920, 1080, 1.8)).findings == ()


def test_from_far_away_a_links_text_is_left_out_too(make: Make) -> None:
    link = by_staff(msgspec.structs.replace(SURVEY, kind="link", text=words("くわしくはこちら。")))
    assert TITLE_ALONE in make(link, Format(1920, 1080, 1.8)).findings
    assert TITLE_ALONE not in make(link).findings


def test_from_far_away_a_year_stays_beside_what_happened_in_it(make: Make) -> None:
    slide = said(make(history(1910), Format(1920, 1080, 2.4)))
    assert "".join(slide.split()) == "あゆみ1910日立製作所の創業"


def test_short_words_are_larger_where_the_sea_is_wide(make: Make) -> None:
    def size(item: Item) -> float:
        match = re.search(r"#summary\{.*?font-size:calc\(var\(--u\)\*([\d.]+)\)", make(item, PORTRAIT).html.decode())
        assert match
        return float(match.group(1))

    brief = msgspec.structs.replace(NEWS["short"], text=words("見学できます。"))
    assert size(brief) > 1.25 * size(NEWS["short"])


def test_easy_japanese_breaks_at_its_own_spaces_only(make: Make) -> None:
    for format in FORMATS:
        html = make(NOTICES["short"], format, language="ja-easy").html.decode()
        for block in ("title", "summary"):
            inside = re.search(rf'id="{block}".*?</(?:p|h1)>', html, re.S)
            lines = re.findall(r'<span class="ln[^"]*">(.*?)</span>', inside.group()) if inside else []
            written = NOTICES["short"].title if block == "title" else NOTICES["short"].text
            assert " ".join(lines).split() == written["ja-easy"].split()
