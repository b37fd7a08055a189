"""A whole server and its media folder: what is dropped is shown, what went while it was away is not."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec
import pytest

from signage.app import Running, running
from signage.brand import Brand
from signage.settings import Settings
from signage.store.content import load_items
from signage.store.playlists import load_playlists
from tests.render.media_samples import quarters, saved

JPEG = saved(quarters(64, 40))
PLAYLIST = '[[section]]\nkinds = ["picture"]\n[[when]]\n'


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "media").mkdir()
    return Settings(port=0, input=str(tmp_path), data=str(tmp_path / "data"))


async def shown(server: Running) -> list[str]:
    async with server.database.read() as connection:
        return [*(await load_items(connection))[0]]


async def until(is_so: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(60):
        while not await is_so():
            await asyncio.sleep(0.05)


async def test_what_is_dropped_is_shown_and_what_goes_is_not_nor_what_went_while_the_server_was_away(
    settings: Settings,
) -> None:
    media = settings.input_path / "media"
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        (media / name).write_bytes(JPEG)

    def is_shown(server: Running, *names: str) -> Callable[[], Awaitable[bool]]:
        async def ask() -> bool:
            return await shown(server) == [f"media-{name}" for name in names]

        return ask

    async with running(settings) as server:
        await until(is_shown(server, "a.jpg", "b.jpg", "c.jpg"))
        (media / "sub").mkdir()
        (media / "sub" / "d.jpg").write_bytes(JPEG)
        (media / "bad.jpg").write_bytes(b"MZ")
        await until(is_shown(server, "a.jpg", "b.jpg", "c.jpg", "sub/d.jpg"))
        (media / "a.jpg").unlink()
        await until(is_shown(server, "b.jpg", "c.jpg", "sub/d.jpg"))
    (media / "b.jpg").unlink()
    async with running(settings) as server:
        await until(is_shown(server, "c.jpg", "sub/d.jpg"))


async def test_a_pictures_name_is_in_the_language_that_the_project_speaks(settings: Settings) -> None:
    (settings.input_path / "media" / "a.jpg").write_bytes(JPEG)
    bergen = msgspec.structs.replace(settings, project=Brand(name={"nb": "Bergen", "en": "Bergen"}))
    async with running(bergen) as server:

        async def is_there() -> bool:
            return bool(await shown(server))

        await until(is_there)
        async with server.database.read() as connection:
            [item] = (await load_items(connection))[0].values()
    assert item.title == {"nb": "a"}


async def test_a_playlist_does_not_wait_until_all_pictures_are_taken_in(settings: Settings) -> None:
    for number in range(100):
        image = quarters(64, 40)
        image.putpixel((1, 1), (number, 0, 0))
        (settings.input_path / "media" / f"{number}.png").write_bytes(saved(image, "PNG"))
    (settings.input_path / "playlists").mkdir()
    async with running(settings) as server:
        (settings.input_path / "playlists" / "a.toml").write_text(PLAYLIST)

        async def is_there() -> bool:
            async with server.database.read() as connection:
                return bool(await load_playlists(connection))

        await until(is_there)
        assert len(await shown(server)) < 100
