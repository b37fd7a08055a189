"""Voices come in as requests for approval: none shows before somebody else approved it, and no name without consent."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from signage.actions.approve_item import approve
from signage.actions.edit_item import seen_of
from signage.actions.import_voices import Common, TakenIn, drop_import, import_voices
from signage.domain.accounts import Department, Person
from signage.domain.forms.item import Office
from signage.domain.workflow import Version
from signage.errors import ForbiddenError
from signage.sources.voices import read_voices
from signage.store.content import load_items
from signage.store.database import Database
from signage.store.tables import edits
from signage.store.versions import load_newest
from tests.factories import NOW

KYOSO = Department(id="kyoso", name={"ja": "推進本部"})
AUTHOR, APPROVER = Person("author", "author", "kyoso"), Person("approver", "approver", "kyoso")
OFFICE = Office(now=NOW, zone=ZoneInfo("Asia/Tokyo"), themes=("mobility",), departments=("kyoso",))
TABLE = "声,名前,名前の公開\r\n海の見える駅が好き,海の人,はい\r\n夜のバスをもう1本,山の人,いいえ\r\n"


COMMON = Common()


async def take_in(database: Database, text: str = TABLE, common: Common = COMMON, person: Person = AUTHOR) -> TakenIn:
    return await import_voices(database, read_voices(text.encode()), common, KYOSO, person, OFFICE)


async def waiting(database: Database) -> list[Version]:
    async with database.read() as connection:
        found = await load_newest(connection, stages=("requested",))
    return sorted(found, key=lambda one: one.asked_at or NOW)


async def on_air(database: Database) -> set[str]:
    async with database.read() as connection:
        return set((await load_items(connection))[0])


async def test_each_waits_for_approval_and_none_is_on_air(database: Database) -> None:
    taken = await take_in(database, common=Common("駅は？", "mobility"))
    found = await waiting(database)
    assert [one.item.title["ja"] for one in found] == ["海の見える駅が好き", "夜のバスをもう1本"]
    assert [one.item.speaker for one in found] == [{"ja": "海の人"}, {}]
    assert {(one.item.kind, one.item.themes, one.item.text["ja"]) for one in found} == {
        ("voice", ("mobility",), "駅は？")
    }
    assert len(taken.items) == 2 and await on_air(database) == set()


async def test_who_took_it_in_does_not_approve_it_another_does(database: Database) -> None:
    await take_in(database, person=APPROVER)
    (first, second) = await waiting(database)
    with pytest.raises(ForbiddenError):
        await approve(database, first.item.id, seen_of(first), APPROVER, NOW)
    other = Person("other", "approver", "kyoso")
    await approve(database, first.item.id, seen_of(first), other, NOW)
    assert await on_air(database) == {first.item.id} and [one.item.id for one in await waiting(database)] == [
        second.item.id
    ]


async def test_the_same_table_again_brings_nothing_twice(database: Database) -> None:
    first = await take_in(database)
    again = await take_in(database, TABLE + "海の見える駅が好き,,\r\n新しい声,,\r\n")
    assert sorted(again.known) == sorted(item.id for item in first.items)
    assert [item.title["ja"] for item in again.items] == ["新しい声"] and len(await waiting(database)) == 3


async def test_what_the_form_would_refuse_is_passed_over_with_its_line(database: Database) -> None:
    taken = await take_in(database, "声\r\n" + "長" * 141 + "\r\nよい声\r\n")
    assert [(line, says["ja"]) for line, says in taken.passed] == [(2, "声は 140文字までです。いまは 141文字です。")]
    assert len(taken.items) == 1


async def test_nobody_takes_them_in_for_another_department(database: Database) -> None:
    with pytest.raises(ForbiddenError):
        await take_in(database, person=Person("b", "author", "library"))


async def test_a_file_taken_in_by_mistake_goes_with_every_word_of_it(database: Database) -> None:
    await take_in(database)
    (first, _) = await waiting(database)
    await approve(database, first.item.id, seen_of(first), APPROVER, NOW)
    later = NOW + timedelta(minutes=1)
    assert await drop_import(database, APPROVER, NOW, later) == 0, "somebody else's"
    assert await drop_import(database, AUTHOR, NOW + timedelta(seconds=1), later) == 0, "another file's"
    assert await drop_import(database, AUTHOR, NOW, later) == 1
    assert await waiting(database) == [] and await on_air(database) == {first.item.id}
    async with database.read() as connection:
        told = (await connection.execute(select(edits.c.before, edits.c.after))).all()
    assert "夜のバス" not in str(told) and "海の見える駅" in str(told)
