"""A display as people type it: where it hangs, how large it is, and from how far it is read."""

import re
import unicodedata
from collections.abc import Collection, Mapping

from ...words import Words
from ..displays import Display
from .typed import Typed, as_lines

LABELS: dict[str, Words] = {
    "place": {"ja": "場所", "en": "Place"},
    "name": {"ja": "この画面の名前", "en": "Name of this display"},
    "diagonal_inches": {"ja": "大きさ（型）", "en": "Size (inches)"},
    "resolution": {"ja": "解像度", "en": "Resolution"},
    "upright": {"ja": "向き", "en": "Orientation"},
    "distance_m": {"ja": "いちばん遠い人までの距離（m）", "en": "How far people stand (m)"},
    "scan_m": {"ja": "QRコードを読み取る人までの距離（m）", "en": "How far off people scan its QR codes (m)"},
    "languages": {"ja": "言語", "en": "Languages"},
    "groups": {"ja": "グループ", "en": "Groups"},
}

RESOLUTIONS = ("1920 × 1080", "3840 × 2160", "1366 × 768", "1280 × 720", "1024 × 768", "1920 × 540", "3840 × 1080")
"""Offered; any other can be typed."""

LANGUAGES: dict[str, Words] = {
    "ja": {"ja": "日本語", "en": "Japanese"},
    "ja en": {"ja": "日本語と英語", "en": "Japanese and English"},
    "en": {"ja": "英語", "en": "English"},
    "ja ja-easy": {"ja": "日本語とやさしい日本語", "en": "Japanese and easy Japanese"},
    "ja en ja-easy": {"ja": "日本語、英語、やさしい日本語", "en": "Japanese, English and easy Japanese"},
    "ja-easy": {"ja": "やさしい日本語", "en": "Easy Japanese"},
}
LARGEST_PX = 20_000
_RESOLUTION = re.compile(r"(\d{2,5})\s*[x*×✕]\s*(\d{2,5})(?:\s*px)?", re.I)


def display_fields(display: Display) -> dict[str, str]:
    """As the form shows it: the longer side first, and whether it stands upright."""
    long, short = max(display.width, display.height), min(display.width, display.height)
    return {
        "place": display.place,
        "name": display.name,
        "diagonal_inches": f"{display.diagonal_inches:g}",
        "resolution": f"{long} × {short}",
        "upright": "yes" if display.height > display.width else "no",
        "distance_m": f"{display.distance_m:.1f}",
        "scan_m": f"{display.scan_m:.1f}",
        "languages": " ".join(display.languages),
        "groups": as_lines(display.groups),
    }


def languages_of(display: Display | None) -> dict[str, Words]:
    """What may be chosen: what is offered, and what this display has."""
    own = " ".join(display.languages) if display else "ja"
    return LANGUAGES if own in LANGUAGES else {own: {"ja": own, "en": own}, **LANGUAGES}


def read_display(
    fields: Mapping[str, str],
    id: str,
    places: Collection[str],
    groups: Collection[str],
    before: Display | None = None,
) -> tuple[Display, dict[str, Words]]:
    """The display that was typed, and what of it can't be used, by field."""
    typed = Typed(fields)
    long, short = _resolution(typed)
    upright = typed.choice("upright", ("yes", "no"), needed=False) == "yes"
    languages = typed.choice("languages", languages_of(before))
    display = Display(
        id=id,
        name=typed.text("name", 80, needed=True),
        place=typed.choice("place", places),
        groups=typed.choices("groups", {*groups, *(before.groups if before else ())}),
        width=short if upright else long,
        height=long if upright else short,
        diagonal_inches=typed.number("diagonal_inches", 5, 2000),
        distance_m=typed.number("distance_m", 0.3, 200),
        scan_m=typed.number("scan_m", 0.3, 100),
        languages=tuple(languages.split()) or ("ja",),
    )
    return display, typed.errors


def _resolution(typed: Typed) -> tuple[int, int]:
    """(longer side, shorter side) in px."""
    text = unicodedata.normalize("NFKC", typed.text("resolution", 30, needed=True))
    found = _RESOLUTION.fullmatch(text)
    sides = sorted((int(found[1]), int(found[2])), reverse=True) if found else []
    if sides and sides[0] <= LARGEST_PX and sides[1] >= 64 and sides[0] <= sides[1] * 40:
        return sides[0], sides[1]
    if "resolution" not in typed.errors:
        typed.refuse("resolution", "「1920 × 1080」のように書いてください。", "Write it like 1920 × 1080.")
    return 1920, 1080
