import pytest

from signage.errors import RenderError
from signage.render.qr import QrCode

URL = "https://www.city.hitachi.lg.jp/kyoso-project/index.html"


def test_the_place_of_a_code_is_whole_pixels_a_module_with_its_quiet_zone() -> None:
    code = QrCode(URL)
    assert code.modules == 33 + 8
    assert code.side(640) == 656
    assert code.side(10) == 4 * 41


def test_a_link_keeps_room_for_the_spot_that_a_screen_adds() -> None:
    link = "https://signage.example.jp/q/7K4PW2"
    assert QrCode("https://e.jp", link).modules >= QrCode(f"{link}-ABCDEF").modules


def test_an_address_too_long_for_any_code_is_refused_in_words() -> None:
    with pytest.raises(RenderError, match="too long for a QR code"):
        _ = QrCode("https://example.jp/" + "a" * 3000).modules
