"""Every template that sets text, with any title in it."""

from collections.abc import Callable, Iterator
from datetime import date, time

from signage.domain.content import KINDS, Item
from signage.domain.displays import Format
from signage.domain.events import Event, Occasion, Stage
from signage.domain.media import Media
from signage.domain.slots import SlideKey
from signage.render.layouts import LAYOUTS
from signage.render.subject import Subject
from tests.render.gallery import BLOSSOMS, FESTIVAL, PUBLISHED, URL
from tests.render.pictures import PHOTO

from .titles import Written

LANDSCAPE, PORTRAIT = Format(1920, 1080), Format(1080, 1920)
PLACE = {"ja": "日立シビックセンター新都市広場", "en": "Shintoshi Plaza, Hitachi Civic Center"}
EVENT = Event(occasions=(Occasion(date(2026, 12, 5), date(2026, 12, 6), time(10), time(16)),), place=PLACE)
IN_A_LIST = (Stage(0, "tomorrow"), Stage(0, "days", 3), Stage(0, "days", 9))
CODED = ("news", "event")
PICTURED = ("news", "picture")


def _item(kind: str, one: Written) -> Item:
    return Item(
        id=f"{kind}-1",
        source="staff",
        kind=kind,
        title={one.language: one.title},
        text={one.language: one.text} if one.text else {},
        url=URL,
        published_at=PUBLISHED,
        year=1910 if kind == "history" else None,
        event=EVENT if kind == "event" else None,
        media="photo.jpg" if kind == "picture" else None,
    )


def _single(kind: str, *, qr: bool = False, media: Media | None = None) -> Callable[[Written, Format], Subject]:
    def subject(one: Written, format: Format) -> Subject:
        item = _item(kind, one)
        stages = (Stage(0, "days", 3),) if kind == "event" else ()
        key = SlideKey((item.id,), one.language, KINDS[kind].template, stages, qr=qr)
        return Subject(key, (item,), (media,), format)

    return subject


def _list(one: Written, format: Format) -> Subject:
    """As the first and the last of three, so that both kinds of row have it."""
    others = [other for other in (FESTIVAL, BLOSSOMS) if one.language in other.title][:1]
    items = (_item("event", one), *others, _item("event", one))
    key = SlideKey(tuple(item.id for item in items), one.language, "coming.html", IN_A_LIST[: len(items)])
    return Subject(key, items, (None,) * len(items), format)


TEMPLATES: dict[str, Callable[[Written, Format], Subject]] = {
    kind.name: _single(kind.name, media=PHOTO if kind.name == "picture" else None)
    for kind in KINDS.values()
    if kind.template in LAYOUTS and kind.name != "film"  # a film's words are set as a picture's
}
TEMPLATES |= {f"{kind} with code": _single(kind, qr=True) for kind in CODED}
TEMPLATES |= {"news with picture": _single("news", media=PHOTO), "list": _list}


def subjects(
    written: list[Written], formats: tuple[Format, ...] = (LANDSCAPE, PORTRAIT)
) -> Iterator[tuple[str, Subject]]:
    """Each title through each template in each shape, template by template."""
    for name, subject in TEMPLATES.items():
        for format in formats:
            yield from ((f"{name} {format.name}: {one.title}", subject(one, format)) for one in written)
