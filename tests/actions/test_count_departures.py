"""A withdrawn item: which screens it has left, as they tell, and how long the last one took."""

import hashlib
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from signage.actions.count_departures import Departures
from signage.domain.heartbeat import Heartbeat
from signage.domain.manifest import build_head
from signage.store.heartbeats import Beat
from signage.store.manifests import InForce, Manifests, Served, serve
from signage.store.publications import Head
from tests.factories import a_display, a_place

NOW = datetime.now(UTC)
DISPLAYS = ("one", "two", "three")


def served(display: str, *items: str, withdrawn: tuple[str, ...] = ()) -> Served:
    slides = [{"slide": item, "ms": 1, "item": item} for item in items]
    tail = msgspec.json.encode({"slides": slides, "withdrawn": withdrawn})
    return serve(build_head(a_display(display), a_place(), player=""), "", hashlib.sha256(tail).hexdigest(), tail)


def publish(manifests: Manifests, *items: str, on: tuple[str, ...] = DISPLAYS, withdrawn: tuple[str, ...] = ()) -> None:
    found = {
        display: served(display, *(items if display in on else ("other",)), withdrawn=withdrawn) for display in DISPLAYS
    }
    manifests.replace(found, InForce({}, dict.fromkeys(DISPLAYS, Head("channel", ""))))


def heard(etag: str | None = None, waiting: str | None = None, seconds: float = -20) -> Beat:
    """A heartbeat that came so long after NOW."""
    at = NOW + timedelta(seconds=seconds)
    return Beat(at, Heartbeat(at=at.timestamp() * 1000, etag=etag, waiting=waiting))


@pytest.fixture
def manifests() -> Manifests:
    made = Manifests()
    publish(made, "news-1", on=("one", "two"))
    return made


@pytest.fixture
def beats() -> dict[str, Beat]:
    return {display: heard("before") for display in DISPLAYS}


def test_a_screen_that_never_connected_shows_nothing(manifests: Manifests) -> None:
    departures = Departures(manifests, {"one": heard("before")})
    departures.begin("news-1", NOW)
    found = departures.of("news-1")
    assert found is not None and found.displays == ("one",)


def test_it_counts_those_that_had_it_and_says_of_each_when_it_told(
    manifests: Manifests, beats: dict[str, Beat]
) -> None:
    departures = Departures(manifests, beats)
    departures.begin("news-1", NOW)
    found = departures.of("news-1")
    assert found is not None
    assert (found.displays, found.left, found.seconds) == (("one", "two"), ("one", "two"), None)
    publish(manifests, "other", withdrawn=("news-1",))
    found = departures.of("news-1")
    assert found is not None and found.left == ("one", "two"), "a screen has it until it says that it has what is newer"
    etag = {display: manifests.of(display).etag for display in DISPLAYS}  # type: ignore[union-attr]
    beats["one"] = heard("before", etag["one"], 1.2)
    found = departures.of("news-1")
    assert found is not None and found.left == ("two",)
    beats["two"] = heard(etag["two"], seconds=0.4)
    beats["one"] = heard(etag["one"], seconds=31.2)
    found = departures.of("news-1")
    assert found is not None and (found.left, found.seconds) == ((), 1.2), "what was told once is not told later"


def test_a_screen_that_has_fetched_what_is_newer_counts_before_its_heartbeat(
    manifests: Manifests, beats: dict[str, Beat]
) -> None:
    departures = Departures(manifests, beats)
    departures.begin("news-1", datetime.now(UTC))
    publish(manifests, "other")
    for display in ("one", "two"):
        manifests.record_fetched(display, manifests.of(display).etag)  # type: ignore[union-attr]
    found = departures.of("news-1")
    assert found is not None and found.left == () and found.seconds is not None and found.seconds >= 0


def test_what_no_screen_had_has_nowhere_to_leave_and_what_was_restored_is_forgotten(manifests: Manifests) -> None:
    departures = Departures(manifests, {})
    departures.begin("nothing", NOW)
    found = departures.of("nothing")
    assert found is not None and (found.displays, found.seconds) == ((), None)
    departures.forget("nothing")
    assert departures.of("nothing") is None and departures.of("never") is None


def test_a_withdrawal_that_comes_to_nothing_leaves_the_count_of_the_one_before(
    manifests: Manifests, beats: dict[str, Beat]
) -> None:
    departures = Departures(manifests, beats)
    departures.begin("news-1", NOW)
    publish(manifests, "other", withdrawn=("news-1",))
    counted = departures.of("news-1")
    departures.begin("news-1", NOW + timedelta(seconds=2))()
    assert departures.of("news-1") == counted and counted is not None and counted.displays
    departures.begin("news-2", NOW)()
    assert departures.of("news-2") is None


def test_a_withdrawal_that_another_was_quicker_than_leaves_the_count_of_that_one(
    manifests: Manifests, beats: dict[str, Beat]
) -> None:
    departures = Departures(manifests, beats)
    slower = departures.begin("news-1", NOW)
    departures.begin("news-1", NOW + timedelta(milliseconds=5))
    slower()
    assert departures.of("news-1") is not None
