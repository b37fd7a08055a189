"""Bytes → text: BOM, what is plainly UTF-8, HTTP charset, XML declaration, cp932, in this order.

UTF-8 goes before the labels because no other encoding looks like it, while labels are often a server's blind default.
"""

import codecs
import re

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
    raise SourceError("the letters can't be read: this is neither UTF-8 nor Shift_JIS, nor what it says it is")


def _candidates(body: bytes, content_type: str | None) -> list[str]:
    """Codecs to try, the likeliest first. Latin-1 fits any bytes and is some servers' blind default, so it comes last."""
    charset = _CHARSET.search(content_type or "")
    declared = _DECLARATION.match(body)
    labels = [charset[1] if charset else "", declared[1].decode("ascii", "ignore") if declared else ""]
    said = [codec for label in labels for codec in _CODECS.get(label.lower(), ())]
    first = [codec for start, codec in _UNMARKED if body.startswith(start)]
    if not body.isascii():  # ISO-2022-JP is ASCII to look at
        first.append("utf-8")
    return list(dict.fromkeys((*first, *(codec for codec in said if codec != "cp1252"), "utf-8", "cp932", *said)))


def _nearly_utf8(body: bytes) -> tuple[str, int] | None:
    """UTF-8 with a few broken letters; taken before cp932 would read the whole as garbled kanji."""
    text = body.decode("utf-8", "replace")
    broken = text.count("�")
    letters = sum(1 for letter in text if letter > "\x7f")
    return (text.replace("�", ""), broken) if broken <= letters * _BROKEN_SHARE else None
