"""What is told about a display's picture, and what `check` finds."""

from datetime import datetime, time
from typing import Any

import msgspec
import pytest

from signage.domain.catalogue import Catalogue
from signage.domain.closing_days import Calendar, Days
from signage.domain.content import TakenDown
from signage.domain.date_spans import DateSpan
from signage.domain.explain import Explanation, explain
from signage.domain.playlists import playlist_of
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
        ("more", "english"): "language",
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


NEW_YEAR = Calendar(
    name="library",
    title=(("ja", "図書館の休館日"),),
    days=(Days(yearly=DateSpan((12, 29), (1, 3)), says=(("en", "New Year"), ("ja", "年末年始"))),),
)
HOLIDAY_NOON = at("2026-11-23T03:00")
"""勤労感謝の日, a Monday."""

GIVEN = a_rule("base", 3, now=True, from_at=NOON, until_at=at("2026-11-22T04:00"))


@pytest.mark.parametrize(
    ("rule", "when", "code", "ja", "en"),
    [
        (
            a_rule("evening", holidays="except"),
            HOLIDAY_NOON,
            "holiday",
            "祝日（勤労感謝の日）は対象ではありません。",
            "does not apply on a public holiday (Labor Thanksgiving Day).",
        ),
        (
            a_rule("evening", holidays="only"),
            NOON,
            "holiday",
            "祝日ではないので対象ではありません。",
            "applies on public holidays only.",
        ),
        (
            a_rule("evening", weekdays=(0,), holidays="as Sunday"),
            HOLIDAY_NOON,
            "weekday",
            "祝日（勤労感謝の日）は日曜日として数えるので、対象ではありません。",
            "counts the public holiday (Labor Thanksgiving Day) as a Sunday, on which it does not apply.",
        ),
        (a_rule("evening", weekdays=(6,), holidays="as Sunday", priority=1), HOLIDAY_NOON, "won", "", ""),
        (
            a_rule("evening", rrule="FREQ=MONTHLY;BYDAY=2TU"),
            NOON,
            "rrule",
            "繰り返し（FREQ=MONTHLY;BYDAY=2TU）の日ではありません。",
            "does not fall on this day (FREQ=MONTHLY;BYDAY=2TU).",
        ),
        (
            a_rule("evening", only_days_of=("library",)),
            NOON,
            "calendar",
            "カレンダー「図書館の休館日」の日ではありません。",
            "applies on days of “図書館の休館日” only.",
        ),
        (
            a_rule("evening", not_days_of=("library",)),
            at("2026-12-31T03:00"),
            "calendar",
            "カレンダー「図書館の休館日」の日（年末年始）は対象ではありません。",
            "does not apply on days of “図書館の休館日” (New Year).",
        ),
    ],
)
def test_days_are_told_with_their_reason(rule: Any, when: datetime, code: str, ja: str, en: str) -> None:
    playlists = (a_playlist(), a_playlist("evening"))
    catalogue = a_catalogue(items=(an_item(),), playlists=playlists, rules=(rule, WON), calendars=(NEW_YEAR,))
    first = explain(catalogue, "gate", when).rules[0]
    assert first.code == code
    assert first.says["ja"].endswith(ja) and first.says["en"].endswith(en)


def test_a_rule_waits_for_one_given_by_hand() -> None:
    catalogue = a_catalogue(
        items=(an_item(),),
        playlists=(a_playlist(), a_playlist("evening")),
        rules=(a_rule("evening", priority=100), GIVEN),
    )
    found = explain(catalogue, "gate", NOON)
    assert [one.code for one in found.rules] == ["now", "won"]
    assert found.rules[0].says == {
        "ja": "「evening」の放映ルール1：「base」の臨時放映が 2026-11-22 13:00 まで優先します。",
        "en": "Rule 1 of “evening” waits for “base” (shown by hand), which goes before all others until 2026-11-22 13:00.",
    }
    after = explain(catalogue, "gate", at("2026-11-22T04:00"))
    assert [one.code for one in after.rules] == ["won", "over"]
    before = explain(catalogue, "gate", at("2026-11-22T02:59"))
    assert [one.code for one in before.rules] == ["won", "not_yet"]


