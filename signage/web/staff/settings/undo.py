"""The button of the notice that says what was just done: puts it back."""

from collections.abc import Mapping
from datetime import UTC, datetime

from aiohttp import web

from ....actions.undo_set_up import NOUNS, undo_set_up
from ....domain.accounts import may, who_may
from ....errors import ConflictError, ForbiddenError, InputError, NotFoundError
from ....words import Words
from ...auth import form_of, needs, text_of
from ...desk import DESK
from ..set_up import done, edit_in, not_undone, person_of

IN_USE: Mapping[str, Words] = {
    "place": {
        "ja": "そのあとに、この場所に画面が登録されました。何も変えていません。場所をなくすには、先に画面を別の場所に移します。",
        "en": "Displays were added to this place since. Nothing was changed. Move them first, then take the place out.",
    },
    "display": {
        "ja": "この画面の場所が、もうありません。何も変えていません。先に場所を登録して、画面を登録し直してください。",
        "en": "The place of this display is there no more. Nothing was changed. Add the place first, then the display.",
    },
    "group": {
        "ja": "そのあとに、このグループに画面が入ったか、放映ルールの対象になったか、利用者の受け持ちになりました。何も変えていません。",
        "en": "Since then displays were put into this group, a rule was meant for it, or somebody was to look after it. Nothing was changed.",
    },
    "calendar": {
        "ja": "そのあとに、場所や放映ルールがこのカレンダーを使うようになりました。何も変えていません。",
        "en": "Places or rules use this calendar since. Nothing was changed.",
    },
}
LISTS = {noun: f"/settings/{noun}s" for noun in NOUNS}


@needs("set up places")
async def post_undo(request: web.Request) -> web.StreamResponse:
    """Says what holds it where it can't be put back by now, and where it is undone already or something came after."""
    form, person = await form_of(request), person_of(request)
    noun, name = text_of(form, "noun"), text_of(form, "name")[:200]
    if noun not in NOUNS:
        raise NotFoundError("there is nothing to undo", noun)
    act = NOUNS[noun].act
    if not may(person.role, act):
        raise ForbiddenError(f"a {person.role} may not {act}", roles=who_may(act))
    try:
        await undo_set_up(request.app[DESK].database, noun, name, edit_in(form), person, datetime.now(UTC))
    except ConflictError:
        return await not_undone(request)
    except InputError as problem:
        return await not_undone(request, IN_USE[noun], problem.http_status)
    raise done(LISTS[noun], noun, "undone", name)
