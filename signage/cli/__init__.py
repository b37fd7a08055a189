"""The commands."""

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from ..errors import SignageError
from . import links
from .console import Chosen, tell_problem
from .keeping import backup_all, export_all, restore_all, sweep_now
from .kiosk import kiosk
from .looking import check, explain_display
from .notifications import send_trial
from .posters import make
from .running import demo, serve, version
from .sharing import share
from .showing import erase, show, withdraw
from .sources import import_displays_file, import_places_file, preview
from .users import add, disable, listed, no_codes, password

# In the order in which --help lists them.
COMMANDS: dict[str, Callable[..., None]] = {
    "serve": serve,
    "demo": demo,
    "check": check,
    "explain": explain_display,
    "withdraw": withdraw,
    "show": show,
    "share": share,
    "backup": backup_all,
    "restore": restore_all,
    "export": export_all,
    "erase": erase,
    "sweep": sweep_now,
    "kiosk": kiosk,
    "version": version,
}
SOURCE: dict[str, Callable[..., None]] = {"preview": preview}
IMPORT: dict[str, Callable[..., None]] = {"places": import_places_file, "displays": import_displays_file}
USER: dict[str, Callable[..., None]] = {
    "add": add,
    "list": listed,
    "disable": disable,
    "password": password,
    "no-codes": no_codes,
}
LINKS: dict[str, Callable[..., None]] = {
    "list": links.listed,
    "add": links.add,
    "retarget": links.retarget,
    "expire": links.expire,
}
NOTIFICATIONS: dict[str, Callable[..., None]] = {"test": send_trial}
POSTERS: dict[str, Callable[..., None]] = {"make": make}

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
source_app = typer.Typer(help="Where items come from.", no_args_is_help=True)
import_app = typer.Typer(help="Places and displays out of CSV files.", no_args_is_help=True)
user_app = typer.Typer(help="Who may log in to the pages.", no_args_is_help=True)
notifications_app = typer.Typer(help="Who is told of failing screens.", no_args_is_help=True)
posters_app = typer.Typer(help="Posters with codes of their own.", no_args_is_help=True)
links_app = typer.Typer(help="Where codes lead.", no_args_is_help=True)
GROUPS = (
    (app, COMMANDS),
    (source_app, SOURCE),
    (import_app, IMPORT),
    (user_app, USER),
    (notifications_app, NOTIFICATIONS),
    (links_app, LINKS),
    (posters_app, POSTERS),
)


@app.callback()
def choose(
    settings: Annotated[Path | None, typer.Option(help="Settings file; default: signage.toml where you are.")] = None,
) -> None:
    Chosen.file = settings


for group, commands in GROUPS:
    for name, command in commands.items():
        group.command(name)(command)
app.add_typer(source_app, name="source")
app.add_typer(import_app, name="import")
app.add_typer(user_app, name="user")
app.add_typer(notifications_app, name="notifications")
app.add_typer(links_app, name="links")
app.add_typer(posters_app, name="posters")


def main() -> None:
    """Runs a command. Whoever typed it reads a sentence, never a traceback, unless SIGNAGE_DEBUG is set."""
    try:
        app()
    except Exception as problem:
        if os.environ.get("SIGNAGE_DEBUG"):
            raise
        tell_problem(_sentence(problem))
        sys.exit(1)


CURES = {
    errno.ENOSPC: "; make room there, or name another folder (`data` in the settings, or the file that you gave)",
    errno.EDQUOT: "; make room there, or name another folder (`data` in the settings, or the file that you gave)",
    errno.EROFS: "; name a folder that can be written to (`data` in the settings), or mount it so",
    errno.EACCES: "; give it to whoever runs the server (chown), or start as that user",
    errno.EPERM: "; give it to whoever runs the server (chown), or start as that user",
}
"""What to do about what the machine says."""


def _sentence(problem: Exception) -> str:
    if isinstance(problem, SignageError):
        return str(problem)
    if isinstance(problem, OSError) and problem.strerror:
        where = f"{problem.filename}: " if problem.filename else ""
        return f"{where}{problem.strerror}{CURES.get(problem.errno or 0, '')}"
    said = " ".join(str(problem).split())
    return f"this is a fault of the program ({type(problem).__name__}: {said}); with SIGNAGE_DEBUG=1 it says where"
