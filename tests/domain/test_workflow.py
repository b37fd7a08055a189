"""Versions of an item: how each stands, and who may take which step."""

from datetime import timedelta
from typing import Any

import pytest

from signage.domain.accounts import Person
from signage.domain.content import Period
from signage.domain.workflow import Stage, Version, reads, state_of, steps
from tests.factories import NOW, an_item

AUTHOR = Person("B", "author", "planning")
CHIEF = Person("C", "approver", "planning")
ELSEWHERE = Person("D", "approver", "library")
EDITOR = Person("A", "editor", "project")
DAY = timedelta(days=1)


def a_version(stage: Stage = "draft", **changes: Any) -> Version:
    period = changes.pop("period", Period())
    values: dict[str, Any] = {"by": "B", "department": "planning", "made_at": NOW, "changed_at": NOW}
    return Version(item=an_item("one", period=period), number=1, stage=stage, **{**values, **changes})


def asked(**changes: Any) -> Version:
    return a_version("requested", **{"asked_by": "B", "asked_at": NOW, **changes})


@pytest.mark.parametrize(
    ("period", "state"),
    [
        (Period(), "on air"),
        (Period(NOW + DAY), "scheduled"),
        (Period(NOW - DAY, NOW + DAY), "on air"),
        (Period(NOW - DAY, NOW), "ended"),
    ],
)
def test_an_approved_version_stands_as_its_period_says(period: Period, state: str) -> None:
    assert state_of(a_version("approved", period=period), NOW) == state


def test_what_staff_withdrew_is_withdrawn_until_it_is_over() -> None:
    assert state_of(a_version("approved"), NOW, withdrawn=True) == "withdrawn"
    assert state_of(a_version("approved", period=Period(None, NOW)), NOW, withdrawn=True) == "ended"


def test_what_is_not_approved_stands_as_it_is_kept_whatever_its_period_says() -> None:
    assert state_of(a_version("remanded", period=Period(None, NOW)), NOW) == "remanded"


def test_an_author_asks_and_an_approver_of_the_department_decides() -> None:
    assert steps(a_version(), AUTHOR) == ["request", "edit"]
    assert steps(asked(), AUTHOR) == ["take back"]
    assert steps(asked(), CHIEF) == ["approve", "remand", "take back"]


def test_another_department_decides_only_as_a_deputy() -> None:
    assert steps(asked(), ELSEWHERE) == []
    assert steps(asked(), ELSEWHERE, {"planning"}) == ["approve", "remand"]
    assert steps(a_version(), ELSEWHERE, {"planning"}) == []


@pytest.mark.parametrize("wrote", ["by", "asked_by"])
def test_who_wrote_or_asked_for_it_does_not_approve_it(wrote: str) -> None:
    assert "approve" not in steps(asked(**{wrote: "C"}), CHIEF)


def test_an_editor_works_for_every_department_but_does_not_approve_their_own() -> None:
    assert "approve" in steps(asked(), EDITOR)
    assert "approve" not in steps(asked(by="A"), EDITOR)


def test_what_is_up_may_be_withdrawn_by_its_department_without_approval() -> None:
    assert "withdraw" in steps(a_version("approved"), AUTHOR, up=True)
    assert "withdraw" not in steps(a_version("approved"), AUTHOR, up=False)
    assert steps(a_version("approved"), Person("V", "viewer", "planning"), up=True) == []


@pytest.mark.parametrize(
    ("person", "department", "stands_in_for", "may_look"),
    [
        (AUTHOR, "planning", (), True),
        (AUTHOR, "library", (), False),
        (AUTHOR, "library", ("library",), True),
        (AUTHOR, "", (), True),
        (Person("N", "author", ""), "library", (), False),
        (EDITOR, "library", (), True),
        (Person("V", "viewer", ""), "library", (), True),
        (Person("T", "technician", ""), "", (), False),
    ],
)
def test_who_may_look_at_what_a_department_answers_for_or_none(
    person: Person, department: str, stands_in_for: tuple[str, ...], may_look: bool
) -> None:
    assert reads(person, department, stands_in_for) == may_look
