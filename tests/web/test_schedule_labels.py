"""Labels of the board's bars: inside if they fit, else beside where room is free, else nowhere; never over one another."""

from hypothesis import given
from hypothesis import strategies as st

from signage.web.staff.schedule.labels import PAD_PX, TIMELINE_PX, Bare, Label, labels_of, needed_px

NAMES = ("駅", "図書館・学校", "Libraries and schools", "年末年始 9:00〜17:00")
DAY = 100 / 7


@st.composite
def some_bars(draw: st.DrawFn) -> list[Bare]:
    """As a board has them: those of one lane one after the other, in any order."""
    bars = []
    for lane in range(draw(st.integers(1, 3))):
        edges = sorted(draw(st.lists(st.floats(0, 100), max_size=24, unique=True)))
        for begins, ends in zip(edges[::2], edges[1::2], strict=False):
            text = draw(st.sampled_from(NAMES))
            bars.append(Bare(lane, begins, ends, text, draw(st.sampled_from(("", text[:2]))), draw(st.booleans())))
    return draw(st.permutations(bars))


def place(bar: Bare, label: Label) -> tuple[float, float]:
    """What a label takes of its lane, in per cent."""
    share = 100 * needed_px(label.text) / TIMELINE_PX
    return {
        "in": (bar.begins, bar.ends),
        "right": (bar.ends, bar.ends + share),
        "left": (bar.begins - share, bar.begins),
    }[label.side]


@given(some_bars())
def test_no_label_is_drawn_over_a_label_or_over_another_bar_or_out_of_the_board(bars: list[Bare]) -> None:
    labels = labels_of(bars)
    told = [(bar, *place(bar, label)) for bar, label in zip(bars, labels, strict=True) if label.side]
    for bar, begins, ends in told:
        assert begins >= -1e-6 and ends <= 100 + 1e-6
        taken = [(one.begins, one.ends) for one in bars if one.lane == bar.lane and one is not bar]
        taken += [(one, until) for other, one, until in told if other.lane == bar.lane and other is not bar]
        assert all(ends <= one + 1e-6 or until <= begins + 1e-6 for one, until in taken), (bar, taken)


@given(some_bars())
def test_a_label_that_fits_its_bar_is_in_it_and_none_is_in_a_bar_that_is_too_small(bars: list[Bare]) -> None:
    for bar, label in zip(bars, labels_of(bars), strict=True):
        width = (bar.ends - bar.begins) * TIMELINE_PX / 100 - (22 if bar.mark else 0)
        assert (label.side == "in") == any(text and needed_px(text) <= width for text in (bar.text, bar.short))


@given(some_bars())
def test_a_bar_alone_in_its_lane_is_told_wherever_there_is_room(bars: list[Bare]) -> None:
    for bar in bars:
        (label,) = labels_of([bar])
        beside = max(bar.begins, 100 - bar.ends) * TIMELINE_PX / 100
        assert label.side or beside < needed_px(bar.text)


def test_labels_of_neighbouring_days_keep_apart() -> None:
    """The second has room to its left only as far as the first one's label goes."""
    days = [Bare(0, n * DAY + 5, n * DAY + 8, "図書館・学校") for n in range(3)]
    assert [label.side for label in labels_of(days)] == ["right", "right", "right"]
    close = [Bare(0, 80, 82, "図書館・学校"), Bare(0, 94, 97, "図書館・学校")]
    assert [label.side for label in labels_of(close)] == ["right", ""]


def test_the_room_that_a_label_needs_counts_wide_and_narrow_letters() -> None:
    assert needed_px("駅") == 14 + PAD_PX and needed_px("ab") == 2 * 7.8 + PAD_PX
