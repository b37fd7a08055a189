"""Every QR code of the demo, on every display that shows it, read from where people stand who scan it."""

from collections import defaultdict
from pathlib import Path

import pytest

from signage.actions.look_through_glass import OnAir, load_on_air
from signage.demo import running_demo
from signage.domain.displays import viewing_of
from signage.render.camera import is_read
from signage.render.glass import glasses
from signage.render.looking import look_at_code
from signage.settings import Settings
from signage.store.blobs import Blobs
from signage.store.database import opened

pytestmark = pytest.mark.browser

PUBLIC = "https://signage.city.example"
CODED = b'id="code"'


async def what_the_demo_shows(folder: Path) -> tuple[OnAir, Blobs]:
    data = folder / "demo" / "data"
    async with running_demo(Settings(port=0, data=str(folder), public_url=PUBLIC)) as demo:
        blobs = Blobs(data / "blobs")
        async with opened(f"sqlite+aiosqlite:///{data / 'signage.sqlite3'}", make=False) as database:
            on_air = await load_on_air(database, blobs)
        assert len(demo.displays) == len({id for one in on_air.shown for id in one.displays})
    return on_air, blobs


async def test_every_code_is_read_at_its_distance_on_every_display(tmp_path: Path) -> None:
    on_air, blobs = await what_the_demo_shows(tmp_path)
    coded = [one for one in on_air.shown if CODED in blobs.load(f"{one.slide}.html")]
    unread: list[tuple[str, str]] = []
    read: set[str] = set()
    async with glasses(blobs.find) as [glass]:
        for one in coded:
            by_pixels = defaultdict(list)
            for display in (on_air.displays[id] for id in one.displays):
                by_pixels[display.width, display.height].append(display)
            for displays in by_pixels.values():
                spot = on_air.spots[displays[0].id]
                html = blobs.load(f"{one.slide}.html")
                looked = await look_at_code(glass, html, displays[0].width, displays[0].height, spot)
                assert looked.says.startswith(f"{PUBLIC}/q/") and looked.says.endswith(f"-{spot}")
                for display in displays:
                    viewing = viewing_of(display)
                    if looked.code and is_read(looked.code, looked.says, viewing.mm_per_px, viewing.scan_m):
                        read.add(display.id)
                    else:
                        unread.append((display.id, one.items[0]))
    assert unread == []
    assert len(coded) >= 20 and len(read) >= 10
