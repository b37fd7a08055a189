"""Segments against an oracle that asks every minute anew, and what the protocol says of them."""

import random
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from signage.domain.calendars import first_instant, local_day
from signage.domain.content import TakenDown
from signage.domain.events import Event, Occasion
from signage.domain.schedule import Targeting
from signage.domain.slots import FALLBACK_TEMPLATE
from signage.domain.timeline import (
    Segment,
    channel_of,
    next_roll,
    segments,
    window,
    withdrawn_since,
)
from signage.domain.withdrawn import withdrawn

from .factory import a_catalogue, a_display, a_place, a_playlist, a_rule, a_section, an_item, at, the_channel
from .generated import WEEKS, some_catalogue, some_rule
from .oracle import MINUTE, Minute, Oracle


def minutes(found: tuple[Segment, ...]) -> dict[datetime, Minute]:
    return {
        one.from_at + n * MINUTE: Minute(one.loop, one.anchor_at, one.rule)
        for one in found
        for n in range((one.until_at - one.from_at) // MINUTE)
    }


@pytest.mark.parametrize(("zone", "day", "country"), WEEKS)
@pytest.mark.parametrize("seed", range(4))
def test_segments_agree_with_the_oracle_on_every_minute_of_a_week(zone: str, day: str, country: str, seed: int) -> None:
    r = random.Random(f"{zone} {day} {seed}")
    start = first_instant(datetime.fromisoformat(day).date(), ZoneInfo(zone))
    end = first_instant(datetime.fromisoformat(day).date() + timedelta(days=7), ZoneInfo(zone))
    catalogue = some_catalogue(r, zone, start, country)
    found = minutes(segments(the_channel(catalogue), catalogue, start, end))
    oracle = Oracle(catalogue, catalogue.displays["gate"])
    assert len(found) == (end - start) // MINUTE
    for minute, shown in found.items():
        assert shown == oracle.minute(minute), minute


@pytest.mark.parametrize("seed", range(20))
def test_segments_touch_are_whole_minutes_and_cut_at_each_local_day(seed: int) -> None:
    r = random.Random(seed)
    zone_name, day, country = r.choice(WEEKS)
    zone = ZoneInfo(zone_name)
    start = first_instant(datetime.fromisoformat(day).date(), zone)
    catalogue = some_catalogue(r, zone_name, start, country)
    channel = the_channel(catalogue)
    from_at, until_at = window(channel, start + timedelta(hours=12))
    found = segments(channel, catalogue, from_at, until_at)
    assert (found[0].from_at, found[-1].until_at) == (from_at, until_at)
    for one, following in pairwise(found):
        assert one.until_at == following.from_at
        new_day = following.from_at == first_instant(local_day(following.from_at, zone), zone)
        same = (one.loop, one.anchor_at, one.rule) == (following.loop, following.anchor_at, following.rule)
        assert new_day or not same
    for one in found:
        assert one.until_at - one.from_at >= MINUTE
        assert one.from_at.timestamp() % 60 == one.anchor_at.timestamp() % 60 == 0
        assert one.loop is None or one.loop
    boundaries = {one.from_at for one in found}
    assert all(first_instant(local_day(from_at, zone) + timedelta(days=n), zone) in boundaries for n in range(9))


@pytest.mark.parametrize("seed", range(20))
def test_two_windows_from_equal_input_agree_wherever_they_overlap(seed: int) -> None:
    r = random.Random(seed)
    zone, day, country = r.choice(WEEKS)
    start = first_instant(datetime.fromisoformat(day).date(), ZoneInfo(zone))
    catalogue = some_catalogue(r, zone, start, country)
    channel = the_channel(catalogue)
    early = segments(channel, catalogue, *window(channel, start + timedelta(hours=12)))
    late = segments(channel, catalogue, *window(channel, start + timedelta(hours=36)))
    since, until = late[0].from_at, early[-1].until_at
    assert [one for one in early if one.from_at >= since] == [one for one in late if one.until_at <= until]


def test_equal_loops_are_one_object() -> None:
    items = (an_item("a"), an_item("b", ends=at("2026-11-24T03:00")))
    catalogue = a_catalogue(items=items, playlists=(a_playlist(),), rules=(a_rule(hours=(time(8), time(20))),))
    found = segments(the_channel(catalogue), catalogue, at("2026-11-21T15:00"), at("2026-11-30T15:00"))
    assert len({id(one.loop) for one in found if one.rule}) == 2
    assert len({id(one.loop) for one in found if one.loop and not one.rule}) == 1


def test_dead_air_in_opening_hours_is_the_fallback_and_off_is_nothing() -> None:
    catalogue = a_catalogue(place=a_place(hours="10:00-20:00"))
    off, dead, off_again = segments(the_channel(catalogue), catalogue, at("2026-11-21T15:00"), at("2026-11-22T15:00"))
    assert off.loop is off_again.loop is None
    assert dead.loop is not None
    assert [(slot.item, slot.key.template, slot.ms) for slot in dead.loop] == [(None, FALLBACK_TEMPLATE, 30_000)]
    assert dead.anchor_at == off.anchor_at == at("2026-11-21T15:00")
    assert dead.from_at == at("2026-11-22T01:00")


def test_an_item_that_begins_within_a_minute_begins_at_the_next() -> None:
    item = an_item("a", begins=at("2026-11-22T01:00:30"), ends=at("2026-11-22T02:00:30"))
    catalogue = a_catalogue(items=(item,), playlists=(a_playlist(),), rules=(a_rule(),))
    found = segments(the_channel(catalogue), catalogue, at("2026-11-21T15:00"), at("2026-11-22T15:00"))
    (shown,) = [one for one in found if one.rule]
    assert (shown.from_at, shown.until_at) == (at("2026-11-22T01:01"), at("2026-11-22T02:00"))


def test_an_expiring_item_leaves_the_anchor_where_the_hours_began() -> None:
    items = (an_item("a"), an_item("b", ends=at("2026-11-22T03:00")))
    catalogue = a_catalogue(items=items, playlists=(a_playlist(),), rules=(a_rule(hours=(time(20), time(18))),))
    found = segments(the_channel(catalogue), catalogue, at("2026-11-21T15:00"), at("2026-11-22T09:00"))
    assert [one.anchor_at for one in found] == [at("2026-11-21T11:00")] * 2


def test_an_item_beyond_the_newest_of_one_section_may_be_taken_by_the_next() -> None:
    items = tuple(an_item(f"n{n}", published_at=at(f"2026-11-{n:02}T00:00")) for n in range(1, 5))
    playlist = a_playlist("base", a_section("top", newest=1, weight=3), a_section("more", newest=2))
    catalogue = a_catalogue(items=items, playlists=(playlist,), rules=(a_rule(),))
    (shown,) = segments(the_channel(catalogue), catalogue, at("2026-11-21T15:00"), at("2026-11-22T15:00"))
    assert [slot.item for slot in shown.loop or ()] == ["n4", "n3", "n4", "n2"]


def test_what_no_language_of_the_display_tells_takes_no_place_among_the_newest() -> None:
    items = (
        an_item("english", languages=("en",), published_at=at("2026-11-03T00:00")),
        an_item("both", languages=("en", "ja"), published_at=at("2026-11-02T00:00")),
        an_item("japanese", published_at=at("2026-11-01T00:00")),
    )
    playlist = a_playlist("base", a_section("top", newest=2))
    catalogue = a_catalogue(items=items, playlists=(playlist,), rules=(a_rule(),))
    (shown,) = segments(the_channel(catalogue), catalogue, at("2026-11-21T15:00"), at("2026-11-22T15:00"))
    assert [slot.item for slot in shown.loop or ()] == ["both", "japanese"]


def test_each_language_has_a_round_of_its_own() -> None:
    items = (an_item("a", languages=("ja", "en"), position=0), an_item("b", position=1), an_item("c", position=2))
    display = a_display(languages=("ja", "en"))
    catalogue = a_catalogue(items=items, playlists=(a_playlist(),), rules=(a_rule(),), display=display)
    (shown,) = segments(the_channel(catalogue), catalogue, at("2026-11-21T15:00"), at("2026-11-22T15:00"))
    assert [(slot.item, slot.key.language) for slot in shown.loop or ()] == [
        ("a", "ja"),
        ("b", "ja"),
        ("a", "en"),
        ("c", "ja"),
    ]


def test_hours_that_cannot_be_read_keep_the_screen_on() -> None:
    catalogue = a_catalogue(place=a_place(hours="always, more or less"))
    (shown,) = segments(the_channel(catalogue), catalogue, at("2026-11-21T15:00"), at("2026-11-22T15:00"))
    assert shown.loop is not None


def test_the_window_is_nine_local_days_and_moves_at_the_roll() -> None:
    channel = the_channel(a_catalogue(place=a_place(timezone="Europe/Berlin")))
    roll = next_roll(channel, at("2026-10-20T12:00"))
    assert time(1) <= roll.astimezone(channel.zone).time() < time(4)
    assert window(channel, roll - timedelta(milliseconds=1)) == (at("2026-10-19T22:00"), at("2026-10-28T23:00"))
    assert window(channel, roll) == (at("2026-10-20T22:00"), at("2026-10-29T23:00"))
    assert next_roll(channel, roll - timedelta(milliseconds=1)) == roll < next_roll(channel, roll)


def test_what_was_taken_down_is_named_from_the_roll_before_last() -> None:
    channel = the_channel(a_catalogue())
    rolls = [next_roll(channel, at("2026-11-20T12:00"))]
    for _ in range(3):
        rolls.append(next_roll(channel, rolls[-1]))
    assert withdrawn_since(channel, rolls[2]) == rolls[1]
    assert withdrawn_since(channel, rolls[2] - timedelta(seconds=1)) == rolls[0]


def test_withdrawn_names_only_what_this_channel_would_otherwise_show() -> None:
    news, survey, old = an_item("n"), an_item("s", kind="survey"), an_item("o")
    catalogue = a_catalogue(
        down=tuple(
            TakenDown(item, when)
            for item, when in (
                (survey, at("2026-11-22T00:00")),
                (news, at("2026-11-22T00:00")),
                (old, at("2026-11-01T00:00")),
            )
        ),
        playlists=(a_playlist("base", a_section(kinds=("news",))), a_playlist("other")),
        rules=(a_rule(), a_rule("other", displays=("elsewhere",))),
    )
    assert withdrawn(the_channel(catalogue), catalogue, at("2026-11-21T00:00")) == ("n",)


def test_withdrawn_leaves_out_what_could_not_be_shown_here() -> None:
    items = (
        an_item("here", places=("gate",)),
        an_item("elsewhere", places=("harbour",)),
        an_item("english", languages=("en",)),
        an_item("later", begins=at("2027-06-01T00:00")),
        an_item("over", ends=at("2026-11-01T00:00")),
    )
    down = tuple(TakenDown(item, at("2026-11-22T00:00")) for item in items)
    catalogue = a_catalogue(down=down, playlists=(a_playlist(),), rules=(a_rule(),))
    found = withdrawn(the_channel(catalogue), catalogue, at("2026-11-21T00:00"), at("2026-12-01T00:00"))
    assert found == ("here",)


def test_withdrawn_names_a_report_that_stood_in_its_event_s_place_and_what_was_erased() -> None:
    day = date(2026, 11, 20)
    event = an_item("fair", kind="event", hashtags=("fair",), event=Event(occasions=(Occasion(day, day),)))
    report = an_item("report", kind="report", hashtags=("fair",))
    erased = an_item("erased", languages=())
    catalogue = a_catalogue(
        items=(event,),
        down=tuple(TakenDown(item, at("2026-11-22T00:00")) for item in (report, erased)),
        playlists=(a_playlist("base", a_section(kinds=("event",))),),
        rules=(a_rule(),),
    )
    assert withdrawn(the_channel(catalogue), catalogue, at("2026-11-21T00:00")) == ("erased", "report")


def test_a_rule_that_comes_or_goes_does_not_move_the_roll() -> None:
    now = at("2026-11-22T03:00")
    few, more = a_catalogue(rules=(a_rule(),)), a_catalogue(rules=(a_rule(), a_rule("other")))
    assert next_roll(the_channel(few), now) == next_roll(the_channel(more), now)


def test_editing_a_rule_or_a_playlist_keeps_the_channel() -> None:
    display, place = a_display(), a_place()
    channel = channel_of(display, place, Targeting((a_rule(),)))
    assert channel == channel_of(display, place, Targeting((a_rule(hours=(time(8), time(9)), priority=3),)))
    assert channel.id != channel_of(display, place, Targeting((a_rule(displays=("gate",)),))).id
    assert channel.id != channel_of(display, place, Targeting((a_rule(), a_rule("evening")))).id
    assert len(channel.id) == 12


def test_displays_that_differ_only_in_name_share_a_channel() -> None:
    rules = (a_rule(groups=("east",)), a_rule("other", displays=("third",)))
    first, second = a_display("first", groups=("east",)), a_display("second", groups=("east", "new"))
    assert channel_of(first, a_place(), Targeting(rules)) == channel_of(second, a_place("hall"), Targeting(rules))


def test_many_displays_get_the_channels_that_each_would_get_alone() -> None:
    r = random.Random(7)
    rules = [some_rule(r, n, at("2026-11-22T00:00")) for n in range(1, 40)]
    targeting = Targeting(rules)
    for name in ("gate", "other", "third"):
        for groups in ((), ("east",), ("west",)):
            for place in (a_place(), a_place(type="hall"), a_place(hours="10:00-20:00")):
                display = a_display(name, groups=groups)
                assert channel_of(display, place, targeting) == channel_of(display, place, Targeting(rules))
