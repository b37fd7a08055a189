from signage.domain.legibility import Finding, Viewing, judge
from signage.render.seen import Edges, Line, Seen, Shown, faults_of, measures_of


def a_line(element: str, box: Edges, size: float = 60, seen: Edges | None = None) -> Line:
    return Line(element=element, text="題名", size=size, box=box, seen=seen or box)


def on_glass(*lines: Line, **more: object) -> Seen:
    return Seen(width=1920, height=1080, lines=lines, **more)  # type: ignore[arg-type]


TITLE = a_line("title", (96, 200, 900, 260))


def test_a_slide_in_order_has_no_faults() -> None:
    assert faults_of(on_glass(TITLE, a_line("summary", (96, 300, 900, 360)))) == []


def test_what_an_ancestor_cuts_off_is_told() -> None:
    [found] = faults_of(on_glass(a_line("title", (96, 200, 900, 260), seen=(96, 200, 700, 260))))
    assert (found.code, found.element) == ("cut", "title")


def test_what_stands_off_the_glass_says_by_how_much() -> None:
    assert faults_of(on_glass(a_line("place", (1500, 200, 1960, 260)))) == [Finding("overflow", "wrong", "place", "40")]


def test_what_a_frame_may_cover_says_how_near_it_is() -> None:
    assert faults_of(on_glass(a_line("address", (1500, 200, 1900, 260)))) == [
        Finding("safe-area", "wrong", "address", "20", "58")
    ]


def test_a_bracket_may_hang_into_the_margin() -> None:
    assert faults_of(on_glass(a_line("title", (50, 200, 900, 260)))) == []


def test_two_elements_on_one_another_are_told_once() -> None:
    below = [a_line("summary", (96, top, 900, top + 60)) for top in (230, 240)]
    assert faults_of(on_glass(TITLE, *below)) == [Finding("overlap", "wrong", "title", "summary")]


def test_lines_of_one_element_may_stand_close() -> None:
    assert faults_of(on_glass(TITLE, a_line("title", (96, 240, 900, 300)))) == []


def test_leading_alone_is_no_overlap() -> None:
    assert faults_of(on_glass(TITLE, a_line("summary", (96, 250, 900, 310)))) == []


def test_text_on_a_picture_a_code_or_the_horizon_is_told() -> None:
    behind = on_glass(
        TITLE,
        pictures=(Shown("picture", (800, 0, 1920, 720), (960, 640)),),
        code=(850, 220, 1300, 700),
        horizon=(0, 227, 1920, 233),
    )
    assert [(one.code, one.given) for one in faults_of(behind)] == [
        ("overlap", "picture"),
        ("overlap", "qr"),
        ("overlap", "line"),
    ]


def test_a_typeface_that_did_not_come_is_told() -> None:
    [found] = faults_of(on_glass(TITLE, lost=("Barlow SC", "Barlow SC")))
    assert found.code == "not-drawn" and "Barlow SC" in found.given


def test_measured_type_is_judged_as_drawn_type_is() -> None:
    seen = on_glass(a_line("footer", (96, 900, 400, 920), size=20), TITLE, code=(1400, 500, 1600, 700))
    found = judge(measures_of(seen), Viewing(1920, 1080, 55, 5, 3))
    assert [(one.code, one.element) for one in found] == [("type-small", "footer"), ("qr-small", "qr")]
