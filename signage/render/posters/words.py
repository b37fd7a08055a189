"""What a poster says, set: every text in the ways it can be broken, colours, and where the files lie, as a template reads it."""

from typing import Any

from ...domain.legibility import Finding
from ...domain.posters import TEMPLATES
from ...words import Words
from ..brief import Brief
from ..composition import Run
from ..dates import advance, date_rows, occasion_hours
from ..fonts import FACES
from ..frame import titled
from ..measure import Typeface, typeface
from ..names import name_parts
from ..palettes import GOLD, INK, PAPER, SUN, WHITE, Palette, by_daybreak
from ..wording import CHIPS, SCAN, SCAN_MORE, own_words
from .art import motif_of
from .code import code_svg, modules_of
from .design import Design, Sheet, brief_of
from .ways import MOST_LINES, plain, shortened, ways

LONGEST_EM = {"title": 84, "text": 130, "where": 70, "call": 40, "place": 70, "address": 40, "office": 60}
"""The most of each text, in em: letters of kana and kanji, half as many of Latin. What is longer is cut, and told."""

CALLS: dict[str, Words] = {
    "survey": {"ja": "あなたの声を 聞かせてください", "en": "Have your say"},
    "about": {"ja": "くわしくは ホームページへ", "en": "More on our website"},
}
"""What to do with the code, where nobody said it."""

_FAMILIES = {"Barlow SC": "Barlow"}
"""As typst names them: its semi-condensed cut is Barlow at a stretch of 87.5 %."""

LEAST_MODULE_MM = 0.6
"""Of a printed code's modules. Phones read a code from ten times its side (domain.md §3.6), which holds of the 37 modules of
a short address: 0.6 mm are read from 22 cm, and nearer than that most phones don't focus.
"""

UNDIVIDED = ("message", "white")
"""Our templates that have no place for a subtitle."""

ROLES = {
    "title": "title",
    "call": "title",
    "text": "quiet",
    "where": "text",
    "place": "quiet",
    "office": "quiet",
    "address": "address",
}
"""The face (Brief.face) of each text."""


def given(design: Design, sheets: list[Sheet]) -> dict[str, Any]:
    """All that a template is given (docs/templates.md names each). Raises RenderError for an address that no code holds."""
    brief = brief_of(design)
    texts = _texts(design, brief)
    return {
        "paper": {"width": design.paper.width_mm, "height": design.paper.height_mm},
        "language": design.language.partition("-")[0],
        "cjk": brief.cjk,
        "faces": faces(brief),
        "colours": _colours(brief.colours()),
        "kind": design.item.kind,
        "chip": own_words(CHIPS.get(design.item.kind, CHIPS["news"]), brief.language),
        "project": name_parts(brief, design.brand.name),
        **{name: _ways(brief, name, text) for name, text in texts.items()},
        "dates": [[[_run(brief, run) for run in row] for row in rows] for rows in _dates(design, brief)],
        "motif": _motif(design),
        "picture": _picture(design),
        "sheets": [_sheet(brief, sheet) for sheet in sheets],
    }


def findings(design: Design, says: str = "") -> list[Finding]:
    """What of the words is not on the poster as it was written, and whether a code that `says` so is too fine to be read."""
    brief, found = brief_of(design), _too_fine(design, says)
    raw = {"title": design.item.title, "text": design.item.text}
    for name, text in _texts(design, brief).items():
        if text.endswith("…"):
            found.append(Finding("cut", "note", name))
    for name, words in raw.items():
        written = words.get(design.language, "")
        if lacking := brief.lacks("".join(letter for letter in written if letter.isprintable())):
            found.append(Finding("lacks-characters", "wrong", name, given=lacking))
    return found


def _too_fine(design: Design, says: str) -> list[Finding]:
    """How large the code is, is known of our own templates only; of others it is read back (reading.py)."""
    if not says or design.template not in TEMPLATES:
        return []
    module = code_side_mm(design) / modules_of(says)
    fine = Finding("qr-fine", "wrong", "qr", f"{module:.2f}", f"{LEAST_MODULE_MM}")
    return [fine] if module < LEAST_MODULE_MM else []


