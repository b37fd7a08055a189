"""What a city really writes, for every kind of slide: short and long, with and without picture, in each language."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

import msgspec

from signage.domain.content import KINDS, Item
from signage.domain.displays import Format
from signage.domain.events import Event, Occasion, Stage
from signage.domain.media import Media
from signage.domain.slots import SlideKey
from signage.render.subject import Subject
from signage.words import Words

from . import samples
from .pictures import FILM, PANORAMA, PHOTO, TALL

SHAPES = {"l": samples.LANDSCAPE, "p": samples.PORTRAIT, "w": samples.STRIP}
FORMATS = {
    **SHAPES,
    "l4x3": Format(1440, 1080),
    **{f"{shape}@{k:g}": Format(one.width, one.height, k) for k in (1.35, 1.8) for shape, one in SHAPES.items()},
}
"""The three shapes, an older one, and both as they are read from farther away."""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One slide to be looked at. `every` ones are drawn in every format, the others only in the three shapes."""

    kind: str
    name: str
    items: tuple[Item, ...] = ()
    stages: tuple[Stage | None, ...] = ()
    media: Media | None = None
    language: str = "ja"
    qr: bool = False
    clock: bool = False
    every: bool = False

    @property
    def template(self) -> str:
        return KINDS[self.kind].template if self.kind in KINDS else f"{self.kind}.html"

    def subject(self, format: Format) -> Subject:
        key = SlideKey(
            tuple(item.id for item in self.items), self.language, self.template, self.stages, self.clock, self.qr
        )
        return Subject(key, self.items, (self.media, *(None for _ in self.items[1:])) if self.items else (), format)


def an_item(kind: str, title: Words, text: Words | None = None, theme: str = "", **more: object) -> Item:
    themes = (theme,) if theme else ()
    return Item(id=f"{kind}-1", source="staff", kind=kind, title=title, text=text or {}, themes=themes, **more)  # type: ignore[arg-type]


def words(ja: str, en: str = "", easy: str = "") -> Words:
    return {language: text for language, text in (("ja", ja), ("en", en), ("ja-easy", easy)) if text}


PUBLISHED = datetime(2024, 11, 21, 15, tzinfo=UTC)
URL = "https://www.city.hitachi.lg.jp/kyoso-project/newsevents/index.html"
HEADQUARTERS = words("共創プロジェクト推進本部", "Co-creation Project Headquarters")

NEWS = {
    "short": an_item(
        "news",
        words("令和6年7月 日立駅前に協創プロジェクトルームを開設", "Co-creation room opens"),
        words(
            "日立駅前の日立ライフビル6階に、住民も加わって話し合える場を備えた日立製作所側の活動拠点が生まれました。",
            "Hitachi opened a project room with a co-creation space on the 6th floor of the Hitachi Life Building.",
        ),
        url=URL,
    ),
    "mid": an_item(
        "news",
        words(samples.TITLES[2], samples.ENGLISH[1], "2035年の バスや 電車の 絵を つくりました。"),
        words(samples.TEXT, samples.TEXT_EN, "まちの 中を うごきやすく します。 新しい のりものも ためします。"),
        "mobility",
        url=URL,
        published_at=PUBLISHED,
    ),
    "long": an_item(
        "news",
        words(samples.LONG, samples.ENGLISH[2]),
        words(
            "庁内に専任6人の新しい担当部署ができ、日立製作所の社員5人も本庁舎に常駐して計画づくりを進めています。",
            "A new six-person team was set up in City Hall, with five Hitachi employees working beside it.",
        ),
        url=URL,
        published_at=PUBLISHED,
    ),
}

