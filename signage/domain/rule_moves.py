"""A rule after one of its bars was dragged: other hours, and another day where the rule has but one."""

from datetime import date, datetime, time, timedelta

import msgspec

from ..errors import InputError
from ..words import Words
from .calendars import ONE_DAY
from .schedule import Rule
from .toml_values import FIRST, LAST

REFUSALS: dict[str, Words] = {
    "many": {
        "ja": "この放映ルールは、いくつもの日に当てはまります。日を変えるには、放映ルールを開いてください。",
        "en": "This rule applies on several days. Open the rule to change its days.",
    },
    "length": {"ja": "15分から24時間までの長さにしてください。", "en": "Make it 15 minutes to 24 hours long."},
    "time": {"ja": "この日時には動かせません。", "en": "It can’t be moved to this day and time."},
}
"""Why a move can't be meant."""


class MoveError(InputError):
    """A move that can't be meant; `why` is one of REFUSALS."""

    def __init__(self, why: str) -> None:
        super().__init__(REFUSALS[why]["en"], says=REFUSALS[why])
        self.why = why


def moved(rule: Rule, day: date, begins: datetime, ends: datetime) -> Rule:
    """The rule once its bar that began on `day` runs over [begins, ends), wall time at the display.

    Its hours are those of every day on which it applies. The day changes only where the rule knows one: a period of one
    day moves with it, a single day of the week becomes another. Raises MoveError.
    """
    _check(day, begins, ends)
    hours = None if ends - begins == ONE_DAY and begins.time() == time() else (begins.time(), ends.time())
    days = (begins.date() - day).days
    if days == 0:
        return _in_period(msgspec.structs.replace(rule, hours=hours), begins, ends)
    if rule.begins and rule.ends and rule.ends - rule.begins <= ONE_DAY and not (rule.weekdays or rule.rrule):
        return _in_period(
            msgspec.structs.replace(
                rule, hours=hours, begins=rule.begins + days * ONE_DAY, ends=rule.ends + days * ONE_DAY
            ),
            begins,
            ends,
        )
    if len(rule.weekdays) == 1 and not rule.rrule:
        return msgspec.structs.replace(rule, hours=hours, weekdays=(begins.weekday(),))
    raise MoveError("many")


def _check(day: date, begins: datetime, ends: datetime) -> None:
    if not all(FIRST <= at <= LAST for at in (datetime.combine(day, time()), begins, ends)):
        raise MoveError("time")
    if any(at.second or at.microsecond for at in (begins, ends)):
        raise MoveError("time")
    if not timedelta(0) < ends - begins <= ONE_DAY:
        raise MoveError("length")


def _in_period(rule: Rule, begins: datetime, ends: datetime) -> Rule:
    """A period that is told to the minute and of one day gives way to the hours."""
    if rule.begins is None or rule.ends is None or rule.ends - rule.begins > ONE_DAY:
        return rule
    first = datetime.combine(begins.date(), time())
    return msgspec.structs.replace(rule, begins=first, ends=max(first + ONE_DAY, ends))
