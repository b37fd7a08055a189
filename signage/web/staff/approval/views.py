"""What the page of a request tells: its slides, what to mind before one approves, who may, and what has been done so far."""

import asyncio
from collections.abc import Awaitable, Iterable, Sequence
from datetime import datetime
from typing import Literal, NamedTuple, TypeVar
from urllib.parse import urlsplit

from aiohttp import web

from ....actions.draw_slides import slot_of
from ....actions.foresee_approval import Outlook
from ....domain.approving import Effect, by_shape
from ....domain.catalogue import Catalogue
from ....domain.content import Item, ends_at
from ....domain.displays import Display, format_of
from ....domain.voices import KIND as VOICE
from ....domain.voices import TRAIT_WORDS, traces
from ....render.subject import subject_of
from ....store.comments import Comment
from ....store.deputies import Deputy
from ....store.edits import Edit
from ....store.users import User
from ....words import Words
from ...desk import Desk
from ..pictures import size_of
from ..times import Times
from .legibility import Foreseen, Line, lines_of

SOON_SECONDS = 0.15
"""So long a page waits for what is worked out beside it; what takes longer it fetches by itself."""
OUTLOOK = web.AppKey("outlook", Outlook)
T = TypeVar("T")

ACTS: dict[str, Words] = {
    "begin": {"ja": "作りました", "en": "began it"},
    "request": {"ja": "承認を依頼しました", "en": "asked for approval"},
    "take back": {"ja": "依頼を取り消しました", "en": "took the request back"},
    "approve": {"ja": "承認しました", "en": "approved it"},
    "approve own": {"ja": "緊急のため、自分で承認しました", "en": "approved their own, in an emergency"},
    "remand": {"ja": "差し戻しました", "en": "sent it back"},
    "publish": {"ja": "公開しました", "en": "published it"},
    "renew": {"ja": "期間を延ばしました", "en": "made its period longer"},
    "withdraw": {"ja": "取り下げました", "en": "withdrew it"},
    "restore": {"ja": "元に戻しました", "en": "put it back"},
}
"""What history tells of an item's way; other acts are told on its history page."""


async def soon(work: Awaitable[T]) -> T | None:
    """What is ready soon; else None, and the work goes on for whoever asks next."""
    task = asyncio.ensure_future(work)
    done, _ = await asyncio.wait({task}, timeout=SOON_SECONDS)
    if not done:
        task.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
        return None
    return task.result()


class Shape(NamedTuple):
    """A slide as one display has it; `path` is empty where the item has no words in its language."""

    display: Display
    path: str
    size: str


async def shapes_of(
    desk: Desk, catalogue: Catalogue, item: Item, displays: Sequence[str], language: str, at: datetime
) -> list[Shape]:
    """As one display that lies and one that stands show it, of those that would."""
    shown = by_shape(catalogue.displays, displays)
    slot = slot_of(item, catalogue.media, at, language)
    if slot is None:
        return [Shape(one, "", size_of(one)) for one in shown]
    media, links = catalogue.media, catalogue.links
    subjects = [subject_of({item.id: item}, media, slot.key, format_of(one), links) for one in shown]
    paths = await desk.previews.paths(subjects)
    return [Shape(one, path, size_of(one)) for one, path in zip(shown, paths, strict=True)]


def shown_at(item: Item, now: datetime) -> datetime:
    """The moment as of which it is drawn: now, or when its period begins."""
    return max(now, item.period.begins_at) if item.period.begins_at else now


class Check(NamedTuple):
    """One thing to mind: `lines` say it, the worst first."""

    mark: Literal["ok", "note", "wrong"]
    title: Words
    lines: tuple[Words, ...]


def checks_of(desk: Desk, item: Item, effect: Effect, foreseen: Foreseen, now: datetime) -> list[Check]:
    """What a machine can see of it. Whether it is right and fitting, whoever approves decides."""
    reading = _reading(effect, foreseen)
    found = [reading, _link(item, desk.brands.in_force.address), _period(item, now), _picture(item), voice_check(item)]
    return [check for check in found if check]


def _reading(effect: Effect, foreseen: Foreseen) -> Check:
    """On all displays that would show it."""
    title: Words = {"ja": "読みやすさ", "en": "Legibility"}
    total, lines = len(effect.displays), lines_of(foreseen.judged)
    if not total:
        return Check("note", title, ({"ja": "映る画面がありません。", "en": "No display would show it."},))
    if not lines and not foreseen.unmade:
        fine: Words = {"ja": f"{total:,}台すべてで読めます。", "en": f"It can be read on all {total:,} displays."}
        return Check("ok", title, (fine,))
    told = [_unmade(foreseen.unmade)] if foreseen.unmade else []
    told += [words for line in lines for words in _line(line)]
    serious = bool(foreseen.unmade) or any(line.mark == "wrong" for line in lines)
    return Check("wrong" if serious else "note", title, tuple(told))


