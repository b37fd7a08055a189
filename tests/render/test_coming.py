import re
from datetime import date

import msgspec
import pytest

from signage.brand import Brand
from signage.domain.content import Item
from signage.domain.displays import Format
from signage.domain.events import Event, Occasion, Stage
from signage.errors import RenderError
from signage.render.assets import Assets
from signage.render.slides import Slide, build_slide
from tests.sheets import shoot_all

from . import gallery
from .gallery import BLOSSOMS, GOURMET, LIGHTS, LISTS, MEETING, POSTERS, SPRING, SYMPOSIUM, Case, _list
from .samples import LANDSCAPE, PORTRAIT, STRIP
from .test_slides import words

SHAPES = (LANDSCAPE, PORTRAIT)
TOMORROW, EARLY = Stage(0, "tomorrow"), Stage(0, "early")


class Draw:
    """A list in one line: draw((SPRING, GOURMET), (TOMORROW, EARLY))."""

    def __init__(self, brand: Brand, assets: Assets) -> None:
        self.brand, self.assets = brand, assets

    def __call__(
        self, items: tuple[Item, ...], stages: tuple[Stage, ...], format: Format = LANDSCAPE, language: str = "ja"
    ) -> Slide:
        case = Case(kind="coming", name="", items=_list(*items), stages=stages, language=language)
        return build_slide(case.subject(format), self.brand, self.assets)


@pytest.fixture(scope="session")
def draw(brand: Brand, assets: Assets) -> Draw:
    return Draw(brand, assets)


def told(slide: Slide) -> str:
    return "".join(words(slide).split())


def size(slide: Slide, name: str) -> float:
    found = re.search(rf"#{name}\{{[^}}]*font-size:calc\(var\(--u\)\*([\d.]+)\)", slide.html.decode())
    return float(found.group(1)) * 10.8 if found else 0.0


ITEMS, STAGES = (SPRING, GOURMET, POSTERS, BLOSSOMS), (TOMORROW, EARLY, EARLY, EARLY)


@pytest.mark.parametrize("format", SHAPES, ids=lambda format: format.name)
def test_every_row_says_when_what_and_where(draw: Draw, format: Format) -> None:
    slide = told(draw(ITEMS, STAGES, format))
    for row in (
        "3月20日金祝かみね公園スプリングフェスティバル4月12日までかみね公園",
        "3月29日日第11回常陸ノ国グルメフェス1日のみ日立市新都市広場",
        "3月29日日全国さくらまつりポスター展4月12日まで日立駅自由通路",
        "4月1日水日立さくらまつり4月12日まで",
    ):
        assert row in slide
    assert "これからの予定" in slide


@pytest.mark.parametrize("format", SHAPES, ids=lambda format: format.name)
def test_the_first_row_is_largest_and_alone_has_the_badge(draw: Draw, format: Format) -> None:
    slide = draw(ITEMS, STAGES, format)
    assert size(slide, "date0") > size(slide, "date1") == size(slide, "date3")
    assert told(slide).count("明日から") == 1
    assert slide.html.count(b'id="badge') == 1


@pytest.mark.parametrize(
    ("item", "stage", "badge"),
    [
        (SPRING, "tomorrow", "明日から"),
        (GOURMET, "tomorrow", "明日"),
        (SYMPOSIUM, "today", "本日"),
        (LIGHTS, "now", "開催中"),
        (SYMPOSIUM, "cancelled", "中止"),
    ],
)
def test_the_badge_says_how_near_the_first_one_is(draw: Draw, item: Item, stage: str, badge: str) -> None:
    html = draw((item, POSTERS, BLOSSOMS), (Stage(0, stage), EARLY, EARLY)).html.decode()
    assert re.search(rf'id="badge0"[^>]*><span class="ln">{badge}</span>', html)


def test_what_is_far_off_has_no_badge(draw: Draw) -> None:
    assert b'id="badge0"' not in draw((GOURMET, POSTERS, BLOSSOMS), (Stage(0, "days", 9), EARLY, EARLY)).html


def test_another_row_says_in_words_what_is_on_or_cancelled(draw: Draw) -> None:
    slide = told(draw((SPRING, LIGHTS, SYMPOSIUM), (TOMORROW, Stage(0, "now"), Stage(0, "cancelled"))))
    assert "開催中1月12日まで" in slide
    assert "中止13:30–16:30" in slide


