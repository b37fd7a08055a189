"""Open tasks as the home page tells them: each with its state, its picture, its reason and the one button that settles it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import quote

from ...actions.draw_slides import slot_of
from ...domain.accounts import Department
from ...domain.catalogue import Catalogue
from ...domain.conflicts import Conflict
from ...domain.content import Item
from ...domain.displays import Display, format_of
from ...domain.finding_words import says as finding_says
from ...domain.fleet import Row, says_of
from ...domain.health import STATUS_WORDS, since_words
from ...domain.link_health import REASON_WORDS, STATE_WORDS
from ...domain.on_air import Unreadable
from ...domain.poster_needs import NeedCode
from ...domain.problem_words import problem_words
from ...domain.slots import Slot
from ...domain.workflow import Version
from ...render.subject import subject_of
from ...store.comments import load_last_comments
from ...store.problems import Problem
from ...store.sources import FETCH_NOUN, FILE_NOUN
from ...words import Words, in_words
from ..desk import Desk
from .approval.views import shown_at
from .content.office import department_name, sample_displays, tried_on
from .content.open_tasks import Open
from .links.views import MARKS, BrokenLink, titles_of
from .pictures import Picture, shows, size_of
from .times import Times

MOST = 20
"""So many tasks stand on the page; the others are counted."""

COMMENT_LETTERS = 60
"""So much of a comment stands in its line; the item's page has it whole."""

NAMED = 3
"""Of several things in one line so many are named."""

HOW: Words = {"ja": "直し方を見る", "en": "How to mend it"}
REVIEW: Words = {"ja": "見て承認する", "en": "Review"}
MEND: Words = {"ja": "直す", "en": "Mend it"}
DECIDE: Words = {"ja": "優先を決める", "en": "Decide"}
SCHEDULE: Words = {"ja": "番組表を見る", "en": "See the schedule"}
EXTEND: Words = {"ja": "延ばすか決める", "en": "Extend or end"}
UNREAD: Words = {"ja": "読めません", "en": "Can’t be read"}
SET_UP: Words = {"ja": "画面の設定を見る", "en": "See its set-up"}
LOOK: Words = {"ja": "見る", "en": "Look"}
GAP: Words = {"ja": "映すものがない時間があります", "en": "There are hours with nothing to show"}
NEEDS: Mapping[NeedCode, Words] = {
    "missing": {"ja": "なくなっている", "en": "not there:"},
    "link-dead": {"ja": "行き先が開かない", "en": "lead nowhere:"},
    "link-expired": {"ja": "期限が切れた", "en": "expired:"},
    "item-over": {"ja": "掲載を終えた", "en": "of what is over:"},
    "place-gone": {"ja": "場所がなくなった", "en": "place is gone:"},
    "unseen": {"ja": "しばらく見ていない", "en": "not seen for long:"},
    "unposted": {"ja": "まだ貼っていない", "en": "not put up yet:"},
}
"""Why a poster is to be looked after, before how many there are."""

NOUNS: dict[str, tuple[Words, str]] = {
    FETCH_NOUN: ({"ja": "取り込めない情報源", "en": "Sources that can’t be fetched"}, "/settings/sources"),
    FILE_NOUN: ({"ja": "読めない情報源のファイル", "en": "Files of sources that can’t be read"}, "/settings/sources"),
    "playlist": ({"ja": "読めないプレイリストのファイル", "en": "Files of playlists that can’t be read"}, "/playlists"),
    "calendar": ({"ja": "読めないカレンダー", "en": "Calendars that can’t be read"}, "/settings/calendars"),
    "template": ({"ja": "使えないスライドのひな形", "en": "Slide templates that can’t be used"}, "/settings"),
    "media": ({"ja": "取り込めない画像や動画", "en": "Pictures and films that can’t be taken in"}, "/library"),
    "slide": ({"ja": "作れないスライド", "en": "Slides that can’t be made"}, "/content"),
}


