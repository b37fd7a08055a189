"""The launcher and a real Chromium: what is on the glass when things go well, and what when they do not."""

import asyncio
import base64
import contextlib
import io
import json
import os
import signal
from pathlib import Path

import pytest
from PIL import Image

from signage.chromium.devtools import BrowserError
from signage.errors import SettingsError
from signage.kiosk import launcher, showing
from signage.kiosk.launcher import keep_playing
from signage.kiosk.options import Options
from signage.kiosk.panel import Plan
from tests.chromium import find_chromium

from .conftest import FLAGS, Launch, processes
from .stand_in import EMPTY, PAGE, UNPAIRED, StandIn

pytestmark = [pytest.mark.browser]


def is_there(number: int) -> bool:
    return Path(f"/proc/{number}/cmdline").exists() and Path(f"/proc/{number}/cmdline").read_bytes() != b""


async def test_it_opens_the_player_and_tells_it_of_the_box_and_the_glass(server: StandIn, launch: Launch) -> None:
    async with launch(server.url, seat="2", token="secret") as kiosk:
        assert await server.hears("opened") == ["?seat=2", "#token=secret", True]
        said = await server.hears("says", 6)
        assert said["can"][:2] == ["screenshot", "restart_browser"] and "panel_on" not in said["can"]
        assert said["box"]["launcher"].startswith("signage ") and said["box"]["memory_free_bytes"] > 0
        assert said["box"]["disk_free_bytes"] > 0 and said["box"]["panel"] == "unknown"
        glass = server.heard["says"][-1]["glass"]
        assert len(glass["fingerprint"]) == 16 and glass["black"] is False
        # A token in the arguments would stand in `ps` for all to see.
        arguments = Path(f"/proc/{kiosk.browser()}/cmdline").read_text()
        assert "secret" not in arguments and "--kiosk" in arguments


async def test_a_screenshot_goes_to_the_page_in_the_size_that_may_be_sent(server: StandIn, launch: Launch) -> None:
    async with launch(server.url, flags=(*FLAGS, "--screen-info={1920x1080}")) as kiosk:
        await server.hears("says")
        await kiosk.ask("01", "screenshot")
        number, picture, at = await server.hears("picture")
        with Image.open(io.BytesIO(base64.b64decode(picture))) as image:
            assert image.format == "WEBP" and max(image.size) == 1280
            red, green, blue = image.convert("RGB").getpixel((100, 100))  # type: ignore[misc]
        assert number == "01" and (red > 180 and green < 30 and blue < 30)
        assert abs(at - await kiosk.evaluate("Date.now()")) < 60_000


async def test_a_renderer_that_was_killed_is_replaced_in_the_same_browser(server: StandIn, launch: Launch) -> None:
    async with launch(server.url) as kiosk:
        await server.hears("says")
        browser = kiosk.browser()
        kiosk.hit_renderers(signal.SIGKILL)
        await server.hears("opened", 2)
        assert kiosk.browser() == browser


async def test_a_page_that_has_stopped_is_noticed_and_the_browser_started_again(
    server: StandIn, launch: Launch
) -> None:
    async with launch(server.url) as kiosk:
        await server.hears("says")
        browser = kiosk.browser()
        kiosk.hit_renderers(signal.SIGSTOP)
        await server.hears("opened", 2)
        assert kiosk.browser() != browser and not is_there(browser)
        server.heard["says"].clear()
        assert (await server.hears("says"))["box"]["browser_restarts"] == 1


async def test_a_script_that_never_ends_is_a_page_that_has_stopped(server: StandIn, launch: Launch) -> None:
    async with launch(server.url) as kiosk:
        await server.hears("says")
        await kiosk.evaluate("setTimeout(() => { for (;;) {} }, 10)")
        await server.hears("opened", 2)


async def test_a_browser_that_was_killed_is_started_again_without_asking_whether_to_restore(
    server: StandIn, launch: Launch, tmp_path: Path
) -> None:
    async with launch(server.url) as kiosk:
        await server.hears("says")
        os.kill(kiosk.browser(), signal.SIGKILL)
        await server.hears("opened", 2)
        preferences = json.loads((tmp_path / "profile" / "Default" / "Preferences").read_bytes())
        assert preferences["profile"]["exit_type"] == "Normal"


async def test_a_restart_that_was_asked_for_is_at_once_and_not_counted_as_a_failure(
    server: StandIn, launch: Launch
) -> None:
    async with launch(server.url) as kiosk:
        await server.hears("says")
        browser = kiosk.browser()
        with contextlib.suppress(BrowserError):  # it may go before it could answer us
            await kiosk.ask("01", "restart_browser")
        await server.hears("opened", 2)
        assert kiosk.browser() != browser and server.heard["answer"] == []
        server.heard["says"].clear()
        assert (await server.hears("says"))["box"]["browser_restarts"] == 0


