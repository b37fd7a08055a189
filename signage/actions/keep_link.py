"""A link is made by people, turned to another page, or ended: what is printed stays, where it leads changes."""

from datetime import datetime

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.accounts import Person
from ..domain.forms.typed import seen_of
from ..domain.links import CAMPAIGN, Codes, Link, check_target
from ..domain.workflow import owns
from ..errors import ConflictError, ForbiddenError, InputError, NotFoundError
from ..store.database import Database
from ..store.edits import record_edit
from ..store.links import change_link, give_links, load_link
from ..words import Words

NOUN = "link"
COMMAND = "signage links"
"""Who made a link that a command asked for: it was asked for by hand too, so it counts as used."""


async def add_link(
    database: Database,
    address: str,
    codes: Codes,
    now: datetime,
    by: Person | None = None,
    *,
    campaign: str = "",
    title: Words | None = None,
    department: str = "",
) -> Link:
    """The link of an address in a campaign: a new one, or the one that it has already, as it is. Without `by` a command
    asks.

    Raises InputError for an address that no code may lead to, and for a campaign that is no name; ForbiddenError for
    another department's.
    """
    check_target(address, codes)
    _check_campaign(campaign)
    check_owner(by, department)
    async with database.write() as connection:
        found = await give_links(
            connection,
            [address],
            now,
            campaign=campaign,
            title=title,
            department=department,
            by=by.name if by else COMMAND,
        )
        link = found[address]
        if link.made_at == now:
            await record_edit(connection, by.name if by else "", now, NOUN, link.code, "add", None, link)
    return link


async def keep_link(
    database: Database, link: Link, codes: Codes, now: datetime, by: Person | None = None, seen: str | None = None
) -> Link:
    """Keeps what people say of a link: `target`, `expires_at`, `title`, `department`, and its `campaign`. `seen` is
    `seen_of` of the link that a page was made from (None: whatever it is now). Returns it as it was.

    Raises NotFoundError; InputError for an address that no code may lead to; ConflictError where somebody has changed
    it since, TakenError where the campaign has a link of this address already; ForbiddenError for whose it isn't.
    """
    _check_campaign(link.campaign)
    async with database.write() as connection:
        before = await _known(connection, link.code)
        if seen is not None and seen_of(before) != seen:
            raise ConflictError("somebody has changed this link since the page was opened", link.code)
        check_owner(by, before.department)
        check_owner(by, link.department)
        if link.target != before.target:
            check_target(link.target, codes)
        if bool(link.campaign) != bool(before.campaign):
            raise InputError("a link of the project’s own stays one; make another for a campaign", "campaign")
        after = msgspec.structs.replace(link, asked=before.asked, by=before.by, made_at=before.made_at)
        if after != before:
            await change_link(connection, after)
            await record_edit(connection, by.name if by else "", now, NOUN, link.code, "change", before, after)
    return before


async def _known(connection: AsyncConnection, code: str) -> Link:
    link = await load_link(connection, code)
    if link is None:
        raise NotFoundError("there is no link of this code", code)
    return link


def check_owner(by: Person | None, department: str) -> None:
    """Raises ForbiddenError for those who don't answer for what is this department's; a command (None) does for all."""
    if by is not None and not owns(by, department):
        raise ForbiddenError("only people of its department may change this link", department)


def _check_campaign(campaign: str) -> None:
    if not CAMPAIGN.fullmatch(campaign):
        raise InputError("a campaign is a name of a-z, 0-9 and _, of 60 letters at most", "campaign")
