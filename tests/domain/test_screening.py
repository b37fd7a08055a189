"""What a manifest shows around now, from the part of it that is needed."""

from datetime import timedelta

import msgspec

from signage.domain.screening import Screening, alerts_of
from signage.domain.showing import showing
from tests.screen_day import CLOSES, DAY, NOON, OPENS, SECOND, a_beat, a_report, a_tail, code_of, ms


def test_what_a_screening_says_is_what_the_manifest_shows_whenever_it_is_asked() -> None:
    manifest = {**msgspec.json.decode(a_tail()), "alerts": []}
    screening = Screening(a_tail())
    for hours in (0, 3.9, 4, 12, -20, 100, -1000, 1000, 4.001):
        t = ms(OPENS + timedelta(hours=hours))
        assert screening.at(t) == showing(manifest, t)


def test_a_screening_knows_when_it_is_on_again_and_since_when_it_has_been() -> None:
    assert DAY.next_on(ms(OPENS) - 5_000) == ms(OPENS)
    assert DAY.next_on(ms(NOON)) == ms(NOON)
    assert DAY.next_on(ms(CLOSES)) is None
    assert DAY.on_since(ms(OPENS) + 60_000) == ms(OPENS)
    assert DAY.on_since(ms(CLOSES) + 60_000) == ms(CLOSES) + 60_000


def test_a_screening_knows_until_when_it_is_on_for_certain() -> None:
    assert DAY.on_until(ms(CLOSES) - 60_000) == ms(CLOSES)
    assert DAY.on_until(ms(CLOSES)) == ms(CLOSES)
    assert DAY.on_until(ms(OPENS) - 5_000) == ms(OPENS) - 5_000
    for t in range(ms(OPENS), ms(CLOSES), 1_234_567):
        assert t < DAY.on_until(t) <= ms(CLOSES)
    far = ms(CLOSES) + 1000 * 86_400_000  # the last day comes again, and is looked at each time
    assert DAY.on_until(far) == far


def test_a_screen_has_been_on_since_its_day_began_however_many_loops_that_day_has() -> None:
    on, hour = ms(OPENS), 3_600_000
    day = [{"from": on + n * hour, "until": on + (n + 1) * hour, "anchor": on, "loop": "L1"} for n in range(8)]
    night = {"from": on - 9 * hour, "until": on, "anchor": on, "loop": None}
    screening = Screening(a_tail(segments=[night, *day]))
    assert screening.on_since(on + 7 * hour) == on


def test_an_alert_that_wakes_a_screen_begins_its_day() -> None:
    wakes, ends, hour = ms(CLOSES) + 3_600_000, ms(OPENS) + 3_600_000, 3_600_000
    alert = {"id": "x", "slide": "alert", "from": wakes, "until": wakes + hour, "wake": True, "files": []}
    early = {**alert, "from": ms(OPENS) - hour, "until": ends}
    quiet = {**alert, "from": wakes + 2 * hour, "until": wakes + 3 * hour, "wake": False}
    screening = Screening(a_tail(), msgspec.json.encode([alert, early, quiet]))
    assert screening.on_since(wakes + 60_000) == wakes
    assert screening.on_since(ms(OPENS) + 60_000) == ms(OPENS) - hour == screening.on_since(ends + 60_000)
    assert screening.on_since(wakes + 2 * hour + 60_000) == wakes + 2 * hour + 60_000


def test_a_screening_knows_which_slides_it_holds_at_whatever_time() -> None:
    alert = {"id": "x", "slide": "alert", "from": 0, "until": 1, "wake": True, "files": []}
    screening = Screening(a_tail(), msgspec.json.encode([alert]))
    assert [screening.holds(name) for name in ("a", "fallback", "alert", "d", "")] == [True, True, True, False, False]


def test_an_alert_that_wakes_is_due_at_night() -> None:
    alert = {"id": "x", "slide": "alert", "from": ms(CLOSES), "until": ms(CLOSES) + 60_000, "wake": True, "files": []}
    head = msgspec.json.encode({"version": 1, "etag": "e", "alerts": [alert]})
    woken = Screening(a_tail(), alerts_of(head))
    at = CLOSES + 30 * SECOND
    assert woken.at(ms(at)).slide == "alert"
    report = a_report(a_beat(at, slide=None, painted=None), screening=woken)
    assert code_of(report) == "dark"
    assert alerts_of(b'{"version":1,"alerts":[]}') == b"[]"
