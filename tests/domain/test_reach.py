"""Where an item would be shown, and for each display where it would not, the one reason that stands in its way."""

from datetime import timedelta
from typing import Any

import pytest

from signage.domain.catalogue import Catalogue
from signage.domain.content import Item, Period, TakenDown
from signage.domain.playlists import Playlist, Section
from signage.domain.reach import Reach, where_shown
from signage.domain.schedule import Rule
from tests.factories import NOW, a_display, a_place, an_item


def a_catalogue(*sections: Section, **changes: Any) -> Catalogue:
    playlist = Playlist(name="daily", sections=sections or (Section(name="all"),), title={"ja": "毎日", "en": "Daily"})
    fields: dict[str, Any] = {
        "items": {"news-1": an_item()},
        "playlists": {"daily": playlist},
        "rules": (Rule(playlist="daily", number=1),),
        "places": {"station": a_place()},
        "displays": {"entrance": a_display()},
    }
    return Catalogue(**{**fields, **changes})


def look(catalogue: Catalogue, **changes: Any) -> Reach:
    return where_shown(catalogue, an_item("staff-1", source="staff", **changes), NOW)


def why(reach: Reach) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.code, one.displays) for one in reach.not_shown]


def test_it_says_from_when_how_often_and_by_which_playlist() -> None:
    begins = NOW + timedelta(days=2)
    reach = look(a_catalogue(), period=Period(begins))
    [one] = reach.shown
    assert (one.displays, one.first_at, one.times, one.playlist) == (("entrance",), begins, 1, "daily")
    assert one.loop_ms == 24_000 and reach.displays == ("entrance",) and not reach.not_shown


def test_displays_that_show_it_alike_are_told_as_one() -> None:
    displays = {name: a_display(name) for name in "abc"}
    reach = look(a_catalogue(displays=displays))
    assert [one.displays for one in reach.shown] == [("a", "b", "c")]


def test_what_is_kept_elsewhere_is_not_shown_here() -> None:
    displays = {name: a_display(name) for name in "ab"}
    reach = look(a_catalogue(displays=displays), places=("b",))
    assert reach.displays == ("b",) and why(reach) == [("kept", ("a",))]


def test_a_language_that_it_is_not_written_in_is_named() -> None:
    reach = look(a_catalogue(displays={"a": a_display("a", languages=("en",))}))
    assert why(reach) == [("language", ("a",))]
    assert reach.not_shown[0].says == {"ja": "英語の題名がありません。", "en": "It has no title in English."}


def test_a_playlist_without_a_section_for_it_is_named() -> None:
    reach = look(a_catalogue(Section(name="events", kinds=("event",)), Section(name="feed", sources=("news",))))
    [one] = reach.not_shown
    assert (one.code, one.playlist) == ("no_section", "daily") and "「毎日」" in one.says["ja"]


def test_a_display_that_no_playlist_is_meant_for() -> None:
    assert why(look(a_catalogue(rules=(Rule(playlist="daily", number=1, displays=("other",)),)))) == [
        ("no_rule", ("entrance",))
    ]


def test_a_section_of_the_newest_that_holds_newer_ones() -> None:
    newer = {f"news-{n}": an_item(f"news-{n}", published_at=NOW) for n in range(3)}
    reach = look(
        a_catalogue(Section(name="new", title={"ja": "最新"}, newest=2), items=newer),
        published_at=NOW - timedelta(days=1),
    )
    [one] = reach.not_shown
    assert one.code == "newest" and "「最新」は、新しい 2件" in one.says["ja"]


def test_a_playlist_whose_turn_never_comes() -> None:
    other = Playlist(name="special", sections=(Section(name="feed", sources=("news",)),), title={"ja": "特別"})
    plain = a_catalogue()
    catalogue = a_catalogue(
        playlists={**plain.playlists, "special": other},
        rules=(*plain.rules, Rule(playlist="special", number=1, priority=9)),
    )
    [one] = look(catalogue).not_shown
    assert (one.code, one.playlist) == ("no_section", "special") and "「特別」が映り" in one.says["ja"]


def test_a_place_that_is_closed_all_the_while() -> None:
    assert why(look(a_catalogue(places={"station": a_place(hours="off")}))) == [("closed", ("entrance",))]


def test_what_is_over_is_shown_nowhere() -> None:
    assert why(look(a_catalogue(), period=Period(None, NOW - timedelta(days=1)))) == [("over", ("entrance",))]


def test_an_item_that_was_withdrawn_is_looked_at_as_if_it_were_up() -> None:
    item: Item = an_item("staff-1", source="staff")
    assert where_shown(a_catalogue(taken_down=(TakenDown(item, NOW),)), item, NOW).displays == ("entrance",)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_reason_is_told_in_both_languages(language: str) -> None:
    for reach in (look(a_catalogue(), places=("x",)), look(a_catalogue(Section(name="e", kinds=("event",))))):
        assert all(one.says[language] for one in reach.not_shown)
