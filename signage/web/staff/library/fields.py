"""The form of one picture: its fields, what they are called, and what of the picture is in view where it fills a screen."""

from ....domain.forms.typed import seen_of, word_fields
from ....domain.library import Details
from ....domain.media import Crop, Media, Point, seen_in
from ....store.media_details import Described
from ....words import Words
from ..times import Times

SHAPES: dict[str, tuple[Words, float]] = {
    "landscape": ({"ja": "横の画面", "en": "Landscape screens"}, 16 / 9),
    "portrait": ({"ja": "縦の画面", "en": "Portrait screens"}, 9 / 16),
}
LABELS: dict[str, Words] = {
    "title": {"ja": "題名", "en": "Title"},
    "alt_ja": {"ja": "何が写っているか（日本語）", "en": "What it shows (Japanese)"},
    "alt_en": {"ja": "何が写っているか（英語）", "en": "What it shows (English)"},
    "credit_ja": {"ja": "クレジット（日本語）", "en": "Credit (Japanese)"},
    "credit_en": {"ja": "クレジット（英語）", "en": "Credit (English)"},
    "licence": {"ja": "利用の条件", "en": "Terms of use"},
    "licence_ends": {"ja": "利用期限", "en": "Licence ends"},
    "department": {"ja": "担当", "en": "Department"},
    "focus_x": {"ja": "大切なところ：左から（%）", "en": "Point in view: from the left (%)"},
    "focus_y": {"ja": "大切なところ：上から（%）", "en": "Point in view: from the top (%)"},
}
_SIDES: dict[str, Words] = {
    "left": {"ja": "左から（%）", "en": "from the left (%)"},
    "top": {"ja": "上から（%）", "en": "from the top (%)"},
    "width": {"ja": "幅（%）", "en": "width (%)"},
    "height": {"ja": "高さ（%）", "en": "height (%)"},
}
for _shape, (_says, _) in SHAPES.items():
    for _side, _words in _SIDES.items():
        LABELS[f"{_shape}_{_side}"] = {code: f"{_says[code]}: {_words[code]}" for code in ("ja", "en")}
for _axis in ("x", "y"):
    LABELS[f"focus_portrait_{_axis}"] = {
        code: f"{SHAPES['portrait'][0][code]}: {LABELS[f'focus_{_axis}'][code]}" for code in ("ja", "en")
    }


def fields_of(described: Described, times: Times) -> dict[str, str]:
    """What is kept, as the form's fields."""
    told = described.details
    ends = told.licence_ends_at
    fields = {
        "seen": seen(described),
        "title": told.title,
        **word_fields("alt", told.alt),
        **word_fields("credit", told.credit),
        "licence": told.licence,
        "licence_ends": times.last_day(ends) if ends else "",
        "department": described.department,
        **_point_fields("focus", told.focus),
        **_point_fields("focus_portrait", told.focus_portrait),
    }
    for name, crop in (("landscape", told.landscape), ("portrait", told.portrait)):
        for side in ("left", "top", "width", "height"):
            fields[f"{name}_{side}"] = _percent(getattr(crop, side)) if crop else ""
    return fields


def _point_fields(name: str, point: Point | None) -> dict[str, str]:
    return {f"{name}_{axis}": _percent(point[n]) if point else "" for n, axis in enumerate("xy")}


def _percent(part: float) -> str:
    return f"{part * 100:.1f}".removesuffix(".0")


def seen(described: Described) -> str:
    """What a form carries of the picture as it was when the form was made."""
    return seen_of((described.details, described.department))


def window(media: Media | None, details: Details, shape: str) -> Crop:
    """The part of a picture that is in view where it fills a screen of this shape."""
    crop = getattr(details, shape)
    focus = (details.focus_portrait if shape == "portrait" else None) or details.focus
    return seen_in(media.ratio if media else 1.0, SHAPES[shape][1], focus, crop)
