"""`signage check --slides --glass`: every slide on air in a real browser, and what is wrong with it."""

from ..actions.look_through_glass import look_through_glass
from ..settings import Settings
from ..store.blobs import Blobs
from ..store.database import opened
from .console import err, out, tell_note, tell_problem


async def tell_through_glass(settings: Settings) -> bool:
    """Prints what was found, what can't be read first; returns whether there is any of that. Raises BrowserError, RenderError."""
    looked = 0
    async with opened(settings.database_url, make=False) as database:
        with err.status("Chromium …") as status:

            def tell(done: int, all: int) -> None:
                nonlocal looked
                looked = done
                status.update(f"{done} of {all} slides looked at through glass")

            lines = await look_through_glass(database, Blobs(settings.data_path / "blobs"), settings.chromium, tell)
    for line in lines:
        tell_problem(line.says["ja"]) if line.serious else tell_note(line.says["ja"])
        err.print(f"    {line.says['en']}", style="dim", soft_wrap=True)
    serious = sum(line.serious for line in lines)
    out.print(f"{looked} slides looked at in a browser; {serious} things can't be read.")
    return serious > 0
