"""What people type becomes an item; what can't be used is told and leaves what was there; and a form reads back what it shows."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.domain.content import Item, Period
from signage.domain.events import Event, Occasion
from signage.domain.forms.item import Office, Written, read_item
from signage.domain.forms.item_fields import Difference, Writing, differences, fields_of
from signage.domain.forms.letters import letters, seen_text
from tests.factories import NOW, an_item

TOKYO = ZoneInfo("Asia/Tokyo")
OFFICE = Office(
    now=NOW,
    zone=TOKYO,
    themes=("green", "health"),
    media=("poster.jpg",),
    targets={"entrance", "strips", "station"},
    departments=("library",),
    link_hosts=("city.example",),
)
WRITING = Writing(
    lambda day: f"{day:%Y-%m-%d}",
    lambda at: f"{at.astimezone(TOKYO):%Y-%m-%d %H:%M}",
    lambda at: f"{at.astimezone(TOKYO):%Y-%m-%d %H:%M}",
)
BARE = Item(id="staff-1", source="staff", kind="notice", title={})


def read(before: Item = BARE, /, **fields: str) -> Written:
    return read_item(fields, before, "library", OFFICE)


def test_a_form_becomes_an_item() -> None:
    written = read(
        kind="event",
        theme="green",
        title_ja=" 港まつり ",
        title_en="Harbour fair",
        text_ja="花火が\r\n上がります。",
        url="www.city.example/fair",
        media="poster.jpg",
        begins="2026-12-01 8:30",
        ends="2026-12-24",
        first="2026-12-24",
        **{"from": "18時"},
        until="20:00",
        place_ja="港",
        where="some",
        places="entrance\nstrips\nentrance",
        department="library",
    )
    item = written.item
    assert not written.errors and written.department == "library"
    assert (item.kind, item.themes, item.media, item.places) == (
        "event",
        ("green",),
        "poster.jpg",
        ("entrance", "strips"),
    )
    assert item.title == {"ja": "港まつり", "en": "Harbour fair"} and item.text == {"ja": "花火が 上がります。"}
    assert item.url == "https://www.city.example/fair"
    assert item.period == Period(datetime(2026, 11, 30, 23, 30, tzinfo=UTC), datetime(2026, 12, 24, 15, tzinfo=UTC))
    day = date(2026, 12, 24)
    assert item.event == Event(
        occasions=(Occasion(day, day, time(18), time(20)),), timezone="Asia/Tokyo", place={"ja": "港"}
    )
    assert item.published_at == item.period.begins_at


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"title_ja": "あ" * 81}, "title_ja"),
        ({"title_en": "a" * 121}, "title_en"),
        ({"text_ja": "あ" * 10_000}, "text_ja"),
        ({"kind": "alert"}, "kind"),
        ({"theme": "none"}, "theme"),
        ({"media": "other.jpg"}, "media"),
        ({"department": "museum"}, "department"),
        ({"url": "https://elsewhere.example/"}, "url"),
        ({"url": "https://evilcity.example/"}, "url"),
        ({"url": "https://city.example@elsewhere.example/"}, "url"),
        ({"begins": "いつか"}, "begins"),
        ({"begins": "0001-01-01"}, "begins"),
        ({"ends": "9999-12-31"}, "ends"),
        ({"ends": "2026-11-21"}, "ends"),
        ({"begins": "2026-12-02", "ends": "2026-12-01"}, "ends"),
        ({"where": "some", "places": "moon"}, "places"),
        ({"where": "some"}, "places"),
        ({"kind": "event", "first": "2026-12-02", "last": "2026-12-01"}, "last"),
        ({"kind": "event", "first": "いつか"}, "first"),
        ({"kind": "event", "first": "2026-12-02", "from": "25:00"}, "from"),
        ({"kind": "event", "first": "2026-12-02", "from": "18:00", "until": "17:00"}, "until"),
    ],
)
def test_what_can_not_be_used_is_told_in_both_languages_and_leaves_what_was_there(
    fields: dict[str, str], where: str
) -> None:
    written = read(**fields)
    assert list(written.errors) == [where] and set(written.errors[where]) == {"ja", "en"}
    assert all(written.errors[where].values())
    changed = written.item
    assert (changed.title, changed.text, changed.url, changed.period, changed.places) == ({}, {}, None, Period(), ())
    assert written.department == "library"


def test_of_an_event_all_is_kept_that_can_be_used() -> None:
    written = read(kind="event", first="2026-12-02", last="2026-12-01", **{"from": "18:00"}, until="17:00")
    assert set(written.errors) == {"last", "until"}
    day = date(2026, 12, 2)
    assert written.item.event and written.item.event.occasions == (Occasion(day, day, time(18)),)


def test_a_night_lasts_into_the_small_hours() -> None:
    written = read(kind="event", first="2026-12-31", **{"from": "22:00"}, until="2:00")
    assert not written.errors and written.item.event and written.item.event.occasions[0].overnight


def test_a_language_that_is_emptied_is_no_longer_shown() -> None:
    assert read(an_item(title={"ja": "一", "en": "One"}), title_en=" ").item.title == {"ja": "一"}


def test_what_the_form_does_not_ask_for_stays() -> None:
    before = an_item(hashtags=("x",), year=1910, title={"ja": "一", "fr": "Un"})
    written = read(before, title_ja="二")
    assert (written.item.hashtags, written.item.year, written.item.title) == (("x",), 1910, {"ja": "二", "fr": "Un"})


def test_a_link_that_was_there_before_hosts_were_limited_stays() -> None:
    before = an_item(url="https://elsewhere.example/a")
    assert not read(before, url="https://elsewhere.example/a").errors


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("日立市", 3),
        ("が", 1),
        ("か\u3099", 1),
        ("👨‍👩‍👧‍👦", 1),
        ("🇯🇵🇬🇧", 2),
        ("👍🏽", 1),
        ("葛\U000e0100城", 2),
        ("", 0),
    ],
)
def test_letters_are_counted_as_a_reader_counts_them(text: str, count: int) -> None:
    assert letters(text) == count


def test_what_nobody_sees_is_not_kept() -> None:
    assert seen_text("a\u202eb\u200b\x00c\u2066\ud83d\u00ad\n d") == "abc d"


def test_a_form_reads_back_what_it_shows() -> None:
    days = Occasion(date(2026, 12, 1), date(2026, 12, 3), time(9), None)
    item = an_item(
        "staff-1",
        source="staff",
        kind="event",
        title={"ja": "一", "en": "One", "ja-easy": "いち"},
        text={"ja": "本文"},
        period=Period(NOW + timedelta(days=1), NOW + timedelta(days=30)),
        themes=("health",),
        places=("station",),
        event=Event(
            occasions=(days,),
            place={"ja": "港"},
            fee={"ja": "無料"},
            note={"en": "Rain or shine"},
            cancelled=True,
            postponed=True,
        ),
        url="https://city.example/a",
        media="poster.jpg",
    )
    written = read_item(fields_of(item, "library", WRITING), item, "library", OFFICE)
    assert not written.errors
    assert written.item == Item(
        **{**{f: getattr(item, f) for f in item.__struct_fields__}, "published_at": item.period.begins_at}
    )


@given(st.dictionaries(st.sampled_from(sorted(fields_of(an_item(), "", WRITING))), st.text(max_size=200)))
def test_whatever_is_typed_is_read_or_told_and_never_breaks(fields: dict[str, Any]) -> None:
    written = read(**fields)
    for words in (written.item.title, written.item.text):
        assert all(text and letters(text) <= 240 for text in words.values())
    assert written.item.id == "staff-1" and set(written.errors) <= set(fields)


def test_two_who_wrote_the_same_item_differ_only_where_they_do() -> None:
    was = {"title_ja": "一", "text_ja": "本文", "url": ""}
    theirs = {"title_ja": "一", "text_ja": "彼らの本文", "url": "https://a"}
    mine = {"title_ja": "私の題", "text_ja": "私の本文", "url": ""}
    assert differences(was, theirs, mine) == [
        Difference("title_ja", "一", "私の題", pick_mine=True),
        Difference("text_ja", "彼らの本文", "私の本文", pick_mine=False),
        Difference("url", "https://a", "", pick_mine=False),
    ]
    assert differences(was, was, was | {"title_ja": " 一\n"}) == []


def test_who_said_it_is_named_only_with_their_consent() -> None:
    voice = {"kind": "voice", "title_ja": "海の見える駅が好き", "text_ja": "駅は？"}
    agreed = read(**voice, speaker_ja="海の人", consent="on")
    assert agreed.item.speaker == {"ja": "海の人"} and not agreed.errors
    silent = read(**voice, speaker_ja="海の人")
    assert silent.item.speaker == {} and silent.errors.keys() == {"consent"}
    assert read(agreed.item, **voice, speaker_ja="").item.speaker == {}, "taken out again"
    assert read(agreed.item, kind="news", title_ja="お知らせ", speaker_ja="海の人", consent="on").item.speaker == {}
    assert read(agreed.item, **fields_of(agreed.item, "library", WRITING)) == agreed


def test_a_voice_may_be_longer_than_a_title() -> None:
    assert not read(kind="voice", title_ja="声" * 140).errors
    assert read(kind="voice", title_ja="声" * 141).errors["title_ja"]["ja"].startswith("声は 140文字まで")
    assert "title_ja" in read(kind="news", title_ja="題" * 81).errors


def test_an_event_copied_with_several_days_keeps_those_that_the_form_has_no_room_for() -> None:
    days = [date(2026, 12, day) for day in (2, 9, 16)]
    before = an_item(kind="event", event=Event(occasions=tuple(Occasion(day, day) for day in days)))
    changed = read(before, kind="event", first="2026-12-03").item.event
    assert changed and [one.first for one in changed.occasions] == [date(2026, 12, 3), *days[1:]]
