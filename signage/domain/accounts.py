"""Who may do what. A role is a row; a page or a command asks `may`."""

from typing import Literal, get_args

from ..words import Words

Role = Literal["viewer", "author", "approver", "editor", "technician", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)

Act = Literal["see displays", "care for displays", "pair displays", "see people"]
"""“care for” = commands, maintenance, mute, visits."""

ROLE_WORDS: dict[Role, Words] = {
    "viewer": {"ja": "閲覧者", "en": "viewer"},
    "author": {"ja": "作成者", "en": "author"},
    "approver": {"ja": "承認者", "en": "approver"},
    "editor": {"ja": "編集者", "en": "editor"},
    "technician": {"ja": "設備担当", "en": "technician"},
    "administrator": {"ja": "管理者", "en": "administrator"},
}

_MAY: dict[Act, frozenset[Role]] = {
    "see displays": frozenset(ROLES),
    "care for displays": frozenset({"editor", "technician", "administrator"}),
    "pair displays": frozenset({"editor", "technician", "administrator"}),
    "see people": frozenset({"administrator"}),
}


def may(role: Role, act: Act) -> bool:
    return role in _MAY[act]


def who_may(act: Act) -> tuple[Role, ...]:
    """For the page that says who could."""
    return tuple(role for role in ROLES if role in _MAY[act])
