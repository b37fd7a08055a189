"""TOML for people: strict, and a mistake is told with its line, its key and what was probably meant."""

import difflib
import re
import tomllib
from collections.abc import Collection
from functools import cached_property
from typing import Any, NoReturn, TypeVar

import msgspec

from ..errors import InputError

Path = tuple[str | int, ...]
T = TypeVar("T")

_STRING_OR_COMMENT = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*', re.DOTALL
)
_WITHOUT_SECONDS = re.compile(r"(?<![\w:.-])(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d)(?![\w:.])")
_HEADER = re.compile(r"\s*(\[\[?)([^\]]+)\]")
_KEY = re.compile(r"\s*([^=\s][^=]*?)\s*=")
_WORDS = {
    "int": "a whole number",
    "float": "a number",
    "str": "text in quotes",
    "bool": "true or false",
    "array": "a list in [ ]",
    "object": "a table",
    "date": "a date such as 2026-11-22",
    "datetime": "a date and time",
    "null": "nothing",
}
_BY_LANGUAGE = ("title", "text", "place", "fee", "note", "department")
"""Keys under which a text stands for each language."""


class TomlText:
    """A TOML text that knows the line of every key. Raises InputError when it is not TOML."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self._text = with_seconds(text.removeprefix("\ufeff"))
        try:
            self.values: dict[str, Any] = tomllib.loads(self._text)
        except tomllib.TOMLDecodeError as problem:
            self._refuse_text(str(problem))
        except RecursionError as problem:
            raise InputError("its brackets are nested too deeply", file) from problem

    @cached_property
    def _lines(self) -> dict[Path, int]:
        return key_lines(self._text)

    def _refuse_text(self, problem: str) -> NoReturn:
        found = re.search(r"at line (\d+)", problem)
        line = found[1] if found else self._text.rstrip().count("\n") + 1
        reason = re.sub(r" \(at [^)]*\)", "", problem)
        raise InputError(f"this is not valid TOML: {reason[:1].lower()}{reason[1:]}", f"{self.file}:{line}")

    def where(self, path: Path) -> str:
        """ "playlists/base.toml:5: kinds"; a key without a line of its own has that of the nearest above it, and its
        way from there: "feeds/own.toml:2: item[1].title".
        """
        known = next((path[:n] for n in range(len(path), 0, -1) if path[:n] in self._lines), ())
        place = f"{self.file}:{self._lines[known]}" if known else self.file
        counted = max((n for n, part in enumerate(path, 1) if isinstance(part, int)), default=0)
        key = _dotted(path[counted:] if known == path else path) or _dotted(path)
        return f"{place}: {key}" if key else place

    def refuse(self, message: str, path: Path) -> NoReturn:
        raise InputError(message, self.where(path))

    def convert(self, kind: type[T], values: Any = None) -> T:
        """The values as a struct; unknown keys, missing keys and wrong types raise InputError."""
        try:
            return msgspec.convert(self.values if values is None else values, kind)
        except msgspec.ValidationError as problem:
            self._refuse_values(str(problem), kind)

    def _refuse_values(self, problem: str, kind: type) -> NoReturn:
        reason, _, place = problem.partition(" - at ")
        path = _path(place.strip("`"))
        if found := re.search(r"unknown field `(.*)`", reason):
            known = _fields(kind, path)
            self.refuse(f"there is no such key{meant(found[1], known)}", (*path, found[1]))
        if found := re.search(r"missing required field `(.*)`", reason):
            self.refuse(f"“{found[1]}” is missing", path)
        self.refuse(_plain(reason) + _by_language(reason, path), path)


def nearest(word: object, known: Collection[str]) -> str:
    """The word that was probably meant, or ""; 0.7 knows a slip of one letter in four, but not hours for sources."""
    return next(iter(difflib.get_close_matches(str(word).lower(), list(known), 1, 0.7)), "")


def meant(word: object, known: Collection[str]) -> str:
    """ "; did you mean “rss”?", or the words there are when none is near."""
    if near := nearest(word, known):
        return f"; did you mean “{near}”?"
    return f"; there are: {', '.join(known)}" if known else ""


def key_lines(text: str) -> dict[Path, int]:
    """The line (from 1) of every key and table of a valid TOML text; not of keys inside an inline table."""
    masked = _STRING_OR_COMMENT.sub(lambda found: re.sub(r"[^\n]", _mask(found[0]), found[0]), text)
    lines: dict[Path, int] = {}
    table: Path = ()
    counts: dict[Path, int] = {}
    depth = 0
    for number, (plain, line) in enumerate(zip(masked.split("\n"), text.split("\n"), strict=True), 1):
        if depth == 0 and (header := _HEADER.match(plain)):
            table = _table(_keys(line[header.start(2) : header.end(2)]), header[1] == "[[", counts)
            lines.setdefault(table, number)
            lines.setdefault(table[:-1] if header[1] == "[[" else table, number)
            continue
        if depth == 0 and (key := _KEY.match(plain)):
            path = (*table, *_keys(line[key.start(1) : key.end(1)]))
            for size in range(len(table) + 1, len(path) + 1):
                lines.setdefault(path[:size], number)
            depth += _opened(plain[key.end() :])
        else:
            depth += _opened(plain)
    return lines


def _opened(plain: str) -> int:
    """How many brackets a line leaves open (less than 0: closes)."""
    return sum(plain.count(sign) for sign in "[{") - sum(plain.count(sign) for sign in "]}")


def _mask(found: str) -> str:
    return " " if found.startswith("#") else "_"


def _keys(written: str) -> tuple[str, ...]:
    """The parts of a dotted key, as TOML itself reads them."""
    keys = []
    try:
        value: Any = tomllib.loads(f"{written} = 0")
    except tomllib.TOMLDecodeError:  # a line number is not worth an error of its own
        return ()
    while isinstance(value, dict):
        key, value = next(iter(value.items()))
        keys.append(key)
    return tuple(keys)


def _table(keys: tuple[str, ...], again: bool, counts: dict[Path, int]) -> Path:
    """The path of a table header: a [[name]] counts on, a name under one is meant from its last."""
    path: Path = ()
    for place, key in enumerate(keys, 1):
        path = (*path, key)
        if again and place == len(keys):
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _path(place: str) -> Path:
    """A place as msgspec names it ($.item[2].title) as keys; what it leaves open (`[...]`) ends the path."""
    path: list[str | int] = []
    for name, index in re.findall(r"\.([^.\[\]]+)|\[([^\]]*)\]", place):
        if index and not index.isdecimal():
            break
        path.append(name or int(index))
    return tuple(path)


def _dotted(path: Path) -> str:
    """`item[2].title`, the items counted from 1 as people do."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")


