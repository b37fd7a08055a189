"""A site with one of everything, and everybody who could ask of it: each role, a screen, and nobody.

What the department “library” has not put on air says SECRET; who is of “transport” must never read it. Whatever anybody could
name, staff, a feed or a screen, is called EVIL: a script where it is not written as text, a formula where a table begins with it.
"""

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import msgspec
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL

from signage.actions.approve_item import remand
from signage.actions.edit_item import request_approval, save_draft, seen_of
from signage.domain.accounts import ROLES, Person
from signage.domain.closing_days import Calendar, Days
from signage.domain.displays import Group
from signage.domain.heartbeat import Heartbeat
from signage.domain.playlist_file import PlaylistFile
from signage.domain.playlists import Playlist, Section
from signage.domain.poster_register import Dates, PosterVisit
from signage.domain.schedule import Rule
from signage.domain.sources import Source
from signage.domain.ulids import new_ulid
from signage.domain.workflow import Version
from signage.store.calendars import replace_calendar
from signage.store.content import replace_items
from signage.store.database import Database
from signage.store.displays import record_places, record_token, token_digest
from signage.store.edits import load_edits
from signage.store.groups import record_group
from signage.store.heartbeats import Beat
from signage.store.links import give_links
from signage.store.playlists import replace_playlist
from signage.store.posters import record_dates, record_poster_visit, record_posters
from signage.store.sessions import Session, record_session, remove_session
from signage.store.sources import record_source
from signage.store.versions import load_versions
from signage.web.auth import SESSION, csrf_of
from signage.web.staff import ROUTES
from tests.factories import a_display, a_place, a_poster, an_item
from tests.web.sites import Site, a_site
from tests.web.test_player import BEAT

SECRET = "市長が辞任します"
EVIL = "=1+1'\"><script>alert(1)</script><img src=x onerror=alert(1)>"
CALLED = {"ja": EVIL, "en": EVIL}
LIBRARIAN = Person("librarian", "author", "library")
BOUND = ("author", "approver")
"""Those of the department transport, who may not read what the library has not put on air."""
NOBODY, SCREEN = "nobody", "screen"
WEAK = (*BOUND, "viewer", "technician", SCREEN, NOBODY)
"""Who may change nothing of the library's; of these a viewer may read it."""
ASKERS = (*WEAK, "editor", "arranger", "administrator")
TOKEN = "the token of a screen, which no log may tell"


class Asker(NamedTuple):
    """Who asks: with which cookies and headers, and the word of their forms."""

    name: str
    cookies: dict[str, str]
    headers: dict[str, str]
    csrf: str


class Ground(NamedTuple):
    """`known` are names that there are, by what a path calls them; `forms` the fields of each form by its address."""

    site: Site
    session: aiohttp.ClientSession
    base: URL
    askers: dict[str, Asker]
    known: dict[str, tuple[str, ...]]
    forms: dict[str, dict[str, str]]

    @property
    def secrets(self) -> list[str]:
        """What may stand in no log."""
        return [TOKEN, *(one.cookies[SESSION] for one in self.askers.values() if one.cookies)]


@contextlib.asynccontextmanager
async def ground(folder: Path, database: Database) -> AsyncIterator[Ground]:
    """The site on a port of its own for as long as the block lasts."""
    async with contextlib.AsyncExitStack() as stack:

        async def served(app: web.Application) -> Any:
            return await stack.enter_async_context(TestClient(TestServer(app)))

        displays = [a_display("hall", name=EVIL, groups=("halls",)), a_display("gate", name=EVIL, groups=("stations",))]
        site = await a_site(served, folder, database, displays)  # type: ignore[arg-type]
        site.show(displays[0])
        askers = await _people(site)
        known = await _things(site)
        session = await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()))
        made = Ground(site, session, site.client.make_url("/"), askers, known, {})
        made.forms.update(await _forms(made))
        yield made


async def _people(site: Site) -> dict[str, Asker]:
    for id in ("library", "transport"):
        await site.add_department(id, EVIL)
    await site.add_person("librarian", "author", department="library")
    for role in ROLES:
        await site.add_person(role, role, department="transport")
    await site.add_person("arranger", "editor", groups=("halls",))
    site.players.manifests.know({token_digest(TOKEN): "hall"})
    async with site.database.write() as connection:
        await record_token(connection, "hall", TOKEN)
    found = {name: Asker(name, {SESSION: f"session of {name}"}, {}, "") for name in (*ROLES, "arranger")}
    found = {name: one._replace(csrf=csrf_of(one.cookies[SESSION])) for name, one in found.items()}
    for one in found.values():
        await let_in(site, one)
    said = {"engine": EVIL[:40], "errors": [{"code": "E12", "at": BEAT["at"], "detail": EVIL}]}
    beat = msgspec.convert(BEAT | said, Heartbeat)
    site.players.beats["hall"] = Beat(datetime.now(UTC), beat)
    screen = Asker(SCREEN, {}, {"Authorization": f"Bearer {TOKEN}"}, "")
    return found | {SCREEN: screen, NOBODY: Asker(NOBODY, {}, {}, "")}