def code_side_mm(design: Design) -> float:
    """As message.typ and item.typ have it, in the `u` of poster.typ."""
    short, long = sorted((design.paper.width_mm, design.paper.height_mm))
    return (38 if design.paper.portrait else 39) * min(short / 100, long / 120)


def _texts(design: Design, brief: Brief) -> dict[str, str]:
    """In full or, where too long, shortened. No poster has a header: its title keeps its series, and its date unless an
    occasion is given.
    """
    where = brief.clean(design.where)
    credit = design.picture.credit if design.picture else ""
    event = design.item.event
    said = brief.title.date if design.occasion else ""
    title = titled(brief, said, subtitle=design.template not in UNDIVIDED)
    place = brief.words(event.place).replace("\n", " ") if event else ""
    texts = {
        "title": title.title,
        "subtitle": title.subtitle,
        "text": brief.text,
        "where": where or place,
        "hours": occasion_hours(brief, design.occasion) if design.occasion else "",
        "call": brief.clean(design.call) or own_words(CALLS.get(design.item.kind, SCAN_MORE), brief.language),
        "scan": own_words(SCAN, brief.language).replace("\n", ""),
        "address": brief.clean(design.address),
        "office": "　".join(filter(None, (brief.department, brief.clean(credit)))),
    }
    return {name: _short(brief, name, text) for name, text in texts.items()}


def _short(brief: Brief, name: str, text: str) -> str:
    return shortened(text, LONGEST_EM.get(name, 60), _typeface(brief, name), brief.names)


def art_colours(design: Design) -> Palette:
    """Events stand before the deep sky, all else before the pale one (look.md §1)."""
    colours = brief_of(design).colours()
    return by_daybreak(colours) if design.occasion else colours


def _motif(design: Design) -> dict[str, float] | None:
    art = motif_of(art_colours(design))
    return {"across": art.across, "up": art.up} if art.svg else None


def _ways(brief: Brief, name: str, text: str) -> list[dict[str, Any]]:
    most = MOST_LINES if name in ("title", "text") else 6 if name in ("where", "call") else 3
    return plain(ways(text, _typeface(brief, name), brief.names, most=most, given=name == "title" and brief.cjk))


def faces(brief: Brief) -> dict[str, dict[str, Any]]:
    """Families (the first, then the one that lends what it lacks) and weight of each role, as typst names them."""
    return {role: _face(brief, role) for role in ("title", "text", "quiet", "address", "figures")}


def _typeface(brief: Brief, name: str) -> Typeface:
    return typeface(brief.vendor, brief.face(ROLES.get(name, "text")))


def _face(brief: Brief, role: str) -> dict[str, Any]:
    face = FACES[brief.face(role)]
    lent = [FACES[face.fallback].family] if face.fallback else []
    return {"font": [_FAMILIES.get(name, name) for name in (face.family, *lent)], "weight": face.weight}


def _colours(colours: Palette) -> dict[str, str]:
    own = {name: getattr(colours, name) for name in ("sky", "mist", "mid", "accent", "sea", "halo")}
    return own | {"ink": INK, "paper": PAPER, "sun": SUN, "gold": GOLD, "white": WHITE}


def _dates(design: Design, brief: Brief) -> list[list[list[Run]]]:
    """The date in one row and, over two months, in two."""
    if design.occasion is None:
        return []
    ways_of_it = [date_rows(brief, design.occasion, broken=broken) for broken in (False, True)]
    return ways_of_it[: len(ways_of_it[1])]


def _run(brief: Brief, run: Run) -> dict[str, Any]:
    """`em` is how wide it is, of the date's size."""
    face = FACES[run.face]
    return {
        "em": round(advance(brief, [run]), 4),
        "role": run.role,
        "text": run.text,
        "font": _FAMILIES.get(face.family, face.family),
        "weight": face.weight,
        "size": run.size,
        "before": run.before,
        "after": run.after,
        "pad": run.pad,
    }


def _picture(design: Design) -> dict[str, Any] | None:
    picture = design.picture
    if picture is None:
        return None
    x, y = picture.focus
    return {"ratio": picture.width / picture.height, "x": x, "y": y}


def _sheet(brief: Brief, sheet: Sheet) -> dict[str, Any]:
    place = _ways(brief, "place", _short(brief, "place", brief.clean(sheet.place)))
    return {"place": place, "code": sheet.code, "qr": code_svg(sheet.says)}
