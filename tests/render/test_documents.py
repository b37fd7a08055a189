"""Pages of documents and drawings come out as pictures; what would not is refused with how to save it."""

import asyncio
import os
import stat
from pathlib import Path
from time import monotonic

import pytest

from signage.errors import MediaError
from signage.render.decoding import Content, Limits, decoded
from signage.render.documents import save_as_pdf
from signage.render.file_types import type_of
from tests.render.conftest import VENDOR
from tests.render.media_samples import RED, WHITE, film, pdf, quarters, saved, svg
from tests.render.test_images import corner, near

LIMITS = Limits(pages=3)


def taken(body: bytes, number: int = 0) -> Content:
    return decoded(body, number, LIMITS, str(VENDOR))


def test_a_page_is_a_picture_in_all_sizes() -> None:
    content = taken(pdf())
    assert [size.width for size in content.sizes] == [640, 1280, 1920, 3840]
    assert near(corner(content.sizes[0], 0.1, 0.9), RED) and near(corner(content.sizes[0]), WHITE)


def test_pages_are_counted_and_those_beyond_the_limit_are_told() -> None:
    assert (taken(pdf(3)).pages, taken(pdf(3)).notes) == (3, ())
    many = taken(pdf(500))
    assert many.pages == 500
    assert many.notes[0] == (
        "only the first 3 of 500 pages are shown",
        "全 500 ページのうち最初の 3 ページだけを表示します",
    )
    assert taken(pdf(500), 2).sizes


@pytest.mark.parametrize("broken", [pdf()[:80], b"%PDF-1.4\n%%EOF", pdf(0)])
def test_a_damaged_or_empty_pdf_is_refused(broken: bytes) -> None:
    with pytest.raises(MediaError, match=r"damaged|no page"):
        taken(broken)


def test_a_page_of_any_form_is_shown() -> None:
    for size in ((14_400, 20), (1, 1)):
        assert max(taken(pdf(1, size)).sizes[-1].width, taken(pdf(1, size)).sizes[-1].height) == 3840


def test_a_drawing_is_drawn_large_on_white() -> None:
    content = taken(svg())
    assert (content.sizes[-1].width, content.sizes[-1].height) == (3840, 2400)
    assert near(corner(content.sizes[0]), RED) and near(corner(content.sizes[0], 0.9, 0.9), WHITE)


def test_text_of_a_drawing_is_set_in_the_slides_own_font() -> None:
    words = svg('<text x="0" y="90" font-size="100" font-family="Comic Sans MS" fill="#c81e1e">■</text>')
    assert near(corner(taken(words).sizes[0], 0.3, 0.55), RED, 30)


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        ("<script>alert(1)</script>", "script"),
        ('<rect width="1" height="1" onclick="x()"/>', "script"),
        ('<image href="https://elsewhere.example/a.png" width="9" height="9"/>', "elsewhere"),
        ('<image xmlns:x="http://www.w3.org/1999/xlink" x:href="/etc/passwd" width="9" height="9"/>', "elsewhere"),
        ("<style>@import url(https://elsewhere.example/a.css);</style>", "elsewhere"),
        ('<rect style="fill:url(https://elsewhere.example/a.svg#b)"/>', "elsewhere"),
        ("<foreignObject><p>x</p></foreignObject>", "elsewhere"),
        ("<text>สวัสดี</text>", "outlines"),
        ("<text>🦑</text>", "outlines"),
        ("<rect", "damaged"),
    ],
)
def test_a_drawing_that_would_not_be_whole_is_refused(inside: str, reason: str) -> None:
    with pytest.raises(MediaError, match=reason) as refused:
        taken(svg(inside))
    assert refused.value.japanese


@pytest.mark.parametrize(
    "inside",
    [
        '<a href="https://city.example"><rect width="9" height="9"/></a>',
        "<text>㈱髙﨑①</text>",
        '<linearGradient id="g"/><rect fill="url(#g)" width="9" height="9"/><use href="#g"/>',
    ],
)
def test_links_and_what_is_inside_the_drawing_itself_are_no_harm(inside: str) -> None:
    assert taken(svg(inside)).sizes


def test_entities_that_would_fill_the_memory_are_refused() -> None:
    laughs = "".join(f'<!ENTITY a{n} "&a{n - 1};&a{n - 1};">' for n in range(1, 40))
    body = f'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a0 "x">{laughs}]>'.encode() + svg("<text>&a39;</text>")
    assert type_of(body) == "svg"
    with pytest.raises(MediaError, match="entities"):
        taken(body)