REPORTS = {
    "short": an_item(
        "report",
        words("令和7年11月8日-9日「日立市産業祭」担当レポート", "At the Hitachi industry fair"),
        words(
            "122団体が出て2日間で約8.8万人が訪れた産業祭に、選んだ未来をめぐるスタンプラリー形式のブースを並べました。",
            "At the two-day fair (122 exhibitors, about 88,000 visitors), the project ran a stamp rally of futures.",
        ),
        "citizen",
        url=URL,
        department=words("市民参加推進担当", "Citizen participation team"),
    ),
    "subtitle": an_item(
        "report",
        words(
            "「電動キックボードのシェアリング実証実験」体験談 "
            "―みんなが電動キックボードを使うと、渋滞と環境負荷を減らせるかもしれない?!―",
            "A story from the shared e-scooter trial: fewer jams, less exhaust, and a better start of the day",
        ),
        words(
            "日立駅と常陸多賀駅の周辺で乗れる電動キックボードを試した30代の市民に、通勤や暮らしでの手応えを聞きました。",
            "A resident in his thirties tells how a shared e-scooter fits into commuting and daily life.",
        ),
        "mobility",
        url=URL,
    ),
    "long": an_item(
        "report",
        words("令和7年10月「『脱炭素』だけじゃない!グリーン産業都市の構築テーマの取り組みについて」"),
        words(
            "市内を歩いて暮らす日立製作所の担当者が、閉じた店に気づいたことから、地域経済の元気も含めた取組を語ります。"
        ),
        "green",
        url=URL,
    ),
}


def an_event(
    title: Words, occasion: Occasion, place: Words, theme: str = "", text: Words | None = None, **more: object
) -> Item:
    department = more.pop("department", HEADQUARTERS)
    event = Event(occasions=(occasion,), place=place, **more)  # type: ignore[arg-type]
    return an_item("event", title, text, theme, event=event, department=department, url=URL)


FESTIVAL = an_event(
    words(
        "ひたち次世代モビリティフェス",
        "Hitachi Next-Generation Mobility Festival",
        "新しい のりものの おまつり",
    ),
    Occasion(date(2024, 12, 7), date(2024, 12, 8), time(10), time(16)),
    words(
        "日立シビックセンター新都市広場、ヒタチエ周辺",
        "Shintoshi Plaza, Hitachi Civic Center, and around Hitachie",
        "日立シビックセンターの ひろば",
    ),
    "mobility",
)
FAIR = an_event(
    words("第47回日立市産業祭", "The 47th Hitachi Industry Fair"),
    Occasion(date(2025, 11, 8), date(2025, 11, 9)),
    words("池の川さくらアリーナ", "Ikenokawa Sakura Arena"),
    "citizen",
)
SYMPOSIUM = an_event(
    words("まちづくりシンポジウム2025", "Town Planning Symposium 2025"),
    Occasion(date(2025, 11, 21), date(2025, 11, 21), time(13, 30), time(16, 30)),
    words("日立シビックセンター音楽ホール", "Concert hall, Hitachi Civic Center"),
    "mobility",
)
LIGHTS = an_event(
    words("ヒタチスターライトイルミネーション2025", "Hitachi Starlight Illumination 2025"),
    Occasion(date(2025, 11, 15), date(2026, 1, 12), time(16, 30), time(22)),
    words("日立シビックセンター新都市広場ほか", "Shintoshi Plaza, Hitachi Civic Center, and elsewhere"),
    department=words("日立市", "Hitachi City"),
)
BLOSSOMS = an_event(
    words("日立さくらまつり", "Hitachi Cherry Blossom Festival"),
    Occasion(date(2026, 4, 1), date(2026, 4, 12)),
    words(
        "かみね公園、平和通り、十王パノラマ公園、ひたち銀座もーる商店街",
        "Kamine Park, Heiwa-dori, Juo Panorama Park and the Hitachi Ginza Mall",
    ),
    department=words("日立市", "Hitachi City"),
)
WALK = an_event(
    words("秋の健康ウォーキング", "Autumn health walk"),
    Occasion(date(2025, 11, 3), date(2025, 11, 3), time(9)),
    words("かみね公園", "Kamine Park"),
    "health",
)
MEETING = an_event(
    words(
        "「電動キックボードのシェアリング実証実験」体験会と みんなの声を聞く会 ご近所のみなさんもお気軽にどうぞ",
        "Try a shared e-scooter and tell us what you think: an open meeting for everyone in the neighbourhood",
    ),
    Occasion(date(2026, 4, 4), date(2026, 4, 4), time(10), time(15)),
    words(
        "JR日立駅中央口前 ぽっぽひろばおよび日立駅情報交流プラザ(雨天のときは日立シビックセンター1階アトリウム)",
        "Poppo Plaza at the central gate of Hitachi Station (in rain: the atrium of Hitachi Civic Center, ground floor)",
    ),
    "smart_housing",
)
OPENHOUSE = an_event(
    words("水素で走る", "Running on hydrogen"),
    Occasion(date(2026, 10, 9), date(2026, 12, 24), time(9), time(17)),
    words("日立市役所", "City Hall"),
    "green",
)
CANCELLED = an_event(
    words("ひたち国際大道芸", "Hitachi International Street Performance"),
    Occasion(date(2026, 5, 9), date(2026, 5, 10), time(11), time(17)),
    words("日立駅前、常陸多賀駅前", "Hitachi and Hitachi-Taga stations"),
    note=words("台風の接近が予想されるため、中止します。", "Cancelled because a typhoon is expected."),
    cancelled=True,
)
CANCELLED_SILENTLY = msgspec.structs.replace(
    SYMPOSIUM,
    event=Event(occasions=SYMPOSIUM.event.occasions, cancelled=True),  # type: ignore[union-attr]
)
PUT_OFF = an_event(
    words("大甕駅前 朝市", "Morning market at Omika Station"),
    Occasion(date(2026, 6, 6), date(2026, 6, 6), time(8), time(11)),
    words("大甕駅西口広場", "West plaza, Omika Station"),
    note=words("大雨の予報のため、6月13日（土）に行います。", "Heavy rain is forecast: come on 13 June instead."),
    cancelled=True,
    postponed=True,
)
CONCERT = an_event(
    words("海辺の朝コンサート", "Morning concert by the sea"),
    Occasion(date(2026, 5, 5), date(2026, 5, 5), time(10), time(11, 30)),
    words("会瀬海岸", "Ose Beach"),
    fee=words("無料", "Free"),
    note=words("雨天中止", "Not in rain"),
)

