"""What is told beside the pictures of a glass."""

from signage.web.staff.pictures import SHOWN, Picture, named


def test_what_shows_as_it_should_bears_its_title() -> None:
    should = Picture("slide", "1920x1080", {"ja": "港の朝"}, "a" * 64)
    assert named(should._replace(says=SHOWN), should) == should
    other = should._replace(says=SHOWN, slide="b" * 64)
    assert named(other, should) == other
    assert named(other._replace(kind="screenshot", slide=""), should).says == SHOWN