class Task(NamedTuple):
    """One line. `facts` are its second line; a display has its `picture`, content the address of its slide in `path`."""

    mark: str
    word: Words
    title: str
    facts: Sequence[str]
    url: str
    button: Words
    language: str = ""
    display: Display | None = None
    picture: Picture | None = None
    path: str = ""
    size: str = ""


class Told(NamedTuple):
    """What words are made with: the page's language and times, and the office's names."""

    desk: Desk
    catalogue: Catalogue
    departments: Mapping[str, Department]
    language: str
    times: Times
    now: datetime

    def t(self, words: Words) -> str:
        return in_words(words, self.language)


async def tasks_of(found: Open, told: Told) -> list[Task]:
    """The first MOST, in the order in which they are to be seen to."""
    lines: list[Task] = [_trouble(row, told) for row in found.troubles[:MOST]]
    content = [*found.remanded, *found.requests, *found.expiring][:MOST]
    first = [its[0].item for its in found.unreadable[:MOST]]
    up = [told.catalogue.items[item] for item in first if item in told.catalogue.items]
    paths = await _paths([*(one.item for one in content), *up], told)
    lines += await _all_remanded([one for one in found.remanded if one in content], told, paths)
    lines += [_request(one, told, paths) for one in found.requests if one in content]
    lines += [_conflict(one, told) for one in found.conflicts[:MOST]]
    lines += [_gap(found.dead_air, told)] if found.dead_air else []
    lines += [_unreadable(its, told, paths) for its in found.unreadable[:MOST]]
    lines += [_expiring(one, told, paths) for one in found.expiring if one in content]
    lines += [_broken(one, told) for one in found.links[:MOST]]
    lines += [_posters(found.posters, told)] if found.posters else []
    lines += [_problems(noun, its, told) for noun, its in found.problems]
    return lines[:MOST]


async def _paths(items: Sequence[Item], told: Told) -> dict[str, tuple[str, str]]:
    """(address, size) of each item's slide by its id, as a usual display would have it."""
    display = tried_on(sample_displays(told.catalogue), "")
    slots = [(item, _slot(item, told)) for item in items]
    drawn = [(item, slot) for item, slot in slots if slot]
    shape, media, links = format_of(display), told.catalogue.media, told.catalogue.links
    subjects = [subject_of({item.id: item}, media, slot.key, shape, links) for item, slot in drawn]
    paths = await told.desk.previews.paths(subjects)
    return {item.id: (path, size_of(display)) for (item, _), path in zip(drawn, paths, strict=True)}


def _slot(item: Item, told: Told) -> Slot | None:
    language = told.language if item.title.get(told.language) else next(iter(item.title), "ja")
    return slot_of(item, told.catalogue.media, shown_at(item, told.now), language)


def _trouble(row: Row, told: Told) -> Task:
    display, health = row.first.display, row.health
    says = told.t(says_of(row))
    if row.since and not row.others:
        moment = told.times.moment(row.since)
        says = told.t(since_words(health.says, health.code, {"ja": moment, "en": moment}))
    elif row.since:
        says = (
            f"{told.times.moment(row.since)} から。{says}"
            if told.times.japanese
            else f"Since {told.times.moment(row.since)}. {says}"
        )
    place = told.t(row.first.place.name)
    count = len(row.entries)
    several = f"{place}の {count}台" if told.times.japanese else f"{count} displays at {place}"
    beat, shot = told.desk.beats.get(display.id), told.desk.screenshots.latest(display.id)
    return Task(
        health.status,
        STATUS_WORDS[health.status],
        several if row.others else display.name,
        (says,),
        f"/displays/{quote(display.id)}#next",
        HOW,
        "" if row.others else "ja",
        display,
        shows(display, health, beat, shot, told.now),
    )


def _content(mark: str, word: Words, one: Version, told: Told, paths: Mapping[str, tuple[str, str]]) -> Task:
    path, size = paths.get(one.item.id, ("", ""))
    title = told.t(one.item.title) or told.t({"ja": "題名なし", "en": "No title"})
    language = told.language if one.item.title.get(told.language) else next(iter(one.item.title), "")
    return Task(mark, word, title, (), "", LOOK, language, path=path, size=size)


