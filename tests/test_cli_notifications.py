"""`signage notifications test`: which of the addresses took the message."""

import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from signage.cli import main

Run = Callable[[], tuple[int | str | None, str]]


class Receiver(BaseHTTPRequestHandler):
    bodies: list[bytes]

    def do_POST(self) -> None:
        self.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def receiver() -> Iterator[tuple[int, list[bytes]]]:
    """Its port and what it got."""
    bodies: list[bytes] = []
    with HTTPServer(("127.0.0.1", 0), type("Noting", (Receiver,), {"bodies": bodies})) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port, bodies
        server.shutdown()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """The command, in a folder of its own: its exit code and all it printed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["signage", "notifications", "test"])

    def run() -> tuple[int | str | None, str]:
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capfd.readouterr()
        return ended.value.code, " ".join((printed.out + printed.err).split())

    return run


def test_each_address_is_told_by_whether_it_took_the_test(
    run: Run, receiver: tuple[int, list[bytes]], tmp_path: Path
) -> None:
    port, bodies = receiver
    good, bad = f"json://127.0.0.1:{port}/a", "json://hanako:s3cret-passw0rd@127.0.0.1:1/b"
    webhook = f'webhook_url = "http://127.0.0.1:{port}/c"\nwebhook_secret = "x"\n'
    (tmp_path / "signage.toml").write_text(f'notifications = ["{good}", "{bad}"]\n{webhook}', "utf-8")
    code, printed = run()
    assert code == 1
    assert "notifications 1 (json://): sent" in printed and "webhook_url: sent" in printed
    assert "problem notifications 2 (json://): " in printed and "s3cret-passw0rd" not in printed
    assert len(bodies) == 2 and all(b"Failing displays are told of here." in body for body in bodies)


def test_all_took_it(run: Run, receiver: tuple[int, list[bytes]], tmp_path: Path) -> None:
    (tmp_path / "signage.toml").write_text(f'notifications = ["json://127.0.0.1:{receiver[0]}/a"]\n', "utf-8")
    assert run() == (0, "notifications 1 (json://): sent")


def test_without_an_address_it_says_which_settings_are_empty(run: Run) -> None:
    code, printed = run()
    assert code == 1 and "notifications and webhook_url are empty" in printed


def test_a_webhook_without_a_secret_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "signage.toml").write_text('webhook_url = "http://127.0.0.1:1/"\n', "utf-8")
    code, printed = run()
    assert code == 1 and "webhook_secret: set it too" in printed