async def test_a_browser_that_has_run_all_day_begins_anew_in_the_planned_night(
    server: StandIn, launch: Launch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launcher, "OLD_SECONDS", 0)
    async with launch(server.url) as kiosk:
        await server.hears("says", 2)
        browser = kiosk.browser()
        await kiosk.evaluate("Object.assign(said, {off: true, ends: Date.now() + 3600000})")
        await server.hears("opened", 2)
        assert kiosk.browser() != browser
        server.heard["says"].clear()
        assert (await server.hears("says"))["box"]["browser_restarts"] == 0


@pytest.mark.parametrize(
    ("hours", "off_until_hours", "old"),
    [(11, 8, False), (13, 8, True), (13, 0.05, False), (13, None, False), (167, None, False), (169, None, True)],
)
def test_a_browser_is_old_after_half_a_day_at_night_and_after_a_week_where_there_is_none(
    hours: float, off_until_hours: float | None, old: bool
) -> None:
    plan = Plan() if off_until_hours is None else Plan(0, off_until_hours * 3_600_000)
    assert launcher.is_old(hours * 3600, plan, 0) is old


async def test_what_the_box_can_not_do_is_answered_so(server: StandIn, launch: Launch, programs: Path) -> None:
    refuses = programs / "systemctl"
    refuses.write_text("#!/bin/sh\necho 'Interactive authentication required.' >&2\nexit 1\n")
    refuses.chmod(0o755)
    async with launch(server.url) as kiosk:
        await server.hears("says")
        for number, what in (("01", "reboot"), ("02", "panel_off"), ("03", "dance")):
            await kiosk.ask(number, what)
            await server.hears("answer", int(number))
    (_, rebooted, why), (_, panel, _), (_, danced, _) = server.heard["answer"]
    assert (rebooted, panel, danced) == (False, False, False) and "authentication" in why


