import re
from datetime import date, time

import msgspec
import pytest

from signage.brand import Brand
from signage.domain.content import Item
from signage.domain.displays import Format
from signage.domain.events import Event, Occasion, Stage
from signage.domain.legibility import Finding
from signage.errors import RenderError
from signage.render.assets import Assets
from signage.render.slides import Slide, build_slide
from tests.sheets import shoot_all

from . import gallery
from .gallery import CANCELLED, CONCERT, EVENTS, FAIR, FESTIVAL, LIGHTS, MEETING, PUT_OFF, STAGES, SYMPOSIUM, WALK, Case
from .samples import LANDSCAPE, PORTRAIT, STRIP
from .test_slides import words

SHAPES = (LANDSCAPE, PORTRAIT, STRIP)


class Draw:
    """A slide of an event in one line: draw(FESTIVAL, "days", PORTRAIT)."""

    def __init__(self, brand: Brand, assets: Assets) -> None:
        self.brand, self.assets = brand, assets

    def __call__(
        self,
        item: Item,
        state: str | Stage = "days",
        format: Format = LANDSCAPE,
        language: str = "ja",
        *,
        qr: bool = False,
        clock: bool = False,
    ) -> Slide:
        stage = STAGES[state] if isinstance(state, str) else state
        case = Case(kind="event", name="", items=(item,), stages=(stage,), language=language, qr=qr, clock=clock)
        return build_slide(case.subject(format), self.brand, self.assets)


@pytest.fixture(scope="session")
def draw(brand: Brand, assets: Assets) -> Draw:
    return Draw(brand, assets)


def told(slide: Slide) -> str:
    """All that it says, without spaces."""
    return "".join(words(slide).split())


def sun_top(slide: Slide) -> float:
    """Where the disc begins, px: the smallest of the three circles of the sun's colour and its halo."""
    circles = re.findall(r'<circle cx="[\d.-]+" cy="([\d.-]+)" r="([\d.]+)" fill="#FF8A2B"', slide.html.decode())
    return min((float(y) - float(r) for y, r in circles), default=0.0)


def test_the_sun_counts_the_days_then_names_the_day(draw: Draw) -> None:
    assert "開催まで3日" in told(draw(FESTIVAL, "days"))
    assert "開催まで" not in told(draw(FESTIVAL, "tomorrow"))
    assert "明日" in told(draw(FESTIVAL, "tomorrow"))
    assert "本日10:00から" in told(draw(FESTIVAL, "today"))
    assert "開催中12月8日まで" in told(draw(FESTIVAL, "now"))


def test_the_sun_rises_as_the_day_comes_near(draw: Draw) -> None:
    tops = [sun_top(draw(FESTIVAL, state)) for state in ("days", "tomorrow", "today", "now")]
    assert tops == sorted(tops, reverse=True)
    assert len(set(tops)) == 4


def test_on_its_day_it_says_until_when_it_is_on(draw: Draw) -> None:
    assert "開催中16:30まで" in told(draw(SYMPOSIUM, "now"))
    assert "until 16:30" in words(draw(SYMPOSIUM, "now", language="en"))


def test_an_event_far_ahead_has_no_sun_but_its_theme_s_art(draw: Draw) -> None:
    slide = draw(FESTIVAL, "early")
    assert "#FF8A2B" not in slide.html.decode().partition("<svg")[2].partition("</svg>")[0].replace(
        'fill="#FF8A2B"/><', ""
    )
    assert not any(word in told(slide) for word in ("開催", "明日", "本日", "あと"))
    assert b'class="art"' in slide.html


def test_a_cancelled_event_says_so_largest_keeps_its_title_and_tells_why(draw: Draw) -> None:
    slide = draw(CANCELLED, "cancelled")
    html = slide.html.decode()
    assert "中止" in told(slide)
    assert "ひたち国際大道芸" in told(slide)
    assert "台風の接近が予想されるため" in told(slide)
    assert "--chip:#0E1A2B" in html
    assert "<circle" not in html
    assert "Cancelled" in words(draw(CANCELLED, "cancelled", language="en"))


