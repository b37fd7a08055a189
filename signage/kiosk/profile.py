"""The browser's folder, and what the launcher keeps in it: made ready before each start, held by one launcher at a time."""

import contextlib
import fcntl
import hashlib
import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from ..chromium.process import PORT
from ..errors import SettingsError

LOCK = "launcher.lock"
KEPT = "launcher.json"
# They name the machine and process that held the folder. After a power cut, on a copied card or under a new host name
# Chromium would ask somebody whether to go on.
LOCKS_OF_CHROMIUM = ("SingletonLock", "SingletonSocket", "SingletonCookie")
# A browser that was switched off with its box otherwise offers to restore its pages.
PREFERENCES: dict[str, dict[str, Any]] = {
    "profile": {"exit_type": "Normal", "exited_cleanly": True},
    "session": {"restore_on_startup": 5},
    "translate": {"enabled": False},
    "credentials_enable_service": False,  # type: ignore[dict-item]
}


class Kept(msgspec.Struct, frozen=True):
    """`reached` is the server whose player has been on this glass. A token is given to the page once, and again only where
    the page has none: pairing may have replaced it since, and the old one would come back at each start."""

    reached: str = ""
    token_sha256: str = ""

    def knows_token(self, token: str) -> bool:
        return self.token_sha256 == hashlib.sha256(token.encode()).hexdigest()

    def with_token(self, token: str) -> "Kept":
        return msgspec.structs.replace(self, token_sha256=hashlib.sha256(token.encode()).hexdigest())

    def without_token(self) -> "Kept":
        return msgspec.structs.replace(self, token_sha256="")

    def with_reached(self, server: str) -> "Kept":
        return msgspec.structs.replace(self, reached=server)


def load_kept(profile: Path) -> Kept:
    """What was kept; nothing where there is no such file or a broken one."""
    try:
        return msgspec.json.decode((profile / KEPT).read_bytes(), type=Kept)
    except (OSError, msgspec.DecodeError):
        return Kept()


def save_kept(profile: Path, kept: Kept) -> None:
    _replace(profile / KEPT, msgspec.json.encode(kept))


@contextlib.contextmanager
def held(profile: Path) -> Iterator[None]:
    """Makes the folder, for its owner only. Raises SettingsError where another launcher has it or it can't be written."""
    try:
        profile.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (profile / LOCK).open("w")
    except OSError as problem:
        raise SettingsError(f"can't be written ({problem.strerror})", str(profile)) from problem
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            raise SettingsError(
                "another launcher has it: give each its own --seat or --profile", str(profile)
            ) from problem
        yield


def make_ready(profile: Path) -> None:
    """Ends a browser that an ended launcher left behind, and takes away what would stop the next or cover its glass."""
    while _end_left_behind(profile):
        time.sleep(0.1)
    for name in (*LOCKS_OF_CHROMIUM, PORT):
        (profile / name).unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # on a full disk it starts all the same
        _mark_as_ended_well(profile / "Default" / "Preferences")


def _end_left_behind(profile: Path) -> bool:
    """Whether there was any."""
    found = _processes_with(f"--user-data-dir={profile.absolute()}")
    for number in found:
        with contextlib.suppress(OSError):
            # With its family where it leads one: what hangs in it would stay.
            os.killpg(number, signal.SIGKILL) if os.getpgid(number) == number else os.kill(number, signal.SIGKILL)
    return bool(found)


def _processes_with(argument: str) -> list[int]:
    """Own processes that were started with exactly this argument."""
    found = []
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if folder.name.isdecimal() and folder.stat().st_uid == os.geteuid():
                arguments = (folder / "cmdline").read_bytes().split(b"\0")
                found += [int(folder.name)] if argument.encode() in arguments else []
    return found


def _mark_as_ended_well(file: Path) -> None:
    try:
        preferences = json.loads(file.read_bytes())
    except (OSError, ValueError):
        preferences = {}
    for name, value in PREFERENCES.items():
        old = preferences.get(name)
        preferences[name] = old | value if isinstance(old, dict) and isinstance(value, dict) else value
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _replace(file, json.dumps(preferences).encode())


def _replace(file: Path, content: bytes) -> None:
    new = file.with_name(f"{file.name}.new")
    new.write_bytes(content)
    new.replace(file)
