"""The launcher by itself, for small boxes."""

import sys

import typer

from ..errors import SignageError
from .command import kiosk


def main() -> None:
    try:
        typer.run(kiosk)
    except SignageError as problem:
        print(f"problem  {problem}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
