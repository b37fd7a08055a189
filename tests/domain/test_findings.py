"""What `check` finds in playlists, rules and places."""

from datetime import date, time
from typing import Any

import pytest

from signage.domain.catalogue import Catalogue
from signage.domain.closing_days import Calendar, Days
from signage.domain.findings import findings

from .factory import a_catalogue, a_display, a_place, a_playlist, a_rule, a_section, an_item, at, wall

NOON = at("2026-11-22T03:00")
"""Sunday 12:00 at the station."""

WON = a_rule("base", hours=(time(8), time(20)))
OPEN = a_place(name={"ja": "JR日立駅"}, hours="10:00-20:00")


def told(catalogue: Catalogue, **fields: Any) -> list[str]:
    return [str(finding) for finding in findings(catalogue, NOON, **fields)]


def test_a_sound_catalogue_has_no_findings() -> None:
    assert told(a_catalogue(items=(an_item(),), playlists=(a_playlist(),), rules=(WON,), place=OPEN)) == []


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
    catalogue = a_catalogue(
        items=(an_item(themes=("blue",)),),
        playlists=(a_playlist("base", section), a_playlist("more")),
        rules=(WON, a_rule("more", priority=-1)),
        place=OPEN,
    )
    assert told(catalogue, templates=("news.html",)) == [
        "playlist base: all, items: there is no “b”",
        "playlist base: all, sources: there is no “feeds”; did you mean “feed”?",
        "playlist base: all, themes: there is no “green”",
        "playlist base: all, template: there is no “newz.html”; did you mean “news.html”?",
    ]
    assert told(catalogue, templates=("newz.html",), sources=("feeds",))[1].endswith("themes: there is no “green”")


def test_what_items_name_that_is_none_is_found_with_the_nearest_name() -> None:
    items = (
        an_item("a", places=("station", "JR日立駅", "gate", "halls", "statio"), themes=("green", "grean")),
        an_item("b", places=("statio",)),
        an_item("over", places=("gone",), themes=("blue",), ends=at("2026-11-01")),
    )
    catalogue = a_catalogue(
        items=items, playlists=(a_playlist(),), rules=(WON,), place=OPEN, display=a_display(groups=("halls",))
    )
    place = "source feed, places: there is no “statio”; did you mean “station”?"
    assert told(catalogue, themes=("green",)) == [
        place,
        "source feed, themes: there is no “grean”; did you mean “green”?",
    ]
    assert told(catalogue) == [place], "a project without themes has none that could be misspelt"


def test_items_in_a_language_that_no_display_speaks_are_counted_by_their_source() -> None:
    items = (
        an_item("a"),
        an_item("b", languages=("ja", "en")),
        *(an_item(id, languages=("ja",), source="media") for id in "cde"),
    )
    fields: dict[str, Any] = {"items": items, "playlists": (a_playlist(),), "rules": (WON,), "place": OPEN}
    assert told(a_catalogue(**fields, display=a_display(languages=("nb", "en")))) == [
        "source feed: 1 item is in a language (ja) that no display speaks, and shows nowhere",
        "source media: 3 items are in a language (ja) that no display speaks, and show nowhere",
    ]


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


def test_calendars_that_do_not_exist_are_found_in_places_and_rules() -> None:
    rules = (a_rule(only_days_of=("librar",)), a_rule(number=2, not_days_of=("city",)))
    catalogue = a_catalogue(
        playlists=(a_playlist(),),
        rules=rules,
        place=a_place(closed=("libary",)),
        calendars=(Calendar(name="library", days=(Days(weekdays=(0,)),)),),
    )
    assert [line for line in told(catalogue) if "there is no" in line] == [
        "place station, closed: there is no “libary”; did you mean “library”?",
        "playlist base, [[when]] 1: only_days_of: there is no “librar”; did you mean “library”?",
        "playlist base, [[when]] 2: not_days_of: there is no “city”",
    ]


def test_a_rule_that_only_falls_on_closed_days_is_found() -> None:
    closed = Calendar(name="library", days=(Days(weekdays=(0,)),))
    catalogue = a_catalogue(
        playlists=(a_playlist(),),
        rules=(a_rule(weekdays=(0,)),),
        place=a_place(closed=("library",)),
        calendars=(closed,),
    )
    assert told(catalogue)[0].startswith("playlist base, [[when]] 1: it never applies in the coming year")


def dead(*rules: Any, **fields: Any) -> list[str]:
    catalogue = a_catalogue(items=(an_item(),), playlists=(a_playlist(),), rules=rules, **{"place": OPEN, **fields})
    return [line for line in told(catalogue) if "nothing to show" in line]


