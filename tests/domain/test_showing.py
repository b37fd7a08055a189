"""`showing` against vectors that an independent oracle wrote; JavaScript is held to the same file."""

import json
from functools import cache
from typing import Any

import msgspec

from signage.domain.showing import showing
from tests.vectors import make_showing


@cache
def vectors() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(make_showing.FILE.read_text("utf-8"))
    return found


def test_showing_agrees_with_every_vector() -> None:
    manifests = vectors()["manifests"]
    for number, t, expected in vectors()["cases"]:
        found = msgspec.to_builtins(showing(manifests[number], t))
        assert {name: found[name] for name in expected} == expected, (number, t)


def test_the_vector_file_is_what_its_maker_makes() -> None:
    assert make_showing.text() == make_showing.FILE.read_text("utf-8"), "run: python -m tests.vectors.make_showing"


def test_the_vectors_are_many_and_cover_the_rules() -> None:
    cases = [expected | {"t": t} for _, t, expected in vectors()["cases"]]
    assert len(cases) >= 2_500
    slots = [case for case in cases if case["slot"] is not None]
    assert len(slots) > 1_000
    assert sum(case["alert"] is not None for case in cases) > 200
    assert sum(case["slide"] == "fallback" for case in cases) > 200
    assert sum(case["slide"] is None for case in cases) > 300


def test_the_same_stretch_is_given_at_each_of_its_instants() -> None:
    manifests = vectors()["manifests"]
    for number, _, expected in vectors()["cases"][::7]:
        middle = (expected["begins"] + expected["ends"]) // 2
        for t in (expected["begins"], middle, expected["ends"] - 1):
            found = showing(manifests[number], t)
            assert (found.begins, found.ends, found.slide) == (
                expected["begins"],
                expected["ends"],
                expected["slide"],
            )
