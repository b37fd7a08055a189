"""What is to be said of a slide on a display: what was found, in words for staff, and what is right, with its figures."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from ....actions.draw_slides import Drawn
from ....domain.content import Item, lacks, least_seconds
from ....domain.displays import Display, viewing_of
from ....domain.finding_words import field_of, remedy, says, why
from ....domain.legibility import GLYPH, QR_DISTANCES, Finding, FindingCode, Measures, judge, needed_height_mm
from ....words import Words


class Remark(NamedTuple):
    """What is to be said of a slide: `mark` ok, note or wrong; `field` is where it can be mended, `swap` a
    character and the one that could stand for it.
    """

    mark: Literal["ok", "note", "wrong"]
    says: Words
    reason: Words
    field: str = ""
    remedy: Words | None = None
    swap: tuple[str, str] | None = None


COMMON_FORMS = {"𠮷": "吉", "𡈽": "土", "𣘺": "橋", "𠀋": "丈", "𨦇": "鋏", "𦚰": "脇", "𥔎": "碕", "𤭖": "瓶"}
"""Of characters that the slides' fonts lack, the common form that people also write in names."""

AT_FAULT: frozenset[FindingCode] = frozenset({"cut", "lacks-characters", "overflow", "overlap", "safe-area"})
"""What denies that all words stand there whole."""

LACKING: dict[str, tuple[Words, str, Words]] = {
    "media": (
        {"ja": "画像を選ぶと、ここに映ります", "en": "Choose a picture and it shows here"},
        "media",
        {"ja": "画像を選ぶ", "en": "Choose a picture"},
    ),
    "url": (
        {"ja": "リンクを入れると、ここに映ります", "en": "Write the link and it shows here"},
        "url",
        {"ja": "リンクを入れる", "en": "Write the link"},
    ),
    "event": (
        {"ja": "開催日を入れると、ここに映ります", "en": "Write the day and it shows here"},
        "first",
        {"ja": "開催日を入れる", "en": "Write the day"},
    ),
}
"""By what an item of its kind needs and doesn't have yet: what to do, in which field, and the button's words."""


def findings_of(item: Item, display: Display, drawn: Drawn, language: str) -> list[Remark]:
    """What is wrong first, then what is to be noted, then what is right."""
    if drawn.measures is None:
        return [_unmade(item, drawn)]
    seconds = least_seconds(item, language, qr=drawn.measures.qr > 0)
    found = (*drawn.findings, *judge(drawn.measures, viewing_of(display), seconds))
    right = _right(drawn.measures, display, seconds, {finding.code for finding in found})
    return sorted([*map(_told, found), *right], key=lambda one: ("wrong", "note", "ok").index(one.mark))


def _told(finding: Finding) -> Remark:
    swap = _swap(finding)
    words: Words | None = {"ja": f"「{swap[1]}」にする", "en": f"Use “{swap[1]}”"} if swap else remedy(finding)
    return Remark(finding.mark, says(finding), why(finding), field_of(finding), words, swap)


def _swap(finding: Finding) -> tuple[str, str] | None:
    """The first character that the fonts lack and that has a common form, with that."""
    lacking = finding.given.split() if finding.code == "lacks-characters" else []
    return next(((rare, COMMON_FORMS[rare]) for rare in lacking if rare in COMMON_FORMS), None)


def _unmade(item: Item, drawn: Drawn) -> Remark:
    for name in lacks(item):
        if name in LACKING:
            words, field, button = LACKING[name]
            return Remark("wrong", words, {}, field, button)
    return _told(Finding("not-drawn", "wrong", given=drawn.problem))


def _right(measures: Measures, display: Display, seconds: float, wrong: set[FindingCode]) -> Iterable[Remark]:
    if "type-small" not in wrong:
        yield _letters(measures, display)
    if measures.qr and "qr-small" not in wrong:
        yield _code(measures, display)
    if "dwell-short" not in wrong:
        yield _time(seconds)
    if not wrong & AT_FAULT:
        whole: Words = {"ja": "文字の切れ・はみ出し・字の欠け", "en": "Nothing cut off, no character lacking"}
        yield Remark("ok", whole, {"ja": "ありません。", "en": "All words are there."})


def _letters(measures: Measures, display: Display) -> Remark:
    smallest = min((px for _, px in measures.letters), default=0.0)
    given, needed = smallest * viewing_of(display).mm(measures) * GLYPH, needed_height_mm(display.distance_m)
    return Remark(
        "ok",
        {"ja": "文字の大きさ", "en": "Size of text"},
        {
            "ja": f"いちばん小さい文字 {given:.1f} mm。必要な高さは {needed:.0f} mm です。",
            "en": f"The smallest text is {given:.1f} mm high; {needed:.0f} mm are needed.",
        },
    )


def _code(measures: Measures, display: Display) -> Remark:
    side = measures.qr * viewing_of(display).mm(measures)
    far = side * QR_DISTANCES / 1000
    return Remark(
        "ok",
        {"ja": "QRコード", "en": "QR code"},
        {
            "ja": f"一辺 {side:.0f} mm。{far:.1f} m まで読み取れます。",
            "en": f"Its side is {side:.0f} mm: it scans from up to {far:.1f} m.",
        },
    )


def _time(seconds: float) -> Remark:
    """How long it stands: as long as reading it takes."""
    return Remark(
        "ok",
        {"ja": "読む時間", "en": "Time to read"},
        {
            "ja": f"{seconds:.0f}秒 映ります。読むのに足りる長さです。",
            "en": f"It stands for {seconds:.0f} s, long enough to be read.",
        },
    )
