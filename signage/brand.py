"""Who speaks on the slides: names, address, themes. Configuration, never code."""

import msgspec

from .words import Words


class Theme(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A subject of the project. `palette` names a row of render/palettes.py: its colours and its motif."""

    name: Words
    palette: str = "common"


class Brand(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The project's name in the header (`short_name` where it is narrow), its address and its subjects."""

    name: Words = msgspec.field(default_factory=lambda: {"ja": "お知らせ", "en": "News"})
    short_name: Words = msgspec.field(default_factory=lambda: {"ja": "お知らせ", "en": "News"})
    address: str = ""
    department: Words = msgspec.field(default_factory=dict)
    invitation: Words = msgspec.field(
        default_factory=lambda: {"ja": "くわしくは ホームページへ", "en": "More on our website"}
    )
    themes: dict[str, Theme] = msgspec.field(default_factory=dict)
