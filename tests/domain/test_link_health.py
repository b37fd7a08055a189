"""Whether a link leads anywhere: what an answer means, when it is asked again, and when it is our own network that is down."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signage.domain.link_health import (
    AGAIN_AFTER,
    CHECKED_EVERY,
    DEAD_AFTER,
    TOLD_AFTER,
    Answer,
    Check,
    due_at,
    is_ours,
    is_told,
    judged,
)
from tests.factories import NOW

PAGE = "https://www.city.example/page.html"


def answer(status: int | None = 200, after: timedelta = timedelta(), **more: object) -> Answer:
    reason: dict[str, object] = {} if status else {"reason": "connect"}
    return Answer(**{"target": PAGE, "at": NOW + after, "status": status, **reason, **more})  # type: ignore[arg-type]


def after(*answers: Answer, ours: bool = False) -> Check:
    check = None
    for one in answers:
        check = judged(check, one, ours=ours)
    assert check
    return check


@pytest.mark.parametrize("status", [200, 204, 301, 401, 403, 405, 429])
def test_whatever_answers_is_there(status: int) -> None:
    assert after(answer(status)).state == "answers"


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_is_dead_once_it_was_gone_twice_ten_minutes_apart(status: int) -> None:
    first = after(answer(status))
    assert first.state == "gone"
    assert not is_told(first, NOW)
    assert due_at(first, NOW) >= NOW + AGAIN_AFTER
    assert after(answer(status), answer(status, AGAIN_AFTER - timedelta(seconds=1))).state == "gone"
    dead = after(answer(status), answer(status, AGAIN_AFTER))
    assert (dead.state, dead.since_at, dead.reason) == ("dead", NOW, "gone")
    assert is_told(dead, NOW + AGAIN_AFTER)


@pytest.mark.parametrize("status", [None, 500, 503])
def test_silence_and_failing_servers_are_told_after_three_hours_and_dead_after_a_day(status: int | None) -> None:
    first, later = after(answer(status)), NOW + TOLD_AFTER
    assert first.state == "failing"
    assert not is_told(first, later - timedelta(seconds=1))
    assert is_told(first, later)
    assert after(answer(status), answer(status, DEAD_AFTER - timedelta(seconds=1))).state == "failing"
    assert after(answer(status), answer(status, DEAD_AFTER)).state == "dead"


def test_what_answers_again_is_well_at_once_and_its_time_begins_anew() -> None:
    well = after(answer(None), answer(200, timedelta(hours=23)))
    assert (well.state, well.fails) == ("answers", 0)
    again = judged(well, answer(None, timedelta(hours=30)))
    assert (again.state, again.since_at) == ("failing", NOW + timedelta(hours=30))


def test_a_dead_page_that_comes_back_leads_somewhere_again() -> None:
    dead = after(answer(404), answer(404, AGAIN_AFTER))
    assert judged(dead, answer(503, timedelta(hours=2))).state == "dead"
    assert judged(dead, answer(200, timedelta(hours=2))).state == "answers"


def test_a_page_that_moved_for_good_is_told_with_where_it_is_now() -> None:
    moved = after(answer(leads_to="https://www.city.example/new/"))
    assert (moved.state, moved.leads_to) == ("moved", "https://www.city.example/new/")
    assert is_told(moved, NOW)


@pytest.mark.parametrize("same", ["http://city.example/page.html", "https://city.example/page.html/"])
def test_the_same_page_by_another_spelling_has_not_moved(same: str) -> None:
    assert after(answer(leads_to=same)).state == "answers"


def test_while_our_own_network_is_down_nothing_is_concluded() -> None:
    well = after(answer())
    check = judged(well, answer(None, timedelta(hours=7)), ours=True)
    assert (check.state, check.since_at, check.reason) == ("answers", NOW, "ours")
    assert due_at(check, NOW) < check.checked_at + CHECKED_EVERY
    failing = after(answer(None))
    assert judged(failing, answer(None, DEAD_AFTER), ours=True).state == "failing"
    assert judged(failing, answer(404, DEAD_AFTER), ours=True).state == "gone", "a 404 proves that the network is there"


def test_what_lies_on_a_private_network_is_never_called_dead() -> None:
    private = Answer(target=PAGE, at=NOW, reason="private")
    check = after(private, Answer(target=PAGE, at=NOW + DEAD_AFTER, reason="private"))
    assert check.state == "unsure"
    assert not is_told(check, NOW + DEAD_AFTER)


def of(host: str, status: int | None) -> Answer:
    return answer(status, target=f"https://{host}/")


def test_it_is_our_network_when_more_than_half_of_all_hosts_are_silent() -> None:
    silent, well = [of(f"a{n}.example", None) for n in range(3)], [of(f"b{n}.example", 200) for n in range(3)]
    assert not is_ours([*silent, *well])
    assert is_ours([*silent, *well[:2]])
    assert not is_ours([*silent, of("c.example", 503), *well[:2]]), "a server that fails is there"
    assert is_ours([of("a.example", None)]), "of one host alone nobody can tell"
    assert not is_ours([of("a.example", None), of("a.example", 404), of("b.example", 200)]), "one of its pages answered"
    assert not is_ours([])


@settings(deadline=None)
@given(st.lists(st.sampled_from([200, 404, 410, 503, None]), min_size=1, max_size=60), st.integers(600, 90_000))
def test_a_page_that_answered_within_the_last_day_is_dead_only_if_it_said_that_it_is_gone(
    statuses: list[int | None], step: int
) -> None:
    check, last_well, gone = None, NOW, 0
    for number, status in enumerate(statuses):
        at = timedelta(seconds=step * number)
        check = judged(check, answer(status, at))
        last_well = NOW + at if status == 200 else last_well
        gone = gone + 1 if status in (404, 410) else 0 if status == 200 else gone
        if status == 200:
            assert check.state == "answers"
        elif NOW + at - last_well < DEAD_AFTER and gone < 2:
            assert check.state != "dead"
        assert due_at(check, NOW) > check.checked_at
        assert due_at(check, NOW) <= check.checked_at + CHECKED_EVERY * 1.1
