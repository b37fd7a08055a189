"""The text of an iCalendar (RFC 5545) → its events' lines, each with its number, and the zones it names."""

import re
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from ..errors import SourceError
from .encodings import decode

_HEAD = re.compile(r'((?:[^":]|"[^"]*")*):')
_PARAMETER = re.compile(r';\s*([A-Za-z0-9-]+)\s*=\s*("[^"]*"|[^;]*)')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


class Line(NamedTuple):
    """A content line, unfolded. Names are in capitals; `value` is as written."""

    number: int
    name: str
    parameters: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], self.value)

    @property
    def texts(self) -> list[str]:
        """The values of a list, parted by the commas that are not escaped."""
        return [self._replace(value=value).text for value in re.findall(r"(?:[^,\\]|\\.|\\$)+", self.value, re.DOTALL)]


class EventLines(NamedTuple):
    """A VEVENT from the line of its BEGIN. `ended` is whether its END came too. What is nested in it (alarms) is left out."""

    number: int
    lines: list[Line]
    ended: bool

    def first(self, *names: str) -> Line | None:
        """The first line of the likeliest name."""
        return next((line for name in names for line in self.lines if line.name == name), None)

    def text(self, *names: str) -> str:
        """The first text that is not blank, by the likeliest name."""
        return next((text for name in names for line in self.named(name) if (text := line.text.strip())), "")

    @property
    def sequence(self) -> int:
        written = self.text("SEQUENCE")[:9]
        return int(written) if written.isascii() and written.isdecimal() else 0

    def named(self, *names: str) -> list[Line]:
        return [line for line in self.lines if line.name in names]


class CalendarText(NamedTuple):
    """`timezone` is what X-WR-TIMEZONE names, `zones` the IANA names of what VTIMEZONEs define."""

    events: list[EventLines]
    timezone: str | None
    zones: dict[str, str]
    notes: list[str]


def read_calendar(body: bytes, content_type: str | None, names: frozenset[str]) -> CalendarText:
    """The events' lines of these names. Raises SourceError when the body is no calendar, or not a whole one."""
    numbers, unfolded = _unfolded(body)
    text, broken = decode(unfolded, content_type)
    notes = [f"{broken} broken letters were left out"] if broken else []
    lines = text.split("\n")
    kinds = [line[:20].strip().upper() for line in lines]
    if "BEGIN:VCALENDAR" not in kinds:
        raise SourceError(_no_calendar(text))
    if kinds.count("END:VCALENDAR") < kinds.count("BEGIN:VCALENDAR"):
        raise SourceError(f"the calendar breaks off at line {numbers[-1]} (END:VCALENDAR is missing); it is read again")
    events, others = _parted(lines, kinds, numbers, names)
    timezone = next((zone for line in others if line.name == "X-WR-TIMEZONE" and (zone := iana_name(line.text))), None)
    return CalendarText(events, timezone, _zones(others), notes)


def iana_name(zone: str) -> str | None:
    """Asia/Tokyo; also out of “Tokyo Standard Time” (Windows) and “/a.vendor/Asia/Tokyo”; None when there is no such zone."""
    plain = zone.strip('"/ ')
    parts = plain.split("/")
    names = (plain, WINDOWS_TO_OLSON.get(plain, ""), "/".join(parts[-2:]), "/".join(parts[-3:]))
    return next((name for name in names if name in _known_zones()), None)


def is_of_a_place(zone: str) -> bool:
    """Whether clocks on walls show it. UTC is what programs write who were told of no place."""
    return zone not in _NO_PLACE and not zone.startswith("Etc/")


_NO_PLACE = frozenset({"UTC", "UCT", "GMT", "GMT0", "GMT+0", "GMT-0", "Greenwich", "Universal", "Zulu"})


@lru_cache(maxsize=1)
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _no_calendar(text: str) -> str:
    if text.lstrip()[:1] == "<":
        return "this is a web page (or XML), not a calendar; look in a browser where its address leads now"
    return "this is no calendar: it has no line BEGIN:VCALENDAR"


def _unfolded(body: bytes) -> tuple[list[int], bytes]:
    """Lines put together again before they are decoded, since folding may cut a letter; and the number of each."""
    lines: list[list[bytes]] = []
    numbers: list[int] = []
    for number, line in enumerate(body.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"), 1):
        if line[:1] in (b" ", b"\t") and lines:
            lines[-1].append(line[1:])
        elif line:
            lines.append([line])
            numbers.append(number)
    return numbers or [1], b"\n".join(b"".join(parts) for parts in lines)


def _parted(
    lines: list[str], kinds: list[str], numbers: list[int], names: frozenset[str]
) -> tuple[list[EventLines], list[Line]]:
    """The events, and what of the lines outside them names a zone."""
    events: list[EventLines] = []
    others: list[Line] = []
    inside, nested = False, 0
    for line, kind, number in zip(lines, kinds, numbers, strict=False):
        if kind == "BEGIN:VEVENT":
            events.append(EventLines(number, [], ended=False))
            inside, nested = True, 0
        elif kind == "END:VEVENT":
            if inside:
                events[-1] = events[-1]._replace(ended=True)
            inside = False
        elif inside and kind.startswith(("BEGIN:", "END:")):
            nested += 1 if kind.startswith("BEGIN:") else -1
        elif _name(line) in (names if inside else _ZONE_NAMES) and nested <= 0 and (read := _line(line, number)):
            (events[-1].lines if inside else others).append(read)
    return events, others


_ZONE_NAMES = frozenset({"X-WR-TIMEZONE", "TZID", "TZOFFSETTO"})


def _name(line: str) -> str:
    return re.split("[:;]", line[:60], maxsplit=1)[0].strip().upper()


def _line(line: str, number: int) -> Line | None:
    head = _HEAD.match(line)
    if not head:
        return None
    parameters = {name.upper(): value.strip('" ') for name, value in _PARAMETER.findall(head[1])}
    return Line(number, _name(line), parameters, line[head.end() :].strip())


def _zones(lines: list[Line]) -> dict[str, str]:
    """What each TZID of a VTIMEZONE means: an IANA zone by its name, or by its one offset (Japan has one, say)."""
    offsets: dict[str, set[str]] = {}
    tzid = ""
    for line in lines:
        if line.name == "TZID":
            tzid = line.text
        elif line.name == "TZOFFSETTO" and tzid:
            offsets.setdefault(tzid, set()).add(line.value)
    named = {tzid: iana_name(tzid) or _fixed(found) for tzid, found in offsets.items()}
    return {tzid: name for tzid, name in named.items() if name}


def _fixed(offsets: set[str]) -> str | None:
    """+0900 is Etc/GMT-9: POSIX counts westward."""
    found = re.fullmatch(r"([+-])(\d\d)00(?:00)?", min(offsets)) if len(offsets) == 1 else None
    if not found:
        return None
    hours, sign = int(found[2]), "-" if found[1] == "+" else "+"
    name = f"Etc/GMT{sign}{hours}" if hours else "Etc/GMT"
    return name if name in _known_zones() else None
