"""Catalogues made at random: every condition a rule may have, events that age, closing days, over changing clocks."""

import random
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from signage.domain.catalogue import Catalogue
from signage.domain.closing_days import Calendar, Days
from signage.domain.content import Item, TakenDown
from signage.domain.date_spans import DateSpan
from signage.domain.events import Event, Occasion
from signage.domain.playlists import Playlist
from signage.domain.schedule import Rule

from .factory import a_catalogue, a_display, a_place, a_playlist, a_rule, a_section, an_item

# Golden Week with its 振替休日, the 国民の休日 between two holidays, years' ends, a leap day; summer time begins and ends
# inside the others: Cairo and Santiago change at midnight, Lord Howe moves by half an hour.
WEEKS = [
    ("Asia/Tokyo", "2026-04-30", "JP"),
    ("Asia/Tokyo", "2026-09-18", "JP"),
    ("Asia/Tokyo", "2026-12-27", "JP"),
    ("Asia/Tokyo", "2028-02-24", "JP"),
    ("Europe/Berlin", "2026-03-26", "DE-BY"),
    ("Europe/Berlin", "2026-10-22", "DE"),
    ("America/New_York", "2027-03-10", "US-NY"),
    ("America/New_York", "2026-10-29", "US"),
    ("Africa/Cairo", "2026-04-20", "EG"),
    ("Africa/Cairo", "2026-10-26", "EG"),
    ("America/Santiago", "2026-09-03", "CL"),
    ("America/Santiago", "2026-04-02", "CL"),
    ("Australia/Lord_Howe", "2026-10-01", "AU-NSW"),
    ("Asia/Kathmandu", "2026-11-22", ""),
]

RRULES = (
    "FREQ=DAILY;INTERVAL=2",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR",
    "FREQ=MONTHLY;BYDAY=-1FR,1MO,2TU,3WE",
    "FREQ=MONTHLY;BYMONTHDAY=-1,1,22,30",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1,1",
    "FREQ=WEEKLY;COUNT=1500",
    "FREQ=YEARLY;BYMONTH=1,3,4,9,10,12",
    "FREQ=DAILY;UNTIL=20261031",
)
CALENDARS = ("library", "works", "nowhere", "law")
HOURS = (
    "",
    "24/7",
    "24/7; PH off",
    "Mo-Fr 08:30-17:15; Sa 09:00-12:00,13:00-17:00; PH 10:00-12:00",
    "平日 08:30-17:15; 土日祝 10:00-26:00",
    "10:00-02:30; 12/29-1/3 休み",
    "02:15-24:00; Sep 20-22 00:00-05:00",
    "Su-Th 22:00-04:00",
)


def some_hours(r: random.Random) -> tuple[time, time] | None:
    if r.random() < 0.3:
        return None
    hour = r.choice([0, 1, 2, 2, 3, 8, 12, 20, 22, 23])
    return time(hour, r.choice([0, 0, 15, 30, 59])), time(r.choice([0, 2, 3, 6, 9, 17, 23]), r.choice([0, 30, 45]))


def some_wall(r: random.Random, start: datetime) -> datetime | None:
    if r.random() < 0.6:
        return None
    day = start.replace(tzinfo=None) + timedelta(days=r.randint(-2, 8))
    return day.replace(hour=r.choice([0, 0, 0, 2, 14]), minute=r.choice([0, 0, 30]))


def some_names(r: random.Random) -> tuple[str, ...]:
    return tuple(r.sample(CALENDARS, r.randint(1, 2))) if r.random() < 0.2 else ()


def some_rule(r: random.Random, n: int, start: datetime) -> Rule:
    fields: dict[str, object] = {
        "displays": r.choice([(), (), ("gate",), ("other",)]),
        "groups": r.choice([(), (), (), ("east",)]),
        "place_types": r.choice([(), (), (), ("station",)]),
    }
    playlist = r.choice(["base", "evening", "events", "events", "empty", "late", "gone"])
    if r.random() < 0.15:
        given = start + timedelta(seconds=r.randint(-86_400, 7 * 86_400))
        over = given + timedelta(minutes=r.choice([1, 30, 60, 600, 3000]))
        return a_rule(playlist, n, now=True, from_at=given, until_at=over, **fields)
    return a_rule(
        playlist,
        n,
        begins=some_wall(r, start),
        ends=some_wall(r, start),
        weekdays=tuple(sorted(r.sample(range(7), 4))) if r.random() < 0.4 else (),
        hours=some_hours(r),
        rrule=r.choice(RRULES) if r.random() < 0.25 else "",
        holidays=r.choice(["only", "except", "as Sunday"]) if r.random() < 0.4 else None,
        only_days_of=some_names(r),
        not_days_of=some_names(r),
        priority=r.choice([0, 0, 0, 5, -5]),
        **fields,
    )


def some_days(r: random.Random, start: datetime, *, law: bool = False) -> Days:
    day = start.date() + timedelta(days=r.randint(-1, 8))
    kind = r.choice(["day", "yearly", "weekdays", "rrule", "day" if law else "holidays"])
    return Days(
        first=day if kind == "day" else None,
        last=day + timedelta(days=r.randint(0, 2)) if kind == "day" else None,
        yearly=r.choice([DateSpan((12, 29), (1, 3)), DateSpan((2, 29), (2, 29))]) if kind == "yearly" else None,
        weekdays=tuple(sorted(r.sample(range(7), 2))) if kind == "weekdays" else (),
        rrule=r.choice(RRULES) if kind == "rrule" else "",
        holidays=kind == "holidays",
        if_holiday="" if law else r.choice(["", "open", "next", "next weekday"]),
    )


