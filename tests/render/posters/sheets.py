"""Posters to be tested, how they look, and a camera that is none too good."""

import io
from collections.abc import Iterator
from datetime import date, time
from typing import Any, NamedTuple

import msgspec
import pypdfium2 as pdfium
import pypdfium2.raw as raw
import zxingcpp
from PIL import Image, ImageFilter

from signage.domain.content import Item
from signage.domain.events import Event, Occasion
from signage.domain.posters import paper_of
from signage.render.assets import VENDOR
from signage.render.posters.design import Design, Picture, Sheet
from tests.render.samples import BRAND, LONG

MM = 72 / 25.4
PLACES = 124
MESSAGE = {"ja": "未来はいつも みんなの思いから 始まる", "en": "The future always begins with everyone's hopes"}
TEXT = {
    "ja": "まちづくりへのご意見やアイデアを、市民のみなさんから集めています。3分で答えられます。",
    "en": "We are collecting ideas for our city from everyone who lives here. It takes three minutes.",
}
BRANDED = msgspec.structs.replace(
    BRAND,
    message=MESSAGE,
    address="www.city.hitachi.lg.jp/kyoso-project/",
    department={"ja": "共創プロジェクト推進本部", "en": "Co-creation Project Headquarters"},
)
ABOUT = Item(id="about", source="staff", kind="about", title=MESSAGE, text=TEXT)
NEWS = Item(id="news", source="feed", kind="news", title={"ja": LONG, "en": LONG}, text=TEXT, themes=("green",))
FAIR = Item(
    id="fair",
    source="staff",
    kind="event",
    title={"ja": "ひたち次世代モビリティフェス", "en": "Hitachi Next-Generation Mobility Festival"},
    text=TEXT,
    themes=("mobility",),
    event=Event(
        occasions=(Occasion(date(2026, 12, 31), date(2027, 1, 2), time(10), time(16)),),
        place={"ja": "日立シビックセンター新都市広場、ヒタチエ", "en": "Shintoshi Plaza, Hitachi Civic Center"},
    ),
)


def a_design(item: Item = ABOUT, size: str = "A3", *, landscape: bool = False, **changes: Any) -> Design:
    fields: dict[str, Any] = {
        "item": item,
        "paper": paper_of(size, landscape=landscape),
        "language": "ja",
        "template": "message",
        "brand": BRANDED,
        "vendor": str(VENDOR),
        "occasion": item.event.occasions[0] if item.event else None,
        "address": BRANDED.address,
    }
    return Design(**{**fields, **changes})


def a_sheet(number: int = 0, place: str = "JR日立駅　中央改札前") -> Sheet:
    """Each with a code of its own."""
    letters = "23456789BCDFGHJKLMNPQRSTVWXYZ"
    spot = "".join(letters[number // len(letters) ** n % len(letters)] for n in range(4))
    return Sheet(says=f"https://signage.example.lg.jp/q/K7QXB-{spot}", code=f"K7QXB-{spot}", place=place)


def sheets_of_places() -> list[Sheet]:
    kinds = ("駅", "交流センター（体育館含む）", "小学校", "市立記念図書館", "駅前ショッピングセンター 1階総合案内所横")
    return [a_sheet(number, f"第{number}{kinds[number % len(kinds)]}") for number in range(PLACES)]


def a_picture(ratio: float = 1.5) -> Picture:
    target = io.BytesIO()
    Image.linear_gradient("L").resize((round(600 * ratio), 600)).convert("RGB").save(target, "JPEG")
    return Picture(jpeg=target.getvalue(), width=round(600 * ratio), height=600, focus=(0.3, 0.5), credit="撮影 広報課")


def pages(pdf: bytes) -> Iterator[pdfium.PdfPage]:
    document = pdfium.PdfDocument(pdf)
    yield from document


def picture_of(page: pdfium.PdfPage, dpi: float = 150, *, near: bool = False) -> Image.Image:
    """Of the whole sheet, or as who wants the code holds a phone: its lower right part only."""
    width, height = page.get_size()
    crop = (0.4 * width, 0.0, 0.0, 0.5 * height) if near else (0.0, 0.0, 0.0, 0.0)
    picture: Image.Image = page.render(scale=dpi / 72, crop=crop, grayscale=True).to_pil()
    return picture.convert("L")


def read(picture: Image.Image) -> list[str]:
    """What a phone's reader finds of QR codes."""
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def through_a_poor_camera(picture: Image.Image, seed: int = 1) -> Image.Image:
    """Seen from one side at half the size, out of focus, grainy, by pale light: 75 dpi of the sheet are left."""
    small = picture.resize((picture.width // 2, picture.height // 2), Image.Resampling.BILINEAR)
    w, h = small.size
    slanted = small.transform(
        (w, h), Image.Transform.QUAD, (-0.06 * w, -0.03 * h, 0.02 * w, 1.05 * h, 1.04 * w, 1.0 * h, 0.99 * w, 0.04 * h),
        Image.Resampling.BILINEAR, fillcolor=128,
    )  # fmt: skip
    soft = slanted.filter(ImageFilter.GaussianBlur(0.8)).point(lambda value: 70 + value * 0.5)
    return Image.blend(soft, Image.effect_noise(soft.size, 40), 0.15)


class Letter(NamedTuple):
    """A letter's ink on the sheet, mm from its lower left corner."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    def crosses(self, other: "Letter", by: float = 0.0) -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.top, other.top) - max(self.bottom, other.bottom)
        return across > by and down > by


def letters(page: pdfium.PdfPage) -> list[Letter]:
    text = page.get_textpage()
    found = []
    for index in range(text.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(text, index))
        left, bottom, right, top = text.get_charbox(index)
        if letter.strip() and letter != "\u200b" and right > left:
            found.append(Letter(letter, left / MM, bottom / MM, right / MM, top / MM))
    return found
