"""What a layout is given: the canvas, the words of item and brand in one language, and setters for each role."""

import re
from functools import cached_property
from itertools import pairwise

import msgspec

from ..brand import Brand
from ..domain.content import Item
from ..domain.events import Stage
from ..domain.link_health import host_of
from ..domain.links import Codes, Link, address_of, may_lead_to, named
from ..domain.media import Media
from ..words import Words
from .canvas import Canvas
from .measure import typeface
from .palettes import Palette, palette, palette_of
from .qr import QrCode, least_px
from .text import Setter
from .titles import TitleParts, normalise, quoted, split_title
from .wording import CHIPS, date_label, in_language, is_cjk, own_words

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\u00ad]|[\U000e0100-\U000e01ef]")
_PICTURES = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u20e3]")
TYPED_LETTERS = 48
"""The longest address that somebody types."""

GETA = "〓"
"""Stands, as in print, where a character could not be set."""

_FACES = {
    True: {"title": "bold", "text": "bold", "quiet": "regular", "address": "medium", "figures": "semibold"},
    False: {"title": "semibold", "text": "medium", "quiet": "medium", "address": "medium", "figures": "semibold"},
}
"""The face of each role, in Japanese and in Latin languages."""


class Brief(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """Everything that decides a slide. `stages` and `media` stand beside `items`; `vendor` is the folder of the fonts.

    `country` is the one whose public holidays a date names; `link` is where the item's code leads.
    """

    canvas: Canvas
    language: str
    items: tuple[Item, ...] = ()
    stages: tuple[Stage | None, ...] = ()
    media: tuple[Media | None, ...] = ()
    clock: bool = False
    qr: bool = False
    link: Link | None = None
    codes: Codes = Codes()
    brand: Brand
    vendor: str
    timezone: str
    country: str = "JP"

    @property
    def item(self) -> Item | None:
        """The item of a slide that shows one; of a list the first."""
        return self.items[0] if self.items else None

    @property
    def stage(self) -> Stage | None:
        """How that item stands, if it is an event."""
        return self.stages[0] if self.stages else None

    @property
    def picture(self) -> Media | None:
        """That item's picture or film, if it has one and it is there, as slides of this shape use it."""
        media = self.media[0] if self.media else None
        return media.framed(portrait=self.canvas.portrait) if media else None

    @property
    def leads_to(self) -> str:
        """The address that the item leads to now; empty where it names none, or nobody may or can be led there."""
        address = self.link.target if self.link else (self.item.url if self.item else None) or ""
        dead = self.link is not None and self.link.dead_since is not None
        return "" if dead or not may_lead_to(address, self.codes.hosts) else address

    @cached_property
    def code(self) -> QrCode | None:
        """What the item's QR code says, for slides that are to bear one (protocol.md, “QR on a slide”); None where it leads
        nowhere, or says so much that its modules find no room.
        """
        target, link, codes = self.leads_to, self.link, self.codes
        if not target:
            return None
        if link and codes.counted:
            code = QrCode(target, address_of(codes.public_url, link.code))
        else:
            code = QrCode(named(target, "signage", codes.campaign) if link and codes.utm else target)
        return code if code.modules * least_px(self.canvas.scale) <= largest_side(self.canvas) else None

    @property
    def page(self) -> str:
        """The address that can be typed in place of scanning the code: where that leads, or else the counted one, whichever
        is short enough and has no query; empty where neither is. What is typed without a scheme leads to https.
        """
        public = self.codes.public_url if self.codes.public_url.startswith("https:") else ""
        counted = address_of(public, self.link.code) if self.link and self.leads_to and public else ""
        texts = (readable(address) for address in (self.leads_to, counted) if address)
        return next((text for text in texts if 0 < len(text) <= TYPED_LETTERS), "")

    @property
    def typed(self) -> str:
        """As `page`, else the project's own; where it has none the host of the item's, from which people may find it."""
        return self.page or self.brand.address or host_of(self.leads_to)

    @property
    def cjk(self) -> bool:
        return is_cjk(self.language)

    def face(self, role: str) -> str:
        """The name of the face (fonts.FACES) for a role: title, text, quiet, address or figures."""
        return _FACES[self.cjk][role]

    def setter(self, role: str) -> Setter:
        return Setter(
            typeface(self.vendor, self.face(role)), self.names, self.canvas.smallest, self.language.endswith("-easy")
        )

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Words that no line breaks: of the project's names, short ones of its themes, and the chips' own (みんなの声)."""
        names = [in_language(words, self.language) for words in (self.brand.name, self.brand.short_name)]
        themes = [in_language(theme.name, self.language) for theme in self.brand.themes.values()]
        own = {word for name in names for word in re.split(r"[ 　×・]+", name) if 1 < len(word) <= 10}
        own |= {word for name in themes for word in re.split(r"[ 　×・の]+", name) if 1 < len(word) <= 6}
        own |= {own_words(chip, self.language) for chip in CHIPS.values()}
        return tuple(sorted(own)) if self.cjk else ()

    def words(self, words: Words) -> str:
        """Words in the slide's language, with marks in their full form and without what can't be set."""
        return self.clean(in_language(words, self.language))

    def clean(self, text: str) -> str:
        """No invisible characters, no pictures; 〓 for what the fonts lack."""
        text = _PICTURES.sub("", _INVISIBLE.sub("", text))
        text = "\n".join(normalise(line) for line in text.splitlines() if line.strip())
        for character in self.lacks(text):
            text = text.replace(character, GETA)
        return text

    def lacks(self, text: str) -> str:
        """The characters of a text that no face of the slides can draw."""
        return typeface(self.vendor, self.face("text")).lacks(text)

    @cached_property
    def title(self) -> TitleParts:
        """The item's title in its parts; a voice is quoted whole, over who said it."""
        text = self.words(self.item.title) if self.item else ""
        if self.item and self.item.kind == "voice":
            return TitleParts(quoted(text), subtitle=self.words(self.item.speaker))
        return split_title(text) if self.cjk else TitleParts(text)

    @property
    def text(self) -> str:
        """The item's text in one paragraph; empty if it has none in this language."""
        text = self.words(self.item.text) if self.item else ""
        joined = "".join(_joint(left, right) for left, right in pairwise([*text.split("\n"), ""]))
        return joined.strip()

    @property
    def department(self) -> str:
        """Who says it: the item's own, though it be named in another language only; the brand's where it names none."""
        named = self.item.department if self.item else {}
        own = self.words(named) or self.clean(next(filter(None, named.values()), ""))
        return own or self.words(self.brand.department)

    @property
    def theme(self) -> str | None:
        """The item's only theme that the brand knows; with none or several it is nobody's."""
        known = [key for key in (self.item.themes if self.item else ()) if key in self.brand.themes]
        return known[0] if len(known) == 1 else None

    def colours(self, otherwise: str = "common") -> Palette:
        """The palette of the item's theme, else the named one; the common one is in the brand's colour, if it has one."""
        name = self.brand.themes[self.theme].palette if self.theme else otherwise
        return palette_of(self.brand.colour) if self.brand.colour and name == "common" else palette(name)

    @property
    def common(self) -> Palette:
        """The palette of what belongs to no theme."""
        return palette_of(self.brand.colour) if self.brand.colour else palette("common")

    @property
    def label(self) -> str:
        """What stands beside the chip: the date, else the theme's name; then the series."""
        item, parts = self.item, self.title
        date = parts.date
        if not date and item and item.published_at:
            date = date_label(item.published_at, self.language, self.timezone)
        if not date and self.theme:
            date = self.words(self.brand.themes[self.theme].name)
        return "　".join(filter(None, (date, parts.series)))


def largest_side(canvas: Canvas) -> float:
    """Of a QR code with its quiet zone, px of the canvas (look.md §8)."""
    return canvas.text_width if canvas.portrait else canvas.height * 0.62


def readable(address: str) -> str:
    """An address as people write it: without scheme and the name of an index page. Empty where it has a query: nobody types
    one, and without it the address leads elsewhere.
    """
    page, _, query = address.partition("://")[2].partition("#")[0].partition("?")
    return "" if query else page.removesuffix("index.html").removesuffix("index.htm")


def _joint(left: str, right: str) -> str:
    """A line of a paragraph, with a space after it where two Latin words or two clauses would run together."""
    glued = not right or left[-1:] in "。、！？"
    return left if glued else f"{left} "
