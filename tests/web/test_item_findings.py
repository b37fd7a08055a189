"""What the renderer says of a slide, in words for staff."""

import pytest

from signage.actions.draw_slides import Drawn
from signage.domain.displays import Display
from signage.domain.legibility import Finding, Measures
from signage.domain.on_air import Judged, SlideOnAir
from signage.render.layouts.far import ONE_SENTENCE, UNTOLD
from signage.web.staff.approval.legibility import lines_of
from signage.web.staff.content.findings import findings_of
from tests.factories import an_item

HALL = Display(id="hall", name="Hall", place="civic-center", diagonal_inches=75, distance_m=10)


@pytest.mark.parametrize(
    ("finding", "says"), [(UNTOLD, "説明は映りません"), (ONE_SENTENCE, "説明は最初の一文だけ映ります")]
)
def test_what_is_left_out_from_far_away_is_told_beside_its_field(finding: Finding, says: str) -> None:
    first = findings_of(an_item("a"), HALL, Drawn("x", (finding,), measures=Measures(1920, 1080)), "ja")[0]
    assert (first.says["ja"], first.mark, first.field) == (says, "note", "text")
    assert "離れたところから見る画面" in first.reason["ja"]


def test_a_display_of_two_languages_is_counted_once() -> None:
    shown = SlideOnAir("s", ("a",), 30_000, ("hall",))
    twice = [
        Judged(shown, Finding("cut", "wrong", "title"), ("hall", "door")),
        Judged(shown, Finding("cut", "wrong", "title"), ("hall",)),
    ]
    [line] = lines_of(twice)
    assert (line.displays, line.says["ja"]) == (2, "題名が切れています")
