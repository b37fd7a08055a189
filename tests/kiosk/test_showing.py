"""What is opened on the glass and when, without a browser: the addresses stand in a list."""

import asyncio
from pathlib import Path

import pytest

from signage.kiosk.options import Options
from signage.kiosk.page import Page
from signage.kiosk.pauses import Pauses
from signage.kiosk.profile import Kept, load_kept, save_kept
from signage.kiosk.showing import Showing

SERVER = "https://x.example"


class Glass(Page):
    """`opened` are the addresses of the player, in order; the launcher's own pages count for nothing."""

    def __init__(self) -> None:
        self.opened: list[str] = []

    async def open(self, address: str) -> str:
        if not address.startswith("data:"):
            self.opened.append(address.removeprefix(f"{SERVER}/player/?seat=1"))
        return ""

    async def opens(self, count: int) -> None:
        async with asyncio.timeout(5):
            while len(self.opened) < count:
                await asyncio.sleep(0.01)


@pytest.mark.parametrize(("token", "opened"), [("first", ["", "#token=first"]), ("", [""])])
async def test_a_page_without_its_token_is_given_it_again_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, token: str, opened: list[str]
) -> None:
    """An outdated one leads to pairing all the same: it must not come back again and again."""
    monkeypatch.setattr(Pauses, "after", lambda *_: 0.01)
    save_kept(tmp_path, Kept().with_reached(SERVER).with_token(token))
    glass = Glass()
    shown = Showing(glass, Options(SERVER, tmp_path, token=token))
    running = asyncio.ensure_future(shown.run())
    try:
        for count in range(1, len(opened) + 1):
            await glass.opens(count)
            shown.heard()
            shown.unpaired()
        await asyncio.sleep(0.1)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert glass.opened == opened and load_kept(tmp_path).knows_token(token)
