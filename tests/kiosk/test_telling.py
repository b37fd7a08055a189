"""What the launcher is told on its command line, what it keeps, and what it says when that can't be used."""

import asyncio
import json
import re
import socket
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest
import typer
from typer.main import get_command

from signage.errors import SettingsError
from signage.kiosk import __main__, command
from signage.kiosk.chromium import flags_of
from signage.kiosk.notice import NO_NAME, NO_NETWORK, NO_SERVER, NOTHING, notice
from signage.kiosk.options import Options, is_secure, parse_server, parse_window
from signage.kiosk.pauses import Pauses
from signage.kiosk.probe import probe
from signage.kiosk.profile import Kept, held, load_kept, make_ready, save_kept
from signage.words import Words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://signage.city.example", ("https://signage.city.example", "", "")),
        ("http://10.0.0.2:8080/", ("http://10.0.0.2:8080", "", "")),
        ("http://[fd00::1]:8080", ("http://[fd00::1]:8080", "", "")),
        ("https://s.example/player/?seat=2#token=abc", ("https://s.example", "2", "abc")),
    ],
)
def test_a_server_is_named_by_its_address_or_by_the_displays_own(text: str, expected: tuple[str, str, str]) -> None:
    assert parse_server(text) == expected


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://x.example:443/player/?seat=2", "https://x.example"),
        ("http://x.example:80", "http://x.example"),
        ("http://x.example:443", "http://x.example:443"),
        ("https://x.example:80", "https://x.example:80"),
        ("HTTPS://Signage.City.Example", "https://signage.city.example"),
        ("https://例え.テスト:8443", "https://xn--r8jz45g.xn--zckzah:8443"),
        ("https://ｓｉｇｎａｇｅ。Bücher.example", "https://signage.xn--bcher-kva.example"),
        ("http://faß.example", "http://xn--fa-hia.example"),
        ("http://[::1]:80", "http://[::1]"),
        ("http://[FD00:0:0::1]:8080/player/", "http://[fd00::1]:8080"),
        ("http://staff:secret@x.example:80", "http://x.example"),
    ],
)
def test_a_server_is_named_as_the_browser_names_the_origin_of_its_page(text: str, origin: str) -> None:
    """Else the page that came would be taken for somebody else's."""
    assert parse_server(text).server == origin


@pytest.mark.parametrize(
    "text",
    [
        "",
        "signage",
        "ftp://x",
        "https://",
        "https://x/staff",
        "http://x:port",
        "http://ü..x",
        "http://[x",
        "http://[fd00::x]",
    ],
)
def test_what_is_no_server_is_refused_in_words(text: str) -> None:
    with pytest.raises(SettingsError, match="--server"):
        parse_server(text)


def test_a_window_is_a_part_of_the_desktop() -> None:
    assert parse_window("1920x1080+1920+0") == (1920, 1080, 1920, 0) and parse_window("") is None
    with pytest.raises(SettingsError, match="1920x1080"):
        parse_window("left")


@pytest.mark.parametrize(
    ("server", "secure"),
    [
        ("https://x.example", True),
        ("http://localhost:8080", True),
        ("http://127.0.0.1", True),
        ("http://[::1]:80", True),
        ("http://10.0.0.2", False),
        ("http://signage.local", False),
    ],
)
def test_only_plain_http_elsewhere_is_called_secure_by_a_flag(tmp_path: Path, server: str, secure: bool) -> None:
    assert is_secure(server) is secure
    flag = f"--unsafely-treat-insecure-origin-as-secure={server}"
    assert (flag in flags_of(Options(server, tmp_path, flags=("--no-sandbox",)))) is not secure


def test_a_power_cut_and_a_new_host_name_leave_nothing_that_chromium_would_ask_about(tmp_path: Path) -> None:
    preferences = tmp_path / "Default" / "Preferences"
    preferences.parent.mkdir()
    preferences.write_text('{"profile": {"exit_type": "Crashed", "name": "mine"}, "other": 1}')
    (tmp_path / "SingletonLock").symlink_to("old-name-4711")
    make_ready(tmp_path)
    written = json.loads(preferences.read_bytes())
    assert not (tmp_path / "SingletonLock").is_symlink()
    assert (
        written["profile"] == {"exit_type": "Normal", "exited_cleanly": True, "name": "mine"} and written["other"] == 1
    )
    preferences.write_text('{"profile": {"exi')  # cut off in the middle of writing
    make_ready(tmp_path)
    assert json.loads(preferences.read_bytes())["profile"]["exit_type"] == "Normal"


def test_a_token_is_remembered_without_being_kept(tmp_path: Path) -> None:
    save_kept(tmp_path, Kept().with_token("secret").with_reached("https://x.example"))
    kept = load_kept(tmp_path)
    assert kept.knows_token("secret") and not kept.knows_token("other") and kept.reached == "https://x.example"
    assert "secret" not in (tmp_path / "launcher.json").read_text()
    (tmp_path / "launcher.json").write_text("{")
    assert load_kept(tmp_path) == Kept()


