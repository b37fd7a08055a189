"""Titles and texts as a city writes them, short and long, and the formats they are set for."""

from datetime import UTC, datetime
from typing import Any

from signage.brand import Brand, Theme
from signage.domain.content import Item
from signage.domain.displays import Format
from signage.domain.slots import SlideKey
from signage.render.subject import Subject

LANDSCAPE, PORTRAIT, STRIP = Format(1920, 1080), Format(1080, 1920), Format(1920, 540)

SHORT = "令和6年7月「日立駅前に協創プロジェクトルームを開設」"
LONG = (
    "株式会社日立製作所と推進する次世代未来都市(スマートシティ)の実現に向けた共創プロジェクトを加速するため、"
    "市役所内に「共創プロジェクト推進担当」を設置しました。"
)
TITLES = (
    SHORT,
    LONG,
    "日立市と日立製作所が、2035年の「日立市の公共交通の将来像」としてグランドデザインを描きました",
    "電動キックボード通勤 日立市、全国初の実証実験 2種貸し出し 公共交通導入見据える 茨城",
    "日立市、オンライン診療4月から 子育て世帯対象 茨城",
    "医療機関の適正受診にご理解、ご協力をお願いします",
    "「Hitachi Social Innovation Forum 2025」でのセッションに登壇しました",
    "若者が将来も住みたいと思うまちへ―2040年の日立市はどんなまち?― 第2回ワークショップ レポート",
    "令和7年11月8日-9日「日立市産業祭」担当レポート",
    "令和8年1月「進化する公共交通 ~だれにでもやさしい移動の未来へ~」担当レポート",
    "第60回日立さくらまつり出展",
    "「電動キックボードのシェアリング実証実験」体験談",
)
TEXT = "2035年の市内交通を一枚の絵で示す構想を公表。移動しやすいまちへの第一歩として新しい乗り物の実証も行います。"
TEXT_EN = "A grand design for city transport in 2035 was unveiled, with trials of new mobility as a first step."

ENGLISH = (
    "Co-creation room opens",
    "Grand design for public transport in 2035 unveiled",
    "Hitachi City sets up a Co-creation Project team inside City Hall to speed up the next-generation future city "
    "(smart city) with Hitachi, Ltd.",
)


def news(title: str = SHORT, text: str = TEXT, *themes: str, english: str = ENGLISH[1]) -> Item:
    return Item(
        id="news-1",
        source="feed",
        kind="news",
        title={"ja": title, "en": english},
        text={"ja": text, "en": TEXT_EN} if text else {},
        url="https://www.city.hitachi.lg.jp/kyoso-project/newsevents/1014858/1014863/index.html",
        published_at=datetime(2024, 11, 21, 15, tzinfo=UTC),
        themes=themes,
    )


SURVEY = Item(
    id="survey",
    source="staff",
    kind="survey",
    title={"ja": "日立市の未来に、あなたの声を。", "en": "Your voice for the future of Hitachi"},
    text={
        "ja": "プロジェクトへの期待や、これからのまちに必要なことをお寄せください。"
        "「みんなの声アンケート」で受け付けています。",
        "en": "Tell us your hopes and ideas for the project. Your answers feed into planning.",
    },
    url="https://www.city.hitachi.lg.jp/kyoso-project/index.html",
)
ABOUT = Item(
    id="about",
    source="staff",
    kind="about",
    title={
        "ja": "未来はいつも みんなの思いから 始まる",
        "en": "The future always begins with everyone’s thoughts",
    },
    text={
        "ja": "デジタルを活用した次世代未来都市の実現に向けて",
        "en": "Towards a digital city of the next generation",
    },
)


_THEMES = {
    key: Theme(name={"ja": ja, "en": en}, palette=key)
    for key, (ja, en) in {
        "green": ("グリーン産業都市の構築", "Green industrial city"),
        "health": ("デジタル健康・医療・介護の推進", "Digital health and care"),
        "mobility": ("公共交通のスマート化", "Smart public transport"),
        "smart_housing": ("スマート住宅エリア", "Smart housing"),
        "citizen": ("市民参加の推進", "Citizen participation"),
    }.items()
}
BRAND = Brand(
    landmark="chimney",
    name={
        "ja": "日立市 × 日立製作所　共創プロジェクト",
        "en": "Hitachi City × Hitachi, Ltd.  Co-creation Project",
    },
    short_name={"ja": "共創プロジェクト", "en": "Co-creation Project"},
    address="www.city.hitachi.lg.jp/kyoso-project/",
    department={"ja": "共創プロジェクト推進本部", "en": "Co-creation Project Headquarters"},
    invitation={"ja": "活動のようすは ホームページへ", "en": "See what we do on our website"},
    themes=_THEMES,
)


def a_subject(
    item: Item | None, language: str = "ja", template: str = "", format: Format = LANDSCAPE, **key: Any
) -> Subject:
    """What a slide of one item, or the fallback, is made of."""
    template = template or (f"{item.kind}.html" if item else "fallback.html")
    items = (item,) if item else ()
    return Subject(
        SlideKey(tuple(one.id for one in items), language, template, **key), items, (None,) * len(items), format
    )
