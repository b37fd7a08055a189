"""One picture of the library, as the pages and the script of it find it, and who may change it."""

from collections.abc import Iterable, Mapping

from aiohttp import web

from ....domain.accounts import Department
from ....domain.catalogue import Catalogue
from ....domain.content import Item
from ....domain.library import file_of
from ....domain.media import Media
from ....domain.workflow import Stage, owns
from ....errors import ForbiddenError, NotFoundError
from ....store.media_details import Described, load_by_ulid, load_drafted
from ....words import Words
from ...desk import DESK
from ..content.office import department_name, departments_of, who
from .views import Entry

ASKED: Stage = "requested"


async def described_of(request: web.Request) -> Described:
    """The picture of the address. Raises NotFoundError."""
    async with request.app[DESK].database.read() as connection:
        found = await load_by_ulid(connection, request.match_info["picture"])
    if found is None:
        raise NotFoundError("there is no such picture in the library", request.match_info["picture"])
    return found


async def entry_of(request: web.Request, described: Described) -> Entry:
    catalogue = await request.app[DESK].catalogue()
    media = [one for one in catalogue.media.values() if file_of(one.name) == described.name]
    return Entry(described.name, described.details.title, tuple(sorted(media, key=_number)), described)


def _number(media: Media) -> int:
    return int(media.name.partition("#")[2] or 1)


async def whole_of(request: web.Request, described: Described) -> Media:
    media = (await entry_of(request, described)).first
    if media is None:
        raise NotFoundError("there is no such picture in the library", described.name)
    return media


def check_owner(request: web.Request, described: Described, departments: Mapping[str, Department]) -> None:
    """Raises ForbiddenError for who may not change what its department answers for."""
    if owns(who(request).person, described.department):
        return
    name = department_name(departments, described.department) or {"ja": "編集者", "en": "the editors"}
    ja, en = name.get("ja", described.department), name.get("en", described.department)
    raise ForbiddenError(
        "it belongs to another department",
        described.name,
        says={
            "ja": f"この画像は{ja}のものです。直せるのは{ja}の人だけです。",
            "en": f"This picture belongs to {en}. Only people of {en} can change it.",
        },
    )


async def check_replaces(request: web.Request, ulid: str) -> Described:
    """The picture that is to have another content. Raises NotFoundError and ForbiddenError: what screens show, or show again
    once it is put back, or an approver is looking at, is only replaced by who could approve it, where approval is asked for.
    """
    async with request.app[DESK].database.read() as connection:
        described = await load_by_ulid(connection, ulid)
    if described is None:
        raise NotFoundError("there is no such picture in the library", ulid)
    check_owner(request, described, await departments_of(request))
    entry = await entry_of(request, described)
    async with request.app[DESK].database.read() as connection:
        drafted = await load_drafted(connection, [one.name for one in entry.media])
    shown = [*approved(await request.app[DESK].catalogue()), *(use.item for use in drafted if use.stage == ASKED)]
    if not may_replace(request, entry, shown):
        raise ForbiddenError("it is on screens", described.name, says=NEEDS_APPROVER)
    return described


NEEDS_APPROVER: Words = {
    "ja": "この画像は、画面に映る、取り下げた、または承認を待つコンテンツで使われています。差し替えられるのは、承認者・編集者・管理者です。",
    "en": "Content that screens show, that was withdrawn or that waits for approval uses this picture. An approver, an editor or an administrator can replace it.",
}


def approved(catalogue: Catalogue) -> list[Item]:
    """What is up, and what was taken down: that can be put back without anybody looking at it again."""
    return [*catalogue.items.values(), *(gone.item for gone in catalogue.taken_down)]


def may_replace(request: web.Request, entry: Entry, items: Iterable[Item]) -> bool:
    """`items` are those that are approved, or wait for approval."""
    names = {one.name for one in entry.media}
    return puts_up(request) or not any(item.media in names for item in items)


def puts_up(request: web.Request) -> bool:
    """Whether what this person changes may show at once: they could approve it, or nobody has to."""
    return who(request).may("approve content") or not request.app[DESK].settings.approval
