"""Who speaks on the slides: names, address, themes. Configuration, never code."""

import re
from typing import Annotated

import msgspec

from .words import Words


class Theme(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A subject of the project. `palette` names a row of render/palettes.py: its colours and its motif."""

    name: Words
    palette: str = "common"


class Logo(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mark that its owner gave: a made file under /media/, its size in px and bytes."""

    file: str
    width: int
    height: int
    bytes: int

    @property
    def path(self) -> str:
        return f"/media/{self.file}"


class Brand(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The project's name in the header (`short_name` where it is narrow), its address and its subjects.

    `message` is what it stands for, in a sentence; while nothing else is on it takes the place of `invitation`.
    `colour` (#RRGGBB) is that of all slides whose theme has none of its own; empty: as we drew them. `landmark` stands
    among the hills of its history from the year `landmark_since` on; empty: hills alone.
    """

    name: Words = msgspec.field(default_factory=lambda: {"ja": "お知らせ", "en": "News"})
    short_name: Words = msgspec.field(default_factory=lambda: {"ja": "お知らせ", "en": "News"})
    address: str = ""
    department: Words = msgspec.field(default_factory=dict)
    invitation: Words = msgspec.field(
        default_factory=lambda: {"ja": "くわしくは ホームページへ", "en": "More on our website"}
    )
    themes: dict[str, Theme] = msgspec.field(default_factory=dict)
    message: Words = msgspec.field(default_factory=dict)
    colour: Annotated[str, msgspec.Meta(pattern="^(#[0-9A-Fa-f]{6})?$")] = ""
    logo: Logo | None = None
    landmark: Annotated[str, msgspec.Meta(pattern="^(chimney)?$")] = ""
    landmark_since: int = 0

    def __post_init__(self) -> None:
        """Slides and posters bear the address as people say it; one without TLS keeps its http://."""
        msgspec.structs.force_setattr(self, "address", re.sub("(?i)^ *https://", "", self.address))

    @property
    def language(self) -> str:
        """What forms begin with, and pages whose reader asks for no language that they have: Japanese where the project speaks it, else English."""
        return "ja" if "ja" in self.name else "en"

    @property
    def first_language(self) -> str:
        """What words are taken for that name no language: Japanese where the project speaks it, else what it names first."""
        return "ja" if "ja" in self.name else next(iter(self.name), "en")
