"""The history tells no codes: whatever is recorded of a change has words, in both languages."""

import ast
import sys
import typing
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, get_args, get_origin

import msgspec
import pytest

import signage
from signage.actions.keep_department import HandedOver
from signage.actions.undo_set_up import NOUNS
from signage.brand import Brand
from signage.domain.content import Item, Override
from signage.domain.history_words import ACT_WORDS, FIELD_WORDS, NOUN_WORDS, field_words
from signage.domain.library import Details
from signage.domain.posters import Poster
from signage.domain.schedule import Rule
from signage.store.deputies import Deputy
from signage.web.staff.going_back import WAYS
from signage.web.staff.history_teller import UNTOLD

Fields = set[tuple[str, ...]]
STATES = {way.type for way in WAYS.values()} | {noun.kind for noun in NOUNS.values()}
STATES |= {Brand, Deputy, Details, HandedOver, Item, Override, Poster, Rule}
"""What actions give to `record_edit` as a whole; what they put together for it stands in `Recorded.told`."""


def fields_of(kind: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths of all fields of a struct and of the structs in it; the keys of a mapping are not fields."""
    if isinstance(kind, type) and (issubclass(kind, msgspec.Struct) or hasattr(kind, "_fields")):
        for name, inner in typing.get_type_hints(kind).items():
            yield (*path, name)
            yield from fields_of(inner, (*path, name))
    elif get_origin(kind) is not typing.Literal:
        for inner in get_args(kind):
            yield from fields_of(inner, path)


class Recorded:
    """What a module gives to `record_edit`, read from its text: the acts, and the fields of what it puts together itself."""

    def __init__(self, path: Path) -> None:
        self.path = path
        tree = ast.parse(path.read_text("utf-8"))
        self._functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        self._constants = {
            target.id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        self._edits = [
            (function, call)
            for function in self._functions
            for call in _calls(function, "record_edit")
            if function.name != "record_edit"
        ]

    def acts(self) -> set[str]:
        return {act for function, call in self._edits for act in self._texts(call.args[5], function)}

    def nouns(self) -> set[str]:
        return {noun for function, call in self._edits for noun in self._texts(call.args[3], function)}

    def told(self) -> set[str]:
        """The keys of the dicts that are made where an edit is recorded, or by a `_told` beside."""
        within = [function for function, _ in self._edits]
        within += [function for function in self._functions if within and function.name == "_told"]
        dicts = (node for function in within for node in ast.walk(function) if isinstance(node, ast.Dict))
        return {str(key.value) for one in dicts for key in one.keys if isinstance(key, ast.Constant)}

    def _texts(self, node: ast.expr, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
        """Which texts an expression can be: what a name was given, each branch, what a function returns, a caller's argument."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.IfExp):
            yield from self._texts(node.body, function)
            yield from self._texts(node.orelse, function)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield from self._returned(node.func.id)
        elif isinstance(node, ast.Name):
            yield from self._named(node.id, function)
        else:
            pytest.fail(f"{self.path.name}:{node.lineno}: this test can't tell what “{ast.unparse(node)}” is")

    def _named(self, name: str, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
        parameters = [one.arg for one in function.args.args]
        given = [
            node.value
            for node in ast.walk(function)
            if isinstance(node, ast.Assign) and any(isinstance(to, ast.Name) and to.id == name for to in node.targets)
        ]
        if name in parameters:
            yield from self._handed(function.name, name, parameters)
        elif given:
            for value in given:
                yield from self._texts(value, function)
        elif name in self._constants:
            yield from self._texts(self._constants[name], function)
        else:
            yield str(getattr(sys.modules[self._module], name))  # imported from beside

    def _handed(self, called: str, name: str, parameters: list[str]) -> Iterator[str]:
        """The texts that callers hand over; a method is called without its `self`."""
        place = parameters.index(name) - (parameters[0] == "self")
        for function in self._functions:
            for call in _calls(function, called):
                by_name = [one.value for one in call.keywords if one.arg == name]
                yield from self._texts(by_name[0] if by_name else call.args[place], function)

    def _returned(self, called: str) -> Iterator[str]:
        for function in self._functions:
            for node in ast.walk(function) if function.name == called else ():
                if isinstance(node, ast.Return) and node.value:
                    yield from self._texts(node.value, function)

    @property
    def _module(self) -> str:
        within = self.path.relative_to(Path(signage.__path__[0]).parent).with_suffix("")
        name = ".".join(within.parts)
        __import__(name)
        return name


def _calls(function: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if called == name:
                yield node


class Told(NamedTuple):
    """Of the whole program."""

    acts: set[str]
    nouns: set[str]
    fields: Fields


@pytest.fixture(scope="module")
def told() -> Told:
    modules = [Recorded(path) for path in sorted(Path(signage.__path__[0]).rglob("*.py"))]
    whole = {field for state in STATES for field in fields_of(state)}
    made = {(key,) for one in modules for key in one.told()}
    return Told(
        set().union(*(one.acts() for one in modules)), set().union(*(one.nouns() for one in modules)), whole | made
    )


def test_every_act_that_is_recorded_has_words(told: Told) -> None:
    assert {"add", "approve own", "call off", "drop", "hand over", "let in", "publish new", "renew"} <= told.acts
    assert told.acts - set(ACT_WORDS) == set()


def test_every_noun_of_a_change_has_words(told: Told) -> None:
    assert {"item", "link", "now", "poster", "user"} <= told.nouns
    assert told.nouns - set(NOUN_WORDS) == set()


def test_every_field_that_can_change_has_words(told: Told) -> None:
    assert {("event", "occasions", "first"), ("rules", "begins"), ("unreadable",), ("sha256",)} <= told.fields
    without = {path for path in told.fields - set(UNTOLD) if _has_none(path)}
    assert sorted(".".join(path) for path in without) == []


def _has_none(path: tuple[str, ...]) -> bool:
    return FIELD_WORDS.get(".".join(path[-2:])) is None and FIELD_WORDS.get(path[-1]) is None


def test_no_field_has_words_that_nothing_has(told: Told) -> None:
    known = {name for path in told.fields for name in (path[-1], ".".join(path[-2:]))}
    assert sorted(set(FIELD_WORDS) - known) == []


def test_all_words_are_there_in_both_languages() -> None:
    for words in (NOUN_WORDS, ACT_WORDS, FIELD_WORDS):
        assert _short_of_a_language(words.items()) == []


def _short_of_a_language(words: Iterable[tuple[str, dict[str, str]]]) -> list[str]:
    return [name for name, says in words if set(says) != {"ja", "en"} or not all(says.values())]


def test_a_field_is_told_by_what_it_is_a_part_of() -> None:
    assert field_words(("event", "occasions", 0, "first"))["ja"] == "イベント 開催の日時 1 開催日"
    assert field_words(("days", 2, "first"))["ja"] == "休みの日 3 初めの日"
    assert field_words(("playlist", "sections", 0, "title", "ja"))["ja"] == "区分 1 名前（日本語）"
    assert field_words(("rules", 1, "hours"))["ja"] == "放映ルール 2 何時から何時まで"
    assert field_words(("themes", "green", "palette"))["en"] == "themes green colour"


def test_a_wrapper_is_told_where_nothing_stands_in_it() -> None:
    assert field_words(("playlist",)) == {"ja": "プレイリスト", "en": "playlist"}
    assert field_words(("period", "begins_at"))["ja"] == "掲載開始"
