"""The catalogue in memory: an immutable snapshot; each noun is read again only when its revision rose."""

import asyncio

import msgspec

from ..domain.catalogue import Catalogue
from ..domain.playlists import Playlist, item_of, playlist_of
from ..domain.schedule import Rule
from . import calendars, content, displays, links, media, now_rules, playlists, spots
from .database import Database
from .revisions import CATALOGUE, load_revisions


class CatalogueKeeper:
    """Holds the last snapshot. `current()` costs one small query when nothing changed, and gives the very same one then."""

    def __init__(self, database: Database) -> None:
        self._database = database
        # Two readings at once could keep the nouns of one under the revision of the other, and no later one would mend it.
        self._one_at_a_time = asyncio.Lock()
        self._read_at: dict[str, int] = {}
        self._rules: dict[str, tuple[Rule, ...]] = {}
        self._playlists: dict[str, Playlist] = {}
        self.tokens: dict[str, str] = {}
        """Display id by the SHA-256 (hex) of its token, as of the last snapshot."""
        self._catalogue = Catalogue(revision=0, items={}, taken_down=(), playlists={}, rules=(), places={}, displays={})

    async def current(self) -> Catalogue:
        async with self._one_at_a_time, self._database.read() as connection:
            now = await load_revisions(connection)
            if now == self._read_at:
                return self._catalogue
            changes: dict[str, object] = {}
            if self._rose(now, content.NOUN):
                changes["items"], changes["taken_down"] = await content.load_items(connection)
            if self._rose(now, playlists.NOUN):
                files = await playlists.load_playlists(connection)
                self._playlists = {file.playlist.name: file.playlist for file in files}
                self._rules[playlists.NOUN] = tuple(rule for file in files for rule in file.rules)
            if self._rose(now, now_rules.NOUN):
                self._rules[now_rules.NOUN] = tuple(await now_rules.load_now_rules(connection))
            if self._rose(now, playlists.NOUN) or self._rose(now, now_rules.NOUN):
                changes["rules"], changes["playlists"] = self._all_rules(), self._all_playlists()
            if self._rose(now, calendars.NOUN):
                changes["calendars"] = await calendars.load_calendars(connection)
            if self._rose(now, displays.NOUN):
                changes["places"] = await displays.load_places(connection)
                changes["displays"] = await displays.load_displays(connection)
                self.tokens = await displays.load_tokens(connection)
            if self._rose(now, spots.NOUN):
                changes["spots"] = await spots.load_display_spots(connection)
            if self._rose(now, links.NOUN):
                changes["links"] = await links.load_own_links(connection)
            if self._rose(now, media.NOUN):
                changes["media"] = await media.load_media(connection)
            return self._keep(now, changes)

    def _all_rules(self) -> tuple[Rule, ...]:
        return (*self._rules.get(playlists.NOUN, ()), *self._rules.get(now_rules.NOUN, ()))

    def _all_playlists(self) -> dict[str, Playlist]:
        """With one for each item that is shown by itself, by hand."""
        given = (item_of(rule.playlist) for rule in self._rules.get(now_rules.NOUN, ()))
        return self._playlists | {one.name: one for one in map(playlist_of, filter(None, given))}

    def _rose(self, now: dict[str, int], noun: str) -> bool:
        return now.get(noun, 0) > self._read_at.get(noun, 0)

    def _keep(self, now: dict[str, int], changes: dict[str, object]) -> Catalogue:
        kept = {name: getattr(self._catalogue, name) for name in self._catalogue.__struct_fields__}
        self._catalogue = Catalogue(**{**kept, **changes, "revision": now.get(CATALOGUE, 0)})
        self._read_at = now
        return self._catalogue


class _Packed:
    of: Catalogue | None = None
    packed = b""


async def packed(catalogue: Catalogue) -> bytes:
    """A snapshot as another process is given it (msgpack): megabytes, made once for all who ask something of the same one."""
    if _Packed.of is catalogue:
        return _Packed.packed
    made = await asyncio.to_thread(msgspec.msgpack.encode, catalogue)
    _Packed.of, _Packed.packed = catalogue, made
    return made
