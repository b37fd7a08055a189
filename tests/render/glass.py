"""Slides in a real Chromium: a small server of blobs with the protocol's headers, and what is measured on the glass."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import web

from signage.render.slides import Slide

HEADER = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'; font-src 'self'; "
    "media-src 'self'; frame-ancestors 'self'"
)
TYPES = {
    "css": "text/css",
    "js": "text/javascript",
    "woff2": "font/woff2",
    "jpg": "image/jpeg",
    "webm": "video/webm",
    "mp4": "video/mp4",
}

PARENT = """<!doctype html><meta charset="utf-8"><style>*{margin:0}iframe{border:0;width:100vw;height:100vh}</style>
<script>
var said = []
addEventListener('message', function (event) {
  said.push(event.data)
  if (event.data.ready && !window.silent) event.source.postMessage({signage: 1, hold: true}, '*')
})
function open_slide (address) {
  said.length = 0
  document.body.textContent = ''
  var frame = document.createElement('iframe')
  frame.setAttribute('sandbox', 'allow-scripts allow-same-origin')
  frame.src = address
  document.body.appendChild(frame)
}
function slide () { return document.querySelector('iframe').contentWindow }
function send (message) { message.signage = 1; slide().postMessage(message, '*') }
function line () { return new DOMMatrix(slide().getComputedStyle(slide().document.querySelector('.line i')).transform).a }
</script><body>"""

MEASURE = """(() => {
  const box = r => [r.left, r.top, r.right, r.bottom]
  // Figures reach from the baseline to the height of a capital, not into the whole of their line.
  const ink = (b, e) => e.classList.contains('figure') ? [b[0], b[1] + (b[3] - b[1]) * .2, b[2], b[3] - (b[3] - b[1]) * .1] : b
  const seen = (element, face) => {
    const range = document.createRange(), style = getComputedStyle(element), block = element.closest('p, h1')
    range.selectNodeContents(element)
    return {block: block.id, ground: block.className.split(' ')[0], font: face, text: element.textContent,
            size: parseFloat(style.fontSize), box: ink(box(range.getBoundingClientRect()), element),
            hidden: element.scrollWidth > element.clientWidth + 1 && style.overflow !== 'visible'}
  }
  const lines = [...document.querySelectorAll('.ln')].flatMap(line => {
    const runs = [...line.querySelectorAll('.run')]
    return runs.length ? runs.map(run => seen(run, run.classList[1])) : [seen(line, line.parentElement.className.split(' ')[1])]
  })
  const card = document.querySelector('#card'), faces = [...document.fonts].filter(f => f.status === 'loaded')
  return {lines, horizon: document.querySelector('.sea').getBoundingClientRect().top,
          card: card && box(card.getBoundingClientRect()), width: innerWidth, height: innerHeight,
          pictures: [...document.querySelectorAll('img, video')].map(one => box(one.getBoundingClientRect())),
          faces: faces.map(f => f.weight + ' ' + f.family.replace(/"/g, '')), wanted: document.body.dataset.fonts.split('|')}
})()"""
"""Every line, and of a line of several sizes every run, as it stands; `run` is followed by the class of its face."""


class Glass:
    """A server of shared files and of the slides given to it; `url` is where it listens."""

    def __init__(self, blobs: dict[str, bytes]) -> None:
        self.blobs = blobs
        self.pages: dict[str, bytes] = {}
        self.missing: set[str] = set()
        self.url = ""

    def address(self, name: str, html: Slide | bytes) -> str:
        self.pages[name] = html if isinstance(html, bytes) else html.html
        return f"{self.url}/slides/{name}.html"

    async def _slide(self, request: web.Request) -> web.Response:
        body = self.pages[request.match_info["name"]]
        headers = {"Content-Security-Policy": HEADER, "Content-Type": "text/html; charset=utf-8"}
        return web.Response(body=body, headers=headers)

    async def _media(self, request: web.Request) -> web.Response:
        content = self.blobs.get(request.path)
        if content is None or request.path.rpartition(".")[2] in self.missing:
            raise web.HTTPNotFound
        headers = {"Cache-Control": "public, max-age=31536000, immutable", "Accept-Ranges": "bytes"}
        wanted, status = request.http_range, 200
        if wanted.start is not None:
            first, after = wanted.start, min(wanted.stop or len(content), len(content))
            headers["Content-Range"], status = f"bytes {first}-{after - 1}/{len(content)}", 206
            content = content[first:after]
        kind = TYPES[request.path.rpartition(".")[2]]
        return web.Response(body=content, status=status, content_type=kind, headers=headers)

    async def _parent(self, _: web.Request) -> web.Response:
        return web.Response(text=PARENT, content_type="text/html")

    async def _icon(self, _: web.Request) -> web.Response:
        return web.Response(status=204)


@contextlib.asynccontextmanager
async def glass(blobs: dict[str, bytes]) -> AsyncIterator[Glass]:
    """The server, running on a free port of this machine."""
    served = Glass(blobs)
    app = web.Application()
    app.router.add_get("/slides/{name}.html", served._slide)
    app.router.add_get("/media/{name}", served._media)
    app.router.add_get("/parent", served._parent)
    app.router.add_get("/favicon.ico", served._icon)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        served.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield served
    finally:
        await runner.cleanup()


def tolerance(version: str) -> float:
    """How far a line's width may be from the computed one: engines before 80 set each letter on whole pixels."""
    return 0.02 if int(version.partition("/")[2].partition(".")[0]) < 80 else 0.01


def faults(seen: dict[str, Any], k: float, widths: dict[str, Any], near: float = 0.01) -> list[str]:
    """What is wrong with a slide as it stands on the glass; `widths` gives the typeface of each font class."""
    width, height, lines = seen["width"], seen["height"], seen["lines"]
    unit = min(max(width, height) / 177.8, min(width, height) / 100) if width / height < 2.5 else height / 50
    found = [f"font not loaded: {face}" for face in seen["wanted"] if face not in seen["faces"]]
    for line in lines:
        left, top, right, bottom = line["box"]
        name, ink = f"{line['block']} {line['text'][:12]}", line["size"] * 0.1
        if left < width * 0.03 - line["size"] * 0.15 or right > width * 0.97 + 1:
            found.append(f"{name}: outside 3 % ({left:.0f}–{right:.0f})")
        if top + ink < height * 0.03 - 1 or bottom - ink > height * 0.985:
            found.append(f"{name}: outside 3 % ({top:.0f}–{bottom:.0f})")
        if top + ink < seen["horizon"] < bottom - ink and line["ground"] != "on-card":
            found.append(f"{name}: on the horizon")
        if line["size"] < 36 * k * unit / 10.8 - 0.6:
            found.append(f"{name}: under its reading size ({line['size']:.1f})")
        computed = widths[line["font"]].width(line["text"]) * line["size"]
        if abs(right - left - computed) > max(1.0, computed * near):
            found.append(f"{name}: {right - left:.1f} px wide, {computed:.1f} computed")
        if line["hidden"]:
            found.append(f"{name}: cut off by its box")
        if any(_overlap(line["box"], picture, line["size"] * 0.1) for picture in seen["pictures"]):
            found.append(f"{name}: on a picture")
        if seen["card"] and line["ground"] != "on-card" and _overlap(line["box"], seen["card"], 0):
            found.append(f"{name}: under the QR card")
    for index, one in enumerate(lines):
        for other in lines[index + 1 :]:
            if one["block"] != other["block"] and _overlap(one["box"], other["box"], one["size"] * 0.1):
                found.append(f"{one['text'][:12]} overlaps {other['text'][:12]}")
    return found


def _overlap(one: list[float], other: list[float], ease: float) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] + ease < other[3] and other[1] + ease < one[3]
