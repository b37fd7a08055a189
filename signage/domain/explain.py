"""Why a display shows what it shows: which rule won, what the others lacked, and what became of each item."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from ..errors import NotFoundError
from ..words import Words
from .calendars import Hours, first_instant, instant, local_day
from .catalogue import Catalogue
from .content import KINDS, Item, TakenDown, newest_first
from .displays import Display, Place
from .findings import Finding, findings
from .manifest import Made, build_tail, epoch_ms, key_of, showing
from .playlists import Section
from .schedule import NARROWNESS, Occurrence, Rule, narrowness, occurrences, targets_of
from .timeline import Channel, Programme, Segment, channel_of, programmes, segments, shown_between

__all__ = ["Explanation", "Finding", "ItemVerdict", "RuleVerdict", "explain", "findings"]


class RuleVerdict(msgspec.Struct, frozen=True):
    """`code`: won, priority, target, later, name (lost by that), nothing, closed, not_yet, over, weekday, hours, not_targeted."""

    rule: str
    playlist: str
    number: int
    code: str
    says: Words


class ItemVerdict(msgspec.Struct, frozen=True):
    """An item in a section that would take it.

    `code`: in_loop, not_yet, over, taken_down, beyond_newest, other_section, language, too_many.
    """

    item: str
    section: str
    code: str
    says: Words


class Shown(msgspec.Struct, frozen=True):
    """The slide on glass at that instant and its visible stretch; `item` None is the fallback.

    Told from the timeline: a slide that could not be made, or an alert, is not in it.
    """

    item: str | None
    language: str
    template: str
    begins_at: datetime
    ends_at: datetime
    says: Words


class Explanation(msgspec.Struct, frozen=True):
    """What a display shows at an instant and why. `shows`: loop, fallback (dead air) or off (closed)."""

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

    def sentences(self) -> list[Words]:
        """All of it, in sentences by language: what shows, until when the rule holds, then each rule, then each item."""
        shown = [self.shown.says] if self.shown else []
        return [*shown, self.says, *(one.says for one in self.rules), *(one.says for one in self.items)]


def explain(catalogue: Catalogue, display_id: str, at: datetime) -> Explanation:
    """What the display shows at `at`, what lost to what, what is over or not yet. Raises NotFoundError."""
    display = catalogue.displays.get(display_id)
    place = catalogue.places.get(display.place) if display else None
    if not display or not place:
        raise NotFoundError("there is no such display, or its place is missing", display_id)
    channel = channel_of(display, place, catalogue.rules)
    segment = _segment(channel, catalogue, at)
    rules = {rule.name: rule for rule in catalogue.rules}
    winner = rules[segment.rule] if segment.rule else None
    made = programmes(channel, catalogue, {rule.playlist for rule in catalogue.rules})
    judge = _Judge(display, place, at, segment, made, catalogue.rules)
    playlist = winner.playlist if winner else None
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
        says=_answer(segment, winner, channel.zone),
        rules=tuple(judge.verdict(rule) for rule in catalogue.rules),
        items=tuple(_items(catalogue, made[playlist], channel, segment, at)) if playlist else (),
    )


def _segment(channel: Channel, catalogue: Catalogue, at: datetime) -> Segment:
    day = local_day(at, channel.zone)
    begins, ends = first_instant(day, channel.zone), first_instant(day + timedelta(days=1), channel.zone)
    return next(one for one in segments(channel, catalogue, begins, ends) if one.from_at <= at < one.until_at)


def _shown(catalogue: Catalogue, segment: Segment, at: datetime, zone: ZoneInfo) -> Shown | None:
    """Asks `showing`, the one judge, on a manifest of this segment alone; its slides are named by their number."""
    if segment.loop is None:
        return None
    keys = list(dict.fromkeys(key_of(slot) for slot in segment.loop))
    made = {key: Made(str(number), 0) for number, key in enumerate(keys)}
    tail = build_tail([segment], segment.from_at, segment.until_at, made, Made("fallback", 0))
    found = showing({"alerts": [], **msgspec.json.decode(tail)}, epoch_ms(at))
    item, language, template = keys[int(found.slide)] if found.slide and found.slide.isdecimal() else keys[0]
    begins, ends = (datetime.fromtimestamp(ms / 1000, UTC) for ms in (found.begins, found.ends))
    span = f"{begins.astimezone(zone):%H:%M:%S}", f"{ends.astimezone(zone):%H:%M:%S}"
    title = catalogue.items[item].title.get(language, item) if item else None
    says = {
        "ja": f"{f'「{title}」' if title else '待機スライド'}が {span[0]} から {span[1]} まで映ります。",
        "en": f"{f'“{title}”' if title else 'The fallback slide'} shows from {span[0]} to {span[1]}.",
    }
    return Shown(item, language, template, begins, ends, says)


def _answer(segment: Segment, winner: Rule | None, zone: ZoneInfo) -> Words:
    until = _wall(segment.until_at, zone)
    if segment.loop is None:
        return {
            "ja": f"開館時間の外なので、{until} まで何も映しません。",
            "en": f"The place is closed, so the screen is off until {until}.",
        }
    if winner is None:
        return {
            "ja": f"{until} まで映すものがどのプレイリストにもないので、代わりの画面を映します。",
            "en": f"No playlist has anything to show until {until}, so the fallback shows.",
        }
    ja, en = _name(winner)
    return {"ja": f"{ja}が {until} まで映ります。", "en": f"{en[0].upper()}{en[1:]} shows until {until}."}


def _name(rule: Rule) -> tuple[str, str]:
    return f"「{rule.playlist}」の放映ルール{rule.number}", f"rule {rule.number} of “{rule.playlist}”"


def _wall(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")


TARGETS_JA = {"display": "画面", "group": "グループ", "place type": "場所の種類", "all": "すべての画面"}
WEEKDAYS_JA = "月火水木金土日"
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class _Judge:
    """Tells of each rule why it won or did not, at one instant on one display."""

    def __init__(
        self,
        display: Display,
        place: Place,
        at: datetime,
        segment: Segment,
        made: dict[str, Programme],
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
        name_ja, name_en = _name(rule)
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
    ja, en = _name(winner.rule)
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
        begun = _wall(winner.from_at, zone)
        return "later", f"{ja}のほうがあとに始まりました（{begun}）", f"lost to {en}, which began later ({begun})"
    return "name", f"ほかは同じで、名前の順で {ja}が先です", f"lost to {en} by name alone; a priority would decide it"


def _items(
    catalogue: Catalogue, programme: Programme, channel: Channel, segment: Segment, at: datetime
) -> Iterator[ItemVerdict]:
    """Each section of the winner's playlist with each item that it would take, newest first."""
    chosen = programme.choose(at)
    owner = {item.id: section.name for section, items in chosen for item in items}
    in_loop = {slot.item for slot in segment.loop or ()}
    down = {gone.item.id: gone for gone in catalogue.taken_down}
    items = {gone.item.id: gone.item for gone in catalogue.taken_down} | catalogue.items
    for section, _ in chosen:
        for item in sorted(items.values(), key=newest_first):
            if item.kind in KINDS and section.takes(item):
                code, ja, en = _fate(item, section, owner, in_loop, down.get(item.id), channel, at)
                title_ja, title_en = (
                    item.title.get(language) or next(iter(item.title.values()), item.id) for language in ("ja", "en")
                )
                says = {"ja": f"「{title_ja}」（{section.name}）：{ja}。", "en": f"“{title_en}” ({section.name}) {en}."}
                yield ItemVerdict(item.id, section.name, code, says)


