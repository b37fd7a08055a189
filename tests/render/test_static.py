"""The floor of the engines that panels carry: Chromium 69."""

import re
from pathlib import Path

import pytest

from signage.render.assets import Assets

from .conftest import ROOT, Build
from .samples import SURVEY

STATIC = ROOT / "signage" / "static" / "slide"
TOO_NEW_CSS = (
    r"\bclamp\(|\bmin\(|\bmax\(|aspect-ratio\s*:|\binset\b|\bgap\s*:|:is\(|:where\(|@layer|@container|\bdv[hw]\b"
)
TOO_NEW_JS = (
    r"\?\.|\?\?|\*\*=|this\.#|^\s*#\w|\.at\(|replaceAll|structuredClone|allSettled|globalThis|\bimport\b|\bclass\s"
)


def without_comments(path: Path) -> str:
    text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S)
    return re.sub(r"(?m)(^|\s)//.*$", "", text)


def test_the_stylesheet_stays_below_the_feature_floor() -> None:
    assert not re.findall(TOO_NEW_CSS, without_comments(STATIC / "slide.css"))


def test_a_slide_s_own_style_stays_below_the_feature_floor(build: Build) -> None:
    style = re.search(r"<style>(.*?)</style>", build(SURVEY).html.decode(), re.S)
    assert style is not None
    assert not re.findall(TOO_NEW_CSS, style.group(1).replace("max-aspect-ratio:", ""))


def test_the_script_stays_below_the_feature_floor(shared: tuple[Assets, dict[str, bytes]]) -> None:
    assert not re.findall(TOO_NEW_JS, without_comments(STATIC / "slide.js"))


NAMES_ONLY = {"http://www.w3.org", "https://www.city.example"}
"""A namespace, which nobody asks for, and an example in a form."""


@pytest.mark.parametrize("folder", ["signage/static", "signage/templates", "players/kiosk"])
def test_nothing_of_ours_names_an_external_address(folder: str) -> None:
    files = [path for path in (ROOT / folder).rglob("*") if path.is_file() and "vendor" not in path.parts]
    named = [(path.name, said) for path in files for said in external(path.read_text("utf-8"))]
    assert files and [(path, said) for path, said in named if said not in NAMES_ONLY] == []


def external(text: str) -> list[str]:
    return re.findall(r"(?:https?:)?//[\w-]+(?:\.[\w-]+)+", text)


@pytest.mark.parametrize(
    "text", ['<script src="https://evil.example">', "url(//cdn.example.com?x)", 'fetch("https://my-cdn.example/x")']
)
def test_an_external_address_is_found_however_it_is_written(text: str) -> None:
    assert external(text)
