"""Bytes → text: BOM, what is plainly UTF-8, HTTP charset, XML declaration, cp932 or EUC-JP where it reads as Japanese,
cp1252, in this order.

UTF-8 goes before the labels because no other encoding looks like it, while labels are often a server's blind default.
"""

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress

from ..errors import SourceError

# Only these are asked of Python: among its codecs are ones that unpack or take quadratic time (idna, punycode).
# "Shift_JIS" means cp932 in Japanese practice (①, ㈱, 髙), and euc_jis_2004 holds the row 13 that EUC-JP pages use.
_CODECS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("utf-8", "utf8", "utf_8"), ("utf-8",)),
    **dict.fromkeys(("utf-16", "utf-16le", "utf-16be", "ucs-2"), ("utf-16-le", "utf-16-be")),
    **dict.fromkeys(
        ("shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j", "cp932", "ms932", "ms_kanji", "csshiftjis"),
        ("cp932", "shift_jis_2004"),
    ),
    **dict.fromkeys(("euc-jp", "x-euc-jp", "eucjp", "euc_jp", "cseucpkdfmtjapanese"), ("euc_jp", "euc_jis_2004")),
    **dict.fromkeys(("iso-2022-jp", "csiso2022jp", "jis"), ("iso2022_jp", "iso2022_jp_2004")),
    **dict.fromkeys(("iso-8859-1", "latin1", "us-ascii", "ascii", "windows-1252"), ("cp1252",)),
    **dict.fromkeys(("gb2312", "gbk", "gb18030"), ("gb18030",)),
    **{name: (name,) for name in ("big5", "euc-kr", "iso-8859-2", "iso-8859-15", "windows-1251", "koi8-r")},
}
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_UNMARKED = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_HALF_WIDTH = re.compile("[｡-ﾟ]")
_KANA = re.compile("[ぁ-んァ-ヶ]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_NOT_ASCII = re.compile(r"([a-z]?)([^\x00-\x7f]+)((?:[a-z]|(?<=[｡-ﾟ])[A-Z])?)")
"""With a small Latin letter right before or after it: JR駅, 玄関A are Japanese; marks of capitals read as half-width kana."""
_OTHER_ALPHABET = re.compile(rb"[\xc0-\xff]{5}")
"""No word in Latin letters has so many with marks in a row."""
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_DECLARATION = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)["']""")
_BROKEN_SHARE = 0.02
"""Up to this share of broken letters a text that is otherwise UTF-8 is taken as UTF-8 (a title cut in mid-letter)."""


def decode(body: bytes, content_type: str | None) -> tuple[str, int]:
    """The text of a body, and how many broken letters were left out of it. Raises SourceError when it is none."""
    for mark, codec in _BOMS:
        if body.startswith(mark):
            text = body[len(mark) :].decode(codec, "replace")
            return text.replace("�", ""), text.count("�")
    for codec in _candidates(body, content_type):
        try:
            return body.decode(codec), 0
        except UnicodeDecodeError:
            if codec == "utf-8" and (broken := _nearly_utf8(body)):
                return broken
    raise SourceError(
        "the letters can't be read: this is neither UTF-8, Shift_JIS, EUC-JP, Latin-1, nor what it says it is"
    )


def _candidates(body: bytes, content_type: str | None) -> Iterator[str]:
    """Codecs to try, the likeliest first. Latin-1 fits nearly any bytes and is some servers' blind default: with its label
    or none it comes after what reads as Japanese, with none only where no other alphabet shows itself.
    """
    yield from (codec for start, codec in _UNMARKED if body.startswith(start))
    if not body.isascii():  # ISO-2022-JP is ASCII to look at
        yield "utf-8"
    said = _said(body, content_type)
    yield from (codec for codec in said if codec != "cp1252")
    yield "utf-8"
    euc = _CODECS["euc-jp"]
    guesses = (*euc, "cp932") if _looks_like_euc(body) else ("cp932", *euc)
    yield from (codec for codec in guesses if _is_japanese(_read(body, (codec,))))
    if "cp1252" in said or not _OTHER_ALPHABET.search(body):
        yield "cp1252"
    yield from guesses


def _said(body: bytes, content_type: str | None) -> list[str]:
    charset = _CHARSET.search(content_type or "")
    declared = _DECLARATION.match(body)
    labels = [charset[1] if charset else "", declared[1].decode("ascii", "ignore") if declared else ""]
    return [codec for label in labels for codec in _CODECS.get(label.lower(), ())]


def _is_japanese(text: str) -> bool:
    """Whether what was guessed reads so. Latin-1 has no kana by this guess: its letters become one or two signs inside a
    word (rådhus: r蘚hus, Åpent: ﾅpent), or signs for private use (sjøen). Two common kanji there (Web会議) are none of it: in
    cp932 they begin with a byte that is no letter in Latin-1.
    """
    if _KANA.search(text):
        return True
    runs = _NOT_ASCII.findall(text)
    inside = sum(len(run) < 3 and bool(before or after) and not _is_common_pair(run) for before, run, after in runs)
    return bool(runs) and inside * 2 <= len(runs) and not _PRIVATE.search(text)


def _is_common_pair(run: str) -> bool:
    return len(run) == 2 and run.encode("cp932", "replace")[0] < 0xA0


def _looks_like_euc(body: bytes) -> bool:
    """EUC-JP passes for cp932 as half-width kana with stray kanji among them (産業祭のお知らせ: ｻｺｶﾈｺﾗ､ﾎ､ｪﾃﾎ､鬢ｻ).

    Text that is really in half-width kana has no such kanji. EUC-JP with some of its own shows itself by its other kana.
    """
    guessed = _read(body, ("cp932",))
    letters, half = _letters(guessed), len(_HALF_WIDTH.findall(guessed))
    if half == letters or half * 2 <= letters:
        return False
    text = _read(body, _CODECS["euc-jp"])
    return bool(text) and (not _HALF_WIDTH.search(text) or len(_KANA.findall(text)) * 4 >= _letters(text))


def _read(body: bytes, names: tuple[str, ...]) -> str:
    """By the first that can; empty by none."""
    for codec in names:
        with suppress(UnicodeDecodeError):
            return body.decode(codec)
    return ""


def _letters(text: str) -> int:
    """Those that are not ASCII."""
    return len(text) - len(text.encode("ascii", "ignore"))


def _nearly_utf8(body: bytes) -> tuple[str, int] | None:
    """UTF-8 with a few broken letters; taken before cp932 would read the whole as garbled kanji."""
    text = body.decode("utf-8", "replace")
    broken = text.count("�")
    return (text.replace("�", ""), broken) if broken <= _letters(text) * _BROKEN_SHARE else None