async def let_in(site: Site, asker: Asker) -> None:
    """Begins the session of an asker (again, where it has ended)."""
    now = datetime.now(UTC)
    digest = token_digest(asker.cookies[SESSION])
    async with site.database.write() as connection:
        await remove_session(connection, asker.name, digest)
        await record_session(connection, Session(digest, asker.name, "", now, now, now + timedelta(days=1)))


async def let_all_in(made: Ground) -> None:
    """As at the beginning: whoever was shut out, logged out or given another password by what was asked is back."""
    for one in made.askers.values():
        if one.cookies:
            await let_in(made.site, one)


async def _things(site: Site) -> dict[str, tuple[str, ...]]:
    """One of everything, named by what paths call it."""
    now = datetime.now(UTC)
    drafts = [await _draft(site, number, now) for number in range(3)]
    playlist = Playlist(name="mine", sections=(Section(name="news", kinds=("news",)),), title=CALLED)
    rule = Rule(playlist="mine", number=1, groups=("stations",))
    async with site.database.write() as connection:
        links = await give_links(connection, ["https://example.jp/voice"], now, title=CALLED)
        link = links["https://example.jp/voice"].code
        await record_places(connection, [a_place(name=CALLED)])
        await record_posters(connection, [a_poster("7K4M", link=link, where=CALLED)], "editor", now)
        await record_dates(connection, "7K4M", Dates(now.date(), now.date()))
        await record_poster_visit(connection, PosterVisit(0, "7K4M", now, now.date(), "editor", "seen", EVIL))
        given = [an_item("news-1", title=CALLED, text=CALLED, hashtags=(EVIL,)), an_item("news-2", title=CALLED)]
        await replace_items(connection, "news", given, now, whole=False)
        await replace_playlist(connection, PlaylistFile(playlist, (rule,)), "")
        await replace_calendar(
            connection, Calendar(name="closed", title=tuple(CALLED.items()), days=(Days(date(2026, 12, 29)),)), ""
        )
        await record_group(connection, Group(id="halls", name=CALLED))
        await record_source(connection, Source(name="news", type="rss", address="feeds/news.rss", department=CALLED))
        edits = await load_edits(connection)
    return {
        "item": (*drafts, "news-1"),
        "display": ("hall", "gate"),
        "person": ("librarian",),
        "place": ("station",),
        "playlist": ("mine",),
        "name": ("mine", "0" * 64),
        "number": ("1",),
        "group": ("halls",),
        "source": ("news",),
        "calendar": ("closed",),
        "link": (link,),
        "spot": ("7K4M",),
        "department": ("library", "transport"),
        "edit": tuple(str(one.id) for one in edits),
        "picture": (new_ulid(now),),
        "upload": (new_ulid(now),),
        "order": (new_ulid(now),),
    }


async def _draft(site: Site, number: int, now: datetime) -> str:
    """Of the library: a draft, one that waits for approval, and one that was sent back with a word of why."""
    id = f"staff-{new_ulid(now + timedelta(milliseconds=number))}"
    item = an_item(id, kind="notice", source="staff", title={"ja": SECRET}, text={"ja": SECRET})
    version = await save_draft(site.database, item, "library", LIBRARIAN, now)
    if number:
        version = await request_approval(site.database, id, LIBRARIAN, now, seen_of(version))
    if number == 2:
        head = Person("administrator", "administrator")
        await remand(site.database, id, seen_of(version), head, now, SECRET)
    return id


class _Forms(HTMLParser):
    """The forms of a page: address → fields, as they stand there."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, dict[str, str]] = {}
        self._fields: dict[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form" and (given.get("method") or "").lower() == "post":
            self._fields = self.found.setdefault((given.get("action") or "").partition("?")[0], {})
        elif self._fields is not None and (name := given.get("name")) and tag in ("input", "select", "textarea"):
            self._fields.setdefault(name, given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._fields = None


async def _forms(made: Ground) -> dict[str, dict[str, str]]:
    """All forms that an administrator is given, by the address that takes them."""
    found: dict[str, dict[str, str]] = {}
    boss = made.askers["administrator"]
    for method, route, _ in ROUTES:
        if method == "GET" and not route.endswith((".csv", ".png")):
            for path in filled_in(route, made.known):
                async with made.session.get(made.base.join(URL(path)), cookies=boss.cookies) as answer:
                    if answer.content_type == "text/html" and answer.status == 200:
                        reader = _Forms()
                        reader.feed(await answer.text())
                        found |= {(action or path): fields for action, fields in reader.found.items()}
    return found


async def of_the_library(made: Ground) -> list[Version]:
    """All that the library has written."""
    async with made.site.database.read() as connection:
        return [one for item in made.known["item"] for one in await load_versions(connection, item)]


def filled_in(route: str, known: dict[str, tuple[str, ...]]) -> list[str]:
    """The route with a known name in each place; one path for each name of the last place."""
    paths = [""]
    for part in route.split("/")[1:]:
        names = known.get(part.strip("{}").partition(":")[0], ("x",)) if part.startswith("{") else (part,)
        paths = [f"{path}/{name}" for path in paths for name in names]
    return paths
