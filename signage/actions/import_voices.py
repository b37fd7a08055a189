"""Voices out of a CSV: each becomes an item for which approval is asked; none is shown before somebody approved it."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.accounts import Department, Person
from ..domain.content import Item
from ..domain.forms.item import Office, read_item
from ..domain.ulids import ulid_of
from ..domain.voices import KIND
from ..domain.workflow import SOURCE, Version, new_version, owns
from ..errors import ConflictError, ErasedError, ForbiddenError
from ..sources.voices import VoiceRow, VoiceTable
from ..store.database import Database
from ..store.edits import record_edit
from ..store.versions import forget_written, load_newest, record_version, remove_version
from ..words import Words

NOUN = "item"
AT_ONCE = 50
"""So many are kept in one transaction: heartbeats get their turn between two."""


class Common(NamedTuple):
    """What is the same of all voices of a table: the question where no column has it, the theme, where a QR code leads."""

    question: str = ""
    theme: str = ""
    url: str = ""


class TakenIn(NamedTuple):
    """What became of a table: the items, and by line why a row was passed over. `known` are ids that came with an earlier table."""

    items: list[Item]
    known: list[str]
    passed: list[tuple[int, Words]]


WHY: dict[str, Words] = {
    "dirty": {
        "ja": '列の数が合いません。引用符（"）を確かめてください。',
        "en": "its cells don’t fit the columns; see its quotation marks",
    },
    "empty": {"ja": "声がありません。", "en": "nothing was said"},
    "kept": {"ja": "掲載に同意していません。", "en": "the person did not agree that it be shown"},
    "erased": {"ja": "前に消去された声です。", "en": "it was erased before"},
}


async def import_voices(
    database: Database,
    table: VoiceTable,
    common: Common,
    department: Department,
    person: Person,
    office: Office,
) -> TakenIn:
    """Keeps each voice as a request for approval by `person`, who therefore can't approve it. The same voice of the same
    question is the same item however often its table comes.

    Raises ForbiddenError for a department that isn't theirs.
    """
    if not owns(person, department.id):
        raise ForbiddenError(f"only people of the department “{department.id}” may write this", department.id)
    taken = TakenIn([], [], [(line, WHY[why]) for line, why in table.passed])
    asked: dict[str, tuple[int, Item]] = {}
    for row in table.voices:
        item, wrong = _item(row, common, department, office)
        if wrong:
            taken.passed.append((row.line, wrong[0]))
        else:
            asked.setdefault(item.id, (row.line, item))
    rows = list(asked.values())
    for first in range(0, len(rows), AT_ONCE):
        async with database.write() as connection:
            await _keep(connection, rows[first : first + AT_ONCE], taken, department.id, person, office.now)
    taken.passed.sort(key=lambda one: one[0])
    return taken


def _item(row: VoiceRow, common: Common, department: Department, office: Office) -> tuple[Item, list[Words]]:
    """By the rules of the form in which voices are typed."""
    question = row.question or common.question
    fields = {
        "kind": KIND,
        "title_ja": row.text,
        "title_en": row.text_en,
        "text_ja": question,
        "speaker_ja": row.speaker,
        "consent": "on",
        "theme": common.theme,
        "url": common.url,
    }
    digest = hashlib.sha256(f"{question}\0{row.text}".encode(errors="surrogatepass")).digest()
    blank = Item(id=f"{SOURCE}-{ulid_of(digest)}", source=SOURCE, kind=KIND, title={}, department=department.name)
    written = read_item(fields, blank, department.id, office)
    return written.item, list(written.errors.values())


async def _keep(
    connection: AsyncConnection,
    rows: Sequence[tuple[int, Item]],
    taken: TakenIn,
    department: str,
    person: Person,
    now: datetime,
) -> None:
    there = {one.item.id for one in await load_newest(connection, items=[item.id for _, item in rows])}
    taken.known.extend(item.id for _, item in rows if item.id in there)
    for line, item in rows:
        if item.id in there:
            continue
        in_turn = now + timedelta(milliseconds=len(taken.items))  # they wait in the order of the table
        try:
            kept = await record_version(connection, _asked(item, department, person, now, in_turn), None)
        except ErasedError:
            taken.passed.append((line, WHY["erased"]))
            continue
        await record_edit(connection, person.name, in_turn, NOUN, item.id, "request", None, kept.item)
        taken.items.append(kept.item)


def _asked(item: Item, department: str, person: Person, now: datetime, in_turn: datetime) -> Version:
    dated = msgspec.structs.replace(item, published_at=now)
    return msgspec.structs.replace(new_version(dated, department, person.name, now, asked=True), asked_at=in_turn)


async def drop_import(database: Database, person: Person, made_at: datetime, now: datetime) -> int:
    """Forgets what this person took in at that moment, as far as nobody has decided on it: also history keeps none of its
    words. Returns how many.
    """
    async with database.read() as connection:
        waiting = await load_newest(connection, stages=("requested",))
    its = [one for one in waiting if _is_of(one, person, made_at)]
    dropped = 0
    for first in range(0, len(its), AT_ONCE):
        async with database.write() as connection:
            for version in its[first : first + AT_ONCE]:
                dropped += await _drop(connection, version, person, now)
    return dropped


async def _drop(connection: AsyncConnection, version: Version, person: Person, now: datetime) -> bool:
    try:
        await remove_version(connection, version)
    except ConflictError:  # decided on, or taken back, meanwhile
        return False
    await forget_written(connection, version.item.id)
    await record_edit(connection, person.name, now, NOUN, version.item.id, "drop")
    return True


def _is_of(version: Version, person: Person, made_at: datetime) -> bool:
    return (version.item.kind, version.number, version.by, version.made_at) == (KIND, 1, person.name, made_at)
