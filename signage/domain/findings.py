"""What `check` tells of playlists, rules, places and items: what can never show, what nobody targets, what ties, what lacks."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from ..errors import InputError
from ..words import Words
from .calendars import instant, local_day, on_the_wall
from .catalogue import Catalogue
from .closing_days import Almanac, almanac_of
from .conflicts import conflicts
from .content import KINDS, Item, ends_at
from .dead_air import dead_air
from .legibility import reading_seconds
from .opening_hours import opening_hours
from .playlists import Playlist, Section
from .schedule import Rule, alone, narrowness
from .timeline import open_pieces
from .timetable import occurrence
from .toml_text import nearest

COMING_DAYS = 366


class Finding(msgspec.Struct, frozen=True):
    """A note about a playlist or one of its rules (by number); neither: about a place or a source. Its `str` is English."""

    playlist: str | None
    rule: int | None
    says: Words

    def __str__(self) -> str:
        place = f"playlist {self.playlist}" if self.playlist else ""
        place += f", [[when]] {self.rule}" if self.rule else ""
        return f"{place}: {self.says['en']}" if place else self.says["en"]


def findings(
    catalogue: Catalogue,
    now: datetime,
    templates: Collection[str] | None = None,
    sources: Collection[str] = (),
    themes: Collection[str] = (),
) -> tuple[Finding, ...]:
    """Everything in playlists, rules, places and items that somebody should know, in a steady order.

    `templates` are the slide templates there are (None: not checked), `sources` those that may have no item yet, `themes`
    those of the project. What is not known at all (no displays, no items, no themes) is not compared with.
    """
    found: list[Finding] = []
    for place in catalogue.places.values():
        found += _hours(place.id, place.hours)
        found += _unknown_calendars(catalogue, None, None, f"place {place.id}, closed", place.closed)
    for name, playlist in sorted(catalogue.playlists.items()):
        if not any(rule.playlist == name for rule in catalogue.rules):
            found.append(
                _note(name, None, "[[when]] がないので、どこにも映りません", "it has no [[when]], so it shows nowhere")
            )
        found += _unknown_content(catalogue, playlist, templates, sources)
        found += _too_short(catalogue, playlist)
    for rule in catalogue.rules:
        found += _of_rule(catalogue, rule, now)
    found += _of_items(catalogue, now, themes)
    found += _conflicts(catalogue, now)
    if catalogue.items and catalogue.rules:
        found += [Finding(None, None, {"ja": says["ja"] + "。", "en": says["en"]}) for says in dead_air(catalogue, now)]
    return tuple(found)


def _of_rule(catalogue: Catalogue, rule: Rule, now: datetime) -> Iterator[Finding]:
    yield from _unknown_targets(catalogue, rule)
    for key in ("only_days_of", "not_days_of"):
        yield from _unknown_calendars(catalogue, rule.playlist, rule.number, key, getattr(rule, key))
    if rule.holidays == "as Sunday" and not rule.weekdays:
        ja = "holidays：曜日（weekdays）の指定がないので、「as Sunday」では何も変わりません"
        en = "holidays: without weekdays, “as Sunday” changes nothing; add weekdays, or write “only” or “except”"
        yield _note(rule.playlist, rule.number, ja, en)
    yield from _never(catalogue, rule, now)


def _note(playlist: str | None, rule: int | None, ja: str, en: str) -> Finding:
    return Finding(playlist, rule, {"ja": ja + "。", "en": en})


def _hours(place: str, hours: str) -> Iterator[Finding]:
    try:
        opening_hours(hours)
    except InputError as problem:
        ja = f"場所 {place} の開館時間が読めないので、いつも開いているものとします：{problem.message}"
        yield _note(
            None, None, ja, f"place {place}: its hours can't be read, so it counts as always open: {problem.message}"
        )


def _unknown_content(
    catalogue: Catalogue, playlist: Playlist, templates: Collection[str] | None, sources: Collection[str]
) -> Iterator[Finding]:
    items = [*catalogue.items.values(), *(gone.item for gone in catalogue.taken_down)]
    told_apart = (
        ("items", "項目", {item.id for item in items}),
        ("sources", "情報源", {item.source for item in items} | set(sources) if items else set()),
        ("themes", "テーマ", {theme for item in items for theme in item.themes}),
        ("kinds", "種類", set(KINDS)),
    )
    for section in playlist.sections:
        for field, ja, known in told_apart:
            for name in getattr(section, field):
                if known and name not in known:
                    yield _unknown(playlist.name, None, f"{section.name}, {field}", ja, name, known)
        if templates is not None and section.template and section.template not in templates:
            yield _unknown(playlist.name, None, f"{section.name}, template", "ひな形", section.template, templates)


def _of_items(catalogue: Catalogue, now: datetime, themes: Collection[str]) -> Iterator[Finding]:
    """What items on air name that is none, and languages that no display speaks, each told once for a source."""
    down = {gone.item.id for gone in catalogue.taken_down}
    over = {item.id for item in catalogue.items.values() if (ends := ends_at(item)) and ends <= now}
    items = [item for item in catalogue.items.values() if item.id not in down | over]
    for field, ja, known in (("places", "画面・グループ・場所", _kept_to(catalogue)), ("themes", "テーマ", themes)):
        named = {(item.source, name) for item in items for name in getattr(item, field)}
        for source, name in sorted(named):
            if known and name not in known:
                yield _unknown(None, None, f"source {source}, {field}", ja, name, known)
    yield from _unspoken(catalogue, items)


def _kept_to(catalogue: Catalogue) -> set[str]:
    """By what items can be kept to some displays, as `schedule.names_of` has it; none where no displays are known."""
    displays, places = catalogue.displays.values(), catalogue.places.values()
    groups = {group for display in displays for group in display.groups}
    of_places = {name for place in places for name in (place.id, *place.name.values())}
    ids = {display.id for display in displays}
    return ids | {alone(id) for id in ids} | groups | of_places if displays else set()


def _unspoken(catalogue: Catalogue, items: Iterable[Item]) -> Iterator[Finding]:
    spoken = {language for display in catalogue.displays.values() for language in display.languages}
    unspoken = Counter((item.source, ", ".join(item.title)) for item in items if spoken.isdisjoint(item.title))
    for (source, languages), count in sorted(unspoken.items()) if spoken else ():
        ja = f"情報源「{source}」の {count}件は、言語（{languages}）を映す画面がないので、どこにも映りません"
        are, show = ("1 item is", "shows") if count == 1 else (f"{count} items are", "show")
        en = f"source {source}: {are} in a language ({languages}) that no display speaks, and {show} nowhere"
        yield _note(None, None, ja, en)


def _unknown_calendars(
    catalogue: Catalogue, playlist: str | None, rule: int | None, where: str, names: Iterable[str]
) -> Iterator[Finding]:
    for name in names:
        if name not in catalogue.calendars:
            yield _unknown(playlist, rule, where, "カレンダー", name, catalogue.calendars)


def _too_short(catalogue: Catalogue, playlist: Playlist) -> Iterator[Finding]:
    """Sections whose own seconds are too few to read what they take; the item that needs most is named."""
    for section in playlist.sections:
        needs = [(_reading_seconds(section, item), item.id) for item in catalogue.items.values() if section.takes(item)]
        if section.seconds is not None and needs and max(needs)[0] > section.seconds:
            seconds, item = max(needs)
            ja = f"{section.name}、seconds：{section.seconds:g} 秒では「{item}」を読みきれません（{seconds:.0f} 秒要ります）"
            en = f"{section.name}, seconds: {section.seconds:g} are too few to read “{item}”, which takes {seconds:.0f}"
            yield _note(playlist.name, None, ja, en)


def _reading_seconds(section: Section, item: Item) -> float:
    qr = section.qr or KINDS[item.kind].qr
    texts = (words + item.text.get(language, "") for language, words in item.title.items())
    return max((reading_seconds(text, qr=qr) for text in texts), default=0)


def _unknown(playlist: str | None, rule: int | None, where: str, ja: str, name: str, known: Iterable[str]) -> Finding:
    close = nearest(name, sorted(known))
    ja = f"{where}：{ja}「{name}」がありません" + (f"（「{close}」のことですか）" if close else "")
    en = f"{where}: there is no “{name}”" + (f"; did you mean “{close}”?" if close else "")
    return _note(playlist, rule, ja, en)


def _unknown_targets(catalogue: Catalogue, rule: Rule) -> Iterator[Finding]:
    displays = catalogue.displays.values()
    if not displays:
        return
    targets = (
        ("displays", "画面", rule.displays, {display.id for display in displays}),
        ("groups", "グループ", rule.groups, {group for display in displays for group in display.groups}),
        ("place_types", "場所の種類", rule.place_types, {place.type for place in catalogue.places.values()}),
    )
    for field, ja, names, known in targets:
        for name in names:
            if name not in known:
                yield _unknown(rule.playlist, rule.number, field, ja, name, known)


def _never(catalogue: Catalogue, rule: Rule, now: datetime) -> Iterator[Finding]:
    """A rule that no display will obey in the coming year."""
    if not catalogue.displays:
        return
    pairs = ((display, catalogue.places.get(display.place)) for display in catalogue.displays.values())
    where = {
        (one.hours, one.timezone, one.country, one.closed)
        for display, one in pairs
        if one and narrowness(rule, display, one) is not None
    }
    if not where:
        ja, en = "対象の画面がないので、どこにも映りません", "it targets no display, so it shows nowhere"
        yield _note(rule.playlist, rule.number, ja, en)
        return
    if rule.now or any(
        _applies(rule, hours, ZoneInfo(zone), now, almanac_of(country, catalogue.calendars), closed)
        for hours, zone, country, closed in where
    ):
        return
    ja = "これから1年のあいだ、一度も当てはまりません（期間・曜日などの日・時間帯・開館時間）"
    en = "it never applies in the coming year: its days and hours and the opening hours leave nothing"
    if rule.ends and all(instant(rule.ends, ZoneInfo(zone), end=True) <= now for _, zone, *_ in where):
        ends = f"{rule.ends:%Y-%m-%d %H:%M}"
        ja, en = f"期間が {ends} に終わっています", f"its period is over since {ends}"
    yield _note(rule.playlist, rule.number, ja, en)


def _applies(rule: Rule, hours: str, zone: ZoneInfo, now: datetime, almanac: Almanac, closed: tuple[str, ...]) -> bool:
    """Whether the rule holds in some opening hour from now on, within COMING_DAYS."""
    today = local_day(now, zone)
    for n in range(-1, COMING_DAYS):
        day = today + timedelta(days=n)
        one = occurrence(rule, day, zone, almanac=almanac)
        if one and one.until_at > now:
            days = (day + timedelta(days=later) for later in (0, 1))
            pieces = (piece for its in days for piece in open_pieces(hours, its, zone, almanac, closed))
            if any(max(begins, one.from_at, now) < min(ends, one.until_at) for begins, ends in pieces):
                return True
    return False


def _conflicts(catalogue: Catalogue, now: datetime) -> Iterator[Finding]:
    rules = {rule.name: rule for rule in catalogue.rules}
    for one in conflicts(
        catalogue.rules, catalogue.displays.values(), catalogue.places, now, calendars=catalogue.calendars
    ):
        rule, other = rules[one.first], rules[one.second]
        zone = ZoneInfo(catalogue.places[catalogue.displays[one.display].place].timezone)
        at = on_the_wall(one.at, zone)
        yield _note(
            rule.playlist,
            rule.number,
            f"「{other.playlist}」の放映ルール{other.number}と優先度（{rule.priority}）が同じで、{at} に画面 {one.display} で重なります",
            f"it has the same priority ({rule.priority}) as [[when]] {other.number} of “{other.playlist}”, and they meet on"
            f" {one.display} at {at}; give one of them a higher priority",
        )
