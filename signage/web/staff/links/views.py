"""Links as staff see them: each with how its target is, what uses it, and how often it was scanned this month."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import quote

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from ....domain.accounts import Department, Person
from ....domain.calendars import local_day
from ....domain.catalogue import Catalogue
from ....domain.link_health import REASON_WORDS, STATE_WORDS, UNCHECKED, Check, State, is_told
from ....domain.links import Link
from ....domain.workflow import SOURCE, owns
from ....store.departments import load_departments
from ....store.link_checks import load_checks
from ....store.links import load_links
from ....store.ownership import load_owners
from ....store.posters import load_posters
from ....store.scan_sums import load_spot_sums
from ....words import Words, in_words
from ...desk import DESK
from ..content.asked import readable
from ..content.office import department_name, who
from ..pages import language_of, times_of

MARKS: Mapping[State, str] = {
    "unsure": "never",
    "answers": "ok",
    "moved": "note",
    "failing": "late",
    "gone": "late",
    "dead": "wrong",
}
EXPIRED: Words = {"ja": "使用終了", "en": "Ended"}
NOT_YET: Words = {"ja": "（まだ映っていないコンテンツ）", "en": "(content that is not shown yet)"}
"""What stands for the title of an item that only its department looks at."""


class Use(NamedTuple):
    """An item that names the address of a link. `department` answers for it; empty of what a source gives. Of one that is
    not `open` to whoever asks no title is told.
    """

    id: str
    title: Words
    department: str
    open: bool = True

    @property
    def path(self) -> str:
        return f"/content/{quote(self.id, safe='')}"


class Row(NamedTuple):
    """`posters` hang, `scans` were counted this month; `mark` and `word` say how the target is, `told` that it wants seeing to."""

    link: Link
    check: Check | None
    uses: tuple[Use, ...]
    posters: int
    scans: int
    mark: str
    word: Words
    told: bool
    department: Words

    @property
    def name(self) -> Words:
        """What people call it: its name, else in each language that of the first item which uses it."""
        return self.link.title or titles_of(self.uses)

    @property
    def reason(self) -> Words:
        return REASON_WORDS.get(self.check.reason, {}) if self.check and self.check.reason else {}

    @property
    def in_use(self) -> bool:
        return bool(self.uses or self.posters or self.link.by)

    @property
    def said(self) -> str:
        """What a search looks in."""
        link = self.link
        texts = (link.code, link.target, link.asked, link.campaign, *self.name.values(), *self.department.values())
        return " ".join((*texts, *(text for use in self.uses for text in use.title.values())))


def titles_of(uses: Sequence[Use]) -> Words:
    """In each language the first title that there is."""
    return {language: text for use in reversed(uses) if use.open for language, text in use.title.items()}


class BrokenLink(NamedTuple):
    """A link whose target somebody has to see to; `posters` hang."""

    link: Link
    check: Check
    uses: tuple[Use, ...]
    posters: int

    @property
    def in_use(self) -> bool:
        return bool(self.uses or self.posters or self.link.by)


class Uses(NamedTuple):
    """What leads by links: items by the address that they name, how many posters hang by the code of their link."""

    items: Mapping[str, tuple[Use, ...]]
    posters: Mapping[str, int]

    def of(self, link: Link) -> tuple[Use, ...]:
        """Items lead by the links of the project's own campaign only."""
        return () if link.campaign else self.items.get(link.asked, ())


async def load_uses(
    connection: AsyncConnection,
    catalogue: Catalogue,
    addresses: Collection[str] | None = None,
    person: Person | None = None,
) -> Uses:
    """Of these addresses, or of all. Items that `person` may not look at yet (None: that not everybody may) have no title."""
    down = {gone.item.id for gone in catalogue.taken_down}
    items = [
        item
        for item in catalogue.items.values()
        if item.url and item.id not in down and (addresses is None or item.url in addresses)
    ]
    owners = await load_owners(connection, "item", {item.id for item in items if item.source == SOURCE})
    seen = await readable(connection, catalogue, items, person, datetime.now(UTC))
    found: defaultdict[str, list[Use]] = defaultdict(list)
    for item in items:
        title = item.title if item.id in seen else NOT_YET
        found[item.url or ""].append(Use(item.id, title, owners.get(item.id, ""), item.id in seen))
    posters = [one.poster for one in await load_posters(connection) if one.taken_down_on is None]
    counts: Counter[str] = Counter()
    for poster in posters:
        counts[poster.link] += poster.copies
    return Uses({address: tuple(uses) for address, uses in found.items()}, counts)


def concerns(link: Link, uses: Iterable[Use], person: Person) -> bool:
    """Whether somebody answers for a link: by their department, which is its own or that of what uses it."""
    departments = {link.department} if link.department else {use.department for use in uses} or {""}
    return any(owns(person, department) for department in departments)


async def load_rows(request: web.Request, now: datetime) -> list[Row]:
    """All links, those that want seeing to first, then those in use, by their name."""
    desk, times = request.app[DESK], times_of(request, now)
    catalogue, today = await desk.catalogue(), local_day(now, times.zone)
    async with desk.database.read() as connection:
        links, checks = await load_links(connection), await load_checks(connection)
        uses = await load_uses(connection, catalogue, person=who(request).person)
        departments = await load_departments(connection)
        sums = await load_spot_sums(connection, today.replace(day=1), today)
    scans: Counter[str] = Counter()
    for (link, _), count in sums.items():
        scans[link] += count
    rows = [row_of(link, checks, uses, scans, departments, now) for link in links.values()]
    language = language_of(request)
    return sorted(rows, key=lambda row: (not row.told, not row.in_use, in_words(row.name, language) or row.link.target))


def row_of(
    link: Link,
    checks: Mapping[str, Check],
    uses: Uses,
    scans: Mapping[str, int],
    departments: Mapping[str, Department],
    now: datetime,
) -> Row:
    check, items, posters = checks.get(link.target), uses.of(link), uses.posters.get(link.code, 0)
    expired = link.expires_at is not None and link.expires_at <= now
    used = bool(items or posters or link.by)
    return Row(
        link,
        check,
        items,
        posters,
        scans.get(link.code, 0),
        "ended" if expired else MARKS[check.state] if check else "never",
        EXPIRED if expired else STATE_WORDS[check.state] if check else UNCHECKED,
        used and not expired and is_told(check, now),
        department_name(departments, link.department or next((use.department for use in items), "")),
    )


def may_change(request: web.Request, link: Link) -> bool:
    visitor = who(request)
    return visitor.may("keep links") and owns(visitor.person, link.department)
