"""Which displays a playlist or a rule is about: an editor of some groups changes nothing on displays of others."""

from collections import Counter
from collections.abc import Iterable, Sequence

from .accounts import Person, may
from .catalogue import Catalogue
from .displays import Display
from .limits import check_theirs, is_theirs
from .playlist_file import PlaylistFile
from .schedule import Rule, Targeting


def displays_of(rules: Iterable[Rule], catalogue: Catalogue) -> list[Display]:
    """The displays that any of these rules targets, in the catalogue's order."""
    targeting = Targeting(rules)
    pairs = ((display, catalogue.places.get(display.place)) for display in catalogue.displays.values())
    return [display for display, place in pairs if place and targeting.names(display, place)[0]]


def may_arrange(person: Person, rules: Iterable[Rule], catalogue: Catalogue) -> bool:
    """Whether the person may change what these rules put on: all that they target is theirs."""
    if not may(person.role, "arrange"):
        return False
    return not person.groups or all(is_theirs(person, display) for display in displays_of(rules, catalogue))


def check_arranges(person: Person, rules: Iterable[Rule], catalogue: Catalogue) -> None:
    """Raises ForbiddenError that names the first targeted display that is none of theirs."""
    if person.groups:
        check_theirs(person, displays_of(rules, catalogue))


def rules_of_change(
    before: PlaylistFile | None, after: PlaylistFile | None, published: PlaylistFile | None
) -> list[Rule]:
    """Those that a change of a playlist in its draft is about: the ones that differ where nothing else does, else all, those
    of what is `published` too. None = there is none, or it is to be taken out.
    """
    if before and after and before.playlist == after.playlist:
        return [*({*before.rules} ^ {*after.rules})]
    return [rule for file in (before, after, published) if file for rule in file.rules]


def counts_by_playlist(rules: Sequence[Rule], catalogue: Catalogue) -> dict[str, int]:
    """How many displays some rule of each playlist targets."""
    by_name = {rule.name: rule.playlist for rule in rules}
    targeting = Targeting(rules)
    pairs = ((display, catalogue.places.get(display.place)) for display in catalogue.displays.values())
    alike = Counter(targeting.names(display, place)[0] for display, place in pairs if place)
    found: Counter[str] = Counter()
    for targets, count in alike.items():
        found.update(dict.fromkeys({by_name[name] for name, _ in targets}, count))
    return dict(found)
