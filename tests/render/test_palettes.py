import pytest

from signage.render.art import MOTIFS
from signage.render.palettes import INK, PALETTES, PAPER, WHITE, daybreak, morning


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", PALETTES)
def test_text_stands_out_in_every_light_of_every_theme(name: str) -> None:
    for tone in (morning(PALETTES[name]), daybreak(PALETTES[name])):
        assert contrast(tone.ink, tone.top) >= 8
        assert contrast(tone.bottom_ink, tone.bottom) >= 8
        assert contrast(tone.chip_ink, tone.chip) >= 8


def test_every_theme_s_motif_and_the_landmark_can_be_drawn() -> None:
    landmarks = {"chimney"}
    assert {palette.motif for palette in PALETTES.values() if palette.motif} | landmarks == set(MOTIFS)
    assert contrast(INK, PAPER) > contrast(INK, PALETTES["common"].mist) > 12
    assert contrast(INK, WHITE) > 16
