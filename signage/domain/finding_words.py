"""What is found about a slide, in words for staff: what it is, why it matters, what to do, and in which field of the form."""

from collections.abc import Iterable
from typing import NamedTuple

from ..words import Words
from .legibility import QR_DISTANCES, Finding, FindingCode

ELEMENTS: dict[str, Words] = {
    "title": {"ja": "題名", "en": "the title"},
    "subtitle": {"ja": "副題", "en": "the subtitle"},
    "summary": {"ja": "説明", "en": "the text"},
    "department": {"ja": "担当", "en": "the department"},
    "said": {"ja": "担当", "en": "the department"},
    "place": {"ja": "場所", "en": "the place"},
    "hours": {"ja": "時刻", "en": "the hours"},
    "date": {"ja": "日付", "en": "the date"},
    "to": {"ja": "日付", "en": "the date"},
    "details": {"ja": "日時と場所", "en": "when and where"},
    "terms": {"ja": "料金と備考", "en": "fee and note"},
    "badge": {"ja": "「開催まで」などの表示", "en": "the badge"},
    "year": {"ja": "年", "en": "the year"},
    "tick": {"ja": "年表の年", "en": "a year of the time line"},
    "chip": {"ja": "種類の札", "en": "the label of its kind"},
    "label": {"ja": "札の横の言葉", "en": "the words beside the label"},
    "clock": {"ja": "時計", "en": "the clock"},
    "project": {"ja": "プロジェクト名", "en": "the project’s name"},
    "name": {"ja": "プロジェクト名", "en": "the project’s name"},
    "first": {"ja": "プロジェクト名", "en": "the project’s name"},
    "invitation": {"ja": "案内の言葉", "en": "the invitation"},
    "address": {"ja": "アドレス", "en": "the address"},
    "caption": {"ja": "QRコードの説明", "en": "the words at the QR code"},
    "credit": {"ja": "写真の出典", "en": "the credit"},
    "speaker": {"ja": "話した人", "en": "who said it"},
    "qr": {"ja": "QRコード", "en": "the QR code"},
    "line": {"ja": "水平線", "en": "the horizon"},
    "picture": {"ja": "画像", "en": "the picture"},
    "logo": {"ja": "ロゴ", "en": "the logo"},
}
"""The parts of a slide by the name that they bear in its document, without a number at its end (title2 is a title)."""

FIELDS = {
    "title": "title",
    "subtitle": "title",
    "summary": "text",
    "department": "department",
    "said": "department",
    "place": "place",
    "hours": "from",
    "date": "first",
    "details": "place",
    "terms": "note",
    "qr": "url",
    "picture": "media",
    "credit": "media",
    "speaker": "speaker",
}
"""The field of the item form from which an element comes."""


class Sentences(NamedTuple):
    """Of one code: `{what}` is its element in words, `{given}`, `{needed}` and `{fits}` the finding's figures or words,
    `{reach}` the distance from which a code of its size scans.
    """

    says: Words
    why: Words
    remedy: Words | None = None
    field: str = ""


SHORTER_TITLE: Words = {"ja": "題名を短くする", "en": "Shorten the title"}
SHORTER_TEXT: Words = {"ja": "説明を短くする", "en": "Shorten the text"}
CHOOSE_PICTURE: Words = {"ja": "画像を選ぶ", "en": "Choose a picture"}

