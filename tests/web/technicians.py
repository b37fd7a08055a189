"""A display with a player that can be told what to say, over the real API; and a technician who looks at it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from signage.domain.commands import COMMANDS
from signage.domain.displays import Display
from signage.store.displays import token_digest
from tests.factories import a_display
from tests.web.sites import SLIDE, Site

API = "/api/v1/player"
ON_THE_BOX = {"screenshot", "restart_browser", "reboot", "panel_off", "panel_on"}
BROWSER = tuple(name for name in COMMANDS if name not in ON_THE_BOX)


class FakePlayer:
    """Speaks for one display as a player does. `wrong` says that nothing has been drawn for so long."""

    def __init__(self, site: Site, display: Display | None = None) -> None:
        self.site = site
        self.display = display or a_display()
        token = f"the token of {self.display.id}"
        self.headers = {"Authorization": f"Bearer {token}"}
        site.desk.manifests.know({token_digest(token): self.display.id})
        site.show(self.display)

    async def says(self, *, wrong: timedelta | None = None, can: Sequence[str] = tuple(COMMANDS), **more: Any) -> Any:
        """Sends a heartbeat; what the server answers."""
        now = datetime.now(UTC).timestamp() * 1000
        manifest = await self.site.client.get(f"{API}/manifest", headers=self.headers)
        begins = now - (wrong.total_seconds() * 1000 if wrong else 1000)
        beat = {
            "at": now,
            "etag": manifest.headers["ETag"].strip('"'),
            "slide": SLIDE,
            "begins": begins,
            "painted": None if wrong else begins,
            "engine": "Chrome/130.0",
            "uptime_ms": 3_600_000,
            "clock": {"offset_ms": 4, "uncertain_ms": 20, "renewed_at": now},
            "cached_until": now + 7 * 86_400_000,
            "can": list(can),
            **more,
        }
        answer = await self.site.client.post(f"{API}/heartbeat", headers=self.headers, json=beat)
        assert answer.status == 200, await answer.text()
        return await answer.json()

    async def answers(self, *, ok: bool = True, detail: str = "", **beat: Any) -> str:
        """Takes the oldest command that waits, and tells its outcome; its name."""
        command = (await self.says(**beat))["commands"][0]
        body = {"ok": ok, "detail": detail}
        answer = await self.site.client.post(f"{API}/commands/{command['id']}", headers=self.headers, json=body)
        assert answer.status == 204
        return str(command["name"])
