"""Which displays somebody arranges: an editor of some groups changes nothing on displays of others."""

from collections.abc import Iterable

from .accounts import Person, may
from .catalogue import Catalogue
from .displays import Display
from .schedule import Rule, Targeting


def displays_of(rules: Iterable[Rule], catalogue: Catalogue) -> list[Display]:
    """The displays that any of these rules targets, in the catalogue's order."""
    targeting = Targeting(rules)
    pairs = ((display, catalogue.places.get(display.place)) for display in catalogue.displays.values())
    return [display for display, place in pairs if place and targeting.names(display, place)[0]]


def not_theirs(person: Person, rules: Iterable[Rule], catalogue: Catalogue) -> list[Display]:
    """Displays that these rules target and that are in none of the person's groups; who has no groups arranges all."""
    if not person.groups:
        return []
    return [one for one in displays_of(rules, catalogue) if not set(person.groups).intersection(one.groups)]


def may_arrange(person: Person, rules: Iterable[Rule], catalogue: Catalogue) -> bool:
    """Whether the person may change what these rules put on: all that they target is theirs."""
    return may(person.role, "arrange") and not not_theirs(person, rules, catalogue)
