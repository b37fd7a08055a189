"""`signage links`: a code is made, turned and ended by typing; what can't be is a sentence."""

import asyncio
import json
from typing import Any

import pytest

from signage.store.database import opened
from tests.test_cli import Command, command

__all__ = ["command"]

PAGE, OTHER = "https://city.example/a", "https://city.example/b"


@pytest.fixture
def links(command: Command) -> Command:
    """`signage links …` beside an empty database, on a server that telephones reach."""

    async def make() -> None:
        async with opened(f"sqlite+aiosqlite:///{command.database}"):
            pass

    command.database.parent.mkdir()
    asyncio.run(make())
    (command.folder / "signage.toml").write_text(
        'public_url = "https://s.example"\nlink_hosts = ["city.example"]\n', "utf-8"
    )
    return command


def code_of(links: Command, *arguments: str) -> str:
    status, printed = links.run("links", "add", *arguments)
    assert (status, printed.startswith("https://s.example/q/")) == (0, True)
    return printed.strip().rpartition("/")[2]


def listed(links: Command, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(links.run("links", "list", "--json", *arguments)[1])
    return found


def test_a_page_gets_one_code_in_each_campaign(links: Command) -> None:
    first = code_of(links, PAGE)
    fair = code_of(links, PAGE, "--campaign", "fair", "--title", "[/b] 秋の市")
    again = code_of(links, PAGE, "--campaign", "fair")
    assert first != fair == again
    assert {one["code"] for one in listed(links)} == {first, fair}
    assert {one["by"] for one in listed(links)} == {"signage links"}
    assert [one["title"] for one in listed(links, "--campaign", "fair")] == [{"ja": "[/b] 秋の市"}]
    assert "[/b] 秋の市" in links.run("links", "list")[1]


def test_a_list_in_a_pipe_tells_addresses_whole(links: Command) -> None:
    address = f"https://city.example/{'kyoso/' * 30}"
    code = code_of(links, address)
    assert any(code in line and address in line for line in links.run("links", "list")[1].splitlines())


def test_a_code_is_turned_in_small_letters_too_and_ended_and_let_lead_on(links: Command) -> None:
    code = code_of(links, PAGE)
    assert links.run("links", "retarget", code.lower(), OTHER) == (0, f"{code} led to {PAGE} and leads to {OTHER}.\n")
    assert listed(links)[0]["target"] == OTHER
    assert (
        links.run("links", "expire", code, "--on", "2099-04-01")[1]  # to come, whenever the test runs
        == f"{code} leads to the top page from 2099-04-01.\n"
    )
    assert listed(links)[0]["expires_at"] == "2099-03-31T15:00:00Z"  # midnight of the office
    assert "until 2099-04-01 00:00" in links.run("links", "list")[1]
    assert links.run("links", "expire", code)[1] == f"{code} leads to the top page now.\n"
    assert "ended" in links.run("links", "list")[1]
    assert links.run("links", "expire", code, "--never")[1] == f"{code} leads on for ever.\n"
    assert listed(links)[0].get("expires_at") is None


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["add", "javascript:alert(1)"], "no web address"),
        (["add", "https://evil.example/"], "city.example only"),
        (["add", PAGE, "--campaign", "Fair 2027"], "a campaign is a name"),
        (["retarget", "ZZZZZ", PAGE], "no link of this code"),
        (["expire", "ZZZZZ", "--on", "tomorrow"], "write the day as 2027-04-01"),
        (["expire", "ZZZZZ", "--on", "2027-04-01", "--never"], "choose one"),
    ],
)
def test_what_cannot_be_is_a_sentence(links: Command, arguments: list[str], says: str) -> None:
    status, printed = links.run("links", *arguments)
    assert (status, says in printed) == (1, True)


def test_without_an_address_of_the_server_it_says_that_nothing_is_counted(links: Command) -> None:
    (links.folder / "signage.toml").write_text("", "utf-8")
    assert "scans are not counted" in links.run("links", "add", PAGE)[1]
    assert "scans are not counted" in links.run("links", "list")[1]
