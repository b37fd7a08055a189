"""Items as their sources gave them, and which of them have been taken down."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.content import Item, Override, TakenDown, newest_first
from .links import give_links
from .new_lists import Items, Row, Rows, of_whole, of_window
from .plain import storable
from .revisions import raise_revision
from .rows import batches, put
from .tables import items as table
from .tables import overrides

NOUN = "items"
BY_SOURCE = "source"
BY_AGE = "newest"
BY_STAFF = "staff"
BY_ERASURE = "erased"
ID_LETTERS = 200
ASKED = 10_000
"""So many ids are asked for at once: databases take some 32,000 values in a statement."""
READ_AT_ONCE = 1_000
"""So many items are read (4 ms) before polls are answered again: all ten thousand at once would hold them up for 50 ms."""

_decode = msgspec.json.Decoder(Item).decode


class Replaced(msgspec.Struct, frozen=True):
    """What a fetch changed. `kept_back` is set when a whole list was too empty to be believed."""

    changed: int = 0
    gone: int = 0
    kept_back: int = 0
    notes: tuple[str, ...] = ()


async def replace_items(
    connection: AsyncConnection,
    source: str,
    items: Sequence[Item],
    now: datetime,
    *,
    whole: bool,
    newest: int | None = None,
    public: Callable[[str], str] = str,
) -> Replaced:
    """Takes a source's new list over the old one.

    A window (RSS, Atom) keeps what is absent, with its address as it is told today (`public`). A whole list takes down
    what is absent at once, unless it is empty or lost more than half of what is not over yet: then nothing is taken down,
    nothing new comes up, and `kept_back` says how many of these would have gone.
    """
    before = await _rows(connection, source)
    wanted, notes = await _own(connection, source, items)
    not_gone = {name: row for name, row in before.items() if row.taken_down_by in (None, BY_STAFF)}
    found = of_whole(before, wanted, now) if whole else of_window(not_gone, wanted, public)
    before, wanted, gone = found.moved | before, found.wanted, found.gone
    await _take_down(connection, gone, now, BY_SOURCE)
    beyond = _beyond(newest, before, wanted, {item.id for item in gone})
    changed = []
    for item in wanted.values():
        if await _keep(connection, before.get(item.id), item, item.id in beyond, now):
            changed.append(item)
    await _give_links(connection, changed, now)
    aged = [item for name, item in beyond.items() if name not in wanted]
    await _take_down(connection, aged, now, BY_AGE)
    if changed or gone or aged:
        await raise_revision(connection, NOUN)
    return Replaced(len(changed), len(gone) + len(aged), found.kept_back, tuple(notes))


async def _give_links(connection: AsyncConnection, items: Iterable[Item], now: datetime) -> None:
    """Each address has its code before a slide asks for it."""
    await give_links(connection, [item.url for item in items if item.url], now)


async def replace_some(
    connection: AsyncConnection, source: str, before: Sequence[str], items: Sequence[Item], now: datetime
) -> bool:
    """Takes over what one part (a file) of a source says, in place of the items of the ids `before`: those that are not
    among `items` are taken down at once. True when a screen could show the difference.
    """
    rows = await _rows(connection, source, [*before, *(item.id for item in items)])
    wanted, _ = await _own(connection, source, items)
    gone = [row.item for name, row in rows.items() if name not in wanted and row.taken_down_at is None]
    await _take_down(connection, gone, now, BY_SOURCE)
    changed = []
    for item in wanted.values():
        if await _keep(connection, rows.get(item.id), item, False, now):
            changed.append(item)
    await _give_links(connection, changed, now)
    if changed or gone:
        await raise_revision(connection, NOUN)
    return bool(changed or gone)


async def withdraw_item(connection: AsyncConnection, item_id: str, now: datetime) -> bool:
    """Takes an item down on behalf of staff; False when there is none of that id that is up."""
    statement = update(table).where(table.c.id == item_id, table.c.taken_down_at.is_(None))
    found = await connection.execute(statement.values(taken_down_at=now, taken_down_by=BY_STAFF))
    if found.rowcount:
        await raise_revision(connection, NOUN)
    return found.rowcount > 0


async def restore_item(connection: AsyncConnection, item_id: str) -> bool:
    """Puts back what staff withdrew; False when they had not."""
    statement = update(table).where(table.c.id == item_id, table.c.taken_down_by == BY_STAFF)
    found = await connection.execute(statement.values(taken_down_at=None, taken_down_by=None))
    if found.rowcount:
        await raise_revision(connection, NOUN)
    return found.rowcount > 0


async def erase_item(connection: AsyncConnection, item_id: str, now: datetime) -> Item | None:
    """Takes an item down for good and keeps of it only what `withdrawn` needs; its source can't bring it back.

    Returns the item as it was; None when there is none of that id.
    """
    row = (await connection.execute(select(table).where(table.c.id == item_id))).one_or_none()
    if row is None:
        return None
    item = _decode(row.body)
    bare = Item(
        id=item.id,
        source=item.source,
        kind=item.kind,
        title={},
        published_at=item.published_at,
        period=item.period,
        position=item.position,
        themes=item.themes,
    )
    body = msgspec.json.encode(bare).decode()
    shown = row.taken_down_at is None or row.taken_down_by == BY_AGE
    values = {"body": body, "taken_down_by": BY_ERASURE, "taken_down_at": now if shown else row.taken_down_at}
    await connection.execute(update(table).where(table.c.id == item_id).values(values))
    await raise_revision(connection, NOUN)
    return item


async def remove_source_items(connection: AsyncConnection, source: str, now: datetime) -> None:
    """A source that is no more takes its items down with it."""
    live = [row.item for row in (await _rows(connection, source)).values() if row.taken_down_at is None]
    await _take_down(connection, live, now, BY_SOURCE)
    if live:
        await raise_revision(connection, NOUN)


async def load_items(connection: AsyncConnection) -> tuple[dict[str, Item], tuple[TakenDown, ...]]:
    """Items that may be shown, by id, and those that were taken down; what is beyond the newest is neither.

    What staff put over an item of a source stands in them.
    """
    up: dict[str, Item] = {}
    down = []
    over = await load_overrides(connection)
    rows = (await connection.execute(select(table).order_by(table.c.id))).all()
    for part in batches(rows, READ_AT_ONCE):
        for row in part:
            item = _decode(row.body)
            if item.id in over:
                item = over[item.id].over(item)
            if row.taken_down_at is None:
                up[item.id] = item
            elif row.taken_down_by != BY_AGE:
                down.append(TakenDown(item, row.taken_down_at))
        await asyncio.sleep(0)
    return up, tuple(down)


class Given(NamedTuple):
    """An item as its source gave it, without what staff say in its place. `by` took it down (BY_STAFF, …), if anybody did."""

    item: Item
    taken_down_at: datetime | None
    by: str | None


async def load_given(connection: AsyncConnection, item_id: str) -> Given | None:
    row = (await connection.execute(select(table).where(table.c.id == item_id))).first()
    return Given(_decode(row.body), row.taken_down_at, row.taken_down_by) if row else None


async def load_withdrawn(connection: AsyncConnection) -> dict[str, Item]:
    """The items that staff took down, by id, with what staff say in their place."""
    over = await load_overrides(connection)
    rows = await connection.execute(select(table.c.body).where(table.c.taken_down_by == BY_STAFF).order_by(table.c.id))
    items = (_decode(body) for (body,) in rows)
    return {item.id: over[item.id].over(item) if item.id in over else item for item in items}


async def record_override(
    connection: AsyncConnection, item_id: str, override: Override | None, by: str, now: datetime
) -> None:
    """What staff say of an item from now on; None lets its source speak again."""
    await connection.execute(delete(overrides).where(overrides.c.item == item_id))
    if override is not None:
        body = msgspec.json.encode(override).decode()
        await put(connection, overrides, {"item": item_id, "body": body, "by": by, "at": now})
    await raise_revision(connection, NOUN)


async def load_overrides(connection: AsyncConnection) -> dict[str, Override]:
    """By item."""
    rows = await connection.execute(select(overrides.c.item, overrides.c.body))
    return {item: msgspec.json.decode(body, type=Override) for item, body in rows}


async def _rows(connection: AsyncConnection, source: str, ids: Sequence[str] | None = None) -> Rows:
    wanted = select(table).where(table.c.source == source)
    rows = await connection.execute(wanted if ids is None else wanted.where(table.c.id.in_(ids)))
    return {row.id: Row(row.body, _decode(row.body), row.taken_down_at, row.taken_down_by) for row in rows}


async def _own(connection: AsyncConnection, source: str, items: Sequence[Item]) -> tuple[Items, list[str]]:
    """The items by id, without those whose id another source already uses, that were erased, or can't be kept."""
    wanted = {item.id: item for item in items}
    refused = {name: "can't be kept" for name in wanted if len(name) > ID_LETTERS or storable(name) != name}
    ids = [name for name in wanted if name not in refused]
    for n in range(0, len(ids), ASKED):
        not_own = (table.c.source != source) | (table.c.taken_down_by == BY_ERASURE)
        rows = await connection.execute(
            select(table.c.id, table.c.source).where(table.c.id.in_(ids[n : n + ASKED]), not_own)
        )
        for name, owner in rows:
            refused[name] = "was erased" if owner == source else f"already belongs to the source “{owner}”"
    notes = [f"the id “{storable(name)[:ID_LETTERS]}” {why}; passed over" for name, why in refused.items()]
    return {name: item for name, item in wanted.items() if name not in refused}, notes


