"""What the documents promise is what the code has."""

import json
import re
from pathlib import Path

from typer.main import get_command

from signage.cli import app
from signage.web.routes import ROUTES

ROOT = Path(__file__).parent.parent
OPERATIONS = (ROOT / "docs" / "operations.md").read_text("utf-8")
PROTOCOL = (ROOT / "docs" / "protocol.md").read_text("utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-node.txt")


def test_every_error_code_of_the_player_is_explained_in_its_own_words_and_marked_as_on_the_glass() -> None:
    script = (ROOT / "players" / "kiosk" / "errors.js").read_text("utf-8")
    words = r"""^  (E\d+): \{ ja: '([^']+)', en: (?:'([^']+)'|"([^"]+)")(.*) \},$"""
    meanings = {
        code: (f"{ja} / {a or b}", "corner: true" in rest) for code, ja, a, b, rest in re.findall(words, script, re.M)
    }
    rows = re.findall(r"^\| (E\d+) \| (●?) ?\| (.+?) \| .+ \|$", OPERATIONS, re.MULTILINE)
    assert len(meanings) == len(re.findall(r"^  E\d+: ", script, re.MULTILINE)) > 20
    assert {code: (says, mark == "●") for code, mark, says in rows} == meanings


def test_every_route_stands_in_the_protocol() -> None:
    for path, _ in ROUTES:
        plain = re.sub(r"\{sha256:[^/]*\}\}", "{sha256}", path)
        plain = re.sub(r"\{sha256:\[0-9a-f\]\{64\}\}", "{sha256}", plain).replace("{name}", "{sha256}.{ext}")
        if plain not in ("/favicon.ico", "/player/{file:.*}"):
            assert plain in PROTOCOL, path


def test_every_command_is_told_to_those_who_run_it() -> None:
    documents = OPERATIONS + "".join((ROOT / name).read_text("utf-8") for name in ("README.md", "README.ja.md"))
    for name in get_command(app).commands:  # type: ignore[attr-defined]
        if name != "version":
            assert re.search(rf"signage (… )?(--settings \S+ )?{name}\b", documents), name


def test_every_link_inside_the_documents_leads_somewhere() -> None:
    for document in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")):
        text = document.read_text("utf-8")
        for target in (*re.findall(r"\]\(([^)#]+)\)", text), *re.findall(r'src="([^"]+)"', text)):
            if "://" not in target:
                assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_no_host_of_a_registry_is_named_in_a_lock() -> None:
    for name in (*LOCKS, "package-lock.json"):
        text = (ROOT / name).read_text("utf-8")
        assert "resolved" not in text and "index-url" not in text, name
        assert not re.search(r"https?://[a-z.]*(pypi|npmjs|pythonhosted)", text), name


def test_a_lock_says_of_each_package_what_its_files_hash_to() -> None:
    for name in LOCKS:
        packages = re.split(r"(?m)^(?=\S+==)", (ROOT / name).read_text("utf-8"))[1:]
        assert packages and [one for one in packages if "--hash=sha256:" not in one] == [], name
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    assert [path for path, one in packages.items() if path and "integrity" not in one] == []


def test_every_file_of_the_domain_and_of_the_pages_stands_in_its_row_of_the_architecture() -> None:
    domain, web = (ARCHITECTURE.split(f"### `signage/{room}/`")[1].split("\n### ")[0] for room in ("domain", "web"))
    rooms = {"domain": domain, "web": web, "web/staff": web}
    for room in (ROOT / "signage" / "web" / "staff").glob("*/__init__.py"):
        name = room.parent.name
        rooms[f"web/staff/{name}"] = next((row for row in web.splitlines() if row.startswith(f"| `{name}/` |")), "")
    usual = ("__init__", "routes", "views")  # each room of the pages has them
    files = [(room, row, file) for room, row in rooms.items() for file in (ROOT / "signage" / room).glob("*.py")]
    assert [file for _, row, file in files if file.stem not in usual and f"`{file.stem}`" not in row] == []


def test_what_the_documents_call_in_two_languages_the_pages_call_so() -> None:
    """Written 「名前を映す」 / Show its name; figures stand where the pages put theirs."""
    files = [one for kind in ("*.py", "*.html") for one in (ROOT / "signage").rglob(kind)]
    said = re.findall(r'"([^"\n]+)"(?=,\s*(?:"en": )?"([^"\n]+)")', "\n".join(one.read_text("utf-8") for one in files))
    pages: dict[str, set[str]] = {}
    for ja, en in said:
        pages.setdefault(ja.rstrip("。"), set()).add(en.rstrip("."))
    named = []
    for document in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        text = re.sub(r"\d+:\d\d", "%s", re.sub(r"\s+", " ", document.read_text("utf-8")))
        named += [(ja, text[found.end() :]) for found in re.finditer(r"「([^「」]+)」 / ", text) for ja in [found[1]]]
    assert len(named) > 30
    assert [(ja, rest[:40]) for ja, rest in named if not any(rest.startswith(en) for en in pages.get(ja, ()))] == []


def test_every_decision_says_what_it_is_not_for() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(one.name[:4]) for one in decisions] == list(range(1, len(decisions) + 1))
    assert [one.name for one in decisions if "**What it is not for.**" not in one.read_text("utf-8")] == []
