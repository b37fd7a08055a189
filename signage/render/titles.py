"""The parts of a title: the same words, each in its place. For display only; the stored title stays as it came."""

import re

import msgspec

from .phrases import JAPANESE

_DATE = re.compile(r"^((?:令和|平成|昭和)(?:元|\d+)年(?:\d+月)?(?:\d+日)?(?:[-–〜](?:\d+月)?\d+日)?)[ 　]*(?=\S)")


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
    dashed = re.match(r"^(.+?)―(.+?)―([」』）]*)[ 　]*(.*)$", text)
    if dashed:
        title, subtitle, closing, after = (part.strip() for part in dashed.groups())
        return title + closing, subtitle, after
    waved = re.match(r"^(.+?) ?〜([^〜]+)〜$", text)
    return (waved.group(1).strip(), waved.group(2).strip(), "") if waved else (text, "", "")


def _without_brackets(text: str) -> str:
    inside = text[1:-1]
    full = text[:1] == "「" and text[-1:] == "」" and "「" not in inside and "」" not in inside
    return inside if full else text


def split_title(text: str) -> TitleParts:
    """The parts of a Japanese title; any other language comes back whole."""
    text = normalise(text)
    if not JAPANESE.search(text):
        return TitleParts(text)
    title, date = _without_date(text)
    title, series = _without_series(title)
    title = re.sub(r"[ 　]*担当レポート$", "", title) or title
    title, subtitle, after = _without_subtitle(title)
    return TitleParts(_without_brackets(title), date, series or after, subtitle)


def quoted(text: str) -> str:
    """What somebody said, in quotation marks; those within it become the inner ones: 「…『…』…」, “… ‘…’ …”."""
    text = normalise(text)
    if JAPANESE.search(text):
        inner = _without_brackets(text).translate(str.maketrans("「」", "『』"))
        return f"「{inner.removesuffix('。')}」"
    inner = text.removeprefix("“").removesuffix("”")
    return f"“{inner.translate(str.maketrans('“”', '‘’'))}”"
