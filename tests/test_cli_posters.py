"""`signage posters make`: one command from a table of places to what the printer takes."""

import contextlib
import csv
import io
import sqlite3

from tests.render.posters.sheets import pages, picture_of, read
from tests.test_cli import Command, command

__all__ = ["command"]

PLACES = "id,name_ja,where,copies\nstation,日立駅,改札前,1\nlibrary,記念図書館,,2\n???,,,\n"
SETTINGS = """public_url = "https://signage.example.lg.jp"
[project]
name = {ja = "共創プロジェクト"}
message = {ja = "未来はいつも みんなの思いから 始まる"}
address = "www.city.hitachi.lg.jp/kyoso-project/"
"""


def test_one_command_makes_every_places_poster_and_the_list(command: Command) -> None:
    (command.folder / "places.csv").write_text(PLACES, "utf-8")
    (command.folder / "signage.toml").write_text(SETTINGS, "utf-8")
    code, printed = command.run("posters", "make", "--places", "places.csv", "--size", "A4", "--out", "out")
    assert code == 0, printed
    assert "line 4" in printed and "2 places are new" in printed and "2 posters, 3 sheets" in printed
    whole = (command.folder / "out" / "posters.pdf").read_bytes()
    said = [text for page in pages(whole) for text in read(picture_of(page, 75))]
    rows = list(csv.DictReader(io.StringIO((command.folder / "out" / "list.csv").read_text("utf-8-sig"))))
    assert [row["address"] for row in rows] == [said[0], said[1]] and said[1] == said[2] and said[0] != said[1]
    assert [row["page"] for row in rows] == [f"https://signage.example.lg.jp/p/{row['spot']}" for row in rows]
    asked = (
        "select spot, copies_of.done_at from posters join poster_orders as copies_of on posters.ordered = copies_of.id"
    )
    with contextlib.closing(sqlite3.connect(next(command.folder.rglob("signage.sqlite3")))) as kept:
        orders = dict(kept.execute(asked))
    assert set(orders) == {row["spot"] for row in rows} and all(orders.values()), "pages can print them again"


def test_a_poster_speaks_the_projects_first_language_unless_told_otherwise(command: Command) -> None:
    (command.folder / "places.csv").write_text("id,name.nb\ntorg,Torget\n", "utf-8")
    (command.folder / "signage.toml").write_text('[project]\nname.nb = "Bergen"\naddress = "bergen.example"\n', "utf-8")
    make = ("posters", "make", "--places", "places.csv", "--size", "A4", "--out", "out")
    code, printed = command.run(*make)
    assert code == 0 and "1 place is new" in printed and "1 poster, 1 sheet:" in printed, printed
    assert command.run(*make, "--language", "ja")[0] == 1


def test_places_with_a_slip_in_them_are_neither_a_file_nor_a_place(command: Command) -> None:
    (command.folder / "places.csv").write_text(PLACES, "utf-8")
    (command.folder / "signage.toml").write_text(SETTINGS, "utf-8")
    code, printed = command.run("posters", "make", "--places", "place.csv", "--size", "A4", "--out", "out")
    assert code == 1 and "place.csv: there is no place and no file of this name" in printed
    assert not (command.folder / "out").exists()


def test_where_counting_is_switched_off_that_is_named_and_the_list_opens_pages_all_the_same(command: Command) -> None:
    (command.folder / "places.csv").write_text(PLACES, "utf-8")
    (command.folder / "signage.toml").write_text(f"count_scans = false\n{SETTINGS}", "utf-8")
    code, printed = command.run("posters", "make", "--places", "places.csv", "--size", "A4", "--out", "out")
    told = " ".join(printed.split())
    assert code == 0 and "no scan is counted; to count them, set count_scans to true" in told
    rows = list(csv.DictReader(io.StringIO((command.folder / "out" / "list.csv").read_text("utf-8-sig"))))
    assert [row["page"] for row in rows] == [f"https://signage.example.lg.jp/p/{row['spot']}" for row in rows]
    assert all("/q/" not in row["address"] for row in rows)


def test_a_mistake_in_an_own_template_costs_no_code(command: Command) -> None:
    (command.folder / "signage.toml").write_text(SETTINGS, "utf-8")
    (command.folder / "places.csv").write_text(PLACES, "utf-8")
    own = command.folder / "templates" / "posters"
    own.mkdir(parents=True)
    (own / "ours.typ").write_text('#import "poster.typ": *\n#show: paper\n#nothing-like-this\n', "utf-8")
    make = ("posters", "make", "--places", "places.csv", "--out", "out", "--template")
    code, printed = command.run(*make, "ours")
    assert code == 1 and "templates/posters/ours.typ, line 3: unknown variable" in printed
    code, printed = command.run(*make, "theirs")
    assert code == 1 and "there is no template “theirs”; there are: message, item, white, ours" in printed
    assert not (command.folder / "out").exists()
    code, printed = command.run("links", "list")
    assert code == 0 and "kyoso-project" not in printed
