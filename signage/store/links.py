"""Links: a code for every address that is asked for, in every campaign. None is given twice, and none is ever removed."""

import secrets
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Select, exists, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.links import LINK_LETTERS, Link, is_address, unused_code
from ..errors import NotFoundError, TakenError
from ..words import Words
from .revisions import raise_revision
from .rows import batches
from .tables import link_checks as checks
from .tables import links as table
from .tables import posters

NOUN = "links"
DEAD = "dead"
"""The state (link_checks) of a target where nothing answers any more."""
ASKED = 500
"""So many addresses stand in one statement."""


async def give_links(
    connection: AsyncConnection,
    addresses: Iterable[str],
    now: datetime,
    *,
    campaign: str = "",
    title: Words | None = None,
    department: str = "",
    by: str = "",
) -> dict[str, Link]:
    """The link of each address in a campaign, by address: the one it has, or a new one made as is said here.

    What no code may say (domain/links.is_address) gets none.
    """
    wanted = list(dict.fromkeys(one for one in addresses if is_address(one)))
    found = {asked: link for part in batches(wanted, ASKED) for asked, link in await _asked(connection, part, campaign)}
    lacking = [one for one in wanted if one not in found]
    if not lacking:
        return found
    codes = await _new_codes(connection, len(lacking))
    new = [
        Link(
            code=code,
            asked=asked,
            target=asked,
            campaign=campaign,
            title=title or {},
            department=department,
            by=by,
            made_at=now,
        )
        for code, asked in zip(codes, lacking, strict=True)
    ]
    await connection.execute(insert(table), [_row(link) for link in new])
    await raise_revision(connection, NOUN)
    return found | {link.asked: link for link in new}


async def _asked(connection: AsyncConnection, addresses: Collection[str], campaign: str) -> list[tuple[str, Link]]:
    wanted = _links().where(table.c.asked.in_(addresses), table.c.campaign == campaign)
    return [(row.asked, _link(row)) for row in await connection.execute(wanted)]


async def _new_codes(connection: AsyncConnection, count: int) -> list[str]:
    used = set((await connection.execute(select(table.c.code))).scalars())
    return [unused_code(used, LINK_LETTERS, secrets.choice) for _ in range(count)]


async def change_link(connection: AsyncConnection, link: Link) -> None:
    """Keeps what people say of a link: where it leads, until when, how it and its campaign are called. Its code and what
    was asked stay.

    Raises NotFoundError; TakenError where the campaign has a link of what was asked already.
    """
    asked = (table.c.asked == link.asked) & (table.c.campaign == link.campaign) & (table.c.code != link.code)
    if await connection.scalar(select(table.c.code).where(asked)):
        raise TakenError("this campaign has a code of this address already", link.campaign)
    same = {name: getattr(link, name) for name in ("target", "campaign", "department", "expires_at")}
    values = same | {"title": msgspec.json.encode(link.title).decode()}
    found = await connection.execute(update(table).where(table.c.code == link.code).values(values))
    if not found.rowcount:
        raise NotFoundError("there is no link of this code", link.code)
    await raise_revision(connection, NOUN)


async def load_link(connection: AsyncConnection, code: str) -> Link | None:
    row = (await connection.execute(_links().where(table.c.code == code))).first()
    return _link(row) if row else None


async def load_links(connection: AsyncConnection) -> dict[str, Link]:
    """All, by code."""
    return {row.code: _link(row) for row in await connection.execute(_links().order_by(table.c.code))}


async def load_own_links(connection: AsyncConnection) -> dict[str, Link]:
    """Those of the project's own campaign, by the address that items name."""
    wanted = _links().where(table.c.campaign == "").order_by(table.c.asked)
    return {row.asked: _link(row) for row in await connection.execute(wanted)}


async def load_targets_in_use(connection: AsyncConnection, now: datetime) -> set[str]:
    """Where links lead that somebody made, or that a poster on a wall bears, and that have not ended; not those of items."""
    hangs = exists().where(posters.c.link == table.c.code, posters.c.taken_down_on.is_(None))
    leads = or_(table.c.expires_at.is_(None), table.c.expires_at > now)
    found = await connection.execute(select(table.c.target).where(or_(table.c.by != "", hangs), leads).distinct())
    return set(found.scalars())


def _links() -> Select[Any]:
    dead = (checks.c.target == table.c.target) & (checks.c.state == DEAD)
    return select(table, checks.c.since_at.label("dead_since")).outerjoin(checks, dead)


def _row(link: Link) -> Mapping[str, Any]:
    same = {name: getattr(link, name) for name in _SAME}
    return same | {"title": msgspec.json.encode(link.title).decode()}


_SAME = ("code", "asked", "target", "campaign", "department", "by", "made_at", "expires_at")


def _link(row: Any) -> Link:
    same = {name: getattr(row, name) for name in _SAME}
    return Link(title=msgspec.json.decode(row.title, type=Words), dead_since=row.dead_since, **same)
