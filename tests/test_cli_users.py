"""`signage user`: who may log in, by command. A password that is made up is told once; one's own never stands in a command."""

import io
import re
import sys

import pytest

from signage.cli import running
from signage.store.database import Database
from tests.test_cli import Command, command

__all__ = ["command"]


def test_a_person_is_added_listed_shut_out_and_let_in_again(command: Command) -> None:
    command.import_all()
    code, printed = command.run("user", "add", "０１０４８２", "--role", "technician")
    assert code == 0
    assert re.search(r"Added 010482, technician\.\nPassword for the first log-in: [2-9a-z-]{19}\n", printed)
    assert "not logged in yet" in command.run("user", "list")[1]
    assert command.run("user", "disable", "010482") == (0, "010482 is shut out.\n")
    assert "shut out since" in command.run("user", "list")[1]
    assert command.run("user", "disable", "010482", "--undo") == (0, "010482 may log in again.\n")


def test_a_person_has_a_department_and_groups_and_may_be_let_in_without_a_code(command: Command) -> None:
    command.import_all()
    (command.folder / "displays.csv").write_text(
        "id,name,place,groups\nentrance,入口,station,strips stations\n", "utf-8"
    )
    assert command.run("import", "displays", "displays.csv")[0] == 0
    code, printed = command.run("user", "add", "taga", "--role", "editor", "--group", "strips", "--group", "stations")
    assert code == 0
    assert "strips stations" in command.run("user", "list")[1]
    code, printed = command.run("user", "add", "other", "--role", "author", "--department", "none")
    assert code == 1 and "no such department" in printed
    code, printed = command.run("user", "add", "other", "--role", "editor", "--group", "estaçoes")
    assert code == 1 and "estaçoes: there is no such group of displays" in printed
    assert command.run("user", "no-codes", "ＴＡＧＡ") == (0, "taga logs in without a code.\n")
    code, printed = command.run("user", "no-codes", "nobody")
    assert code == 1 and "there is nobody of that name" in printed


def test_a_password_of_ones_own_comes_through_a_pipe_and_is_not_repeated(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    command.import_all()
    command.run("user", "add", "taga", "--role", "viewer")
    monkeypatch.setattr(sys, "stdin", io.StringIO("the harbour at dawn\n"))
    code, printed = command.run("user", "password", "taga", "--own")
    assert (code, printed) == (0, "taga has another password and is logged out everywhere.\n")
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    code, printed = command.run("user", "password", "taga", "--own")
    assert code == 1 and "no password came" in printed


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("add", "taga", "--role", "viewer"), "there is somebody of that name already"),
        (("add", "other", "--role", "boss"), "'boss' is not one of"),
        (("add", "other"), "--role"),
        (("disable", "nobody"), "there is nobody of that name"),
        (("password", "\u202e"), "letters that can't be seen"),
    ],
)
def test_what_cannot_be_done_is_told(command: Command, arguments: tuple[str, ...], says: str) -> None:
    command.import_all()
    command.run("user", "add", "taga", "--role", "viewer")
    code, printed = command.run("user", *arguments)
    assert code != 0
    assert says in printed


async def test_a_first_start_tells_of_its_administrator_once(
    sqlite: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    await running.tell_first_administrator(sqlite)
    first = capsys.readouterr()
    await running.tell_first_administrator(sqlite)
    again = capsys.readouterr()
    assert re.search(r"“administrator” now\.\nPassword for the first log-in: [2-9a-z-]{19}\n", first.out)
    assert (first.err, again.out, again.err) == ("", "", "")
