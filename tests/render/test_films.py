"""A film comes out bare of sound and metadata, playable everywhere, or with a sentence that says how to save it."""

import io
import random
from typing import Any

import av
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signage.errors import MediaError
from signage.render.file_types import FILMS, type_of
from signage.render.films import Film
from signage.render.films import film as taken_film
from tests.render.media_samples import RED, film, silence, with_sound
from tests.render.test_images import near


def taken(body: bytes, seconds: float = 300) -> Film:
    return taken_film(body, type_of(body), seconds)


def pixel(made: Film, x: int, y: int) -> tuple[int, ...]:
    found = made.first.getpixel((x, y))
    assert isinstance(found, tuple)
    return found


def frames(made: Film) -> list[Any]:
    with av.open(io.BytesIO(made.content)) as container:
        opened: Any = container
        return list(opened.decode(video=0))


def streams(made: Film) -> list[tuple[str, str]]:
    with av.open(io.BytesIO(made.content)) as container:
        return [(stream.type, stream.codec_context.name) for stream in container.streams]


@pytest.mark.parametrize(
    ("codec", "container", "extension"),
    [
        ("libx264", "mp4", "mp4"),
        ("libx264", "mov", "mp4"),
        ("libvpx", "webm", "webm"),
        ("libvpx-vp9", "webm", "webm"),
        ("libvpx-vp9", "matroska", "webm"),
        ("libvpx-vp9", "mp4", "webm"),
    ],
)
def test_what_plays_everywhere_is_taken_as_it_is(codec: str, container: str, extension: str) -> None:
    made = taken(film(codec, container))
    assert (made.extension, made.width, made.height) == (extension, 320, 180)
    assert abs(made.ms - 2000) < 20
    assert near(pixel(made, 20, 20), RED, 25)
    assert len(frames(made)) == 30


def test_its_sound_is_left_out() -> None:
    body = with_sound()
    with av.open(io.BytesIO(body)) as container:
        assert container.streams.audio
    assert streams(taken(body)) == [("video", "h264")]


def test_nothing_is_left_of_what_was_written_beside_the_pictures() -> None:
    body = film()
    assert b"secret title" in body
    made = taken(body)
    assert b"secret title" not in made.content and b"Lavf" not in made.content


def test_the_same_film_gives_the_same_bytes() -> None:
    body = film()
    assert taken(body).content == taken(body).content


def test_the_index_stands_in_front_so_that_it_plays_while_it_loads() -> None:
    body = film()
    assert body.find(b"moov") > body.find(b"mdat")
    content = taken(body).content
    assert content.find(b"moov") < content.find(b"mdat")


def test_a_film_that_a_telephone_turned_stands_upright_and_still_says_so() -> None:
    made = taken(film(rotation=90))
    assert (made.width, made.height) == (180, 320)
    assert near(pixel(made, 20, 300), RED, 25)
    assert frames(made)[0].rotation == 90


@pytest.mark.parametrize(("height", "told", "like"), [(720, 2, 1), (720, 5, 5), (360, 2, 5), (360, 1, 1)])
def test_colours_that_are_not_told_are_taken_as_browsers_take_them(height: int, told: int, like: int) -> None:
    """1 is BT.709, 5 is BT.601 (ITU-T H.273), 2 is not told."""

    def of(colours: int) -> tuple[int, ...]:
        def tell(stream: Any) -> None:
            stream.codec_context.colorspace = colours

        return pixel(taken(film(size=(height * 16 // 9, height), frames=2, change=tell)), 20, 20)

    assert near(of(told), of(like), 2)
    assert not near(of(1), of(5), 8)


def test_pixels_that_are_not_square_are_made_so_in_the_first_picture() -> None:
    def wide(stream: Any) -> None:
        stream.codec_context.sample_aspect_ratio = 2

    assert (taken(film(change=wide)).width, taken(film(change=wide)).height) == (640, 180)


@pytest.mark.parametrize(
    ("codec", "container", "pixels", "named"),
    [
        ("libx265", "mp4", "yuv420p", "H.265"),
        ("mpeg4", "mp4", "yuv420p", "MPEG-4"),
        ("libx264", "mp4", "yuv444p", "yuv444p"),
        ("libx264", "matroska", "yuv420p", "Matroska"),
        ("mpeg4", "avi", "yuv420p", ""),
    ],
)
def test_what_does_not_play_everywhere_is_refused_with_how_to_save_it(
    codec: str, container: str, pixels: str, named: str
) -> None:
    with pytest.raises(MediaError, match=f"{named}.*save the film as MP4 with H.264") as refused:
        taken(film(codec, container, pixels=pixels))
    assert "MP4（H.264" in refused.value.japanese


def test_a_film_that_is_too_long_is_refused_with_both_lengths() -> None:
    with pytest.raises(MediaError, match="takes 2 s; 1 s are the most"):
        taken(film(), seconds=1)


def test_sound_alone_is_no_film() -> None:
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as made:
        stream: Any = made.add_stream("aac", rate=48000, layout="mono")
        made.mux(stream.encode(silence()))
        made.mux(stream.encode())
    with pytest.raises(MediaError, match="only sound"):
        taken(file.getvalue())


def test_a_film_without_its_index_or_its_end_is_refused() -> None:
    body = taken(film(frames=60)).content
    begins = int.from_bytes(body[body.find(b"stco") + 12 :][:4], "big")
    astray = body.replace(begins.to_bytes(4, "big"), (40).to_bytes(4, "big"))
    for broken in (film()[:-300], body[: len(body) * 6 // 10], astray, body[:600]):
        with pytest.raises(MediaError, match="damaged or not complete"):
            taken(broken)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["mp4", "webm"]), st.randoms(use_true_random=False))
def test_a_damaged_film_gives_a_film_or_one_kind_of_error(container: str, chance: random.Random) -> None:
    body = bytearray(_WHOLE[container])
    for _ in range(chance.randint(1, 10)):
        body[chance.randrange(12, len(body))] = chance.randrange(256)
    try:
        assert taken_film(bytes(body), {"mp4": "mp4", "webm": "matroska"}[container], 300).ms > 0
    except MediaError as refused:
        assert refused.message and refused.japanese


_WHOLE = {"mp4": film(frames=10), "webm": film("libvpx", "webm", frames=10)}


def test_every_type_of_film_has_its_one_demuxer() -> None:
    assert {type_of(body) for body in _WHOLE.values()} == set(FILMS)
