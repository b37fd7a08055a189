"""Who scans is told coarsely; what is nobody's scan is told from what is."""

import pytest

from signage.domain.scans import Device, Reason, device_of, is_ahead, program_of

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"
ANDROID = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"
)
GALAXY_TAB = (
    "Mozilla/5.0 (Linux; Android 14; SM-X210) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
)
IPAD = "Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1 Mobile/15E148 Safari/604.1"
WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
)
LINE = f"{IPHONE} Line/14.17.0"
CUBOT = "Mozilla/5.0 (Linux; Android 9; CUBOT_X19) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/100.0.0.0 Mobile Safari/537.36"
LINE_PREVIEW = "facebookexternalhit/1.1;line-poker/1.0"
MESSAGES = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0"
GOOGLEBOT = "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


@pytest.mark.parametrize(
    ("said", "device"),
    [
        (IPHONE, "phone"),
        (ANDROID, "phone"),
        (LINE, "phone"),
        (CUBOT, "phone"),
        (GALAXY_TAB, "tablet"),
        (IPAD, "tablet"),
        (WINDOWS, "computer"),
        ("Mozilla/5.0", "other"),
        ("", "other"),
    ],
)
def test_a_device_is_told_by_its_coarse_kind(said: str, device: Device) -> None:
    assert device_of(said) == device


@pytest.mark.parametrize("said", [IPHONE, ANDROID, GALAXY_TAB, IPAD, WINDOWS, LINE, CUBOT])
def test_what_people_hold_is_no_program(said: str) -> None:
    assert program_of(said) is None


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (LINE_PREVIEW, "preview"),
        (MESSAGES, "preview"),
        ("WhatsApp/2.24.20 A", "preview"),
        ("Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)", "preview"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0.0.0 Safari/537.36 SkypeUriPreview Preview/0.5", "preview"),
        (GOOGLEBOT, "bot"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/130.0.0.0 Safari/537.36", "bot"),
        ("curl/8.5.0", "bot"),
        ("python-requests/2.32", "bot"),
        ("", "bot"),
    ],
)
def test_what_no_person_holds_is_told_from_what_people_hold(said: str, reason: Reason) -> None:
    assert program_of(said) == reason


@pytest.mark.parametrize(
    ("purpose", "ahead"),
    [("prefetch", True), ("prefetch;prerender", True), ("Preview", True), ("", False), ("navigate", False)],
)
def test_loading_ahead_is_told_by_its_purpose(purpose: str, ahead: bool) -> None:
    assert is_ahead(purpose) == ahead
