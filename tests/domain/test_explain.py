"""What is told about a display's picture, and what `check` finds."""

from datetime import datetime, time
from typing import Any

import msgspec
import pytest

from signage.domain.catalogue import Catalogue
from signage.domain.content import TakenDown
from signage.domain.explain import Explanation, explain
from signage.domain.findings import findings
from signage.errors import NotFoundError

from .factory import a_catalogue, a_display, a_place, a_playlist, a_rule, a_section, an_item, at, wall

NOON = at("2026-11-22T03:00")
"""Sunday 12:00 at the station."""

WON = a_rule("base", hours=(time(8), time(20)))


def verdict(*rules: Any, when: datetime = NOON, **fields: Any) -> tuple[str, str]:
    """(code, English) of the first rule, beside others; the playlists base and evening have something, empty has not."""
    playlists = (a_playlist(), a_playlist("evening"), a_playlist("empty", a_section(sources=("none",))))
    display = a_display(groups=("east",))
    catalogue = a_catalogue(items=(an_item(),), playlists=playlists, rules=rules, display=display, **fields)
    first = explain(catalogue, "gate", when).rules[0]
    return first.code, first.says["en"]


@pytest.mark.parametrize(
    ("rule", "code", "says"),
    [
        (a_rule("evening", priority=1), "won", "Rule 1 of “evening” won."),
        (a_rule("evening", priority=-1), "priority", "lost to rule 1 of “base”: priority 0 is above -1."),
        (a_rule("evening", begins=wall("2026-12-01")), "not_yet", "does not apply yet, but from 2026-12-01 00:00."),
        (a_rule("evening", ends=wall("2026-11-01")), "over", "is over since 2026-11-01 00:00."),
        (a_rule("evening", weekdays=(0, 1)), "weekday", "does not apply on a Sunday."),
        (a_rule("evening", hours=(time(20), time(6))), "hours", "applies at 20:00–06:00 only."),
        (a_rule("evening", displays=("hall",)), "not_targeted", "does not target this display."),
        (a_rule("empty", priority=9), "nothing", "has nothing to show now."),
        (a_rule("evening"), "later", "lost to rule 1 of “base”, which began later (2026-11-22 08:00)."),
        (
            a_rule("evening", hours=WON.hours),
            "name",
            "lost to rule 1 of “base” by name alone; a priority would decide it.",
        ),
    ],
)
def test_each_rule_says_why_it_won_or_did_not(rule: Any, code: str, says: str) -> None:
    found, sentence = verdict(rule, WON)
    assert (found, sentence.endswith(says)) == (code, True), sentence


def test_a_wider_target_lost_to_the_narrower() -> None:
    found = verdict(a_rule("evening", groups=("east",)), a_rule(displays=("gate",)))
    assert found == (
        "target",
        "Rule 1 of “evening” lost to rule 1 of “base”: its target is narrower (display, not group).",
    )


def test_a_rule_waits_while_the_place_is_closed() -> None:
    closed = a_place(hours="Mo-Fr 08:30-17:15")
    assert verdict(WON, place=closed)[0] == "closed"


def test_on_saturday_morning_fridays_night_still_wins() -> None:
    assert verdict(a_rule(weekdays=(4,), hours=(time(20), time(6))), when=at("2026-11-20T20:00"))[0] == "won"


def a_full_catalogue() -> Catalogue:
    items = (
        an_item("new", published_at=at("2026-11-20T00:00")),
        an_item("old", published_at=at("2026-11-01T00:00")),
        an_item("early", begins=at("2026-11-23T00:00")),
        an_item("late", ends=at("2026-11-21T00:00")),
        an_item("english", kind="about", languages=("en",)),
    )
    playlist = a_playlist("base", a_section("top", kinds=("news",), newest=1), a_section("more", newest=1))
    down = TakenDown(an_item("down"), at("2026-11-21T00:00"))
    return a_catalogue(items=items, down=(down,), playlists=(playlist,), rules=(WON,))


def test_each_item_of_the_winner_says_what_became_of_it() -> None:
    found = explain(a_full_catalogue(), "gate", NOON)
    assert {(one.section, one.item): one.code for one in found.items} == {
        ("top", "new"): "in_loop",
        ("top", "old"): "other_section",
        ("top", "early"): "not_yet",
        ("top", "late"): "over",
        ("top", "down"): "taken_down",
        ("more", "new"): "other_section",
        ("more", "old"): "in_loop",
        ("more", "early"): "not_yet",
        ("more", "late"): "over",
        ("more", "down"): "taken_down",
        ("more", "english"): "beyond_newest",
    }


def test_an_item_in_another_language_is_told_so() -> None:
    catalogue = a_catalogue(
        items=(an_item("a"), an_item("b", languages=("en",))), playlists=(a_playlist(),), rules=(WON,)
    )
    assert [one.code for one in explain(catalogue, "gate", NOON).items] == ["in_loop", "language"]


