"""`signage kiosk`, and the same by itself: `python -m signage.kiosk` loads nothing of the server, a third of the memory."""

import asyncio
import os
import shlex
import signal
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from ..errors import SettingsError
from ..log import start_logging
from .launcher import keep_playing
from .options import PANELS, SEAT, TOKEN, Options, parse_server, parse_window

FLAGS = "SIGNAGE_KIOSK_FLAGS"


def kiosk(
    server: Annotated[
        str,
        typer.Option(envvar="SIGNAGE_KIOSK_SERVER", help="The server's address, or the display's own with its token."),
    ],
    seat: Annotated[str, typer.Option(envvar="SIGNAGE_KIOSK_SEAT", help="One of several screens of this box.")] = "",
    token: Annotated[
        str,
        typer.Option(envvar="SIGNAGE_KIOSK_TOKEN", help="The display's token; without one it shows a code to pair."),
    ] = "",
    profile: Annotated[
        Path | None,
        typer.Option(
            envvar="SIGNAGE_KIOSK_PROFILE", help="Folder of the browser; default ~/.local/share/signage-kiosk/SEAT."
        ),
    ] = None,
    browser: Annotated[
        Path | None, typer.Option(envvar="SIGNAGE_KIOSK_BROWSER", help="Chromium's program; default: the PATH's.")
    ] = None,
    window: Annotated[
        str,
        typer.Option(envvar="SIGNAGE_KIOSK_WINDOW", metavar="WxH+X+Y", help="Which part of the desktop is its screen."),
    ] = "",
    panel: Annotated[
        str, typer.Option(envvar="SIGNAGE_KIOSK_PANEL", help="How the panel is switched: auto, cec, dpms or none.")
    ] = "auto",
) -> None:
    """Keeps the player on this box's screen: starts Chromium, watches it, starts it again. For Linux."""
    options = _options(server, seat, token, profile, browser, window, panel)
    start_logging()
    asyncio.run(_until_stopped(options))


def _options(
    server: str, seat: str, token: str, profile: Path | None, browser: Path | None, window: str, panel: str
) -> Options:
    """Raises SettingsError."""
    address = parse_server(server)
    seat, token = seat or address.seat or "1", token or address.token
    for name, given, allowed in (
        ("--seat", seat, bool(SEAT.fullmatch(seat))),
        ("--panel", panel, panel in PANELS),
    ):
        if not allowed:
            raise SettingsError(f"“{given}” can't be used", name)
    if token and not TOKEN.fullmatch(token):
        raise SettingsError("this is no token", "--token")  # without repeating it: logs are read by many
    folder = profile or _data_folder() / "signage-kiosk" / seat
    return Options(address.server, folder, seat, token, browser, parse_window(window), panel, _flags())


def _flags() -> tuple[str, ...]:
    """Raises SettingsError."""
    try:
        return tuple(shlex.split(os.environ.get(FLAGS, "")))
    except ValueError as problem:
        raise SettingsError(f"this can't be read ({problem})", FLAGS) from problem


def _data_folder() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


async def _until_stopped(options: Options) -> None:
    """A signal ends it wherever it is; a second one does not disturb the browser's writing."""
    task = asyncio.ensure_future(keep_playing(options))
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(name, lambda: task.cancelling() or task.cancel())
    with suppress(asyncio.CancelledError):
        await task
