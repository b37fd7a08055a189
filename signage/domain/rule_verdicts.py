"""Why a rule won at an instant, or what it lacked or lost by."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from ..words import Words
from .calendars import Hours, instant, local_day, on_the_wall
from .displays import Display, Place
from .programme import Programme
from .schedule import NARROWNESS, Rule, narrowness, targets_of
from .timeline import Segment
from .timetable import Occurrence, occurrences

TARGETS_JA = {"display": "画面", "group": "グループ", "place type": "場所の種類", "all": "すべての画面"}
WEEKDAYS_JA = "月火水木金土日"
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class RuleVerdict(msgspec.Struct, frozen=True):
    """`code`: won, priority, target, later, name (lost by that), nothing, closed, not_yet, over, weekday, hours, not_targeted."""

    rule: str
    playlist: str
    number: int
    code: str
    says: Words


class Judge:
    """Tells of each rule why it won or did not, at one instant on one display."""

    def __init__(
        self,
        display: Display,
        place: Place,
        at: datetime,
        segment: Segment,
        made: Mapping[str, Programme],
        rules: Iterable[Rule],
    ) -> None:
        self.display = display
        self.place = place
        self.at = at
        self.zone = ZoneInfo(place.timezone)
        self.day = local_day(at, self.zone)
        self.segment = segment
        self.made = made
        targets = targets_of(rules, display, place)
        holding = [one for one in occurrences(targets, self.day, self.zone) if one.holds(at)]
        self.running = {one.rule.name: one for one in reversed(holding)}

    def verdict(self, rule: Rule) -> RuleVerdict:
        code, ja, en = self._reason(rule)
        name_ja, name_en = name_of(rule)
        says = {"ja": f"{name_ja}：{ja}。", "en": f"{name_en[0].upper()}{name_en[1:]} {en}."}
        return RuleVerdict(rule.name, rule.playlist, rule.number, code, says)

    def _reason(self, rule: Rule) -> tuple[str, str, str]:
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
        return _lost(running, self.running[self.segment.rule or ""], self.zone)

    def _absent(self, rule: Rule) -> tuple[str, str, str]:
        if rule.ends and self.at >= instant(rule.ends, self.zone, end=True):
            return "over", f"{_stamp(rule.ends)} に終わりました", f"is over since {_stamp(rule.ends)}"
        if rule.begins and self.at < instant(rule.begins, self.zone):
            return (
                "not_yet",
                f"{_stamp(rule.begins)} に始まります",
                f"does not apply yet, but from {_stamp(rule.begins)}",
            )
        if rule.weekdays and self.day.weekday() not in rule.weekdays:
            today = self.day.weekday()
            ja = f"{WEEKDAYS_JA[today]}曜日は対象ではありません"
            return "weekday", ja, f"does not apply on a {WEEKDAYS_EN[today]}"
        hours = _hours(rule.hours)
        return "hours", f"いまは {hours} の外です", f"applies at {hours} only"


def _stamp(wall: datetime) -> str:
    return wall.strftime("%Y-%m-%d %H:%M")


def _hours(hours: Hours | None) -> str:
    return "–".join(f"{one:%H:%M}" for one in hours) if hours else "00:00–24:00"


def _lost(own: Occurrence, winner: Occurrence, zone: ZoneInfo) -> tuple[str, str, str]:
    """By which of the four a rule that holds and has something to show lost."""
    ja, en = name_of(winner.rule)
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
        begun = on_the_wall(winner.from_at, zone)
        return "later", f"{ja}のほうがあとに始まりました（{begun}）", f"lost to {en}, which began later ({begun})"
    return "name", f"ほかは同じで、名前の順で {ja}が先です", f"lost to {en} by name alone; a priority would decide it"


def name_of(rule: Rule) -> tuple[str, str]:
    return f"「{rule.playlist}」の放映ルール{rule.number}", f"rule {rule.number} of “{rule.playlist}”"
