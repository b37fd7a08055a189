"""The parts of a title: the same words, each in its place. For display only; the stored title stays as it came."""

import re
from collections.abc import Collection

import msgspec

from .phrases import JAPANESE

_DATE = re.compile(
    r"^((?:令和|平成|昭和)(?:元|\d+)年(?:\d+月)?(?:\d+日)?(?:[-–〜](?:\d+月)?\d+日)?)"
    r"(?:[ 　]+(?!から|まで|より|[（、〜度])(?=\S)|(?=[「『【《〈“]))"
)
"""A date that stands for itself: from one that runs on (令和8年度, 1月5日は, 7日（日）) the sentence would lose its beginning."""

_DASHED = re.compile(r"^([^―]+)―([^―]+)―([」』）]*)[ 　]*(第\d+回[^（、。]{0,16})?$")
"""Title and subtitle, and the series that may follow: after anything else the dashes part no subtitle (東京―日立―いわき)."""


class TitleParts(msgspec.Struct, frozen=True):
    """`date` and `series` go to the header, `subtitle` under the title."""

    title: str
    date: str = ""
    series: str = ""
    subtitle: str = ""


def normalise(text: str) -> str:
    """ASCII marks among Japanese in their full form; spaces between clauses stay, as preferred breaks."""
    text = re.sub(r"[\t\r\f\v ]+", " ", text).strip()
    if not JAPANESE.search(text):
        return text
    text = text.replace("(", "（").replace(")", "）").replace("~", "〜").replace("～", "〜").replace("?!", "？！")
    text = re.sub(r"!(?=[^A-Za-z]|$)", "！", text)
    text = re.sub(r"\?(?=[^A-Za-z]|$)", "？", text)
    text = re.sub(r" *[―—]+ *", "―", text)
    return re.sub(r"(?<=[ぁ-んァ-ン一-龥」』）、。])[ 　]+(?=[ぁ-んァ-ン一-龥「『（])", " ", text)


def _without_date(text: str) -> tuple[str, str]:
    match = _DATE.match(text)
    return (text[match.end() :], re.sub("[-–]", "〜", match.group(1))) if match else (text, "")


def _without_series(text: str) -> tuple[str, str]:
    match = re.match(r"^【([^】]{1,12})】 *(?=\S)", text)
    return (text[match.end() :], match.group(1)) if match else (text, "")


def _without_subtitle(text: str) -> tuple[str, str, str]:
    """Title, subtitle and what follows it (a series): ― … ― or 〜…〜 at the end."""
    text = _without_brackets(text)
    dashed = _DASHED.match(text)
    if dashed:
        title, subtitle, closing, after = (part.strip() for part in dashed.groups(""))
        return title + closing, subtitle, after
    waved = re.match(r"^(.+?) ?〜([^〜]+)〜$", text)
    return (waved.group(1).strip(), waved.group(2).strip(), "") if waved else (text, "", "")


def _without_brackets(text: str) -> str:
    inside = text[1:-1]
    full = text[:1] == "「" and text[-1:] == "」" and "「" not in inside and "」" not in inside
    return inside if full else text


def split_title(text: str, kept: Collection[str] = ()) -> TitleParts:
    """The parts of a Japanese title, those named in `kept` left in it; any other language comes back whole."""
    text = normalise(text)
    if not JAPANESE.search(text):
        return TitleParts(text)
    text, date = _without_date(text)
    text, series = _without_series(text)
    text = re.sub(r"[ 　]*担当レポート$", "", text) or text
    title, subtitle, after = _without_subtitle(text)
    if not subtitle or (series and after):  # a second series has no place, so it stays where it is
        title, subtitle, after = text, "", ""
    elif "subtitle" in kept:
        title, subtitle = text.removesuffix(after), ""
    return _keeping(TitleParts(title, date, series or after, subtitle), bool(after), kept)


def _keeping(parts: TitleParts, trails: bool, kept: Collection[str]) -> TitleParts:
    """With date and series back in the title where they are kept; the series after it if it came so."""
    date = parts.date if "date" in kept else ""
    series = parts.series if "series" in kept else ""
    ahead = "".join((date and f"{date} ", f"【{series}】" if series and not trails else ""))
    title = ahead + parts.title if ahead else _without_brackets(parts.title)
    title += f" {series}" if series and trails else ""
    return TitleParts(title, "" if date else parts.date, "" if series else parts.series, parts.subtitle)


def quoted(text: str) -> str:
    """What somebody said, in quotation marks; those within it become the inner ones: 「…『…』…」, “… ‘…’ …”."""
    text = normalise(text)
    if JAPANESE.search(text):
        inner = _without_brackets(text).translate(str.maketrans("「」", "『』"))
        return f"「{inner.removesuffix('。')}」"
    inner = text.removeprefix("“").removesuffix("”")
    return f"“{inner.translate(str.maketrans('“”', '‘’'))}”"