def _fields(kind: Any, path: Path) -> list[str]:
    """The keys that a struct (or the structs of its list, below `path`) has."""
    for part in path:
        if isinstance(part, str):
            field = next((one for one in msgspec.structs.fields(kind) if one.encode_name == part), None)
            kind = field.type if field else kind
        else:
            kind = kind.__args__[0]
    return [one.encode_name for one in msgspec.structs.fields(kind)] if hasattr(kind, "__struct_fields__") else []


def _plain(reason: str) -> str:
    """msgspec's sentence in everyday words."""
    found = re.fullmatch(r"Expected `([^`]*)`, got `([^`]*)`", reason)
    if "RFC3339" in reason:
        return f"must be {_WORDS['date']}"
    if not found:
        return reason[:1].lower() + reason[1:]
    wanted = [_WORDS.get(word.strip(), word.strip()) for word in found[1].split("|") if word.strip() != "null"]
    return f"must be {' or '.join(wanted)}, not {_WORDS.get(found[2], found[2])}"


def _by_language(reason: str, path: Path) -> str:
    """What to write, where a text stands without its language."""
    if not path or path[-1] not in _BY_LANGUAGE or not reason.endswith("got `str`"):
        return ""
    return f'; write it for each language: {path[-1]}.ja = "…" and {path[-1]}.en = "…"'


def with_seconds(text: str) -> str:
    """2026-12-01T08:30 as people write it, with the seconds that TOML 1.0 asks for (1.1 doesn't); strings and comments stay."""
    if not _WITHOUT_SECONDS.search(text):
        return text
    parts, last = [], 0
    for apart in _STRING_OR_COMMENT.finditer(text):
        parts += [_WITHOUT_SECONDS.sub(r"\1:00", text[last : apart.start()]), apart[0]]
        last = apart.end()
    return "".join([*parts, _WITHOUT_SECONDS.sub(r"\1:00", text[last:])])