async def _all_remanded(remanded: Sequence[Version], told: Told, paths: Mapping[str, tuple[str, str]]) -> list[Task]:
    if not remanded:
        return []
    async with told.desk.database.read() as connection:
        said = await load_last_comments(connection, [one.item.id for one in remanded])
    return [_remanded(one, told, paths, said.get((one.item.id, one.number), "")) for one in remanded]


def _remanded(one: Version, told: Told, paths: Mapping[str, tuple[str, str]], said: str) -> Task:
    task = _content("remanded", {"ja": "差戻し", "en": "Sent back"}, one, told, paths)
    by = one.decided_by or ""
    facts = [f"{by} {told.times.dated(one.decided_at)}" if one.decided_at else by]
    facts += [_in_one_line(said, told)] if said else []
    return task._replace(facts=facts, url=f"/content/{quote(one.item.id, safe='')}", button=MEND)


def _in_one_line(said: str, told: Told) -> str:
    text = " ".join(said.split())
    cut = text if len(text) <= COMMENT_LETTERS else f"{text[: COMMENT_LETTERS - 1]}…"
    return told.t({"ja": f"「{cut}」", "en": f"“{cut}”"})


def _request(one: Version, told: Told, paths: Mapping[str, tuple[str, str]]) -> Task:
    task = _content("requested", {"ja": "承認依頼中", "en": "Approval asked"}, one, told, paths)
    department = told.t(department_name(told.departments, one.department))
    begins = one.item.period.begins_at
    if begins and begins > told.now:
        day = told.times.day(begins)
        when = f"{day} から" if told.times.japanese else f"from {day}"
    else:
        when = "承認され次第" if told.times.japanese else "as soon as approved"
    asked = told.times.dated(one.asked_at) if one.asked_at else ""
    facts = [f"{department} {one.asked_by or one.by}".strip(), asked, when]
    return task._replace(facts=facts, url=f"/content/{quote(one.item.id, safe='')}/approval", button=REVIEW)


def _expiring(one: Version, told: Told, paths: Mapping[str, tuple[str, str]]) -> Task:
    task = _content("expires", {"ja": "まもなく終了", "en": "Expires soon"}, one, told, paths)
    ends = one.item.period.ends_at
    says = _ends_words(ends, told.times) if ends else ""
    return task._replace(facts=[says], url=f"/content/{quote(one.item.id, safe='')}/renewal", button=EXTEND)


def _unreadable(its: Sequence[Unreadable], told: Told, paths: Mapping[str, tuple[str, str]]) -> Task:
    """What is on air and can't be read somewhere: an item, or several that their displays are too small for."""
    one, item = its[0], told.catalogue.items.get(its[0].item)
    path, size = paths.get(one.item, ("", ""))
    title, facts = told.t(item.title) if item else one.item, [told.t(finding_says(one.findings[0]))]
    if len(its) > 1:
        title += f" ほか {len(its) - 1}件" if told.times.japanese else f" and {len(its) - 1} more"
    displays = list(dict.fromkeys(id for some in its for id in some.displays if id in told.catalogue.displays))
    if displays:
        more = f"ほか {len(displays) - 1}台" if told.times.japanese else f" and {len(displays) - 1} more"
        facts.append(f"{told.catalogue.displays[displays[0]].name}{more if len(displays) > 1 else ''}")
    task = Task(
        "wrong", UNREAD, title, facts, f"/content/{quote(one.item, safe='')}/unread", LOOK, path=path, size=size
    )
    if len(its) > 1 and displays:
        return task._replace(url=f"/settings/displays/{quote(displays[0])}", button=SET_UP)
    return task if not item or item.title.get(told.language) else task._replace(language=next(iter(item.title)))


def _ends_words(ends: datetime, times: Times) -> str:
    """11月28日(土) の終わりまでです。 11月28日(土) 17:00 までです。"""
    if times.is_midnight(ends):
        day = times.day(ends - timedelta(minutes=1))
        return f"{day} の終わりまでです。" if times.japanese else f"To the end of {day}."
    at = f"{times.day(ends)} {times.clock(ends)}"
    return f"{at} までです。" if times.japanese else f"Until {at}."


