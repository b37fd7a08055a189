"""What an editor of some groups may set up: displays in these groups, and what belongs to no other display."""

from collections.abc import Iterable

from ..errors import ForbiddenError
from .accounts import Person
from .displays import Display


def is_theirs(person: Person, display: Display) -> bool:
    """Whether a display is in a group of theirs; who has no groups has all displays."""
    return not person.groups or not set(person.groups).isdisjoint(display.groups)


def check_theirs(person: Person, displays: Iterable[Display]) -> None:
    """Raises ForbiddenError that names the first display that is none of theirs."""
    for display in displays:
        if not is_theirs(person, display):
            raise ForbiddenError(
                f"{person.name} does not arrange this display",
                display.id,
                says={
                    "ja": f"「{display.name}」は、ほかのグループの画面です。変えられるのは、そのグループの編集者と管理者です。",
                    "en": f"{display.name} is in another group. Its editors and administrators can change it.",
                },
            )


def check_all(person: Person) -> None:
    """Raises ForbiddenError for an editor of some groups, where something is shared by all displays."""
    if person.groups:
        raise ForbiddenError(
            f"{person.name} arranges some groups only",
            says={
                "ja": "これは、すべての画面にかかわります。変えられるのは、全体の編集者と管理者です。",
                "en": "This concerns all displays. Editors of all groups and administrators can change it.",
            },
        )


def check_group(person: Person, group: str) -> None:
    """Raises ForbiddenError for a group that is none of theirs."""
    if person.groups and group not in person.groups:
        raise ForbiddenError(
            f"{person.name} does not arrange this group",
            group,
            says={
                "ja": "ほかの担当のグループです。変えられるのは、そのグループの編集者と管理者です。",
                "en": "This is another group. Its editors and administrators can change it.",
            },
        )
