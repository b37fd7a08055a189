"""Which displays would show an item in its period, how often in a loop, and why the others don't, with what would help."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec

from ..words import Words, in_words
from .calendars import minute_down
from .candidates import leads_nowhere, shown_between
from .catalogue import Catalogue
from .content import Item
from .displays import Display
from .filled import Playing, Won, won_by
from .playlists import Playlist
from .programme import Programme
from .publication import channels_of, days_around, days_holding
from .repertoire import Repertoire
from .slots import Loop
from .timeline import Channel

DAYS = 7
"""So far from its beginning is looked."""


class ShownOn(msgspec.Struct, frozen=True, kw_only=True):
    """Displays that would show it: from `first_at`, `times` in a loop of `loop_ms`, by the rule that wins then."""

    displays: tuple[str, ...]
    first_at: datetime
    times: int
    loop_ms: int
    playlist: str
    rule: str


class NotOn(msgspec.Struct, frozen=True, kw_only=True):
    """Displays that would not, and why.

    `code`: over, dead_link, kept (to other places), language, no_rule, no_section, newest, too_many, closed. `playlist` is the
    one that shows there instead, or that has no room.
    """

    displays: tuple[str, ...]
    code: str
    says: Words
    playlist: str = ""


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """Over [from_at, until_at): the displays that would show an item, and those that would not; the most displays first."""

    from_at: datetime
    until_at: datetime
    shown: tuple[ShownOn, ...] = ()
    not_shown: tuple[NotOn, ...] = ()

    @property
    def displays(self) -> tuple[str, ...]:
        """All that would show it."""
        return tuple(sorted(display for one in self.shown for display in one.displays))


def where_shown(catalogue: Catalogue, item: Item, now: datetime, was: Repertoire | None = None) -> Reach:
    """As if the item were up as it is. Takes a while with thousands of items: actions/find_reach.py asks a worker.

    `was` is a repertoire of the catalogue, if one is at hand.
    """
    begins, ends = shown_between(item, catalogue.media)
    from_at = minute_down(max(now, begins) if begins else now)
    until_at = from_at + timedelta(days=DAYS)
    until_at = min(until_at, ends) if ends else until_at
    tried = catalogue if _is_up(catalogue, item) else _with(catalogue, item)
    everything = channels_of(tried)
    if until_at <= from_at:
        all_ids = _ids(display for displays in everything.values() for display in displays)
        return Reach(from_at=from_at, until_at=from_at, not_shown=(NotOn(displays=all_ids, code="over", says=OVER),))
    if leads_nowhere(item, catalogue.links):
        all_ids = _ids(display for displays in everything.values() for display in displays)
        dead = NotOn(displays=all_ids, code="dead_link", says=DEAD_LINK)
        return Reach(from_at=from_at, until_at=until_at, not_shown=(dead,))
    days = days_holding(now, from_at.date() - timedelta(days=2), until_at.date() + timedelta(days=2))
    repertoire = was if was and was.days == days and _is_up(catalogue, item) else Repertoire(tried, was, days)
    look = _Look(item, Playing(repertoire, (from_at, until_at)))
    found = [(look.at(channel), _ids(displays)) for channel, displays in everything.items()]
    return Reach(
        from_at=from_at,
        until_at=until_at,
        shown=_joined((one, ids) for one, ids in found if isinstance(one, ShownOn)),
        not_shown=_joined((one, ids) for one, ids in found if isinstance(one, NotOn)),
    )


OVER: Words = {"ja": "掲載の期間が過ぎています。", "en": "Its period is over."}
DEAD_LINK: Words = {
    "ja": "QRコードの先のページがありません。リンクを直すと映ります。",
    "en": "The page that its code leads to is gone; it shows once the link is mended.",
}
KEPT: Words = {"ja": "映すところに選ばれていません。", "en": "It is kept to other places."}
NO_RULE: Words = {
    "ja": "どのプレイリストも、この画面を対象にしていません。",
    "en": "No playlist is meant for this display.",
}
CLOSED: Words = {
    "ja": "この期間には、開いている時間がありません。",
    "en": "The place is never open in this period.",
}
LANGUAGE_NAMES: dict[str, Words] = {
    "ja": {"ja": "日本語", "en": "Japanese"},
    "en": {"ja": "英語", "en": "English"},
    "ja-easy": {"ja": "やさしい日本語", "en": "easy Japanese"},
}


def _is_up(catalogue: Catalogue, item: Item) -> bool:
    """Whether it is up already, just so."""
    return catalogue.items.get(item.id) == item and all(gone.item.id != item.id for gone in catalogue.taken_down)


def _with(catalogue: Catalogue, item: Item) -> Catalogue:
    down = tuple(gone for gone in catalogue.taken_down if gone.item.id != item.id)
    return msgspec.structs.replace(catalogue, items={**catalogue.items, item.id: item}, taken_down=down)


def _ids(displays: Iterable[Display]) -> tuple[str, ...]:
    return tuple(sorted(display.id for display in displays))


class _Look:
    """One item on one channel after the other."""

    def __init__(self, item: Item, playing: Playing) -> None:
        self._item, self._playing = item, playing
        self._repertoire, self._catalogue = playing.repertoire, playing.repertoire.catalogue
        self._times: dict[int, int] = {}

    def at(self, channel: Channel) -> ShownOn | NotOn:
        """With no displays yet: whoever asks knows which they are."""
        if self._item.places and channel.names.isdisjoint(self._item.places):
            return NotOn(displays=(), code="kept", says=KEPT)
        if not set(self._item.title) & set(channel.languages):
            return NotOn(displays=(), code="language", says=_unspoken(channel))
        targeted = [name for name, _ in channel.targets if name in self._repertoire.rules]
        playlists = list(dict.fromkeys(self._repertoire.rules[name].playlist for name in targeted))
        if not playlists:
            return NotOn(displays=(), code="no_rule", says=NO_RULE)
        taking = [name for name in playlists if self._takes(name)]
        is_open, won = won_by(channel, self._playing)
        if not is_open:
            return NotOn(displays=(), code="closed", says=CLOSED)
        return (self._shown(channel, won, taking) if taking else None) or self._why_not(channel, won, taking, playlists)

    def _takes(self, playlist: str) -> bool:
        found = self._catalogue.playlists.get(playlist)
        return found is not None and any(section.takes(self._item) for section in found.sections)

    def _shown(self, channel: Channel, won: Sequence[Won], taking: Sequence[str]) -> ShownOn | None:
        """The first time. A report may follow its event also into a playlist that doesn't take it itself."""
        for one in won:
            if one.rule.playlist in taking or self._item.kind == "report":
                programme = self._programme(one.rule.playlist, channel)
                for piece, loop in programme.parts(one.from_at, one.until_at) if programme else ():
                    if times := self._times_in(loop):
                        return ShownOn(
                            displays=(),
                            first_at=piece[0],
                            times=times,
                            loop_ms=sum(slot.ms for slot in loop),
                            playlist=one.rule.playlist,
                            rule=one.rule.name,
                        )
        return None

    def _programme(self, playlist: str, channel: Channel) -> Programme | None:
        return self._repertoire.programme(playlist, channel.languages, channel.names, channel.format.holds_lists)

    def _times_in(self, loop: Loop) -> int:
        """A loop is looked through once, on however many channels it runs: equal ones of a programme are one object."""
        if id(loop) not in self._times:
            self._times[id(loop)] = sum(self._item.id in slot.key.items for slot in loop)
        return self._times[id(loop)]

    def _why_not(self, channel: Channel, won: Sequence[Won], taking: Sequence[str], playlists: Sequence[str]) -> NotOn:
        """Told of the playlist that shows there the longest."""
        spans: dict[str, timedelta] = {}
        for one in won:
            if one.rule.playlist in taking:
                return self._left_out(channel, one.rule.playlist, one.from_at)
            spans[one.rule.playlist] = spans.get(one.rule.playlist, timedelta()) + (one.until_at - one.from_at)
        winner = max(spans, key=lambda name: (spans[name], name)) if spans else playlists[0]
        return self._no_section(winner)

    def _no_section(self, playlist: str) -> NotOn:
        title = title_of(self._catalogue.playlists.get(playlist), playlist)
        says = {
            "ja": f"ここでは「{title['ja']}」が映り、その中に、これを映す区分がありません。",
            "en": f"“{title['en']}” shows here, and has no section that takes it.",
        }
        return NotOn(displays=(), code="no_section", says=says, playlist=playlist)

    def _left_out(self, channel: Channel, playlist: str, at: datetime) -> NotOn:
        """Its playlist shows, without it: too many others come before it."""
        programme = self._programme(playlist, channel)
        title = title_of(self._catalogue.playlists.get(playlist), playlist)
        chosen = {one.id for _, own in programme.choose(at) for one in own} if programme else set()
        if self._item.id in chosen:
            says = {
                "ja": f"「{title['ja']}」の1周に入りきりません。",
                "en": f"The loop of “{title['en']}” is full.",
            }
            return NotOn(displays=(), code="too_many", says=says, playlist=playlist)
        section = next(one for one in self._catalogue.playlists[playlist].sections if one.takes(self._item))
        says = {
            "ja": f"「{title['ja']}」の「{in_words(section.words, 'ja')}」は、新しい {section.newest}件だけを映します。",
            "en": f"The section “{in_words(section.words, 'en')}” of “{title['en']}” shows the newest {section.newest} only.",
        }
        return NotOn(displays=(), code="newest", says=says, playlist=playlist)