STAGES = {
    "early": Stage(0, "early"),
    "days": Stage(0, "days", 3),
    "days14": Stage(0, "days", 14),
    "tomorrow": Stage(0, "tomorrow"),
    "today": Stage(0, "today"),
    "now": Stage(0, "now"),
    "cancelled": Stage(0, "cancelled"),
}
EVENTS: tuple[tuple[str, Item, str], ...] = (
    ("3days", FESTIVAL, "days"),
    ("tomorrow", FAIR, "tomorrow"),
    ("today", SYMPOSIUM, "today"),
    ("now", LIGHTS, "now"),
    ("sakura", BLOSSOMS, "days14"),
    ("walk-early", WALK, "early"),
    ("fair-early", FAIR, "early"),
    ("lights-early", LIGHTS, "early"),
    ("fes-early", FESTIVAL, "early"),
    ("open-early", OPENHOUSE, "early"),
    ("fair-today", FAIR, "today"),
    ("walk-now", WALK, "now"),
    ("symposium-now", SYMPOSIUM, "now"),
    ("open-tomorrow", OPENHOUSE, "tomorrow"),
    ("long-early", MEETING, "early"),
    ("long-days", MEETING, "days"),
    ("long-now", MEETING, "now"),
    ("terms", msgspec.structs.replace(CONCERT, source="fairs"), "days"),
    ("cancelled", CANCELLED, "cancelled"),
    ("put-off", PUT_OFF, "cancelled"),
    ("cancelled-silently", CANCELLED_SILENTLY, "cancelled"),
)

SPRING = an_event(
    words("かみね公園スプリングフェスティバル"),
    Occasion(date(2026, 3, 20), date(2026, 4, 12)),
    words("かみね公園"),
)
GOURMET = an_event(
    words("第11回常陸ノ国グルメフェス", "The 11th Hitachi Gourmet Festival"),
    Occasion(date(2026, 3, 29), date(2026, 3, 29)),
    words("日立市新都市広場", "Shintoshi Plaza"),
)
POSTERS = an_event(
    words("全国さくらまつりポスター展"),
    Occasion(date(2026, 3, 29), date(2026, 4, 12)),
    words("日立駅自由通路"),
)


def _list(*items: Item) -> tuple[Item, ...]:
    return tuple(msgspec.structs.replace(item, id=f"event-{number}") for number, item in enumerate(items))