def _conflict(one: Conflict, told: Told) -> Task:
    display = told.catalogue.displays.get(one.display)
    name = display.name if display else one.display
    span = f"{told.times.dated(one.at)}{'〜' if told.times.japanese else ' to '}{told.times.end_clock(one.until)}"
    first, second = (_playlist(rule, told) for rule in (one.first, one.second))
    says = (
        f"「{first}」と「{second}」の優先度が同じです。"
        if told.times.japanese
        else f"“{first}” and “{second}” have the same priority."
    )
    title = f"{name}、{span}" if told.times.japanese else f"{name}, {span}"
    return Task("conflict", {"ja": "重なり", "en": "Conflict"}, title, (says,), "/schedule", DECIDE)


def _playlist(rule: str, told: Told) -> str:
    """What people call the playlist of a rule."""
    name = next((one.playlist for one in told.catalogue.rules if one.name == rule), rule)
    playlist = told.catalogue.playlists.get(name)
    return told.t(playlist.title) if playlist and playlist.title else name


def _gap(sentences: Sequence[Words], told: Told) -> Task:
    facts, more = [told.t(says) for says in sentences[:NAMED]], len(sentences) - NAMED
    if more > 0:
        facts.append(f"ほか {more}件" if told.times.japanese else f"and {more} more")
    return Task("gap", {"ja": "空き時間", "en": "Dead air"}, told.t(GAP), facts, "/schedule", SCHEDULE)


def _called(problem: Problem, told: Told) -> str:
    """What a problem is about: a slide by the title of its first item, all else by its name."""
    if problem.noun != "slide":
        return problem.name
    item = told.catalogue.items.get(problem.name.partition("|")[0].partition("+")[0])
    return told.t(item.title) if item else problem.name


def _broken(one: BrokenLink, told: Told) -> Task:
    """A link that leads nowhere, or whose page has moved, with how much bears it."""
    since, name = told.times.dated(one.check.since_at), one.link.title or titles_of(one.uses)
    moved = {"ja": f"新しいアドレス：{one.check.leads_to}", "en": f"It is now at {one.check.leads_to}."}
    why = moved if one.check.state == "moved" else REASON_WORDS.get(one.check.reason, {})
    posters = {"ja": f"ポスター {one.posters:,}枚", "en": f"posters: {one.posters:,}"}
    facts = [f"{since} から" if told.times.japanese else f"since {since}", told.t(why)]
    facts += [told.t(posters)] if one.posters else []
    word, title = STATE_WORDS[one.check.state], told.t(name) or one.link.target
    return Task(MARKS[one.check.state], word, title, list(filter(None, facts)), f"/links/{one.link.code}", MEND)


def _posters(needs: Sequence[Sequence[NeedCode]], told: Told) -> Task:
    """How many posters somebody is to go to, and why most of them."""
    why = Counter(its[0] for its in needs).most_common(NAMED)
    facts = [f"{told.t(NEEDS[code])} {count:,}{'枚' if told.times.japanese else ''}" for code, count in why]
    title = (
        f"見回りが必要なポスター {len(needs):,}枚" if told.times.japanese else f"Posters to look after: {len(needs):,}"
    )
    return Task("note", {"ja": "ポスター", "en": "Posters"}, title, facts, "/posters?view=look", LOOK)


def _problems(noun: str, problems: Sequence[Problem], told: Told) -> Task:
    words, url = NOUNS[noun]
    names = ("、" if told.times.japanese else ", ").join(_called(one, told) for one in problems[:NAMED])
    more = len(problems) - NAMED
    if more > 0:
        names += f" ほか {more}件" if told.times.japanese else f" and {more} more"
    first = told.t(problem_words(problems[0].message))
    return Task("source", {"ja": "取込みの問題", "en": "Source problem"}, told.t(words), (names, first), url, LOOK)
