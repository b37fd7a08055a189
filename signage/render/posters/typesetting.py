"""Typst, kept in a folder of its own: it reads what lies there, no font of the machine, nothing from any network.

Runs in a worker (workers.py), which ends what takes too long or too much memory.
"""

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from ...errors import RenderError

OURS = Path(__file__).parents[2] / "templates" / "posters"
FOLDER = "templates/posters"
"""Where templates of one's own lie in the input, named in what is said of them."""

SECONDS = 30.0
"""A worker may take so long for one part of an order, or for trying a template."""

_NOWHERE = "http://127.0.0.1:9"
"""Where a package would be asked for: nothing listens on the discard port."""
_PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")

_PREFIX = "signage-poster-"
_PACKAGE = re.compile(r"""["']@[a-z][\w-]*/""")
_LOOP = re.compile(r"\b(while|for)\b")
_PLACE = re.compile(r"┌─ (?P<file>[^\s:]+):(?P<line>\d+):\d+")


def typeset(main: str, files: Mapping[str, bytes], data: Any, vendor: str, *, ppi: float | None = None) -> bytes:
    """The PDF, else (with `ppi`) a PNG of the first page, that the template `main` makes of `data`.

    Raises RenderError naming file and line.
    """
    with _folder(files, data) as root:
        compiler = typst.Compiler(
            str(root / main),
            root=str(root),
            font_paths=_fonts(vendor),
            ignore_system_fonts=True,
            package_path=str(root / "packages"),
            package_cache_path=str(root / "packages"),
        )
        try:
            made = compiler.compile(format="png" if ppi else "pdf", ppi=ppi or 144.0, pdf_tags=False)
        except typst.TypstError as error:
            raise _told(error, main, root) from error
    return made[0] if isinstance(made, list) else made or b""


@lru_cache(maxsize=32)
def as_pdf(svg: str, vendor: str) -> bytes:
    """A drawing as a PDF: a file of many sheets holds it once, where an SVG would be drawn anew on each."""
    main = '#set page(width: auto, height: auto, margin: 0mm, fill: none)\n#image("drawing.svg")'
    return typeset("main.typ", {"main.typ": main.encode(), "drawing.svg": svg.encode()}, None, vendor)


def check_source(name: str, text: str) -> None:
    """Refuses what could only fail later, and says so at its line. Raises RenderError."""
    for number, line in enumerate(text.splitlines(), 1):
        if _PACKAGE.search(line.partition("//")[0]):
            raise RenderError("packages are not available here; write it without", f"{FOLDER}/{name}, line {number}")


def loops_of(text: str) -> list[int]:
    """The lines where something is repeated: where to look in a template that never ends."""
    return [n for n, line in enumerate(text.splitlines(), 1) if _LOOP.search(line.partition("//")[0])]


def repeated_in(files: Mapping[str, bytes], template: str) -> str:
    """What is said of a template that had to be stopped: where in it to look; empty of one that is not one's own."""
    source = files.get(f"{template}.typ")
    lines = ", ".join(map(str, loops_of(source.decode("utf-8", "replace")))) if source else ""
    return f"; what it repeats begins in line {lines}" if lines else ""


@contextmanager
def _folder(files: Mapping[str, bytes], data: Any) -> Iterator[Path]:
    _forget_the_dead()
    with tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-") as folder:
        root = Path(folder).resolve()
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        (root / "data.json").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
        yield root


def _forget_the_dead() -> None:
    """A worker that was stopped could not take its folder away: the next one does."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        pid = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if pid.isdecimal() and not Path(f"/proc/{pid}").exists() and Path("/proc/self").exists():
            shutil.rmtree(folder, ignore_errors=True)


@lru_cache(maxsize=2)
def _fonts(vendor: str) -> typst.Fonts:
    """The slides' own faces, and no other: a letter that they lack must not come from somewhere else."""
    os.environ.update(dict.fromkeys(_PROXIES, _NOWHERE))
    os.environ.pop("NO_PROXY", None)
    os.environ.pop("no_proxy", None)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[vendor])
    if not fonts.families():
        raise RenderError("the fonts of the slides are missing; run the set-up", vendor)
    return fonts


def _told(error: typst.TypstError, main: str, root: Path) -> RenderError:
    """The template's own sentence with the file and line it is about."""
    said = " ".join(str(error.message).split()) or "it can't be read"
    hints = "; ".join(error.hints or ())
    found = _PLACE.search(error.diagnostic or "")
    file, line = (found["file"].rpartition(f"{root.name}/")[2], found["line"]) if found else (main, "")
    return RenderError(f"{said} ({hints})" if hints else said, f"{FOLDER}/{file}" + (f", line {line}" if line else ""))
