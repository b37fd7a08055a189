"""The list of content: each item once as it stands, to those who may see it, as it is asked for."""

from datetime import timedelta
from typing import Any

import pytest

from signage.domain.accounts import Person
from signage.domain.catalogue import Catalogue
from signage.domain.content import Item, Period
from signage.domain.events import Event, Occasion
from signage.domain.item_filter import Asked, Entry, chosen, counts, entries_of, readable
from signage.domain.workflow import Version
from tests.factories import NOW, an_item

EDITOR = Person("e", "editor")


def a_version(item: Item, number: int = 1, **changes: Any) -> Version:
    fields: dict[str, Any] = {"stage": "draft", "department": "library", "by": "a", "made_at": NOW, "changed_at": NOW}
    return Version(item=item, number=number, **{**fields, **changes})


def entries(*versions: Version, withdrawn: tuple[Item, ...] = (), **items: Item) -> dict[str, Entry]:
    catalogue = Catalogue(items={item.id: item for item in items.values()})
    down = {item.id: item for item in withdrawn}
    found = entries_of(catalogue, versions, down, lambda item: item.department.get("id", ""), NOW)
    assert len({one.item.id for one in found}) == len(found)
    return {one.item.id: one for one in found}


def ids(found: dict[str, Entry], person: Person = EDITOR, **asked: Any) -> list[str]:
    return [one.item.id for one in chosen(list(found.values()), Asked(person, NOW, **asked))]


def test_a_draft_a_live_item_and_one_that_was_withdrawn_stand_as_they_are() -> None:
    found = entries(
        a_version(an_item("draft")),
        a_version(an_item("live"), stage="approved"),
        withdrawn=(an_item("down"),),
        live=an_item("live"),
        coming=an_item("coming", period=Period(NOW + timedelta(days=1))),
        over=an_item("over", period=Period(None, NOW)),
    )
    assert {id: one.state for id, one in found.items()} == {
        "draft": "draft",
        "live": "on air",
        "down": "withdrawn",
        "coming": "scheduled",
        "over": "ended",
    }
    assert found["live"].department == "library" and found["coming"].department == ""


def test_a_live_item_says_that_a_newer_version_is_being_written() -> None:
    found = entries(a_version(an_item("a", title={"ja": "新"}), 2, stage="requested"), a=an_item("a"))
    assert (found["a"].state, found["a"].item.title) == ("on air", {"ja": "お知らせ a"})
    assert found["a"].open and found["a"].open.number == 2
    assert ids(found, state="requested") == ids(found, view="requested") == ids(found, state="on air") == ["a"]


@pytest.mark.parametrize(
    ("person", "seen"),
    [
        (Person("x", "author", "library"), ["free", "mine"]),
        (Person("x", "approver", "museum"), ["free", "theirs"]),
        (Person("x", "viewer"), ["free", "mine", "theirs"]),
        (EDITOR, ["free", "mine", "theirs"]),
        (Person("x", "author"), ["free"]),
    ],
)
def test_each_sees_their_own_departments_and_what_is_nobodys(person: Person, seen: list[str]) -> None:
    found = entries(a_version(an_item("mine")), a_version(an_item("theirs"), department="museum"), free=an_item("free"))
    assert sorted(one.item.id for one in readable(list(found.values()), person)) == seen


def test_a_deputy_sees_the_department_they_stand_in_for() -> None:
    found = list(entries(a_version(an_item("theirs"), department="museum")).values())
    assert readable(found, Person("x", "approver", "library"), {"museum"}) == found


def test_words_are_found_however_they_are_typed() -> None:
    found = entries(a=an_item("a", title={"ja": "ハレニコ ABC"}), b=an_item("b", text={"en": "Half-width"}))
    assert ids(found, text="ﾊﾚﾆｺ ａｂｃ") == ["a"]
    assert ids(found, text="HALF") == ["b"]
    assert ids(found, text="ハレニコ nothing") == []


def test_filters_meet_all_at_once() -> None:
    found = entries(
        a=an_item("a", themes=("green",), kind="event"), b=an_item("b", themes=("green",)), c=an_item("c", source="x")
    )
    assert ids(found, theme="green", kind="news") == ["b"]
    assert ids(found, source="x") == ["c"]
    assert ids(found, language="en") == []


def test_what_ends_within_two_weeks_ends_soon() -> None:
    found = entries(
        soon=an_item("soon", period=Period(None, NOW + timedelta(days=14))),
        later=an_item("later", period=Period(None, NOW + timedelta(days=15))),
        never=an_item("never"),
    )
    assert ids(found, view="expiring") == ["soon"]
    assert counts(list(found.values()), Asked(EDITOR, NOW))["expiring"] == 1


def test_an_event_is_ordered_by_its_first_day_and_what_never_ends_last() -> None:
    day = (NOW + timedelta(days=9)).date()
    found = entries(
        event=an_item("event", kind="event", event=Event(occasions=(Occasion(day, day),))),
        old=an_item("old", published_at=NOW - timedelta(days=9)),
        begins=an_item("begins", period=Period(NOW + timedelta(days=1), NOW + timedelta(days=2))),
    )
    assert ids(found) == ["event", "begins", "old"]
    assert ids(found, order="ends") == ["begins", "event", "old"]
    assert ids(found, order="title") == sorted(ids(found))


def test_an_event_of_several_days_is_ordered_by_the_one_that_is_next() -> None:
    days = [(NOW + timedelta(days=days)).date() for days in (-30, 9)]
    found = entries(
        weekly=an_item("weekly", kind="event", event=Event(occasions=tuple(Occasion(day, day) for day in days))),
        over=an_item("over", kind="event", event=Event(occasions=(Occasion(days[0], days[0]),))),
        begins=an_item("begins", period=Period(NOW + timedelta(days=1), NOW + timedelta(days=2))),
    )
    assert ids(found) == ["weekly", "begins", "over"]


def test_drafts_of_mine_are_those_i_made_or_saved() -> None:
    found = entries(
        a_version(an_item("made"), by="e"),
        a_version(an_item("saved"), changed_by="e"),
        a_version(an_item("asked"), by="e", stage="requested"),
        a_version(an_item("theirs")),
    )
    assert sorted(ids(found, view="mine")) == ["made", "saved"]
