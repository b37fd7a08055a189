"""What the launcher is told: whose screen it is, in which browser, on which part of the glass."""

import ipaddress
import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qs, urlencode, urlsplit

from yarl import URL

from ..errors import SettingsError

PANELS = ("auto", "cec", "dpms", "none")
SEAT = re.compile(r"[A-Za-z0-9_-]{1,40}")
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,200}")
WINDOW = re.compile(r"(\d{2,5})x(\d{2,5})\+(\d{1,5})\+(\d{1,5})")


class Window(NamedTuple):
    """A part of the glass, in pixels."""

    width: int
    height: int
    left: int
    top: int


class Options(NamedTuple):
    """`server` is an origin, as browsers write it (https://signage.city.example).

    `profile` is the folder of the browser and of what is kept.
    """

    server: str
    profile: Path
    seat: str = "1"
    token: str = ""
    browser: Path | None = None
    window: Window | None = None
    panel: str = "auto"
    flags: tuple[str, ...] = ()

    @property
    def player(self) -> str:
        """The player's address, without a token."""
        return f"{self.server}/player/?{urlencode({'seat': self.seat})}"


class Address(NamedTuple):
    server: str
    seat: str = ""
    token: str = ""


def parse_server(text: str) -> Address:
    """The server's address, or a display's whole one, as staff are given it: …/player/?seat=1#token=….

    Raises SettingsError.
    """
    try:
        parts = urlsplit(text.strip())
        server = _origin(parts) if parts.hostname else ""
    except ValueError as problem:
        raise SettingsError(f"“{text}” is no address: {problem}", "--server") from problem
    if parts.scheme not in ("http", "https") or not server:
        raise SettingsError(f"“{text}” is no address such as https://signage.city.example", "--server")
    if parts.path not in ("", "/", "/player", "/player/"):
        raise SettingsError(f"the server's address ends before {parts.path}", "--server")
    seat = parse_qs(parts.query).get("seat", [""])[0]
    token = parse_qs(parts.fragment).get("token", [""])[0]
    return Address(server, seat, token)


def _origin(parts: SplitResult) -> str:
    """As the page will name its own: else it would be taken for somebody else's. The host in punycode, no usual port."""
    return str(URL.build(scheme=parts.scheme, host=parts.hostname or "", port=parts.port).origin())


def parse_window(text: str) -> Window | None:
    """1920x1080+0+0 (width, height, from the left, from the top). Raises SettingsError."""
    if not text:
        return None
    if found := WINDOW.fullmatch(text):
        return Window(*map(int, found.groups()))
    raise SettingsError(f"“{text}” is no part of the screen such as 1920x1080+0+0", "--window")


def is_secure(server: str) -> bool:
    """Whether a browser lets a page of this origin keep and verify files without being told to."""
    parts = urlsplit(server)
    host = parts.hostname or ""
    if parts.scheme == "https" or host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