def days(*firsts: date) -> Item:
    occasions = tuple(Occasion(first, first) for first in firsts)
    return msgspec.structs.replace(GOURMET, event=Event(occasions=occasions))


def test_one_day_only_is_said_of_what_has_no_other_day(draw: Draw) -> None:
    """Also where nothing else is told under the title: no place, no hours."""
    several = days(date(2026, 12, 4), date(2026, 12, 11), date(2026, 12, 18))
    for item in (GOURMET, several):
        slide = told(draw((item, several), (EARLY, EARLY)))
        assert slide.count("1日のみ") == (item is GOURMET)
    assert b"details" not in draw((several,), (EARLY,), PORTRAIT).html


def test_a_row_says_the_year_of_a_last_day_a_year_or_more_after_the_first(draw: Draw) -> None:
    long = msgspec.structs.replace(GOURMET, event=Event(occasions=(Occasion(date(2026, 4, 1), date(2028, 3, 31)),)))
    assert "2028年3月31日まで" in told(draw((SPRING, long), (TOMORROW, EARLY)))
    assert "until 31 March 2028" in words(draw((SPRING, long), (TOMORROW, EARLY), language="en"))


def test_of_many_places_the_first_ones_stand_for_all(draw: Draw) -> None:
    assert "かみね公園、平和通り、十王パノラマ公園ほか" in told(draw(ITEMS, STAGES))


def test_a_mixed_list_keeps_the_language_each_title_came_in(draw: Draw) -> None:
    slide = words(draw((LIGHTS, SPRING, GOURMET), (EARLY, EARLY, EARLY), language="en"))
    assert "Hitachi Starlight Illumination 2025" in slide
    assert "かみね公園スプリングフェスティバル" in slide
    assert "until 12 April" in slide


@pytest.mark.parametrize("format", SHAPES, ids=lambda format: format.name)
@pytest.mark.parametrize(("name", "items", "stages", "language"), LISTS, ids=[one[0] for one in LISTS])
def test_real_lists_stand_in_full(
    draw: Draw, name: str, items: tuple[Item, ...], stages: tuple[Stage, ...], language: str, format: Format
) -> None:
    slide = draw(items, stages, format, language)
    assert slide.findings == ()
    assert "…" not in words(slide)


@pytest.mark.parametrize("format", [STRIP, Format(1920, 1080, 1.8), Format(1080, 1920, 3.2)], ids=lambda one: one.name)
def test_where_a_list_cannot_be_read_it_says_to_leave_it_out(draw: Draw, format: Format) -> None:
    with pytest.raises(RenderError, match="leave it out"):
        draw(ITEMS, STAGES, format)


def test_what_has_no_date_is_not_in_the_list(draw: Draw) -> None:
    dateless = msgspec.structs.replace(GOURMET, event=Event(occasions=()))
    assert "グルメ" not in told(draw((SPRING, dateless, POSTERS), (TOMORROW, EARLY, EARLY)))
    with pytest.raises(RenderError, match="no event with a date"):
        draw((dateless,), (EARLY,))


def test_equal_input_gives_equal_bytes(draw: Draw) -> None:
    assert draw(ITEMS, STAGES).html == draw(ITEMS, STAGES).html


@pytest.mark.parametrize("k", [1.0, 1.2, 1.35])
@pytest.mark.parametrize("format", SHAPES, ids=lambda format: format.name)
def test_no_word_is_under_its_reading_size(draw: Draw, format: Format, k: float) -> None:
    items = (MEETING, LIGHTS, MEETING, BLOSSOMS)
    html = draw(items, STAGES, Format(format.width, format.height, k)).html.decode()
    sizes = [float(u) * 10.8 for u in re.findall(r"font-size:calc\(var\(--u\)\*([\d.]+)\)", html)]
    assert min(sizes) >= 36 * k - 0.1


@pytest.mark.browser
async def test_every_list_stands_on_the_glass() -> None:
    chosen = [case for case in gallery.cases() if case.kind == "coming"]
    shots = await shoot_all([(case, face) for case in chosen for face in ("l", "p", "l@1.35")])
    assert {shot.caption: shot.faults for shot in shots if shot.faults} == {}