async def _keep(connection: AsyncConnection, before: Row | None, item: Item, aged: bool, now: datetime) -> bool:
    body = msgspec.json.encode(item).decode()
    down_by = BY_STAFF if before and before.taken_down_by == BY_STAFF else BY_AGE if aged else None
    same = before is not None and before.taken_down_by == down_by
    if before and same and before.body == body:
        return False
    values = {
        "id": item.id,
        "source": item.source,
        "body": body,
        "taken_down_at": before.taken_down_at if before and same else now if down_by else None,
        "taken_down_by": down_by,
    }
    await put(connection, table, values)
    return True


def _beyond(newest: int | None, before: Rows, wanted: Items, gone: set[str]) -> Items:
    """Of what would be up, by id, all but the newest; what staff withdrew takes nobody's place."""
    if newest is None:
        return {}
    staff = {name for name, row in before.items() if row.taken_down_by == BY_STAFF}
    kept = {name: row.item for name, row in before.items() if row.taken_down_at is None and name not in gone}
    up = (item for name, item in (kept | wanted).items() if name not in staff)
    return {item.id: item for item in sorted(up, key=newest_first)[newest:]}


async def _take_down(connection: AsyncConnection, items: Sequence[Item], now: datetime, by: str) -> None:
    for item in items:
        statement = update(table).where(table.c.id == item.id)
        await connection.execute(statement.values(taken_down_at=now, taken_down_by=by))
