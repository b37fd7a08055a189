"""The pictures of posters in the documents: a message, an event and a white one, in the demo's own name."""

from collections.abc import Callable
from datetime import date, time
from pathlib import Path

import msgspec

from signage import settings as settings_of
from signage.domain.content import Item
from signage.domain.events import Event, Occasion
from signage.domain.posters import paper_of
from signage.render.assets import VENDOR
from signage.render.posters.design import Design, Sheet
from signage.render.posters.sheets import draw_sheet

DEMO = Path(__file__).parents[2] / "demo" / "signage.toml"
SAYS = "https://signage.example.lg.jp/q/K7QXB-M4TR"
LONG_SIDE_PX = 1_000
MESSAGE = {"ja": "未来はいつも みんなの思いから 始まる", "en": "The future always begins with everyone's hopes"}
EVENT = Item(
    id="sample",
    source="sample",
    kind="event",
    title={"ja": "自動運転バス 体験乗車会（見本）", "en": "Ride the self-driving bus (sample)"},
    themes=("mobility",),
    event=Event(
        occasions=(Occasion(date(2026, 12, 5), date(2026, 12, 6), time(10), time(16)),),
        place={"ja": "日立シビックセンター新都市広場", "en": "Shintoshi Plaza"},
    ),
)


def take_poster_pictures(save: Callable[[bytes, str, int], None]) -> None:
    """`save` gets each as PNG, with its name and the width it is to have."""
    brand = settings_of.load(DEMO, environment={}).project
    text = {"ja": "まちづくりへのご意見やアイデアを集めています。", "en": "We are collecting ideas for our city."}
    message = Item(id="message", source="sample", kind="survey", title=MESSAGE, text=text)
    base = Design(
        item=message,
        paper=paper_of("A3"),
        language="ja",
        template="message",
        brand=brand,
        vendor=str(VENDOR),
        address=brand.address,
    )
    event = {"item": EVENT, "occasion": EVENT.event and EVENT.event.occasions[0], "template": "item"}
    posters = {
        "poster-message": (base, 420),
        "poster-event": (msgspec.structs.replace(base, **event), 420),
        "poster-white": (msgspec.structs.replace(base, template="white", paper=paper_of("A3", landscape=True)), 594),
    }
    sheet = Sheet(says=SAYS, code="K7QXB-M4TR", place="JR日立駅　改札前")
    for name, (design, width) in posters.items():
        save(draw_sheet(design, sheet, LONG_SIDE_PX), name, width)
