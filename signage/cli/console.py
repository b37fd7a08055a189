"""What every command speaks through, and the settings it was told to use."""

from pathlib import Path
from typing import Annotated

import typer
from msgspec.structs import replace
from rich.console import Console
from rich.table import Table
from rich.text import Text

from .. import settings as settings_of
from ..domain.holidays import check_country
from ..errors import InputError, SettingsError
from ..settings import Settings

# What people and files wrote is printed as it is: “[/b]” in a title is no markup.
out, err = (Console(stderr=stderr, markup=False, emoji=False, highlight=False) for stderr in (False, True))
_NO_EDGE = 100_000
Json = Annotated[bool, typer.Option("--json", help="For programs.")]


class Chosen:
    """The settings file that the command line named."""

    file: Path | None = None

    @classmethod
    def settings(cls, environment: dict[str, str] | None = None) -> Settings:
        """Raises SettingsError, also for a country that is none: the layer of settings knows no countries."""
        settings = settings_of.load(cls.file, environment)
        try:
            return replace(settings, country=check_country(settings.country))
        except InputError as problem:
            raise SettingsError(problem.message, "country") from problem


def print_whole(table: Table) -> None:
    """A table as wide as it needs where no terminal has an edge: a program that reads it is to find every address whole."""
    if not out.is_terminal:
        table.width = out.measure(table, options=out.options.update(width=_NO_EDGE)).maximum
    out.print(table, crop=False)


def tell_problem(message: str) -> None:
    err.print(Text.assemble(("problem", "red"), "  ", message), soft_wrap=True)


def tell_note(message: str) -> None:
    err.print(Text.assemble(("note", "yellow"), "  ", message), soft_wrap=True)