def test_a_cancelled_event_without_a_reason_still_says_that_it_is(draw: Draw) -> None:
    assert "中止になりました" in told(draw(gallery.CANCELLED_SILENTLY, "cancelled"))


def test_a_postponed_event_says_so_and_when_it_will_be(draw: Draw) -> None:
    assert "延期" in told(draw(PUT_OFF, "cancelled"))
    assert "中止" not in told(draw(PUT_OFF, "cancelled"))
    assert "6月13日（土）に行います" in told(draw(PUT_OFF, "cancelled"))
    silent = Event(occasions=SYMPOSIUM.event.occasions, cancelled=True, postponed=True)  # type: ignore[union-attr]
    assert "延期になりました" in told(draw(msgspec.structs.replace(SYMPOSIUM, event=silent), "cancelled"))


@pytest.mark.parametrize("qr", [False, True])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_fee_and_note_stand_under_when_and_where(draw: Draw, language: str, qr: bool) -> None:
    said = {"ja": ("無料", "雨天中止"), "en": ("Free", "Not in rain")}[language]
    assert all(one in words(draw(CONCERT, "days", LANDSCAPE, language, qr=qr)) for one in said)
    assert all(one in words(draw(CONCERT, "days", PORTRAIT, language)) for one in said)


def test_those_who_wrote_fee_and_note_are_told_where_they_find_no_room(draw: Draw) -> None:
    untold = Finding("terms-left-out", "note", "terms")
    assert untold in draw(CONCERT, "days", STRIP).findings
    assert untold not in draw(CONCERT, "days").findings
    assert untold not in draw(FAIR, "days", STRIP).findings
    of_a_source = msgspec.structs.replace(CONCERT, source="fairs")
    assert untold not in draw(of_a_source, "days", STRIP).findings


@pytest.mark.parametrize("format", SHAPES, ids=lambda format: format.name)
def test_the_month_of_a_range_is_said_once(draw: Draw, format: Format) -> None:
    assert "12月7日土〜8日日" in told(draw(FESTIVAL, "days", format))
    assert told(draw(FESTIVAL, "days", format, "en")).count("December") == 1


def test_a_range_over_two_months_says_both_and_in_portrait_in_two_rows(draw: Draw) -> None:
    assert "11月15日土〜1月12日月祝" in told(draw(LIGHTS, "now"))
    portrait = draw(LIGHTS, "now", PORTRAIT)
    assert "11月15日土から1月12日月祝まで" in told(portrait)
    assert b'id="date1"' in portrait.html


YEARS = Occasion(date(2026, 4, 1), date(2028, 3, 31))
FIVE_DAYS_AND_A_YEAR = Occasion(date(2026, 12, 1), date(2027, 12, 5))


def test_a_last_day_a_year_or_more_after_the_first_says_its_year(draw: Draw) -> None:
    assert "4月1日〜2028年3月31日" in told(draw(at(FESTIVAL, YEARS), "early"))
    assert "開催中2028年3月31日まで" in told(draw(at(FESTIVAL, YEARS), "now"))
    assert "12月1日〜2027年12月5日" in told(draw(at(FESTIVAL, FIVE_DAYS_AND_A_YEAR), "early"))
    assert "4月1日から2028年3月31日まで" in told(draw(at(FESTIVAL, YEARS), "early", PORTRAIT))
    english = " ".join(words(draw(at(FESTIVAL, YEARS), "now", language="en")).split())
    assert "1 Apr – 31 Mar 2028" in english
    assert "until 31 March 2028" in english
    within = at(FESTIVAL, Occasion(date(2026, 4, 1), date(2027, 3, 31)))
    assert "年" not in told(draw(within, "now")).partition("次世代")[2]


@pytest.mark.parametrize(("k", "qr"), [(1.0, False), (1.0, True), (1.35, False), (2.4, False)])
@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("format", SHAPES, ids=lambda format: format.name)
def test_days_of_two_years_find_their_room(draw: Draw, format: Format, language: str, qr: bool, k: float) -> None:
    longest = Occasion(date(2026, 11, 23), date(2028, 11, 23), time(10), time(16, 30))
    event = msgspec.structs.replace(FESTIVAL.event, occasions=(longest,))  # type: ignore[type-var]
    item, format = msgspec.structs.replace(FESTIVAL, event=event), Format(format.width, format.height, k)
    slide = draw(item, "now", format, language, qr=qr)
    assert slide.findings == draw(FESTIVAL, "now", format, language, qr=qr).findings
    assert "2028" in words(slide)


