import pytest

from signage.render.measure import typeface

from . import samples
from .conftest import VENDOR

LINES = {
    "bold": [*samples.TITLES, samples.TEXT, "fi fl office 10:00–16:00 AVATAR"],
    "regular": [*samples.TITLES, samples.TEXT],
    "semibold": [*samples.ENGLISH, "AVATAR We. To, Ty fi fl 7.11 Office flow", "13:30–16:30"],
    "medium": ["www.city.hitachi.lg.jp/kyoso-project/", samples.TEXT_EN],
}


@pytest.mark.parametrize("face", LINES)
def test_a_line_is_as_wide_as_raqm_sets_it_whole(face: str, vendor: object) -> None:
    measured = typeface(str(VENDOR), face)
    for line in LINES[face]:
        assert measured.width(line) == pytest.approx(measured.font.getlength(line) / 2000, rel=0.001)


def test_a_character_that_a_face_lacks_is_as_wide_as_in_the_face_that_lends_it(vendor: object) -> None:
    latin, japanese = typeface(str(VENDOR), "semibold"), typeface(str(VENDOR), "bold")
    assert latin.width("日立") == japanese.width("日立") == 2
    assert latin.lacks("Hitachi 日立🚌") == "🚌"


def test_the_fonts_hold_what_names_and_prices_need(vendor: object) -> None:
    assert typeface(str(VENDOR), "bold").lacks("髙﨑㈱①～Ⅱ℃德甕圀〜―…×") == ""
