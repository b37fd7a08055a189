"""A playlist as it runs: events one by one or as a list, films as long as they play, reports after their event."""

import gc
import weakref
from datetime import date, datetime, time, timedelta

import msgspec
import pytest

from signage.domain.catalogue import Catalogue
from signage.domain.content import FOLLOW_DAYS, Item
from signage.domain.events import Event, Occasion
from signage.domain.media import Media, Rendition
from signage.domain.playlists import Section
from signage.domain.programme import Programme
from signage.domain.repertoire import Repertoire

from .factory import a_playlist, a_section, an_item, at

NOW = at("2026-11-22T03:00")
DAY = date(2026, 11, 25)


def an_event(id: str, day: date = DAY, *, cancelled: bool = False, **fields: object) -> Item:
    event = Event(occasions=(Occasion(day, day, time(10), time(16)),), cancelled=cancelled)
    return an_item(id, kind="event", event=event, **fields)


def a_programme(*items: Item, section: Section, lists: bool = True, media: Media | None = None) -> Programme:
    catalogue = Catalogue(
        items={item.id: item for item in items},
        playlists={"base": a_playlist("base", section)},
        media={media.name: media} if media else {},
    )
    programme = Repertoire(catalogue).programme("base", ("ja",), frozenset(), lists)
    assert programme
    return programme


def shown(programme: Programme, at: datetime = NOW) -> list[tuple[str, ...]]:
    return [slot.key.items for slot in programme.loop_at(at)]


COMING = a_section("events", kinds=("event",), template="coming.html")
EVENTS = tuple(an_event(name, DAY + timedelta(days=n)) for n, name in enumerate("cab"))


def test_three_events_make_a_list_the_soonest_first_and_two_a_slide_each() -> None:
    assert shown(a_programme(*EVENTS, section=COMING)) == [("c", "a", "b")]
    (one, other) = a_programme(*EVENTS[:2], section=COMING).loop_at(NOW)
    assert (one.key.template, other.key.template) == ("event.html", "event.html")


def test_a_display_without_room_for_a_list_shows_each_event() -> None:
    assert shown(a_programme(*EVENTS, section=COMING, lists=False)) == [("c",), ("a",), ("b",)]


def test_a_list_comes_in_the_languages_that_some_of_its_events_are_written_in() -> None:
    catalogue = Catalogue(items={item.id: item for item in EVENTS}, playlists={"base": a_playlist("base", COMING)})
    programme = Repertoire(catalogue).programme("base", ("ja", "en"), frozenset())
    assert programme
    assert [slot.key.language for slot in programme.loop_at(NOW)] == ["ja"]


def test_a_cancelled_event_is_told_beside_the_list_not_in_it() -> None:
    cancelled = an_event("x", cancelled=True)
    assert shown(a_programme(*EVENTS, cancelled, section=COMING)) == [("c", "a", "b"), ("x",)]
    assert set(shown(a_programme(*EVENTS[:2], cancelled, section=COMING))) == {("c",), ("a",), ("x",)}


def test_events_beyond_the_list_are_left_to_a_later_section() -> None:
    events = [an_event(name, DAY + timedelta(days=n)) for n, name in enumerate("abcdef")]
    catalogue = Catalogue(
        items={item.id: item for item in events},
        playlists={"base": a_playlist("base", COMING, a_section("rest", kinds=("event",)))},
    )
    programme = Repertoire(catalogue).programme("base", ("ja",), frozenset())
    assert programme
    assert set(shown(programme)) == {("a", "b", "c", "d"), ("e",), ("f",)}


def test_an_event_that_is_over_leaves_the_loop_and_its_report_comes_for_a_month() -> None:
    event = an_event("fair", hashtags=("産業祭", "日立市"))
    other = an_event("other", DAY - timedelta(days=9), hashtags=("日立市",))
    report = an_item("report", kind="report", hashtags=("産業祭",), published_at=at("2026-11-27T00:00"))
    elsewhere = an_item("elsewhere", kind="report", hashtags=("日立市",), published_at=at("2026-11-27T00:00"))
    programme = a_programme(event, other, report, elsewhere, section=a_section("events", kinds=("event",)))
    over = at("2026-11-25T07:00")
    assert shown(programme, over - timedelta(minutes=1)) == [("fair",)]
    assert shown(programme, over) == [("report",)]
    assert shown(programme, over + timedelta(days=FOLLOW_DAYS)) == []


