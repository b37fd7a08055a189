"""When a failing display is told of, and when that it is well again: late enough to be true, together with its neighbours,
and once.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple, TypeVar

from .health import Status

Kind = Literal["trouble", "ok", "rest"]
Trouble = Literal["wrong", "silent", "unsteady"]

DAMPING = timedelta(seconds=60)
"""A trouble that is over before that is not told."""
STEADY = timedelta(minutes=2)
"""So long all must have been well before that is told."""
GATHERING = timedelta(minutes=5)
"""So long the neighbours are waited for, so that a building that comes back is told once."""
HOUR = timedelta(hours=1)
OFTEN = 3
"""A display that fails more often than that within an hour is told as unsteady, and then left in peace …"""
CALM = timedelta(minutes=30)
"""… until it has been well for so long."""
MANY_PLACES = 5
"""When so many places fail at once it is not their displays that fail: one message for all."""

GONE = frozenset({"silent", "black", "dark"})
"""Codes of health under which nobody sees anything: told of once more where something less was told."""

_KINDS: dict[Status, Kind] = {"wrong": "trouble", "silent": "trouble", "ok": "ok"}


class Spell(NamedTuple):
    """In what a display has been since when, whatever the reason. Late says nothing yet, so it changes nothing.

    `began` are the moments of the last hour at which it failed after having been well.
    """

    kind: Kind
    since: datetime
    was_well: bool = True
    began: tuple[datetime, ...] = ()


def spell_after(spell: Spell | None, status: Status, at: datetime) -> Spell | None:
    """The spell once a display has become that."""
    if status == "late":
        return spell
    kind = _KINDS.get(status, "rest")
    began = tuple(moment for moment in spell.began if moment > at - HOUR) if spell else ()
    was_well = spell is None or spell.was_well
    if kind == "trouble" and was_well:
        began = (*began, at)
    since = spell.since if spell and spell.kind == kind else at
    return Spell(kind, since, kind == "ok" or (was_well and kind == "rest"), began)


def brought_back(spell: Spell, now: datetime, by: timedelta) -> Spell:
    """The spell once the clock was set back by that: none of its moments lies ahead of it."""

    def earlier(at: datetime) -> datetime:
        return at if at <= now else min(at - by, now)

    return spell._replace(since=earlier(spell.since), began=tuple(map(earlier, spell.began)))


class Case(NamedTuple):
    """A display in trouble that nobody has been told of, or of something less only."""

    display: str
    place: str
    spell: Spell


class Told(NamedTuple):
    """A trouble that was told and is not over: row `id`, told in `message`, as `trouble` and `code` last."""

    id: int
    display: str
    place: str
    trouble: Trouble
    code: str
    begun_at: datetime
    message: int


One = TypeVar("One", Case, Told)


def is_unsteady(spell: Spell, now: datetime) -> bool:
    return sum(moment > now - HOUR for moment in spell.began) > OFTEN


def due_troubles(cases: Sequence[Case], now: datetime) -> list[list[Case]]:
    """What is to be told now, each list in one message. `cases` are all that are not muted and not told (as that bad).

    Once one has lasted, its place is told with all that fails there: the neighbours fell silent within half a minute of it.
    """
    unsteady = [case for case in cases if is_unsteady(case.spell, now)]
    others = [case for case in cases if not is_unsteady(case.spell, now)]
    ripe = {case.place for case in others if now - case.spell.since >= DAMPING}
    if ripe and len({case.place for case in others}) >= MANY_PLACES:
        ripe = {case.place for case in others}
    return [*_together(unsteady), *_together(case for case in others if case.place in ripe)]


def worsened(told: Told, code: str, since: datetime, now: datetime) -> Case | None:
    """What was told is worse since then, and that is to be told too: “its clock is wrong” is no news of a dead screen.

    One that was told as unsteady is left in peace until it is certain that it will not come back by itself.
    """
    if code not in GONE or told.code in GONE:
        return None
    if told.trouble == "unsteady" and now - since < CALM:
        return None
    return Case(told.display, told.place, Spell("trouble", since))


def due_recoveries(told: Iterable[Told], spells: Mapping[str, Spell], now: datetime) -> list[list[Told]]:
    """The troubles whose end is to be told now, each list in one message. `spells` are of the displays that may be told of.

    What was told together is told together, unless some of it stays away for too long.
    """
    messages = _grouped(told, lambda one: one.message)
    return _together(one for group in messages.values() for one in _over(group, spells, now))


def _over(group: Sequence[Told], spells: Mapping[str, Spell], now: datetime) -> list[Told]:
    since = {one.id: well for one in group if (well := _well_for(one, spells, now)) is not None}
    over = [one for one in group if one.id in since]
    all_back = len(over) == len(group)
    return over if all_back or max(since.values(), default=timedelta()) >= GATHERING else []


def _well_for(one: Told, spells: Mapping[str, Spell], now: datetime) -> timedelta | None:
    """For how long it could have been told as well; None while it can't."""
    spell = spells.get(one.display)
    if spell is None or spell.kind != "ok":
        return None
    waited = now - spell.since - (CALM if one.trouble == "unsteady" else STEADY)
    return waited if waited >= timedelta() else None


def _together(found: Iterable[One]) -> list[list[One]]:
    """By place; all in one where many places are concerned."""
    places = _grouped(found, lambda one: one.place)
    if len(places) >= MANY_PLACES:
        return [[one for group in places.values() for one in group]]
    return list(places.values())


def _grouped(found: Iterable[One], key: Callable[[One], object]) -> dict[object, list[One]]:
    groups: dict[object, list[One]] = {}
    for one in found:
        groups.setdefault(key(one), []).append(one)
    return groups