def _line(line: Line) -> tuple[Words, ...]:
    """With its figures, as the item's own page tells it."""
    says: Words = {
        "ja": f"{line.says['ja']}（{line.displays:,}台）",
        "en": f"{line.says['en']} (on {line.displays:,})",
    }
    return says, line.why


def _unmade(displays: Sequence[Display]) -> Words:
    """Where it has no slide: too far away for so many words, say."""
    first, others = displays[0].name, len({one.id for one in displays}) - 1
    ja = f"{first}{f'ほか {others}台' if others else ''}では、この形で映せません。"
    return {"ja": ja, "en": f"It can’t be shown at {first}{f' and {others} more' if others else ''}."}


def _link(item: Item, address: str) -> Check | None:
    if not item.url:
        return None
    title: Words = {"ja": "リンク先", "en": "Link"}
    host, own = urlsplit(item.url).hostname or "", urlsplit(f"//{address}").hostname or ""
    if own and (host == own or host.endswith(f".{own}")):
        return Check(
            "ok",
            title,
            ({"ja": f"このプロジェクトのサイト（{host}）です。", "en": f"The project’s own site, {host}."},),
        )
    says: Words = {
        "ja": f"{host} に移ります。行き先を開いて確かめてください。",
        "en": f"It leads to {host}. Open it and see.",
    }
    return Check("note", title, (says,))


def _period(item: Item, now: datetime) -> Check | None:
    over = ends_at(item)
    title: Words = {"ja": "掲載期間", "en": "Period"}
    if over is None:
        says: Words = {
            "ja": "終わりの日がありません。取り下げるまで映ります。",
            "en": "It has no end: it shows until it is withdrawn.",
        }
        return Check("note", title, (says,))
    if over <= now:
        return Check(
            "wrong",
            title,
            ({"ja": "もう終わっています。承認しても映りません。", "en": "It is over: it would not show."},),
        )
    return None


def voice_check(item: Item) -> Check | None:
    """Of what somebody said: whether anything in it tells who they are, and whether they agreed to be named."""
    if item.kind != VOICE:
        return None
    found = traces("\n".join((*item.title.values(), *item.text.values())))
    lines: list[Words] = [
        {
            "ja": f"{TRAIT_WORDS[one.trait]['ja']}「{one.text}」があります。映してよいか確かめてください。",
            "en": f"It holds {TRAIT_WORDS[one.trait]['en']}, “{one.text}”. See whether it may be shown.",
        }
        for one in found
    ]
    if item.speaker:
        name = next(iter(item.speaker.values()))
        lines.append(
            {
                "ja": f"名前「{name}」を映します。本人が同意したと記録されています。",
                "en": f"The name “{name}” shows: it is recorded that the person agreed.",
            }
        )
    title: Words = {"ja": "個人情報", "en": "Personal data"}
    nothing: Words = {
        "ja": "見つかりませんでした。ほかの人への中傷がないかも読んでください。",
        "en": "None was found. Read it also for attacks on anybody.",
    }
    return Check("wrong" if found else "note", title, tuple(lines)) if lines else Check("note", title, (nothing,))


def _picture(item: Item) -> Check | None:
    if not item.media:
        return None
    says: Words = {
        "ja": "写っている人と、作った人の同意を確かめてください。",
        "en": "See that the people in it and its maker agree.",
    }
    return Check("note", {"ja": "写真・動画", "en": "Picture or film"}, (says,))


class Step(NamedTuple):
    """What somebody did, with what they said."""

    at: datetime
    by: str
    says: Words
    text: str = ""


def steps_told(edits: Iterable[Edit], comments: Iterable[Comment]) -> list[Step]:
    """The newest first. A comment stands with the act that it was given with."""
    said = {(one.at, one.by): one.text for one in comments}
    return [Step(one.at, one.by, ACTS[one.act], said.get((one.at, one.by), "")) for one in edits if one.act in ACTS]


class Approvers(NamedTuple):
    """By name: those of the department, and who stands in for one of them now."""

    names: tuple[str, ...]
    deputies: tuple[str, ...]


def approvers_of(users: Iterable[User], deputies: Iterable[Deputy], department: str, now: datetime) -> Approvers:
    names = [
        one.name for one in users if one.role == "approver" and one.department == department and not one.disabled_at
    ]
    now_in = {one.deputy for one in deputies if one.approver in names and one.from_at <= now}
    return Approvers(tuple(names), tuple(sorted(now_in)))


def seconds_words(seconds: tuple[float, float], times: Times) -> str:
    """12秒; 12〜20秒."""
    least, most = (round(one) for one in seconds)
    both = f"{least}" if least == most else f"{least}{'〜' if times.japanese else '–'}{most}"
    return f"{both}秒" if times.japanese else f"{both} s"


def round_words(ms: int | None, times: Times) -> str:
    """How long a round is: 4分12秒; 4 min 12 s."""
    if ms is None:
        return "待機スライドだけ" if times.japanese else "fallback only"
    minutes, seconds = divmod(round(ms / 1000), 60)
    if times.japanese:
        return f"{minutes}分{seconds}秒" if minutes else f"{seconds}秒"
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
