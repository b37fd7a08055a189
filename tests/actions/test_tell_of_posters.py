"""Whoever puts a poster up says so, and can take it back; many at once, and by a table."""

from datetime import date

import pytest

from signage.actions.register_table import Registered, register_table
from signage.actions.tell_of_posters import take_back, tell_of_poster, tell_of_posters
from signage.domain.poster_register import Dates, Hanging
from signage.domain.posters import PosterAct
from signage.errors import ConflictError, InputError, NotFoundError
from signage.store.database import Database
from signage.store.edits import load_edits
from signage.store.posters import load_poster, load_poster_visits, load_posters, record_posters
from tests.factories import NOW, a_poster

TODAY, BEFORE = date(2026, 11, 22), date(2026, 11, 3)


@pytest.fixture
async def wall(database: Database) -> Database:
    async with database.write() as connection:
        await record_posters(connection, [a_poster(), a_poster("8888"), a_poster("9999")], "taga", NOW)
    return database


async def known(database: Database, spot: str = "7K4M") -> Hanging:
    async with database.read() as connection:
        found = await load_poster(connection, spot)
    assert found is not None
    return found


async def test_what_is_said_stands_in_the_register_and_in_the_posters_own_story(wall: Database) -> None:
    await tell_of_poster(wall, "7K4M", "posted", BEFORE, "kuji", NOW)
    await tell_of_poster(wall, "7K4M", "seen", TODAY, "taga", NOW, " 角が折れている ", ["01.webp"])
    assert (await known(wall)).dates == Dates(BEFORE, TODAY)
    async with wall.read() as connection:
        newest, first = await load_poster_visits(connection, "7K4M")
    assert (newest.act, newest.note, newest.photographs, newest.by) == ("seen", "角が折れている", ("01.webp",), "taga")
    assert (first.act, first.day, first.before) == ("posted", BEFORE, Dates())


async def test_the_last_that_was_said_is_taken_back_and_nothing_before_it(wall: Database) -> None:
    first = await tell_of_poster(wall, "7K4M", "posted", BEFORE, "kuji", NOW)
    wrong = await tell_of_poster(wall, "7K4M", "missing", TODAY, "kuji", NOW)
    with pytest.raises(ConflictError):
        await take_back(wall, [first], "7K4M")
    with pytest.raises(NotFoundError):
        await take_back(wall, [wrong], "8888")
    assert await take_back(wall, [wrong], "7K4M") == 1
    assert (await known(wall)).dates == Dates(BEFORE, BEFORE)
    with pytest.raises(NotFoundError):
        await take_back(wall, [wrong], "7K4M")
    assert await take_back(wall, [first], "7K4M") == 1
    assert (await known(wall)).dates == Dates()


async def test_what_somebody_else_has_said_is_not_taken_back(wall: Database) -> None:
    visit = await tell_of_poster(wall, "7K4M", "posted", BEFORE, "kuji", NOW)
    with pytest.raises(NotFoundError):
        await take_back(wall, [visit], "7K4M", "taga")
    assert (await known(wall)).dates == Dates(BEFORE, BEFORE)
    assert await take_back(wall, [visit], "7K4M", "kuji") == 1


async def test_what_can_not_be_is_refused_with_a_reason(wall: Database) -> None:
    with pytest.raises(InputError, match="まだ貼っていない"):
        await tell_of_poster(wall, "7K4M", "missing", TODAY, "kuji", NOW)
    with pytest.raises(NotFoundError):
        await tell_of_poster(wall, "2222", "posted", TODAY, "kuji", NOW)


async def test_many_are_told_of_at_once_those_that_are_so_already_are_left_and_all_is_undone_together(
    wall: Database,
) -> None:
    await tell_of_poster(wall, "9999", "posted", TODAY, "kuji", NOW)
    told = await tell_of_posters(wall, {"7K4M", "8888", "9999", "2222"}, "posted", TODAY, "taga", NOW)
    assert len(told) == 2
    async with wall.read() as connection:
        assert {one.state for one in await load_posters(connection)} == {"hanging"}
    assert await tell_of_posters(wall, {"7K4M", "2222"}, "posted", TODAY, "taga", NOW) == []
    assert await take_back(wall, told) == 2
    assert (await known(wall)).state == "made" and (await known(wall, "9999")).state == "hanging"


