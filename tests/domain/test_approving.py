"""What approval would do, counted before anybody approves."""

from datetime import timedelta
from typing import Any

import msgspec

from signage.domain.approving import Effect, by_shape, effect_of, packed_effect
from signage.domain.catalogue import Catalogue
from signage.domain.content import Period, TakenDown
from signage.domain.playlists import Playlist, Section
from signage.domain.schedule import Rule
from tests.factories import NOW, a_display, a_place, an_item

DAY = timedelta(days=1)
NEW = an_item("staff-1", kind="notice", source="staff")


def a_catalogue(*items: Any, **changes: Any) -> Catalogue:
    """A playlist of news and notices on all of two displays at the station and one at the library, always open."""
    sections = (Section(name="news", kinds=("news",)), Section(name="notices", kinds=("notice",)))
    values: dict[str, Any] = {
        "items": {item.id: item for item in items or (an_item("news-1"), an_item("news-2"))},
        "playlists": {"everyday": Playlist(name="everyday", sections=sections)},
        "rules": (Rule(playlist="everyday", number=1),),
        "places": {"station": a_place(), "library": a_place("library", type="library")},
        "displays": {
            "entrance": a_display(),
            "platform": a_display("platform", width=1080, height=1920),
            "desk": a_display("desk", place="library"),
        },
    }
    return Catalogue(**{**values, **changes})


def test_it_says_where_it_shows_how_often_and_how_long_the_round_becomes() -> None:
    effect = effect_of(a_catalogue(), NEW, NOW)
    assert effect.displays == ("desk", "entrance", "platform")
    assert effect.first_at == NOW
    assert effect.turns == (2, 2), "as many turns as the news has, since its section weighs the same"
    assert effect.seconds == (12, 12)
    assert {(one.before_ms, one.after_ms) for one in effect.rounds} == {(24_000, 48_000)}


def test_one_that_is_kept_to_a_place_counts_its_displays_only() -> None:
    kept = msgspec.structs.replace(NEW, places=("library",))
    assert effect_of(a_catalogue(), kept, NOW).displays == ("desk",)


def test_one_that_is_kept_to_a_display_is_not_shown_by_the_others_of_a_place_with_the_same_id() -> None:
    displays = {id: a_display(id) for id in ("station", "platform")}
    for kept, shown in (("display:station", ("station",)), ("station", ("platform", "station"))):
        catalogue = a_catalogue(displays=displays)
        assert effect_of(catalogue, msgspec.structs.replace(NEW, places=(kept,)), NOW).displays == shown


def test_one_that_begins_later_is_looked_at_from_then_on() -> None:
    later = msgspec.structs.replace(NEW, period=Period(NOW + 30 * DAY, None))
    effect = effect_of(a_catalogue(), later, NOW)
    assert (effect.from_at, effect.first_at, len(effect.displays)) == (NOW + 30 * DAY, NOW + 30 * DAY, 3)


def test_a_new_version_counts_wherever_it_shows_and_leaves_the_round_as_long_as_it_is() -> None:
    up = a_catalogue(an_item("news-1"), NEW)
    effect = effect_of(up, msgspec.structs.replace(NEW, title={"ja": "新しい題名"}), NOW)
    assert len(effect.displays) == 3 and effect.rounds == ()


def test_one_that_was_withdrawn_is_counted_as_back() -> None:
    down = a_catalogue(an_item("news-1"), taken_down=(TakenDown(NEW, NOW),))
    assert len(effect_of(down, NEW, NOW).displays) == 3


def test_what_is_over_or_wanted_by_no_playlist_shows_nowhere() -> None:
    over = msgspec.structs.replace(NEW, period=Period(None, NOW))
    assert effect_of(a_catalogue(), over, NOW) == Effect(NOW)
    assert effect_of(a_catalogue(), msgspec.structs.replace(NEW, kind="film"), NOW).displays == ()


def test_another_process_counts_the_same() -> None:
    packed = msgspec.msgpack.encode(a_catalogue())
    assert packed_effect(packed, NEW, NOW) == effect_of(a_catalogue(), NEW, NOW)


def test_it_is_shown_on_one_display_that_lies_and_one_that_stands() -> None:
    displays = a_catalogue().displays
    assert [one.id for one in by_shape(displays, ["desk", "entrance", "platform"])] == ["desk", "platform"]
    assert [one.id for one in by_shape(displays, ["platform"])] == ["platform"]
    assert [one.id for one in by_shape(displays, [])] == ["entrance", "platform"]
