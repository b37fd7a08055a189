"""The page of one item that staff write: its form as it stands, with the real slide beside it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from aiohttp import web

from ....actions.edit_item import Seen, seen_of
from ....domain.accounts import Department
from ....domain.catalogue import Catalogue
from ....domain.content import KINDS, Item
from ....domain.displays import Place
from ....domain.forms.item import KINDS_OFFERED, TEXT_MOST, WRITTEN, title_most
from ....domain.forms.item_fields import fields_of
from ....domain.schedule import alone
from ....domain.workflow import SOURCE, STATE_WORDS, Step, Version, state_of, steps
from ....store.comments import Comment, load_comments
from ....store.deputies import stands_in_for
from ....store.versions import load_versions
from ....words import Words, in_words
from ...desk import DESK
from ..library.pick import pick_values
from ..pages import language_of, render
from ..pictures import size_of, sizes_of
from .office import (
    LANGUAGE_WORDS,
    TARGETS_LISTED,
    Choice,
    department_name,
    display_says,
    kinds_offered,
    sample_displays,
    themes_offered,
    tried_on,
    who,
    writes_for,
    writing,
)
from .presence import PRESENCE

__all__ = [
    "LANGUAGE_WORDS",
    "OF_NEW",
    "WHERE_WORDS",
    "Standing",
    "a_new_item",
    "copied",
    "item_page",
    "label_of",
    "seen_in",
    "seen_text",
    "standing_of",
]

NEW: Words = {"ja": "コンテンツを作る", "en": "New content"}
EDIT: Words = {"ja": "コンテンツを編集", "en": "Edit content"}
LABELS: dict[str, Words] = {
    "kind": {"ja": "種類", "en": "Kind"},
    "theme": {"ja": "テーマ", "en": "Theme"},
    "title": {"ja": "題名", "en": "Title"},
    "text": {"ja": "説明", "en": "Text"},
    "speaker": {"ja": "名前", "en": "Name"},
    "consent": {"ja": "名前を映すことへの同意", "en": "Consent to be named"},
    "url": {"ja": "リンク（QRコード）", "en": "Link (QR code)"},
    "media": {"ja": "画像", "en": "Picture"},
    "begins": {"ja": "掲載開始", "en": "From"},
    "ends": {"ja": "掲載終了", "en": "Until"},
    "first": {"ja": "開催日", "en": "Day"},
    "last": {"ja": "終わりの日", "en": "Last day"},
    "from": {"ja": "始まる時刻", "en": "Begins at"},
    "until": {"ja": "終わる時刻", "en": "Ends at"},
    "cancelled": {"ja": "中止", "en": "Cancelled"},
    "postponed": {"ja": "延期", "en": "Postponed"},
    "place": {"ja": "場所", "en": "Place"},
    "fee": {"ja": "料金", "en": "Fee"},
    "note": {"ja": "備考", "en": "Note"},
    "where": {"ja": "どこに映すか", "en": "Where it is shown"},
    "places": {"ja": "画面・グループ・場所", "en": "Displays, groups, places"},
    "department": {"ja": "担当", "en": "Department"},
}
WHERE_WORDS: dict[str, Words] = {
    "all": {"ja": "プレイリストが選ぶ、すべての画面", "en": "All displays whose playlists choose it"},
    "some": {"ja": "選んだところだけ", "en": "Only the places chosen here"},
}


def label_of(field: str) -> Words:
    """A field's name for people: 題名（English）."""
    name, _, language = field.partition("_")
    label = LABELS.get(name, {"ja": field, "en": field})
    if not language:
        return label
    spoken = LANGUAGE_WORDS[language]["ja"]
    return {"ja": f"{label['ja']}（{spoken}）", "en": f"{label['en']} ({spoken})"}


def seen_text(seen: Seen | None) -> str:
    """What a form carries of the state that it was made from: 2.7; empty for a new item."""
    return f"{seen.number}.{seen.changes}" if seen else ""


def seen_in(text: str) -> Seen | None:
    number, _, changes = text.partition(".")
    if not (number.isascii() and number.isdigit() and changes.isascii() and changes.isdigit() and len(text) < 20):
        return None
    return Seen(int(number), int(changes))


OF_NEW: Sequence[Step] = ("request", "edit")


class Standing(NamedTuple):
    """How an item stands: its versions, newest first, and what whoever asks may do with the newest one."""

    versions: Sequence[Version]
    may: Sequence[Step]
    withdrawn: bool = False

    @property
    def newest(self) -> Version | None:
        return self.versions[0] if self.versions else None

    @property
    def up(self) -> Version | None:
        """The version that screens are given, where a newer one is being written."""
        return next((one for one in self.versions[1:] if one.stage == "approved"), None)


async def standing_of(request: web.Request, catalogue: Catalogue, item: str, now: datetime) -> Standing:
    async with request.app[DESK].database.read() as connection:
        versions = await load_versions(connection, item)
        deputy_of = await stands_in_for(connection, who(request).name, now)
    withdrawn = any(gone.item.id == item for gone in catalogue.taken_down)
    up = item in catalogue.items
    may = steps(versions[0], who(request).person, deputy_of, up=up) if versions else OF_NEW
    return Standing(versions, may, withdrawn)


