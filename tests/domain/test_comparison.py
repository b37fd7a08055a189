"""Two catalogues side by side: what displays would show otherwise, and since when."""

from datetime import datetime, time, timedelta
from typing import Any

import msgspec
import pytest

from signage.domain.catalogue import Catalogue
from signage.domain.comparison import Comparison, Outcome, compare, no_difference
from signage.domain.content import Period, TakenDown
from signage.domain.drafts import Draft, file_of, with_drafts
from signage.domain.playlist_changes import weigh, with_sections
from signage.domain.playlist_file import PlaylistFile
from signage.domain.playlists import Playlist, Section
from signage.domain.publication import days_around
from signage.domain.rehearsal import Asked, Rehearsal, changed, packed_changes
from signage.domain.schedule import Rule
from signage.domain.timeline import channel_of, targeting_of
from tests.factories import NOW, a_display, a_place, an_item

PLATFORM, HALL = a_display("platform"), a_display("hall", place="hall")
NEWS = Section(name="news", items=("news-0", "news-1"), seconds=10)


def a_catalogue(*files: PlaylistFile, **changes: Any) -> Catalogue:
    fields: dict[str, Any] = {
        "revision": 1,
        "items": {f"news-{n}": an_item(f"news-{n}") for n in range(4)},
        "playlists": {file.playlist.name: file.playlist for file in files},
        "rules": tuple(rule for file in files for rule in file.rules),
        "places": {"station": a_place(), "hall": a_place("hall", type="hall", hours="Mo-Su 09:00-17:00")},
        "displays": {one.id: one for one in (a_display("entrance"), PLATFORM, HALL)},
    }
    return Catalogue(**{**fields, **changes})


def a_file(name: str, *sections: Section, **rule: Any) -> PlaylistFile:
    return PlaylistFile(Playlist(name=name, sections=sections), (Rule(playlist=name, number=1, **rule),))


STATIONS = a_file("stations", NEWS, place_types=("station",))
HALLS = a_file("halls", Section(name="news", items=("news-2",), seconds=10), place_types=("hall",))
BEFORE = a_catalogue(HALLS, STATIONS)


def drafted(before: Catalogue, file: PlaylistFile | None, name: str = "") -> Catalogue:
    return with_drafts(before, [Draft(name or (file.playlist.name if file else ""), file, "", "A", NOW)])


def compared(after: Catalogue, before: Catalogue = BEFORE, now: datetime = NOW) -> Comparison:
    """As the function says it, and as a worker does of what is packed: both are the same."""
    found = compare(before, after, now)
    packed = Rehearsal().compare(msgspec.msgpack.encode(before), packed_changes(before, after), now)
    assert packed == found
    return found


def only(comparison: Comparison) -> Outcome:
    assert len(comparison.outcomes) == 1
    return comparison.outcomes[0]


def test_the_same_shows_the_same() -> None:
    found = compared(BEFORE)
    assert (found.displays, found.outcomes, found.touched) == (3, (), ())
    assert found == no_difference(BEFORE)


def test_a_slide_that_comes_and_one_that_goes_are_told_with_their_displays_and_both_loops() -> None:
    sections = [msgspec.structs.replace(NEWS, items=("news-1", "news-2", "news-3"))]
    found = compared(drafted(BEFORE, with_sections(STATIONS, sections)))
    assert found.touched == ("entrance", "platform")
    assert {slide.item: slide.displays for slide in found.added} == {
        "news-2": ("entrance", "platform"),
        "news-3": ("entrance", "platform"),
    }
    assert [slide.item for slide in found.dropped] == ["news-0"]
    one = only(found)
    assert (one.at, one.before_ms, one.after_ms) == (NOW, 20_000, 30_000)
    assert not one.emptied and not one.only_fallback


def test_weights_alone_change_loops_but_no_slides() -> None:
    file = with_sections(STATIONS, [NEWS, Section(name="other", items=("news-3",), seconds=10)])
    before = drafted(BEFORE, file)
    found = compared(drafted(before, weigh("news", 3)(file)), before)
    assert found.touched == ("entrance", "platform")
    assert (found.added, found.dropped, found.changed) == ((), (), ())


def test_what_shows_later_only_is_told_with_its_moment() -> None:
    later = NOW + timedelta(days=2)
    item = an_item("news-1", period=Period(begins_at=later))
    before = msgspec.structs.replace(BEFORE, items={**BEFORE.items, "news-1": item})
    sections = [msgspec.structs.replace(NEWS, items=("news-0",))]
    found = compared(drafted(before, with_sections(STATIONS, sections)), before)
    assert only(found).at == later
    assert [(slide.item, slide.at) for slide in found.dropped] == [("news-1", later)]


