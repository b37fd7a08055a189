"""What is packed beside the program agrees with it."""

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from signage.domain.content import KINDS
from signage.settings import Settings
from signage.web import public
from signage.web.staff.library.library import WHOLE_FILES

ROOT = Path(__file__).parent.parent
LICENCES = (ROOT / "docs" / "licences.md").read_text("utf-8")
NGINX = (ROOT / "packaging" / "nginx.conf").read_text("utf-8")
SERVICE = (ROOT / "packaging" / "signage.service").read_text("utf-8")
DEPENDENCIES = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
NAMES = [re.match(r"[A-Za-z0-9-]+", line)[0] for line in DEPENDENCIES]  # type: ignore[index]
COPYLEFT = LICENCES.partition("## Permissive")[0]


@pytest.mark.parametrize("name", NAMES)
def test_every_dependency_has_its_licence_told_and_copyleft_stands_among_the_copyleft(name: str) -> None:
    row = re.search(rf"^\| {name}( \(.*\))? \| .+ \|$", LICENCES, re.MULTILINE)
    assert row, name
    package = metadata.metadata(name)
    said = [one for key in ("License-Expression", "License", "Classifier") for one in package.get_all(key) or ()]
    if any(re.search(r"\bA?L?GPL|General Public|\bMPL", one[:200]) for one in said):
        assert row[0] in COPYLEFT, name


def test_what_a_wheel_carries_beside_its_own_licence_is_told() -> None:
    carried = {
        name: {re.split(r"[-.]", Path(file).name)[0] for file in metadata.files(name) or () if ".libs" in str(file)}
        for name in ("av", "pi-heif")
    }
    assert {"libx264", "libx265"} <= carried["av"] and "GPL-2.0-or-later" in COPYLEFT
    assert carried["pi-heif"] == {"libheif", "libde265"}


def test_the_service_starts_once_the_clock_is_set_where_something_waits_for_that() -> None:
    for key in ("After", "Wants"):
        (line,) = re.findall(rf"^{key}=(.*)$", SERVICE, re.MULTILINE)
        assert "time-sync.target" in line.split()


def location(path: str) -> re.Match[str] | None:
    found = (re.fullmatch(one, path) for one in re.findall(r'location ~ "\^(.*)\$"', NGINX))
    return next((one for one in found if one), None)


@pytest.mark.parametrize("extension", public._MEDIA_TYPES)
def test_nginx_hands_out_media_of_every_type_from_where_they_lie(extension: str) -> None:
    name = f"{'ab' * 32}.{extension}"
    found = location(f"/media/{name}")
    assert found and f"{found[2]}/{found[1]}" == f"ab/{name}"  # as Blobs.path has it
    kind = public._MEDIA_TYPES[extension]
    assert re.search(rf'^ +"?{re.escape(kind)}"? {extension};$', NGINX, re.MULTILINE)


@pytest.mark.parametrize(
    "path",
    ["/media/" + "ab" * 32 + ".json", "/slides/" + "ab" * 32 + ".json", "/media/../signage.sqlite3", "/slides/x.html"],
)
def test_nginx_hands_out_nothing_else(path: str) -> None:
    assert location(path) is None


def test_nginx_gives_slides_the_headers_that_the_server_gives() -> None:
    part = NGINX.partition("/slides/(")[2].partition("location")[0]
    assert location("/slides/" + "ab" * 32 + ".html")
    for name, value in public.SLIDE_HEADERS.items():
        header = f'default_type "{value}";' if name == "Content-Type" else f'add_header {name} "{value}";'
        assert header in part


def test_nginx_gives_media_the_headers_that_the_server_gives() -> None:
    part = NGINX.partition("^/media/(")[2].partition("location")[0]
    for name, value in public.MEDIA_HEADERS.items():
        assert f'add_header {name} "{value}";' in part


def test_nginx_lets_the_largest_form_through_wherever_it_is_sent() -> None:
    """nginx looks at the length in the location that an address names, not in the one that it is then passed on to."""
    for_all = NGINX.partition("    location ")[0]
    (megabytes,) = re.findall(r"client_max_body_size (\d+)m;", NGINX)
    assert f"    client_max_body_size {megabytes}m;\n" in for_all
    assert int(megabytes) << 20 >= WHOLE_FILES * Settings().media_megabytes * 1_000_000


def test_the_image_copies_what_the_program_looks_for() -> None:
    container = (ROOT / "Containerfile").read_text("utf-8")
    copied = set(re.findall(r"^COPY --from=made /opt/signage/(\w+) ", container, re.MULTILINE))
    assert copied == {"signage", "players", "demo"}
    for variable in re.findall(r"SIGNAGE_(\w+)=", container.partition("ENV ")[2].partition("\n")[0]):
        assert re.search(rf"^{variable.lower()} = ", (ROOT / "signage.example.toml").read_text("utf-8"), re.MULTILINE)


def test_the_service_lets_every_screen_hold_a_stream() -> None:
    assert "LimitNOFILE=65536" in SERVICE


def test_commands_are_given_as_the_service_itself_runs() -> None:
    commands = (ROOT / "packaging" / "signage").read_text("utf-8")
    user, program = (re.search(rf"^{key}=(.+)$", SERVICE, re.MULTILINE)[1] for key in ("User", "ExecStart"))  # type: ignore[index]
    assert f'exec runuser -u {user} -- {program.removesuffix(" serve")} "$@"\n' in commands
    assert (ROOT / "packaging" / "signage").stat().st_mode & 0o111


def test_the_playlist_that_shows_everything_has_a_section_for_every_kind() -> None:
    playlist = tomllib.loads((ROOT / "playlists" / "standard.toml").read_text("utf-8"))
    assert sorted(kind for section in playlist["section"] for kind in section["kinds"]) == sorted(KINDS)
