"""Everything that staff read is there in both languages."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "signage" / "templates"
PRINTED = {"sticker.html"}
"""What is printed once for everybody holds both languages at the same time."""
PAGES = sorted(
    path for room in ("staff", "technician") for path in (TEMPLATES / room).glob("*.html") if path.name not in PRINTED
)
_JAPANESE = re.compile(r"[぀-ヿ一-鿿]")
_WORDS = re.compile(r"\{\s*\"ja\":.*?\"en\":.*?\}", re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_template_says_anything_in_japanese_alone(page: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", page.read_text("utf-8"), flags=re.DOTALL)
    lines = _WORDS.sub("", text).splitlines()
    left = [line.strip() for line in lines if _JAPANESE.search(line) and 'language == "ja"' not in line]
    assert left == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_words_are_empty(page: Path) -> None:
    for words in _WORDS.findall(page.read_text("utf-8")):
        assert not re.search(r'"(ja|en)": ""', words), words
