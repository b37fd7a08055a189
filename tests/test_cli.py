"""What the commands print: what people wrote as it is, every problem as a sentence, never a traceback."""

import asyncio
import errno
import os
import re
import signal
import socket
import sqlite3
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from signage.cli import looking, main
from signage.cli.console import Chosen
from signage.cli.running import demo_settings, until_stopped
from signage.domain.playlist_file import parse_playlist
from signage.store.content import replace_items
from signage.store.database import opened
from signage.store.now_rules import record_now_rule
from signage.store.playlists import replace_playlist
from tests.factories import an_item

PLACES = "id,name.ja,type\nstation,駅,station\n"
DISPLAYS = "id,name,place\nentrance,[/b] 入口,station\n"
FEED = """<rss version="2.0"><channel><title>市</title>
<item><title>[/b] hello</title><guid>a</guid></item>
<item><title>[update] :heart: [pdf]</title><guid>b</guid></item>
</channel></rss>"""


class Command:
    """`signage …` in a folder of its own: exit code, and all that was printed."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.database = folder / "data" / "signage.sqlite3"
        self.patch = patch
        self._capture = capture

    def run(self, *arguments: str) -> tuple[int | str | None, str]:
        self.patch.setattr(sys, "argv", ["signage", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = self._capture.readouterr()
        assert "Traceback" not in printed.out + printed.err
        return ended.value.code, printed.out + printed.err

    def import_all(self) -> str:
        (self.folder / "places.csv").write_text(PLACES, "utf-8")
        (self.folder / "displays.csv").write_text(DISPLAYS, "utf-8")
        assert self.run("import", "places", "places.csv")[0] == 0
        code, printed = self.run("import", "displays", "displays.csv")
        assert code == 0
        return printed


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    for variable in [name for name in os.environ if name.startswith("SIGNAGE_")]:
        monkeypatch.delenv(variable)
    monkeypatch.chdir(tmp_path)
    return Command(tmp_path, monkeypatch, capsys)


def test_what_looks_like_markup_is_printed_as_it_is(command: Command) -> None:
    command.import_all()
    assert "[/x]: there is no item" in command.run("withdraw", "[/x]")[1]
    assert "[/s]: there is no such file" in command.run("--settings", "[/s]", "check")[1]
    assert "“[/x]”" in command.run("explain", "[/x]")[1]


def test_a_preview_prints_titles_as_the_feed_gave_them(command: Command) -> None:
    (command.folder / "feed.rss").write_text(FEED, "utf-8")
    code, printed = command.run("source", "preview", "rss", "feed.rss")
    assert code == 0
    assert "[/b] hello" in printed and "[update] :heart: [pdf]" in printed


def test_a_preview_names_a_file_that_is_not_there_as_it_was_named(command: Command) -> None:
    code, printed = command.run("source", "preview", "rss", "feeds/zz.rss")
    assert code == 1 and "feeds/zz.rss: there is no such file\n" in printed


def test_a_preview_in_a_pipe_tells_links_whole(command: Command) -> None:
    link = f"https://city.example/{'kyoso/' * 30}"
    (command.folder / "feed.rss").write_text(FEED.replace("<guid>a", f"<link>{link}</link><guid>a"), "utf-8")
    assert link in command.run("source", "preview", "rss", "feed.rss")[1]


CALENDAR = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:a
SUMMARY:秋の市
DTSTART;VALUE=DATE:20261205
END:VEVENT
END:VCALENDAR
"""


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("ical", CALENDAR),
        ("opendata", "イベント名,開始日\n秋の市,2026-12-05\n"),
        ("items", '[[item]]\nid = "a"\nkind = "event"\ntitle.ja = "秋の市"\nbegins = 2026-12-05T10:00\n'),
    ],
)
def test_every_type_of_source_can_be_tried(command: Command, kind: str, text: str) -> None:
    (command.folder / "list").write_text(text, "utf-8")
    code, printed = command.run("source", "preview", kind, "list")
    assert code == 0
    assert "秋の市" in printed and "2026-12-05" in printed