def title_of(playlist: Playlist | None, name: str) -> Words:
    """What people call it."""
    title = playlist.title if playlist else {}
    return {code: title.get(code) or next(iter(title.values()), name) for code in ("ja", "en")}


def _unspoken(channel: Channel) -> Words:
    named = [LANGUAGE_NAMES.get(code, {"ja": code, "en": code}) for code in channel.languages]
    return {
        "ja": f"{'・'.join(one['ja'] for one in named)}の題名がありません。",
        "en": f"It has no title in {' or '.join(one['en'] for one in named)}.",
    }


Told = TypeVar("Told", ShownOn, NotOn)


def _joined(found: Iterable[tuple[Told, tuple[str, ...]]]) -> tuple[Told, ...]:
    """What is the same of several channels as one, with the displays of all; the most displays first."""
    same: dict[bytes, tuple[Told, list[str]]] = {}
    for one, ids in found:
        same.setdefault(msgspec.json.encode(one), (one, []))[1].extend(ids)
    joined = [msgspec.structs.replace(one, displays=tuple(sorted(ids))) for one, ids in same.values()]
    return tuple(sorted(joined, key=lambda one: (-len(one.displays), one.displays)))


class _Kept:
    """The repertoire that the last question was answered from: the next one about the same catalogue begins with it."""

    packed = b""
    repertoire: Repertoire | None = None


def where_shown_packed(packed: bytes, item: Item, now: datetime) -> Reach:
    """The same in a worker, which gets a packed catalogue."""
    if _Kept.repertoire is None or _Kept.packed != packed:
        catalogue: Catalogue = msgspec.msgpack.decode(packed, type=Catalogue)
        _Kept.repertoire, _Kept.packed = Repertoire(catalogue, days=days_around(now)), packed
    return where_shown(_Kept.repertoire.catalogue, item, now, _Kept.repertoire)