def test_the_profile_is_for_its_owner_only(tmp_path: Path) -> None:
    with held(tmp_path / "a" / "b"):
        assert (tmp_path / "a" / "b").stat().st_mode & 0o077 == 0


def test_pauses_double_to_a_minute_and_begin_anew_after_ten_good_minutes() -> None:
    pauses = Pauses()
    assert [pauses.after(5) for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert pauses.after(700) == 1 and pauses.failures == 1


def test_a_notice_says_it_in_both_languages_and_takes_no_markup() -> None:
    page = unquote(notice(NO_SERVER, "https://x.example", "<b>bad</b>"))
    assert page.index("サーバーに") < page.index("reach the server") and "<b>bad" not in page
    assert "<p" not in unquote(notice(NOTHING, ""))


def test_the_document_names_every_option_and_the_unit_starts_the_launcher() -> None:
    root = Path(__file__).parents[2]
    document = (root / "docs" / "kiosk.md").read_text("utf-8")
    for option in get_command(typer_app()).params:
        assert f"| `--{option.name}` | `{option.envvar}` |" in document or option.name == "help"
    unit = (root / "packaging" / "signage-kiosk.service").read_text("utf-8")
    assert "-m signage.kiosk" in unit and "EnvironmentFile=/etc/signage/kiosk" in unit and "Restart=always" in unit
    # It would take Chromium's own sandbox away.
    assert not re.search("^RestrictNamespaces", unit, re.MULTILINE)


def typer_app() -> typer.Typer:
    app = typer.Typer(add_completion=False)
    app.command()(command.kiosk)
    return app


@pytest.mark.parametrize(("code", "words"), [(socket.EAI_NONAME, NO_NAME), (socket.EAI_AGAIN, NO_NETWORK)])
async def test_a_wrong_name_is_told_apart_from_a_network_that_is_down(
    monkeypatch: pytest.MonkeyPatch, code: int, words: Words
) -> None:
    async def getaddrinfo(*_: object, **__: object) -> None:
        raise socket.gaierror(code, "no")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)
    trouble = await probe("http://signage.example/player/")
    assert trouble and trouble.words is words and trouble.of_server


class Command:
    def __init__(self, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]) -> None:
        self.patch = patch
        self._capture = capture

    def run(self, *arguments: str) -> tuple[int | str | None, str]:
        """`python -m signage.kiosk …`: its exit code, and all that was printed."""
        self.patch.setattr(sys, "argv", ["signage-kiosk", *arguments])
        self.patch.setattr("signage.kiosk.command.start_logging", lambda: None)
        with pytest.raises(SystemExit) as ended:
            __main__.main()
        printed = self._capture.readouterr()
        assert "Traceback" not in printed.out + printed.err
        return ended.value.code, printed.out + printed.err


@pytest.fixture
def kiosk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    return Command(monkeypatch, capsys)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--server", "nonsense"), "is no address"),
        (("--server", "http://x", "--panel", "hdmi"), "--panel"),
        (("--server", "http://x", "--seat", "../1"), "--seat"),
        (("--server", "http://x", "--browser", "/no/such"), "/no/such is no program"),
    ],
)
def test_what_can_not_be_used_is_said_in_a_sentence(kiosk: Command, arguments: tuple[str, ...], words: str) -> None:
    code, printed = kiosk.run(*arguments)
    assert code == 1 and words in printed


def test_a_quote_left_open_in_the_flags_is_said_in_a_sentence(kiosk: Command) -> None:
    kiosk.patch.setenv("SIGNAGE_KIOSK_FLAGS", "--user-agent='a screen")
    code, printed = kiosk.run("--server", "http://x")
    assert code == 1 and "SIGNAGE_KIOSK_FLAGS" in printed and "No closing quotation" in printed


def test_a_broken_token_is_not_repeated(kiosk: Command) -> None:
    code, printed = kiosk.run("--server", "http://x", "--token", "sec ret")
    assert code == 1 and "no token" in printed and "sec ret" not in printed


def test_options_come_from_the_environment_too(kiosk: Command, tmp_path: Path) -> None:
    seen: list[Options] = []

    async def keep_playing(options: Options) -> None:
        seen.append(options)

    kiosk.patch.setattr("signage.kiosk.command.keep_playing", keep_playing)
    kiosk.patch.setenv("SIGNAGE_KIOSK_SERVER", "https://x.example/player/?seat=2#token=abc")
    kiosk.patch.setenv("SIGNAGE_KIOSK_FLAGS", "--headless=new '--screen-info={1920x1080}'")
    assert kiosk.run()[0] == 0
    assert seen == [
        Options(
            "https://x.example",
            tmp_path / ".local" / "share" / "signage-kiosk" / "2",
            seat="2",
            token="abc",
            flags=("--headless=new", "--screen-info={1920x1080}"),
        )
    ]
    assert command.kiosk.__doc__
