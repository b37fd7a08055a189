"""A display, an item, a playlist in one line each."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from signage.actions.give_command import Commands
from signage.actions.keep_screenshot import Screenshots
from signage.actions.pair_display import Pairings
from signage.actions.record_plays import PlayBook
from signage.domain.content import Item
from signage.domain.displays import Display, Place
from signage.domain.posters import Paper, Poster
from signage.store.blobs import Blobs
from signage.store.database import Database
from signage.store.manifests import Manifests
from signage.web.events import Streams
from signage.web.player import PlayerDesk

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
"""Sunday noon in Japan."""


def an_item(id: str = "news-1", **changes: Any) -> Item:
    fields: dict[str, Any] = {"source": "news", "kind": "news", "title": {"ja": f"お知らせ {id}"}}
    return Item(id=id, **{**fields, **changes})


def a_place(id: str = "station", **changes: Any) -> Place:
    return Place(id=id, **{"name": {"ja": "駅"}, "type": "station", **changes})


def a_display(id: str = "entrance", **changes: Any) -> Display:
    return Display(id=id, **{"name": "駅 入口", "place": "station", **changes})


def a_poster(spot: str = "7K4M", **changes: Any) -> Poster:
    fields: dict[str, Any] = {"link": "AB3CD", "place": "station", "paper": Paper(297, 420), "language": "ja"}
    return Poster(spot=spot, **{**fields, "template": "message", **changes})


def a_player_desk(
    folder: Path, database: Database | None = None, manifests: Manifests | None = None, blobs: Blobs | None = None
) -> PlayerDesk:
    """Without a database it answers all that needs none."""
    database = database or Database(f"sqlite+aiosqlite:///{folder}/none.sqlite3")
    manifests, streams = manifests or Manifests(), Streams()
    commands = Commands(database, streams.command)
    return PlayerDesk(
        manifests=manifests,
        streams=streams,
        beats={},
        commands=commands,
        pairings=Pairings(database, manifests, streams.end, commands.drop),
        screenshots=Screenshots(folder / "screenshots"),
        plays=PlayBook(database, blobs or Blobs(folder), gather_seconds=0),
    )
