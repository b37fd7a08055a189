"""The button of the notice that says what was just done: puts it back."""

from datetime import UTC, datetime

from aiohttp import web

from ...actions.undo_set_up import NOUNS, undo_set_up
from ...domain.accounts import may, who_may
from ...errors import ForbiddenError, NotFoundError
from ..auth import form_of, needs, text_of
from ..desk import DESK
from .set_up import done, person_of

LISTS = {noun: f"/settings/{noun}s" for noun in NOUNS}


@needs("set up places")
async def post_undo(request: web.Request) -> web.StreamResponse:
    form, person = await form_of(request), person_of(request)
    noun, name = text_of(form, "noun"), text_of(form, "name")[:200]
    if noun not in NOUNS:
        raise NotFoundError("there is nothing to undo", noun)
    act = NOUNS[noun].act
    if not may(person.role, act):
        raise ForbiddenError(f"a {person.role} may not {act}", roles=who_may(act))
    await undo_set_up(request.app[DESK].database, noun, name, person, datetime.now(UTC))
    raise done(LISTS[noun], noun, "undone", name)
