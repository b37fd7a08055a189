"""Which panel is switched how, with programs laid on the PATH; and when."""

import asyncio
import contextlib
import stat
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from signage.kiosk.asks import what_it_can
from signage.kiosk.launcher import Answer, Launcher, keep_playing, next_plan
from signage.kiosk.options import Options, Window
from signage.kiosk.panel import Panel, Plan, find_panel, find_television, panel_should_be_on

HOUR = 3_600_000
SIX = 1_795_208_400_000.0  # when the screen comes on in the morning


class Programs:
    """Programs that write down how they were called."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "log"

    def lay(self, name: str, script: str = "") -> None:
        program = self.folder / name
        program.write_text(f'#!/bin/sh\necho "{name} $*" >> {self.log}\n{script}\n')
        program.chmod(program.stat().st_mode | stat.S_IXUSR)

    def called(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programs:
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return Programs(folder)


@pytest.fixture
def device(tmp_path: Path) -> Path:
    (tmp_path / "cec0").touch()
    return tmp_path / "cec0"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signage.kiosk.launcher.SAY_SECONDS", 0.02)


# A television that listens to CEC once a file `awake` lies there.
DEAF = '[ -e "$(dirname "$0")/awake" ] || echo \'Tx, Not Acknowledged (4), Max Retries\''
X11 = {"DISPLAY": ":0"}
RIGHT = Window(1920, 1080, 1920, 0)
WAYLAND = {"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}


async def turned(panel: Panel, programs: Programs) -> list[str]:
    """What was called to switch it off and on."""
    before = len(programs.called())
    assert await panel.turn(False) == "" and panel.state == "off"
    assert await panel.turn(True) == "" and panel.state == "on"
    return programs.called()[before:]


async def test_a_television_that_answers_is_switched_by_cec(programs: Programs, device: Path) -> None:
    programs.lay("cec-ctl", "echo '	pwr-state: on (0x00)'")
    programs.lay("xset")
    panel = await find_panel("auto", X11, device)
    assert panel.kind == "cec" and panel.can == ("panel_on", "panel_off") and panel.state == "unknown"
    off, on = await turned(panel, programs)
    assert off.endswith("--standby") and on.endswith("--image-view-on") and f"-d {device}" in off


async def test_a_monitor_that_does_not_answer_cec_is_switched_by_its_signal(programs: Programs, device: Path) -> None:
    programs.lay("cec-ctl", "echo 'Tx, Not Acknowledged (4), Max Retries'")
    programs.lay("xset")
    panel = await find_panel("auto", X11, device)
    assert panel.kind == "dpms"
    assert await turned(panel, programs) == ["xset dpms force off", "xset dpms force on", "xset -dpms"]


async def test_libcec_is_spoken_to_through_its_input(programs: Programs, device: Path) -> None:
    programs.lay("cec-client", f"read words; echo \"$words\" >> {programs.log}; echo 'power status: on'")
    panel = await find_panel("auto", {}, device)
    called = await turned(panel, programs)
    assert [line for line in called if not line.startswith("cec-client")] == ["standby 0", "on 0"]


async def test_under_wayland_every_output_is_switched(programs: Programs, tmp_path: Path) -> None:
    programs.lay(
        "wlr-randr",
        '[ $# = 0 ] && printf \'HDMI-A-1 "A maker"\\n  Enabled: yes\\nHDMI-A-2 "B"\\n  Enabled: yes\\n\'; true',
    )
    panel = await find_panel("auto", WAYLAND, tmp_path / "none")
    called = await turned(panel, programs)
    assert called[:2] == ["wlr-randr --output HDMI-A-1 --off", "wlr-randr --output HDMI-A-2 --off"]
    programs.lay("wlopm")
    panel = await find_panel("dpms", WAYLAND, tmp_path / "none")
    assert await turned(panel, programs) == ["wlopm --off *", "wlopm --on *"]


async def test_x_itself_is_kept_from_blanking_the_glass_and_the_panel_begins_on(
    programs: Programs, tmp_path: Path
) -> None:
    programs.lay("xset")
    panel = await find_panel("auto", X11, tmp_path / "none")
    assert await panel.begin() == "" and panel.state == "on"
    assert programs.called()[:4] == ["xset q", "xset s off", "xset s noblank", "xset -dpms"]


@pytest.mark.parametrize("kind", ["cec", "none"])
async def test_x_is_kept_from_blanking_also_where_its_signal_is_not_what_is_switched(
    programs: Programs, device: Path, kind: str
) -> None:
    programs.lay("xset")
    programs.lay("cec-ctl", "echo '	pwr-state: on (0x00)'")
    panel = await find_panel(kind, X11, device)
    assert panel.kind == kind and await panel.begin() == ""
    assert programs.called()[:3] == ["xset s off", "xset s noblank", "xset -dpms"]


async def found_by_launcher(options: Options, programs: Programs, patch: pytest.MonkeyPatch) -> Panel:
    """The panel that a launcher with these options begins with, on an X server; no browser is started."""
    for name in ("xset", "browser"):
        programs.lay(name)
    for name in ("cec-ctl", "cec-client"):  # whatever hangs on the machine that tests
        programs.lay(name, "exit 1")
    patch.setenv("DISPLAY", ":0")
    patch.delenv("WAYLAND_DISPLAY", raising=False)
    found: list[Panel] = []

    async def run(launcher: Launcher) -> None:
        found.append(launcher._panel)

    patch.setattr(Launcher, "run", run)
    await keep_playing(options._replace(browser=programs.folder / "browser", flags=("--no-sandbox",)))
    return found[0]


@pytest.mark.parametrize(
    ("window", "kind", "switches"), [(RIGHT, "auto", False), (RIGHT, "dpms", True), (None, "auto", True)]
)
async def test_a_screen_that_shares_its_box_darkens_the_others_only_where_told_to(
    programs: Programs,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    window: Window | None,
    kind: str,
    switches: bool,
) -> None:
    """X is kept from blanking the glass all the same: nobody else would do it."""
    options = Options("http://x.example", tmp_path, window=window, panel=kind)
    panel = await found_by_launcher(options, programs, monkeypatch)
    assert await panel.begin() == ""
    assert {"xset s off", "xset s noblank", "xset -dpms"} <= set(programs.called())
    assert (await panel.turn(False) == "", bool(panel.can)) == (switches, switches)
    assert ("xset dpms force off" in programs.called()) is switches


@pytest.mark.parametrize("kind", ["auto", "none", "cec"])
async def test_a_panel_that_nothing_can_switch_says_so(programs: Programs, tmp_path: Path, kind: str) -> None:
    panel = await find_panel(kind, {}, tmp_path / "none")
    assert panel.can == () and "no way" in await panel.turn(False)
    assert await panel.begin() == "" and panel.state == "unknown"


async def test_a_display_that_can_not_sleep_has_no_switch(programs: Programs, tmp_path: Path) -> None:
    programs.lay("xset", "echo '  Server does not have the DPMS Extension'")
    assert (await find_panel("auto", X11, tmp_path / "none")).can == ()


async def test_the_x_server_of_a_wayland_session_is_not_asked(programs: Programs, tmp_path: Path) -> None:
    programs.lay("xset")
    assert (await find_panel("auto", WAYLAND, tmp_path / "none")).can == () and programs.called() == []


async def test_a_switch_that_fails_is_told_and_believed_not_to_have_happened(
    programs: Programs, tmp_path: Path
) -> None:
    programs.lay("xset", "[ \"$3\" = off ] && { echo 'server does not have extension for dpms option'; exit 0; }; true")
    panel = await find_panel("auto", X11, tmp_path / "none")
    await panel.begin()
    assert "extension" in await panel.turn(False) and panel.state == "on"


@contextlib.asynccontextmanager
async def kept(panel: Panel, folder: Path, kind: str) -> AsyncIterator[Launcher]:
    """A launcher that keeps this panel, and has no browser."""
    launcher = Launcher(Options("http://x.example", folder, panel=kind), panel, await what_it_can(panel))
    keeping = asyncio.ensure_future(launcher._keep_panel())
    try:
        async with asyncio.timeout(20):
            yield launcher
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)


async def test_a_television_that_is_slower_than_its_box_is_told_until_it_hears(
    programs: Programs, device: Path, quick: None
) -> None:
    programs.lay("cec-ctl", DEAF)
    panel = await find_panel("cec", {}, device)
    async with kept(panel, device.parent, "cec"):
        while len(programs.called()) < 3:
            await asyncio.sleep(0.02)
        assert panel.state == "unknown"
        (programs.folder / "awake").touch()
        while panel.state != "on":
            await asyncio.sleep(0.02)
        told = len(programs.called())
        await asyncio.sleep(0.2)
        assert len(programs.called()) == told


async def test_a_television_that_answers_late_takes_over_from_its_signal_which_is_left_on(
    programs: Programs, device: Path
) -> None:
    programs.lay("cec-ctl", DEAF)
    programs.lay("xset")
    panel = await find_panel("auto", X11, device)
    assert panel.kind == "dpms" and await panel.begin() == "" and await panel.turn(False) == ""
    (programs.folder / "awake").touch()
    television = await find_television(device)
    assert television and await panel.give_way(television) == ""
    assert programs.called()[-2:] == ["xset dpms force on", "xset -dpms"]
    assert panel.kind == "cec" and panel.state == "unknown"


async def test_buttons_are_offered_once_a_silent_television_answers(
    programs: Programs, device: Path, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs.lay("cec-ctl", DEAF)
    monkeypatch.setattr("signage.kiosk.launcher.find_television", partial(find_television, device))
    panel = await find_panel("auto", {}, device)
    async with kept(panel, device.parent, "auto") as launcher:
        assert "panel_on" not in launcher._can
        (programs.folder / "awake").touch()
        while panel.state != "on":
            await asyncio.sleep(0.02)
        assert "panel_on" in launcher._can and programs.called()[-1].endswith("--image-view-on")


@pytest.mark.parametrize(
    ("off_since", "off_until", "now", "was_on", "on"),
    [
        (None, None, SIX, True, True),
        (SIX - 8 * HOUR, SIX, SIX - 8 * HOUR + 60_000, True, True),  # off for a minute only
        (SIX - 8 * HOUR, SIX, SIX - 8 * HOUR + 301_000, True, False),
        (SIX - 8 * HOUR, SIX, SIX - HOUR, False, False),
        (SIX - 8 * HOUR, SIX, SIX - 60_000, False, True),  # a panel takes its time to wake
        (SIX - 8 * HOUR, SIX, SIX + HOUR, False, True),  # the player has stopped talking meanwhile
        (SIX - 8 * HOUR, SIX, SIX - 240_000, True, True),  # not worth it any more
        (SIX - 8 * HOUR, None, SIX + 99 * HOUR, True, False),
    ],
)
def test_the_panel_sleeps_while_the_screen_is_off_as_planned_and_wakes_a_minute_before(
    off_since: float | None, off_until: float | None, now: float, was_on: bool, on: bool
) -> None:
    assert panel_should_be_on(Plan(off_since, off_until), now, was_on) is on


def test_off_time_that_goes_on_past_midnight_began_when_it_began() -> None:
    evening = next_plan(Plan(), Answer(now=SIX, off=True, begins=SIX - HOUR, ends=SIX + HOUR), SIX)
    night = next_plan(evening, Answer(now=SIX + HOUR, off=True, begins=SIX + HOUR, ends=SIX + 7 * HOUR), SIX + HOUR)
    assert night == Plan(SIX - HOUR, SIX + 7 * HOUR)
    assert next_plan(night, Answer(now=SIX, off=False), SIX) == Plan()
