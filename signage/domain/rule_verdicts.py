"""Why a rule won at an instant, or what it lacked or lost by."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from ..words import Words, in_words
from .calendars import Hours, instant, local_day, on_the_wall
from .catalogue import Catalogue
from .closing_days import Almanac
from .day_reasons import reason_of
from .displays import Display, Place
from .programme import Programme
from .rule_words import title_of
from .schedule import NARROWNESS, Rule, narrowness, targets_of
from .timeline import Segment
from .timetable import SUNDAY, Occurrence, lacks, occurrences

TARGETS_JA = {"display": "画面", "group": "グループ", "place type": "場所の種類", "all": "すべての画面"}
WEEKDAYS_JA = "月火水木金土日"
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class RuleVerdict(msgspec.Struct, frozen=True):
    """`code`: won; now, priority, target, later, name (lost by that); nothing, closed, not_targeted; not_yet, over,
    weekday, rrule, holiday, calendar, hours (does not apply by that).
    """

    rule: str
    playlist: str
    number: int
    code: str
    says: Words


Reason = tuple[str, str, str]
"""Code, Japanese, English."""


class Judge:
    """Tells of each rule why it won or did not, at one instant on one display."""

    def __init__(
        self,
        display: Display,
        place: Place,
        at: datetime,
        segment: Segment,
        made: Mapping[str, Programme],
        catalogue: Catalogue,
        almanac: Almanac,
    ) -> None:
        self.display = display
        self.place = place
        self.at = at
        self.zone = ZoneInfo(place.timezone)
        self.day = local_day(at, self.zone)
        self.segment = segment
        self.made = made
        self.catalogue = catalogue
        self.almanac = almanac
        targets = targets_of(catalogue.rules, display, place)
        holding = [one for one in occurrences(targets, self.day, self.zone, almanac) if one.holds(at)]
        self.running = {one.rule.name: one for one in reversed(holding)}

    def verdict(self, rule: Rule) -> RuleVerdict:
        code, ja, en = self._reason(rule)
        name_ja, name_en = name_of(rule, self.catalogue)
        says = {"ja": f"{name_ja}：{ja}。", "en": f"{name_en[0].upper()}{name_en[1:]} {en}."}
        return RuleVerdict(rule.name, rule.playlist, rule.number, code, says)

    def _reason(self, rule: Rule) -> Reason:
        if rule.name == self.segment.rule:
            return "won", "いま映っています", "won"
        if narrowness(rule, self.display, self.place) is None:
            return "not_targeted", "この画面は対象ではありません", "does not target this display"
        running = self.running.get(rule.name)
        if running is None:
            return self._absent(rule)
        if self.segment.loop is None:
            return "closed", "開館時間の外です", "waits: the place is closed"
        programme = self.made.get(rule.playlist)
        if programme is None or not programme.loop_at(self.at):
            return "nothing", "いま映すものがプレイリストにありません", "has nothing to show now"
        return self._lost(running, self.running[self.segment.rule or ""])

    def _lost(self, own: Occurrence, winner: Occurrence) -> Reason:
        """By what a rule that holds and has something to show lost."""
        ja, en = name_of(winner.rule, self.catalogue)
        if winner.rule.now:
            until = on_the_wall(winner.until_at, self.zone)
            return (
                "now",
                f"{ja}が {until} まで優先します",
                f"waits for {en}, which goes before all others until {until}",
            )
        if own.rule.priority != winner.rule.priority:
            higher, lower = winner.rule.priority, own.rule.priority
            return (
                "priority",
                f"優先度 {lower} は {ja}の {higher} より低い",
                f"lost to {en}: priority {higher} is above {lower}",
            )
        if own.narrowness != winner.narrowness:
            narrow, wide = NARROWNESS[winner.narrowness], NARROWNESS[own.narrowness]
            return (
                "target",
                f"{ja}の対象（{TARGETS_JA[narrow]}）のほうが狭い（こちらは{TARGETS_JA[wide]}）",
                f"lost to {en}: its target is narrower ({narrow}, not {wide})",
            )
        if own.from_at != winner.from_at:
            begun = on_the_wall(winner.from_at, self.zone)
            return "later", f"{ja}のほうがあとに始まりました（{begun}）", f"lost to {en}, which began later ({begun})"
        return (
            "name",
            f"ほかは同じで、名前の順で {ja}が先です",
            f"lost to {en} by name alone; a priority would decide it",
        )

    def _absent(self, rule: Rule) -> Reason:
        begins, ends = rule.from_at, rule.until_at
        if not rule.now:
            begins = instant(rule.begins, self.zone) if rule.begins else None
            ends = instant(rule.ends, self.zone, end=True) if rule.ends else None
        if ends and self.at >= ends:
            over = on_the_wall(ends, self.zone) if rule.now else _stamp(rule.ends)
            return "over", f"{over} に終わりました", f"is over since {over}"
        if begins and self.at < begins:
            since = on_the_wall(begins, self.zone) if rule.now else _stamp(rule.begins)
            return "not_yet", f"{since} に始まります", f"does not apply yet, but from {since}"
        return self._absent_today(rule)

    def _absent_today(self, rule: Rule) -> Reason:
        holiday = self.almanac.holiday(self.day)
        names = in_words(holiday, "ja"), in_words(holiday, "en")
        match lacks(rule, self.day, self.almanac):
            case "weekday":
                return self._not_the_weekday(rule, *names)
            case "rrule":
                return (
                    "rrule",
                    f"繰り返し（{rule.rrule}）の日ではありません",
                    f"does not fall on this day ({rule.rrule})",
                )
            case "holiday" if holiday:
                return (
                    "holiday",
                    f"祝日（{names[0]}）は対象ではありません",
                    f"does not apply on a public holiday ({names[1]})",
                )
            case "holiday":
                return "holiday", "祝日ではないので対象ではありません", "applies on public holidays only"
            case "calendar":
                return self._not_the_calendar(rule)
        hours = _hours(rule.hours)
        return "hours", f"いまは {hours} の外です", f"applies at {hours} only"

    def _not_the_weekday(self, rule: Rule, ja: str, en: str) -> Reason:
        if ja and rule.holidays == "as Sunday" and SUNDAY not in rule.weekdays:
            said = f"祝日（{ja}）は日曜日として数えるので、対象ではありません"
            return "weekday", said, f"counts the public holiday ({en}) as a Sunday, on which it does not apply"
        today = self.day.weekday()
        return "weekday", f"{WEEKDAYS_JA[today]}曜日は対象ではありません", f"does not apply on a {WEEKDAYS_EN[today]}"

    def _not_the_calendar(self, rule: Rule) -> Reason:
        if closing := self.almanac.closing(rule.not_days_of, self.day):
            ja, en = reason_of(closing, "ja"), reason_of(closing, "en")
            name_ja, name_en = self._calendars((closing.calendar,))
            return (
                "calendar",
                f"カレンダー{name_ja}の日（{ja}）は対象ではありません",
                f"does not apply on days of {name_en} ({en})",
            )
        name_ja, name_en = self._calendars(rule.only_days_of)
        return "calendar", f"カレンダー{name_ja}の日ではありません", f"applies on days of {name_en} only"

    def _calendars(self, names: Iterable[str]) -> tuple[str, str]:
        """By their titles, in Japanese and in English."""
        known = self.catalogue.calendars
        titles = [(dict(known[name].title) if name in known else {}) or {"en": name} for name in names]
        ja = "".join(f"「{in_words(one, 'ja')}」" for one in titles)
        return ja, ", ".join(f"“{in_words(one, 'en')}”" for one in titles)


def _stamp(wall: datetime | None) -> str:
    return wall.strftime("%Y-%m-%d %H:%M") if wall else ""


def _hours(hours: Hours | None) -> str:
    return "–".join(f"{one:%H:%M}" for one in hours) if hours else "00:00–24:00"


def name_of(rule: Rule, catalogue: Catalogue) -> tuple[str, str]:
    """In Japanese and in English, by the title of its playlist."""
    title = title_of(rule.playlist, catalogue)
    ja, en = in_words(title, "ja"), in_words(title, "en")
    if rule.now:
        return f"「{ja}」の臨時放映", f"“{en}” (shown by hand)"
    return f"「{ja}」の放映ルール{rule.number}", f"rule {rule.number} of “{en}”"
