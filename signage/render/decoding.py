"""A file of the media folder → what of it is shown. Pure, heavy and hostile: it runs in a worker process."""

import hashlib

import msgspec

from ..domain.media import Crop
from ..errors import MediaError
from .documents import count_pages, page
from .drawings import drawn
from .file_types import FILMS, PICTURES, type_of
from .films import EXTENSIONS, film
from .images import LONG_SIDES, QUALITY, SHARP_QUALITY, Size, sizes, upright

VERSION = 1
"""Raised when the same bytes come out otherwise, so that they are decoded again."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What one file may have: `megapixels` of a picture, `pages` shown of a document, `seconds` of a film."""

    megapixels: int = 100
    pages: int = 20
    seconds: float = 300


class Content(msgspec.Struct, frozen=True):
    """A picture, a page, or a film with its first frame. `pages` counts all that the document has.

    `notes` are sentences (English, Japanese) on what of the file is not shown.
    """

    sizes: tuple[Size, ...]
    film: Size | None = None
    extension: str = ""
    film_ms: int = 0
    pages: int = 1
    notes: tuple[tuple[str, str], ...] = ()


def recipe(limits: Limits) -> str:
    """Names the way of decoding: the same for the same outcome."""
    asked = msgspec.json.encode((VERSION, LONG_SIDES, QUALITY, SHARP_QUALITY, EXTENSIONS, limits))
    return hashlib.sha256(asked).hexdigest()


def decoded(body: bytes, number: int, limits: Limits, vendor: str) -> Content:
    """Picture or page `number` (from 0). Raises MediaError for what can't be shown, with what to do."""
    type_ = type_of(body)
    if type_ in FILMS:
        return _film(body, type_, limits)
    if type_ == "pdf":
        return _page(body, number, limits)
    if type_ == "svg":
        return Content(tuple(sizes(drawn(body, vendor), SHARP_QUALITY)))
    if type_ == "presentation":
        raise MediaError("it was not made into a PDF", japanese="PDF に変換できませんでした")
    image, moves = upright(body, type_, limits.megapixels)
    return Content(tuple(sizes(image)), notes=(_MOVES,) if moves else ())


_MOVES = (
    "only the first picture of what moves in it is shown; save it as MP4 to show all",
    "動く画像は最初の 1 枚だけを表示します。すべて表示するには MP4 で保存してください",
)


def cropped(body: bytes, crop: Crop, limits: Limits, vendor: str) -> tuple[Size, ...]:
    """The sizes of a part of a picture. Raises MediaError for what is no single picture."""
    type_ = type_of(body)
    if type_ == "svg":
        image, quality = drawn(body, vendor), SHARP_QUALITY
    elif type_ in PICTURES:
        image, quality = upright(body, type_, limits.megapixels)[0], QUALITY
    else:
        raise MediaError("only a picture can be cut to a part of it", japanese="切り抜けるのは、一枚の画像だけです")
    return tuple(sizes(image.crop(crop.pixels(image.width, image.height)), quality))


def _film(body: bytes, type_: str, limits: Limits) -> Content:
    made = film(body, type_, limits.seconds)
    whole = Size(made.content, made.width, made.height)
    return Content(tuple(sizes(made.first)), whole, made.extension, made.ms)


def _page(body: bytes, number: int, limits: Limits) -> Content:
    pages = count_pages(body)
    cut = (
        f"only the first {limits.pages} of {pages} pages are shown",
        f"全 {pages} ページのうち最初の {limits.pages} ページだけを表示します",
    )
    found = sizes(page(body, number), SHARP_QUALITY)
    return Content(tuple(found), pages=pages, notes=(cut,) if pages > limits.pages and not number else ())
