"""An order of posters as people fill it in: what is told, on what paper, in which places."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from ...errors import InputError
from ...words import Words
from ..catalogue import Catalogue
from ..displays import Place
from ..links import CAMPAIGN, is_address, may_lead_to
from ..posters import LEAST_MM, MOST_MM, SIZES_MM, Paper, PosterOrder, PosterText, Site, paper_of
from .poster_sites import corner_lines, read_corners
from .typed import Typed

LABELS: dict[str, Words] = {
    "item": {"ja": "知らせること", "en": "What it is about"},
    "url": {"ja": "QRコードの行き先", "en": "Where its code leads"},
    "campaign": {"ja": "キャンペーン", "en": "Campaign"},
    "title": {"ja": "大きな文", "en": "Large text"},
    "text": {"ja": "説明", "en": "Text"},
    "where": {"ja": "日時と会場", "en": "When and where"},
    "call": {"ja": "QRコードのそばの文", "en": "Text beside the code"},
    "size": {"ja": "大きさ", "en": "Size"},
    "own_size": {"ja": "幅 × 高さ（mm）", "en": "Width × height (mm)"},
    "upright": {"ja": "向き", "en": "Orientation"},
    "language": {"ja": "言語", "en": "Language"},
    "template": {"ja": "デザイン", "en": "Design"},
    "places": {"ja": "貼る場所", "en": "Places"},
    "corners": {"ja": "貼るところと枚数（場所ごと）", "en": "Spot and sheets, place by place"},
    "copies": {"ja": "1か所の枚数", "en": "Sheets in each place"},
    "one_each": {"ja": "ファイル", "en": "Files"},
}
"""The fields, in their order."""

SIZES = (*SIZES_MM, "own")
LANGUAGES: dict[str, Words] = {"ja": {"ja": "日本語", "en": "Japanese"}, "en": {"ja": "英語", "en": "English"}}
MOST = {"title": 60, "text": 120, "where": 60, "call": 40}
"""Letters of each text that still can be read from across a hall."""
MOST_COPIES = 50
MOST_SITES = 5_000


class Given(NamedTuple):
    """What the form knows of the office: which hosts may be led to, the templates by name."""

    catalogue: Catalogue
    hosts: tuple[str, ...]
    templates: Mapping[str, Words]


def read_order(fields: Mapping[str, str], given: Given, department: str = "") -> tuple[PosterOrder, dict[str, Words]]:
    """What was filled in, and what of it can't be used, by field. Of an order without places a preview can be drawn still."""
    typed = Typed(fields)
    language = typed.choice("language", LANGUAGES, needed=False) or "ja"
    item = typed.choice("item", given.catalogue.items, needed=False)
    order = PosterOrder(
        sites=_sites(typed, given, language),
        paper=_paper(typed),
        language=language,
        template=_template(typed, given, item),
        campaign=_campaign(typed),
        item=item,
        url=_url(typed, given.hosts),
        text=_text(typed, language),
        department=department,
    )
    return order, typed.errors


def order_fields(order: PosterOrder, places: Mapping[str, Place], *, one_each: bool = False) -> dict[str, str]:
    """As the form shows it, to make another one like it: places that are only ticked, and all others line by line."""
    sides = sorted((order.paper.width_mm, order.paper.height_mm))
    named = next((name for name, size in SIZES_MM.items() if sides == sorted(size)), "own")
    copies = Counter(site.copies for site in order.sites).most_common(1)[0][0] if order.sites else 1
    times = Counter(site.place for site in order.sites)
    ticked = [site for site in order.sites if site.copies == copies and not site.where and times[site.place] == 1]
    return {
        "item": order.item,
        "url": order.url,
        "campaign": order.campaign,
        **{name: getattr(order.text, name).get(order.language, "") for name in MOST},
        "size": named,
        "own_size": f"{order.paper.width_mm:g} × {order.paper.height_mm:g}" if named == "own" else "",
        "upright": "yes" if order.paper.portrait else "no",
        "language": order.language,
        "template": order.template,
        "places": "\n".join(site.place for site in ticked),
        "corners": corner_lines((site for site in order.sites if site not in ticked), places, order.language),
        "copies": str(copies),
        "one_each": "yes" if one_each else "no",
    }


def _sites(typed: Typed, given: Given, language: str) -> tuple[Site, ...]:
    """What is typed of a place line by line stands for it; one that is only ticked has a poster like all others."""
    known = given.catalogue.places
    ticked = typed.choices("places", known, MOST_SITES)
    copies = int(typed.number("copies", 1, MOST_COPIES))
    corners = read_corners(typed, "corners", known, language, copies)
    told = {site.place for site in corners}
    if not ticked and not corners and "corners" not in typed.errors:
        typed.refuse("places", "貼る場所を、1つ以上選んでください。", "Choose at least one place.")
    alike = (Site(place=place, copies=copies) for place in ticked if place in known and place not in told)
    return (*alike, *corners)


def _paper(typed: Typed) -> Paper:
    size = typed.choice("size", SIZES, needed=False) or "A3"
    if size != "own":
        return paper_of(size, landscape=typed.choice("upright", ("yes", "no"), needed=False) == "no")
    text = typed.text("own_size", 30, needed=True)
    try:
        return paper_of(text)
    except InputError:
        typed.refuse(
            "own_size",
            f"300 × 900 のように、{LEAST_MM:g}〜{MOST_MM:,.0f} mm で入れてください。長い辺は、短い辺の 4倍までです。",
            f"Write it like 300 × 900, each side {LEAST_MM:g} to {MOST_MM:,.0f} mm, and one at most 4 times the other.",
        )
        return Paper(*SIZES_MM["A3"])


def _template(typed: Typed, given: Given, item: str) -> str:
    """The one that was chosen; else the one that fits what is told."""
    fits = "item" if item else "message"
    return typed.choice("template", given.templates, needed=False) or fits


def _campaign(typed: Typed) -> str:
    found = typed.text("campaign", 60)
    if not CAMPAIGN.fullmatch(found):
        typed.refuse(
            "campaign",
            "半角の小文字、数字、_ だけで入れてください（例：autumn_2026）。",
            "Use small letters, digits and _ only, like autumn_2026.",
        )
        return ""
    return found


def _url(typed: Typed, hosts: tuple[str, ...]) -> str:
    url = typed.text("url", 2000)
    if not url or may_lead_to(url, hosts):
        return url
    if is_address(url):
        typed.refuse("url", f"使えるのは {'、'.join(hosts)} です。", f"Only {', '.join(hosts)} can be used.")
    else:
        typed.refuse(
            "url", "https:// で始まるアドレスを入れてください。", "Write an address that begins with https://."
        )
    return ""


def _text(typed: Typed, language: str) -> PosterText:
    written = {name: typed.text(name, most) for name, most in MOST.items()}
    return PosterText(**{name: {language: text} for name, text in written.items() if text})
