"""One browser for the tests of a file, with the shared files of all slides and the sample pictures."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from signage.render.assets import Assets, faces_css, load_assets
from signage.render.fonts import make_vendor
from signage.render.glass import Glass, glasses
from tests.render.pictures import blobs

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "signage" / "static" / "vendor"


@pytest.fixture(scope="session")
def shared() -> tuple[Assets, dict[str, bytes]]:
    if (ROOT / "node_modules").exists():
        make_vendor(ROOT / "node_modules", VENDOR)
    return load_assets(VENDOR)


@pytest.fixture(scope="session")
def assets(shared: tuple[Assets, dict[str, bytes]]) -> Assets:
    return shared[0]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def glass(shared: tuple[Assets, dict[str, bytes]]) -> AsyncIterator[Glass]:
    files = shared[1] | blobs()

    async def media(name: str) -> bytes | None:
        return files.get(f"/media/{name}")

    async with glasses(media) as [one]:
        yield one


Draw = Callable[..., bytes]


@pytest.fixture
def draw(assets: Assets) -> Draw:
    """A document of one's own, as a template could make it: draw("<p id=title>…</p>", "#title{…}")."""

    def document(body: str, style: str = "", fonts: str = "") -> bytes:
        faces = faces_css(assets, dict.fromkeys(assets.parts, frozenset(body)))
        return (
            f'<!doctype html><html lang="ja"><meta charset="utf-8"><title>x</title>'
            f'<link rel="stylesheet" href="{assets.stylesheet}"><script defer src="{assets.script}"></script>'
            f"<style>{faces}:root{{--top:#fff;--u:10.8px}}p{{left:200px;top:200px;font-size:80px;color:#0E1A2B}}{style}</style>"
            f'<body data-fonts="{fonts}">{body}</body></html>'
        ).encode()

    return document
