"""The yes that it takes to put something up although it can't be read everywhere: asked for, read, and held to its reason."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from aiohttp import web

from ....actions.approve_item import COMMENT_LETTERS, Unread
from ....errors import InputError
from ....words import Words
from ...auth import Form, text_of
from ..pages import part
from .legibility import Foreseen, Line, lines_of


class UnreadError(InputError):
    """Something can't be read, and nobody who saw that has said yes to it with a reason."""


class Yes(NamedTuple):
    """Whether something is to go up although it can't be read, why, and the codes of what the page told then."""

    said: bool = False
    reason: str = ""
    told: frozenset[str] = frozenset()

    def is_to(self, codes: Collection[str]) -> bool:
        """Whether it was said of all of these: what was found since the page was made needs a look of its own."""
        return self.said and self.told.issuperset(codes)

    def to(self, codes: Sequence[str], where: str) -> Unread:
        """The yes to these findings. Raises UnreadError where there are any and it was not said of them, or without a reason."""
        if codes and not (self.is_to(codes) and 0 < len(self.reason) <= COMMENT_LETTERS):
            raise UnreadError("this can't be read on all displays; say yes to that, and why", where)
        return Unread(codes, self.reason)


NOT_SAID = Yes()


def yes_in(form: Form) -> Yes:
    reason, told = (text_of(form, name).replace("\r\n", "\n").strip() for name in ("reason", "told"))
    return Yes(text_of(form, "accept") == "yes", reason, frozenset(told.split("\n")))


class Row(NamedTuple):
    """What can't be read, of the item of this title; empty where a page is about one item."""

    title: Words
    line: Line


def rows_of(foreseen: Foreseen, title: Words) -> list[Row]:
    return [Row(title, line) for line in lines_of(foreseen.wrong)]


def accept_part(
    request: web.Request,
    rows: Sequence[Row],
    codes: Collection[str],
    now: datetime,
    yes: Yes = NOT_SAID,
    unread: bool = False,
    *,
    listed: bool = True,
) -> str:
    """The piece of a form that asks for it; empty where all can be read. `codes` are what a yes is said of. `unread`: it was
    sent without; `listed` names what can't be read.
    """
    if not rows:
        return ""
    values = {"rows": rows, "codes": codes, "listed": listed, "unread": unread, "comment_letters": COMMENT_LETTERS}
    return part(request, "accept.html", now=now, yes=yes, said=yes.is_to(codes), **values)
