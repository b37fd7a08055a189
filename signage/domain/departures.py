"""Whether what was published still shows an item: of a withdrawal it is counted which screens it has left."""

from typing import Any

import msgspec


class _Slides(msgspec.Struct):
    slides: list[dict[str, Any]]


def holds_item(tail: bytes, item: str) -> bool:
    """Whether a manifest's tail has a slide of the item; one that only names it among what is withdrawn does not."""
    if msgspec.json.encode(item) not in tail:
        return False
    slides = msgspec.json.decode(tail, type=_Slides).slides
    return any(item == row.get("item") or item in row.get("items", ()) for row in slides)
