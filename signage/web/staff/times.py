"""Moments and spans as staff read them: half-width, with their weekday, in this year without the year."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ...domain.day_names import FULL_MONTHS, MONTHS, WEEKDAYS
from ...domain.eras import year_of


class Times:
    """Moments in the office's time zone and the page's language, told as of `now`."""

    def __init__(self, language: str, zone: ZoneInfo, now: datetime) -> None:
        self.japanese = language == "ja"
        self.zone = zone
        self.now = now.astimezone(zone)

    def clock(self, at: datetime, *, seconds: bool = False) -> str:
        """8:50 in Japanese, 08:50 in English."""
        at = at.astimezone(self.zone)
        tail = f":{at.second:02}" if seconds else ""
        return f"{at.hour if self.japanese else f'{at.hour:02}'}:{at.minute:02}{tail}"

    def end_clock(self, at: datetime) -> str:
        """Of an end: midnight is the 24:00 of the day that it ends."""
        return "24:00" if self.is_midnight(at) else self.clock(at)

    def is_midnight(self, at: datetime) -> bool:
        local = at.astimezone(self.zone)
        return (local.hour, local.minute) == (0, 0)

    def is_whole_day(self, begins: datetime, ends: datetime) -> bool:
        """Whether a day is filled from its first instant on to its last."""
        first, last = begins.astimezone(self.zone), ends.astimezone(self.zone)
        return not any((first.hour, first.minute, last.hour, last.minute)) and last.date() > first.date()

    def day(self, at: datetime) -> str:
        """11月9日(日), Sun 9 Nov; another year's with the year."""
        at = at.astimezone(self.zone)
        other = at.year != self.now.year
        if self.japanese:
            year = year_of(at.date()) if other else ""
            return f"{year}{at.month}月{at.day}日({WEEKDAYS['ja'][at.weekday()]})"
        year = f" {at.year}" if other else ""
        return f"{WEEKDAYS['en'][at.weekday()]} {at.day} {MONTHS[at.month - 1]}{year}"

    def long_day(self, day: date) -> str:
        """令和8年11月21日(土), Sat 21 November 2026: with its year always, as a field writes it."""
        if self.japanese:
            return f"{year_of(day)}{day.month}月{day.day}日({WEEKDAYS['ja'][day.weekday()]})"
        return f"{WEEKDAYS['en'][day.weekday()]} {day.day} {FULL_MONTHS[day.month - 1]} {day.year}"

    def long(self, at: datetime) -> str:
        """A day with its time: 令和8年11月21日(土) 8:30."""
        return f"{self.long_day(at.astimezone(self.zone).date())} {self.clock(at)}"

    def last_day(self, ends_at: datetime) -> str:
        """The day through which something lasts that ends at midnight; else the moment."""
        local = ends_at.astimezone(self.zone)
        if (local.hour, local.minute) == (0, 0):
            return self.long_day(local.date() - timedelta(days=1))
        return self.long(ends_at)

    def until(self, ends_at: datetime) -> str:
        """An end in a list: the day through which something lasts, or today's hour: 3月31日(火), 今日 16:30."""
        local = ends_at.astimezone(self.zone)
        if (local.hour, local.minute) == (0, 0):
            return self.day(local - timedelta(days=1))
        return self.dated(ends_at)

    def end_of(self, begins_at: datetime, ends_at: datetime) -> str:
        """When what began then ends: 16:30, 24:00; on another day 11月27日(金) 24:00."""
        last = ends_at.astimezone(self.zone)
        if (last.hour, last.minute) == (0, 0):
            last -= timedelta(minutes=1)
        same = last.date() == begins_at.astimezone(self.zone).date()
        return self.end_clock(ends_at) if same else f"{self.day(last)} {self.end_clock(ends_at)}"

    def moment(self, at: datetime) -> str:
        """Today's as its time, any other with its day."""
        if at.astimezone(self.zone).date() == self.now.date():
            return self.clock(at)
        return f"{self.day(at)}{' ' if self.japanese else ', '}{self.clock(at)}"

    def dated(self, at: datetime) -> str:
        """With its day always: 今日 10:38, 11月9日(日) 18:12; in English 10:38 today, right first and inside a sentence."""
        if at.astimezone(self.zone).date() == self.now.date():
            return f"今日 {self.clock(at)}" if self.japanese else f"{self.clock(at)} today"
        return self.moment(at)

    def ago(self, at: datetime) -> str:
        return self.span(self.now - at)

    def span(self, span: timedelta) -> str:
        """11分, 1時間52分, 3日; 11 min, 1 h 52 min, 3 days. Under a minute in seconds."""
        seconds = max(0, round(span.total_seconds()))
        minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
        if minutes < 1:
            return f"{seconds}秒" if self.japanese else f"{seconds} s"
        if hours < 1:
            return f"{minutes}分" if self.japanese else f"{minutes} min"
        if days < 1:
            rest = minutes % 60
            if self.japanese:
                return f"{hours}時間{rest}分" if rest else f"{hours}時間"
            return f"{hours} h {rest} min" if rest else f"{hours} h"
        return f"{days}日" if self.japanese else f"{days} day{'s' if days > 1 else ''}"
