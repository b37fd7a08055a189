"""What can be read of a screen as it hangs."""

import pytest

from signage.domain.displays import format_of
from signage.domain.legibility import CODE_SIDE
from signage.domain.mounting import larger, mounting_of, nearer
from signage.render.layouts.coded import READABLE_SIDE
from tests.factories import a_display


def test_a_screen_of_32_inches_at_5_metres_reads_and_does_not_scan() -> None:
    display = a_display(diagonal_inches=32, distance_m=5)
    its = mounting_of(display)
    assert round(its.height_mm) == 398
    assert (its.k, round(its.letters_mm, 1), its.needed_mm) == (1.8, 21.5, 20)
    assert its.reads and not its.holds_texts
    assert (round(its.qr_mm), its.qr_needed_mm, its.scans, its.scans_from_m) == (247, 300, False, 2.4)


def test_what_would_help_does() -> None:
    display = a_display(diagonal_inches=32, distance_m=5)
    near, size = nearer(display), larger(display)
    assert near is not None and mounting_of(near).scans and near.scan_m == 2.4
    assert size is not None and mounting_of(a_display(diagonal_inches=size, distance_m=5)).scans


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1080, 1920)])
def test_what_can_be_scanned_needs_no_help(width: int, height: int) -> None:
    display = a_display(width=width, height=height, diagonal_inches=55, distance_m=2)
    assert mounting_of(display).scans
    assert nearer(display) is None


def test_codes_are_as_large_as_slides_draw_them() -> None:
    """The larger the letters a distance asks for, the larger the code, up to the room that a slide has."""
    assert CODE_SIDE == READABLE_SIDE
    near, far, farthest = (mounting_of(a_display(diagonal_inches=55, distance_m=metres)) for metres in (4, 6, 20))
    assert [round(one.qr_mm) for one in (near, far, farthest)] == [300, 360, 425]


def test_a_strip_has_no_room_for_a_code_however_near_people_stand() -> None:
    strip = a_display(width=1920, height=540, diagonal_inches=48, distance_m=1)
    assert mounting_of(strip).qr_mm == 0
    assert nearer(strip) is None


def test_a_screen_too_far_for_the_largest_letters_is_said_not_to_read() -> None:
    assert not mounting_of(a_display(diagonal_inches=24, distance_m=60)).reads


@pytest.mark.parametrize("distance", [0.5, 1, 2, 3, 4, 6, 9])
def test_letters_are_those_of_the_slides_that_are_made_for_it(distance: float) -> None:
    display = a_display(diagonal_inches=43, distance_m=distance)
    assert mounting_of(display).k == format_of(display).k
    assert mounting_of(display).reads
