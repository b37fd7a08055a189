"""Tries are spent at once and come back one by one; whoever asks with many names does not fill the memory."""

from datetime import timedelta

from signage.domain import tries as module
from signage.domain.tries import Tries
from tests.factories import NOW

MINUTE = timedelta(minutes=1)


def test_tries_are_spent_and_come_back_one_after_each_while() -> None:
    tries = Tries(3, MINUTE)
    seen = []
    for _ in range(4):
        seen.append(tries.left("a", NOW))
        tries.take("a", NOW)
    assert seen == [3, 2, 1, 0]
    assert tries.wait("a", NOW) == 2 * MINUTE  # the fourth was taken although there was none
    assert [tries.left("a", NOW + n * MINUTE) for n in (1, 2, 3, 4, 9)] == [0, 1, 2, 3, 3]


def test_another_name_has_tries_of_its_own() -> None:
    tries = Tries(1, MINUTE)
    tries.take("a", NOW)
    assert (tries.left("a", NOW), tries.left("b", NOW)) == (0, 1)
    assert tries.wait("b", NOW) == timedelta(0)


def test_a_try_that_was_none_is_given_back() -> None:
    tries = Tries(2, MINUTE)
    tries.take("a", NOW)
    tries.give_back("a")
    tries.give_back("nobody")
    assert tries.left("a", NOW) == 2
    tries.take("a", NOW)
    tries.take("a", NOW)
    tries.forget("a")
    assert tries.left("a", NOW) == 2


def test_many_names_are_forgotten_and_those_who_tried_most_are_not() -> None:
    tries = Tries(5, MINUTE)
    for _ in range(5):
        tries.take("guesser", NOW)
    for number in range(module.NAMES_AT_MOST + 5):
        tries.take(f"name {number}", NOW)
    assert tries.left("guesser", NOW) == 0
    assert len(tries._whole_at) <= module.NAMES_AT_MOST


def test_a_clock_that_was_set_back_gives_no_tries_below_none() -> None:
    tries = Tries(2, MINUTE)
    tries.take("a", NOW + timedelta(days=1))
    assert tries.left("a", NOW) == 0
