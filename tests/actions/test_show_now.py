"""A playlist on some screens now, for a while, then back."""

from datetime import timedelta
from typing import Any

import pytest

from signage.actions.show_now import list_now, screens_of, show_now, stays_off, stop_now
from signage.domain.accounts import Person
from signage.domain.explain import explain
from signage.domain.playlist_file import parse_playlist
from signage.errors import ForbiddenError, InputError, NotFoundError, SignageError
from signage.store.catalogue import CatalogueKeeper
from signage.store.content import replace_items
from signage.store.database import Database
from signage.store.displays import record_displays, record_places
from signage.store.edits import load_edits
from signage.store.now_rules import load_givers, sweep_now_rules
from signage.store.playlists import replace_playlist
from tests.factories import NOW, a_display, a_place, an_item

GIVEN = NOW + timedelta(seconds=42)
PLAYLIST = '[[section]]\nkinds = ["news"]\n'


@pytest.fixture
async def city(database: Database) -> Database:
    """Two playlists, of which only one has a rule; a display in a group and one outside."""
    async with database.write() as connection:
        await record_places(connection, [a_place(), a_place("hall", type="office", hours="Mo-Fr 08:30-17:15")])
        displays = [a_display(groups=("east",)), a_display("desk", place="hall")]
        await record_displays(connection, displays)
        await replace_items(connection, "news", [an_item()], whole=True, now=NOW)
        for name, text in (("everyday", PLAYLIST + "[[when]]\npriority = 100\n"), ("welcome", PLAYLIST)):
            await replace_playlist(connection, parse_playlist(text, f"{name}.toml"), f"playlists/{name}.toml")
    return database


async def shown(database: Database, display: str = "entrance", minutes: float = 1) -> str | None:
    catalogue = await CatalogueKeeper(database).current()
    return explain(catalogue, display, NOW + timedelta(minutes=minutes)).rule


async def test_it_wins_over_every_priority_for_its_time_and_then_all_is_as_before(city: Database) -> None:
    rule = await show_now(city, "welcome", GIVEN, 60, displays=["entrance"])
    assert rule.name == f"now-{rule.number}"
    found = [await shown(city, minutes=n) for n in (-1, 0, 1, 60, 61)]
    assert found == ["everyday#1", rule.name, rule.name, rule.name, "everyday#1"]
    assert await shown(city, "desk") is None


async def test_a_minute_given_at_the_end_of_one_is_a_whole_minute(city: Database) -> None:
    late = await show_now(city, "welcome", NOW + timedelta(seconds=59), 1, displays=["entrance"])
    assert (late.from_at, late.until_at) == (NOW, NOW + timedelta(minutes=2))
    sharp = await show_now(city, "welcome", NOW, 1, displays=["entrance"])
    assert sharp.until_at == NOW + timedelta(minutes=1)


async def test_it_begins_with_the_minute_in_which_it_was_given_and_runs_on_over_midnight(city: Database) -> None:
    rule = await show_now(city, "welcome", GIVEN, 24 * 60, groups=["east"])
    found = explain(await CatalogueKeeper(city).current(), "entrance", NOW + timedelta(hours=20))
    assert (found.rule, found.anchor_at, found.until_at) == (rule.name, NOW, NOW + timedelta(hours=24, minutes=1))


async def test_the_one_given_later_wins_whatever_its_target(city: Database) -> None:
    first = await show_now(city, "welcome", GIVEN, 60, displays=["entrance"])
    second = await show_now(city, "everyday", GIVEN, 60, place_types=["station"])
    assert await shown(city) == second.name
    assert await stop_now(city, GIVEN, second.number) == [second.number]
    assert await shown(city) == first.name


async def test_a_closed_place_stays_off(city: Database) -> None:
    await show_now(city, "welcome", GIVEN, 60, displays=["desk"])
    found = explain(await CatalogueKeeper(city).current(), "desk", GIVEN)
    assert found.shows == "off"


@pytest.mark.parametrize(
    ("minutes", "targets", "off"),
    [
        (20 * 60, {"displays": ["desk"]}, True),
        (21 * 60, {"displays": ["desk"]}, False),
        (60, {"displays": ["desk", "entrance"]}, False),
        (60, {"place_types": ["office"]}, True),
    ],
)
async def test_it_is_known_when_every_place_is_closed_all_the_time(
    city: Database, minutes: int, targets: dict[str, Any], off: bool
) -> None:
    rule = await show_now(city, "welcome", GIVEN, minutes, **targets)
    assert stays_off(rule, await CatalogueKeeper(city).current()) == off


async def test_stopping_raises_the_revision_and_numbers_are_not_given_twice(city: Database) -> None:
    keeper = CatalogueKeeper(city)
    revisions = [(await keeper.current()).revision]
    first = await show_now(city, "welcome", GIVEN, 60, displays=["entrance"])
    revisions.append((await keeper.current()).revision)
    await stop_now(city, GIVEN)
    revisions.append((await keeper.current()).revision)
    assert revisions == sorted(set(revisions))
    assert (await show_now(city, "welcome", GIVEN, 60, displays=["entrance"])).number > first.number


