"""What the device can tell of itself. Each reading is a function of the file system's root; None where it isn't there."""

import os
from pathlib import Path

from .. import __version__
from ..domain.heartbeat import Box

UNDER_VOLTAGE = 1 << 0 | 1 << 16  # now; at some time since the start: a weak supply dips for milliseconds only
THROTTLED = "sys/devices/platform/soc/soc:firmware/get_throttled"
SENSIBLE_C = (-40, 150)


def read_box(root: Path, profile: Path, *, throttled: str = "", panel: str = "unknown", restarts: int = 0) -> Box:
    """As the heartbeat carries it. `throttled` is what vcgencmd said, for a kernel that does not say it itself."""
    return Box(
        launcher=f"signage {__version__}",
        temperature_c=temperature_c(root),
        memory_free_bytes=memory_free_bytes(root),
        disk_free_bytes=disk_free_bytes(profile),
        under_voltage=under_voltage(_text(root / THROTTLED) or throttled),
        network=network(root),
        panel=panel,
        browser_restarts=restarts,
    )


def temperature_c(root: Path) -> float | None:
    """The hottest of the sensors of the kernel, °C."""
    zones = (root / "sys/class/thermal").glob("thermal_zone*/temp")
    found = [number / 1000 for zone in zones if (number := _number(_text(zone))) is not None]
    return max((one for one in found if SENSIBLE_C[0] <= one <= SENSIBLE_C[1]), default=None)


def memory_free_bytes(root: Path) -> int | None:
    """What programs could still have (MemAvailable)."""
    for line in _text(root / "proc/meminfo").splitlines():
        name, _, rest = line.partition(":")
        number = _number(rest.removesuffix("kB"))
        if name == "MemAvailable" and number is not None:
            return number * 1024
    return None


def disk_free_bytes(folder: Path) -> int | None:
    """What whoever runs the browser may still write."""
    try:
        found = os.statvfs(folder)
    except OSError:
        return None
    return found.f_bavail * found.f_frsize


def under_voltage(throttled: str) -> bool | None:
    """Whether a Raspberry Pi has lacked voltage since it started; takes “50005”, “0x50005” and “throttled=0x50005”."""
    try:
        return bool(int(throttled.strip().rpartition("=")[2], 16) & UNDER_VOLTAGE)
    except ValueError:
        return None


def network(root: Path) -> str | None:
    """The way to the world and how good it is: “eth0 1000 Mbit/s”, “wlan0 -61 dBm”."""
    name = _default_route(root) or _first_up(root)
    if not name:
        return None
    signal = _wireless_dbm(root, name)
    if signal is not None:
        return f"{name} {signal} dBm"
    speed = _number(_text(root / "sys/class/net" / name / "speed"))
    return f"{name} {speed} Mbit/s" if speed and speed > 0 else name


def _default_route(root: Path) -> str:
    rows = [line.split() for line in _text(root / "proc/net/route").splitlines()[1:]]
    ways = [
        (int(row[6]), row[0]) for row in rows if len(row) > 7 and row[1] == "00000000" == row[7] and row[6].isdecimal()
    ]
    return min(ways)[1] if ways else ""


def _first_up(root: Path) -> str:
    links = sorted((root / "sys/class/net").glob("*/operstate"))
    return next((link.parent.name for link in links if _text(link).strip() == "up"), "")


def _wireless_dbm(root: Path, name: str) -> int | None:
    for line in _text(root / "proc/net/wireless").splitlines():
        found, _, rest = line.partition(":")
        columns = rest.split()
        if found.strip() == name and len(columns) > 2:
            return _number(columns[2].rstrip("."))
    return None


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace")
    except OSError:
        return ""


def _number(text: str) -> int | None:
    try:
        return int(text.strip())
    except ValueError:
        return None
