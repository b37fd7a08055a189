"""What is shown by hand just now: the strip that every page carries, for everyone, until it is over."""

from datetime import datetime
from typing import NamedTuple

from aiohttp import web

from ....domain.arranging import displays_of
from ....domain.catalogue import Catalogue
from ....domain.displays import Display
from ....domain.rule_words import title_of
from ....domain.schedule import Rule
from ....errors import SignageError
from ....store.now_rules import load_givers
from ....words import Words, in_words
from ...desk import DESK
from ...visitor import visitor


class ShownNow(NamedTuple):
    """`number` ends it; `by` is who gave it, empty for a command."""

    number: int
    what: Words
    where: Words
    until: datetime
    by: str


async def shown_now(request: web.Request, now: datetime) -> list[ShownNow]:
    """For who is logged in; one small query where nothing is shown by hand, another where something is."""
    if visitor(request) is None:
        return []
    desk = request.app[DESK]
    try:
        catalogue = await desk.catalogue()
        rules = [(rule, until) for rule in catalogue.rules if (until := _holding(rule, now))]
        if not rules:
            return []
        async with desk.database.read() as connection:
            givers = await load_givers(connection)
    except SignageError:  # a page that tells that the database is away must not need it
        return []
    return [
        ShownNow(
            rule.number,
            title_of(rule.playlist, catalogue),
            place_words(displays_of([rule], catalogue), catalogue),
            until,
            givers.get(rule.number, ""),
        )
        for rule, until in rules
    ]


def _holding(rule: Rule, now: datetime) -> datetime | None:
    """Until when a rule given by hand goes on that has begun; None for any other."""
    begun = rule.now and rule.from_at and rule.from_at <= now
    return rule.until_at if begun and rule.until_at and rule.until_at > now else None


def place_words(displays: list[Display], catalogue: Catalogue) -> Words:
    """ヒタチエ 1台; 3か所 5台."""
    places = {display.place for display in displays}
    if len(places) != 1:
        return {
            "ja": f"{len(places)}か所 {len(displays):,}台",
            "en": f"{len(displays):,} displays at {len(places)} places",
        }
    name = catalogue.places[next(iter(places))].name
    many = "" if len(displays) == 1 else "s"
    return {
        "ja": f"{in_words(name, 'ja')} {len(displays)}台",
        "en": f"{in_words(name, 'en')}, {len(displays)} display{many}",
    }
