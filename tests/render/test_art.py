import re

import pytest

from signage.render.art import MOTIFS, Ground, draw
from signage.render.palettes import PALETTES

GROUNDS = [Ground(1920, 720, 1920), Ground(1080, 1180, 1080, "portrait"), Ground(1920, 436, 1920, "strip")]


@pytest.mark.parametrize("ground", GROUNDS, ids=lambda ground: ground.shape)
@pytest.mark.parametrize("motif", MOTIFS)
@pytest.mark.parametrize("tall", [True, False])
def test_every_motif_stands_on_the_horizon_and_says_which_room_it_takes(motif: str, ground: Ground, tall: bool) -> None:
    art = draw(motif, ground, PALETTES["green"], tall)
    assert art.rooms
    assert all(room.top < ground.horizon for room in art.rooms)
    assert art.covers(ground.width - 120, ground.width, ground.horizon)
    assert not art.covers(100, 500, ground.horizon - 480)
    assert "style" not in art.sky
    assert not re.search(r"https?:|url\((?!#)", art.sky)


@pytest.mark.parametrize("ground", GROUNDS, ids=lambda ground: ground.shape)
@pytest.mark.parametrize("motif", MOTIFS)
def test_the_low_form_leaves_more_sky_than_the_tall_one(motif: str, ground: Ground) -> None:
    tall, low = (draw(motif, ground, PALETTES["common"], form) for form in (True, False))
    assert min(room.top for room in low.rooms) > min(room.top for room in tall.rooms)


def test_an_unknown_motif_is_no_art() -> None:
    assert not draw("dragon", GROUNDS[0], PALETTES["common"], True)