def some_calendars(r: random.Random, country: str, start: datetime) -> tuple[Calendar, ...]:
    def rows(most: int, *, law: bool = False) -> tuple[Days, ...]:
        return tuple(some_days(r, start, law=law) for _ in range(r.randint(0, most)))

    law = Calendar(name="law", days=rows(2, law=True), but=rows(1, law=True), holidays_of=country.partition("-")[0])
    named = (Calendar(name="library", days=rows(2), but=rows(1)), Calendar(name="works", days=rows(1)))
    return (*named, law) if country and r.random() < 0.5 else named


def some_occasion(r: random.Random, start: datetime) -> Occasion:
    first = start.date() + timedelta(days=r.randint(-3, 24))
    last = first + timedelta(days=r.choice([0, 0, 0, 1, 3]))
    begins = r.choice([None, time(0), time(2, 30), time(10), time(14, 0, 30), time(22)])
    ends = r.choice([None, time(0), time(2, 15), time(12), time(16, 30, 30), time(23)])
    return Occasion(first, last, begins, ends)


def some_event(r: random.Random, n: int, zone: str, start: datetime) -> Item:
    occasions = tuple(sorted((some_occasion(r, start) for _ in range(r.choice([1, 1, 2, 3]))), key=_order))
    if r.random() < 0.3:
        again = Occasion(occasions[0].last, occasions[0].last, r.choice([time(9), time(14, 0, 30), time(18)]))
        occasions = tuple(sorted((*occasions, again), key=_order))
    event = Event(
        occasions=occasions,
        timezone=r.choice([zone, zone, "Asia/Tokyo", "America/New_York"]),
        cancelled=r.random() < 0.15,
    )
    return an_item(
        f"e{n}",
        kind="event",
        event=event,
        languages=r.choice([("ja",), ("ja", "en")]),
        url=r.choice([None, f"https://city.example/{n}"]),
        hashtags=r.choice([(), ("city",), (f"tag{n}",)]),
        places=r.choice([(), (), (), ("east",), ("hall",)]),
        ends=start + timedelta(days=3, seconds=5) if r.random() < 0.1 else None,
    )


def _order(one: Occasion) -> tuple[date, date, time, time]:
    return one.first, one.last, one.begins or time(), one.ends or time()


def some_report(r: random.Random, n: int, start: datetime) -> Item:
    return an_item(
        f"r{n}",
        kind="report",
        source="reports",
        published_at=r.choice([None, start + timedelta(days=r.randint(-3, 6))]),
        url=r.choice([None, f"https://city.example/{n}"]),
        hashtags=r.choice([(), ("city",), (f"tag{n}",), (f"tag{n}", f"tag{n + 1}")]),
    )


def some_item(r: random.Random, n: int, start: datetime) -> Item:
    def moment() -> datetime | None:
        return None if r.random() < 0.5 else start + timedelta(seconds=r.randint(-86_400, 8 * 86_400))

    return an_item(
        f"i{n}",
        kind=r.choice(["news", "news", "survey", "about"]),
        languages=r.choice([("ja",), ("ja", "en"), ("en",)]),
        begins=moment(),
        ends=moment(),
        published_at=moment(),
        themes=r.choice([(), ("green",)]),
        places=r.choice([(), (), (), (), ("station",), ("hall",)]),
    )


def some_playlists(r: random.Random) -> tuple[Playlist, ...]:
    coming = r.choice([None, "coming.html"])
    return (
        a_playlist("base", a_section("news", kinds=("news",), newest=3, weight=2), a_section("rest", seconds=8)),
        a_playlist("evening", a_section("survey", kinds=("survey",)), a_section("green", themes=("green",))),
        a_playlist(
            "events",
            a_section("events", kinds=("event",), newest=r.choice([None, 3, 4]), template=coming, weight=2),
            a_section("other", sources=("reports",), newest=r.choice([None, 1]), qr=True),
            clock=r.random() < 0.5,
        ),
        a_playlist("late", a_section("one", items=("i1", "i2"), template="big.html"), transition="cut"),
        a_playlist("empty", a_section("none", sources=("nowhere",))),
    )


def some_catalogue(r: random.Random, zone: str, start: datetime, country: str = "JP") -> Catalogue:
    here = start.astimezone(ZoneInfo(zone))
    items = (
        *(some_item(r, n, start) for n in range(9)),
        *(some_event(r, n, zone, here) for n in range(r.choice([0, 4, 6]))),
        *(some_report(r, n, start) for n in range(3)),
    )
    return a_catalogue(
        items=items,
        down=(TakenDown(items[0], start), TakenDown(items[-4], start)),
        playlists=some_playlists(r),
        rules=tuple(some_rule(r, n, start) for n in range(1, r.randint(2, 9))),
        place=a_place(timezone=zone, hours=r.choice(HOURS), country=country, closed=some_names(r)),
        display=a_display(groups=("east", "new"), languages=r.choice([("ja",), ("ja", "en")])),
        calendars=some_calendars(r, country, here),
    )
