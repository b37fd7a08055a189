"""The register of posters: where each hangs, since when, who saw it last, and what is to be looked after."""

import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from aiohttp import web
from yarl import URL

from ....actions.tell_of_posters import take_back, tell_of_posters
from ....domain.fleet import plain
from ....domain.forms.past_days import recent_day
from ....domain.forms.place import TYPES
from ....domain.forms.typed import plain_line
from ....domain.poster_register import STATE_WORDS
from ....domain.posters import PosterAct
from ....errors import ConflictError, NotFoundError
from ....words import Words
from ...auth import Form, form_of, go_to, needs, safe_next, text_of
from ...desk import DESK
from ...visitor import name_of
from ..content.open_tasks import OPEN_TASKS
from ..pages import render, times_of
from ..results.tabs import tabs_of
from .orders import recent_orders
from .views import STATE_MARKS, Register, Row, day_words, days_in, need_words, papers_of, register_of, today_of

PATH = "/posters"
TITLE: Words = {"ja": "ポスターと結果", "en": "Posters and results"}
ON_A_PAGE = 100
SEARCH_CHARACTERS = 100
MOST = 2000
"""So many posters are told of at once."""
KEPT = 200

VIEWS: Mapping[str, Words] = {
    "": {"ja": "すべて", "en": "All"},
    "made": STATE_WORDS["made"],
    "hanging": STATE_WORDS["hanging"],
    "look": {"ja": "見回りが必要", "en": "To look after"},
    "down": STATE_WORDS["down"],
}
ACTS: Mapping[str, tuple[PosterAct, Words]] = {
    "posted": ("posted", {"ja": "%s枚を「貼った」にしました。", "en": "%s are up."}),
    "seen": ("seen", {"ja": "%s枚を「見た」にしました。", "en": "%s were seen."}),
    "missing": ("missing", {"ja": "%s枚を「なかった」にしました。", "en": "%s are missing."}),
    "down": ("taken down", {"ja": "%s枚を「はがした」にしました。", "en": "%s are taken down."}),
}
"""What is said of many at once, by the name of its button."""
UNDONE: Words = {"ja": "%s枚を元に戻しました。", "en": "%s are as they were."}
REGISTERED: Words = {"ja": "%s枚を、表のとおりにしました。", "en": "%s are as the table says."}
PROBLEMS: Mapping[str, Words] = {
    "elsewhere": {
        "ja": "どう作ったかの控えがないので、印刷し直せません。",
        "en": "How these were made was not kept: they can’t be printed again.",
    },
    "none": {"ja": "1枚も選ばれていません。", "en": "Nothing was ticked."},
    "day": {
        "ja": "日付を、今日までの日として読めません。11月3日 のように入れてください。",
        "en": "This is no day up to today. Write 3 November, say.",
    },
    "late": {"ja": "そのあとに変わったので、元に戻せません。", "en": "It has changed since and can’t be undone."},
}
SAID = ("did", "n", "left", "undo", "problem")


class Undo(NamedTuple):
    """What a person said of many posters in one go: the visits by which it is taken back."""

    user: str
    visits: tuple[int, ...]


UNDOS = web.AppKey("undos of posters", OrderedDict[str, Undo])


class Asked(NamedTuple):
    """What the address asks for; what it can't mean is passed over."""

    text: str = ""
    view: str = ""
    type: str = ""
    size: str = ""
    campaign: str = ""
    page: int = 1

    def url(self, path: str = PATH, **changes: str | int) -> str:
        found = self._replace(**{"page": 1, **changes})  # type: ignore[arg-type]
        query = {"q": found.text, **{name: getattr(found, name) for name in ("view", "type", "size", "campaign")}}
        number = {"page": str(found.page)} if found.page > 1 else {}
        return str(URL(path).with_query({name: value for name, value in query.items() if value} | number))

    @property
    def narrows(self) -> bool:
        return bool(self.text or self.type or self.size or self.campaign)

    def finds(self, row: Row) -> bool:
        """Whether a poster fits, whatever the view."""
        poster = row.one.poster
        fits = self.type in ("", row.type) and self.size in ("", poster.paper.name)
        if not fits or self.campaign not in ("", poster.campaign):
            return False
        said = plain(" ".join((row.spot, *row.place.values(), *poster.where.values(), *row.what.values())))
        return all(word in said for word in plain(self.text).split())

    def shows(self, row: Row) -> bool:
        if self.view == "look":
            return bool(row.needs)
        return self.view in ("", row.one.state)


def asked_of(query: Mapping[str, str]) -> Asked:
    page, view = query.get("page", ""), query.get("view", "")
    return Asked(
        text=plain_line(query.get("q", ""))[:SEARCH_CHARACTERS],
        view=view if view in VIEWS else "",
        type=query.get("type", "")[:100],
        size=query.get("size", "")[:100],
        campaign=query.get("campaign", "")[:100],
        page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 5 else 1,
    )


@needs("see posters")
async def get_posters(request: web.Request) -> web.StreamResponse:
    return await _page(request, asked_of(request.query))


