"""A playlist, or one item, on some screens now, for a while, then back to what their rules say."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ..domain.accounts import Person
from ..domain.arranging import displays_of
from ..domain.calendars import ONE_DAY, local_day
from ..domain.catalogue import Catalogue
from ..domain.closing_days import almanac_of
from ..domain.displays import Place
from ..domain.limits import check_theirs
from ..domain.playlists import item_of
from ..domain.schedule import Rule
from ..domain.timeline import open_pieces
from ..domain.toml_text import meant
from ..errors import InputError, NotFoundError
from ..store.catalogue import CatalogueKeeper
from ..store.database import Database
from ..store.edits import record_edit
from ..store.now_rules import load_now_rules, record_now_rule, remove_now_rule

MOST_MINUTES = 7 * 24 * 60


async def show_now(
    database: Database,
    playlist: str,
    now: datetime,
    minutes: int,
    *,
    displays: Sequence[str] = (),
    groups: Sequence[str] = (),
    place_types: Sequence[str] = (),
    by: Person | None = None,
) -> Rule:
    """Begins in the minute of `now`, above every other rule; a place that is closed stays off. “item:ID” as playlist is
    that item by itself. `by` is who gives it, None for a command.

    Raises NotFoundError or InputError for names that are not known and a length that can't be meant, ForbiddenError for
    displays of others.
    """
    if not 1 <= minutes <= MOST_MINUTES:
        raise InputError(f"write minutes from 1 to {MOST_MINUTES} (a week); for longer give the playlist a [[when]]")
    catalogue = await CatalogueKeeper(database).current()
    _check_what(catalogue, playlist)
    targets = {"displays": displays, "groups": groups, "place_types": place_types}
    if not any(targets.values()):
        raise InputError("say on which screens: --on DISPLAY, --group GROUP or --place-type TYPE")
    _check_targets(catalogue, targets)
    names: dict[str, Any] = {field: tuple(chosen) for field, chosen in targets.items()}
    check_theirs_by(by, Rule(playlist=playlist, number=0, **names), catalogue)
    who = by.name if by else ""
    async with database.write() as connection:
        rule = await record_now_rule(connection, playlist, now, timedelta(minutes=minutes), **names, by=who)
        await record_edit(connection, who, now, "now", rule.name, "show", None, rule)
    return rule


def _check_what(catalogue: Catalogue, playlist: str) -> None:
    item = item_of(playlist)
    if item is not None:
        down = {gone.item.id for gone in catalogue.taken_down}
        if item not in catalogue.items or item in down:
            raise NotFoundError(f"there is no item “{item}” that could be shown")
    elif playlist not in catalogue.playlists:
        known = sorted(name for name in catalogue.playlists if item_of(name) is None)
        raise NotFoundError(f"there is no playlist “{playlist}”{meant(playlist, known)}")


def check_theirs_by(by: Person | None, rule: Rule, catalogue: Catalogue) -> None:
    """Raises ForbiddenError where the rule is meant for displays that this person does not arrange."""
    if by:
        check_theirs(by, displays_of([rule], catalogue))


def _check_targets(catalogue: Catalogue, targets: dict[str, Sequence[str]]) -> None:
    known = {
        "displays": set(catalogue.displays),
        "groups": {group for display in catalogue.displays.values() for group in display.groups},
        "place_types": {place.type for place in catalogue.places.values() if place.type},
    }
    says = {"displays": "display", "groups": "group", "place_types": "type of place"}
    for field, names in targets.items():
        for name in names:
            if name not in known[field]:
                raise NotFoundError(f"there is no {says[field]} “{name}”{meant(name, sorted(known[field]))}")


async def stop_now(
    database: Database, now: datetime, number: int | None = None, *, by: Person | None = None
) -> list[int]:
    """Ends one such rule, or all of them; their numbers. Raises NotFoundError, also for one that is over by itself, and
    ForbiddenError as `show_now`.
    """
    given = {rule.number: rule for rule in await list_now(database)}
    ended = [rule for rule in given.values() if number in (None, rule.number)]
    if by and by.groups:
        catalogue = await CatalogueKeeper(database).current()
        for rule in ended:
            check_theirs_by(by, rule, catalogue)
    async with database.write() as connection:
        found = await remove_now_rule(connection, now, number)
        for one in found:
            await record_edit(connection, by.name if by else "", now, "now", f"now-{one}", "end", given.get(one))
    if found:
        return found
    if number is None:
        raise NotFoundError("nothing is shown that way")
    raise NotFoundError(f"now-{number} has ended by itself already" if number in given else f"there is no now-{number}")


async def list_now(database: Database) -> list[Rule]:
    """Those that are known, the last given last; one that is over stays for a day."""
    async with database.read() as connection:
        return await load_now_rules(connection)


def screens_of(rule: Rule, catalogue: Catalogue) -> list[str]:
    """Ids of the displays that a rule targets."""
    return [display.id for display in displays_of([rule], catalogue)]


def stays_off(rule: Rule, catalogue: Catalogue) -> bool:
    """Whether every place that a rule given by hand targets is closed for as long as it holds."""
    places = {catalogue.displays[one].place for one in screens_of(rule, catalogue)}
    return bool(places) and not any(_opens(catalogue.places[place], rule, catalogue) for place in places)


def _opens(place: Place, rule: Rule, catalogue: Catalogue) -> bool:
    if not (rule.from_at and rule.until_at):
        return True
    zone, almanac = ZoneInfo(place.timezone), almanac_of(place.country, catalogue.calendars)
    first = local_day(rule.from_at, zone)
    days = (first + n * ONE_DAY for n in range((local_day(rule.until_at, zone) - first).days + 1))
    pieces = (piece for day in days for piece in open_pieces(place.hours, day, zone, almanac, place.closed))
    return any(begins < rule.until_at and rule.from_at < ends for begins, ends in pieces)
