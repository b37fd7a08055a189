"""Templates of one's own: the text files of the input's templates folder (docs/templates.md)."""

from pathlib import Path

from ..errors import SourceError
from .folder import counts, nameable, read_text

FOLDER = "templates"
SUFFIXES = (".html", ".css")


def load_templates(root: Path) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    """Name and text of each, and why any could not be read. Blocking: call it in a thread."""
    texts, problems = list[tuple[str, str]](), list[str]()
    for path in sorted(path for suffix in SUFFIXES for path in (root / FOLDER).rglob(f"*{suffix}")):
        name = path.relative_to(root)
        if not (counts(name) and nameable(name) and path.is_file()):
            continue
        try:
            texts.append((path.relative_to(root / FOLDER).as_posix(), read_text(root, name.as_posix())))
        except SourceError as problem:
            problems.append(str(problem))
    return tuple(texts), problems
