"""What the page before publishing tells: in numbers, in slides, and place by place, what would be otherwise."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from ....domain.accounts import Person
from ....domain.arranging import may_arrange
from ....domain.catalogue import Catalogue
from ....domain.comparison import Comparison, Outcome, SlideShown
from ....domain.conflicts import Conflict
from ....domain.displays import Display
from ....domain.drafts import Draft, digest_of, file_of
from ....domain.forms.place import TYPES
from ....domain.schedule import Rule
from ....render.subject import subject_of
from ....store.drafts import Step
from ....words import Words
from ...desk import Desk
from ..pictures import title_of
from ..playlists.playlist import address_of
from ..playlists.views import title_words

SLIDES = 12
"""So many that come, and so many that go, stand there with their pictures; the others by their titles."""
ROWS = 30
NAMES = 12

OTHER: Words = {"ja": "ほか", "en": "Other"}


class DraftRow(NamedTuple):
    """A playlist that is to be published. `moved`: it was published otherwise since the draft was begun; `theirs`: whoever
    looks may publish it; `warns` of what it would not show.
    """

    draft: Draft
    title: Words
    address: str
    steps: list[Step]
    is_new: bool
    moved: bool
    theirs: bool
    warns: list[Words]


class SlideRow(NamedTuple):
    path: str
    size: str
    says: Words
    displays: int
    at: datetime
    is_now: bool


class OutcomeRow(NamedTuple):
    """Displays at places of one type to which the same happens; bars in percent of the longest loop."""

    type: Words
    displays: list[Display]
    outcome: Outcome
    before_bar: float
    after_bar: float

    @property
    def difference_ms(self) -> int:
        return (self.outcome.after_ms or 0) - (self.outcome.before_ms or 0)


class Emptied(NamedTuple):
    """Where only the fallback would show, in words of places, from when."""

    names: list[str]
    more: int
    from_at: datetime
    until_at: datetime
    for_good: bool


class ConflictRow(NamedTuple):
    first: Words
    second: Words
    display: str
    at: datetime


def draft_rows(
    drafts: Iterable[Draft], steps: Sequence[Step], catalogue: Catalogue, origins: Mapping[str, str], person: Person
) -> list[DraftRow]:
    return [
        _draft_row(one, [step for step in steps if step.playlist == one.name], catalogue, origins, person)
        for one in drafts
    ]


def _draft_row(
    draft: Draft, steps: list[Step], catalogue: Catalogue, origins: Mapping[str, str], person: Person
) -> DraftRow:
    published = file_of(catalogue, draft.name)
    file = draft.file or published
    rules: list[Rule] = [rule for one in (draft.file, published) if one for rule in one.rules]
    return DraftRow(
        draft=draft,
        title=title_words(file.playlist) if file else {"ja": draft.name, "en": draft.name},
        address=address_of(draft.name),
        steps=steps,
        is_new=published is None,
        moved=bool(origins.get(draft.name)) or digest_of(published) != draft.base,
        theirs=may_arrange(person, rules, catalogue),
        warns=_warns(draft),
    )


def _warns(draft: Draft) -> list[Words]:
    if draft.file is None:
        return []
    found: list[Words] = []
    if not draft.file.playlist.sections:
        found.append({"ja": "区分がないので、何も映りません。", "en": "It has no section, so it shows nothing."})
    if not draft.file.rules:
        ja = "放映ルールがないので、公開してもどこにも映りません。"
        found.append({"ja": ja, "en": "It has no rule, so it shows nowhere, published or not."})
    return found


async def slide_rows(desk: Desk, slides: Sequence[SlideShown], catalogue: Catalogue, now: datetime) -> list[SlideRow]:
    """The first SLIDES with where each can be seen; the rest without."""
    items, media, links = catalogue.items, catalogue.media, catalogue.links
    subjects = [subject_of(items, media, one.key, one.format, links) for one in slides[:SLIDES]]
    paths = await desk.previews.paths(subjects)
    return [
        SlideRow(
            path=paths[n] if n < len(paths) else "",
            size=f"{one.format.width}x{one.format.height}",
            says=title_of(one.item, catalogue),
            displays=len(one.displays),
            at=one.at,
            is_now=one.at <= now,
        )
        for n, one in enumerate(slides)
    ]


def outcome_rows(comparison: Comparison, catalogue: Catalogue) -> list[OutcomeRow]:
    """By type of place; the most displays first."""
    longest = max((ms or 0 for one in comparison.outcomes for ms in (one.before_ms, one.after_ms)), default=0) or 1
    found: dict[tuple[object, ...], OutcomeRow] = {}
    for one in comparison.outcomes:
        for id in one.displays:
            display = catalogue.displays[id]
            type = catalogue.places[display.place].type
            key = (type, one.at, one.before_ms, one.after_ms, one.added, one.dropped, one.changed)
            row = found.get(key)
            if row is None:
                bars = [round(100 * (ms or 0) / longest, 1) for ms in (one.before_ms, one.after_ms)]
                row = found[key] = OutcomeRow(TYPES.get(type, OTHER), [], one, *bars)
            row.displays.append(display)
    return sorted(found.values(), key=lambda row: -len(row.displays))[:ROWS]


def emptied_rows(comparison: Comparison, catalogue: Catalogue) -> list[Emptied]:
    """One for each span in which displays are left with the fallback alone."""
    found: dict[tuple[object, ...], list[str]] = {}
    for one in comparison.outcomes:
        if one.emptied:
            key = (*one.emptied[0], one.only_fallback)
            found.setdefault(key, []).extend(catalogue.displays[id].name for id in one.displays)
    return [
        Emptied(sorted(names)[:NAMES], max(0, len(names) - NAMES), begins, ends, for_good)  # type: ignore[arg-type]
        for (begins, ends, for_good), names in found.items()
    ]


def conflict_rows(conflicts: Sequence[Conflict], after: Catalogue) -> list[ConflictRow]:
    rules = {rule.name: rule for rule in after.rules}
    return [
        ConflictRow(
            _title(after, rules[one.first]), _title(after, rules[one.second]), after.displays[one.display].name, one.at
        )
        for one in conflicts
    ]


def _title(catalogue: Catalogue, rule: Rule) -> Words:
    playlist = catalogue.playlists.get(rule.playlist)
    return title_words(playlist) if playlist else {"ja": rule.playlist, "en": rule.playlist}
