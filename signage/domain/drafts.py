"""Drafts of playlists: what staff have changed and not yet published, and the catalogue as it would then be."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

import msgspec

from ..errors import InputError
from ..words import Words
from .catalogue import Catalogue
from .content import KINDS
from .playlist_file import MAX_BYTES, MAX_RULES, MAX_SECTIONS, PlaylistFile
from .playlists import Playlist, Section
from .schedule import Rule
from .toml_values import FIRST, FIRST_YEAR, LAST, LAST_YEAR

NAME_LETTERS = 80
"""Of a section's name and of a playlist's title."""
MOST_PRIORITY = 100

Change = Callable[[PlaylistFile], PlaylistFile]


class Draft(NamedTuple):
    """A playlist with its rules as it is to be published; `file` None = to be taken out.

    `base` is the digest of the published one that it began from, empty for a new one: when that has moved, nobody has
    seen the two together. `by` and `at` tell of the last change.
    """

    name: str
    file: PlaylistFile | None
    base: str
    by: str
    at: datetime


def digest_of(file: PlaylistFile | None) -> str:
    """SHA-256 (hex) of what a playlist says; empty for none."""
    return hashlib.sha256(msgspec.json.encode(file)).hexdigest() if file else ""


def digest_of_drafts(drafts: Iterable[Draft]) -> str:
    """By which a page says what it has shown of all drafts."""
    return hashlib.sha256(repr(sorted((one.name, digest_of(one.file)) for one in drafts)).encode()).hexdigest()


def with_drafts(catalogue: Catalogue, drafts: Iterable[Draft]) -> Catalogue:
    """The catalogue as it would be once these are published."""
    changed = {draft.name: draft.file for draft in drafts}
    if not changed:
        return catalogue
    playlists = {name: one for name, one in catalogue.playlists.items() if name not in changed}
    playlists |= {name: file.playlist for name, file in changed.items() if file}
    rules = [rule for rule in catalogue.rules if not rule.now and rule.playlist not in changed]
    rules += [rule for file in changed.values() if file for rule in file.rules]
    rules.sort(key=lambda rule: rule.playlist)  # as the published ones stand; those of one playlist keep their order
    given = tuple(rule for rule in catalogue.rules if rule.now)
    return msgspec.structs.replace(catalogue, playlists=dict(sorted(playlists.items())), rules=(*rules, *given))


def file_of(catalogue: Catalogue, name: str) -> PlaylistFile | None:
    """A playlist of the catalogue with its own rules; None if there is none."""
    playlist = catalogue.playlists.get(name)
    if playlist is None:
        return None
    return PlaylistFile(playlist, tuple(one for one in catalogue.rules if one.playlist == name and not one.now))


def next_number(rules: Iterable[Rule]) -> int:
    """For a new rule: a number that none of these has, so that the others keep their names."""
    return max((rule.number for rule in rules), default=0) + 1


def free_name(wanted: str, taken: Iterable[str]) -> str:
    """The name, or with the first number from 2 that makes it one of its own."""
    known = set(taken)
    names = (wanted if number == 1 else f"{wanted}-{number}" for number in range(1, len(known) + 2))
    return next(name for name in names if name not in known)


def copy_of(file: PlaylistFile, name: str, title: Words) -> PlaylistFile:
    """A playlist of staff's own that says the same as another and wins against it: its rules rank one higher."""
    playlist = msgspec.structs.replace(file.playlist, name=name, title=title)
    rules = (
        msgspec.structs.replace(rule, playlist=name, priority=min(MOST_PRIORITY, rule.priority + 1))
        for rule in file.rules
    )
    return PlaylistFile(playlist, tuple(rules))


def checked(file: PlaylistFile, name: str) -> PlaylistFile:
    """The same, once it holds what a playlist file may hold. Raises InputError."""
    if file.playlist.name != name or any(rule.playlist != name or rule.now for rule in file.rules):
        raise InputError("a playlist and its rules bear one name", name)
    _check_sections(file.playlist)
    _check_rules(file.rules, name)
    try:
        body = msgspec.json.encode(file)
    except ValueError as problem:  # half of a surrogate pair
        raise InputError("it holds letters that can't be kept", name) from problem
    if len(body) > MAX_BYTES:
        raise InputError(f"it is larger than {MAX_BYTES // 1000} kB; no playlist needs that", name)
    return file


def _check_sections(playlist: Playlist) -> None:
    titles = [*playlist.title.values(), *(text for one in playlist.sections for text in one.title.values())]
    if any(len(title) > NAME_LETTERS for title in titles):
        raise InputError(f"a title may have {NAME_LETTERS} letters", playlist.name)
    if len(playlist.sections) > MAX_SECTIONS:
        raise InputError(f"more than {MAX_SECTIONS} sections are too many", playlist.name)
    names = [section.name for section in playlist.sections]
    if len(set(names)) < len(names):
        raise InputError("two sections have one name", playlist.name)
    for section in playlist.sections:
        _check_section(section, playlist.name)


def _check_section(section: Section, where: str) -> None:
    if not 1 <= len(section.name.strip()) <= NAME_LETTERS:
        raise InputError(f"a section's name has 1 to {NAME_LETTERS} letters", where)
    if not 1 <= section.weight <= 100:
        raise InputError("write a weight from 1 to 100", where)
    if section.newest is not None and not 1 <= section.newest <= 1000:
        raise InputError("take the newest 1 to 1000", where)
    if section.seconds is not None and not 2 <= section.seconds <= 300:
        raise InputError("write seconds from 2 to 300", where)
    if unknown := [kind for kind in section.kinds if kind not in KINDS]:
        raise InputError(f"there is no kind “{unknown[0]}”", where)


def _check_rules(rules: tuple[Rule, ...], where: str) -> None:
    if len(rules) > MAX_RULES:
        raise InputError(f"more than {MAX_RULES} rules are too many", where)
    numbers = [rule.number for rule in rules]
    if len(set(numbers)) < len(numbers) or any(number < 1 for number in numbers):
        raise InputError("each rule of a playlist has a number of its own, from 1", where)
    for rule in rules:
        if any(not FIRST <= at <= LAST for at in (rule.begins, rule.ends) if at):
            raise InputError(f"write years from {FIRST_YEAR} to {LAST_YEAR}", rule.name)
        if rule.begins and rule.ends and rule.begins >= rule.ends:
            raise InputError("it ends before it begins, so it never applies", rule.name)
        if not -MOST_PRIORITY <= rule.priority <= MOST_PRIORITY:
            raise InputError(f"write a priority from -{MOST_PRIORITY} to {MOST_PRIORITY}", rule.name)
