"""SVG → a picture. Nothing is loaded or run: what would need that is refused, rather than shown without it."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import resvg_py
from defusedxml import EntitiesForbidden
from defusedxml.ElementTree import fromstring
from PIL import Image

from ..errors import MediaError
from .fonts import FACES
from .images import LONG_SIDES, looked_at
from .measure import typeface

_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
_LOADS = re.compile(r"@import|url\(\s*['\"]?\s*(?!['\"#]|data:)", re.IGNORECASE)
_OUTLINES = (
    "; turn its text into outlines before saving",
    "保存する前に、文字をアウトライン（パス）に変換してください",
)


def drawn(body: bytes, vendor: str) -> Image.Image:
    """The drawing on white, LONG_SIDES[-1] px long. `vendor` is the folder of the slides' fonts: no other sets its text.

    Raises MediaError for a script, a file of its own that it would load, entities, or text in letters that the fonts lack.
    """
    root = looked_at(lambda: _parsed(body))
    _refuse_what_is_not_drawn(root)
    _refuse_missing_letters(root, vendor)
    wide, high = looked_at(lambda: _proportion(root))
    fonts = [str(Path(vendor) / face.ttf) for face in FACES.values()]
    png = looked_at(
        lambda: resvg_py.svg_to_bytes(
            svg_string=body.decode("utf-8-sig"),
            background="#ffffff",
            skip_system_fonts=True,
            font_files=fonts,
            font_family="BIZ UDPGothic",
            sans_serif_family="BIZ UDPGothic",
            serif_family="BIZ UDPGothic",
            width=LONG_SIDES[-1] if wide >= high else None,
            height=LONG_SIDES[-1] if high > wide else None,
        )
    )
    return Image.open(io.BytesIO(png), formats=("PNG",)).convert("RGB")


def _parsed(body: bytes) -> Element:
    """Entities can fill the memory; the usual ones are Illustrator's, kept to edit the drawing again."""
    try:
        root: Element = fromstring(body)
    except EntitiesForbidden as problem:
        raise MediaError(
            "it declares entities, as Illustrator does to edit it again; export it as plain SVG, or save it as PNG",
            japanese="Illustrator などの編集用の宣言（ENTITY）を含んでいます。"
            "編集機能を保持しない標準の SVG として書き出すか、PNG で保存してください",
        ) from problem
    return root


def _refuse_what_is_not_drawn(root: Element) -> None:
    for element in root.iter():
        name = _name(element)
        if name == "script" or any(key.lower().startswith("on") for key in element.attrib):
            raise MediaError(
                "it holds a script, which is not run; save it without, or as PNG",
                japanese="スクリプトを含んでいます（実行しません）。取り除くか、PNG で保存してください",
            )
        if name == "foreignObject" or any(map(_is_elsewhere, _links(element))):
            raise MediaError(
                "it loads something from elsewhere, which is not done; embed its pictures, or save it as PNG",
                japanese="外部のファイルを読み込もうとしています。画像を埋め込むか、PNG で保存してください",
            )


def _links(element: Element) -> Iterator[str]:
    if _name(element) != "a":
        yield from (element.attrib[key] for key in _HREFS if key in element.attrib)
    yield from ("url(" if _LOADS.search(value) else "" for value in (*element.attrib.values(), _style(element)))


def _style(element: Element) -> str:
    return element.text or "" if _name(element) == "style" else ""


def _is_elsewhere(link: str) -> bool:
    return bool(link.strip()) and not link.strip().startswith(
        ("#", "data:image/png", "data:image/jpeg", "data:image/webp")
    )


def _refuse_missing_letters(root: Element, vendor: str) -> None:
    known = typeface(vendor, "regular").characters | typeface(vendor, "medium").characters
    text = "".join("".join(element.itertext()) for element in root.iter() if _name(element) == "text")
    missing = "".join(dict.fromkeys(letter for letter in text if letter.isprintable() and ord(letter) not in known))
    if missing:
        raise MediaError(
            f"no font here has the letters “{missing[:20]}”{_OUTLINES[0]}",
            japanese=f"文字「{missing[:20]}」のフォントがありません。{_OUTLINES[1]}",
        )


def _proportion(root: Element) -> tuple[float, float]:
    box = [float(part) for part in re.split(r"[\s,]+", root.get("viewBox", "").strip()) if part]
    wide, high = (_length(root.get(name, "")) for name in ("width", "height"))
    if wide and high:
        return wide, high
    return (box[2], box[3]) if len(box) == 4 else (1.0, 1.0)


def _length(text: str) -> float:
    found = re.fullmatch(r"\s*([\d.]+)\s*(?:px|pt|mm|cm|in|pc)?\s*", text)
    return float(found[1]) if found else 0.0


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
