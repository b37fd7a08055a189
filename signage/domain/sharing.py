"""An item as the city's own accounts tell it: the words of the post, and which pictures go with it."""

from datetime import date, datetime, time
from typing import NamedTuple

from ..brand import Brand
from ..words import Words, in_words
from .content import KINDS, Item
from .day_names import FULL_MONTHS, WEEKDAYS
from .displays import Format
from .events import Occasion, Stage, next_begin, over_at
from .media import Media
from .slots import SlideKey


class Cut(NamedTuple):
    """A picture by its name in addresses and files: px, what people call it, and the format whose slide it is."""

    name: str
    width: int
    height: int
    says: Words
    format: Format


CUTS = (
    Cut(
        "wide",
        1200,
        630,
        {"ja": "横長（リンクの見出し、X、Facebook）", "en": "Wide (link previews, X, Facebook)"},
        Format(1200, 630, 1.35),
    ),
    Cut("square", 1080, 1080, {"ja": "正方形（Instagram）", "en": "Square (Instagram)"}, Format(1080, 1080)),
    Cut("tall", 1080, 1920, {"ja": "縦長（ストーリーズ）", "en": "Tall (stories)"}, Format(1080, 1920)),
)
"""Telephones show these some 7 cm wide: the letters of a wide one are set as for a screen that is read from farther off."""

CALLED_OFF: dict[str, Words] = {
    "cancelled": {"ja": "中止になりました", "en": "Cancelled"},
    "postponed": {"ja": "延期になりました", "en": "Postponed"},
}
"""What a post says instead of days and hours, by how an event is called off."""

MOST_WEIGHT = 280
"""What a post of X may weigh."""

_ADDRESS_WEIGHT = 23
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
"""Letters that weigh 1 there; all others weigh 2, any address 23 (X, counting characters)."""


class Post(NamedTuple):
    """What is copied: the text, the address that it leads to, and what the picture shows, for people who don't see it."""

    text: str
    address: str
    picture: str

    @property
    def weight(self) -> int:
        """As X counts it, with the address; of MOST_WEIGHT."""
        letters = sum(1 if any(a <= ord(one) <= z for a, z in _LIGHT) else 2 for one in self.text)
        return letters + (1 + _ADDRESS_WEIGHT if self.address else 0)


def post_of(item: Item, language: str, at: datetime, brand: Brand) -> Post:
    title = " ".join(item.title[language].split())
    when, where = when_words(item, language, at), _place(item, language)
    text = item.text.get(language, "").strip()
    tags = " ".join(f"#{tag}" for tag in item.hashtags)
    said = "\n".join(filter(None, (title, *_facts(language, when, where), text, tags)))
    return Post(said, item.url or "", _picture_words(title, when, where, brand, language))


def _picture_words(title: str, when: str, where: str, brand: Brand, language: str) -> str:
    """What is to be read on the picture."""
    name = in_words(brand.name, language)
    if _japanese(language):
        return " ".join(filter(None, (f"「{title}」", when, where, name)))
    return ". ".join(filter(None, (f"“{title}”", when, where, name)))


def _facts(language: str, when: str, where: str) -> list[str]:
    labels = ("日時", "場所", "　") if _japanese(language) else ("When:", "Where:", " ")
    return [f"{label}{labels[2]}{said}" for label, said in zip(labels[:2], (when, where), strict=True) if said]


def _place(item: Item, language: str) -> str:
    return item.event.place.get(language, "") if item.event else ""


def when_words(item: Item, language: str, at: datetime) -> str:
    """The occasion that is on or comes next, else the last: 12月7日（土）〜8日（日） 10:00–16:00. Empty of what is no event."""
    if not item.event or not item.event.occasions:
        return ""
    occasion = item.event.occasions[_number(item, at)]
    if called_off := item.event.called_off:
        return CALLED_OFF[called_off]["ja" if _japanese(language) else "en"]
    return " ".join(filter(None, (_days(occasion, language), _hours(occasion, language))))


def _number(item: Item, at: datetime) -> int:
    """Which of an event's occasions is told of."""
    if item.event is None:
        return 0
    last = len(item.event.occasions) - 1
    over = over_at(item.event)
    if over is None or at >= over:
        return last
    first = next_begin(item.event, at).astimezone(item.event.zone).date()
    return next((n for n, one in enumerate(item.event.occasions) if one.first == first), last)


def _days(occasion: Occasion, language: str) -> str:
    first, last = occasion.first, occasion.last
    if first == last:
        return _day(first, language)
    if _japanese(language):
        same = (first.year, first.month) == (last.year, last.month)
        return f"{_day(first, language)}〜{_day(last, language, month=not same)}"
    return f"{_day(first, language)} – {_day(last, language)}"


def _day(day: date, language: str, *, month: bool = True) -> str:
    if _japanese(language):
        name = WEEKDAYS["ja"][day.weekday()]
        return (f"{day.month}月" if month else "") + f"{day.day}日（{name}）"
    return f"{WEEKDAYS['en'][day.weekday()]} {day.day} {FULL_MONTHS[day.month - 1]}"


def _hours(occasion: Occasion, language: str) -> str:
    begins, ends = _clock(occasion.begins), _clock(occasion.ends, end=True)
    if begins and ends:
        return f"{begins}–{ends}"
    if _japanese(language):
        return f"{begins}から" if begins else f"{ends}まで" if ends else ""
    return f"from {begins}" if begins else f"until {ends}" if ends else ""


def _clock(at: time | None, *, end: bool = False) -> str:
    if at is None:
        return ""
    return f"{24 if end and at == time() else at.hour}:{at.minute:02}"


def _japanese(language: str) -> bool:
    return language.startswith("ja")


def shared_key(item: Item, language: str, at: datetime, media: Media | None) -> SlideKey:
    """The slide that is photographed. A post stays for months: no sun counts its days."""
    number = _number(item, at)
    state = "cancelled" if item.event and item.event.cancelled else "early"
    stages = (Stage(number, state),) if item.event and item.event.occasions else ()
    bare = bool(media and media.ends_at and media.ends_at <= at)
    return SlideKey((item.id,), language, KINDS[item.kind].template, stages, bare=bare)
