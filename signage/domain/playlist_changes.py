"""What staff do to a playlist: each a change of its file, to be tried on the newest draft."""

from collections.abc import Sequence

from msgspec.structs import replace

from ..errors import ConflictError
from ..words import Words
from .drafts import Change
from .playlist_file import PlaylistFile
from .playlists import Playlist, Section

EXAMPLE = (
    Section(name="events", title={"ja": "いまのイベント", "en": "Events now"}, kinds=("event",), weight=4),
    Section(name="news", title={"ja": "お知らせ", "en": "News"}, kinds=("news", "notice"), newest=6, weight=3),
    Section(name="reports", title={"ja": "担当レポート", "en": "Reports"}, kinds=("report",), newest=5, weight=2),
    Section(
        name="themes",
        title={"ja": "テーマとあゆみ", "en": "Themes and history"},
        kinds=("theme", "history", "about"),
        weight=1,
    ),
    Section(name="survey", title={"ja": "みんなの声", "en": "Your voice"}, kinds=("survey",), weight=2),
)
"""What most places begin from."""
EXAMPLE_TITLE: Words = {"ja": "駅・基本", "en": "Stations, everyday"}


def with_sections(file: PlaylistFile, sections: Sequence[Section]) -> PlaylistFile:
    return PlaylistFile(replace(file.playlist, sections=tuple(sections)), file.rules)


def section_named(playlist: Playlist, name: str) -> Section:
    """Raises ConflictError: somebody has renamed it or taken it out."""
    for section in playlist.sections:
        if section.name == name:
            return section
    raise ConflictError("this section is no longer there", name)


def weigh(name: str, weight: int) -> Change:
    """The weight of a section, within 1 and 100."""

    def change(file: PlaylistFile) -> PlaylistFile:
        section = section_named(file.playlist, name)
        return _replaced(file, section, replace(section, weight=min(100, max(1, weight))))

    return change


def order(names: Sequence[str]) -> Change:
    """The sections in this order. Raises ConflictError when these are not all that there are."""

    def change(file: PlaylistFile) -> PlaylistFile:
        by_name = {section.name: section for section in file.playlist.sections}
        if sorted(names) != sorted(by_name):
            raise ConflictError("the sections are no longer those that were moved", file.playlist.name)
        return with_sections(file, [by_name[name] for name in names])

    return change


def move(name: str, by: int) -> Change:
    """A section so many places down (negative: up), as far as there are places."""

    def change(file: PlaylistFile) -> PlaylistFile:
        section = section_named(file.playlist, name)
        others = [one for one in file.playlist.sections if one is not section]
        place = min(len(others), max(0, file.playlist.sections.index(section) + by))
        return with_sections(file, [*others[:place], section, *others[place:]])

    return change


def keep_section(was: str, section: Section) -> Change:
    """A section in place of the one that had this name; a new one, without a name, at the end."""

    def change(file: PlaylistFile) -> PlaylistFile:
        if not was:
            return with_sections(file, [*file.playlist.sections, section])
        return _replaced(file, section_named(file.playlist, was), section)

    return change


def drop_section(name: str) -> Change:
    def change(file: PlaylistFile) -> PlaylistFile:
        section = section_named(file.playlist, name)
        return with_sections(file, [one for one in file.playlist.sections if one is not section])

    return change


def rename(title: Words, transition: str, clock: bool) -> Change:
    """What a playlist is called, and how its slides follow each other."""

    def change(file: PlaylistFile) -> PlaylistFile:
        return PlaylistFile(replace(file.playlist, title=title, transition=transition, clock=clock), file.rules)

    return change


def _replaced(file: PlaylistFile, before: Section, after: Section) -> PlaylistFile:
    return with_sections(file, [after if one is before else one for one in file.playlist.sections])
