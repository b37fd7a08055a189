"""Two people wrote one item: both values of each field that differs, to choose from."""

import json
from collections.abc import Mapping
from datetime import datetime

from aiohttp import web

from ....actions.edit_item import seen_of
from ....domain.accounts import Department
from ....domain.catalogue import Catalogue
from ....domain.forms.item_fields import Difference, differences, fields_of
from ....domain.schedule import alone
from ....domain.workflow import Version
from ....errors import NotFoundError
from ....words import Words
from ...desk import DESK
from ..library.views import load_entries
from ..pages import language_of, render
from ..set_up import ON, Names, value_words
from .asked import Asked
from .office import KIND_WORDS, writing
from .page import WHERE_WORDS, label_of, seen_text

CONFLICT: Words = {"ja": "ほかの人も直していました", "en": "Somebody else has changed it too"}


async def conflict_page(asked: Asked, fields: dict[str, str]) -> web.Response:
    """Both values of each field that differs; whoever came second chooses, and nothing is lost."""
    standing = await asked.standing()
    newest = standing.newest
    if newest is None:
        raise NotFoundError("there is no such item", asked.id)
    names = await field_names(asked.request, asked.catalogue, asked.departments)
    language = language_of(asked.request)
    theirs = kept_fields(asked, newest)
    found = differences(_was(fields), theirs, fields)
    return await render(
        asked.request,
        "item-conflict.html",
        title=CONFLICT,
        status=409,
        now=asked.now,
        newest=newest,
        seen=seen_text(seen_of(newest)),
        was=theirs,
        found=found,
        label=label_of,
        says=lambda name, value: value_words(value, names.get(name, {}), language),
        here=f"/content/{asked.id}",
        editable=newest.stage != "requested",
    )


async def changed_fields(
    request: web.Request,
    catalogue: Catalogue,
    departments: Mapping[str, Department],
    up: Version | None,
    version: Version,
    now: datetime,
) -> list[Difference]:
    """The fields in which a new version differs from the one on air, as people read them; its words first."""
    if up is None:
        return []
    write, language = writing(request, now), language_of(request)
    old, new = (fields_of(one.item, one.department, write) for one in (up, version))
    found = [one for one in differences({}, old, new) if one.name != "where"]
    names = await field_names(request, catalogue, departments) if found else {}

    def says(name: str, value: str) -> str:
        return value_words(value, names.get(name, {}), language)

    told = [one._replace(theirs=says(one.name, one.theirs), mine=says(one.name, one.mine)) for one in found]
    return sorted(told, key=lambda one: not one.name.startswith(("title", "text")))


async def field_names(request: web.Request, catalogue: Catalogue, departments: Mapping[str, Department]) -> Names:
    """What people call what the fields of an item hold."""
    desk = request.app[DESK]
    entries = await load_entries(desk.database, catalogue)
    displays: dict[str, Words] = {id: {"ja": one.name} for id, one in catalogue.displays.items()}
    displays |= {alone(id): says for id, says in displays.items()}
    return {
        "kind": KIND_WORDS,
        "theme": {code: theme.name for code, theme in desk.brands.in_force.themes.items()},
        "media": {page.name: {"ja": one.title} for one in entries for page in one.media},
        "where": WHERE_WORDS,
        "places": displays | {id: one.name for id, one in catalogue.places.items()},
        "department": {id: one.name for id, one in departments.items()},
        "consent": ON,
        "cancelled": ON,
        "postponed": ON,
    }


def kept_fields(asked: Asked, version: Version) -> dict[str, str]:
    return fields_of(version.item, version.department, writing(asked.request, asked.now))


def _was(fields: Mapping[str, str]) -> dict[str, str]:
    try:
        found = json.loads(fields.get("was", ""))
    except (ValueError, RecursionError):
        return {}
    return (
        {str(name): value for name, value in found.items() if isinstance(value, str)} if isinstance(found, dict) else {}
    )


def settled(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields as they were chosen on the page of a conflict: of each that differed, mine or theirs."""
    found: dict[str, str] = {}
    for name, pick in fields.items():
        if name.startswith("pick."):
            field = name.removeprefix("pick.")
            found[field] = fields.get(f"{'mine' if pick == 'mine' else 'theirs'}.{field}", "")
    return found


def still_mine(fields: Mapping[str, str]) -> dict[str, str]:
    """What was chosen as mine, where the other has saved again meanwhile: what was left to them is as they have it now."""
    picked = (
        name.removeprefix("pick.") for name, pick in fields.items() if name.startswith("pick.") and pick == "mine"
    )
    return {field: fields.get(f"mine.{field}", "") for field in picked}
