"""Doing only what an edit touched gives what doing everything gives."""

import hashlib
from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signage.domain.catalogue import Catalogue
from signage.domain.changes import affected_playlists
from signage.domain.content import Item, TakenDown
from signage.domain.displays import Format
from signage.domain.events import Event, Occasion
from signage.domain.links import Link
from signage.domain.manifest import Made
from signage.domain.media import Media, Rendition
from signage.domain.playlists import Playlist
from signage.domain.publication import (
    Compiler,
    channels_of,
    compile_channels,
    days_around,
    due_channels,
    pack,
    same_channels,
)
from signage.domain.repertoire import Repertoire
from signage.domain.slots import SlideKey
from signage.domain.timeline import Channel, next_roll

from .factory import a_catalogue, a_display, a_place, a_playlist, a_rule, a_section, an_item, at

NOW = at("2026-11-22T03:00")
TODAY = date(2026, 11, 22)
TAGS, THEMES = ("fair", "city"), ("green", "health")


@st.composite
def some_item(draw: st.DrawFn, id: str) -> Item:
    kind = draw(st.sampled_from(["news", "event", "report", "film"]))
    fields: dict[str, Any] = {
        "kind": kind,
        "themes": draw(st.sampled_from([(), ("green",), ("health",)])),
        "hashtags": draw(st.sampled_from([(), ("fair",), ("city",), TAGS])),
        "url": draw(st.sampled_from([None, "https://a.example/fair"])),
        "places": draw(st.sampled_from([(), (), ("gate",), ("station",)])),
        "ends": draw(st.sampled_from([None, NOW + timedelta(hours=30)])),
        "position": draw(st.integers(0, 2)),
    }
    if kind == "event":
        first = TODAY + timedelta(days=draw(st.integers(-3, 4)))
        occasion = Occasion(first, first, time(10), time(16))
        fields["event"] = Event(occasions=(occasion,), cancelled=draw(st.booleans()))
    if kind == "film":
        fields["media"] = "film.mp4"
    return an_item(id, **fields)


SECTIONS = (
    a_section("news", kinds=("news",), newest=2),
    a_section("events", kinds=("event",), template="coming.html"),
    a_section("green", themes=("green",)),
    a_section("all"),
)


@st.composite
def some_playlist(draw: st.DrawFn, name: str) -> Playlist:
    sections = draw(st.lists(st.sampled_from(SECTIONS), min_size=1, max_size=3, unique_by=lambda one: one.name))
    return a_playlist(name, *sections, clock=draw(st.booleans()))


@st.composite
def some_catalogue(draw: st.DrawFn) -> Catalogue:
    items = {id: draw(some_item(id)) for id in draw(st.sets(st.sampled_from("abcdefgh")))}
    down = {id: items.pop(id) for id in draw(st.sets(st.sampled_from(sorted(items))))} if items else {}
    erased = draw(st.sets(st.sampled_from(sorted(down)))) if down else set()
    down |= {id: msgspec.structs.replace(down[id], title={}, places=()) for id in erased}
    playlists = {name: draw(some_playlist(name)) for name in ("base", "gate")}
    rules = [
        a_rule("base"),
        a_rule("gate", displays=("gate",), hours=draw(st.sampled_from([None, (time(9), time(17))]))),
    ]
    film = Rendition("f" * 64 + ".mp4", 1920, 1080, 5)
    length = draw(st.sampled_from([7_000, 9_000]))
    return Catalogue(
        items=items,
        taken_down=tuple(TakenDown(item, NOW - timedelta(hours=1)) for item in down.values()),
        playlists=playlists,
        rules=tuple(draw(st.sampled_from([rules, rules[:1]]))),
        places={"station": a_place("station", hours=draw(st.sampled_from(["", "Mo-Su 08:00-20:00"])))},
        displays={id: a_display(id) for id in ("gate", "hall")},
        media={"film.mp4": Media(name="film.mp4", renditions=(film,), film=film, film_ms=length)},
    )


@st.composite
def some_edit(draw: st.DrawFn) -> tuple[Catalogue, Catalogue]:
    """A catalogue, and one that differs from it in some of its nouns."""
    before, other = draw(some_catalogue()), draw(some_catalogue())
    nouns = draw(st.sets(st.sampled_from(["items", "playlists", "rules", "places", "media"])))
    changes = {noun: getattr(other, noun) for noun in nouns}
    if "items" in nouns:
        changes["taken_down"] = other.taken_down
    return before, msgspec.structs.replace(before, **changes)


@given(some_edit())
@settings(max_examples=400, deadline=None)
def test_a_channel_that_is_not_due_would_show_what_it_shows(edit: tuple[Catalogue, Catalogue]) -> None:
    before, after = edit
    old, channels = channels_of(before), list(channels_of(after))
    rolls = {channel.id: next_roll(channel, NOW) for channel in old}
    due = due_channels(before, after, channels, rolls, NOW)
    resting = [channel for channel in channels if channel not in due]
    assert compile_channels(after, resting, NOW) == compile_channels(before, resting, NOW)


