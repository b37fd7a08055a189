"""Where the labels of the board's bars have room: in their bar, beside it, or nowhere; never over another.

The page never measures: labels are placed for the narrowest board (TIMELINE_PX); a wider one only has more room.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

TIMELINE_PX = 860
WIDE_PX, NARROW_PX = 14, 7.8
PAD_PX = 12
MARK_PX = 22


class Label(NamedTuple):
    """`side` is in, right, left, or empty where there is no room: then the accessible name alone tells it."""

    text: str
    side: str


class Bare(NamedTuple):
    """A bar that wants a label: in its lane from `begins` to `ends`, in per cent of the board. `mark` takes room inside; where
    `text` is too long for the bar, `short` stands in it.
    """

    lane: int
    begins: float
    ends: float
    text: str
    short: str = ""
    mark: bool = False

    @property
    def _inside_px(self) -> float:
        return _px(self.ends - self.begins) - (MARK_PX if self.mark else 0)

    def inside(self) -> str:
        """What fits into the bar; empty if nothing does."""
        return next((one for one in (self.text, self.short) if one and needed_px(one) <= self._inside_px), "")


def labels_of(bars: Sequence[Bare]) -> list[Label]:
    """A label for each, in their order; no two labels, and no label and another bar of its lane, share any place."""
    lanes: dict[int, list[int]] = defaultdict(list)
    for number, bar in enumerate(bars):
        lanes[bar.lane].append(number)
    labels: dict[int, Label] = {}
    for lane in lanes.values():
        lane.sort(key=lambda number: (bars[number].begins, bars[number].ends))
        labels.update(zip(lane, _along([bars[number] for number in lane]), strict=True))
    return [labels[number] for number in range(len(bars))]


def _along(lane: Sequence[Bare]) -> list[Label]:
    """In the order of time: inside, else to the right up to the next bar, else to the left from what is taken already."""
    taken = 0.0
    labels = []
    for bar, following in zip(lane, [*(one.begins for one in lane[1:]), 100.0], strict=True):
        needs = needed_px(bar.text)
        after, before = _px(following - max(taken, bar.ends)), _px(bar.begins - taken)
        taken = max(taken, bar.ends)
        if text := bar.inside():
            labels.append(Label(text, "in"))
        elif needs <= after and taken == bar.ends:
            labels.append(Label(bar.text, "right"))
            taken += 100 * needs / TIMELINE_PX
        else:
            labels.append(Label(bar.text, "left" if needs <= before else ""))
    return labels


def needed_px(text: str) -> float:
    """With the room between it and what is next to it."""
    return sum(WIDE_PX if unicodedata.east_asian_width(letter) in "WFA" else NARROW_PX for letter in text) + PAD_PX


def _px(share: float) -> float:
    return share * TIMELINE_PX / 100
