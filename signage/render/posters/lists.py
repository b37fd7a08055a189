"""The list for whoever puts posters up: what goes where, with a small code that opens each poster's page where phones reach it."""

import csv
import io
from collections.abc import Sequence

import msgspec

from ...domain.posters import Poster
from ...words import Words
from ..brief import Brief
from ..wording import own_words
from .code import code_svg
from .design import Design, Sheet, brief_of
from .typesetting import OURS, typeset
from .words import faces

_HEAD: tuple[Words, ...] = (
    {"ja": "", "en": ""},
    {"ja": "場所", "en": "Place"},
    {"ja": "番号", "en": "Code"},
    {"ja": "枚数", "en": "Copies"},
    {"ja": "貼った", "en": "Put up"},
)
_RECORD: Words = {"ja": "記録する", "en": "Record"}
_TITLE: Words = {"ja": "ポスターの掲示先", "en": "Where the posters go"}
_ABOUT: Words = {
    "ja": "貼ったら、右のコードをスマートフォンで読み取って記録してください。",
    "en": "Once a poster is up, scan the code at the right and record it.",
}
_ABOUT_TYPING: Words = {
    "ja": "貼ったら、このサーバーの /p のページに番号を入れて記録してください。",
    "en": "Once a poster is up, open /p on this server, type its code and record it.",
}
"""Where no code opens a page."""


class ListRow(msgspec.Struct, frozen=True, kw_only=True):
    """A poster of the list; `page` is the address of its page in the register, empty where nobody could open it."""

    place: str
    where: str = ""
    code: str
    copies: int = 1
    page: str = ""


def print_list(design: Design, rows: Sequence[ListRow], before: int, total: int) -> bytes:
    """A part of the list as a PDF on A4, a row for each poster; `before` stand in the parts before it, of `total`."""
    brief, coded = brief_of(design), any(row.page for row in rows)
    data = {
        "language": design.language.partition("-")[0],
        "faces": faces(brief),
        "title": own_words(_TITLE, brief.language),
        "about": f"{brief.title.title}　{own_words(_ABOUT if coded else _ABOUT_TYPING, brief.language)}",
        "before": before,
        "part": f"{before + 1}–{before + len(rows)} / {total}",
        "head": [own_words(name, brief.language) for name in (*_HEAD, *([_RECORD] if coded else []))],
        "rows": [_row(brief, row) for row in rows],
    }
    return typeset("list.typ", {"list.typ": (OURS / "list.typ").read_bytes()}, data, design.vendor)


def _row(brief: Brief, row: ListRow) -> dict[str, object]:
    shown = {"place": brief.clean(row.place), "where": brief.clean(row.where), "code": row.code, "copies": row.copies}
    return shown | {"qr": code_svg(row.page) if row.page else ""}


def list_table(rows: Sequence[ListRow], posters: Sequence[Poster], sheets: Sequence[Sheet]) -> bytes:
    """For a spreadsheet; the register reads it back by its column spot."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["spot", "place", "place_name", "where", "copies", "size", "address", "page"])
    for row, poster, sheet in zip(rows, posters, sheets, strict=True):
        cells = [
            poster.spot,
            poster.place,
            row.place,
            row.where,
            str(row.copies),
            poster.paper.name,
            sheet.says,
            row.page,
        ]
        writer.writerow([f"'{cell}" if cell[:1] in ("=", "+", "-", "@") else cell for cell in cells])
    return b"\xef\xbb\xbf" + text.getvalue().encode()
