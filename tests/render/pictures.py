"""Pictures and a film for slides: drawn here, so that their crop and sharpness can be judged; none is anybody's photo."""

import hashlib
import io
from functools import cache

from PIL import Image, ImageDraw

from signage.domain.media import Media, Rendition

SKY, SUN, SEA, LAND = (240, 182, 140), (255, 246, 230), (38, 84, 124), (58, 66, 74)


def _draw(width: int, height: int) -> bytes:
    """A coast at dawn, with a frame that shows what a crop took away."""
    picture = Image.new("RGB", (width, height), SKY)
    drawn, line, side = ImageDraw.Draw(picture), height * 6 // 10, min(width, height)
    for y in range(line):
        part = y / line
        drawn.line(
            (0, y, width, y), fill=tuple(round(a + (b - a) * part) for a, b in zip((52, 92, 138), SKY, strict=True))
        )
    drawn.rectangle((0, line, width, height), fill=SEA)
    drawn.ellipse(
        (width * 0.3 - side * 0.12, line - side * 0.2, width * 0.3 + side * 0.12, line + side * 0.04), fill=SUN
    )
    drawn.polygon([(width * 0.5, height), (width * 0.62, line * 0.8), (width, line * 0.7), (width, height)], fill=LAND)
    for number in range(8):
        left = width * (0.6 + number * 0.05)
        drawn.rectangle((left, line * 0.5, left + width * 0.03, line * 0.9), fill=(226, 236, 242))
    drawn.rectangle((6, 6, width - 7, height - 7), outline=(255, 255, 255), width=4)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


@cache
def _bytes(width: int, height: int) -> bytes:
    return _draw(width, height)


def _rendition(width: int, height: int) -> Rendition:
    content = _bytes(width, height)
    return Rendition(f"{hashlib.sha256(content).hexdigest()}.jpg", width, height, len(content))


def _media(name: str, sizes: tuple[tuple[int, int], ...], **more: object) -> Media:
    credit = {"ja": "写真：日立市観光物産協会", "en": "Photo: Hitachi City Tourism Association"}
    return Media(name=name, renditions=tuple(_rendition(*size) for size in sizes), credit=credit, **more)  # type: ignore[arg-type]


_PHOTO = ((960, 640), (1920, 1280))
_TALL = ((640, 960), (1280, 1920))
_PANORAMA = ((1280, 400), (2560, 800))

PHOTO = _media("photo.jpg", _PHOTO, focus=(0.35, 0.5))
TALL = _media("tall.jpg", _TALL)
PANORAMA = _media("panorama.jpg", _PANORAMA)


@cache
def film_bytes() -> bytes:
    """A second of film, VP8 in WebM: every Chromium plays it."""
    import av

    out = io.BytesIO()
    with av.open(out, "w", format="webm") as container:
        stream = container.add_stream("libvpx", rate=10)
        stream.width, stream.height, stream.pix_fmt = 1280, 720, "yuv420p"
        picture = Image.open(io.BytesIO(_bytes(1920, 1280))).crop((0, 100, 1920, 1180)).resize((1280, 720))
        for _ in range(10):
            frame = av.VideoFrame.from_image(picture)  # type: ignore[no-untyped-call]
            for packet in stream.encode(frame):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return out.getvalue()


def _film() -> Media:
    content = film_bytes()
    film = Rendition(f"{hashlib.sha256(content).hexdigest()}.webm", 1280, 720, len(content))
    return _media("film.webm", ((1280, 720),), film=film, film_ms=1000)


FILM = _film()


def blobs() -> dict[str, bytes]:
    """Every file above by the path a slide loads it from."""
    made = [_bytes(*size) for size in (*_PHOTO, *_TALL, *_PANORAMA, (1280, 720))]
    named = {f"/media/{hashlib.sha256(content).hexdigest()}.jpg": content for content in made}
    return {**named, FILM.film.path: film_bytes()} if FILM.film else named