def assert_what_is_kept_changes_nothing(before: Catalogue, after: Catalogue) -> None:
    compile_channels(before, list(channels_of(before)), NOW, kept := Repertoire(before, days=days_around(NOW)))
    channels = list(channels_of(after))
    again = compile_channels(after, channels, NOW, Repertoire(after, kept, days_around(NOW)))
    assert again == compile_channels(after, channels, NOW)


@given(some_edit())
@settings(max_examples=400, deadline=None)
def test_what_a_repertoire_keeps_of_the_last_one_changes_nothing(edit: tuple[Catalogue, Catalogue]) -> None:
    assert_what_is_kept_changes_nothing(*edit)


@st.composite
def some_rewriting(draw: st.DrawFn) -> tuple[Catalogue, Catalogue]:
    """A catalogue, and one in which some items say something else, in other languages or with another picture's length;
    now and then an event is called off.
    """
    spoken = {"hall": a_display("hall", languages=("ja", "en"))}
    before = msgspec.structs.replace(catalogue := draw(some_catalogue()), displays=catalogue.displays | spoken)
    items = dict(before.items)
    for id in draw(st.sets(st.sampled_from(sorted(items)))) if items else ():
        languages = draw(st.sampled_from([("ja",), ("ja", "en"), ("en",)]))
        words = {language: draw(st.sampled_from(["短い", "長い" * 60])) for language in languages}
        items[id] = msgspec.structs.replace(
            items[id], title=words, text=words, url=draw(st.sampled_from([None, items[id].url]))
        )
        if event := items[id].event:
            called_off = msgspec.structs.replace(event, cancelled=draw(st.booleans()))
            items[id] = msgspec.structs.replace(items[id], event=called_off)
    film = msgspec.structs.replace(before.media["film.mp4"], film_ms=draw(st.sampled_from([7_000, 9_000])))
    return before, msgspec.structs.replace(before, items=items, media={"film.mp4": film})


@given(some_rewriting())
@settings(max_examples=400, deadline=None)
def test_orders_that_go_on_under_other_words_are_those_of_a_fresh_start(edit: tuple[Catalogue, Catalogue]) -> None:
    assert_what_is_kept_changes_nothing(*edit)


@given(some_edit())
@settings(max_examples=100, deadline=None)
def test_a_packed_catalogue_compiles_to_the_same(edit: tuple[Catalogue, Catalogue]) -> None:
    compiler = Compiler()
    for catalogue in edit:
        channels = list(channels_of(catalogue))
        assert compiler.compile(pack(catalogue), channels, NOW) == compile_channels(catalogue, channels, NOW)


def every_slide(catalogue: Catalogue, channels: Sequence[Channel]) -> dict[Format, dict[SlideKey, Made]]:
    """One that is named by what it shows, for each that the channels need."""
    made: dict[Format, dict[SlideKey, Made]] = {}
    for one in compile_channels(catalogue, channels, NOW):
        names = {key: hashlib.sha256(repr(key).encode()).hexdigest() for key in one.keys}
        made.setdefault(one.channel.format, {}).update({key: Made(name, 1) for key, name in names.items()})
    return made


@given(some_edit())
@settings(max_examples=100, deadline=None)
def test_tails_are_the_same_whether_or_not_the_process_was_asked_for_the_slides_first(
    edit: tuple[Catalogue, Catalogue],
) -> None:
    asked = Compiler()
    for catalogue in edit:
        channels = list(channels_of(catalogue))
        packed, made = pack(catalogue), every_slide(catalogue, channels)
        keys = asked.keys(packed, channels, NOW)
        assert keys == [one.keys for one in compile_channels(catalogue, channels, NOW)]
        assert asked.tails(packed, channels, NOW, made) == Compiler().tails(packed, channels, NOW, made)


def test_days_that_can_not_be_asked_for_again_are_not_kept() -> None:
    catalogue = Catalogue(
        items={id: an_item(id) for id in "abc"},
        playlists={"base": a_playlist()},
        rules=(a_rule(),),
        places={"station": a_place()},
        displays={"gate": a_display()},
    )
    kept = None
    for hour in range(1, 12):
        rules = (
            a_rule(hours=(time(0), time(hour))),
            a_rule("base", displays=("gate",) if hour % 2 else (), priority=-1),
        )
        items = catalogue.items | {"a": an_item("a", position=hour)}
        after = msgspec.structs.replace(catalogue, items=items, rules=rules)
        kept = Repertoire(after, kept, days_around(NOW))
        compile_channels(after, list(channels_of(after)), NOW, kept)
        reworded = msgspec.structs.replace(after, items=items | {"b": an_item("b", title={"ja": f"題名{hour}"})})
        kept = Repertoire(reworded, kept, days_around(NOW))
        assert len(kept.plans) == 9
        compile_channels(reworded, list(channels_of(reworded)), NOW, kept)
        assert len(kept.plans) == 9