async def test_it_is_forgotten_a_day_after_its_end(city: Database) -> None:
    rule = await show_now(city, "welcome", GIVEN, 60, displays=["entrance"])
    assert rule.until_at
    for later, left in ((timedelta(hours=23), 1), (timedelta(hours=24), 0)):
        async with city.write() as connection:
            await sweep_now_rules(connection, rule.until_at + later)
        assert len(await list_now(city)) == left
    assert not [rule for rule in (await CatalogueKeeper(city).current()).rules if rule.now]


async def test_a_playlist_file_that_changes_leaves_it_in_force(city: Database) -> None:
    keeper = CatalogueKeeper(city)
    given = await show_now(city, "welcome", GIVEN, 60, displays=["entrance"])
    await keeper.current()
    async with city.write() as connection:
        changed = parse_playlist(PLAYLIST + "[[when]]\n", "everyday.toml")
        await replace_playlist(connection, changed, "playlists/everyday.toml")
    assert [rule.name for rule in (await keeper.current()).rules] == ["everyday#1", given.name]


async def test_one_item_is_shown_by_itself_and_no_playlist_of_it_is_left(city: Database) -> None:
    keeper = CatalogueKeeper(city)
    rule = await show_now(city, "item:news-1", GIVEN, 60, displays=["entrance"], by=Person("A", "editor"))
    assert await shown(city) == rule.name
    assert "item:news-1" in (await keeper.current()).playlists
    await stop_now(city, GIVEN, rule.number, by=Person("B", "editor"))
    assert set((await keeper.current()).playlists) == {"everyday", "welcome"}


async def test_who_gave_it_is_known_and_written_down(city: Database) -> None:
    rule = await show_now(city, "welcome", GIVEN, 60, displays=["entrance"], by=Person("A", "editor"))
    command = await show_now(city, "welcome", GIVEN, 60, displays=["entrance"])
    async with city.read() as connection:
        assert await load_givers(connection) == {rule.number: "A", command.number: ""}
    await stop_now(city, GIVEN, rule.number, by=Person("B", "editor"))
    async with city.read() as connection:
        edits = await load_edits(connection, "now", rule.name)
    assert [(one.by, one.act, one.after is None) for one in edits] == [("B", "end", True), ("A", "show", False)]


async def test_whoever_arranges_some_groups_shows_nothing_elsewhere_and_ends_nothing_there(city: Database) -> None:
    east = Person("A", "editor", groups=("east",))
    elsewhere = await show_now(city, "welcome", GIVEN, 60, displays=["desk"])
    with pytest.raises(ForbiddenError):
        await show_now(city, "welcome", GIVEN, 60, displays=["entrance", "desk"], by=east)
    for number in (elsewhere.number, None):
        with pytest.raises(ForbiddenError):
            await stop_now(city, GIVEN, number, by=east)
    own = await show_now(city, "welcome", GIVEN, 60, groups=["east"], by=east)
    assert await stop_now(city, GIVEN, own.number, by=east) == [own.number]


async def test_the_screens_it_is_on_are_known(city: Database) -> None:
    rule = await show_now(city, "welcome", GIVEN, 60, groups=["east"])
    assert screens_of(rule, await CatalogueKeeper(city).current()) == ["entrance"]


@pytest.mark.parametrize(
    ("fields", "kind", "says"),
    [
        ({"playlist": "welcom"}, NotFoundError, "there is no playlist “welcom”; did you mean “welcome”?"),
        ({"playlist": "item:news-2"}, NotFoundError, "there is no item “news-2” that could be shown"),
        ({"displays": ["entrnce"]}, NotFoundError, "there is no display “entrnce”; did you mean “entrance”?"),
        ({"displays": [], "groups": ["north"]}, NotFoundError, "there is no group “north”; there are: east"),
        (
            {"displays": [], "place_types": ["sttion"]},
            NotFoundError,
            "there is no type of place “sttion”; did you mean",
        ),
        ({"displays": []}, InputError, "say on which screens: --on DISPLAY"),
        ({"minutes": 0}, InputError, "write minutes from 1 to 10080"),
        ({"minutes": 10_081}, InputError, "write minutes from 1 to 10080"),
    ],
)
async def test_what_is_not_known_or_cannot_be_meant_is_told(
    city: Database, fields: dict[str, object], kind: type[SignageError], says: str
) -> None:
    with pytest.raises(kind) as problem:
        await show_now(city, **{"playlist": "welcome", "now": GIVEN, "minutes": 60, "displays": ["entrance"], **fields})  # type: ignore[arg-type]
    assert problem.value.message.startswith(says)


async def test_stopping_what_is_not_there_is_told(city: Database) -> None:
    with pytest.raises(NotFoundError, match="nothing is shown that way"):
        await stop_now(city, GIVEN)
    with pytest.raises(NotFoundError, match="there is no now-999"):
        await stop_now(city, GIVEN, 999)


async def test_what_has_ended_by_itself_is_not_ended_once_more(city: Database) -> None:
    over = await show_now(city, "welcome", GIVEN, 1, displays=["entrance"])
    assert over.until_at
    with pytest.raises(NotFoundError, match=f"now-{over.number} has ended by itself already"):
        await stop_now(city, over.until_at, over.number)
    with pytest.raises(NotFoundError, match="nothing is shown that way"):
        await stop_now(city, over.until_at)
    running = await show_now(city, "welcome", GIVEN, 60, displays=["entrance"])
    assert await stop_now(city, over.until_at) == [running.number]