def test_a_preview_of_a_folder_counts_each_file_and_names_each_dirty_row(command: Command) -> None:
    folder = command.folder / "tables"
    folder.mkdir()
    (folder / "a.csv").write_text("イベント名,開始日\n市,2026-12-05\n祭,\n", "utf-8")
    (folder / "b.csv").write_text("<html>", "utf-8")
    (folder / "notes.md").write_text("no table", "utf-8")
    code, printed = command.run("source", "preview", "opendata", "tables")
    assert code == 1
    assert re.search(r"a\.csv +│ +2 │ +1 │ +1 │ +1 ", printed)
    assert "a.csv: line 3 “祭”: it has no first day (開始日); passed over" in printed
    assert "b.csv: this is a web page" in printed
    assert "notes.md" not in printed


@pytest.mark.parametrize(
    ("host", "port", "address"),
    [("::1", "8080", "http://[::1]:8080/player/"), ("127.0.0.1", "0", "  /player/")],
)
def test_an_import_prints_the_address_of_each_new_display(command: Command, host: str, port: str, address: str) -> None:
    command.patch.setenv("SIGNAGE_HOST", host)
    command.patch.setenv("SIGNAGE_PORT", port)
    assert re.search(re.escape(address) + r"\?seat=entrance#token=\S{43}\n", command.import_all())


@pytest.mark.parametrize("arguments", [("explain", "entrance"), ("withdraw", "a"), ("check",)])
def test_a_command_that_reads_makes_no_database_and_says_that_there_is_none(
    command: Command, arguments: tuple[str, ...]
) -> None:
    printed = command.run(*arguments)[1]
    assert "no database here yet" in printed and "--settings" in printed
    assert not command.database.parent.exists()


def test_a_country_is_taken_however_it_is_written_and_one_that_is_none_is_refused(command: Command) -> None:
    settings = command.folder / "signage.toml"
    settings.write_text('country = "Norway"\n', "utf-8")
    code, printed = command.run("check")
    assert code == 1 and "country: “Norway” is no country; write its two letters" in " ".join(printed.split())
    settings.write_text('country = "no"\n', "utf-8")
    assert command.run("check")[0] == 0
    assert Chosen.settings().country == "NO"


@pytest.mark.parametrize("arguments", [("explain", "entrance"), ("withdraw", "a"), ("check",)])
def test_a_damaged_database_is_told_in_a_sentence(command: Command, arguments: tuple[str, ...]) -> None:
    command.database.parent.mkdir()
    command.database.write_bytes(b"not a database at all" * 1000)
    code, printed = command.run(*arguments)
    assert code == 1
    assert f"{command.database}: the file is damaged" in printed


