"""Hand-made slides (one colour and one word each, slide contract 1) and manifests built from them."""

import base64
import hashlib
import io
import json
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from PIL import Image

Manifest = dict[str, Any]
Colour = tuple[int, int, int]

# Far apart, also blended: no two of them give black or white.
COLOURS: dict[str, Colour] = {
    "red": (200, 40, 40),
    "green": (40, 160, 60),
    "blue": (40, 80, 200),
    "yellow": (200, 160, 30),
    "violet": (150, 50, 170),
    "teal": (30, 160, 170),
    "orange": (230, 110, 20),
}
DAY = 86_400_000

# The contract's slide side. What it was told stands in <html data-told>, for tests to read. As long as a real one: engines
# keep what they compiled of a script from 1 kB on.
SCRIPT = (
    b"// "
    + b"." * 1024
    + b"""
(() => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  const say = (what) => parent.postMessage(Object.assign({ signage: 1 }, what), location.origin)
  const told = []
  addEventListener('message', (event) => {
    if (event.source !== parent || !event.data || event.data.signage !== 1) return
    told.push(Object.keys(event.data).filter((key) => key !== 'signage')[0])
    document.documentElement.dataset.told = told.join(' ')
  })
  addEventListener('load', async () => {
    try {
      await document.fonts.ready
      await Promise.all([...document.images].map((image) => image.decode()))
      await frame()
      await frame()
      say({ ready: true })
    } catch (problem) {
      say({ failed: String(problem) })
    }
  })
})()
"""
)
# White where the picture is missing: a gap would be seen.
STYLE = "html,body{margin:0;height:100%;background:#fff}img{display:block;width:100%;height:100%}"


class Slide(NamedTuple):
    """A slide's name and every file it is made of, by path."""

    sha256: str
    files: dict[str, bytes]

    @property
    def path(self) -> str:
        return f"/slides/{self.sha256}.html"


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _source_hash(content: bytes) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content).digest()).decode()}'"


def make_slide(colour: str, word: str = "", broken: bool = False) -> Slide:
    """A whole slide of one colour; `word` makes it another document, `broken` one whose picture does not exist."""
    picture = io.BytesIO()
    Image.new("RGB", (64, 36), COLOURS[colour]).save(picture, "PNG")
    png = picture.getvalue()
    script, image = f"/media/{_sha256(SCRIPT)}.js", f"/media/{_sha256(b'' if broken else png)}.png"
    policy = f"default-src 'none'; script-src {_source_hash(SCRIPT)}; style-src {_source_hash(STYLE.encode())}; img-src 'self'"
    integrity = _source_hash(SCRIPT).strip("'")
    page = (
        f'<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<title>{colour} {word}</title><style>{STYLE}</style><script src="{script}" integrity="{integrity}"></script>'
        f'<img src="{image}" alt="{colour}">'
    ).encode()
    files = {f"/slides/{_sha256(page)}.html": page, script: SCRIPT}
    return Slide(_sha256(page), files if broken else files | {image: png})


def slot(colour: str, ms: int = 2000, transition: str = "fade", word: str = "") -> dict[str, Any]:
    """A row of `slides`; its item is the colour's name."""
    return {"slide": make_slide(colour, word), "ms": ms, "transition": transition, "item": colour}


def make_manifest(
    slots: Sequence[dict[str, Any]],
    *,
    off: bool = False,
    off_until: int | None = None,
    alerts: Sequence[dict[str, Any]] = (),
    withdrawn: Sequence[str] = (),
    player: str = "",
    name: str = "Station",
    spot: str | None = None,
    anchor: int | None = None,
) -> Manifest:
    """One loop for the whole window; with `off` nothing at all, with `off_until` nothing before then."""
    now = int(time.time() * 1000)
    begins = now - now % DAY - DAY
    until = begins + 9 * DAY
    fallback = make_slide("orange", "fallback")
    rows = [row | {"slide": row["slide"].sha256} for row in slots]
    anchor = begins if anchor is None else anchor
    on = {"from": begins, "until": until, "anchor": anchor, "loop": None if off else "L1"}
    segments = [on]
    if off_until:
        segments = [on | {"until": off_until, "loop": None}, on | {"from": off_until, "anchor": off_until}]
    made = [row["slide"] for row in slots] + [alert["slide"] for alert in alerts] + [fallback]
    manifest: Manifest = {
        "version": 1,
        "etag": "",
        "player": player,
        "display": {"id": "d", "name": name, "spot": spot, "width": 640, "height": 360, "timezone": "Asia/Tokyo"},
        "alerts": [alert | {"slide": alert["slide"].sha256, "files": sorted(alert["slide"].files)} for alert in alerts],
        "from": begins,
        "until": until,
        "slides": rows,
        "loops": {"L1": {"ms": sum(row["ms"] for row in rows), "order": list(range(len(rows)))}},
        "segments": segments,
        "fallback": fallback.sha256,
        "withdrawn": list(withdrawn),
        "assets": _assets(made),
    }
    manifest["etag"] = _sha256(json.dumps(manifest).encode())[:32]
    return manifest


def _assets(made: Sequence[Slide]) -> dict[str, Any]:
    assets: dict[str, Any] = {}
    for slide in made:
        assets.update({path: {"bytes": len(content)} for path, content in slide.files.items()})
        assets[slide.path]["needs"] = sorted(path for path in slide.files if path != slide.path)
    return assets


def all_files() -> dict[str, bytes]:
    """Every file of every slide that the tests use."""
    files: dict[str, bytes] = {}
    for colour in COLOURS:
        for word in ("", "fallback", "alert", "new"):
            files.update(make_slide(colour, word).files)
    return files