def test_a_holiday_on_a_working_day_says_so_and_one_on_a_sunday_need_not(draw: Draw) -> None:
    assert "11月3日月祝" in told(draw(WALK, "early"))
    on_a_sunday = at(WALK, Occasion(date(2024, 2, 11), date(2024, 2, 11)))
    assert "2月11日日" in told(draw(on_a_sunday, "early"))
    assert "日祝" not in told(draw(on_a_sunday, "early"))
    assert 'day sun">月祝' in draw(WALK, "early").html.decode()
    assert 'day sat">土' in draw(FESTIVAL, "days").html.decode()


def at(item: Item, *occasions: Occasion) -> Item:
    return msgspec.structs.replace(item, event=Event(occasions=occasions, place={"ja": "市役所"}))


def test_hours_are_left_out_where_none_are_said(draw: Draw) -> None:
    assert not re.search(r"\d:\d\d", told(draw(FAIR, "tomorrow")))


@pytest.mark.parametrize(
    ("begins", "ends", "expected"),
    [
        (time(9), time(17, 5), "9:00–17:05"),
        (time(9), None, "9:00から"),
        (None, time(16), "16:00まで"),
        (time(22), time(5), "22:00–翌5:00"),
        (time(18), time(0), "18:00–24:00"),
    ],
)
def test_hours_as_people_write_them(draw: Draw, begins: time | None, ends: time | None, expected: str) -> None:
    day = date(2026, 10, 6)
    assert expected in told(draw(at(SYMPOSIUM, Occasion(day, day, begins, ends)), "early"))


def test_english_says_the_day_first_and_the_month_in_words(draw: Draw) -> None:
    slide = words(draw(FESTIVAL, "days", language="en"))
    assert "7 Sat – 8 Sun December" in " ".join(slide.split())
    assert "Starts in" in slide
    assert "3 days" in " ".join(slide.split())
    assert "15 Sat Nov – 12 Mon Jan" in " ".join(words(draw(LIGHTS, "now", language="en")).split())


def test_of_several_occasions_the_one_of_the_stage_is_shown(draw: Draw) -> None:
    first, second = (Occasion(date(2026, month, 3), date(2026, month, 3)) for month in (5, 6))
    item = at(SYMPOSIUM, first, second)
    assert "6月3日" in told(draw(item, Stage(1, "tomorrow")))
    assert "5月3日" not in told(draw(item, Stage(1, "tomorrow")))


@pytest.mark.parametrize("format", SHAPES, ids=lambda format: format.name)
@pytest.mark.parametrize(("name", "item", "state"), EVENTS, ids=[name for name, _, _ in EVENTS])
def test_real_events_stand_in_full(draw: Draw, name: str, item: Item, state: str, format: Format) -> None:
    for language in item.languages():
        slide = draw(item, state, format, language)
        assert slide.findings == ()
        assert "…" not in words(slide)


@pytest.mark.parametrize("format", (LANDSCAPE, PORTRAIT), ids=lambda format: format.name)
def test_with_a_code_all_of_it_still_stands_and_a_strip_goes_without(draw: Draw, format: Format) -> None:
    slide = draw(FESTIVAL, "days", format, qr=True)
    assert f'data-qr="{FESTIVAL.url}"' in slide.html.decode()
    assert "12月7日土〜8日日" in told(slide)
    assert "日立シビックセンター新都市広場、ヒタチエ周辺" in told(slide)
    assert b"data-qr" not in draw(FESTIVAL, "days", STRIP, qr=True).html
    assert b"data-qr" not in draw(FESTIVAL, "days", format).html