async def _page(request: web.Request, asked: Asked, form: Form | None = None, problem: str = "") -> web.Response:
    """The list; with the `form` of many that could not be taken, what was ticked and typed there stands in it still."""
    now = datetime.now(UTC)
    register, times = await register_of(request, now), times_of(request, now)
    found = [row for row in register.rows if asked.finds(row)]
    shown = [row for row in found if asked.shows(row)]
    pages = max(1, -(-len(shown) // ON_A_PAGE))
    page = min(asked.page, pages)
    rows = shown[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    return await render(
        request,
        "posters.html",
        title=TITLE,
        status=422 if problem else 200,
        now=now,
        tabs=await tabs_of(request),
        asked=asked,
        total=len(register.rows),
        count=len(shown),
        page=page,
        pages=pages,
        views=[(name, says, sum(map(_seen_in(asked, name), found))) for name, says in VIEWS.items()],
        places=[list(group) for _, group in groupby(rows, key=lambda row: row.one.poster.place)],
        choices=_choices(register),
        states=STATE_WORDS,
        marks=STATE_MARKS,
        types=TYPES,
        day=days_in(request, now),
        need=lambda need: need_words(need, times),
        today=day_words(today_of(request, now), times),
        orders=await recent_orders(request),
        ticked=spots_of(form) if form else [],
        typed=text_of(form, "day") if form else "",
        wrong_day=problem == "day",
        public_url=request.app[DESK].settings.public_url,
        **_said(request, problem),
    )


@needs("post posters")
async def post_posters(request: web.Request) -> web.StreamResponse:
    """Says of what is ticked what the button says (`act`), on the day `day`; or takes that back (`undo`)."""
    form, now = await form_of(request, 200_000), datetime.now(UTC)
    where = text_of(form, "list")
    if token := text_of(form, "undo"):
        raise go_to(await _undone(request, token, where))
    act, day = ACTS.get(text_of(form, "act")), _day(form, today_of(request, now))
    if act is None:
        raise NotFoundError("there is nothing of this kind to be said")
    spots = set(spots_of(form))
    if day is None or not spots:
        return await _page(request, asked_of(_list_of(where).query), form, "day" if spots else "none")
    visits = await tell_of_posters(request.app[DESK].database, spots, act[0], day, name_of(request), now)
    left = len(spots) - len(visits)
    request.app[OPEN_TASKS].forget()
    token = remember(request, visits) if visits else ""
    raise go_to(_back(where, did=text_of(form, "act"), n=str(len(visits)), left=str(left or ""), undo=token))


def _day(form: Form, today: date) -> date | None:
    """The day that is meant, today where none is typed; None for what is no day up to today."""
    day = recent_day(typed, today) if (typed := text_of(form, "day")) else today
    return day if day and day <= today else None


async def _undone(request: web.Request, token: str, where: str) -> str:
    undo = request.app[UNDOS].pop(token, None)
    if undo is None or undo.user != name_of(request):
        raise NotFoundError("there is nothing to undo any more")
    try:
        back = await take_back(request.app[DESK].database, undo.visits)
    except (ConflictError, NotFoundError):
        return _back(where, problem="late")
    request.app[OPEN_TASKS].forget()
    return _back(where, did="undo", n=str(back))


def remember(request: web.Request, visits: Sequence[int]) -> str:
    """What the page's button to undo sends."""
    undos, token = request.app[UNDOS], secrets.token_urlsafe(12)
    undos[token] = Undo(name_of(request), tuple(visits))
    while len(undos) > KEPT:
        undos.popitem(last=False)
    return token


def _said(request: web.Request, problem: str) -> dict[str, Any]:
    """For the template: the notice of what was just done, and what undoes it; or why it could not be done."""
    query = request.query
    did = {"undo": UNDONE, "table": REGISTERED} | {name: says for name, (_, says) in ACTS.items()}
    undo = request.app[UNDOS].get(query.get("undo", ""))
    number = query.get("n", "")
    return {
        "did": did.get(query.get("did", ""), {}) if number.isdecimal() else {},
        "number": number,
        "left": query.get("left", "") if query.get("left", "").isdecimal() else "",
        "undo": query["undo"] if undo and undo.user == name_of(request) else "",
        "problem": PROBLEMS.get(problem or query.get("problem", ""), {}),
    }


def _back(where: str, **told: str) -> str:
    """The list as it stood, with what was done."""
    query = {name: value for name, value in _list_of(where).query.items() if name not in SAID}
    return str(URL(PATH).with_query(query | {name: value for name, value in told.items() if value}))


def _list_of(where: str) -> URL:
    where = safe_next(where)
    return URL(where) if where.startswith(PATH) else URL(PATH)


def _seen_in(asked: Asked, view: str) -> Callable[[Row], bool]:
    return asked._replace(view=view).shows


class Choices(NamedTuple):
    """What the selects offer: only what there is."""

    types: list[tuple[str, Words]]
    sizes: list[str]
    campaigns: list[str]


def _choices(register: Register) -> Choices:
    types = {row.type for row in register.rows if row.type}
    campaigns = {row.one.poster.campaign for row in register.rows if row.one.poster.campaign}
    known = [(code, says) for code, says in TYPES.items() if code in types]
    others = [(code, {"ja": code}) for code in sorted(types - set(TYPES))]
    return Choices([*known, *others], papers_of(register.rows), sorted(campaigns))


def spots_of(form: Form) -> list[str]:
    return [one for one in form.getall("spot", []) if isinstance(one, str)][:MOST]