Fate = tuple[str, str, str]
"""Code, Japanese, English."""


def _fate(
    item: Item,
    section: Section,
    owner: dict[str, str],
    in_loop: set[str | None],
    down: TakenDown | None,
    channel: Channel,
    at: datetime,
) -> Fate:
    if gone := _gone(item, down, channel.zone, at):
        return gone
    if item.id not in owner:
        return "beyond_newest", f"新しい {section.newest} 件に入りません", f"is not among the newest {section.newest}"
    if owner[item.id] != section.name:
        other = owner[item.id]
        return "other_section", f"「{other}」のほうで選ばれています", f"belongs to section {other}"
    if not set(item.title) & set(channel.languages):
        spoken = ", ".join(channel.languages)
        return (
            "language",
            f"この画面の言語（{spoken}）で書かれていません",
            f"is not written in this display's languages ({spoken})",
        )
    if item.id not in in_loop:
        return "too_many", "一巡に入りきりません", "does not fit into the loop, which is full of newer ones"
    return "in_loop", "映っています", "is in the loop"


def _gone(item: Item, down: TakenDown | None, zone: ZoneInfo, at: datetime) -> Fate | None:
    begins, ends = shown_between(item)
    if down:
        return "taken_down", f"{_wall(down.at, zone)} に取り下げられました", f"was taken down at {_wall(down.at, zone)}"
    if ends and ends <= at:
        return "over", f"{_wall(ends, zone)} に終わりました", f"is over since {_wall(ends, zone)}"
    if begins and begins > at:
        return "not_yet", f"{_wall(begins, zone)} から映ります", f"shows from {_wall(begins, zone)}"
    return None