async def item_page(
    request: web.Request,
    catalogue: Catalogue,
    departments: Mapping[str, Department],
    standing: Standing,
    item: Item,
    now: datetime,
    *,
    copied_from: str = "",
    fields: Mapping[str, str] | None = None,
    errors: Mapping[str, Words] | None = None,
    status: int = 200,
) -> web.Response:
    """The form with `fields` as they were typed, else as the newest version says. `copied_from` is the id of what a new item is
    a copy of: the form carries it, for what it has no field for.
    """
    newest = standing.newest
    department = newest.department if newest else _own_department(request, departments)
    kept = fields_of(item, department, writing(request, now))
    language = language_of(request)
    displays = sample_displays(catalogue)
    chosen = tried_on(displays, request.query.get("display", ""))
    return await render(
        request,
        "item.html",
        title=EDIT if newest else NEW,
        status=status,
        now=now,
        done=request.query.get("done", ""),
        item=item,
        standing=standing,
        its_state=state_of(newest, now, withdrawn=standing.withdrawn) if newest else None,
        up_state=state_of(standing.up, now, withdrawn=standing.withdrawn) if standing.up else None,
        state_words=STATE_WORDS,
        others=_others(request, standing, now),
        needs_approval=request.app[DESK].settings.approval,
        seen=seen_text(seen_of(newest) if newest else None),
        copied_from=copied_from,
        fields={**kept, **(fields or {})},
        was=kept,
        errors=errors or {},
        labels={name: label_of(name) for name in (errors or {})},
        label=label_of,
        where_words=WHERE_WORDS,
        sent_back=await _sent_back(request, newest),
        other_days=item.event.occasions[1:] if item.event else (),
        languages=[(code, LANGUAGE_WORDS[code]) for code in WRITTEN],
        most={
            "title": title_most((fields or kept).get("kind", "")),
            "text": TEXT_MOST,
            "by_kind": {"voice": title_most("voice"), "other": title_most("")},
        },
        kinds=kinds_offered(item.kind, language),
        kinds_with_media=[name for name, kind in KINDS.items() if "media" in kind.needs],
        themes=themes_offered(request),
        departments=_departments(request, departments, department),
        pick=await pick_values(request, now, (fields or kept).get("media", "")),
        targets=_targets(catalogue, language),
        displays=[Choice(one.id, display_says(one, language)) for one in displays],
        display=chosen,
        sizes_url=f"/static/sizes.css?of={','.join(sizes_of([*displays, chosen]))}",
        size=size_of(chosen),
    )


async def _sent_back(request: web.Request, newest: Version | None) -> Comment | None:
    """What whoever sent it back wrote; None where it is not sent back."""
    if newest is None or newest.stage != "remanded":
        return None
    async with request.app[DESK].database.read() as connection:
        comments = await load_comments(connection, newest.item.id)
    return next((one for one in reversed(comments) if one.by == newest.decided_by), None)


def a_new_item(id: str, kind: str) -> Item:
    return Item(id=id, source=SOURCE, kind=kind, title={})


def copied(model: Item, item: Item) -> Item:
    """A new item that says what another says, for a period of its own."""
    kind = model.kind if model.kind in KINDS_OFFERED else "news"
    same = {
        name: getattr(model, name) for name in ("title", "text", "url", "themes", "event", "media", "places", "speaker")
    }
    same["title"] = {code: words for code, words in model.title.items() if code in WRITTEN}
    return msgspec.structs.replace(item, kind=kind, **same)


def _others(request: web.Request, standing: Standing, now: datetime) -> list[str]:
    """Who else has it open to write, for who may write it too."""
    newest = standing.newest
    if newest is None or "edit" not in standing.may:
        return []
    return request.app[PRESENCE].others(newest.item.id, who(request).name, now)


def _own_department(request: web.Request, departments: Mapping[str, Department]) -> str:
    own = who(request).person.department
    choices = writes_for(request, departments)
    return own if own or not choices else choices[0].code


def _departments(request: web.Request, departments: Mapping[str, Department], own: str) -> list[Choice]:
    choices = writes_for(request, departments)
    if own and own not in {one.code for one in choices}:
        choices.append(Choice(own, in_words(department_name(departments, own), language_of(request))))
    return choices


def _targets(catalogue: Catalogue, language: str) -> dict[str, Any]:
    """What can be ticked: groups and places by name, displays too where there are few."""
    groups = sorted({group for display in catalogue.displays.values() for group in display.groups})
    places: list[Place] = sorted(catalogue.places.values(), key=lambda one: in_words(one.name, language))
    displays = sorted(catalogue.displays.values(), key=lambda one: one.name)
    few = len(displays) <= TARGETS_LISTED
    ids = {one.id: alone(one.id) if one.id in {*groups, *catalogue.places} else one.id for one in displays}
    return {
        "groups": [Choice(one, one) for one in groups[:TARGETS_LISTED]],
        "places": [Choice(one.id, in_words(one.name, language)) for one in places[:TARGETS_LISTED]],
        "displays": [Choice(ids[one.id], one.name) for one in displays] if few else [],
        "known": {one.id for one in places[:TARGETS_LISTED]} | set(groups) | (set(ids.values()) if few else set()),
    }