EARLY = Stage(0, "early")
LISTS: tuple[tuple[str, tuple[Item, ...], tuple[Stage, ...], str], ...] = (
    ("4", _list(SPRING, GOURMET, POSTERS, BLOSSOMS), (Stage(0, "tomorrow"), *(Stage(0, "days", 10),) * 3), "ja"),
    ("3", _list(SYMPOSIUM, LIGHTS, FESTIVAL), (Stage(0, "today"), Stage(0, "now"), Stage(0, "days", 3)), "ja"),
    ("now", _list(LIGHTS, SPRING, FESTIVAL, FAIR), (Stage(0, "now"), EARLY, EARLY, EARLY), "ja"),
    ("long", _list(MEETING, LIGHTS, MEETING, BLOSSOMS), (Stage(0, "tomorrow"), EARLY, EARLY, EARLY), "ja"),
    ("early", _list(GOURMET, FESTIVAL, FAIR), (EARLY, EARLY, EARLY), "ja"),
    ("en", _list(FESTIVAL, GOURMET, LIGHTS, FAIR), (Stage(0, "today"), Stage(0, "days", 2), EARLY, EARLY), "en"),
    ("en-mixed", _list(LIGHTS, SPRING, MEETING), (Stage(0, "now"), Stage(0, "tomorrow"), EARLY), "en"),
)

THEMES = {
    "green": (
        words("グリーン産業都市の構築", "Green industrial city"),
        words(
            "排出の約7割を占める産業部門の脱炭素をめざし、再エネの融通や中小企業の見える化支援に地域ぐるみで取り組みます。",
            "Decarbonising local industry by sharing renewable power and making emissions visible.",
        ),
    ),
    "health": (
        words("デジタル健康・医療・介護の推進", "Digital health and care"),
        words(
            "「住めば健康になるまち」を合言葉に、オンライン診療や健診データの活用などで市民の健やかな毎日を支えます。",
            "“A city where living makes you healthy”: online care and use of health data.",
        ),
    ),
    "mobility": (
        words("公共交通のスマート化", "Smart public transport"),
        words(
            "渋滞や高齢者の移動の悩みに向き合い、自動運転や新しい乗り物を組み合わせて、動きやすい2035年のまちを描きます。",
            "Combining self-driving and new vehicles with existing transport so that everyone gets around.",
        ),
    ),
    "smart_housing": (
        words("スマート住宅エリア", "Smart housing"),
        words(
            "デジタルと地域の持ち味を生かし、安心して快適に住める新しい住宅地のあり方を、若い世代の声も聞きながら探ります。",
            "Exploring a comfortable, safe new residential area using digital tools.",
        ),
    ),
    "citizen": (
        words("市民参加の推進", "Citizen participation"),
        words(
            "専用サイトのアンケートや担当レポート、地域の催しを入口に、市民と市・企業が語り合いながら進める仕組みづくりです。",
            "Building a two-way dialogue with citizens through surveys, staff reports and local events.",
        ),
    ),
}
HISTORY = {
    "1910": (
        words("日立製作所の創業", "Hitachi, Ltd. is founded"),
        words(
            "鉱山の修理工場で小平浪平らが国産の5馬力モーター3台を完成させた年。日立製作所の創業の年とされています。",
            "Namihei Odaira’s team built three 5-hp motors at the mine’s repair shop.",
        ),
    ),
    "2009": (
        words("日立風流物がユネスコ無形文化遺産に", "Hitachi Furyumono joins UNESCO’s list of intangible heritage"),
        words(
            "高さ約15メートルの山車の上で人形芝居を見せる日立風流物が、ユネスコの無形文化遺産に加わりました。",
            "Hitachi Furyumono, 15 m puppet floats, joined UNESCO’s intangible heritage list.",
        ),
    ),
    "1889": (words("日立村の誕生", "Hitachi Village"), {}),
    "2025": (
        words("中型バスで国内初のレベル4営業運行", "Japan’s first Level-4 commercial service with mid-size buses"),
        words(
            "ひたちBRTの専用道で、路線用の中型バスとしては国内で初めて、レベル4自動運転の営業運行が始まりました。",
            "Japan’s first Level-4 commercial service with mid-size buses began on the Hitachi BRT.",
        ),
    ),
}
NOTICES = {
    "short": an_item(
        "notice",
        words("休館日等の変更について", "Library closing days change", "図書館の 休みの 日が かわります。"),
        words(
            "令和7年4月から市立図書館4館の定休日が館ごとに変わりました。おでかけの前に休館の曜日をお確かめください。",
            "Since April each of the four city libraries closes on a different weekday. Please check before you go.",
            "4月から、 図書館の 休みの 日が かわりました。 行く まえに 見て ください。",
        ),
        department=words("日立市立図書館", "Hitachi City Library"),
    ),
    "long": an_item(
        "notice",
        words(
            "医療機関の適正受診にご理解、ご協力をお願いします",
            "Please see your family doctor on weekdays, and keep emergency rooms free for emergencies",
        ),
        words(
            "救急の混雑を和らげるため、急ぎでない症状は平日の昼間に、まず身近なかかりつけ医へ相談するよう呼びかけています。"
            "夜間や休日に迷ったときは、おとな救急電話相談(#7119)、子ども救急電話相談(#8000)をご利用ください。",
            "To ease emergency crowding, please see a family doctor first, in the daytime, on weekdays. "
            "At night, call #7119 (adults) or #8000 (children) for advice.",
        ),
        department=words("保健福祉部地域医療対策課 電話 0294-22-3111", "Regional medical care division"),
    ),
    "bare": an_item("notice", words("本日は 閉館しました", "Closed today")),
}
ASKED = words(
    "これからの日立市に、期待することは？",
    "What do you hope for in Hitachi?",
    "これからの 日立市に なにを のぞみますか？",
)
VOICES = {
    "short": an_item(
        "voice",
        words("海の見える駅が好きです。", "I love the station by the sea.", "海が 見える 駅が すきです。"),
        speaker=words("日立駅を毎日使う人", "A daily commuter"),
    ),
    "mid": an_item(
        "voice",
        words(
            "夜のバスがもう1本あれば、仕事の帰りに図書館へ寄れます。",
            "With one more bus in the evening I could stop at the library after work.",
        ),
        ASKED,
        speaker=words("多賀地区の40代", "In my forties, Taga"),
    ),
    "long": an_item(
        "voice",
        words(
            "自動運転のバスに子どもと乗りました。運転士さんが見守ってくださるので安心でした。学校や病院へ行くのにも使えるよう、"
            "路線と本数がふえることを願っています。「車がなくても暮らせるまち」になれば、年を取ってからもここに住み続けたいと思います。",
            "My child and I rode the self-driving bus, and with an attendant on board we felt safe. I hope for more lines and more "
            "runs, to school and to the hospital. If this becomes “a city without the need for a car”, I want to stay here when "
            "I am old.",
        ),
        ASKED,
        "mobility",
    ),
    "bare": an_item("voice", words("桜の季節の「かみね公園」を、もっと多くの人に。")),
}
PICTURES = {
    "short": an_item("picture", words("海の見える 日立駅", "Hitachi Station above the sea")),
    "long": an_item(
        "picture",
        words(
            "高さ約15メートルの山車の上で人形芝居を見せる日立風流物(ユネスコ無形文化遺産)",
            "Hitachi Furyumono: puppet plays on floats 15 metres high, on UNESCO’s list of intangible heritage",
        ),
    ),
}


