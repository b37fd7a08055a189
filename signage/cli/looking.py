"""Looking without changing anything: what is wrong, and what a display shows and why."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
import typer

from ..actions.check_input import Finding, check_input
from ..actions.check_slides import check_slides
from ..domain.explain import Explanation, explain
from ..store.blobs import Blobs
from ..store.catalogue import CatalogueKeeper
from ..store.database import NONE_YET, Database, opened
from ..words import Words
from .console import Chosen, Json, err, out, tell_note, tell_problem
from .through_glass import tell_through_glass

FIRST_YEAR, LAST_YEAR = 2000, 2100
A_MINUTE = timedelta(minutes=1)
PAST: Words = {
    "ja": "過去の日時です。いまの内容と番組表から答えています。そのとき実際に公開していたものは、職員用ページの「日時で見る」（/time）で見られます。",
    "en": "That is past: this is what today's content and schedule say of it. What was really published then is on the staff's page /time.",
}


def check(
    slides: Annotated[
        bool, typer.Option("--slides", help="Every slide on air instead, on every display: what people can't read.")
    ] = False,
    glass: Annotated[
        bool, typer.Option("--glass", help="With --slides: each opened in a Chromium too, its QR code photographed.")
    ] = False,
) -> None:
    """Looks for every problem in settings, folders, playlists and sources, each with its place."""
    settings = Chosen.settings()
    if slides or glass:
        unread = asyncio.run(_check_slides())
        if glass:
            unread |= asyncio.run(tell_through_glass(settings))
        if unread:
            raise typer.Exit(1)
        return
    file = Database(settings.database_url).file
    found = [Finding(f"{file}: {NONE_YET}", serious=False)] if file and not file.is_file() else []
    found += asyncio.run(check_input(settings, datetime.now(UTC)))
    for finding in found:
        tell_problem(finding.message) if finding.serious else tell_note(finding.message)
    if any(finding.serious for finding in found):
        raise typer.Exit(1)
    notes = "1 note" if len(found) == 1 else f"{len(found)} notes"
    out.print(f"{notes}, no problems." if found else "No problems.")


async def _check_slides() -> bool:
    """Whether something can't be read and nobody has said yes to that."""
    settings = Chosen.settings()
    async with opened(settings.database_url, make=False) as database:
        found = await check_slides(database, Blobs(settings.data_path / "blobs"))
    serious = 0
    for line in found.lines:
        serious += line.serious
        tell_problem(line.says["ja"]) if line.serious else tell_note(line.says["ja"])
        err.print(f"    {line.says['en']}", style="dim", soft_wrap=True)
    out.print(f"{len(found.shown)} slides on {found.displays} displays looked at; {serious} can't be read.")
    if found.unexamined:
        out.print(
            f"{found.unexamined} were made by an older version and not measured; they are made anew at its next start."
        )
    return serious > 0


def explain_display(
    display: Annotated[str, typer.Argument(help="Id of the display.")],
    at: Annotated[str, typer.Option(help="ISO moment; without a zone: wall time at the display. Default: now.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Also of each item that does not show: why not.")] = False,
    json: Json = False,
) -> None:
    """What a display shows at a moment, what lost to what, and with --all what is over or not yet."""
    explanation = asyncio.run(_explain(display, at))
    if json:
        print(msgspec.json.encode(explanation).decode())
    else:
        _print_explanation(explanation, every)


async def _explain(display: str, at: str) -> Explanation:
    async with opened(Chosen.settings().database_url, make=False) as database:
        catalogue = await CatalogueKeeper(database).current()
    if display not in catalogue.displays:
        known = ", ".join(catalogue.displays) or "none yet"
        raise typer.BadParameter(f"there is no display “{display}”; there are: {known}")
    zone = ZoneInfo(catalogue.places[catalogue.displays[display].place].timezone)
    return explain(catalogue, display, _moment(at, zone) if at else datetime.now(UTC))


def _moment(at: str, zone: ZoneInfo) -> datetime:
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as problem:
        raise typer.BadParameter(f"“{at}” is no ISO moment such as 2026-11-22T15:00") from problem
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise typer.BadParameter(f"“{at}” is too far away; name a year from {FIRST_YEAR} to {LAST_YEAR}")
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _print_explanation(explanation: Explanation, every: bool) -> None:
    """What does not show stands behind --all: in a city's feeds that is most, and it would push the answer off the window."""
    if explanation.at < datetime.now(UTC) - A_MINUTE:
        _print_both(PAST)
    shown = [one for one in explanation.items if every or one.code == "in_loop"]
    for sentence in msgspec.structs.replace(explanation, items=tuple(shown)).sentences():
        _print_both(sentence)
    if left := len(explanation.items) - len(shown):
        _print_both(
            {
                "ja": f"映らないものが、ほかに{left}件あります。--all で、それぞれの理由を表示します。",
                "en": f"{left} more don't show; --all says of each why.",
            }
        )


def _print_both(sentence: Words) -> None:
    out.print(sentence["ja"], soft_wrap=True)
    out.print(f"  {sentence['en']}", style="dim", soft_wrap=True)
