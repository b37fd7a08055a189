"""All displays as those who care for them look at them."""

from datetime import timedelta
from typing import Any

from signage.domain.fleet import Fleet, Question, fleet_of, says_of
from signage.domain.health import STATUSES, Health, Status
from tests.factories import NOW, a_display, a_place

ALL = Question()
PLACES = {
    "station": a_place(),
    "hall": a_place("hall", name={"ja": "ヒタチエ", "en": "Hitachie"}),
}


def a_health(status: Status, minutes: int = 0, code: str = "") -> Health:
    says = {"ja": "応答がありません。", "en": "It has not answered."} if status == "silent" else {}
    return Health(status=status, code=code or status, says=says, since=NOW - timedelta(minutes=minutes))


def the_fleet(healths: dict[str, Health], asked: Question = ALL, **places: str) -> Fleet:
    displays = {id: a_display(id, name=f"画面 {id}", place=places.get(id, "station")) for id in healths}
    return fleet_of(displays, PLACES, healths, asked)


def ids(fleet: Fleet, shelf: Any) -> list[list[str]]:
    return [[entry.display.id for entry in row.entries] for row in fleet.part(shelf, 0, 99)]


def test_every_status_is_counted_and_stands_on_one_shelf() -> None:
    fleet = the_fleet({status: a_health(status) for status in STATUSES})
    assert fleet.totals == dict.fromkeys(STATUSES, 1)
    assert {shelf: fleet.rows(shelf) for shelf in fleet.shelves} == {
        "trouble": 3,
        "never": 1,
        "stopped": 2,
        "ok": 1,
    }


def test_the_worst_comes_first_and_of_equals_the_longest() -> None:
    fleet = the_fleet(
        {"a": a_health("late", 9), "b": a_health("wrong", 1), "c": a_health("wrong", 5, "other")}, a="x", b="y", c="z"
    )
    assert ids(fleet, "trouble") == [["c"], ["b"], ["a"]]


def test_one_buildings_failure_is_one_row_that_says_what_it_means() -> None:
    fleet = the_fleet(
        {"a": a_health("silent", 112), "b": a_health("silent", 110), "c": a_health("silent", 5)}, c="hall"
    )
    assert ids(fleet, "trouble") == [["a", "b"], ["c"]]
    together, alone = fleet.troubles
    assert says_of(together)["ja"] == (
        "2台とも応答がありません。同じ建物なので、ネットワークか電源の停止が考えられます。"
    )
    assert says_of(together)["en"] == "Both are silent. They share a building: network or power is likely down."
    assert says_of(alone)["ja"] == "応答がありません。"
    assert together.since == NOW - timedelta(minutes=112)


def test_nothing_is_said_of_the_building_where_it_is_not_likely() -> None:
    apart = the_fleet({"a": a_health("silent", 112), "b": a_health("silent", 3)})
    assert says_of(apart.troubles[0])["en"] == "Both are silent."
    some = the_fleet({"a": a_health("silent", 2), "b": a_health("silent", 2), "c": a_health("ok")})
    assert says_of(some.troubles[0])["ja"].startswith("3台のうち 2台から応答がありません。")


def test_a_narrowed_list_names_each_display_by_itself() -> None:
    healths = {"a": a_health("silent", 2), "b": a_health("silent", 2), "c": a_health("ok")}
    fleet = the_fleet(healths, Question(status="silent"))
    assert ids(fleet, "trouble") == [["a"], ["b"]]
    assert not fleet.shelves["ok"] and fleet.totals["ok"] == 1


def test_words_are_found_however_they_are_typed() -> None:
    healths = {"hall-1": a_health("ok"), "gate": a_health("ok")}
    for text in ("ヒタチエ", "ﾋﾀﾁｴ", "HITACHIE 画面", "Ｈａｌｌ－1"):
        assert ids(the_fleet(healths, Question(text=text), **{"hall-1": "hall"}), "ok") == [["hall-1"]], text
    assert ids(the_fleet(healths, Question(text="どこにもない")), "ok") == []


def test_by_place_each_display_stands_with_its_neighbours_worst_first() -> None:
    healths = {"a": a_health("ok"), "b": a_health("ok"), "c": a_health("silent", 4)}
    fleet = the_fleet(healths, Question(by_place=True), a="hall")
    assert ids(fleet, "place") == [["a"], ["c"], ["b"]]
    assert [fleet.neighbours(number) for number in range(3)] == [1, 2, 0]


def test_a_display_whose_place_is_unknown_is_not_lost() -> None:
    fleet = the_fleet({"a": a_health("ok")}, a="nowhere")
    assert fleet.shelves["ok"][0].place.name == {"ja": "nowhere"}