@pytest.mark.parametrize("arguments", [("explain", "entrance"), ("check",)])
def test_commands_that_only_read_do_not_wait_for_a_writer(command: Command, arguments: tuple[str, ...]) -> None:
    command.import_all()
    writer = sqlite3.connect(command.database, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    assert command.run(*arguments)[0] == 0
    writer.close()


def test_what_cannot_be_shown_now_is_told_and_what_is_shown_is_listed_and_ended(command: Command) -> None:
    command.import_all()
    assert "there is no playlist “welcome”" in command.run("show", "welcome", "--on", "entrance")[1]
    assert "nothing is shown that way" in command.run("show", "--stop")[1]
    assert "“everything” is no number" in command.run("show", "--stop", "everything")[1]
    code, printed = command.run("show", "--list")
    assert code == 0 and "until" in printed


def test_one_note_is_not_several(command: Command) -> None:
    command.import_all()
    for folder in ("playlists", "sources"):
        (command.folder / folder).mkdir()
    (command.folder / "playlists" / "all.toml").write_text('[[section]]\nkinds = ["news"]\n', "utf-8")
    assert command.run("check")[1].startswith("1 note, no problems.")


def test_of_what_was_shown_by_hand_that_which_is_over_is_marked(command: Command) -> None:
    command.import_all()

    async def give() -> None:
        now = datetime.now(UTC)
        async with (
            opened(f"sqlite+aiosqlite:///{command.database}", make=False) as database,
            database.write() as connection,
        ):
            for playlist, since in (("ended", timedelta(hours=2)), ("running", timedelta(0))):
                await record_now_rule(connection, playlist, now - since, timedelta(hours=1), displays=["entrance"])

    asyncio.run(give())
    ended, running = (line for line in command.run("show", "--list")[1].splitlines() if "now-" in line)
    assert "ended" in ended and "over" in ended
    assert "running" in running and "over" not in running


def test_the_answer_comes_first_and_what_does_not_show_only_on_demand(command: Command) -> None:
    command.import_all()

    async def give() -> None:
        playlist = parse_playlist('[[section]]\nkinds = ["news"]\nnewest = 1\n[[when]]\n', "playlists/all.toml")
        items = [an_item(f"news-{n}", published_at=datetime(2026, 11, n, tzinfo=UTC)) for n in (1, 2, 3)]
        async with (
            opened(f"sqlite+aiosqlite:///{command.database}", make=False) as database,
            database.write() as connection,
        ):
            await replace_playlist(connection, playlist, "playlists/all.toml")
            await replace_items(connection, "news", items, datetime.now(UTC), whole=False)

    asyncio.run(give())
    short, everything = (command.run("explain", "entrance", *more)[1] for more in ((), ("--all",)))
    assert "is in the loop" in short and "2 more don't show; --all says of each why." in short
    assert "is not among the newest 1" not in short and everything.count("is not among the newest 1") == 2


def test_an_explanation_of_what_is_past_says_that_it_speaks_of_todays_content(command: Command) -> None:
    command.import_all()
    past, coming, now = (
        command.run("explain", "entrance", *at)[1]
        for at in (("--at", "2020-11-22T15:00"), ("--at", "2099-11-22T15:00"), ())
    )
    assert "What was really published then is on the staff's page /time" in past
    assert "/time" not in coming + now


@pytest.mark.parametrize("at", ["0001-01-01", "1999-12-31T23:59", "2101-01-01", "9999-12-31"])
def test_a_moment_beyond_all_calendars_is_refused(command: Command, at: str) -> None:
    command.import_all()
    code, printed = command.run("explain", "entrance", "--at", at)
    assert code == 2
    assert "too far away" in printed
    assert command.run("explain", "entrance", "--at", "2100-12-31T23:59")[0] == 0


def test_a_file_where_the_data_folder_should_be_is_told(command: Command) -> None:
    command.import_all()
    (command.folder / "file").touch()
    command.patch.setenv("SIGNAGE_DATA", "file/data")
    code, printed = command.run("import", "places", "places.csv")
    assert code == 1
    assert "Not a directory" in printed and "`data`" in printed


@pytest.mark.parametrize("name", ["serve", "demo"])
def test_a_taken_port_is_told_before_anything_is_made(command: Command, name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        command.patch.setenv("SIGNAGE_PORT", str(other.getsockname()[1]))
        code, printed = command.run(name)
    assert code == 1 and "another program listens there already" in printed
    assert not command.database.parent.exists()


def test_what_the_machine_refuses_is_told_with_what_to_do(command: Command) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/data/signage.sqlite3")

    command.patch.setattr(looking, "check_input", full)
    code, printed = command.run("check")
    assert code == 1 and "/data/signage.sqlite3: No space left on device; make room there" in printed


def test_a_fault_of_the_program_is_one_sentence_and_a_traceback_only_for_who_asks(command: Command) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError("[/x] broke")

    command.patch.setattr(looking, "check_input", fail)
    code, printed = command.run("check")
    assert code == 1
    assert "a fault of the program (RuntimeError: [/x] broke)" in printed
    command.patch.setenv("SIGNAGE_DEBUG", "1")
    with pytest.raises(RuntimeError):
        main()


def test_a_server_has_threads_for_sixteen_things_that_block_whatever_the_machine() -> None:
    """Eight links' names may be asked for together, while files are served and published."""
    together = threading.Barrier(16)

    async def block() -> None:
        await asyncio.gather(*(asyncio.to_thread(together.wait, 60) for _ in range(together.parties)))

    asyncio.run(until_stopped(block))
    assert not together.broken


def test_a_signal_ends_a_server_that_is_still_starting_and_lets_it_tidy_up() -> None:
    tidied = []

    async def start() -> None:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.sleep(60)
        finally:
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.sleep(0.01)
            tidied.append(True)

    asyncio.run(asyncio.wait_for(until_stopped(start), 5))
    assert tidied


def test_a_citys_settings_that_the_environment_names_are_none_of_the_demos(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    city = tmp_path / "signage.toml"
    city.write_text('public_url = "https://signage.porto.example"', "utf-8")
    monkeypatch.chdir(tmp_path / "..")
    for name, value in (("SIGNAGE_SETTINGS", str(city)), ("SIGNAGE_PORT", "9000")):
        monkeypatch.setenv(name, value)
    assert Chosen.settings().public_url == "https://signage.porto.example"
    assert (demo_settings().public_url, demo_settings().port) == ("", 9000)
