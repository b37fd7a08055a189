"""What the pages that set something up share: forms with several values of a name, lists by pages, conflicts, what was done."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

from aiohttp import web
from yarl import URL

from ...actions.undo_set_up import NOUNS, undoable
from ...domain.accounts import Person
from ...domain.fleet import plain
from ...domain.forms.typed import Typed, plain_line, without_unseen
from ...errors import ConflictError
from ...store.plain import storable
from ...words import Words, in_words
from ..auth import Form, go_to, text_of
from ..desk import DESK
from ..visitor import visitor
from .pages import language_of, render

T = TypeVar("T")
PAGE_ROWS = 50
SEARCH_CHARACTERS = 100
FIELD_CHARACTERS = 20_000

DONE: dict[str, Words] = {
    "added": {"ja": "登録しました：%s", "en": "Added: %s"},
    "changed": {"ja": "保存しました：%s", "en": "Saved: %s"},
    "removed": {"ja": "外しました：%s", "en": "Taken out: %s"},
    "undone": {"ja": "元に戻しました：%s", "en": "Undone: %s"},
}
NOT_UNDONE: Words = {"ja": "元に戻せませんでした", "en": "It could not be undone"}
LATER: Words = {
    "ja": "もう元に戻してあるか、そのあとに変更がありました。何も変えていません。",
    "en": "It is undone already, or was changed since. Nothing was changed.",
}


class Listed(NamedTuple, Generic[T]):
    """A page of a list that may be long. `found` of `total` hold all words of `text`; `page` counts from 1."""

    rows: list[T]
    text: str
    page: int
    pages: int
    found: int
    total: int


def listed(rows: Iterable[T], query: Mapping[str, str], said: Callable[[T], str]) -> Listed[T]:
    """Those of the rows that the address asks for. `said` is what the search looks in."""
    every = list(rows)
    text = plain_line(query.get("q", ""))[:SEARCH_CHARACTERS]
    words = plain(text).split()
    found = [row for row in every if all(word in plain(said(row)) for word in words)] if words else every
    pages = max(1, -(-len(found) // PAGE_ROWS))
    asked = query.get("page", "")
    page = min(max(int(asked), 1), pages) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    return Listed(found[(page - 1) * PAGE_ROWS : page * PAGE_ROWS], text, page, pages, len(found), len(every))


def typed_of(form: Form) -> dict[str, str]:
    """The fields of a form, each value cut; several values of a name, as boxes send them, are lines of one text. A file is
    left out.
    """
    found: dict[str, str] = {}
    for name in dict.fromkeys(form):
        values = [value[:FIELD_CHARACTERS] for value in form.getall(name) if isinstance(value, str)]
        found[name] = without_unseen("\n".join(values).replace("\r\n", "\n"))
    return found


def person_of(request: web.Request) -> Person:
    """Who acts, on a page that `needs` somebody."""
    who = visitor(request)
    if who is None:
        raise RuntimeError("a page for those who are logged in was answered without `needs`")
    return who.person


def done(path: str, noun: str, act: str, name: str) -> web.HTTPSeeOther:
    """Sends the browser on to a page that says what was done; to be raised."""
    return go_to(str(URL(path).with_query(done=act, noun=noun, name=name)))


async def what_was_done(request: web.Request, says: str) -> dict[str, Any]:
    """For templates: the notice of what was just done with `says`, and what undoes it: that very change, no later one."""
    query = request.query
    words = DONE.get(query.get("done", ""))
    if words is None:
        return {"done": {}, "undo": {}}
    undo = await _undo_of(request) if query["done"] != "undone" else {}
    return {"done": {code: text % says for code, text in words.items()}, "undo": undo}


async def _undo_of(request: web.Request) -> dict[str, str]:
    """What the button sends; nothing where the last change is not one that this person could undo."""
    noun, name = request.query.get("noun", ""), storable(request.query.get("name", "")[:200])
    if noun not in NOUNS or not name:
        return {}
    edit = await undoable(request.app[DESK].database, noun, name, person_of(request))
    return {"noun": noun, "name": name, "edit": str(edit)} if edit else {}


def edit_in(form: Form) -> int:
    """The id of the change that a button undoes; 0, which no change has, for what is no id."""
    text = text_of(form, "edit")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


async def not_undone(
    request: web.Request, says: Words = LATER, status: int = ConflictError.http_status
) -> web.Response:
    return await render(request, "error.html", status=status, title=NOT_UNDONE, says=says, detail="")


Names = Mapping[str, Mapping[str, Words]]
"""By field: what people call the codes that it holds. A field that is not named holds words of its own."""

ON: Mapping[str, Words] = {"on": {"ja": "はい", "en": "Yes"}, "": {"ja": "いいえ", "en": "No"}}
"""The names of the values of a box that is ticked or not."""


def value_words(value: str, names: Mapping[str, Words], language: str) -> str:
    """A field's value as people read it: each of its lines by its name."""
    if not names:
        return value
    told = [in_words(names.get(line, {"en": line}), language) for line in value.split("\n")]
    return ("、" if language == "ja" else ", ").join(filter(None, told))


class Difference(NamedTuple):
    """A field that two people gave different values, which are told as `mine_says` and `theirs_says`."""

    name: str
    label: Words
    mine: str
    theirs: str
    mine_says: str
    theirs_says: str


async def conflict(
    request: web.Request,
    typed: Mapping[str, str],
    theirs: Mapping[str, str],
    labels: Mapping[str, Words],
    seen: str,
    *,
    title: Words,
    by: str = "",
    names: Names | None = None,
) -> web.Response:
    """The page for the second of two who changed one thing: each field that differs with both values, to pick from.

    What it sends back is the form itself. `by` is who was first.
    """
    mine, language = {name: typed.get(name, "") for name in theirs}, language_of(request)

    def says(name: str, value: str) -> str:
        return value_words(value, (names or {}).get(name, {}), language)

    differs = [
        Difference(name, labels.get(name, {"ja": name}), mine[name], value, says(name, mine[name]), says(name, value))
        for name, value in theirs.items()
        if not _same(mine[name], value)
    ]
    return await render(
        request,
        "set-up-conflict.html",
        title=title,
        status=ConflictError.http_status,
        differs=differs,
        same={name: value for name, value in theirs.items() if _same(mine[name], value)},
        seen=seen,
        by=by,
    )


def _same(mine: str, theirs: str) -> bool:
    return Typed({"x": mine}).lines("x") == Typed({"x": theirs}).lines("x")
