"""Ties and empty hours are looked for beside everything else, once for each change and each hour."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeVar

import msgspec

from signage.actions.find_concerns import ConcernBook
from signage.domain.catalogue import Catalogue
from signage.domain.playlists import Playlist, Section
from signage.domain.schedule import Rule
from signage.errors import WorkerError
from tests.factories import NOW, a_display, a_place, an_item

T = TypeVar("T")


class Here:
    """Workers that answer in this process, and count."""

    def __init__(self, problem: Exception | None = None) -> None:
        self.asked = 0
        self.problem = problem

    async def run(self, function: Callable[..., T], *args: Any) -> T:
        self.asked += 1
        if self.problem:
            raise self.problem
        return function(*args)


def two_that_tie(revision: int = 1) -> Catalogue:
    names = ("fair", "winter")
    return Catalogue(
        revision=revision,
        items={"a": an_item("a")},
        playlists={name: Playlist(name=name, sections=(Section(name="all"),)) for name in names},
        rules=tuple(Rule(playlist=name, number=1) for name in names),
        places={"station": a_place()},
        displays={"entrance": a_display()},
    )


def giving(*catalogues: Catalogue) -> Callable[[], Awaitable[Catalogue]]:
    left = list(catalogues)

    async def current() -> Catalogue:
        return left.pop(0) if len(left) > 1 else left[0]

    return current


async def test_a_tie_is_found_and_not_looked_for_again_until_something_changes() -> None:
    workers = Here()
    book = ConcernBook(workers, giving(two_that_tie(), two_that_tie(), two_that_tie(2)))  # type: ignore[arg-type]
    await book.look(NOW)
    assert [(one.first, one.second) for one in book.found.conflicts] == [("fair#1", "winter#1")]
    await book.look(NOW + timedelta(minutes=1))
    assert workers.asked == 1
    await book.look(NOW + timedelta(minutes=2))
    assert workers.asked == 2, "the catalogue is another"
    await book.look(NOW + timedelta(hours=1))
    assert workers.asked == 3, "another hour has come"


async def test_hours_with_nothing_to_show_are_told_only_where_there_is_something_to_show() -> None:
    empty = msgspec.structs.replace(two_that_tie(), items={"a": an_item("a", kind="film")}, rules=())
    for catalogue, lines in ((empty, 0), (msgspec.structs.replace(two_that_tie(), rules=two_that_tie().rules[:1]), 0)):
        book = ConcernBook(Here(), giving(catalogue))  # type: ignore[arg-type]
        await book.look(NOW)
        assert len(book.found.dead_air) == lines
    over = an_item("a", kind="news")
    sections = (Section(name="films", kinds=("film",)),)
    lacking = msgspec.structs.replace(
        two_that_tie(), items={"a": over}, playlists={"fair": Playlist(name="fair", sections=sections)}
    )
    book = ConcernBook(Here(), giving(lacking))  # type: ignore[arg-type]
    await book.look(NOW)
    assert "に映すものがありません" in book.found.dead_air[0]["ja"]


async def test_a_look_that_fails_leaves_what_was_found() -> None:
    workers = Here()
    book = ConcernBook(workers, giving(two_that_tie(), two_that_tie(2)))  # type: ignore[arg-type]
    await book.look(NOW)
    workers.problem = WorkerError("it took too long")
    await book.look(NOW)
    assert len(book.found.conflicts) == 1
