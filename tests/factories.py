"""A display, an item, a playlist in one line each."""

from datetime import UTC, datetime
from typing import Any

from signage.domain.content import Item
from signage.domain.displays import Display, Place

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
"""Sunday noon in Japan."""


def an_item(id: str = "news-1", **changes: Any) -> Item:
    fields: dict[str, Any] = {"source": "news", "kind": "news", "title": {"ja": f"お知らせ {id}"}}
    return Item(id=id, **{**fields, **changes})


def a_place(id: str = "station", **changes: Any) -> Place:
    return Place(id=id, **{"name": {"ja": "駅"}, "type": "station", **changes})


def a_display(id: str = "entrance", **changes: Any) -> Display:
    return Display(id=id, **{"name": "駅 入口", "place": "station", **changes})
