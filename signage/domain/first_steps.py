"""What a new server still needs before a screen shows something of one's own: the list that a first start is led by."""

from typing import NamedTuple

from ..words import Words
from .accounts import Act
from .catalogue import Catalogue


class FirstStep(NamedTuple):
    """`path` leads to where it is done, by those who may `act`."""

    says: Words
    why: Words
    path: str
    act: Act
    done: bool


_STEPS: tuple[tuple[Words, Words, str, Act], ...] = (
    (
        {"ja": "場所を登録する", "en": "Add a place"},
        {
            "ja": "画面を置く建物と、映す時間です。",
            "en": "The building, and the hours in which its screens are on.",
        },
        "/settings/places/new",
        "set up places",
    ),
    (
        {"ja": "画面を登録する", "en": "Add a display"},
        {
            "ja": "大きさと見る距離から、文字とQRコードの大きさが決まります。",
            "en": "Its size and how far people stand decide how large its text and codes are.",
        },
        "/settings/displays/new",
        "set up places",
    ),
    (
        {"ja": "機器をつなぐ", "en": "Pair a device"},
        {
            "ja": "機器に映る6桁の番号を入れると、つながります。",
            "en": "Enter the six digits that the device shows.",
        },
        "/pair",
        "pair displays",
    ),
    (
        {"ja": "情報源を登録する", "en": "Add a source"},
        {
            "ja": "ホームページのお知らせや行事が、書き直さずにスライドになります。",
            "en": "News and events of a website become slides by themselves.",
        },
        "/settings/sources/new",
        "set up",
    ),
    (
        {"ja": "名前と色を決める", "en": "Set the name and colours"},
        {"ja": "すべてのスライドに出る名前です。", "en": "The name that stands on every slide."},
        "/settings/brand",
        "set up",
    ),
    (
        {"ja": "プレイリストを作る", "en": "Make a playlist"},
        {
            "ja": "何を、どの画面に、いつ映すかを決めます。作るまでは待機スライドが映ります。",
            "en": "What shows where and when. Until then screens show the fallback slide.",
        },
        "/playlists",
        "arrange",
    ),
    (
        {"ja": "使う人を登録する", "en": "Add people"},
        {"ja": "書く人、承認する人、設備の担当です。", "en": "Those who write, approve and look after devices."},
        "/settings/people",
        "see people",
    ),
)


def first_steps(
    catalogue: Catalogue, *, connected: int, sources: int, branded: bool, people: int
) -> tuple[FirstStep, ...]:
    """In the order in which each is of use. `connected` displays have been heard of; `people` may log in."""
    done = (
        bool(catalogue.places),
        bool(catalogue.displays),
        connected > 0,
        sources > 0 or bool(catalogue.items),
        branded,
        bool(catalogue.rules),
        people > 1,
    )
    return tuple(FirstStep(*step, its) for step, its in zip(_STEPS, done, strict=True))
