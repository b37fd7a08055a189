"""Our reading of repeated, excluded, added and moved occurrences against a library that works them out its own way."""

from datetime import date, datetime, timedelta

import icalendar
import recurring_ical_events
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signage.domain.events import MAX_OCCASIONS

from .test_ical import calendar, parsed

MONTH = date(2026, 11, 1)
SINCE, UNTIL = date(2026, 10, 1), date(2027, 9, 1)
DAYS = st.dates(date(2025, 6, 1), date(2027, 3, 1))
RULES = st.sampled_from(
    ["FREQ=DAILY", "FREQ=DAILY;INTERVAL=9", "FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU", "FREQ=WEEKLY;INTERVAL=3;WKST=SU;BYDAY=SU,MO",
     "FREQ=MONTHLY", "FREQ=MONTHLY;BYDAY=1SU", "FREQ=MONTHLY;BYDAY=5SU", "FREQ=MONTHLY;BYDAY=-1MO,2TH", "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=MONTHLY;BYMONTHDAY=-1",
     "FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=1,15", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=1,7;BYDAY=2MO", "FREQ=YEARLY;BYDAY=20MO"]
)  # fmt: skip
ENDS = st.one_of(
    st.just(""), st.integers(1, 40).map(lambda n: f";COUNT={n}"), DAYS.map(lambda day: f";UNTIL={day:%Y%m%d}")
)


@st.composite
def series(draw: st.DrawFn, whole_days: bool) -> list[str]:
    """The lines of an event in the zone of the calendar, and of a change of one of its occurrences."""
    first, length = draw(DAYS), draw(st.integers(1, 3))
    hour = "" if whole_days else f"T{draw(st.integers(0, 20)):02}3000"
    kind = ";VALUE=DATE" if whole_days else ""
    ends = f"DTEND;VALUE=DATE:{first + timedelta(days=length):%Y%m%d}" if whole_days else f"DURATION:PT{length}H"
    end = draw(ENDS.filter(lambda text: "UNTIL" not in text or (whole_days and text > f";UNTIL={first:%Y%m%d}")))
    lines = [f"UID:a\nSUMMARY:a\nDTSTART{kind}:{first:%Y%m%d}{hour}\n{ends}\nRRULE:{draw(RULES)}{end}"]
    some = [first + timedelta(days=7 * n) for n in range(60)]
    for name in draw(st.lists(st.sampled_from(["EXDATE", "RDATE"]), max_size=4)):
        lines[0] += f"\n{name}{kind}:{draw(st.sampled_from(some)):%Y%m%d}{hour}"
    # One that is both excluded and moved is told by no rule: RFC 5545 leaves open which of the two counts.
    some = [day for day in some if f"EXDATE{kind}:{day:%Y%m%d}" not in lines[0]]
    if draw(st.booleans()):
        moved, to = draw(st.sampled_from(some)), draw(DAYS)
        lines.append(f"UID:a\nSUMMARY:a\nRECURRENCE-ID{kind}:{moved:%Y%m%d}{hour}\nDTSTART{kind}:{to:%Y%m%d}{hour}\n")
    return lines


def theirs(events: list[str], zone: str = "Asia/Tokyo") -> list[date | datetime]:
    """The beginnings in the window that is compared; times as they stand on the wall."""
    text = calendar(*events, head=f"X-WR-TIMEZONE:{zone}")
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(SINCE, UNTIL)
    begins = {one["DTSTART"].dt for one in found}
    walls = {at.replace(tzinfo=None) if isinstance(at, datetime) else at for at in begins}
    return sorted(at for at in walls if SINCE <= (at.date() if isinstance(at, datetime) else at) < UNTIL)


def ours(events: list[str]) -> list[date | datetime] | None:
    """The same; None where so much repeats that the window isn't filled."""
    found = parsed(calendar(*events), month=MONTH)
    assert len(found.items) <= 1
    occasions = [one for item in found.items if item.event for one in item.event.occasions]
    if len(occasions) == MAX_OCCASIONS:
        return None
    begins = {datetime.combine(one.first, one.begins) if one.begins else one.first for one in occasions}
    return sorted(at for at in begins if SINCE <= (at.date() if isinstance(at, datetime) else at) < UNTIL)


MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@MANY
@given(series(whole_days=False))
def test_an_event_with_hours_takes_place_when_the_library_says(events: list[str]) -> None:
    assert (found := ours(events)) is None or found == theirs(events)


@MANY
@given(series(whole_days=True).filter(lambda events: "EXDATE" not in events[0]))
def test_an_event_of_whole_days_takes_place_when_the_library_says(events: list[str]) -> None:
    assert (found := ours(events)) is None or found == theirs(events)