def test_a_report_of_an_earlier_year_does_not_follow_this_years_event() -> None:
    event = an_event("fair", hashtags=("産業祭",))
    report = an_item("report", kind="report", hashtags=("産業祭",), published_at=at("2025-11-27T00:00"))
    programme = a_programme(event, report, section=a_section("events", kinds=("event",)))
    assert shown(programme, at("2026-11-26T00:00")) == []


def test_a_film_stands_as_long_as_it_plays_unless_the_section_says_otherwise() -> None:
    still = Rendition("f" * 64 + ".webp", 1920, 1080, 5)
    media = Media(name="film.mp4", renditions=(still,), film=still, film_ms=7_040)
    film = an_item("film", kind="film", media="film.mp4")
    (slot,) = a_programme(film, section=a_section("all"), media=media).loop_at(NOW)
    assert slot.ms == 7_040
    (slot,) = a_programme(film, section=a_section("all", seconds=20.0), media=media).loop_at(NOW)
    assert slot.ms == 20_000


def test_a_long_text_stands_as_long_as_reading_it_takes_and_a_code_ten_seconds_more() -> None:
    item = an_item("long", title={"ja": "字" * 80})
    (slot,) = a_programme(item, section=a_section("all")).loop_at(NOW)
    assert slot.ms == 18_000  # 2 s and a fifth of a second a character
    coded = msgspec.structs.replace(item, url="https://www.city.example/")
    (slot,) = a_programme(coded, section=a_section("all", qr=True)).loop_at(NOW)
    assert slot.ms == 28_000
    (slot,) = a_programme(item, section=a_section("all", qr=True)).loop_at(NOW)
    assert slot.ms == 18_000, "what names no address has no code"


def test_a_code_stands_for_fifteen_seconds_whatever_its_section_says() -> None:
    section = a_section("all", qr=True, seconds=8)
    (slot,) = a_programme(an_item("told", url="https://www.city.example/"), section=section).loop_at(NOW)
    assert slot.ms == 15_000
    (slot,) = a_programme(an_item("told"), section=section).loop_at(NOW)
    assert slot.ms == 8_000
    poster = an_item("poster", kind="notice", url="https://www.city.example/")
    (slot,) = a_programme(poster, section=section).loop_at(NOW)
    assert slot.ms == 8_000, "no code stands on a notice"


def test_a_programme_that_nobody_needs_any_more_is_gone_at_once() -> None:
    programme = a_programme(an_item("a"), section=a_section("all"))
    assert programme.loop_at(NOW)
    gone = weakref.ref(programme)
    gc.disable()
    try:
        del programme
        assert gone() is None
    finally:
        gc.enable()


def test_other_words_change_how_long_a_slide_stands_and_no_order_is_worked_out_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    items = {name: an_item(name, kind="news") for name in "abc"}
    catalogue = Catalogue(items=items, playlists={"base": a_playlist("base", a_section("all"))})
    programme = (kept := Repertoire(catalogue)).programme("base", ("ja",), frozenset())
    assert programme
    was = programme.loop_at(NOW)
    monkeypatch.setattr("signage.domain.programme.rotate", None)
    longer = msgspec.structs.replace(items["b"], text={"ja": "長い" * 60})
    after = Repertoire(msgspec.structs.replace(catalogue, items=items | {"b": longer}), kept)
    programme = after.programme("base", ("ja",), frozenset())
    assert programme
    loop = programme.loop_at(NOW)
    assert [slot.key for slot in loop] == [slot.key for slot in was]
    assert [slot.item for slot, before in zip(loop, was, strict=True) if slot.ms > before.ms] == ["b"]
    assert [item.text for _, own in programme.choose(NOW) for item in own if item.id == "b"] == [{"ja": "長い" * 60}]
