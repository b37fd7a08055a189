"""No pattern takes for a text of some hundred letters what makes a longer one hold the server up."""

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from pathlib import Path
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import signage

LONG = 400
AT_MOST_SECONDS = 0.15
"""Of the processor, fifty times what a pattern takes that goes over the text once for each of its letters."""
_OF_A_CATEGORY = {"CATEGORY_SPACE": " ", "CATEGORY_DIGIT": "1", "CATEGORY_NOT_WORD": "-"}


def patterns() -> Iterator[tuple[re.Pattern[Any], bool]]:
    """Those that modules keep and those that are written where they are used; with whether they are to fit a whole text."""
    for found in pkgutil.walk_packages(signage.__path__, "signage."):
        if not re.search(r"__main__|migrations|kiosk", found.name):
            module = importlib.import_module(found.name)
            text = Path(str(module.__file__)).read_text("utf-8")
            for name, one in vars(module).items():
                if isinstance(one, re.Pattern):
                    yield one, f"{name}.fullmatch(" in text
            yield from _in_place(text)


def _in_place(text: str) -> Iterator[tuple[re.Pattern[Any], bool]]:
    for node in ast.walk(ast.parse(text)) if "re." in text else ():
        if isinstance(node, ast.Call) and (called := ast.unparse(node.func)).startswith("re.") and node.args:
            written = node.args[0]
            if called != "re.compile" and isinstance(written, ast.Constant) and isinstance(written.value, str | bytes):
                yield re.compile(written.value), called == "re.fullmatch"


def letters(parsed: Any) -> Iterator[str]:
    """A letter for each thing that a pattern waits for."""
    for kind, value in parsed:
        if kind is kinds.LITERAL:
            yield chr(value)
        elif kind is kinds.RANGE:
            yield chr(value[0])
        elif kind is kinds.CATEGORY:
            yield _OF_A_CATEGORY.get(str(value), "a")
        elif kind is kinds.IN:
            yield from letters(value)
        elif kind is kinds.BRANCH:
            for one in value[1]:
                yield from letters(one)
        elif kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT):
            yield from letters(value[2])
        elif kind is kinds.SUBPATTERN:
            yield from letters(value[3])


def repeats(parsed: Any) -> int:
    """How often it says “as many as there are”: with one alone nothing multiplies."""
    return str(parsed).count("MAXREPEAT")


def texts(pattern: re.Pattern[Any]) -> Iterator[Any]:
    """What begins as the pattern wants it, goes on for long, and ends otherwise."""
    own = list(dict.fromkeys(letters(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE))))[:8]
    pumped = [*own, "a", *(a + b for a in own[:4] for b in own[:4] if a != b)]
    for text in (f"{begin}{pump * (LONG // len(pump))}\x01" for pump in pumped for begin in ("", *own[:2])):
        yield text.encode() if isinstance(pattern.pattern, bytes) else text


def test_no_pattern_goes_over_a_text_again_and_again() -> None:
    found = {one for one in patterns() if repeats(parser.parse(one[0].pattern, one[0].flags & ~re.UNICODE)) > 1}
    assert len(found) > 50
    slow = []
    for pattern, whole in found:
        for text in texts(pattern):
            begun = time.process_time()
            pattern.fullmatch(text) if whole else pattern.search(text)
            if time.process_time() - begun > AT_MOST_SECONDS:
                slow.append((pattern.pattern, text[:8]))
                break
    assert slow == []
