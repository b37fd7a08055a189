"""Which slides screens have been given, and what people can't read of them where."""

import msgspec

from signage.domain.catalogue import Catalogue
from signage.domain.legibility import Examined, Finding, Measures
from signage.domain.on_air import SlideOnAir, Unreadable, judge_on_air, slides_on_air, together, unreadable_of
from signage.domain.slide_lines import slide_lines
from tests.factories import a_display, an_item

CUT = Finding("cut", "wrong", "title")
NOTE = Finding("text-left-out", "note", "summary")


def a_tail(*slides: tuple[str, int, str], fallback: str = "waits") -> bytes:
    rows = [{"slide": slide, "ms": ms, "transition": "cut", "item": item} for slide, ms, item in slides]
    return msgspec.json.encode({"from": 1, "slides": rows, "loops": {}, "segments": [], "fallback": fallback})


def test_a_slide_is_told_once_with_all_its_displays_and_its_shortest_time() -> None:
    tails = {"x": a_tail(("a", 12_000, "one"), ("b", 9_000, "two")), "y": a_tail(("a", 8_000, "one"))}
    found = slides_on_air(tails, {"hall": "x", "door": "y", "gone": "z"})
    assert found[0] == SlideOnAir("a", ("one",), 8_000, ("door", "hall"))
    assert {one.slide: one.items for one in found} == {"a": ("one",), "b": ("two",), "waits": ()}


def test_each_display_judges_by_its_own_size_and_distance() -> None:
    displays = {one.id: one for one in (a_display("near", diagonal_inches=55), a_display("small", diagonal_inches=32))}
    shown = SlideOnAir("a", ("one",), 30_000, ("near", "small"))
    coded = Examined((NOTE,), Measures(1920, 1080, (("title", 100.0),), "", 473.0))
    found = judge_on_air([shown], {"a": coded}, displays)
    assert [(one.finding.code, one.displays) for one in found] == [
        ("text-left-out", ("near", "small")),
        ("qr-small", ("small",)),
    ]
    assert judge_on_air([shown], {}, displays) == []


def test_of_several_displays_the_worst_figure_is_told() -> None:
    displays = {str(inches): a_display(str(inches), diagonal_inches=inches) for inches in (43, 32, 40)}
    coded = Examined((), Measures(1920, 1080, (("title", 300.0),), "", 473.0))
    [one] = judge_on_air([SlideOnAir("a", ("one",), 30_000, tuple(displays))], {"a": coded}, displays)
    assert (one.finding.given, len(one.displays)) == ("175", 3)


def test_what_somebody_accepted_is_not_told_again_and_a_new_fault_is() -> None:
    displays = {"hall": a_display("hall")}
    shown = SlideOnAir("a", ("one",), 30_000, ("hall",))
    judged = judge_on_air([shown], {"a": Examined((CUT, NOTE), Measures(1920, 1080))}, displays)
    [one] = unreadable_of(judged, {})
    assert (one.item, one.findings, one.displays) == ("one", (CUT,), ("hall",))
    assert unreadable_of(judged, {"one": frozenset({"cut"})}) == ()
    assert len(unreadable_of(judged, {"one": frozenset({"qr-small"})})) == 1


def test_in_a_list_a_fault_is_the_item_s_in_whose_row_it_is() -> None:
    shown = SlideOnAir("list", ("first", "second", "third"), 16_000, ("hall",))
    examined = Examined((Finding("cut", "wrong", "title2"),), Measures(1920, 1080))
    [one] = unreadable_of(judge_on_air([shown], {"list": examined}, {"hall": a_display("hall")}), {})
    assert one.item == "third"


def test_a_line_names_the_item_what_is_wrong_what_to_do_and_where() -> None:
    displays = {id: a_display(id, name=f"画面 {id}") for id in ("a", "b", "c", "d", "e")}
    catalogue = Catalogue(items={"one": an_item("one", title={"ja": "長い題名"})}, displays=displays)
    judged = judge_on_air(
        [SlideOnAir("s", ("one",), 30_000, tuple(displays))],
        {"s": Examined((NOTE, CUT), Measures(1920, 1080))},
        displays,
    )
    first, second = slide_lines(judged, catalogue, {})
    assert first.serious and not second.serious
    ja, en = first.says["ja"], first.says["en"]
    assert ja.startswith("one 「長い題名」：題名が切れています。") and "題名を短くする" in ja
    assert "画面 a、画面 b、画面 cほか2台" in ja and "and 2 more" in en and "Shorten the title." in en
    accepted = slide_lines(judged, catalogue, {"one": frozenset({"cut"})})
    assert not any(line.serious for line in accepted) and any("了承済み" in line.says["ja"] for line in accepted)


def test_what_a_small_screen_does_to_many_slides_is_one_thing_to_see_to() -> None:
    small = Finding("qr-small", "wrong", "qr", "242", "300", "40")
    rows = [Unreadable("a", (small,), ("x", "y")), Unreadable("b", (CUT,), ("x",)), Unreadable("c", (small,), ("x",))]
    assert [[one.item for one in its] for its in together([*rows, Unreadable("d", (CUT,), ("x",))])] == [
        ["a", "c"],
        ["b"],
        ["d"],
    ]