def test_what_waits_for_its_slides_is_not_taken_for_that_of_another_day() -> None:
    catalogue = Catalogue(
        items={"one": an_item("one")},
        playlists={"base": a_playlist()},
        rules=(a_rule(),),
        places={"station": a_place()},
        displays={"gate": a_display()},
    )
    channels, packed, compiler = list(channels_of(catalogue)), pack(catalogue), Compiler()
    made = every_slide(catalogue, channels)
    compiler.keys(packed, channels, NOW)
    tomorrow = compiler.tails(packed, channels, NOW + timedelta(days=1), made)
    assert tomorrow == Compiler().tails(packed, channels, NOW + timedelta(days=1), made)
    assert tomorrow != Compiler().tails(packed, channels, NOW, made)


@given(st.lists(st.integers(-200, 200), min_size=1, max_size=12), st.integers(-150, 150), st.booleans())
@settings(max_examples=300, deadline=None)
def test_a_repertoire_of_a_week_shows_what_one_of_all_times_does(days: list[int], later: int, cancelled: bool) -> None:
    occasions = tuple(
        Occasion(day, day, time(20), time(2)) for n in sorted(days) for day in [TODAY + timedelta(days=n)]
    )
    item = an_item("event", kind="event", event=Event(occasions=occasions, cancelled=cancelled))
    catalogue = Catalogue(
        items={"event": item},
        playlists={"base": a_playlist()},
        rules=(a_rule(),),
        places={"station": a_place()},
        displays={"gate": a_display()},
    )
    now = NOW + timedelta(days=later)
    channels = list(channels_of(catalogue))
    assert compile_channels(catalogue, channels, now) == compile_channels(
        catalogue, channels, now, Repertoire(catalogue)
    )


@given(some_edit())
@settings(max_examples=200, deadline=None)
def test_displays_are_told_apart_anew_only_where_something_tells_them_apart(edit: tuple[Catalogue, Catalogue]) -> None:
    before, after = edit
    if same_channels(before, after):
        assert channels_of(before) == channels_of(after)


def test_a_day_that_rolled_is_due_and_an_untouched_playlist_is_not() -> None:
    before = Catalogue(
        items={"a": an_item("a")},
        playlists={"base": a_playlist("base")},
        rules=(a_rule("base"),),
        places={"station": a_place()},
        displays={"gate": a_display()},
    )
    (channel,) = channels_of(before)
    rolls = {channel.id: next_roll(channel, NOW)}
    assert due_channels(before, before, [channel], rolls, NOW) == []
    assert due_channels(before, before, [channel], rolls, rolls[channel.id]) == [channel]
    edited = msgspec.structs.replace(before, playlists={**before.playlists, "other": a_playlist("other")})
    assert affected_playlists(before, edited) == {"other"}
    assert due_channels(before, edited, [channel], rolls, NOW) == []


def test_an_item_that_is_erased_is_withdrawn_everywhere_since_nobody_knows_any_more_who_took_it() -> None:
    news, erased = a_playlist("news", a_section(kinds=("news",))), an_item("a", languages=())
    before = a_catalogue(items=(an_item("a"),), playlists=(news, a_playlist("films", a_section(kinds=("film",)))))
    before = msgspec.structs.replace(before, rules=(a_rule("news", displays=("hall",)), a_rule("films")))
    after = msgspec.structs.replace(before, items={}, taken_down=(TakenDown(erased, NOW),))
    (channel,) = channels_of(before)
    rolls = {channel.id: next_roll(channel, NOW)}
    assert [one.withdrawn for one in compile_channels(after, [channel], NOW)] == [("a",)]
    assert due_channels(before, after, [channel], rolls, NOW) == [channel]
    assert due_channels(after, after, [channel], rolls, NOW) == []


def test_what_there_was_no_memory_to_read_is_read_once_it_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def without_memory(*_: object) -> None:
        raise MemoryError

    old, new = (a_catalogue(items=(an_item(id),), playlists=(a_playlist(),), rules=(a_rule(),)) for id in "ab")
    channels, compiler = list(channels_of(old)), Compiler()
    compiler.keys(pack(old), channels, NOW)
    with monkeypatch.context() as patched, pytest.raises(MemoryError):
        patched.setattr("signage.domain.publication.Repertoire", without_memory)
        compiler.keys(pack(new), channels, NOW)
    assert compiler.keys(pack(new), channels, NOW) == Compiler().keys(pack(new), channels, NOW)


def test_a_link_that_dies_or_lives_touches_the_playlists_that_take_what_names_it_and_a_new_one_those_alone() -> None:
    page = "https://a.example/fair"
    survey, other = an_item("survey", kind="survey", url=page), an_item("other", kind="report")
    playlists = (
        a_playlist("coded", a_section("s", kinds=("survey",))),
        a_playlist("plain", a_section("p", kinds=("report",))),
    )
    before = Catalogue(items={"survey": survey, "other": other}, playlists={one.name: one for one in playlists})
    link = Link(code="K7M2P", asked=page, target=page, made_at=NOW)
    linked = msgspec.structs.replace(before, links={page: link})
    dead = msgspec.structs.replace(before, links={page: msgspec.structs.replace(link, dead_since=NOW)})
    for one, another in ((before, linked), (linked, dead), (dead, linked)):
        assert affected_playlists(one, another) == {"coded"}
    assert pack(before) == pack(linked), "what leads somewhere changes no loop"
    assert pack(linked) != pack(dead)
