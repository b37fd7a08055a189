"""What is kept of an order of posters: what was asked for, which posters it is about, what came of it."""

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