SENTENCES: dict[FindingCode | tuple[FindingCode, str], Sentences] = {
    ("cut", "title"): Sentences(
        {"ja": "題名が切れています", "en": "The title is cut off"},
        {"ja": "この画面では、題名が入りきりません。", "en": "The title does not fit on this display."},
        SHORTER_TITLE,
    ),
    ("cut", "summary"): Sentences(
        {"ja": "説明が切れています", "en": "The text is cut off"},
        {"ja": "この画面では、説明の終わりが映りません。", "en": "Its end does not show on this display."},
        SHORTER_TEXT,
    ),
    "cut": Sentences(
        {"ja": "{what}が入りきりません", "en": "Not all of {what} fits"},
        {"ja": "この画面では、{what}が途中までです。", "en": "Of {what} only the beginning shows."},
    ),
    "lacks-characters": Sentences(
        {"ja": "「{given}」は画面で表示できません", "en": "“{given}” can’t be shown"},
        {"ja": "画面の文字の一覧にありません。別の字にしてください。", "en": "The slides’ fonts lack it. Use another."},
        {"ja": "{what}を直す", "en": "Change {what}"},
    ),
    "picture-missing": Sentences(
        {"ja": "画像がありません", "en": "The picture is not there"},
        {"ja": "「{given}」は取り込まれていません。", "en": "{given} has not been taken in."},
        CHOOSE_PICTURE,
    ),
    "licence-over": Sentences(
        {"ja": "画像の使用期限が過ぎています", "en": "The picture’s licence is over"},
        {"ja": "「{given}」は映りません。", "en": "{given} is left out."},
        CHOOSE_PICTURE,
    ),
    "picture-small": Sentences(
        {
            "ja": "画像が小さく、ぼやけて見えます（{given}）",
            "en": "The picture is too small ({given}) and looks blurred",
        },
        {
            "ja": "この画面では、横 {needed} 以上が要ります。",
            "en": "On this display it needs to be {needed} px wide or more.",
        },
        {"ja": "大きい画像を選ぶ", "en": "Choose a larger picture"},
    ),
    "picture-left-out": Sentences(
        {"ja": "画像は映りません", "en": "The picture does not show"},
        {"ja": "QRコードが、その場所に入ります。", "en": "The QR code takes its place."},
    ),
    "text-left-out": Sentences(
        {"ja": "説明は映りません", "en": "The text does not show"},
        {
            "ja": "離れたところから見る画面なので、題名だけを大きく映します。",
            "en": "From so far away only the title can be read.",
        },
        SHORTER_TEXT,
    ),
    "text-first-sentence": Sentences(
        {"ja": "説明は最初の一文だけ映ります", "en": "Only the text’s first sentence shows"},
        {
            "ja": "離れたところから見る画面なので、残りは入りません。",
            "en": "From so far away no more of it can be read.",
        },
        SHORTER_TEXT,
    ),
    "credit-left-out": Sentences(
        {"ja": "写真の出典が入りません", "en": "The credit finds no room"},
        {"ja": "この画面の形では、出典が映りません。", "en": "It does not show in this shape."},
    ),
    "terms-left-out": Sentences(
        {"ja": "料金と備考は映りません", "en": "Fee and note do not show"},
        {
            "ja": "この画面の形では、日時と場所だけが入ります。",
            "en": "In this shape there is room for when and where only.",
        },
        {"ja": "備考を短くする", "en": "Shorten the note"},
    ),
    "qr-small": Sentences(
        {"ja": "QRコードが小さく、読み取れません", "en": "The QR code is too small to scan"},
        {
            "ja": "一辺 {given} mm。読み取る距離では {needed} mm 要ります。{reach} m まで近づくか、{fits}型以上の画面なら読み取れます。",
            "en": "Its side is {given} mm; {needed} mm are needed. From {reach} m, or on a screen of {fits} inches, it would scan.",
        },
    ),
    "qr-fine": Sentences(
        {
            "ja": "QRコードが細かく、読み取れません。行き先のアドレスを短くするか、読み取りを数える設定（public_url）にしてください",
            "en": "The QR code is too fine to scan: shorten its address, or have scans counted (public_url)",
        },
        {
            "ja": "いちばん小さい四角が {given} mm です。{needed} mm 要ります。",
            "en": "Its smallest squares are {given} mm wide; {needed} mm are needed.",
        },
    ),
    "qr-unread": Sentences(
        {"ja": "QRコードを読み取れません", "en": "The QR code could not be read"},
        {
            "ja": "映した絵から読み取れませんでした。{given}",
            "en": "It could not be decoded from the picture of the slide. {given}",
        },
    ),
    "qr-no-link": Sentences(
        {"ja": "QRコードは映りません", "en": "No QR code shows"},
        {"ja": "「{given}」は、使えるリンクではありません。", "en": "{given} is no link that may be used."},
        {"ja": "リンクを直す", "en": "Change the link"},
        "url",
    ),
    "qr-dead": Sentences(
        {"ja": "リンク切れなので、QRコードは映りません", "en": "Its link is broken, so no QR code shows"},
        {"ja": "「{given}」のページがありません。", "en": "There is no page at {given} any more."},
        {"ja": "リンクを直す", "en": "Change the link"},
        "url",
    ),
    "type-small": Sentences(
        {"ja": "文字が小さすぎます（{what}）", "en": "Too small to read: {what}"},
        {
            "ja": "高さ {given} mm。見る距離では {needed} mm 要ります（{fits}型以上の画面か、もっと近くから）。",
            "en": "It is {given} mm high; {needed} mm are needed (on a screen of {fits} inches, or from nearer).",
        },
    ),
    "contrast": Sentences(
        {"ja": "文字と地の色の差が足りません（{what}）", "en": "Too little contrast: {what}"},
        {"ja": "差は {given}。{needed} 以上が要ります。", "en": "It is {given}:1; at least {needed}:1 is needed."},
    ),
    "dwell-short": Sentences(
        {"ja": "読み終わる前に変わります", "en": "It changes before it is read"},
        {
            "ja": "{given}秒 映ります。読むのに {needed}秒 要ります。",
            "en": "It stands for {given} s; reading takes {needed} s.",
        },
    ),
    "widow": Sentences(
        {"ja": "最後の行が短すぎます（{what}）", "en": "A stub is left on the last line: {what}"},
        {"ja": "「{given}」だけが残っています。", "en": "Only “{given}” is left."},
    ),
    "kinsoku": Sentences(
        {"ja": "行の切れ目がよくありません（{what}）", "en": "A line breaks badly: {what}"},
        {"ja": "行の頭か終わりに、置けない字があります：「{given}」", "en": "A mark stands where none may: “{given}”"},
    ),
    "overflow": Sentences(
        {"ja": "画面の外にはみ出しています（{what}）", "en": "Part of it is off the screen: {what}"},
        {"ja": "{given} px 外にあります。", "en": "By {given} px."},
    ),
    "overlap": Sentences(
        {"ja": "重なっています（{what}）", "en": "Two things overlap: {what}"},
        {"ja": "{other}に重なっています。", "en": "It runs into {other}."},
    ),
    "safe-area": Sentences(
        {"ja": "画面の端に近すぎます（{what}）", "en": "Too near the edge: {what}"},
        {
            "ja": "端から {given} px。枠に隠れないよう {needed} px 要ります。",
            "en": "It is {given} px from the edge; {needed} px keep it clear of the frame.",
        },
    ),
    "flashes": Sentences(
        {"ja": "光が点滅します", "en": "It flashes"},
        {"ja": "1秒に {given}回。点滅させてはいけません。", "en": "{given} times a second. Nothing may flash."},
    ),
    "moves": Sentences(
        {"ja": "動くものがあります（{what}）", "en": "Something moves: {what}"},
        {"ja": "動いてよいのは、時計・進む線・動画だけです。", "en": "Only the clock, the line and films may move."},
    ),
    "not-drawn": Sentences({"ja": "描けません", "en": "It can’t be drawn"}, {"ja": "{given}", "en": "{given}"}),
    "other": Sentences({"ja": "描いたときの注意", "en": "Noted when it was drawn"}, {"ja": "{given}", "en": "{given}"}),
}