WEEKDAYS = (0, 1, 2, 3, 4)


@pytest.mark.parametrize(
    ("rules", "lines"),
    [
        ((a_rule(hours=(time(10), time(20))),), []),
        ((a_rule(hours=(time(10), time(19, 57))),), []),
        ((WON, a_rule("gone", priority=9)), []),
        (
            (a_rule(hours=(time(10), time(18)), weekdays=WEEKDAYS), a_rule(number=2, weekdays=(5, 6))),
            ["Mon–Fri 18:00–20:00"],
        ),
        ((a_rule(hours=(time(12), time(18))),), ["every day 10:00–12:00, 18:00–20:00"]),
        ((a_rule(weekdays=(0, 2, 4)),), ["Tue, Thu, Sat–Sun 10:00–20:00"]),
        ((a_rule(holidays="except"),), ["11-23 10:00–20:00"]),
        ((a_rule(ends=wall("2026-12-03")),), ["12-03–12-05 10:00–20:00"]),
        ((a_rule(begins=wall("2026-11-24T15:00")),), ["11-22–11-23 10:00–20:00", "11-24 10:00–15:00"]),
    ],
)
def test_opening_hours_without_anything_to_show_are_told_with_place_days_and_hours(
    rules: tuple[Any, ...], lines: list[str]
) -> None:
    assert dead(*rules) == [f"JR日立駅 (station): nothing to show {line}" for line in lines]


def test_holidays_as_sunday_without_weekdays_are_told() -> None:
    says = "playlist base, [[when]] 1: holidays: without weekdays, “as Sunday” changes nothing"
    for weekdays, found in (((), [True]), ((6,), [])):
        catalogue = a_catalogue(playlists=(a_playlist(),), rules=(a_rule(holidays="as Sunday", weekdays=weekdays),))
        assert [line.startswith(says) for line in told(catalogue)] == found


def test_the_english_sentence_names_the_place_in_english_where_it_can() -> None:
    place = a_place(name={"ja": "JR日立駅", "en": "Hitachi Station"}, hours="10:00-20:00")
    (line,) = dead(a_rule(hours=(time(10), time(18))), place=place)
    assert line == "Hitachi Station (station): nothing to show every day 18:00–20:00"


def test_days_on_which_a_place_is_closed_are_no_dead_air() -> None:
    closed = Calendar(name="works", days=(Days(first=date(2026, 11, 24), last=date(2026, 12, 30)),))
    place = a_place(name={"ja": "図書館"}, hours="10:00-20:00", closed=("works",))
    assert dead(a_rule(ends=wall("2026-11-24")), place=place, calendars=(closed,)) == []


def test_every_day_means_those_on_which_the_place_is_open() -> None:
    mondays = Calendar(name="library", days=(Days(weekdays=(0,), if_holiday="next"),))
    place = a_place(name={"ja": "図書館"}, hours="10:00-20:00", closed=("library",))
    found = dead(a_rule(hours=(time(10), time(18))), place=place, calendars=(mondays,))
    assert found == ["図書館 (station): nothing to show every day 18:00–20:00"]


def test_many_places_that_lack_the_same_are_told_once_and_many_times_are_cut() -> None:
    rules = [a_rule(number=n, weekdays=(n,), hours=(time(10), time(12 + n))) for n in range(7)]
    places = [a_place(f"p{n}", name={"ja": f"場所{n}"}, hours="10:00-20:00") for n in range(300)]
    catalogue = Catalogue(
        items={"a": an_item()},
        playlists={"base": a_playlist()},
        rules=tuple(rules),
        places={place.id: place for place in places},
        displays={place.id: a_display(place.id, place=place.id) for place in places},
    )
    lines = [line for line in told(catalogue) if "nothing to show" in line]
    assert len(lines) == 5
    assert lines[0] == "場所0 (p0) and 299 more: nothing to show Sun 18:00–20:00"
    assert lines[-1].endswith("nothing to show at 3 more times")


@pytest.mark.parametrize(("seconds", "found"), [(8, True), (26, False), (None, False)])
def test_seconds_that_are_too_few_to_read_a_slide_are_told(seconds: float | None, found: bool) -> None:
    item = an_item("long", title={"ja": "あ" * 40}, text={"ja": "い" * 80})
    section = a_section("news", seconds=seconds)
    catalogue = a_catalogue(items=(item,), playlists=(a_playlist("base", section),), rules=(WON,), place=OPEN)
    says = "playlist base: news, seconds: 8 are too few to read “long”, which takes 26"
    assert told(catalogue) == ([says] if found else [])