@pytest.mark.parametrize("format", SHAPES, ids=lambda format: format.name)
@pytest.mark.parametrize("k", [1.8, 2.4])
def test_from_far_away_title_date_and_badge_stay(draw: Draw, format: Format, k: float) -> None:
    slide = draw(FESTIVAL, "days", Format(format.width, format.height, k))
    assert "ひたち次世代モビリティフェス" in told(slide)
    assert "12月7日土" in told(slide)
    assert "3日" in told(slide)
    assert "10:00" not in told(slide)
    assert "シビックセンター" not in told(slide)


@pytest.mark.parametrize("k", [1.0, 1.2, 1.35, 1.8, 2.4, 3.2])
@pytest.mark.parametrize("format", SHAPES, ids=lambda format: format.name)
def test_no_part_of_a_date_is_under_its_reading_size(draw: Draw, format: Format, k: float) -> None:
    html = draw(LIGHTS, "now", Format(format.width, format.height, k)).html.decode()
    blocks = {
        name: float(u) * 10.8 for name, u in re.findall(r"#(\w+)\{[^}]*font-size:calc\(var\(--u\)\*([\d.]+)\)", html)
    }
    runs = re.findall(r"#(\w+) \.[\w.]+\{font-size:([\d.]+)em", html)
    assert runs
    assert all(blocks[name] * float(em) >= 36 * k - 0.1 for name, em in runs)
    assert min(blocks.values()) >= 36 * k - 0.1


def test_equal_input_gives_equal_bytes_and_each_stage_its_own(draw: Draw) -> None:
    made = {state: draw(FESTIVAL, state).html for state in STAGES}
    assert made == {state: draw(FESTIVAL, state).html for state in STAGES}
    assert len(set(made.values())) == len(made)


def test_the_header_names_the_theme_not_the_day_of_publication(draw: Draw) -> None:
    published = msgspec.structs.replace(FESTIVAL, published_at=gallery.PUBLISHED)
    assert "公共交通のスマート化" in told(draw(published))
    assert "2024年11月22日" not in told(draw(published))


def test_an_event_without_a_date_is_not_drawn(draw: Draw) -> None:
    with pytest.raises(RenderError, match="no date"):
        draw(msgspec.structs.replace(FESTIVAL, event=None))
    with pytest.raises(RenderError, match="no date"):
        draw(msgspec.structs.replace(FESTIVAL, event=Event(occasions=())))


def test_an_endless_place_is_shortened_and_staff_are_told(draw: Draw) -> None:
    event = Event(occasions=(Occasion(date(2024, 12, 7), date(2024, 12, 8)),), place={"ja": "日立市役所、" * 60})
    slide = draw(msgspec.structs.replace(FESTIVAL, event=event))
    assert slide.findings == (Finding("cut", "note", "place"),)


def test_the_clock_is_a_place_for_the_script_and_no_time(draw: Draw) -> None:
    html = draw(FESTIVAL, clock=True).html.decode()
    assert '<time class="ln" data-clock="Asia/Tokyo"></time>' in html
    assert re.search(r"#clock\{[^}]*width:", html)
    assert "<time" not in draw(FESTIVAL).html.decode()


def test_the_project_s_name_makes_room_for_the_clock(draw: Draw) -> None:
    """In a row that is full the name goes and the clock stays."""
    item = msgspec.structs.replace(MEETING, themes=("health",))
    assert b'id="project"' in draw(msgspec.structs.replace(MEETING, themes=("mobility",)), "early", PORTRAIT).html
    slide = draw(item, "early", PORTRAIT, clock=True).html
    assert b'id="project"' not in slide
    assert b'id="clock"' in slide


@pytest.mark.browser
async def test_every_stage_stands_on_the_glass_in_every_shape_and_language() -> None:
    asked = ("3days", "tomorrow", "today", "now", "fair-early", "long-now", "cancelled", "3days-qr", "now-qr", "clock")
    names = {f"{name}-{language}" for name in asked for language in ("ja", "en")} | {"clock"}
    chosen = [case for case in gallery.cases() if case.kind == "event" and case.name in names]
    shots = await shoot_all([(case, face) for case in chosen for face in gallery.SHAPES])
    assert len(shots) == 3 * len(chosen) > 50
    assert {shot.caption: shot.faults for shot in shots if shot.faults} == {}
