"""Slides to be made, as a worker process takes them: a batch in, a slide or a reason for each out."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec
from jinja2 import TemplateNotFound

from ..brand import Brand
from ..domain.content import Period
from ..domain.links import Codes
from ..errors import RenderError, WorkerError
from .assets import Assets
from .slides import Slide, build_slide
from .subject import Subject, asks_for_code
from .templates import OURS, OwnTemplates

_CODE = Path(__file__).parent
_DIGITS = 64


class Look(msgspec.Struct, frozen=True):
    """All that goes into every slide beside its item; `templates` are one's own."""

    brand: Brand
    assets: Assets
    timezone: str = "Asia/Tokyo"
    """Decides on which day a publication falls."""
    country: str = "JP"
    """Whose public holidays a date names."""
    templates: OwnTemplates = ()
    codes: Codes = Codes()
    """What codes say: an address that counts, or their target itself."""


def look_digest(look: Look) -> str:
    """Two SHA-256 (hex), one after the other. The first changes with brand, shared files, templates and the code that draws:
    then every slide is made anew. The second changes with what codes say, and concerns slides that bear one.
    """
    digest = hashlib.sha256(msgspec.json.encode(msgspec.structs.replace(look, codes=Codes())))
    for path in sorted([*_CODE.rglob("*"), *OURS.rglob("*")]):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest() + hashlib.sha256(msgspec.json.encode(look.codes)).hexdigest()


def recipe(subject: Subject, look_digest: str) -> str:
    """SHA-256 (hex) of all that decides the slide's bytes. Place in the source, period, pin, where it shows, how long a
    picture may be used and who made a link don't.
    """
    items = [
        msgspec.structs.replace(item, position=0, period=Period(), places=(), pinned=False) for item in subject.items
    ]
    media = [one and msgspec.structs.replace(one, ends_at=None) for one in subject.media]
    link = subject.link and (subject.link.code, subject.link.target, subject.link.dead_since is not None)
    asked = msgspec.json.encode((subject.key, items, media, subject.format, link))
    is_coded = len(subject.items) == 1 and asks_for_code(subject.items[0], subject.key)
    look = look_digest if is_coded else look_digest[:_DIGITS]
    return hashlib.sha256(look.encode() + asked).hexdigest()


def make_slides(subjects: Sequence[Subject], look: Look) -> list[Slide | RenderError]:
    """A slide, or why there is none, for each subject.

    Raises WorkerError where memory or a file was lacking: what is refused stays so until it is edited, and that may pass.
    """
    return [_make(subject, look) for subject in subjects]


def _make(subject: Subject, look: Look) -> Slide | RenderError:
    try:
        return build_slide(
            subject,
            look.brand,
            look.assets,
            look.templates,
            timezone=look.timezone,
            country=look.country,
            codes=look.codes,
        )
    except Exception as problem:  # noqa: BLE001 one item that a template chokes on must not cost the others theirs
        return _why_not(problem)


def _why_not(problem: Exception) -> RenderError:
    said = str(problem) if isinstance(problem, RenderError) else f"{type(problem).__name__}: {problem}"
    if _may_pass(problem):
        raise WorkerError(f"could not be drawn this time ({said})") from problem
    return problem if isinstance(problem, RenderError) else RenderError(f"could not be drawn ({said})")


def _may_pass(problem: BaseException) -> bool:
    """Whether memory or a file was lacking, whoever has put that into words since. A template that isn't there is no file."""
    while problem.__cause__:
        problem = problem.__cause__
    return isinstance(problem, (MemoryError, OSError)) and not isinstance(problem, TemplateNotFound)