def _news_like(kind: str, items: dict[str, Item]) -> Iterator[Case]:
    for name, item in items.items():
        for language in item.languages():
            every = name in ("short", "long")
            yield Case(kind=kind, name=f"{name}-{language}", items=(item,), language=language, every=every)
    first, long = items["short"], items["long"]
    silent = msgspec.structs.replace(first, text={}, themes=("health",))
    yield Case(kind=kind, name="no-text", items=(silent,))
    yield Case(kind=kind, name="clock", items=(items.get("mid", first),), clock=True)
    for name, item, media in (("photo", first, PHOTO), ("photo-long", long, PHOTO), ("tall", first, TALL)):
        for language in item.languages() if media is PHOTO else ("ja",):
            yield Case(kind=kind, name=f"{name}-{language}", items=(item,), media=media, language=language, every=True)
    for name, item in (("qr", first), ("qr-long", long)):
        for language in item.languages():
            yield Case(kind=kind, name=f"{name}-{language}", items=(item,), qr=True, language=language, every=True)


def _events() -> Iterator[Case]:
    for name, item, state in EVENTS:
        for language in item.languages():
            case = Case(kind="event", name=name, items=(item,), stages=(STAGES[state],), language=language)
            every = not (name.endswith("early") and name != "long-early") and language != "ja-easy"
            yield msgspec.structs.replace(case, name=f"{name}-{language}", every=every)
            if name in ("3days", "now", "walk-early", "long-days", "today", "cancelled") and language != "ja-easy":
                yield msgspec.structs.replace(case, name=f"{name}-qr-{language}", qr=True, every=name == "3days")
    yield Case(kind="event", name="clock", items=(FESTIVAL,), stages=(STAGES["days"],), clock=True)
    yield Case(kind="event", name="photo", items=(FESTIVAL,), stages=(STAGES["early"],), media=PHOTO)


