"""Pictures, films and documents of every kind, made when they are asked for."""

import io
import zlib
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import av
from av import VideoFrame
from PIL import Image, ImageDraw

RED, BLUE, GREEN, WHITE = (200, 30, 30), (30, 30, 200), (30, 160, 60), (255, 255, 255)
EXIF_ORIENTATION, EXIF_GPS = 0x0112, 0x8825


def quarters(width: int = 320, height: int = 200, mode: str = "RGB") -> Image.Image:
    """Red at the top left, blue at the top right, green at the bottom left, white elsewhere."""
    image = Image.new("RGB", (width, height), WHITE)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 2, height // 2), fill=RED)
    draw.rectangle((width // 2, 0, width, height // 2), fill=BLUE)
    draw.rectangle((0, height // 2, width // 2, height), fill=GREEN)
    return image.convert(mode)


def saved(image: Image.Image, format_: str = "JPEG", **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, format_, **options)
    return file.getvalue()


def with_exif(image: Image.Image, orientation: int, format_: str = "JPEG") -> bytes:
    """As a telephone saves it: turned by a note, with the place where it was taken."""
    exif = Image.Exif()
    exif[EXIF_ORIENTATION] = orientation
    exif.get_ifd(EXIF_GPS)[1] = "N"
    return saved(image, format_, exif=exif.tobytes())


def film(
    codec: str = "libx264",
    container: str = "mp4",
    *,
    frames: int = 30,
    size: tuple[int, int] = (320, 180),
    pixels: str = "yuv420p",
    rotation: float | None = None,
    change: Callable[[Any], None] = lambda _: None,
    picture: Image.Image | None = None,
) -> bytes:
    """15 frames a second, of a picture, or red on the left half at the top and white elsewhere."""
    file = io.BytesIO()
    with av.open(file, "w", format=container) as made:
        stream: Any = made.add_stream(codec, rate=15)
        stream.width, stream.height, stream.pix_fmt = *size, pixels
        made.metadata["title"] = "secret title"
        change(stream)
        if rotation is not None:
            stream.set_display_rotation(rotation)
        if picture is None:
            picture = Image.new("RGB", size, WHITE)
            ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 2, size[1] // 2), fill=RED)
        for number in range(frames):
            made.mux(stream.encode(_frame(picture, number)))
        made.mux(stream.encode())
    return file.getvalue()


def _frame(picture: Image.Image, number: int) -> Any:
    frames: Any = VideoFrame
    frame = frames.from_image(picture)
    frame.pts, frame.time_base = number, Fraction(1, 15)
    return frame


def silence() -> Any:
    frame = av.AudioFrame(format="fltp", layout="mono", samples=1024)
    frame.rate = 48000
    frame.planes[0].update(bytes(frame.planes[0].buffer_size))
    return frame


def with_sound(frames: int = 30) -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as made:
        picture: Any = made.add_stream("libx264", rate=15)
        picture.width, picture.height, picture.pix_fmt = 320, 180, "yuv420p"
        sound: Any = made.add_stream("aac", rate=48000, layout="mono")
        for number in range(frames):
            made.mux(picture.encode(_frame(quarters(320, 180), number)))
        for _ in range(frames * 3200 // 1024):
            made.mux(sound.encode(silence()))
        for stream in (picture, sound):
            made.mux(stream.encode())
    return file.getvalue()


def pdf(pages: int = 1, size: tuple[int, int] = (842, 595)) -> bytes:
    """Each page a red field at its lower left."""
    kids = " ".join(f"{3 + page} 0 R" for page in range(pages))
    paint = b"0.78 0.12 0.12 rg 0 0 %d %d re f" % (size[0] // 2, size[1] // 2)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {pages}>>".encode(),
        *[
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {size[0]} {size[1]}]/Contents {3 + pages} 0 R>>".encode()
            for _ in range(pages)
        ],
        b"<</Length %d>>stream\n%s\nendstream" % (len(paint), paint),
    ]
    return _pdf_of(objects)


def _pdf_of(objects: list[bytes]) -> bytes:
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return body + head + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(body))


def svg(inside: str = '<rect width="80" height="50" fill="#c81e1e"/>', attributes: str = "") -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 100" {attributes}>{inside}</svg>'.encode()


def bomb(side: int = 50_000) -> bytes:
    """A PNG of a few hundred kB that says it has side × side px."""
    lines = zlib.compressobj(9)
    body = b"".join(lines.compress(bytes(1 + side // 8)) for _ in range(2000)) + lines.flush()
    head = side.to_bytes(4, "big") * 2 + bytes((1, 0, 0, 0, 0))
    chunks = ((b"IHDR", head), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big") for name, data in chunks
    )


def heic(picture: Image.Image, *, turned: int = 0) -> bytes:
    """As telephones save it (ISO/IEC 23008-12): one HEVC picture in a `meta` box; `turned` quarters to the left."""

    def alone(stream: Any) -> None:
        stream.options = {"x265-params": "bframes=0:keyint=1:frame-threads=1:pools=none:log-level=none"}

    coded = film("libx265", "mp4", frames=1, size=picture.size, picture=picture, change=alone)
    config = coded[coded.index(b"hvcC") - 4 :]
    config = config[: int.from_bytes(config[:4], "big")]
    start = coded.index(b"mdat")
    data = coded[start + 4 : start - 4 + int.from_bytes(coded[start - 4 : start], "big")]
    shape = _box("ispe", bytes(4) + b"".join(side.to_bytes(4, "big") for side in picture.size))
    properties = _box("ipco", config + shape + (_box("irot", bytes([turned])) if turned else b""))
    used = bytes([0x81, 2, 3][: 3 if turned else 2])
    uses = _box("ipma", bytes(4) + (1).to_bytes(4, "big") + (1).to_bytes(2, "big") + bytes([len(used)]) + used)
    entry = _box("infe", b"\2\0\0\0" + b"\0\1\0\0hvc1\0")
    kind = _box("ftyp", b"heic\0\0\0\0mif1heic")

    def meta(place: int) -> bytes:
        where = bytes(4) + b"\x44\0" + b"\0\1" + b"\0\1" + b"\0\0" + b"\0\1"
        where += place.to_bytes(4, "big") + len(data).to_bytes(4, "big")
        return _box(
            "meta",
            bytes(4)
            + _box("hdlr", bytes(8) + b"pict" + bytes(13))
            + _box("pitm", bytes(4) + b"\0\1")
            + _box("iinf", bytes(4) + b"\0\1" + entry)
            + _box("iloc", where)
            + _box("iprp", properties + uses),
        )

    return kind + meta(len(kind) + len(meta(0)) + 8) + _box("mdat", data)


def _box(name: str, content: bytes) -> bytes:
    return (8 + len(content)).to_bytes(4, "big") + name.encode() + content
