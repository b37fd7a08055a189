"""Templates of one's own: the text files of the input's templates folder (docs/templates.md)."""

from collections.abc import Collection
from pathlib import Path

from ..errors import SourceError
from .folder import counts, nameable, read_text

FOLDER = "templates"
SUFFIXES = (".html", ".css")


def load_templates(root: Path, last: Collection[tuple[str, str]] = ()) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    """Name and text of each, and why any could not be read: such a one stays as it was among the `last`, if it was.

    Blocking: call it in a thread.
    """
    texts, problems, known = list[tuple[str, str]](), list[str](), dict(last)
    for path in sorted(path for suffix in SUFFIXES for path in (root / FOLDER).rglob(f"*{suffix}")):
        name = path.relative_to(root)
        if not (counts(name) and nameable(name) and path.is_file()):
            continue
        own = path.relative_to(root / FOLDER).as_posix()
        try:
            texts.append((own, read_text(root, name.as_posix())))
        except SourceError as problem:
            problems.append(str(problem))
            texts += [(own, known[own])] if own in known else []
    return tuple(texts), problems
