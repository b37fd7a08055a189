"""What a page shows of a display's glass: a real slide, a real screenshot with its time, or plainly nothing."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from ...domain.catalogue import Catalogue
from ...domain.displays import Display, format_of
from ...domain.health import Health
from ...domain.showing import Showing
from ...store.heartbeats import Beat
from ...store.screenshots import Screenshot
from ...words import Words

FRESH = timedelta(minutes=10)
"""How old a screenshot or a report may be and still stand for what is on the glass now."""

BLACK = ("black", "panel_off")
REPORTED = ("other_slide", "not_off", "dark", "stale_manifest", "clock", "unpublished")
"""With these codes the slide that the player reports is on the glass; with any other it is not seen."""

SLIDE = re.compile("[0-9a-f]{64}")

DARK_GLASS: Words = {"ja": "黒い画面", "en": "Black"}
DARK: Words = {"ja": "映らない時間です", "en": "Off at this hour"}
NOTHING: Words = {"ja": "何も映していません", "en": "Nothing"}
NOTHING_YET: Words = {"ja": "まだ分かりません", "en": "Not known yet"}
SHOWN: Words = {"ja": "映っているスライド", "en": "The slide on now"}


class Picture(NamedTuple):
    """`kind`: a slide by its SHA-256, the display's last screenshot, black, dark on purpose, or unknown.

    `at` is the moment that the picture is of, or since when nothing is known; None for what should show now. `size` is
    the slide's own, as sheets name it (1920x1080); `says` what is on the picture.
    """

    kind: Literal["slide", "screenshot", "black", "dark", "unknown"]
    size: str
    says: Words
    slide: str = ""
    at: datetime | None = None


def should_show(display: Display, shown: Showing | None, catalogue: Catalogue) -> Picture:
    """What is due now by the manifest in force; `shown` is None where nothing has been published."""
    if shown is None:
        return Picture("unknown", size_of(display), NOTHING_YET)
    if shown.slide is None:
        return Picture("dark", size_of(display), DARK)
    return Picture("slide", size_of(display), title_of(shown.item, catalogue), shown.slide)


def title_of(item: str | None, catalogue: Catalogue) -> Words:
    """The title of what a slide tells of; the fallback, and what is gone from the catalogue, tell of nothing."""
    found = catalogue.items.get(item) if item else None
    return found.title if found else SHOWN


def shows(display: Display, health: Health, beat: Beat | None, screenshot: Screenshot | None, now: datetime) -> Picture:
    """What is really there as far as is known: nothing at all while the display doesn't answer."""
    size = size_of(display)
    if beat is None or health.status in ("silent", "never") or now - beat.received_at > FRESH:
        return Picture("unknown", size, NOTHING_YET, at=beat.received_at if beat else None)
    if screenshot and now - screenshot.at <= FRESH:
        return Picture("screenshot", size, SHOWN, at=screenshot.at)
    if health.code in BLACK:
        return Picture("black", size, DARK_GLASS, at=beat.received_at)
    slide = beat.heartbeat.slide
    is_name = slide is None or SLIDE.fullmatch(slide)  # a player may say anything: it must not become an address
    if not is_name or (health.status == "wrong" and health.code not in REPORTED):
        return Picture("unknown", size, NOTHING_YET, at=health.since or beat.received_at)
    if slide is None:
        wrong = health.status == "wrong"
        return Picture("black" if wrong else "dark", size, NOTHING if wrong else DARK, at=beat.received_at)
    return Picture("slide", size, SHOWN, slide, beat.received_at)


def named(shows: Picture, should: Picture) -> Picture:
    """What shows as it should bears its title."""
    return shows._replace(says=should.says) if shows.kind == "slide" and shows.slide == should.slide else shows


def size_of(display: Display) -> str:
    shape = format_of(display)
    return f"{shape.width}x{shape.height}"


def sizes_of(displays: Iterable[Display]) -> list[str]:
    """Every size of slide that there is. Thousands of displays have a few."""
    return sorted({size_of(one) for one in {(one.width, one.height): one for one in displays}.values()})


LARGEST = 20_000
"""px of a slide's side (domain/displays.Side)."""


def size_rules(sizes: Iterable[str]) -> str:
    """Style sheet that gives each size of slide its ratio: an inline style would be against the page's policy."""
    return "".join(_rule(*(int(side) for side in size.split("x"))) for size in sizes)


def _rule(width: int, height: int) -> str:
    return f".size-{width}x{height}{{--w:{width}px;--h:{height}px;--ratio:{round(width / height, 4)}}}\n"


def is_size(text: str) -> bool:
    sides = text.split("x")
    return len(sides) == 2 and all(side.isdecimal() and len(side) < 6 and 0 < int(side) <= LARGEST for side in sides)