async def test_the_panel_sleeps_through_a_planned_night_and_wakes_when_the_player_says_so(
    server: StandIn, launch: Launch, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    xset = programs / "xset"
    xset.write_text('#!/bin/sh\necho "$*" >> "$0.log"\n')
    xset.chmod(0o755)
    xset.with_name("xset.log").touch()
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    server.page = PAGE.replace("off: false, begins: Date.now(), ends: Date.now() + 10000", NIGHT)
    assert server.page != PAGE
    async with launch(server.url, panel="dpms") as kiosk:
        await switched(xset, "dpms force off")
        server.heard["says"].clear()
        said = await server.hears("says", 2)
        assert said["box"]["panel"] == "off" and {"panel_on", "panel_off"} <= set(said["can"])
        await kiosk.evaluate("said.ends = Date.now() + 59000")
        await switched(xset, "dpms force on", times=2)  # once at the start
        await kiosk.ask("01", "panel_off")
        assert (await server.hears("answer"))[:2] == ["01", True]
        await switched(xset, "dpms force off", times=2)


NIGHT = "off: true, begins: Date.now() - 600000, ends: Date.now() + 3600000"


async def switched(xset: Path, words: str, times: int = 1) -> None:
    async with asyncio.timeout(60):
        while xset.with_name("xset.log").read_text().splitlines().count(words) < times:
            await asyncio.sleep(0.05)


async def test_a_server_that_is_not_there_leaves_words_on_the_glass_until_it_is(
    server: StandIn, launch: Launch
) -> None:
    await server.stop()
    async with launch(server.url) as kiosk:
        assert "動いていません" in await kiosk.sees("document.querySelector('b') && document.body.innerText")
        assert await kiosk.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(0, 0, 0)"
        await asyncio.sleep(1)
        # A notice is no player: the next start asks first again.
        assert not (kiosk.options.profile / "launcher.json").exists()
        await server.start()
        await server.hears("says")


async def test_a_page_that_reloads_while_the_server_is_away_never_leaves_the_browsers_error(
    server: StandIn, launch: Launch
) -> None:
    async with launch(server.url) as kiosk:
        await server.hears("says")
        await server.stop()
        await kiosk.evaluate("location.reload()")
        assert "サーバー" in await kiosk.sees("document.querySelector('b') && document.body.innerText")
        await server.start()
        await server.hears("opened", 2)


async def test_an_error_page_of_a_proxy_is_no_player(server: StandIn, launch: Launch) -> None:
    async with launch(server.url) as kiosk:
        await server.hears("says")
        server.status, server.page = 502, "<h1>502 Bad Gateway</h1>"
        await kiosk.evaluate("location.reload()")
        assert "プレーヤー" in await kiosk.sees("document.querySelector('b') && document.body.innerText")
        server.status, server.page = 200, PAGE
        await server.hears("opened", 2)


async def test_a_page_whose_files_did_not_come_is_opened_again(
    server: StandIn, launch: Launch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(showing, "FIRST_ANSWER_SECONDS", 1)
    server.page = EMPTY
    async with launch(server.url) as kiosk:
        await kiosk.sees("document.querySelector('b') && document.body.innerText")
        server.page = PAGE
        await server.hears("says")


async def test_an_unpaired_screen_keeps_its_code_on_the_glass(
    server: StandIn, launch: Launch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(showing, "FIRST_ANSWER_SECONDS", 2)
    server.page = UNPAIRED
    async with launch(server.url) as kiosk:
        await server.hears("opened")
        await asyncio.sleep(3)
        assert "482107" in await kiosk.evaluate("document.body.innerText") and len(server.heard["opened"]) == 1


async def test_a_player_that_throws_plays_on(server: StandIn, launch: Launch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(showing, "FIRST_ANSWER_SECONDS", 2)
    server.page = PAGE.replace("heard('says', box);", "heard('says', box); throw new Error('a fault');")
    assert server.page != PAGE
    async with launch(server.url):
        await server.hears("says", 8)
        assert len(server.heard["opened"]) == 1


async def test_a_token_is_given_to_the_page_once_and_another_one_again(server: StandIn, launch: Launch) -> None:
    for token, expected in (("first", "#token=first"), ("first", ""), ("second", "#token=second")):
        server.heard.clear()
        async with launch(server.url, token=token):
            assert (await server.hears("opened"))[1] == expected
            await server.hears("says", 2)


async def test_a_browser_that_has_lost_its_token_is_given_it_again_once(server: StandIn, launch: Launch) -> None:
    async with launch(server.url, token="first"):
        await server.hears("says", 2)
    server.heard.clear()
    server.page = UNPAIRED
    async with launch(server.url, token="first"):
        await server.hears("opened", 2)
        await asyncio.sleep(4)
    assert server.heard["opened"] == ["", "#token=first"]


async def test_a_browser_left_behind_by_a_launcher_that_was_killed_gives_way(
    server: StandIn, launch: Launch, tmp_path: Path
) -> None:
    chromium = find_chromium()
    assert chromium
    profile = tmp_path / "profile"
    left = await asyncio.create_subprocess_exec(
        chromium, *FLAGS, f"--user-data-dir={profile}", "about:blank", stderr=asyncio.subprocess.DEVNULL
    )
    while not (profile / "SingletonLock").is_symlink():
        await asyncio.sleep(0.05)
    async with launch(server.url):
        await server.hears("says")
        assert await left.wait() != 0


async def test_being_stopped_ends_every_process_of_the_browser(server: StandIn, launch: Launch) -> None:
    async with launch(server.url) as kiosk:
        await server.hears("says")
        family = [number for number in processes(None) if group(number) == kiosk.browser()]
        assert len(family) > 2
    assert not [number for number in family if is_there(number)]


def group(number: int) -> int:
    with contextlib.suppress(ProcessLookupError):
        return os.getpgid(number)
    return 0


async def test_two_launchers_do_not_share_a_profile(server: StandIn, launch: Launch, tmp_path: Path) -> None:
    async with launch(server.url) as kiosk:
        await server.hears("says")
        with pytest.raises(SettingsError, match="another launcher has it"):
            await keep_playing(kiosk.options)
        assert len(processes(f"--user-data-dir={tmp_path / 'profile'}")) > 0


async def test_without_a_browser_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BrowserError, match="apt install chromium"):
        await keep_playing(Options("http://127.0.0.1:9", tmp_path / "profile", flags=FLAGS))


async def test_a_browser_that_ends_at_once_is_tried_again_ever_more_slowly(
    launch: Launch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken"
    broken.write_text("#!/bin/sh\necho started >> \"$0.log\"\necho 'no display' >&2\nexit 3\n")
    broken.chmod(0o755)
    waited: list[float] = []
    real = asyncio.sleep

    async def sleep(seconds: float) -> None:
        waited.append(seconds)
        await real(min(seconds, 0.05))

    monkeypatch.setattr(asyncio, "sleep", sleep)
    async with launch("http://127.0.0.1:9", browser=broken):
        while len([one for one in waited if one >= 1]) < 6:
            await real(0.05)
    assert [one for one in waited if one >= 1][:6] == [1, 2, 4, 8, 16, 32]
