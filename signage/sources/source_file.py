"""`sources/NAME.toml` → Source: where items come from and what the project adds to them."""

import re
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

import msgspec

from ..domain.content import KINDS, OF_SOURCES
from ..domain.sources import TYPES, Source, has_scheme
from ..domain.toml_text import TomlText, meant
from ..domain.workflow import SOURCE as STAFF
from ..errors import InputError
from ..words import language_problem
from .folder import FOLDERS, is_watched
from .links import HOST

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")


def parse_source(text: str, file: str) -> Source:
    """A source out of the text of its file. Raises InputError naming file, line and key."""
    name = Path(file).stem
    if not _NAME.fullmatch(name):
        raise InputError(
            "name the file with letters a to z, digits, - and _ only (60 at most): it begins the ids of its items", file
        )
    if name == STAFF:
        raise InputError(f"“{STAFF}” is what staff write themselves; give the file another name", file)
    toml = TomlText(text, file)
    if "name" in toml.values:
        toml.refuse("a source is named by its file; leave this line out", ("name",))
    source = msgspec.structs.replace(toml.convert(Source), name=name)
    check_word(toml, source.type, list(TYPES), ("type",))
    if "kind" not in toml.values:
        source = msgspec.structs.replace(source, kind=TYPES[source.type].kinds[0])
    check_word(toml, source.kind, list(OF_SOURCES), ("kind",))
    _check_kind(toml, source)
    check_language(toml, source.language, ("language",))
    for key, words in (("title", source.title), ("department", source.department)):
        for language in words:
            check_language(toml, language, (key, language))
    if problem := address_problem(source.address):
        toml.refuse(problem, ("address",))
    if source.is_file and not is_watched(PurePosixPath(source.address)):
        toml.refuse(
            f"only files in {', '.join(FOLDERS)} are watched; put it there, such as feeds/news.rss", ("address",)
        )
    _check_hosts(toml, source)
    return source


def _check_kind(toml: TomlText, source: Source) -> None:
    needs = KINDS[source.kind].needs
    if lacking := _lacking(source.type, needs):
        others = [name for name in TYPES if not _lacking(name, needs)]
        toml.refuse(
            f"a source of type {source.type} can't give what the kind “{source.kind}” needs ({', '.join(lacking)}); "
            f"use the type {' or '.join(others)} for it",
            ("kind",),
        )


def _lacking(source_type: str, needs: tuple[str, ...]) -> list[str]:
    gives = TYPES[source_type].gives
    return [need for need in needs if gives is not None and need not in gives]


def _check_hosts(toml: TomlText, source: Source) -> None:
    named = [(host, ("hosts", key)) for key, value in source.hosts.items() for host in (key, value)]
    for host, path in (*named, *((host, ("link_hosts",)) for host in source.link_hosts)):
        if not HOST.fullmatch(host.lower()):
            toml.refuse(f"“{host}” is not a host; write only the name, such as www.city.example", path)


def check_word(toml: TomlText, word: str, known: list[str], path: tuple[str | int, ...]) -> None:
    if word not in known:
        toml.refuse(f"“{word}” is not known{meant(word, known)}", path)


def check_language(toml: TomlText, language: str, path: tuple[str | int, ...]) -> None:
    """A language is written as BCP 47 has it: ja, en, zh-Hant."""
    if problem := language_problem(language):
        toml.refuse(problem, path)


def address_problem(address: str) -> str | None:
    """Why an address can't be a source's, in a sentence; None when it can."""
    if not address.strip():
        return "the address is empty; write http(s)://… or a file of the input folder"
    if has_scheme(address):
        return _url_problem(address)
    if PurePosixPath(address).is_absolute() or "\\" in address or "\0" in address or re.match(r"[A-Za-z]:", address):
        return "name the file from the input folder, with /, such as feeds/news.rss"
    if ".." in PurePosixPath(address).parts:
        return "the path leads out of the input folder; put the file inside it"
    return None


def _url_problem(address: str) -> str | None:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError as problem:
        return f"this is not an address ({problem})"
    if parts.scheme not in ("http", "https"):
        hint = "; write https:// in its place" if parts.scheme in ("webcal", "webcals") else ""
        return f"only http:// and https:// can be fetched, not {parts.scheme}:{hint}"
    if not host:
        return "the address names no host; write https://host/path"
    if parts.username is not None or parts.password is not None:
        return "leave the user name and password out of the address: it is shown to staff and logged"
    return None
