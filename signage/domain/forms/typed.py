"""What somebody typed into a form, read field by field; for each that can't be used, words that say what to do."""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec

from ...words import Words

_UNSEEN = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]")
"""Control characters, marks that turn the direction of writing, halves of a pair: nobody types them, and none can be kept."""

MISSING: Words = {"ja": "入力してください。", "en": "Fill this in."}
NOT_THERE: Words = {"ja": "一覧から選び直してください。", "en": "Choose one of the list."}
LANGUAGES = ("ja", "en")
RESERVED = ("new", "week", "reading", "sample", "coming", "file", "try", "undo")
"""Words that addresses of pages have where an id could stand."""


def without_unseen(text: str) -> str:
    """What was typed without what nobody typed."""
    return _UNSEEN.sub("", text)


def plain_line(text: str, *, parts: bool = False) -> str:
    """Without what can't be seen, and with single blanks; of a name in `parts`, which a double blank divides, with double
    ones too. A wide blank divides them as well: it stays.
    """
    text = unicodedata.normalize("NFC", without_unseen(text))
    return re.sub(r"\s{2,}", _blanks if parts else _blank, text.replace("\n", " ")).strip()


def _blank(found: re.Match[str]) -> str:
    return "\u3000" if "\u3000" in found[0] else " "


def _blanks(found: re.Match[str]) -> str:
    return "\u3000" if "\u3000" in found[0] else "  "


def plain_lines(text: str) -> tuple[str, ...]:
    """The lines that are not empty, each once, in their order."""
    return tuple(dict.fromkeys(line for one in text.splitlines() if (line := plain_line(one))))


class Typed:
    """Fields by name; several values of one name are lines of one text. `errors` is {field: what to do}."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._fields = fields
        self.errors: dict[str, Words] = {}

    def text(self, name: str, most: int = 80, *, needed: bool = False, parts: bool = False) -> str:
        """One line of at most so many characters; of a longer one, which is refused, those: what reads on stays quick."""
        found = plain_line(self._fields.get(name, ""), parts=parts)
        if needed and not found:
            self.errors[name] = MISSING
        elif len(found) > most:
            self.refuse(
                name,
                f"{most}文字までです。いまは {len(found)}文字です。",
                f"It may have {most} characters; it has {len(found)}.",
            )
        return found[:most]

    def words(self, name: str, most: int = 80, *, needed: bool = False, parts: bool = False) -> Words:
        """The fields NAME_ja and NAME_en; a language that was left empty is left out."""
        found = {code: self.text(f"{name}_{code}", most, parts=parts) for code in LANGUAGES}
        if needed and not any(found.values()):
            self.errors[f"{name}_ja"] = MISSING
        return {code: text for code, text in found.items() if text}

    def kept(
        self, name: str, before: Mapping[str, str], most: int = 80, *, needed: bool = False, parts: bool = False
    ) -> Words:
        """`words`, with those of `before` in languages that the form has no field for: where there are such, none is needed."""
        needed = needed and not kept_words(before, {})
        return kept_words(before, self.words(name, most, needed=needed, parts=parts))

    def lines(self, name: str, most: int = 200) -> tuple[str, ...]:
        """At most so many lines."""
        found = plain_lines(self._fields.get(name, ""))
        if len(found) > most:
            self.refuse(name, f"{most}行までです。", f"At most {most} lines.")
        return found[:most]

    def number(self, name: str, least: float, most: float) -> float:
        """A number however it was typed: 5.0, ５, 5.0 m, 32型. `least` where it is none."""
        text = unicodedata.normalize("NFKC", self.text(name, 20, needed=True))
        found = re.fullmatch(r"(\d{1,6}(?:[.,]\d{1,3})?)\s*(?:m|メートル|型|inch(?:es)?|インチ|分|min|\")?", text, re.I)
        value = float(found[1].replace(",", ".")) if found else None
        if name in self.errors:
            return least
        if value is None or not least <= value <= most:
            self.refuse(
                name, f"{least:g}〜{most:g} の数にしてください。", f"Write a number from {least:g} to {most:g}."
            )
            return least
        return value

    def choice(self, name: str, known: Collection[str], *, needed: bool = True) -> str:
        """One of a list."""
        found = plain_line(self._fields.get(name, ""))
        if not found and needed:
            self.errors[name] = MISSING
        elif found and found not in known:
            self.errors[name] = NOT_THERE
        return found

    def choices(self, name: str, known: Collection[str], most: int | None = None) -> tuple[str, ...]:
        """Some of a list, in their order; all of it may be ticked, unless `most` says how many."""
        found = self.lines(name, most) if most else plain_lines(self._fields.get(name, ""))
        if any(one not in known for one in found):
            self.errors[name] = NOT_THERE
        return found

    def refuse(self, name: str, ja: str, en: str) -> None:
        self.errors.setdefault(name, {"ja": ja, "en": en})


def word_fields(name: str, words: Mapping[str, str]) -> dict[str, str]:
    """Words as the fields that `Typed.words` reads."""
    return {f"{name}_{code}": words.get(code, "") for code in LANGUAGES}


def kept_words(before: Mapping[str, str], typed: Words) -> Words:
    """What was typed, with the languages that the form has no field for; in the order of `before`, whose first may count."""
    found = typed | {code: text for code, text in before.items() if code not in LANGUAGES}
    return {code: found[code] for code in (*before, *found) if code in found}


def as_lines(values: Sequence[str]) -> str:
    """Values as one field."""
    return "\n".join(values)


def seen_of(noun: Any) -> str:
    """What a form carries of the version that it was made from; empty for what is new."""
    return "" if noun is None else hashlib.sha256(msgspec.json.encode(noun)).hexdigest()[:16]


def new_id(wanted: str, taken: Collection[str], otherwise: str) -> str:
    """An id out of a name, as addresses and files have it: “Hitachi Station” → hitachi-station, a number behind it if taken."""
    plain = unicodedata.normalize("NFKD", wanted).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
    if stem and stem not in taken and stem not in RESERVED:
        return stem
    stem = stem or otherwise
    return next(
        found for n in range(1 if stem == otherwise else 2, len(taken) + 3) if (found := f"{stem}-{n}") not in taken
    )
