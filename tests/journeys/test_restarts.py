"""A server that dies again and again is nothing that a passer-by could see."""

import pytest

from tests.chromium import Browser
from tests.journeys.demo_process import DemoProcess, open_players, published, write_playlist
from tests.soak.restarts import killed_and_back

pytestmark = [pytest.mark.browser, pytest.mark.alone]


async def test_a_server_killed_five_times_leaves_no_gap_on_the_glass(demo: DemoProcess, browser: Browser) -> None:
    write_playlist(demo, transition="fade")
    await published(demo, lambda found: found["slides"][0]["ms"] == 2000)
    page = (await open_players(demo, browser))[0]
    await page.wait_for("signage.cached[0] === signage.cached[1]", 60)
    found = await killed_and_back(demo, page, 5)
    assert (found["gaps"], found["blank"], found["corner"]) == (0, 0, ""), found
