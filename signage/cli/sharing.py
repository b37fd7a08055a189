"""Items for the city's own accounts, out of the command line."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from ..actions.share_item import share_item
from .console import Chosen, out


def share(
    item: Annotated[str, typer.Argument(help="Id of the item, as `signage explain` names it.")],
    out_folder: Annotated[
        Path, typer.Option("--out", help="Folder for the pictures; made if it isn't there.")
    ] = Path(),
    language: Annotated[str, typer.Option(help="ja, en, …; default: the item's first.")] = "",
) -> None:
    """Writes an item's pictures for social media (PNG, three shapes) and prints its text, its address and the alt text."""
    shared = asyncio.run(share_item(Chosen.settings(), item, language, datetime.now(UTC)))
    out_folder.mkdir(parents=True, exist_ok=True)
    for name, png in shared.pictures.items():
        (out_folder / name).write_bytes(png)
        out.print(f"{out_folder / name}", soft_wrap=True)
    for words in (shared.post.text, shared.post.address, shared.post.picture):
        out.print(f"\n{words}" if words else "", soft_wrap=True)
