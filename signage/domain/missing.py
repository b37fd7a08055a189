"""Why a display does not show an item at a moment, or when it does: in sentences, the nearest reason first."""

import unicodedata
from collections.abc import Iterator

from ..words import Words, in_words
from .catalogue import Catalogue
from .content import Item
from .displays import Display, Place
from .explain import Explanation
from .schedule import ALONE, names_of

MOST_RULES = 4


def items_named(catalogue: Catalogue, text: str) -> list[Item]:
    """Items, also those taken down, with this in their id or title, however wide its letters are; the newest first."""
    wanted = _plain(text)
    items = {gone.item.id: gone.item for gone in catalogue.taken_down} | catalogue.items
    if text in items:
        return [items[text]]
    found = [one for one in items.values() if any(wanted in _plain(said) for said in (one.id, *one.title.values()))]
    return sorted(found, key=lambda one: -(one.published_at.timestamp() if one.published_at else 0))


def is_on(explanation: Explanation, item: str) -> bool:
    """Whether it is in the loop that the display shows then."""
    return any(one.item == item and one.code == "in_loop" for one in explanation.items)


def why_missing(
    catalogue: Catalogue, explanation: Explanation, item: Item, display: Display, place: Place
) -> list[Words]:
    """Empty never: what is known of an item on a display."""
    if explanation.shows == "off":
        return [explanation.says]
    own = [one.says for one in explanation.items if one.item == item.id]
    if item.places and names_of(display, place).isdisjoint(item.places):
        own.insert(0, _elsewhere(item, catalogue))
    if own:
        return own
    return [_taken_by_none(catalogue, explanation), *_by_others(catalogue, explanation, item)]


def _elsewhere(item: Item, catalogue: Catalogue) -> Words:
    places = [_called(name, catalogue) for name in item.places[:5]]
    return {
        "ja": f"このコンテンツを映すのは「{'」「'.join(in_words(one, 'ja') for one in places)}」だけで、この画面は入っていません。",
        "en": f"It is kept to {', '.join(in_words(one, 'en') for one in places)}, and this display is not one of them.",
    }


def _called(name: str, catalogue: Catalogue) -> Words:
    """A place or a display as people call it; a group, or what is not known, as it is written."""
    if place := catalogue.places.get(name):
        return place.name
    display = catalogue.displays.get(name.removeprefix(ALONE))
    return {"ja": display.name if display else name}


def _taken_by_none(catalogue: Catalogue, explanation: Explanation) -> Words:
    if explanation.playlist is None:
        return explanation.says
    playlist = catalogue.playlists.get(explanation.playlist)
    title = playlist.title if playlist and playlist.title else {"ja": explanation.playlist}
    return {
        "ja": f"この日時に映るプレイリスト「{in_words(title, 'ja')}」の、どの区分にも入りません。",
        "en": f"No section of “{in_words(title, 'en')}”, the playlist shown then, takes it.",
    }


def _by_others(catalogue: Catalogue, explanation: Explanation, item: Item) -> Iterator[Words]:
    """The playlists that would take it, and why none of them is on."""
    taking = {name for name, one in catalogue.playlists.items() if any(section.takes(item) for section in one.sections)}
    verdicts = [one for one in explanation.rules if one.playlist in taking and one.playlist != explanation.playlist]
    if not taking:
        yield {
            "ja": "どのプレイリストの区分にも入りません。プレイリストに、これを取る区分を加えると映ります。",
            "en": "No section of any playlist takes it. Add one that does.",
        }
    elif not verdicts:
        yield {
            "ja": "これを取るプレイリストに、放映ルールがありません。",
            "en": "The playlists that would take it have no rule.",
        }
    for one in verdicts[:MOST_RULES]:
        yield one.says


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
