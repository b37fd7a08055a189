"""What is kept of an order of posters: what was asked for, which posters it is about, what came of it; and how far it is."""

from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from ..words import Words
from .legibility import Finding
from .posters import PosterOrder


class Printing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`title` is what its posters say, for lists. `spots` are their codes; with `again` they were there before, and are only
    printed once more. `sheets` are the sheets of paper; `findings` what is to be said of their design once they are set.
    """

    order: PosterOrder
    title: Words = msgspec.field(default_factory=dict)
    one_each: bool = False
    again: bool = False
    spots: tuple[str, ...] = ()
    sheets: int = 0
    findings: tuple[Finding, ...] = ()


class Progress(NamedTuple):
    """`done` of `sheets` since `begun_at`. The pace counts from the first that were done: before it a worker had to start."""

    done: int
    sheets: int
    begun_at: datetime
    first_at: datetime | None = None
    first_done: int = 0

    def left(self, now: datetime) -> timedelta | None:
        """How long it still takes at this pace; None while that isn't known."""
        if self.first_at is None or self.done <= self.first_done:
            return None
        return (now - self.first_at) * ((self.sheets - self.done) / (self.done - self.first_done))

    def told(self, done: int, sheets: int, now: datetime) -> "Progress":
        """With so many done by now."""
        if self.first_at is None:
            return Progress(done, sheets, self.begun_at, now, done)
        return self._replace(done=done, sheets=sheets)
