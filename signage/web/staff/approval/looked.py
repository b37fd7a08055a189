"""All that is known of a request and of who looks at it, and which request follows."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import quote

from aiohttp import web

from ....domain.accounts import Department, Person
from ....domain.approving import Effect
from ....domain.catalogue import Catalogue
from ....domain.content import Item
from ....domain.workflow import State, Version, is_own, reads, state_of, steps
from ....errors import NotFoundError
from ....store.comments import Comment, load_comments
from ....store.departments import load_departments
from ....store.deputies import Deputy, load_deputies, stands_in_for
from ....store.edits import Edit, load_edits
from ....store.users import User, load_users
from ....store.versions import load_newest, load_versions
from ...desk import DESK
from ..content.office import check_owner, who
from ..pages import language_of
from .legibility import Foreseen, foresee
from .views import OUTLOOK, shown_at


class Looked(NamedTuple):
    """All that is known of a request: its versions, the newest first, and who may do what with it."""

    request: web.Request
    now: datetime
    catalogue: Catalogue
    person: Person
    departments: Mapping[str, Department]
    versions: Sequence[Version]
    comments: Sequence[Comment]
    edits: Sequence[Edit]
    users: Sequence[User]
    deputies: Sequence[Deputy]
    deputy_of: frozenset[str]

    @property
    def version(self) -> Version:
        return self.versions[0]

    @property
    def item(self) -> Item:
        return self.version.item

    @property
    def up(self) -> Version | None:
        """The approved version that this one is to take the place of."""
        return next((one for one in self.versions[1:] if one.stage == "approved"), None)

    @property
    def withdrawn(self) -> bool:
        return any(gone.item.id == self.item.id for gone in self.catalogue.taken_down)

    @property
    def up_state(self) -> State | None:
        """How that version stands now: it may be over, taken down, or not have begun."""
        return state_of(self.up, self.now, withdrawn=self.withdrawn) if self.up else None

    @property
    def may_decide(self) -> bool:
        return "approve" in steps(self.version, self.person, self.deputy_of)

    @property
    def may_approve_own(self) -> bool:
        asked = self.version.stage == "requested"
        return asked and is_own(self.version, self.person) and self.person.role == "administrator"

    @property
    def language(self) -> str:
        """The one that is looked at: as the address says, else the page's, else the first it is written in."""
        wanted = (self.request.query.get("language", ""), language_of(self.request), *self.item.title)
        return next((one for one in wanted if self.item.title.get(one)), "ja")

    async def effect(self) -> Effect:
        return await self.request.app[OUTLOOK].effect(self.catalogue, self.item, self.now)

    async def foreseen(self) -> Foreseen:
        """What people could not read of it on the displays that would show it."""
        effect, at = await self.effect(), shown_at(self.item, self.now)
        seconds = effect.seconds[0] if effect.displays else None
        return await foresee(self.request.app[DESK], self.catalogue, self.item, effect.displays, at, seconds)


async def looked_at(request: web.Request) -> Looked:
    """Raises NotFoundError for what staff did not write, NotYoursError for what belongs to another department."""
    desk, now, id, person = request.app[DESK], datetime.now(UTC), request.match_info["item"], who(request).person
    catalogue = await desk.catalogue()
    async with desk.database.read() as connection:
        versions = await load_versions(connection, id)
        if not versions:
            raise NotFoundError("staff have written no item of this id", id)
        looked = Looked(
            request,
            now,
            catalogue,
            person,
            await load_departments(connection),
            versions,
            await load_comments(connection, id),
            await load_edits(connection, "item", id),
            await load_users(connection),
            await load_deputies(connection, now),
            frozenset(await stands_in_for(connection, person.name, now)),
        )
    department = looked.version.department
    check_owner(looked.departments, department, own=reads(person, department, looked.deputy_of))
    return looked


async def following_of(looked: Looked) -> str:
    """The page of the request after this one, of its kind first (a hundred voices are read in one go); the oldest after the
    last. Empty where no other waits.
    """
    async with looked.request.app[DESK].database.read() as connection:
        waiting = await load_newest(connection, stages=("requested",))
    mine = [one for one in waiting if "approve" in steps(one, looked.person, looked.deputy_of)]
    others, here = [one for one in mine if one.item.id != looked.item.id], _waits_since(looked.version)
    others.sort(key=lambda one: (one.item.kind != looked.item.kind, _waits_since(one) < here, _waits_since(one)))
    return f"/content/{quote(others[0].item.id, safe='')}/approval" if others else ""


def _waits_since(version: Version) -> tuple[datetime, str]:
    return version.asked_at or version.changed_at, version.item.id
