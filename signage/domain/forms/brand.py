"""The brand as people type it: names, colour, message, mark, and the project's themes."""

import re
from collections.abc import Collection, Mapping

import msgspec

from ...brand import Brand, Logo, Theme
from ...words import Words
from .typed import LANGUAGES, Typed, kept_words, new_id, word_fields

LABELS: dict[str, Words] = {
    "name_ja": {"ja": "名前（日本語）", "en": "Name (Japanese)"},
    "name_en": {"ja": "名前（英語）", "en": "Name (English)"},
    "short_name_ja": {"ja": "短い名前（日本語）", "en": "Short name (Japanese)"},
    "short_name_en": {"ja": "短い名前（英語）", "en": "Short name (English)"},
    "message_ja": {"ja": "メッセージ（日本語）", "en": "Key message (Japanese)"},
    "message_en": {"ja": "メッセージ（英語）", "en": "Key message (English)"},
    "invitation_ja": {"ja": "ホームページへの案内（日本語）", "en": "Invitation (Japanese)"},
    "invitation_en": {"ja": "ホームページへの案内（英語）", "en": "Invitation (English)"},
    "address": {"ja": "ホームページのアドレス", "en": "Address of the website"},
    "department_ja": {"ja": "発信する部署（日本語）", "en": "Department (Japanese)"},
    "department_en": {"ja": "発信する部署（英語）", "en": "Department (English)"},
    "colour": {"ja": "色", "en": "Colour"},
    "logo": {"ja": "ロゴ", "en": "Logo"},
}
WORDS = ("name", "short_name", "message", "invitation", "department")

PALETTES: dict[str, Words] = {
    "common": {"ja": "基本の色", "en": "The brand’s colour"},
    "green": {"ja": "緑", "en": "Green"},
    "health": {"ja": "桃", "en": "Pink"},
    "mobility": {"ja": "青", "en": "Blue"},
    "smart_housing": {"ja": "紫", "en": "Purple"},
    "citizen": {"ja": "橙", "en": "Amber"},
    "history": {"ja": "墨", "en": "Charcoal"},
}
"""Palettes of render/palettes.py that a theme may have, as people call them."""

MOST_THEMES = 12
NEW_THEMES = 2
"""Empty rows that the form offers."""
_LOGO = re.compile(r"([0-9a-f]{64}\.webp) (\d{1,5}) (\d{1,5}) (\d{1,8})")


def brand_fields(brand: Brand) -> dict[str, str]:
    fields = {"address": brand.address, "colour": brand.colour, "logo": logo_text(brand.logo)}
    for name in WORDS:
        fields |= word_fields(name, getattr(brand, name))
    for key, theme in brand.themes.items():
        fields |= {f"theme_{key}_{code}": text for code, text in word_fields("", theme.name).items()}
        fields[f"theme_{key}_palette"] = theme.palette
    return {name.replace("__", "_"): value for name, value in fields.items()}


def labels_of(brand: Brand) -> dict[str, Words]:
    """LABELS, and those of the fields of its themes and of the rows for new ones."""
    found = dict(LABELS)
    for key, theme in brand.themes.items():
        name = theme.name.get("ja", key)
        found |= _theme_labels(key, f"テーマ「{name}」", f"Theme {name}")
    for number in range(NEW_THEMES):
        found |= _theme_labels(f"new{number}", f"新しいテーマ{number + 1}", f"New theme {number + 1}")
    return found


def _theme_labels(key: str, ja: str, en: str) -> dict[str, Words]:
    return {
        f"theme_{key}_ja": {"ja": f"{ja}（日本語）", "en": f"{en} (Japanese)"},
        f"theme_{key}_en": {"ja": f"{ja}（英語）", "en": f"{en} (English)"},
        f"theme_{key}_palette": {"ja": f"{ja}の色", "en": f"{en}: colour"},
    }


def without_new_themes(fields: Mapping[str, str]) -> dict[str, str]:
    """The rows for new themes as who typed none has them: without names, of whatever colour."""
    rows = {name: "" for number in range(NEW_THEMES) for name in _theme_labels(f"new{number}", "", "")}
    return {name: fields.get(name, "") if name.endswith("_palette") else "" for name in rows}


def read_brand(fields: Mapping[str, str], before: Brand, logos: Collection[str]) -> tuple[Brand, dict[str, Words]]:
    """The brand that was typed, and what of it can't be used, by field. `logos` are the files that may be its mark."""
    typed = Typed(fields)
    words = {}
    for name in WORDS:
        words[name] = typed.kept(name, getattr(before, name), 80, needed=name == "name", parts=name == "name")
    brand = Brand(
        **words,
        address=typed.text("address", 200),
        colour=_colour(typed),
        logo=_logo(fields.get("logo", ""), logos),
        themes=_themes(typed, before),
        landmark=before.landmark,
        landmark_since=before.landmark_since,
    )
    if not brand.short_name:
        brand = msgspec.structs.replace(brand, short_name=brand.name)
    return brand, typed.errors


def _colour(typed: Typed) -> str:
    text = typed.text("colour", 7).upper()
    if text and not re.fullmatch("#[0-9A-F]{6}", text):
        typed.refuse(
            "colour", "「#0B3F8C」のように、# と 6文字で書いてください。", "Write # and six characters: #0B3F8C."
        )
        return ""
    return text


def logo_text(logo: Logo | None) -> str:
    return f"{logo.file} {logo.width} {logo.height} {logo.bytes}" if logo else ""


def _logo(text: str, logos: Collection[str]) -> Logo | None:
    found = _LOGO.fullmatch(text)
    if not found or found[1] not in logos:
        return None
    return Logo(found[1], int(found[2]), int(found[3]), int(found[4]))


def logo_file(fields: Mapping[str, str]) -> str:
    """The file that a form names as its mark; empty where it names none."""
    found = _LOGO.fullmatch(fields.get("logo", ""))
    return found[1] if found else ""


def _themes(typed: Typed, before: Brand) -> dict[str, Theme]:
    """Those that have a name, under the keys that items know them by; a row that was emptied is no theme any more."""
    found: dict[str, Theme] = {}
    for key, theme in before.themes.items():
        typed_name = typed.words(f"theme_{key}", 60)
        if name := {} if _emptied(theme.name, typed_name) else kept_words(theme.name, typed_name):
            known = {*PALETTES, theme.palette}
            found[key] = Theme(name=name, palette=typed.choice(f"theme_{key}_palette", known) or theme.palette)
    for number in range(NEW_THEMES):
        name = typed.words(f"theme_new{number}", 60)
        if name and len(found) < MOST_THEMES:
            taken = {key.replace("_", "-") for key in (*before.themes, *found)}
            key = new_id(name.get("en", ""), taken, "theme").replace("-", "_")
            found[key] = Theme(name=name, palette=typed.choice(f"theme_new{number}_palette", PALETTES) or "common")
    return found


def _emptied(before: Words, typed: Words) -> bool:
    """Whether somebody took a name out of the form; one of languages that it has no field for stays."""
    return not typed and any(code in before for code in LANGUAGES)