def _coming() -> Iterator[Case]:
    for name, items, stages, language in LISTS:
        yield Case(kind="coming", name=name, items=items, stages=stages, language=language, every=True)
    name, items, stages, language = LISTS[0]
    yield Case(kind="coming", name="clock", items=items, stages=stages, language=language, clock=True)


def _themes() -> Iterator[Case]:
    for key, (title, text) in THEMES.items():
        for language in ("ja", "en"):
            item = an_item("theme", title, text, key)
            yield Case(
                kind="theme",
                name=f"{key}-{language}",
                items=(item,),
                language=language,
                every=key in ("green", "health"),
            )
    yield Case(kind="theme", name="bare", items=(an_item("theme", words("新しいテーマ")),))


def _history() -> Iterator[Case]:
    for year, (title, text) in HISTORY.items():
        for language in ("ja", "en"):
            item = an_item("history", title, text, year=int(year))
            yield Case(
                kind="history",
                name=f"{year}-{language}",
                items=(item,),
                language=language,
                every=year in ("2009", "1889"),
            )
    item = an_item("history", *HISTORY["2009"], year=2009)
    yield Case(kind="history", name="photo", items=(item,), media=PHOTO)


def _addresses() -> Iterator[Case]:
    survey = samples.SURVEY
    link = an_item(
        "link",
        words("「共創プロジェクト推進担当専用ホームページ」の開設について", "The project’s own website is open"),
        words("活動を知らせる専用サイトを公開しました。", "News, reports and a survey in one place."),
        url="https://www.city.hitachi.lg.jp/kyoso-project/",
    )
    long = msgspec.structs.replace(
        survey, title=words(samples.TITLES[6], samples.ENGLISH[1]), themes=("mobility",), url=URL
    )
    for kind, name, item in (
        ("survey", "short", survey),
        ("survey", "long", long),
        ("link", "short", link),
        ("link", "long", msgspec.structs.replace(long, kind="link")),
    ):
        for language in ("ja", "en"):
            yield Case(kind=kind, name=f"{name}-{language}", items=(item,), language=language, every=True)


def _notices() -> Iterator[Case]:
    for name, item in NOTICES.items():
        for language in item.languages():
            yield Case(kind="notice", name=f"{name}-{language}", items=(item,), language=language, every=True)


def _voices() -> Iterator[Case]:
    for name, item in VOICES.items():
        coded = msgspec.structs.replace(item, url=URL)
        for language in item.languages():
            case = Case(kind="voice", name=f"{name}-{language}", items=(item,), language=language, every=True)
            yield case
            if language != "ja-easy" and name != "bare":
                yield msgspec.structs.replace(case, name=f"{name}-qr-{language}", items=(coded,), qr=True)
    yield Case(kind="voice", name="clock", items=(VOICES["mid"],), clock=True)


def _pictures() -> Iterator[Case]:
    for kind in ("picture", "film"):
        for name, base in PICTURES.items():
            item = msgspec.structs.replace(base, id=f"{kind}-1", kind=kind, media="photo.jpg")
            shown = {"photo": PHOTO, "tall": TALL, "panorama": PANORAMA} if kind == "picture" else {"film": FILM}
            for of, media in shown.items():
                for language in ("ja", "en") if of in ("photo", "film") else ("ja",):
                    case = Case(kind=kind, name=f"{name}-{of}-{language}", items=(item,), media=media)
                    yield msgspec.structs.replace(case, language=language, every=of in ("photo", "film"))


def _brand() -> Iterator[Case]:
    for language in ("ja", "en"):
        yield Case(kind="about", name=language, items=(samples.ABOUT,), language=language, every=True)
        yield Case(kind="fallback", name=language, language=language, every=True)


def cases() -> Iterator[Case]:
    """Every slide that is looked at, kind by kind."""
    yield from _news_like("news", NEWS)
    yield from _news_like("report", REPORTS)
    yield from _events()
    yield from _coming()
    yield from _themes()
    yield from _history()
    yield from _addresses()
    yield from _notices()
    yield from _voices()
    yield from _pictures()
    yield from _brand()