def test_an_explanation_names_the_segment_and_goes_through_json() -> None:
    found = explain(a_full_catalogue(), "gate", NOON)
    assert (found.shows, found.rule, found.playlist) == ("loop", "base#1", "base")
    assert (found.from_at, found.until_at) == (at("2026-11-21T23:00"), at("2026-11-22T11:00"))
    assert msgspec.json.decode(msgspec.json.encode(found), type=Explanation) == found
    assert all(set(sentence) == {"ja", "en"} for sentence in found.sentences())
    assert found.sentences()[1]["ja"] == "「base」の放映ルール1が 2026-11-22 20:00 まで映ります。"


def test_an_explanation_names_the_slide_and_its_stretch() -> None:
    shown = explain(a_full_catalogue(), "gate", NOON).shown
    assert shown and shown.items[0] in a_full_catalogue().items
    assert shown.begins_at <= NOON < shown.ends_at
    again = explain(a_full_catalogue(), "gate", shown.begins_at).shown
    after = explain(a_full_catalogue(), "gate", shown.ends_at).shown
    assert again == shown
    assert after and after.begins_at == shown.ends_at
    assert shown.says["ja"].endswith("まで映ります。")


def test_dead_air_and_a_closed_place_are_told_apart() -> None:
    assert explain(a_full_catalogue(), "gate", at("2026-11-22T12:00")).shows == "fallback"
    closed = a_catalogue(place=a_place(hours="Mo-Fr 08:30-17:15"))
    assert explain(closed, "gate", NOON).shows == "off"


def test_an_unknown_display_is_not_found() -> None:
    with pytest.raises(NotFoundError, match="hall"):
        explain(a_catalogue(), "hall", NOON)


def told(catalogue: Catalogue, **fields: Any) -> list[str]:
    return [str(finding) for finding in findings(catalogue, NOON, **fields)]


def test_a_sound_catalogue_has_no_findings() -> None:
    assert told(a_catalogue(items=(an_item(),), playlists=(a_playlist(),), rules=(WON,))) == []


def test_a_playlist_without_rules_is_found() -> None:
    assert told(a_catalogue(playlists=(a_playlist(),))) == ["playlist base: it has no [[when]], so it shows nowhere"]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"ends": wall("2026-11-01")}, "its period is over since 2026-11-01 00:00"),
        ({"begins": wall("2028-01-01")}, "it never applies in the coming year"),
        (
            {"weekdays": (5,), "begins": wall("2026-11-23"), "ends": wall("2026-11-25")},
            "it never applies in the coming year",
        ),
        ({"hours": (time(22), time(6))}, "it never applies in the coming year"),
        ({"displays": ("gatr",)}, "displays: there is no “gatr”; did you mean “gate”?"),
        ({"groups": ("east",)}, "groups: there is no “east”"),
        ({"place_types": ("statio",)}, "place_types: there is no “statio”; did you mean “station”?"),
    ],
)
def test_a_rule_that_never_applies_is_found(fields: dict[str, Any], says: str) -> None:
    catalogue = a_catalogue(
        items=(an_item(),),
        playlists=(a_playlist(),),
        rules=(a_rule(number=2, **fields),),
        place=a_place(hours="10:00-20:00"),
    )
    assert told(catalogue)[0].startswith(f"playlist base, [[when]] 2: {says}")


def test_content_that_does_not_exist_is_found_with_the_nearest_name() -> None:
    section = a_section("all", items=("b",), sources=("feeds",), themes=("green",), template="newz.html")
    catalogue = a_catalogue(items=(an_item(themes=("blue",)),), playlists=(a_playlist("base", section),), rules=(WON,))
    assert told(catalogue, templates=("news.html",)) == [
        "playlist base: all, items: there is no “b”",
        "playlist base: all, sources: there is no “feeds”; did you mean “feed”?",
        "playlist base: all, themes: there is no “green”",
        "playlist base: all, template: there is no “newz.html”; did you mean “news.html”?",
    ]
    assert told(catalogue, templates=("newz.html",), sources=("feeds",))[1].endswith("themes: there is no “green”")


def test_a_tie_is_found_with_what_to_do() -> None:
    rules = (WON, a_rule("evening", hours=(time(19), time(6))))
    catalogue = a_catalogue(playlists=(a_playlist(), a_playlist("evening")), rules=rules)
    assert told(catalogue) == [
        "playlist base, [[when]] 1: it has the same priority (0) as [[when]] 1 of “evening”, and they meet on gate at"
        " 2026-11-22 19:00; give one of them a higher priority"
    ]


def test_opening_hours_that_cannot_be_read_are_found() -> None:
    (only,) = told(a_catalogue(place=a_place(hours="sometimes")))
    assert only.startswith("place station: its hours can't be read, so it counts as always open: ")
