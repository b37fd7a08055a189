"""A loop as it is drawn: what stands where, how wide, and which section it is of."""

from datetime import timedelta

from signage.domain.playlists import Section
from signage.domain.rehearsal import LoopAt
from signage.domain.slots import Loop, SlideKey, Slot
from signage.web.staff.playlists.loop import LINE_PX, PICTURES, Shown, drawn, letter_of, now_in, width_rules
from tests.factories import NOW

SECTIONS = (Section(name="news"), Section(name="history"))


def a_slot(item: str, seconds: int = 10) -> Slot:
    return Slot(SlideKey((item,), "ja", "news.html"), seconds * 1000)


def show(key: SlideKey) -> Shown:
    return Shown(f"/slides/{key.items[0]}", {"ja": key.items[0]})


def at(*slots: Slot, items: tuple[tuple[str, ...], ...] = (("a", "b"), ("c",))) -> LoopAt:
    return LoopAt(tuple(slots), items, NOW)


def test_sections_are_lettered_as_long_as_there_are_any() -> None:
    assert [letter_of(n) for n in (0, 1, 25, 26, 51, 52)] == ["A", "B", "Z", "AA", "AZ", "BA"]


def test_each_place_is_as_wide_as_its_slide_is_long_and_bears_its_sections_letter() -> None:
    found = drawn(at(a_slot("a"), a_slot("c", 20), a_slot("b")), SECTIONS, show, None)
    [line] = found.lines
    assert [(place.letter, place.px, place.begins_ms) for place in line.places] == [
        ("A", 89, 0),
        ("B", 178, 10_000),
        ("A", 89, 30_000),
    ]
    assert (found.ms, found.slots, found.widths) == (40_000, 3, (89, 178))


def test_a_long_loop_wraps_where_a_line_is_full_and_each_line_says_when_it_begins() -> None:
    found = drawn(at(*(a_slot("a") for _ in range(40))), SECTIONS, show, None)
    assert len(found.lines) > 2
    for line in found.lines:
        assert sum(place.px for place in line.places) <= LINE_PX
        assert line.begins_ms == line.places[0].begins_ms
    assert sum(len(line.places) for line in found.lines) == 40


def test_a_very_long_loop_has_pictures_at_its_beginning_only_and_words_throughout() -> None:
    found = drawn(at(*(a_slot("a") for _ in range(PICTURES + 9))), SECTIONS, show, None)
    places = [place for line in found.lines for place in line.places]
    assert [bool(place.slide.path) for place in places] == [True] * PICTURES + [False] * 9
    assert all(place.slide.says == {"ja": "a"} for place in places)


def test_a_slide_longer_than_a_line_has_a_line_of_its_own() -> None:
    found = drawn(at(a_slot("a"), a_slot("c", 300), a_slot("b")), SECTIONS, show, None)
    assert [len(line.places) for line in found.lines] == [1, 1, 1]


def test_a_section_tells_its_share_and_its_places_in_percent() -> None:
    news, history = drawn(at(a_slot("a"), a_slot("c", 20), a_slot("b")), SECTIONS, show, None).parts
    assert (news.share, news.slots, news.ms, news.items) == (50, 2, 20_000, 2)
    assert news.strip == [(0.0, 25.0), (75.0, 25.0)]
    assert (history.share, history.strip) == (50, [(25.0, 50.0)])
    assert [slide.path for slide in news.slides] == ["/slides/a", "/slides/b"]


def test_a_loop_of_nothing_has_no_line_and_no_share() -> None:
    found = drawn(at(items=((), ())), SECTIONS, show, None)
    assert (found.ms, found.lines, [part.share for part in found.parts]) == (0, [], [0, 0])


def test_what_is_on_follows_the_loop_from_where_it_was_anchored() -> None:
    loop: Loop = (a_slot("a"), a_slot("c", 20), a_slot("b"))
    seconds = {0: 0, 9: 0, 10: 1, 29: 1, 30: 2, 39: 2, 40: 0, 75: 2}
    found = {s: now_in(LoopAt(loop, (), NOW), NOW + timedelta(seconds=s)) for s in seconds}
    assert found == seconds
    assert now_in(LoopAt(loop, ()), NOW) is None and now_in(LoopAt((), (), NOW), NOW) is None
    places = drawn(at(*loop), SECTIONS, show, 1).lines[0].places
    assert [place.is_on for place in places] == [False, True, False]


def test_widths_are_rules_of_a_style_sheet() -> None:
    assert width_rules([89, 178]) == ".px-89{width:89px}\n.px-178{width:178px}\n"