LONG_LINK = Sentences(
    {"ja": "リンクが長く、QRコードになりません", "en": "The link is too long for a QR code"},
    {
        "ja": "この画面では、読み取れる大きさになりません：「{given}」",
        "en": "On this display it would be too fine to scan: {given}",
    },
    {"ja": "リンクを短くする", "en": "Shorten the link"},
)
"""Of a code that is too small to be drawn at all."""


def says(finding: Finding) -> Words:
    """What it is, in a few words."""
    return _filled(_sentences(finding).says, finding)


def why(finding: Finding) -> Words:
    """Why it matters, with the figures."""
    return _filled(_sentences(finding).why, finding)


def remedy(finding: Finding) -> Words | None:
    """What the button beside it says; None where no field of the form mends it."""
    words = _sentences(finding).remedy
    return _filled(words, finding) if words and field_of(finding) else None


def field_of(finding: Finding) -> str:
    """The field of the item form in which it can be mended; empty where there is none."""
    return _sentences(finding).field or FIELDS.get(part_of(finding.element), "")


def in_one_line(findings: Iterable[Finding]) -> str:
    """For a command's output and a log, in English."""
    return "; ".join(says(finding)["en"] for finding in findings)


def part_of(element: str) -> str:
    """title of title2."""
    return element.rstrip("0123456789")


def element_words(element: str) -> Words:
    """A part of a slide as people call it."""
    return ELEMENTS.get(part_of(element), {"ja": element, "en": element})


def _sentences(finding: Finding) -> Sentences:
    if finding.code == "qr-small" and not finding.needed:
        return LONG_LINK
    return SENTENCES.get((finding.code, part_of(finding.element))) or SENTENCES[finding.code]


def _filled(words: Words, finding: Finding) -> Words:
    what, other = element_words(finding.element), element_words(finding.given)
    return {
        language: text.format(
            what=what[language],
            other=other[language],
            given=finding.given,
            needed=finding.needed,
            fits=finding.fits,
            reach=_reach(finding),
        ).strip()
        for language, text in words.items()
    }


def _reach(finding: Finding) -> str:
    """From how far a code of its size scans, m."""
    return f"{float(finding.given) * QR_DISTANCES / 1000:.1f}" if finding.code == "qr-small" and finding.needed else ""
