"""What a device tells of itself, read from made trees: a Raspberry Pi, a PC, and one that tells nothing."""

from pathlib import Path

import msgspec
import pytest

from signage.domain.heartbeat import Box
from signage.kiosk import box

ROUTES = """Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0
eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0
eth0\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0
"""
WIRELESS = """Inter-| sta-|   Quality        |   Discarded packets               | Missed | WE
 face | tus | link level noise |  nwid  crypt   frag  retry   misc | beacon | 22
 wlan0: 0000   49.  -61.  -256        0      0      0      0     12        0
"""
MEMORY = "MemTotal:        3884368 kB\nMemFree:          120000 kB\nMemAvailable:    2100000 kB\n"


def lay(root: Path, files: dict[str, str]) -> Path:
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content)
    return root


def test_a_raspberry_pi_tells_all_of_it(tmp_path: Path) -> None:
    root = lay(
        tmp_path,
        {
            "sys/class/thermal/thermal_zone0/temp": "61835\n",
            "proc/meminfo": MEMORY,
            "proc/net/route": ROUTES,
            "sys/class/net/eth0/speed": "1000\n",
            "sys/devices/platform/soc/soc:firmware/get_throttled": "50005\n",
        },
    )
    found = box.read_box(root, tmp_path, panel="on", restarts=2)
    assert (found.temperature_c, found.memory_free_bytes) == (61.835, 2_100_000 * 1024)
    assert (found.under_voltage, found.network, found.panel, found.browser_restarts) == (
        True,
        "eth0 1000 Mbit/s",
        "on",
        2,
    )
    assert found.disk_free_bytes and found.disk_free_bytes > 0
    assert msgspec.convert(msgspec.to_builtins(found), Box) == found  # as the server takes it


def test_a_box_that_tells_nothing_is_told_as_unknown_and_not_as_well(tmp_path: Path) -> None:
    found = box.read_box(tmp_path, tmp_path / "gone")
    assert (found.temperature_c, found.memory_free_bytes, found.disk_free_bytes) == (None, None, None)
    assert (found.under_voltage, found.network, found.panel) == (None, None, "unknown")


@pytest.mark.parametrize(
    ("temperatures", "hottest"),
    [(("41000", "63500"), 63.5), (("-273000", "45000"), 45.0), (("x",), None), (("999999",), None)],
)
def test_the_hottest_sensor_counts_and_broken_ones_do_not(
    tmp_path: Path, temperatures: tuple[str, ...], hottest: float | None
) -> None:
    files = {f"sys/class/thermal/thermal_zone{number}/temp": text for number, text in enumerate(temperatures)}
    assert box.temperature_c(lay(tmp_path, files)) == hottest


@pytest.mark.parametrize(
    ("said", "lacks"),
    [
        ("0", False),
        ("throttled=0x0", False),
        ("throttled=0x50000", True),  # not now, but since the start
        ("1", True),
        ("80008", False),  # hot, not short of voltage
        ("vcgencmd isn't here", None),
        ("", None),
    ],
)
def test_under_voltage_is_remembered_since_the_start(said: str, lacks: bool | None) -> None:
    assert box.under_voltage(said) is lacks


def test_a_wireless_way_tells_its_signal(tmp_path: Path) -> None:
    only = "\n".join(line for line in ROUTES.splitlines() if not line.startswith("eth0"))
    assert box.network(lay(tmp_path, {"proc/net/route": only, "proc/net/wireless": WIRELESS})) == "wlan0 -61 dBm"


def test_without_a_default_route_the_first_link_that_is_up_is_told(tmp_path: Path) -> None:
    files = {
        "sys/class/net/lo/operstate": "unknown\n",
        "sys/class/net/eth0/operstate": "down\n",
        "sys/class/net/eth1/operstate": "up\n",
        "sys/class/net/eth1/speed": "-1\n",
    }
    assert box.network(lay(tmp_path, files)) == "eth1"
