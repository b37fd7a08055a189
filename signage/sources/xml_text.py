"""XML from outside, made safe and well-formed before a feed parser sees it."""

import html.entities
import re
from typing import Any
from urllib.parse import urljoin
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from ..errors import SourceError

DEPTH = 200
ELEMENTS = 200_000
ATTRIBUTES = 100
_XML_NAMES = ("amp", "lt", "gt", "quot", "apos")
_DECLARATION = re.compile(r"^<\?xml\s[^>]*\?>")
_PROLOG = re.compile(r"(?:\s|<!--.*?-->|<\?.*?\?>)*+", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*+(?P<inside>\[)?[^>]*+>", re.IGNORECASE)
_HTML = re.compile(r"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_FEED_LINK = re.compile(r"<link\b[^>]{0,500}application/(?:rss|atom)\+xml[^>]{0,500}>", re.IGNORECASE)
_HREF = re.compile(r"""href\s*=\s*["']([^"']{1,500})["']""", re.IGNORECASE)
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30});")
_NUMBERED = re.compile(r"&#(?:x([0-9a-f]{1,6})|(\d{1,7}));", re.IGNORECASE)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def safe_xml(text: str, address: str = "") -> str:
    """The XML without declaration and DOCTYPE, well-formed, with no entities of its own. Raises SourceError.

    A DOCTYPE that only names a DTD elsewhere is harmless, since nothing is ever loaded (RSS 0.91 demands one);
    it is cut off. One that declares anything inside is refused: no feed needs it, and bombs are made of it.
    Characters that XML forbids go, and HTML's names (&nbsp;) become what they mean: neither can be an attack,
    and each alone would cost the whole feed.
    """
    text = text.strip("\ufeff \t\r\n")
    if not text:
        raise SourceError("the answer is empty")
    text = _without_doctype(_DECLARATION.sub("", text, count=1), address)
    if not text.lstrip().startswith("<"):
        raise SourceError("this is not a feed: it does not begin as XML does")
    text = _FORBIDDEN.sub("", _NUMBERED.sub(_number, _NAMED.sub(_name, text)))
    _check(text)
    return text


def _without_doctype(text: str, address: str) -> str:
    prolog = _PROLOG.match(text)
    start = prolog.end() if prolog else 0
    if _HTML.match(text, start):
        raise SourceError(f"this is a web page (HTML), not a feed{_feed_of(text, address)}")
    doctype = _DOCTYPE.match(text, start)
    if not doctype:
        return text
    if doctype["inside"]:
        raise SourceError("the XML declares entities or elements of its own, which is refused for safety")
    return text[:start] + text[doctype.end() :]


def _feed_of(page: str, address: str) -> str:
    """The feed that a page names, for the one who pasted the page's address."""
    link = _FEED_LINK.search(page[:200_000])
    href = _HREF.search(link[0]) if link else None
    if not href:
        return "; look on the page for its RSS address"
    try:
        return f"; the page names this one: {urljoin(address, html.unescape(href[1]))}"
    except ValueError:
        return "; look on the page for its RSS address"


def _name(found: re.Match[str]) -> str:
    code = html.entities.name2codepoint.get(found[1])
    return found[0] if found[1] in _XML_NAMES or code is None else chr(code)


def _number(found: re.Match[str]) -> str:
    code = int(found[1], 16) if found[1] else int(found[2])
    return "" if code < 32 and code not in (9, 10, 13) else found[0]


class _Limits:
    """Builds nothing; refuses shapes that no feed has but on which feedparser spends minutes (its time grows with
    the square of an element's attributes)."""

    def __init__(self) -> None:
        self.depth = self.elements = 0

    def start(self, _tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.elements += 1
        if self.depth > DEPTH or self.elements > ELEMENTS or len(attributes) > ATTRIBUTES:
            limits = f"{ELEMENTS:,} elements, {DEPTH} deep, with {ATTRIBUTES} attributes"
            raise SourceError(f"the XML has more than any feed ({limits})")

    def end(self, _tag: str) -> None:
        self.depth -= 1

    def close(self) -> Any:
        return None


def _check(text: str) -> None:
    """Refuses what is not well-formed: a feed that broke off must not replace a whole one."""
    parser = DefusedXMLParser(target=_Limits(), forbid_dtd=True)
    try:
        parser.feed(text.encode())
        parser.close()
    except DefusedXmlException as problem:
        raise SourceError("the XML declares entities or elements of its own, which is refused for safety") from problem
    except ParseError as problem:
        raise SourceError(f"the XML is broken or breaks off ({problem})") from problem