def test_a_drawing_that_illustrator_saved_to_be_edited_again_is_told_how_to_save_it() -> None:
    kept = (
        '<!ENTITY ns_extend "http://ns.adobe.com/Extensibility/1.0/">\n\t<!ENTITY ns_svg "http://www.w3.org/2000/svg">'
    )
    head = f'<?xml version="1.0"?>\n<!-- Generator: Adobe Illustrator -->\n<!DOCTYPE svg PUBLIC "-//W3C" "x.dtd" [\n\t{kept}\n]>\n'
    body = head.encode() + svg(attributes='xmlns:x="&ns_extend;"')
    assert type_of(body) == "svg"
    with pytest.raises(MediaError, match="plain SVG, or save it as PNG") as refused:
        taken(body)
    assert "ENTITY" in refused.value.japanese
    assert "PNG" in refused.value.japanese
    assert "damaged" not in str(refused.value)


@pytest.mark.parametrize(
    "head",
    [b"<!---->", b"<!-- a -- b\n-->", b"<!DOCTYPE svg []>", b"<!DOCTYPE svg [ ] ]>\n", b"<!DOCTYPE svg>", b"<?xml?> "],
    ids=["empty comment", "comment", "empty subset", "subset", "doctype", "xml"],
)
def test_what_stands_before_a_drawing_is_read_once_however_often_it_stands_there(head: bytes) -> None:
    assert type_of(head * 2_000 + svg()) == "svg"
    begun = monotonic()
    for end in (b"<html>", b"<!--", b"<!DOCTYPE svg ["):
        with pytest.raises(MediaError, match="no picture"):
            type_of(head * 2_000 + end)
    assert monotonic() - begun < 5


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        (b"MZ\x90\0" + bytes(500), "this is a program"),
        (b"\x7fELF" + bytes(500), "this is a program"),
        (b"#!/bin/sh\n", "this is a program"),
        (b"<!DOCTYPE html><html><svg></svg></html>", "no picture, film or PDF"),
        (b"", "no picture, film or PDF"),
        (saved(quarters(), "TIFF"), "JPEG or PNG"),
        (saved(quarters(), "BMP"), "JPEG or PNG"),
        (b"PK\x03\x04" + bytes(30) + b"word/document.xml", "File → Export"),
        (b"PK\x03\x04" + bytes(30) + b"ppt/presentation.xml ppt/vbaProject.bin", "File → Export"),
        (film("mpeg4", "mpegts"), "MP4 with H.264"),
        (b"#EXTM3U\nfile:///etc/passwd\n", "no picture"),
    ],
)
def test_anything_else_is_refused_by_what_it_is_not_by_its_name(body: bytes, advice: str) -> None:
    with pytest.raises(MediaError, match=advice) as refused:
        taken(body)
    assert refused.value.japanese


def an_office(folder: Path, script: str) -> str:
    office = folder / "soffice"
    office.write_text(f"#!/bin/sh\n{script}\n")
    office.chmod(office.stat().st_mode | stat.S_IXUSR)
    return str(office)


@pytest.fixture
def presentation(tmp_path: Path) -> Path:
    path = tmp_path / "poster.pptx"
    path.write_bytes(b"PK\x03\x04" + bytes(30) + b"ppt/presentation.xml")
    assert type_of(path.read_bytes()) == "presentation"
    (tmp_path / "work").mkdir()
    (tmp_path / "made.pdf").write_bytes(pdf(2))
    return path


async def test_a_presentation_is_made_into_a_pdf_without_macros(presentation: Path) -> None:
    work = presentation.parent / "work"
    office = an_office(
        presentation.parent,
        f'echo "$@" > {work}/asked; for last; do :; done; cp {presentation.parent}/made.pdf "$last.pdf"',
    )
    made = await save_as_pdf(office, presentation, work, 20)
    assert taken(made.read_bytes()).pages == 2
    assert "--headless" in (work / "asked").read_text() and "UserInstallation=file://" in (work / "asked").read_text()
    assert "DisableMacrosExecution" in (work / "profile" / "user" / "registrymodifications.xcu").read_text()


async def test_without_libreoffice_a_presentation_is_refused_with_how_to_save_it(presentation: Path) -> None:
    with pytest.raises(MediaError, match="save it as PDF: File → Export → PDF"):
        await save_as_pdf(None, presentation, presentation.parent / "work", 20)


@pytest.mark.parametrize("script", ["exit 1", "exit 0"])
async def test_a_presentation_that_can_not_be_read_is_refused(presentation: Path, script: str) -> None:
    with pytest.raises(MediaError, match="save it as PDF"):
        await save_as_pdf(an_office(presentation.parent, script), presentation, presentation.parent / "work", 20)


async def test_what_takes_too_long_is_ended_with_all_that_it_started(presentation: Path) -> None:
    work = presentation.parent / "work"
    office = an_office(presentation.parent, f"sleep 100 & echo $! > {work}/child; wait")
    with pytest.raises(MediaError, match="save it as PDF"):
        await save_as_pdf(office, presentation, work, 1)
    child = int((work / "child").read_text())
    for _ in range(100):
        if not _lives(child):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the child lives on")


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
        return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2][:3]
    except (ProcessLookupError, FileNotFoundError):
        return False
