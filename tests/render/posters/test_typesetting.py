"""A template of one's own reads what lies beside it and no more; a broken or endless one is stopped and names its line."""

import socket
import threading
from pathlib import Path

import pytest

from signage.errors import RenderError, WorkerError
from signage.render.posters import typesetting
from signage.render.posters.bundles import split_sheets
from signage.render.posters.sheets import print_sheets
from signage.workers import Workers
from tests.render.posters.sheets import a_design, a_sheet, pages, picture_of, read

OWN = """#import "poster.typ": *
#show: paper
#code(poster.sheets.first(), 20mm, 20mm, 60mm)
"""


def made_of(source: str, **more: bytes) -> bytes:
    files = (("own.typ", source.encode()), *((name.replace("_", "."), content) for name, content in more.items()))
    return print_sheets(a_design(size="A4", template="own", own=files), [a_sheet(3)])


def test_a_template_of_ones_own_stands_beside_ours_and_may_use_their_parts() -> None:
    (page,) = pages(made_of(OWN))
    assert read(picture_of(page)) == [a_sheet(3).says]


def test_it_may_use_its_own_pictures() -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><rect width="4" height="4"/></svg>'
    assert made_of(OWN + '#at(100mm, 200mm, image("mark.svg", width: 20mm))\n', mark_svg=drawing)


@pytest.mark.parametrize(("source", "drawn"), [(OWN, 1), (OWN + "#pagebreak()\n" * 3, 4)])
def test_one_that_draws_more_or_fewer_pages_than_sheets_is_told_so(source: str, drawn: int) -> None:
    """Else one place would have no poster, or another's."""
    design = a_design(size="A4", template="own", own=(("own.typ", source.encode()),))
    with pytest.raises(RenderError) as caught:
        print_sheets(design, [a_sheet(3), a_sheet(4)])
    assert caught.value.where == "templates/posters/own.typ"
    assert f"makes {drawn} pages of 2 sheets" in caught.value.message


def test_a_part_of_other_pages_than_sheets_is_not_split(tmp_path: Path) -> None:
    (tmp_path / "0.pdf").write_bytes(made_of(OWN))
    targets = [tmp_path / "a.pdf", tmp_path / "b.pdf"]
    with pytest.raises(RenderError, match=r"0\.pdf: there are 1 pages of 2 sheets"):
        split_sheets(tmp_path / "0.pdf", targets)
    assert not any(target.exists() for target in targets)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("#(1 + )", "expected expression"),
        ("#no-such-thing", "unknown variable: no-such-thing"),
        ("#while true { }", "condition is always true"),
        ("#{ let n = 0; while n < 1 { n = n - 1 } }", "loop seems to be infinite"),
        ("#{ let f(x) = f(x + 1); f(0) }", "maximum function call depth exceeded"),
        ('#read("/etc/passwd")', "file not found"),
        ('#read("../../../../etc/passwd")', "escape"),
        ('#image("/proc/self/environ")', "file not found"),
        ('#import "@preview/cetz:0.3.4": *', "packages are not available"),
    ],
)
def test_what_is_wrong_with_it_is_said_with_its_line(line: str, said: str) -> None:
    with pytest.raises(RenderError) as caught:
        made_of(f"{OWN}\n{line}\n")
    assert caught.value.where == "templates/posters/own.typ, line 5"
    assert said in caught.value.message


def test_no_package_is_asked_for_over_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """However its name is put together: every way out is a proxy where nothing listens. Here something does, and hears it."""
    heard = list[bytes]()
    with socket.create_server(("127.0.0.1", 0)) as nowhere:
        monkeypatch.setattr(typesetting, "_NOWHERE", f"http://127.0.0.1:{nowhere.getsockname()[1]}")
        typesetting._fonts.cache_clear()

        def listen() -> None:
            connection, _ = nowhere.accept()
            heard.append(connection.recv(200))
            connection.close()

        listener = threading.Thread(target=listen, daemon=True)
        listener.start()
        with pytest.raises(RenderError):
            made_of(OWN + '#{ let name = "@pre" + "view/cetz:0.3.4"; import name: * }\n')
        listener.join(30)
    typesetting._fonts.cache_clear()
    assert heard and heard[0].startswith(b"CONNECT ")


async def test_an_endless_one_is_stopped_in_its_worker_and_leaves_nothing_once_another_was_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    endless = OWN + "#for a in range(100000) { for b in range(100000) { let c = a * b } }\n"
    workers = Workers(1, 1024, 3.0)
    try:
        design = a_design(size="A4", template="own", own=(("own.typ", endless.encode()),))
        with pytest.raises(WorkerError, match="took longer than 3 s"):
            await workers.run(print_sheets, design, [a_sheet()])
        assert list(tmp_path.iterdir())
        patient = Workers(1, 1024, 60.0)
        assert (await patient.run(print_sheets, a_design(size="A4"), [a_sheet()])).startswith(b"%PDF")
        await patient.close()
        assert not list(tmp_path.iterdir())
    finally:
        await workers.close()


async def test_one_that_wants_all_memory_costs_only_its_worker() -> None:
    greedy = OWN + '#{ let a = "x" * 1000000; for n in range(100000) { a = a + a } }\n'
    workers = Workers(1, 512, 60.0)
    try:
        design = a_design(size="A4", template="own", own=(("own.typ", greedy.encode()),))
        with pytest.raises((WorkerError, RenderError)):
            await workers.run(print_sheets, design, [a_sheet()])
        good = a_design(size="A4", template="own", own=(("own.typ", OWN.encode()),))
        assert (await workers.run(print_sheets, good, [a_sheet()])).startswith(b"%PDF")
    finally:
        await workers.close()


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    made_of(OWN)
    with pytest.raises(RenderError):
        made_of(OWN + "#no-such-thing")
    assert not list(tmp_path.iterdir())
