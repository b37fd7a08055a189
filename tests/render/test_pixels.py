from PIL import Image, ImageDraw

from signage.domain.legibility import Finding
from signage.render.pixels import Lettered, contrasts, luminance, ratio_of, stirred
from signage.render.seen import Line, Seen

SIZE = (400, 200)
BOX = (20.0, 20.0, 380.0, 120.0)
LINE = Line(element="title", text="日立市", size=80, box=BOX, seen=BOX)
SEEN = Seen(width=SIZE[0], height=SIZE[1], lines=(LINE,))


def pictures(ground: str, ink: str, patch: str = "") -> Lettered:
    """Letters of an ink on a ground; `patch` lies behind the right half of them."""
    bare = Image.new("RGB", SIZE, ground)
    if patch:
        ImageDraw.Draw(bare).rectangle((200, 0, 400, 200), fill=patch)
    return lettered(bare, ink)


def lettered(bare: Image.Image, ink: str) -> Lettered:
    return Lettered(_written(bare, ink), bare, _written(bare, "#FFFFFF"), _written(bare, "#000000"))


def _written(bare: Image.Image, ink: str) -> Image.Image:
    whole = bare.copy()
    for left in range(40, 360, 40):
        ImageDraw.Draw(whole).rectangle((left, 40, left + 20, 100), fill=ink)
    return whole


def contrast_of(*given: str) -> list[Finding]:
    return contrasts(pictures(*given), SEEN)


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert round(ratio_of(luminance((0, 0, 0)), luminance((255, 255, 255))), 1) == 21.0


def test_letters_that_stand_out_are_no_finding() -> None:
    assert contrast_of("#E8F0F4", "#0E1A2B") == []


def test_grey_on_grey_is_told_with_its_figures() -> None:
    assert contrast_of("#FFFFFF", "#999999") == [Finding("contrast", "wrong", "title", "2.8", "4.5")]


def test_the_worst_of_what_is_behind_the_letters_counts() -> None:
    [found] = contrast_of("#FFFFFF", "#0E1A2B", "#223044")
    assert found.code == "contrast" and float(found.given) < 1.5


def test_letters_of_the_colour_of_their_ground_are_not_there() -> None:
    [found] = contrast_of("#0E1A2B", "#0E1A2B")
    assert found.given == "1.0"


def test_a_line_off_the_glass_has_no_contrast() -> None:
    away = Line(element="title", text="x", size=80, box=(500.0, 20.0, 600.0, 120.0), seen=BOX)
    assert contrasts(pictures("#FFFFFF", "#FFFFFF"), Seen(width=400, height=200, lines=(away,))) == []


def test_a_photograph_of_very_many_colours_behind_letters_is_judged_too() -> None:
    bare = Image.effect_noise(SIZE, 60).convert("RGB")
    [found] = contrasts(lettered(bare, "#808080"), SEEN)
    assert float(found.given) < 1.2


def test_what_may_move_is_left_out_of_what_stirs() -> None:
    first = Image.new("RGB", SIZE, "#FFFFFF")
    second = first.copy()
    ImageDraw.Draw(second).rectangle((0, 100, 200, 106), fill="#FF8A2B")
    assert stirred(first, second, [(0, 100, 400, 106)]) == (0.0, False)
    part, flash = stirred(first, second, [])
    assert 0.01 < part < 0.02 and flash


def test_a_shift_of_colour_without_a_change_of_light_is_no_flash() -> None:
    one, other = Image.new("RGB", SIZE, "#0044CC"), Image.new("RGB", SIZE, "#005522")
    part, flash = stirred(one, other, [])
    assert part == 1.0 and not flash
