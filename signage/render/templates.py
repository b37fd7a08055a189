"""The templates of the slides: ours and, before them, those of one's own, in a sandbox (docs/templates.md)."""

import traceback
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import (
    ChoiceLoader,
    FileSystemLoader,
    FunctionLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    meta,
)
from jinja2.sandbox import SandboxedEnvironment

from ..errors import RenderError

OURS = Path(__file__).parent.parent / "templates" / "slides"

_FOLDER = "templates"
"""Where templates of one's own lie in the input, named in what is said of them."""

OwnTemplates = tuple[tuple[str, str], ...]
"""Name and text of each template of one's own, and of the style sheets (NAME.css beside NAME.html) that go with them."""

_NO_MARKUP = "a style sheet holds rules only, no “<”"
_Source = tuple[str, str, Callable[[], bool]]


def render_template(own: OwnTemplates, name: str, **given: Any) -> str:
    """The page that a template makes of what it is given. Raises RenderError that names template and line."""
    try:
        return _environment(own).get_template(name).render(**given)
    except TemplateSyntaxError as error:
        raise RenderError(error.message or "not a template", _place(error.name or name, error.lineno, own)) from error
    except TemplateNotFound as error:
        raise RenderError(f"there is no template “{error.name}”", _where(error, name, own)) from error
    except Exception as error:
        raise RenderError(str(error) or type(error).__name__, _where(error, name, own)) from error


def own_style(own: OwnTemplates, name: str) -> str:
    """The rules that a template of one's own adds to the slide's. Raises RenderError."""
    sheet = f"{name.removesuffix('.html')}.css"
    rules = dict(own).get(sheet, "")
    if "<" in rules:
        raise RenderError(_NO_MARKUP, _place(sheet, 0, own))
    return rules


def check_templates(own: OwnTemplates) -> list[str]:
    """What is wrong with templates of one's own before any slide is made of them: each names its file and line."""
    return [problem for name, text in own for problem in _problems(own, name, text)]


def names_of(own: OwnTemplates) -> set[str]:
    """All that a playlist may name: ours, and one's own."""
    return {path.name for path in OURS.glob("*.html")} - {"frame.html", "text.html"} | {
        name for name, _ in own if name.endswith(".html")
    }


def _problems(own: OwnTemplates, name: str, text: str) -> list[str]:
    if name.endswith(".css"):
        return [f"{_place(name, 0, own)}: {_NO_MARKUP}"] if "<" in text else []
    environment, ours = _environment(own), {path.name for path in OURS.glob("*.html")}
    known = {*dict(own), *ours, *(f"signage/{one}" for one in ours)}
    try:
        environment.compile(text, name)
        wanted = meta.find_referenced_templates(environment.parse(text))
        lacking = [one for one in wanted if one and one not in known]
    except TemplateSyntaxError as error:
        return [f"{_place(name, error.lineno, own)}: {error.message}"]
    return [f"{_place(name, 0, own)}: there is no template “{one}”" for one in lacking]


@lru_cache(maxsize=8)
def _environment(own: OwnTemplates) -> SandboxedEnvironment:
    """Templates of one's own come before ours, and reach ours as “signage/NAME”; none reaches beyond what it is given."""
    texts, ours = dict(own), FileSystemLoader(OURS)

    def load(name: str) -> _Source | None:
        return (texts[name], name, lambda: True) if name in texts else None

    loader = ChoiceLoader([FunctionLoader(load), ours, PrefixLoader({"signage": ours})])
    return SandboxedEnvironment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def _where(error: Exception, name: str, own: OwnTemplates) -> str:
    """The line of the template nearest to where it went wrong; Jinja puts templates into the traceback."""
    ours = {str(path): path.name for path in OURS.glob("*.html")}
    known = {**ours, **{one: one for one, _ in own}}
    places = [
        (known[step.filename], step.lineno)
        for step in traceback.extract_tb(error.__traceback__)
        if step.filename in known
    ]
    return _place(*(places[-1] if places else (name, 0)), own)


def _place(name: str, line: int | None, own: OwnTemplates) -> str:
    path = f"{_FOLDER}/{name}" if name in dict(own) else name
    return f"{path}, line {line}" if line else path
