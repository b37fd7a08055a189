"""From a draft to the glass and off it again: versions of an item, how each stands, and who may take which step.

A live item that is edited gets a new version, which needs approval while the old one stays up; who wrote or asked for a
version can't approve it (the states and rules of municipal practice: 下書き → 承認依頼 → 差戻し／承認 → 公開).
"""

from collections.abc import Collection
from datetime import datetime
from typing import Literal, get_args

import msgspec

from ..words import Words
from .accounts import Person, may
from .content import Item, ends_at

SOURCE = "staff"
"""What the items that staff write have as their source; no file may give a source this name."""

Stage = Literal["draft", "requested", "remanded", "approved", "replaced"]
"""How a version is kept: “approved” is the one that screens are given, “replaced” an approved one that a newer one followed."""

State = Literal["draft", "requested", "remanded", "scheduled", "on air", "ended", "withdrawn"]
"""How an item stands, as people read it."""
STATES: tuple[State, ...] = get_args(State)

STATE_WORDS: dict[State, Words] = {
    "draft": {"ja": "下書き", "en": "Draft"},
    "requested": {"ja": "承認依頼中", "en": "Approval asked"},
    "remanded": {"ja": "差戻し", "en": "Sent back"},
    "scheduled": {"ja": "公開予定", "en": "Scheduled"},
    "on air": {"ja": "公開中", "en": "On air"},
    "ended": {"ja": "掲載終了", "en": "Ended"},
    "withdrawn": {"ja": "取下げ", "en": "Withdrawn"},
}

Step = Literal["edit", "request", "take back", "approve", "remand", "withdraw", "restore", "renew"]


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """One version of an item that staff write. `number` counts from 1; `changes` how often this one was saved: who saves
    names the count that they saw, so that nobody overwrites what they have not seen.

    `department` is the id of the one that answers for it; `by` who made the version, `changed_by` who saved it last.
    """

    item: Item
    number: int
    stage: Stage
    department: str
    by: str
    made_at: datetime
    changed_at: datetime
    changed_by: str = ""
    changes: int = 0
    asked_by: str | None = None
    asked_at: datetime | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None


def new_version(
    item: Item, department: str, by: str, now: datetime, *, after: Version | None = None, asked: bool = False
) -> Version:
    """A version that is begun now, the first of its item or the one `after` another: a draft, or `asked` for at once."""
    return Version(
        item=item,
        number=after.number + 1 if after else 1,
        stage="requested" if asked else "draft",
        department=department,
        by=by,
        made_at=now,
        changed_at=now,
        changed_by=by,
        asked_by=by if asked else None,
        asked_at=now if asked else None,
    )


def state_of(version: Version, now: datetime, *, withdrawn: bool = False) -> State:
    """How a version stands at a moment; `withdrawn` = staff took its item down."""
    if version.stage in ("draft", "requested", "remanded"):
        return version.stage
    return state_of_item(version.item, now, withdrawn=withdrawn)


def state_of_item(item: Item, now: datetime, *, withdrawn: bool = False) -> State:
    """How an item stands that needs no version of its own: one that a source gave."""
    ends = ends_at(item)
    if ends is not None and ends <= now:
        return "ended"
    if withdrawn:
        return "withdrawn"
    return "scheduled" if item.period.begins_at and item.period.begins_at > now else "on air"


def steps(version: Version, person: Person, stands_in_for: Collection[str] = (), *, up: bool = False) -> list[Step]:
    """What a person may do with a version, in the order in which buttons stand.

    `stands_in_for` are the departments whose approver this person stands in for now; `up` = an approved version of the
    item is given to screens.
    """
    own = owns(person, version.department)
    approves = own or version.department in stands_in_for
    found: list[Step] = []
    if version.stage in ("draft", "remanded") and own and may(person.role, "write content"):
        found += ["request", "edit"]
    if version.stage == "requested":
        if not is_own(version, person) and approves and may(person.role, "approve content"):
            found += ["approve", "remand"]
        if own and may(person.role, "write content"):
            found.append("take back")
    if version.stage == "approved" and own and may(person.role, "write content"):
        found += ["edit", "renew"]
    if up and own and may(person.role, "withdraw content"):
        found.append("withdraw")
    return found


def is_own(version: Version, person: Person) -> bool:
    """Whether this person wrote it, saved it last or asked for its approval: then somebody else decides."""
    return person.name in (version.by, version.changed_by, version.asked_by)


def reads(person: Person, department: str, stands_in_for: Collection[str] = ()) -> bool:
    """Whether a person may look at what a department answers for: authors and approvers at that of their own, of those they
    stand in for, and at what no department answers for; all others who see content at all of it.
    """
    if not may(person.role, "see content"):
        return False
    bound = may(person.role, "write content") and not may(person.role, "write for all")
    return not bound or not department or owns(person, department) or department in stands_in_for


def owns(person: Person, department: str) -> bool:
    """Whether what a department answers for is this person's to change: of their own department, or of all."""
    return may(person.role, "write for all") or (bool(person.department) and person.department == department)