async def test_of_many_at_once_what_is_known_of_a_later_day_stays(wall: Database) -> None:
    every = {"7K4M", "8888", "9999"}
    await tell_of_posters(wall, every, "posted", date(2026, 10, 1), "kuji", NOW)
    assert await tell_of_posters(wall, every, "posted", TODAY, "taga", NOW) == [], "they have hung since October"
    await tell_of_poster(wall, "7K4M", "seen", TODAY, "kuji", NOW)
    acts: tuple[PosterAct, ...] = ("missing", "seen")
    for act in acts:
        told = await tell_of_posters(wall, every, act, BEFORE, "taga", NOW)
        assert len(told) == 2 and (await known(wall)).dates == Dates(date(2026, 10, 1), TODAY)
        await take_back(wall, told)
    assert await tell_of_posters(wall, every, "taken down", date(2026, 9, 30), "taga", NOW) == []


async def registered(wall: Database, text: str, encoding: str = "utf-8-sig") -> Registered:
    return await register_table(wall, text.encode(encoding), "taga", NOW, TODAY)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp932"])
async def test_a_table_of_a_spreadsheet_is_taken_in_by_its_codes(wall: Database, encoding: str) -> None:
    text = "番号,場所,貼るところ,枚数,貼った日,見た日\n7k4m,駅,改札前,2,2026/11/3,2026/11/22\n8888,駅,,,,\n"
    done = await registered(wall, text, encoding)
    assert (done.rows, done.posters, len(done.visits), done.passed_over) == (2, 1, 2, ())
    one = await known(wall)
    assert (one.dates, one.poster.where, one.poster.copies) == (Dates(BEFORE, TODAY), {"ja": "改札前"}, 2)
    assert (await known(wall, "8888")).dates == Dates()
    async with wall.read() as connection:
        [edit] = await load_edits(connection, "poster")
    assert (edit.name, edit.act, edit.by) == ("7K4M", "change", "taga")
    assert (await registered(wall, text, encoding)).posters == 0, "the same table again changes nothing"
    await take_back(wall, done.visits)
    assert (await known(wall)).dates == Dates()


async def test_dirty_rows_are_passed_over_each_with_its_line_and_why(wall: Database) -> None:
    rows = ["spot,posted_on,copies", "7K4M,2026-11-03,1", "2222,2026-11-03,1", "7K4M,2026-11-04,1"]
    rows += ["8888,tomorrow,1", "9999,2026-11-03,ten", ',"2026-11-03",1', "0OIl,2026-11-03,1"]
    done = await registered(wall, "\n".join(rows))
    assert [(one.line, one.spot) for one in done.passed_over] == [
        (3, "2222"),
        (4, "7K4M"),
        (5, "8888"),
        (6, "9999"),
        (7, ""),
        (8, ""),
    ]
    assert all(one.says["ja"] and one.says["en"] for one in done.passed_over) and done.posters == 1


@pytest.mark.parametrize("copies", ["00001000000", "0" * 5000 + "1", "1001", "0"])
async def test_more_copies_than_anybody_prints_are_passed_over(wall: Database, copies: str) -> None:
    done = await registered(wall, f"spot,copies\n7K4M,{copies}\n")
    assert [one.spot for one in done.passed_over] == ["7K4M"] and done.posters == 0


@pytest.mark.parametrize("content", [b"", b"place,day\nstation,2026-11-03\n", b"PK\x03\x04", b"<html>", b"\x00" * 99])
async def test_what_is_no_such_table_is_refused_and_changes_nothing(wall: Database, content: bytes) -> None:
    with pytest.raises(InputError):
        await register_table(wall, content, "taga", NOW, TODAY)
    assert (await known(wall)).dates == Dates()
