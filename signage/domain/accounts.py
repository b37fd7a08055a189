"""Who may do what. A role is a row; a page or a command asks `may`."""

from typing import Literal, NamedTuple, get_args

import msgspec

from ..words import Words

Role = Literal["viewer", "author", "approver", "editor", "technician", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)

Act = Literal[
    "see displays",
    "care for displays",
    "pair displays",
    "see content",
    "write content",
    "write for all",
    "approve content",
    "withdraw content",
    "arrange",
    "show now",
    "see statistics",
    "see results",
    "keep links",
    "make posters",
    "see posters",
    "post posters",
    "see history",
    "set up places",
    "set up",
    "see people",
]
"""“care for” = commands, maintenance, mute, visits. “write” is for one's own department, “write for all” for every one;
“arrange” = playlists and their rules; “set up places” = places, displays, groups and calendars, “set up” = all else. “keep
links” and “make posters” are for one's own department without “write for all”; “post posters” is to say what hangs where.
"""

ROLE_WORDS: dict[Role, Words] = {
    "viewer": {"ja": "閲覧者", "en": "viewer"},
    "author": {"ja": "作成者", "en": "author"},
    "approver": {"ja": "承認者", "en": "approver"},
    "editor": {"ja": "編集者", "en": "editor"},
    "technician": {"ja": "設備担当", "en": "technician"},
    "administrator": {"ja": "管理者", "en": "administrator"},
}

_DESK: frozenset[Role] = frozenset(ROLES) - {"technician"}

_MAY: dict[Act, frozenset[Role]] = {
    "see displays": frozenset(ROLES),
    "see content": _DESK,
    "write content": frozenset({"author", "approver", "editor", "administrator"}),
    "write for all": frozenset({"editor", "administrator"}),
    "approve content": frozenset({"approver", "editor", "administrator"}),
    "withdraw content": frozenset({"author", "approver", "editor", "administrator"}),
    "arrange": frozenset({"editor", "administrator"}),
    "show now": frozenset({"editor", "administrator"}),
    "see statistics": _DESK,
    "see results": _DESK,
    "keep links": frozenset({"author", "approver", "editor", "administrator"}),
    "make posters": frozenset({"author", "approver", "editor", "administrator"}),
    "see posters": frozenset(ROLES),
    "post posters": frozenset({"author", "approver", "editor", "technician", "administrator"}),
    "see history": _DESK,
    "set up places": frozenset({"editor", "administrator"}),
    "set up": frozenset({"administrator"}),
    "care for displays": frozenset({"editor", "technician", "administrator"}),
    "pair displays": frozenset({"editor", "technician", "administrator"}),
    "see people": frozenset({"administrator"}),
}


class Person(NamedTuple):
    """Who acts. `department` is the id of theirs (empty: none), `groups` those of the displays that they arrange (empty: all)."""

    name: str
    role: Role
    department: str = ""
    groups: tuple[str, ...] = ()


class Rights(msgspec.Struct, frozen=True):
    """What an administrator grants a person: as in Person, without the name."""

    role: Role
    department: str = ""
    groups: tuple[str, ...] = ()


class Department(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the office that answers for content. `contact` is how to reach it, for staff: an extension, say."""

    id: str
    name: Words
    contact: str = ""


def may(role: Role, act: Act) -> bool:
    return role in _MAY[act]


def who_may(act: Act) -> tuple[Role, ...]:
    """For the page that says who could."""
    return tuple(role for role in ROLES if role in _MAY[act])
