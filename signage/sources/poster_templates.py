"""Templates of posters of one's own: the files of the input's templates/posters/ (docs/templates.md)."""

from pathlib import Path

from .folder import counts, nameable, read_file

FOLDER = "templates/posters"
SUFFIXES = (".typ", ".svg", ".png", ".jpg", ".jpeg")
LIMIT_BYTES = 4_000_000
MOST_FILES = 50


def load_poster_templates(root: Path) -> tuple[tuple[str, bytes], ...]:
    """Name (in that folder) and content of each file a poster may use. Raises SourceError. Blocking: call it in a thread."""
    folder = root / FOLDER
    paths = [path for path in sorted(folder.rglob("*")) if path.suffix.lower() in SUFFIXES and path.is_file()]
    names = [path.relative_to(folder).as_posix() for path in paths]
    wanted = [name for name in names if counts(Path(name)) and nameable(Path(name))]
    return tuple((name, read_file(folder, name, LIMIT_BYTES)) for name in wanted[:MOST_FILES])


def own_names(files: tuple[tuple[str, bytes], ...]) -> list[str]:
    """The templates among them, as an order names one: those that lie in the folder itself."""
    return [name.removesuffix(".typ") for name, _ in files if name.endswith(".typ") and "/" not in name]
