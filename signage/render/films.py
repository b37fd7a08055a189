"""A film → the same pictures without sound and metadata, ready to be played while it loads, and its first frame."""

import io
import tempfile
from pathlib import Path
from typing import Any, cast

import av
import msgspec
from av.container import InputContainer
from av.video.stream import VideoStream
from PIL import Image

from ..errors import MediaError
from .file_types import FILMS
from .images import check_pixels, looked_at

EXTENSIONS = {"h264": "mp4", "vp8": "webm", "vp9": "webm"}
"""Codec → the container in which every browser from Chromium 69 on plays it."""
PIXELS = ("yuv420p", "yuvj420p")
_NAMES = {"hevc": "H.265 (HEVC)", "av1": "AV1", "mpeg4": "MPEG-4 (DivX)", "prores": "ProRes", "mjpeg": "Motion JPEG"}
_UNTOLD, _BT_709, _HIGH_DEFINITION = 2, 1, 720
"""Where a film does not tell its colours, browsers take those of high definition from 720 lines on."""
_SHORTER = 0.9
"""A film whose pictures end before this share of its stated length is cut off."""


class Film(msgspec.Struct, frozen=True):
    """width × height as it is seen; `first` is its first picture, RGB, in that size."""

    content: bytes
    extension: str
    width: int
    height: int
    ms: int
    first: Image.Image


def film(body: bytes, type_: str, seconds: float) -> Film:
    """Raises MediaError, saying how to save it, for what a browser does not play, is damaged or longer than `seconds`."""
    with looked_at(lambda: _opened(body, type_)) as container:
        stream = looked_at(lambda: _checked(container, seconds))
        extension = EXTENSIONS[_codec(stream)]
        first = looked_at(lambda: _first(container, stream))
        looked_at(lambda: _check_key_frames(container, stream))
        content, ms = looked_at(lambda: _without_the_rest(container, stream, extension))
    _check_length(ms / 1000, seconds)
    return Film(content, extension, *first.size, ms, first)


def _opened(body: bytes, type_: str) -> InputContainer:
    opened: Any = av.open(io.BytesIO(body), format=FILMS[type_])
    return cast(InputContainer, opened)


def _checked(container: InputContainer, seconds: float) -> VideoStream:
    if not container.streams.video:
        raise MediaError("there is no picture in this film, only sound", japanese="音声だけで、映像がありません")
    stream = container.streams.video[0]
    codec, format_ = _codec(stream), stream.codec_context.pix_fmt
    if codec not in EXTENSIONS:
        _refuse(_NAMES.get(codec, codec))
    if codec == "h264" and "matroska" in container.format.name:
        _refuse("H.264 in a Matroska file (.mkv)")
    if format_ and format_ not in PIXELS:
        _refuse(f"{codec} {format_}")
    check_pixels(stream.codec_context.width, stream.codec_context.height, 9)
    if container.duration:
        _check_length(container.duration / av.time_base, seconds)
    return stream


def _refuse(what: str) -> None:
    raise MediaError(
        f"{what} does not play on every screen; save the film as MP4 with H.264 (1080p, 8 bit, 4:2:0)",
        japanese=f"{what} はすべての画面では再生できません。MP4（H.264、1080p）で保存してください",
    )


def _check_length(has: float, seconds: float) -> None:
    if has > seconds + 0.5:
        raise MediaError(
            f"the film takes {has:.0f} s; {seconds:.0f} s are the most that a screen shows at once, so cut it shorter",
            japanese=f"動画が長すぎます（{has:.0f} 秒）。{seconds:.0f} 秒以内にしてください",
        )


def _codec(stream: VideoStream) -> str:
    return {"libvpx": "vp8", "libvpx-vp9": "vp9"}.get(stream.codec_context.name, stream.codec_context.name)


def _first(container: InputContainer, stream: VideoStream) -> Image.Image:
    """The first frame as it is seen: turned as a telephone held it, its pixels made square."""
    frame: Any = next(container.decode(stream))
    if frame.colorspace == _UNTOLD and frame.height >= _HIGH_DEFINITION:
        frame.colorspace = _BT_709
    image: Image.Image = frame.to_image()
    ratio = stream.sample_aspect_ratio
    if ratio and ratio != 1:
        image = image.resize((max(1, round(image.width * ratio)), image.height))
    return image.rotate(frame.rotation, expand=True) if frame.rotation else image


def _check_key_frames(container: InputContainer, stream: VideoStream) -> None:
    """Decodes what can be decoded by itself: an index that leads astray shows here, not on the glass."""
    container.seek(0)
    stream.codec_context.skip_frame = "NONKEY"
    for frame in container.decode(stream):
        if frame.is_corrupt:
            raise ValueError("a picture in it is damaged")


def _without_the_rest(container: InputContainer, stream: VideoStream, extension: str) -> tuple[bytes, int]:
    """The same packets in a new file, its index in front; and how long they last, ms."""
    container.seek(0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film"
        options = {"fflags": "+bitexact", **({"movflags": "faststart"} if extension == "mp4" else {})}
        with av.open(str(path), "w", format=extension, options=options) as made:
            target = made.add_stream_from_template(stream)
            target.metadata.clear()
            begins, ends = _copy(container, stream, made, target)
        _check_whole(stream, begins, ends)
        return path.read_bytes(), round((ends - begins) * 1000)


def _copy(container: InputContainer, stream: VideoStream, made: Any, target: Any) -> tuple[float, float]:
    """Returns when the first picture begins and the last ends, in seconds of the film's own time."""
    begins, ends = float("inf"), 0.0
    offset = None
    for packet in container.demux(stream):
        if not packet.size:  # the last one, which only flushes
            continue
        if packet.is_corrupt or packet.dts is None or packet.pts is None:
            raise ValueError("it is cut off")
        offset = packet.pts if offset is None else offset
        begins = min(begins, float(packet.pts * packet.time_base))
        ends = max(ends, float((packet.pts + (packet.duration or 0)) * packet.time_base))
        packet.pts, packet.dts = packet.pts - offset, packet.dts - offset
        packet.stream = target
        made.mux(packet)
    if ends <= 0:
        raise ValueError("there are no pictures in it")
    return begins, ends


def _check_whole(stream: VideoStream, begins: float, ends: float) -> None:
    if stream.duration and stream.time_base and ends - begins < float(stream.duration * stream.time_base) * _SHORTER:
        raise ValueError("it is cut off")
