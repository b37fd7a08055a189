"""A change as it is told to whoever looks: in their language, with a link, without what is not theirs to read."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote

from sqlalchemy.ext.asyncio import AsyncConnection

from ...domain.accounts import ROLE_WORDS
from ...domain.differences import Difference, Value, differences, name_in
from ...domain.history_words import ACT_WORDS, NOUN_WORDS, VALUE_WORDS, field_words
from ...domain.rule_words import days_in_words
from ...domain.schedule import ALONE
from ...domain.workflow import reads
from ...store.edits import Edit
from ...store.ownership import ASKED
from ...store.rows import batches
from ...store.versions import load_newest
from ...words import Words, in_words
from ..visitor import Visitor
from .content.office import KIND_WORDS
from .going_back import state_of_edit
from .times import Times

LETTERS = 400
"""So much of a value is shown here; the CSV has all of it."""

PAGES: Mapping[str, str] = {
    "item": "/content/{}",
    "playlist": "/playlists/{}",
    "display": "/displays/{}",
    "place": "/settings/places/{}",
    "group": "/settings/groups/{}",
    "source": "/settings/sources/{}",
    "department": "/settings/departments/{}",
    "user": "/settings/people/{}",
    "brand": "/settings/brand",
    "link": "/links/{}",
}
"""Where a thing of each noun is looked at."""
UNTOLD = (("id",), ("source",), ("made_at",), ("dead_since",))
"""Fields that say only which thing it is."""
ENDS = ("ends_at", "ends", "until_at", "licence_ends_at", "expires_at")
"""Ends of items, rules, deputies, pictures and links: midnight is told as the day before, which is what was typed."""
OTHERS: Words = {"ja": "（ほかの担当のもの）", "en": "(of another department)"}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?")


class Field(NamedTuple):
    says: str
    before: str
    after: str


class Entry(NamedTuple):
    """A change as it is told. `back` = whoever looks may go back to how it was then."""

    edit: Edit
    what: Words
    name: str
    url: str
    act: Words
    fields: list[Field]
    back: bool


class Teller(NamedTuple):
    """Tells of changes in a language; values of at most so many `letters` (None: whole)."""

    times: Times
    language: str
    departments: Mapping[str, Words]
    displays: Mapping[str, str]
    titles: Mapping[str, Words]
    owners: Mapping[tuple[str, str], str]
    stands_in_for: Collection[str]
    letters: int | None

    def entry(self, edit: Edit, who: Visitor, *, newest: bool = False) -> Entry:
        """What belongs to a department whose things this person may not look at is told without what it says."""
        owner = self.owners.get((edit.noun, edit.name))
        if owner is not None and not reads(who.person, owner, self.stands_in_for):
            edit = edit._replace(name="", before=None, after=None)
        name = (
            in_words(name_in(edit.after) or name_in(edit.before), self.language)
            or (self.displays.get(edit.name) if edit.noun == "display" else "")
            or (in_words(self.titles.get(edit.name, {}), self.language) if edit.noun == "item" else "")
            or edit.name
            or in_words(OTHERS, self.language)
        )
        page = PAGES.get(edit.noun, "") if edit.name else ""
        return Entry(
            edit,
            NOUN_WORDS.get(edit.noun, {"ja": edit.noun, "en": edit.noun}),
            name,
            page.format(quote(edit.name, safe="")) if page else "",
            ACT_WORDS.get(edit.act, {"ja": edit.act, "en": edit.act}),
            [self.field(one) for one in differences(edit.before, edit.after) if one.path not in UNTOLD],
            not newest and state_of_edit(edit, who) is not None,
        )

    def field(self, one: Difference) -> Field:
        said = in_words(field_words(one.path), self.language) or str(one.path[-1])
        return Field(said, self.value(one.path, one.before), self.value(one.path, one.after))

    def value(self, path: tuple[str | int, ...], value: Value) -> str:
        if value is None:
            return ""
        text = self._named(str(path[-1]), value)
        return text if self.letters is None or len(text) <= self.letters else f"{text[: self.letters]}…"

    def _place(self, name: str) -> str:
        return self.displays.get(name.removeprefix(ALONE), name) if name.startswith(ALONE) else name

    def _named(self, field: str, value: Value) -> str:
        """Ids, moments and yes or no as people say them."""
        japanese = self.language == "ja"
        if isinstance(value, bool):
            return {True: "はい" if japanese else "yes", False: "いいえ" if japanese else "no"}[value]
        text = "\n".join(map(self._place, str(value).split("\n"))) if field == "places" else str(value)
        if field in ("department", "to", "from") and text in self.departments:
            return in_words(self.departments[text], self.language)
        if words := _of_code(field, text):
            return in_words(words, self.language)
        if _MOMENT.fullmatch(text):
            at = datetime.fromisoformat(text)
            at = at if at.tzinfo else at.replace(tzinfo=self.times.zone)
            return self.times.last_day(at) if field in ENDS else self.times.long(at)
        return text.replace("\n", "、" if japanese else ", ") if field != "text" else text


async def titles_of(connection: AsyncConnection, edits: Iterable[Edit]) -> dict[str, Words]:
    """How items are called now of whose change no title was kept: of what was sent back only the comment was."""
    bare = {edit.name for edit in edits if edit.noun == "item" and not (name_in(edit.after) or name_in(edit.before))}
    found = [await load_newest(connection, items=names) for names in batches(sorted(bare), ASKED)]
    return {one.item.id: one.item.title for versions in found for one in versions}


_ROLES: Mapping[str, Words] = {str(role): words for role, words in ROLE_WORDS.items()}


def _of_code(field: str, text: str) -> Words:
    """The words of a value that is a code; empty of any other."""
    if field == "weekdays":
        return days_in_words(tuple(int(day) for day in text.split() if day in {*"0123456"}))
    known: Mapping[str, Mapping[str, Words]] = {"role": _ROLES, "kind": KIND_WORDS, **VALUE_WORDS}
    return known.get(field, {}).get(text, {})
