"""The media library: what staff say of a picture or film that they gave, and what of it slides use.

A picture that staff gave is named “library/<ULID>.<extension>”, a page of a document “library/<ULID>.pdf#2”; all other
names are those of files of the watched folder, which say everything beside themselves.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

import msgspec

from ..words import Words
from .forms.typed import Typed, plain_line
from .forms.typed_moments import moment_of
from .media import Crop, Framing, Media, Point, Rendition
from .ulids import is_ulid

FOLDER = "library"
TITLE_LETTERS = 80
ALT_LETTERS = 200
CREDIT_LETTERS = 80
LICENCE_LETTERS = 200
SOON = timedelta(days=30)
"""So long before its end a licence is told of."""

MIDDLE: Point = (0.5, 0.5)
LEAST_PX = 320
"""Of each side of a part: less is a blur on any screen."""
SHARP_PX = 1920
"""Of the long side: less looks blurred where the picture fills a screen."""

Renditions = tuple[Rendition, ...]


class Details(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What staff say of a picture or film. `file` is its name where it came from, `bytes` its size.

    `focus` is the point that stays in view on every slide, `focus_portrait` the one on tall slides where that is
    another; `landscape` and `portrait` are the parts that slides of these orientations use, None for all of it.
    """

    title: str
    file: str
    bytes: int
    alt: Words = msgspec.field(default_factory=dict)
    credit: Words = msgspec.field(default_factory=dict)
    licence: str = ""
    licence_ends_at: datetime | None = None
    focus: Point = MIDDLE
    focus_portrait: Point | None = None
    landscape: Crop | None = None
    portrait: Crop | None = None


class Cut(msgspec.Struct, frozen=True):
    """The sizes that were made of the parts; empty where all of the picture is used."""

    landscape: Renditions = ()
    portrait: Renditions = ()


def is_own(name: str) -> bool:
    """Whether a name is that of a picture that staff gave, or of a page of one."""
    return bool(ulid_of(name))


def ulid_of(name: str) -> str:
    """The ULID in a picture's name; empty for a file of the watched folder."""
    folder, _, rest = name.partition("/")
    stem = rest.partition(".")[0]
    return stem if folder == FOLDER and is_ulid(stem) else ""


def file_of(name: str) -> str:
    """The file that a picture or a page is of: library/01….pdf#2 → library/01….pdf."""
    return re.sub(r"#\d+$", "", name)


def page_name(name: str, number: int) -> str:
    """The name of a document's page (from 1)."""
    return name if number == 1 else f"{name}#{number}"


def title_of(file: str) -> str:
    """The file's name without its ending: 市民まつり_2026.jpg → 市民まつり 2026."""
    stem = PurePosixPath(plain_line(file).replace("\\", "/")).stem.replace("_", " ")
    return plain_line(stem)[:TITLE_LETTERS] or "—"


def as_media(name: str, made: Media, number: int, details: Details, cut: Cut) -> Media:
    """A decoded picture or page (`number` from 1) with what staff say of it."""
    return msgspec.structs.replace(
        made,
        name=page_name(name, number),
        focus=details.focus,
        credit=details.credit,
        alt=details.alt,
        ends_at=details.licence_ends_at,
        landscape=framing(details.focus, None, details.landscape, cut.landscape),
        portrait=framing(details.focus, details.focus_portrait, details.portrait, cut.portrait),
    )


def framing(focus: Point, own: Point | None, crop: Crop | None, renditions: Renditions) -> Framing | None:
    """How slides of an orientation use a picture; None where as all do."""
    if crop is None:
        return Framing(focus=own) if own else None
    return Framing(focus=crop.within(own or focus), renditions=renditions)


def is_over(details: Details, now: datetime) -> bool:
    return details.licence_ends_at is not None and details.licence_ends_at <= now


def is_ending(details: Details, now: datetime) -> bool:
    """Whether its licence ends soon, and has not yet."""
    ends = details.licence_ends_at
    return ends is not None and now < ends <= now + SOON


class DetailsForm(Typed):
    """What was typed of a picture: its `details`, which hold once `errors` is empty. `whole` is the picture as it is."""

    def __init__(self, fields: Mapping[str, str], before: Details, whole: Media, today: date, zone: ZoneInfo) -> None:
        super().__init__(fields)
        self._whole = whole.renditions[-1]
        focus = self._point("focus") or MIDDLE
        self.details = msgspec.structs.replace(
            before,
            title=self.text("title", TITLE_LETTERS, needed=True),
            alt=self.words("alt", ALT_LETTERS),
            credit=self.words("credit", CREDIT_LETTERS),
            licence=self.text("licence", LICENCE_LETTERS),
            licence_ends_at=self._end(today, zone),
            focus=focus,
            focus_portrait=self._point("focus_portrait"),
            landscape=None if whole.film else self._crop("landscape"),
            portrait=None if whole.film else self._crop("portrait"),
        )

    def _end(self, today: date, zone: ZoneInfo) -> datetime | None:
        text = self.text("licence_ends", 60)
        found = moment_of(text, today, zone, end=True) if text else None
        if text and found is None:
            self.refuse(
                "licence_ends",
                "日付として読めません。令和9年3月31日、2027-03-31 のように入力してください。",
                "This is no date. Write it like 31 March 2027 or 2027-03-31.",
            )
        return found

    def _point(self, name: str) -> Point | None:
        """Two fields in per cent; None where both are empty."""
        found = self._parts(f"{name}_x", f"{name}_y")
        return (found[0], found[1]) if found else None

    def _crop(self, name: str) -> Crop | None:
        """Four fields in per cent; None where all are empty, or the part is the whole picture."""
        found = self._parts(*(f"{name}_{side}" for side in ("left", "top", "width", "height")))
        if not found or found[2:] == [1.0, 1.0]:
            return None
        left, top, width, height = found
        if left + width > 1.0001 or top + height > 1.0001:
            self.refuse(
                f"{name}_width",
                "切り抜く範囲が画像の外に出ています。左と幅、上と高さを、それぞれ合わせて 100 % までにしてください。",
                "This part reaches beyond the picture: left and width, and top and height, may add up to 100 %.",
            )
        elif min(width * self._whole.width, height * self._whole.height) < LEAST_PX:
            self.refuse(
                f"{name}_width",
                f"切り抜く範囲が小さすぎます。縦横とも {LEAST_PX} px 以上にしてください。",
                f"This part is too small: each side needs {LEAST_PX} px or more.",
            )
        return Crop(left, top, min(width, 1 - left), min(height, 1 - top))

    def _parts(self, *names: str) -> list[float] | None:
        if not any(self.text(name, 20) for name in names):
            return None
        return [self._part(name) for name in names]

    def _part(self, name: str) -> float:
        """A number in per cent, as a part."""
        text = unicodedata.normalize("NFKC", self.text(name, 20)).replace(",", ".").removesuffix("%").strip()
        if not re.fullmatch(r"\d{1,3}(\.\d{1,3})?", text) or float(text) > 100:
            self.refuse(name, "0〜100 の数にしてください。", "Write a number from 0 to 100.")
            return 0.0
        return round(float(text) / 100, 5)
