"""Hours in which a place is open and no rule has anything to show, said in few lines."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from ..words import Words, in_words
from .calendars import ONE_DAY, first_instant, local_day
from .catalogue import Catalogue
from .displays import Place
from .repertoire import Repertoire
from .timeline import Channel, channel_of, segments, targeting_of

DAYS = 14
MOST_LINES = 5
SHORTEST = timedelta(minutes=5)
"""What is shorter is no dead air that anybody would mend."""

_SHORT_JA = "月火水木金土日"
_SHORT_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
Hole = tuple[date, str]
"""A local day, and the hours in it: "18:00–20:00"."""


def dead_air(catalogue: Catalogue, now: datetime) -> Iterator[Words]:
    """For each place, or several that lack the same, the opening hours of the coming days without anything to show."""
    repertoire = Repertoire(catalogue)
    alike: dict[tuple[tuple[str, str], ...], list[Place]] = defaultdict(list)
    for place, channels in _channels(catalogue).items():
        found = [_holes(catalogue, channel, repertoire, now) for channel in channels]
        holes = {hole for its, _ in found for hole in its}
        if lines := _lines(holes, {day for _, days in found for day in days}):
            alike[lines].append(catalogue.places[place])
    for lines, places in sorted(alike.items(), key=lambda one: one[1][0].id):
        first, others = places[0], len(places) - 1
        ja = f"{in_words(first.name, 'ja')}（{first.id}）" + (f"ほか{others}か所" if others else "")
        en = f"{in_words(first.name, 'en')} ({first.id})" + (f" and {others} more" if others else "")
        for line_ja, line_en in lines:
            yield {"ja": f"{ja}：{line_ja} に映すものがありません", "en": f"{en}: nothing to show {line_en}"}


def _channels(catalogue: Catalogue) -> dict[str, tuple[Channel, ...]]:
    """The channels that show something at each place: thousands of displays share a few."""
    targeting = targeting_of(catalogue)
    found: dict[str, set[Channel]] = defaultdict(set)
    for display in catalogue.displays.values():
        if place := catalogue.places.get(display.place):
            found[place.id].add(channel_of(display, place, targeting))
    return {place: tuple(sorted(channels, key=lambda one: one.id)) for place, channels in sorted(found.items())}


def _holes(
    catalogue: Catalogue, channel: Channel, repertoire: Repertoire, now: datetime
) -> tuple[set[Hole], set[date]]:
    """Where a channel has nothing to show, and the days on which its place is open at all."""
    zone, today = channel.zone, local_day(now, channel.zone)
    holes, open_days = set(), set()
    # From the beginning of today, so that today's hours are told together with those of the other days.
    from_at, until_at = first_instant(today, zone), first_instant(today + DAYS * ONE_DAY, zone)
    for one in segments(channel, catalogue, from_at, until_at, repertoire):
        begins, ends = one.from_at.astimezone(zone), one.until_at.astimezone(zone)
        if one.loop is not None:
            open_days.add(begins.date())
            if one.rule is None and one.until_at - one.from_at >= SHORTEST:
                last = "24:00" if ends.date() > begins.date() else f"{ends:%H:%M}"
                holes.add((begins.date(), f"{begins:%H:%M}–{last}"))
    return holes, open_days


def _lines(holes: set[Hole], open_days: set[date]) -> tuple[tuple[str, str], ...]:
    """(Japanese, English) of each span of hours with its days, the most frequent first; at most MOST_LINES."""
    days: dict[str, list[date]] = defaultdict(list)
    for day, hours in sorted(holes):
        days[hours].append(day)
    by_days: dict[tuple[date, ...], list[str]] = defaultdict(list)
    for hours, its in sorted(days.items()):
        by_days[tuple(its)].append(hours)
    ordered = sorted(by_days.items(), key=lambda one: (-len(one[0]), one[0]))
    lines = [_line(its, hours, open_days) for its, hours in ordered]
    left = len(lines) - MOST_LINES
    if left > 0:
        lines = [*lines[: MOST_LINES - 1], (f"ほか{left + 1}とおりの日時", f"at {left + 1} more times")]
    return tuple(lines)


def _line(days: tuple[date, ...], hours: list[str], open_days: set[date]) -> tuple[str, str]:
    ja, en = _days(days, open_days)
    return f"{ja} {'、'.join(hours)}", f"{en} {', '.join(hours)}"


def _days(days: tuple[date, ...], open_days: set[date]) -> tuple[str, str]:
    """Weekdays, if all of them on which the place is open are meant; else dates."""
    if open_days == set(days):
        return "毎日", "every day"
    weekdays = sorted({day.weekday() for day in days})
    if {day for day in open_days if day.weekday() in weekdays} == set(days):
        return _runs(weekdays, _SHORT_JA, "〜", "・"), _runs(weekdays, _SHORT_EN, "–", ", ")
    ordinals = [day.toordinal() for day in days]
    names = {day.toordinal(): f"{day:%m-%d}" for day in days}
    return (_runs(ordinals, names, "〜", "、"), _runs(ordinals, names, "–", ", "))


def _runs(numbers: Sequence[int], names: Sequence[str] | Mapping[int, str], dash: str, comma: str) -> str:
    """Numbers that follow each other as from–to."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return comma.join(names[one[0]] if len(one) == 1 else f"{names[one[0]]}{dash}{names[one[-1]]}" for one in runs)
