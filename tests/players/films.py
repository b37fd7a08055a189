"""Film slides as the server makes them: a colour each second, so that the glass tells how far the film is."""

import hashlib
import io
from pathlib import Path
from typing import Any

import av
import msgspec
from PIL import Image

from signage.domain.content import Item
from signage.domain.media import Rendition
from signage.render.assets import load_assets
from signage.render.slides import build_slide
from tests.render import samples
from tests.render.gallery import Case
from tests.render.pictures import FILM, blobs

from .slides import COLOURS, Slide

VENDOR = Path(__file__).parents[2] / "signage" / "static" / "vendor"
RATE = 15
# Chromium 69 is there without H.264; every engine plays VP8.
SIZE = (320, 180)
CODECS = {"current": ("libx264", "mp4"), "79": ("libx264", "mp4"), "69": ("libvpx", "webm")}


def film_bytes(codec: str, container: str, colours: list[str]) -> bytes:
    """A second of each colour."""
    file = io.BytesIO()
    with av.open(file, "w", format=container) as made:
        stream: Any = made.add_stream(codec, rate=RATE)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        if codec == "libvpx":
            stream.options = {"deadline": "realtime", "cpu-used": "8"}  # else it thinks for ten seconds
        frames: Any = av.VideoFrame
        for name in colours:
            for _ in range(RATE):
                made.mux(stream.encode(frames.from_image(Image.new("RGB", SIZE, COLOURS[name]))))
        made.mux(stream.encode())
    return file.getvalue()


def film_slide(engine: str, colours: list[str], title: str = "海岸") -> Slide:
    """A whole film slide, with every file it needs."""
    codec, container = CODECS[engine]
    content = film_bytes(codec, container, colours)
    rendition = Rendition(f"{hashlib.sha256(content).hexdigest()}.{container}", *SIZE, len(content))
    media = msgspec.structs.replace(FILM, film=rendition, film_ms=len(colours) * 1000)
    assets, shared = load_assets(VENDOR)
    item = Item(id="film", source="media", kind="film", title={"ja": title}, media=media.name)
    subject = Case(kind="film", name=title, items=(item,), media=media).subject(samples.LANDSCAPE)
    made = build_slide(subject, samples.BRAND, assets)
    there = shared | blobs() | {rendition.path: content}
    sha256 = hashlib.sha256(made.html).hexdigest()
    return Slide(sha256, {f"/slides/{sha256}.html": made.html} | {path: there[path] for path, _ in made.needs})