def test_what_is_over_before_or_begins_after_the_coming_week_is_no_change() -> None:
    item = an_item("news-3", period=Period(begins_at=NOW + timedelta(days=8)))
    before = msgspec.structs.replace(BEFORE, items={**BEFORE.items, "news-3": item})
    sections = [msgspec.structs.replace(NEWS, items=("news-0", "news-1", "news-3"))]
    assert compared(drafted(before, with_sections(STATIONS, sections)), before).outcomes == ()


def test_the_moment_that_is_compared_is_an_open_one() -> None:
    night = NOW.replace(hour=13)  # 22:00 in Japan: the hall opens at nine
    sections = [Section(name="news", items=("news-2", "news-3"), seconds=10)]
    one = only(compared(drafted(BEFORE, with_sections(HALLS, sections)), now=night))
    assert one.at == datetime(2026, 11, 23, 0, 0, tzinfo=NOW.tzinfo)
    assert (one.before_ms, one.after_ms) == (10_000, 20_000)


def test_a_playlist_that_is_taken_out_leaves_the_fallback_alone() -> None:
    found = compared(drafted(BEFORE, None, "halls"))
    one = only(found)
    assert one.only_fallback
    assert (one.before_ms, one.after_ms) == (10_000, None)
    assert one.emptied[0] == (NOW, NOW.replace(hour=8))  # 12:00 to 17:00 in Japan
    assert len(one.emptied) == 8
    assert [slide.item for slide in found.dropped] == ["news-2"]


def test_hours_that_lose_their_rule_are_told_and_the_others_are_not() -> None:
    mornings = a_file("stations", NEWS, place_types=("station",), hours=(time(6), time(11)))
    one = only(compared(drafted(BEFORE, mornings)))
    assert not one.only_fallback
    assert one.emptied[0] == (NOW, datetime(2026, 11, 22, 21, 0, tzinfo=NOW.tzinfo))


def test_a_new_rule_of_equal_priority_is_a_conflict_and_one_that_was_there_is_not_told_again() -> None:
    market = a_file("market", NEWS, displays=("platform",))
    everywhere = a_file("everywhere", NEWS)
    before = a_catalogue(everywhere, HALLS)
    found = compared(drafted(before, market), before)
    assert [(one.first, one.second, one.display) for one in found.conflicts] == [
        ("everywhere#1", "market#1", "platform")
    ]


def test_a_rule_for_one_display_touches_that_display_alone() -> None:
    market = a_file("market", Section(name="news", items=("news-3",)), displays=("platform",), priority=5)
    assert compared(drafted(BEFORE, market)).touched == ("platform",)


def test_an_item_that_says_something_new_is_told_though_the_loop_stays() -> None:
    item = an_item("news-1", title={"ja": "改めた題名"})
    found = compared(msgspec.structs.replace(BEFORE, items={**BEFORE.items, "news-1": item}))
    assert [slide.item for slide in found.changed] == ["news-1"]
    one = only(found)
    assert one.before_ms == one.after_ms == 20_000


def test_an_item_that_is_withdrawn_goes_from_every_display_that_shows_it() -> None:
    found = compared(msgspec.structs.replace(BEFORE, taken_down=(TakenDown(BEFORE.items["news-1"], NOW),)))
    assert [(slide.item, slide.displays) for slide in found.dropped] == [("news-1", ("entrance", "platform"))]


def test_a_new_display_shows_all_of_it_anew() -> None:
    tower = a_display("tower")
    found = compared(msgspec.structs.replace(BEFORE, displays={**BEFORE.displays, "tower": tower}))
    assert found.touched == ("tower",)
    assert only(found).before_ms is None


def test_changes_travel_without_what_stayed_the_same() -> None:
    after = drafted(BEFORE, None, "halls")
    packed = packed_changes(BEFORE, after)
    assert len(packed) < len(msgspec.msgpack.encode(after)) / 2
    assert changed(BEFORE, packed) == after


@pytest.mark.parametrize("display", [PLATFORM, HALL])
def test_a_rehearsed_loop_tells_its_items_and_since_when_it_runs_where_it_is_on(display: Any) -> None:
    channel = channel_of(display, BEFORE.places[display.place], targeting_of(BEFORE))
    after = drafted(BEFORE, weigh("news", 9)(STATIONS))
    rehearsal, packed = Rehearsal(), msgspec.msgpack.encode(BEFORE)
    asked = [Asked("stations", NOW, channel), Asked("stations", NOW, channel, drafted=False), Asked("x", NOW, channel)]
    drawn, published, missing = rehearsal.loops(packed, packed_changes(BEFORE, after), asked, days_around(NOW))
    assert missing is None and drawn is not None and published is not None
    assert [sorted(its) for its in drawn.items] == [["news-0", "news-1"]]
    assert (published.anchor_at is not None) is (display is PLATFORM)
    assert file_of(BEFORE, "stations") == STATIONS
