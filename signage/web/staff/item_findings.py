"""What is to be said of a slide on a display: what the renderer noted, in words for staff, and figures against what is needed."""

import re
from typing import Literal, NamedTuple

from ...actions.draw_slides import Drawn
from ...domain.content import Item, least_seconds
from ...domain.displays import Display, format_of
from ...domain.legibility import SMALLEST_PX, needed_height_mm
from ...words import Words


class Finding(NamedTuple):
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

SHORTER: Words = {"ja": "説明を短くする", "en": "Shorten the text"}
_SAID: tuple[tuple[str, str, Words, Words, str, Words | None], ...] = (
    (
        r"the title was shortened to fit",
        "wrong",
        {"ja": "題名が切れています", "en": "The title is cut off"},
        {"ja": "この画面では、題名が入りきりません。", "en": "The title does not fit on this display."},
        "title",
        {"ja": "題名を短くする", "en": "Shorten the title"},
    ),
    (
        r"the text was shortened to fit",
        "note",
        {"ja": "説明が切れています", "en": "The text is cut off"},
        {"ja": "この画面では、説明の終わりが映りません。", "en": "Its end does not show on this display."},
        "text",
        SHORTER,
    ),
    (
        r"(?P<what>.+) was shortened to fit",
        "note",
        {"ja": "入りきらない言葉があります", "en": "Some words do not fit"},
        {"ja": "場所・担当などの言葉が、この画面では途中までです。", "en": "Of {what} only the beginning shows."},
        "",
        None,
    ),
    (
        r"the fonts have no (?P<what>.+)",
        "wrong",
        {"ja": "「{what}」は画面で表示できません", "en": "“{what}” can’t be shown"},
        {"ja": "画面の文字の一覧にありません。別の字にしてください。", "en": "The slides’ fonts lack it. Use another."},
        "title",
        {"ja": "題名を直す", "en": "Change the title"},
    ),
    (
        r"its picture (?P<what>.+) is not there",
        "wrong",
        {"ja": "画像がありません", "en": "The picture is not there"},
        {"ja": "「{what}」は取り込まれていません。", "en": "{what} has not been taken in."},
        "media",
        {"ja": "画像を選ぶ", "en": "Choose a picture"},
    ),
    (
        r"the licence of its picture (?P<what>.+) is over, so it is left out",
        "wrong",
        {"ja": "画像の使用期限が過ぎています", "en": "The picture’s licence is over"},
        {"ja": "「{what}」は映りません。", "en": "{what} is left out."},
        "media",
        {"ja": "画像を選ぶ", "en": "Choose a picture"},
    ),
    (
        r"its QR code is too small for the distance of these displays",
        "wrong",
        {"ja": "QRコードが小さく、読み取れません", "en": "The QR code is too small to scan"},
        {"ja": "この画面は離れたところから見ます。", "en": "This display is seen from farther away."},
        "url",
        {"ja": "リンクを短くする", "en": "Shorten the link"},
    ),
    (
        r"its picture is left out: the QR code takes its place",
        "note",
        {"ja": "画像は映りません", "en": "The picture does not show"},
        {"ja": "QRコードが、その場所に入ります。", "en": "The QR code takes its place."},
        "media",
        None,
    ),
    (
        r"its text is left out: from so far away only the title can be read",
        "note",
        {"ja": "説明は映りません", "en": "The text does not show"},
        {
            "ja": "離れたところから見る画面なので、題名だけを大きく映します。",
            "en": "From so far away only the title can be read.",
        },
        "text",
        SHORTER,
    ),
    (
        r"of its text only the first sentence is shown: no more of it can be read from so far away",
        "note",
        {"ja": "説明は最初の一文だけ映ります", "en": "Only the text’s first sentence shows"},
        {
            "ja": "離れたところから見る画面なので、残りは入りません。",
            "en": "From so far away no more of it can be read.",
        },
        "text",
        SHORTER,
    ),
    (
        r"its credit finds no room",
        "note",
        {"ja": "写真の出典が入りません", "en": "The credit finds no room"},
        {"ja": "この画面の形では、出典が映りません。", "en": "It does not show in this shape."},
        "media",
        None,
    ),
)
"""What the renderer says of a slide (render/), in words for staff."""