def test_people_read_titles_and_no_names_of_playlists() -> None:
    """Also of one item that is shown by hand, whose playlist has no title of its own."""
    every = msgspec.structs.replace(a_playlist(), title={"ja": "毎日の番組", "en": "Every day"})
    fire = msgspec.structs.replace(an_item("fire"), title={"ja": "防災訓練", "en": "Fire drill"})
    given = a_rule("item:fire", 3, now=True, from_at=NOON, until_at=at("2026-11-22T04:00"))
    playlists = (every, a_playlist("evening"), playlist_of("fire"))
    rules = (a_rule("evening", priority=-1), a_rule("base"), given)
    catalogue = a_catalogue(items=(an_item(), fire), playlists=playlists, rules=rules)
    before = explain(catalogue, "gate", at("2026-11-22T02:59"))
    assert (
        before.rules[0].says["ja"]
        == "「evening」の放映ルール1：優先度 -1 は 「毎日の番組」の放映ルール1の 0 より低い。"
    )
    assert before.rules[0].says["en"].startswith("Rule 1 of “evening” lost to rule 1 of “Every day”")
    during = explain(catalogue, "gate", NOON)
    assert during.says["ja"].startswith("「防災訓練」の臨時放映が ")
    assert during.says["en"].startswith("“Fire drill” (shown by hand) shows until ")


@pytest.mark.parametrize(
    ("place", "when", "ja", "en"),
    [
        (
            a_place(closed=("library",)),
            "2026-12-31T03:00",
            "休館日（年末年始）なので、2027-01-04 00:00 まで何も映しません。",
            "The place is closed that day (New Year, calendar “図書館の休館日”), so the screen is off until 2027-01-04 00:00.",
        ),
        (
            a_place(hours="10:00-20:00; PH off"),
            "2026-11-23T03:00",
            "祝日（勤労感謝の日）で閉まっているので、",
            "The place is closed for the public holiday (Labor Thanksgiving Day), so",
        ),
        (a_place(hours="10:00-20:00"), "2026-11-23T12:00", "開館時間の外なので、", "The place is closed, so"),
    ],
)
def test_a_closed_place_says_why(place: Any, when: str, ja: str, en: str) -> None:
    says = explain(a_catalogue(place=place, calendars=(NEW_YEAR,)), "gate", at(when)).says
    assert says["ja"].startswith(ja) and says["en"].startswith(en)


@pytest.mark.parametrize(
    ("place", "ja", "en"),
    [
        (
            a_place(hours="Jan-Oct 09:00-17:00"),
            "開館時間の外なので、少なくとも 2026-12-01 00:00 まで何も映しません。",
            "The place is closed, so the screen is off until at least 2026-12-01 00:00.",
        ),
        (
            a_place(),
            "「base」の放映ルール1が少なくとも 2026-12-01 00:00 まで映ります。",
            "Rule 1 of “base” shows until at least 2026-12-01 00:00.",
        ),
    ],
)
def test_an_end_further_away_than_is_looked_is_told_as_the_least(place: Any, ja: str, en: str) -> None:
    catalogue = a_catalogue(items=(an_item(),), playlists=(a_playlist(),), rules=(a_rule(),), place=place)
    found = explain(catalogue, "gate", NOON)
    assert found.says == {"ja": ja, "en": en}
    assert (found.goes_on_until, found.or_longer) == (at("2026-11-30T15:00"), True)


def test_a_weekend_is_closed_until_its_monday() -> None:
    found = explain(a_catalogue(place=a_place(hours="Mo-Fr 08:30-17:15")), "gate", NOON)
    assert (found.goes_on_until, found.or_longer) == (at("2026-11-22T23:30"), False)


def test_midnight_does_not_end_what_is_told_to_show() -> None:
    rule = a_rule("base", ends=wall("2026-11-24T10:00"))
    catalogue = a_catalogue(items=(an_item(),), playlists=(a_playlist(),), rules=(rule,))
    assert explain(catalogue, "gate", NOON).says["en"] == "Rule 1 of “base” shows until 2026-11-24 10:00."
