"""What a post says of an item, how long X finds it, and which slide is photographed."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from signage.brand import Brand
from signage.domain.content import Item
from signage.domain.events import Event, Occasion
from signage.domain.media import Media, Rendition
from signage.domain.sharing import CUTS, Post, post_of, shared_key, when_words
from tests.factories import an_item

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
BRAND = Brand(name={"ja": "日立市 × 日立製作所　共創プロジェクト", "en": "Co-creation Project"})


def an_event(
    first: date, last: date | None = None, begins: time | None = None, ends: time | None = None, **more: Any
) -> Item:
    occasions = (Occasion(first, last or first, begins, ends),)
    event = Event(occasions=occasions, place={"ja": "新都市広場", "en": "Shintoshi Plaza"}, **more)
    return an_item("fes", kind="event", title={"ja": "モビリティフェス", "en": "Mobility Festival"}, event=event)


FESTIVAL = an_event(date(2026, 12, 5), date(2026, 12, 6), time(10), time(16))


def test_a_post_tells_what_when_and_where_and_leads_to_its_page() -> None:
    item = an_item(
        title={"ja": "モビリティフェス"},
        text={"ja": "体験会です。"},
        url="https://www.city.example/fes",
        hashtags=("日立",),
    )
    item = Item(
        **{name: getattr(item, name) for name in item.__struct_fields__} | {"kind": "event", "event": FESTIVAL.event}
    )
    post = post_of(item, "ja", NOW, BRAND)
    assert post.text.splitlines() == [
        "モビリティフェス",
        "日時　12月5日（土）〜6日（日） 10:00–16:00",
        "場所　新都市広場",
        "体験会です。",
        "#日立",
    ]
    assert post.address == "https://www.city.example/fes"
    assert (
        post.picture
        == "「モビリティフェス」 12月5日（土）〜6日（日） 10:00–16:00 新都市広場 日立市 × 日立製作所　共創プロジェクト"
    )


def test_in_english_it_speaks_english() -> None:
    post = post_of(FESTIVAL, "en", NOW, BRAND)
    assert post.text.splitlines()[1:] == ["When: Sat 5 December – Sun 6 December 10:00–16:00", "Where: Shintoshi Plaza"]
    assert post.picture.startswith("“Mobility Festival”. Sat 5 December")


@pytest.mark.parametrize(
    ("item", "says"),
    [
        (an_event(date(2026, 12, 5)), "12月5日（土）"),
        (an_event(date(2026, 12, 5), begins=time(9)), "12月5日（土） 9:00から"),
        (an_event(date(2026, 12, 5), ends=time()), "12月5日（土） 24:00まで"),
        (an_event(date(2026, 11, 30), date(2026, 12, 1)), "11月30日（月）〜12月1日（火）"),
        (an_event(date(2026, 12, 5), cancelled=True), "中止になりました"),
        (an_item(), ""),
    ],
)
def test_days_and_hours_are_said_as_people_write_them(item: Item, says: str) -> None:
    assert when_words(item, "ja", NOW) == says


def test_of_an_event_that_repeats_the_next_time_is_told_and_once_all_are_over_the_last() -> None:
    days = [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]
    event = Event(occasions=tuple(Occasion(day, day) for day in days))
    item = an_item(kind="event", event=event)
    assert when_words(item, "ja", NOW) == "12月1日（火）"
    assert when_words(item, "ja", NOW + timedelta(days=900)) == "1月1日（金）"


def test_x_counts_a_kana_twice_and_any_address_as_twenty_three() -> None:
    assert Post("あいう", "", "").weight == 6
    assert Post("abc", "", "").weight == 3
    assert Post("あ", "https://www.city.example/a/very/long/address", "").weight == 2 + 1 + 23


def test_no_picture_counts_the_days_to_an_event_since_posts_stay() -> None:
    [stage] = shared_key(FESTIVAL, "ja", NOW, None).stages
    assert stage is not None and stage.state == "early"
    off = an_event(date(2026, 12, 5), cancelled=True)
    assert [one and one.state for one in shared_key(off, "ja", NOW, None).stages] == ["cancelled"]


def test_a_picture_whose_licence_is_over_is_left_out() -> None:
    media = Media(name="x.jpg", renditions=(Rendition("a.jpg", 960, 640, 1),), ends_at=NOW)
    assert shared_key(an_item(media="x.jpg"), "ja", NOW, media).bare
    assert not shared_key(an_item(media="x.jpg"), "ja", NOW - timedelta(seconds=1), media).bare


def test_the_shapes_are_those_that_the_accounts_take() -> None:
    assert [(cut.width, cut.height) for cut in CUTS] == [(1200, 630), (1080, 1080), (1080, 1920)]
