"""Why a display shows what it shows: which rule won, what the others lacked, and what became of each item."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from ..errors import NotFoundError
from ..words import Words
from .calendars import first_instant, local_day, on_the_wall
from .catalogue import Catalogue
from .closing_days import almanac_of
from .content import Item
from .day_reasons import closed_because
from .item_verdicts import ItemVerdict, item_verdicts
from .manifest import Made, build_tail, epoch_ms
from .repertoire import Repertoire, programmes
from .rule_verdicts import Judge, RuleVerdict, name_of
from .showing import showing
from .timeline import WINDOW_DAYS, Channel, Segment, channel_of, segments, targeting_of


class Shown(msgspec.Struct, frozen=True):
    """The slide on glass at that instant and its visible stretch.

    Told from the timeline: a slide that could not be made, or an alert, is not in it. `items` are none for the
    fallback, several for a list.
    """

    items: tuple[str, ...]
    language: str
    template: str
    begins_at: datetime
    ends_at: datetime
    says: Words


class Explanation(msgspec.Struct, frozen=True):
    """What a display shows at an instant and why. `shows`: loop, fallback (dead air) or off (closed).

    [from_at, until_at) is its segment, which midnight cuts. The same rule, or none, goes on until `goes_on_until`; `or_longer`
    where that is only as far as was looked.
    """

    display: str
    at: datetime
    channel: str
    from_at: datetime
    until_at: datetime
    anchor_at: datetime
    shows: str
    rule: str | None
    playlist: str | None
    shown: Shown | None
    says: Words
    rules: tuple[RuleVerdict, ...]
    items: tuple[ItemVerdict, ...]
    goes_on_until: datetime
    or_longer: bool

    def sentences(self) -> list[Words]:
        """All of it, in sentences by language: what shows, until when the rule holds, then each rule, then each item."""
        shown = [self.shown.says] if self.shown else []
        return [*shown, self.says, *(one.says for one in self.rules), *(one.says for one in self.items)]


def explain(catalogue: Catalogue, display_id: str, at: datetime, repertoire: Repertoire | None = None) -> Explanation:
    """What the display shows at `at`, what lost to what, what is over or not yet. Raises NotFoundError.

    Whoever asks again and again gives a `repertoire` of the same catalogue and of days around `at`.
    """
    display = catalogue.displays.get(display_id)
    place = catalogue.places.get(display.place) if display else None
    if not display or not place:
        raise NotFoundError("there is no such display, or its place is missing", display_id)
    channel = channel_of(display, place, targeting_of(catalogue))
    repertoire = repertoire or Repertoire(catalogue)
    segment = _segment(channel, catalogue, repertoire, at)
    winner = repertoire.rules[segment.rule] if segment.rule else None
    playlists = {repertoire.rules[name].playlist for name, _ in channel.targets}
    made = programmes(repertoire, channel.languages, channel.names, playlists, channel.format.holds_lists)
    almanac = almanac_of(place.country, catalogue.calendars)
    judge = Judge(display, place, at, segment, made, catalogue, almanac)
    playlist = winner.playlist if winner else None
    goes_on_until, or_longer = _goes_on_until(segment, channel, catalogue, repertoire)
    return Explanation(
        display=display.id,
        at=at,
        channel=channel.id,
        from_at=segment.from_at,
        until_at=segment.until_at,
        anchor_at=segment.anchor_at,
        shows="off" if segment.loop is None else "loop" if winner else "fallback",
        rule=segment.rule,
        playlist=playlist,
        shown=_shown(catalogue, segment, at, channel.zone),
        says=_answer(
            segment.loop is None,
            name_of(winner, catalogue) if winner else None,
            _until(on_the_wall(goes_on_until, channel.zone), or_longer),
            closed_because(place, local_day(at, channel.zone), almanac),
        ),
        rules=tuple(judge.verdict(rule) for rule in catalogue.rules),
        items=tuple(item_verdicts(catalogue, made[playlist], channel, segment, at)) if playlist else (),
        goes_on_until=goes_on_until,
        or_longer=or_longer,
    )


def _segment(channel: Channel, catalogue: Catalogue, repertoire: Repertoire, at: datetime) -> Segment:
    day = local_day(at, channel.zone)
    begins, ends = first_instant(day, channel.zone), first_instant(day + timedelta(days=1), channel.zone)
    return next(
        one for one in segments(channel, catalogue, begins, ends, repertoire) if one.from_at <= at < one.until_at
    )


def _goes_on_until(
    segment: Segment, channel: Channel, catalogue: Catalogue, repertoire: Repertoire
) -> tuple[datetime, bool]:
    """Until when the same rule, or none, goes on: midnight cuts segments, a new loop too. At most WINDOW_DAYS ahead, and
    whether it may be longer.
    """
    until, day = segment.until_at, local_day(segment.from_at, channel.zone)
    for ahead in range(WINDOW_DAYS):
        ends = first_instant(day + timedelta(days=ahead + 1), channel.zone)
        for one in segments(channel, catalogue, until, ends, repertoire) if until < ends else ():
            if (one.rule, one.loop is None) != (segment.rule, segment.loop is None):
                return until, False
            until = one.until_at
    return until, True


def _shown(catalogue: Catalogue, segment: Segment, at: datetime, zone: ZoneInfo) -> Shown | None:
    """Asks `showing`, the one judge, on a manifest of this segment alone; its slides are named by their number."""
    if segment.loop is None:
        return None
    keys = list(dict.fromkeys(slot.key for slot in segment.loop))
    made = {key: Made(str(number), 0) for number, key in enumerate(keys)}
    tail = build_tail([segment], segment.from_at, segment.until_at, made, Made("fallback", 0))
    found = showing({"alerts": [], **msgspec.json.decode(tail)}, epoch_ms(at))
    key = keys[int(found.slide)] if found.slide and found.slide.isdecimal() else keys[0]
    begins, ends = (datetime.fromtimestamp(ms / 1000, UTC) for ms in (found.begins, found.ends))
    span = f"{begins.astimezone(zone):%H:%M:%S}", f"{ends.astimezone(zone):%H:%M:%S}"
    titles = [_title(catalogue.items[item], key.language) for item in key.items]
    says = {
        "ja": f"{''.join(f'「{title}」' for title in titles) or '待機スライド'}が {span[0]} から {span[1]} まで映ります。",
        "en": f"{', '.join(f'“{title}”' for title in titles) or 'The fallback slide'} shows from {span[0]} to {span[1]}.",
    }
    return Shown(key.items, key.language, key.template, begins, ends, says)


def _title(item: Item, language: str) -> str:
    return item.title.get(language) or next(iter(item.title.values()), item.id)


def _until(wall: str, or_longer: bool) -> Words:
    return {"ja": f"少なくとも {wall}", "en": f"at least {wall}"} if or_longer else {"ja": wall, "en": wall}


def _answer(is_off: bool, winner: tuple[str, str] | None, until: Words, closed: Words | None) -> Words:
    if is_off:
        closed = closed or {"ja": "開館時間の外なので", "en": "The place is closed"}
        return {
            "ja": f"{closed['ja']}、{until['ja']} まで何も映しません。",
            "en": f"{closed['en']}, so the screen is off until {until['en']}.",
        }
    if winner is None:
        return {
            "ja": f"{until['ja']} まで映すものがどのプレイリストにもないので、代わりの画面を映します。",
            "en": f"No playlist has anything to show until {until['en']}, so the fallback shows.",
        }
    ja, en = winner
    gap = " " if until["ja"][0].isdigit() else ""  # a space stands before figures only
    return {
        "ja": f"{ja}が{gap}{until['ja']} まで映ります。",
        "en": f"{en[0].upper()}{en[1:]} shows until {until['en']}.",
    }