def findings_of(item: Item, display: Display, drawn: Drawn, language: str) -> list[Finding]:
    """What is wrong first, then what is to be noted, then what is right."""
    found = [_said(sentence) for sentence in drawn.findings]
    if drawn.problem:
        found.append(_unmade(item, drawn))
    found += [_text_size(display), _time(item, language)]
    if drawn.name and not any(one.mark != "ok" and one.field in ("title", "text") for one in found):
        whole: Words = {"ja": "文字の切れ・字の欠け", "en": "Nothing cut off, no character lacking"}
        found.append(Finding("ok", whole, {"ja": "ありません。", "en": "All words are there."}))
    return sorted(found, key=lambda one: ("wrong", "note", "ok").index(one.mark))


def _said(sentence: str) -> Finding:
    for pattern, mark, says, reason, field, remedy in _SAID:
        if found := re.fullmatch(pattern, sentence):
            words = found.groupdict()
            told, why = ({code: text.format(**words) for code, text in one.items()} for one in (says, reason))
            found_one = Finding("wrong" if mark == "wrong" else "note", told, why, field, remedy)
            return _swapped(found_one, words.get("what", "")) if "fonts have no" in sentence else found_one
    return Finding(
        "note", {"ja": "描いたときの注意", "en": "Noted when it was drawn"}, {"ja": sentence, "en": sentence}
    )


def _swapped(finding: Finding, lacking: str) -> Finding:
    """With the common form of the first character that has one."""
    rare = next((letter for letter in lacking if letter in COMMON_FORMS), None)
    if rare is None:
        return finding
    common = COMMON_FORMS[rare]
    remedy: Words = {"ja": f"「{common}」にする", "en": f"Use “{common}”"}
    return finding._replace(remedy=remedy, swap=(rare, common))


def _unmade(item: Item, drawn: Drawn) -> Finding:
    if item.kind in ("picture", "film") and not item.media:
        says: Words = {"ja": "画像を選ぶと、ここに映ります", "en": "Choose a picture and it shows here"}
        return Finding("wrong", says, {}, "media", {"ja": "画像を選ぶ", "en": "Choose a picture"})
    if item.kind in ("link", "survey") and not item.url:
        says = {"ja": "リンクを入れると、ここに映ります", "en": "Write the link and it shows here"}
        return Finding("wrong", says, {}, "url", {"ja": "リンクを入れる", "en": "Write the link"})
    if item.kind == "event" and item.event is None:
        says = {"ja": "開催日を入れると、ここに映ります", "en": "Write the day and it shows here"}
        return Finding("wrong", says, {}, "first", {"ja": "開催日を入れる", "en": "Write the day"})
    return Finding("wrong", {"ja": "描けません", "en": "It can’t be drawn"}, {"ja": drawn.problem, "en": drawn.problem})


def _text_size(display: Display) -> Finding:
    """The smallest text of a slide in mm against what the distance asks for (domain/legibility.py)."""
    shape = format_of(display)
    mm_per_px = display.diagonal_inches * 25.4 / (display.width**2 + display.height**2) ** 0.5
    unit = min(max(display.width, display.height) / 177.8, min(display.width, display.height) / 100)
    given = SMALLEST_PX * shape.k * unit / 10.8 * 0.9 * mm_per_px
    needed = needed_height_mm(display.distance_m)
    return Finding(
        "ok" if given >= needed * 0.98 else "note",
        {"ja": "文字の大きさ", "en": "Size of text"},
        {
            "ja": f"いちばん小さい文字 {given:.1f} mm。必要な高さは {needed:.0f} mm です。",
            "en": f"The smallest text is {given:.1f} mm high; {needed:.0f} mm are needed.",
        },
    )


def _time(item: Item, language: str) -> Finding:
    """How long it stands: as long as reading it takes."""
    seconds = least_seconds(item, language, qr=bool(item.url) and item.kind == "link")
    return Finding(
        "ok",
        {"ja": "読む時間", "en": "Time to read"},
        {
            "ja": f"{seconds:.0f}秒 映ります。読むのに足りる長さです。",
            "en": f"It stands for {seconds:.0f} s, long enough to be read.",
        },
    )
