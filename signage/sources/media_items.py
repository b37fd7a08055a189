"""A file of the media folder, decoded, and the text beside it → its pictures and items."""

import hashlib
import unicodedata
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Protocol

from ..domain.content import Item
from ..domain.library import FOLDER as LIBRARY
from ..domain.media import Media, Rendition
from ..errors import MediaError
from ..words import Words
from .cleaning import TITLE_LETTERS, clean
from .fetched import lacks
from .media_folder import PARTS
from .sidecar import Sidecar

ID_LETTERS = 200


class Page(Protocol):
    """One picture of a file, as it was decoded."""

    @property
    def renditions(self) -> tuple[Rendition, ...]: ...
    @property
    def film(self) -> Rendition | None: ...
    @property
    def film_ms(self) -> int: ...


def media_of(file: str, pages: Sequence[Page], text: Sidecar) -> tuple[Media, ...]:
    """A picture a page; the pages from the second on are named “poster.pdf#2”.

    `file` is its path in the media folder. A name is in NFC, as people type it, however the disk writes it.
    """
    name = unicodedata.normalize("NFC", file)
    return tuple(
        Media(
            name=name if number == 1 else f"{name}#{number}",
            renditions=page.renditions,
            focus=text.focus,
            film=page.film,
            film_ms=page.film_ms,
            credit=text.credit,
        )
        for number, page in enumerate(pages, 1)
    )


def items_of(source: str, media: Sequence[Media], text: Sidecar, language: str) -> list[Item]:
    """An item a picture; none for a part of others, or what a library held. A title out of a file's name is in `language`.

    Raises MediaError when its kind needs what the text does not say.
    """
    if PurePosixPath(media[0].name).parts[0] in (PARTS, LIBRARY):
        return []
    title = text.title or {language: _title(media[0].name)}
    return [_item(source, number, one, title, text) for number, one in enumerate(media)]


def _item(source: str, number: int, media: Media, title: Words, text: Sidecar) -> Item:
    item = Item(
        id=_id(source, media.name),
        source=source,
        kind=text.kind or ("film" if media.film else "picture"),
        title=title,
        text=text.text,
        url=text.url,
        published_at=text.published_at,
        period=text.period,
        position=number,
        department=text.department,
        themes=text.themes,
        media=media.name,
        hashtags=text.hashtags,
        places=text.places,
    )
    if need := lacks(item):
        need = "link" if need == "url" else need
        reason = f"the kind “{item.kind}” needs “{need}”; write it in the text file"
        raise MediaError(reason, japanese=f"種類「{item.kind}」には「{need}」が必要です。説明ファイルに書いてください")
    return item


def _title(name: str) -> str:
    """The file's name without its ending: 市民まつり_2026.jpg → 市民まつり 2026."""
    return clean(PurePosixPath(name).stem.replace("_", " "), TITLE_LETTERS) or name


def _id(source: str, name: str) -> str:
    plain = f"{source}-{name}"
    return plain if len(plain) <= ID_LETTERS else f"{source}-{hashlib.sha256(name.encode()).hexdigest()[:32]}"
