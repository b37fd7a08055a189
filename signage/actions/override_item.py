"""What staff say of an item that a source owns: a shorter title, a better picture, pinned. It survives the next fetch."""

from datetime import datetime

from ..domain.accounts import Person
from ..domain.content import Override
from ..domain.forms.typed import seen_of
from ..domain.workflow import SOURCE, owns
from ..errors import ConflictError, ForbiddenError, NotFoundError
from ..store.content import BY_ERASURE, load_given, load_overrides, record_override
from ..store.database import Database
from ..store.edits import record_edit

NOUN = "item"


async def override_item(
    database: Database, item: str, override: Override, department: str, person: Person, now: datetime, seen: str
) -> None:
    """An empty override lets the source speak alone again. `department` answers for the item; `seen` is `seen_of` of the
    override that the page was made from.

    Raises NotFoundError for what is no item of a source, ForbiddenError for those whose it isn't, and ConflictError where
    somebody has changed it since.
    """
    if not owns(person, department):
        raise ForbiddenError("only people of its department may change this item", item)
    async with database.write() as connection:
        given = await load_given(connection, item)
        if given is None or given.item.source == SOURCE or given.by == BY_ERASURE:
            raise NotFoundError("there is no such item of a source", item)
        before = (await load_overrides(connection)).get(item)
        if seen_of(before) != seen:
            raise ConflictError("somebody has changed it since it was opened", item)
        after = None if override == Override() else override
        if after == before:
            return
        await record_override(connection, item, after, person.name, now)
        await record_edit(connection, person.name, now, NOUN, item, "override", before, after)
