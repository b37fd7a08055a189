import re
from datetime import date
from pathlib import Path

import msgspec
import pytest

from signage.domain.content import Item
from signage.domain.displays import Format
from signage.domain.events import Event, Occasion, Stage
from signage.domain.media import Media
from signage.render.posters.words import given
from signage.render.slides import Slide
from signage.render.titles import TitleParts, normalise, split_title

from .conftest import Build
from .gallery import FORMATS, an_item, words
from .pictures import FILM, PANORAMA, PHOTO, TALL
from .posters.sheets import a_design, a_sheet
from .samples import LANDSCAPE, PORTRAIT, STRIP, SURVEY
from .test_kinds import Make, make  # noqa: F401

CANCELLED = "【中止】日立市民まつり花火大会"
LINE = "―みんなで歩く春の港―"
FAR = FORMATS["l@1.8"]


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("令和7年11月8日-9日「日立市産業祭」担当レポート", TitleParts("日立市産業祭", "令和7年11月8日〜9日")),
        ("令和7年3月 「令和6年度の活動を振り返って」", TitleParts("令和6年度の活動を振り返って", "令和7年3月")),
        ("【第3回】まちの声を聞く会", TitleParts("まちの声を聞く会", "", "第3回")),
        (
            "令和8年1月「進化する公共交通 ~だれにでもやさしい移動の未来へ~」担当レポート",
            TitleParts("進化する公共交通", "令和8年1月", "", "だれにでもやさしい移動の未来へ"),
        ),
        (
            "住みたいまちへ―2040年はどんなまち?― 第2回ワークショップ",
            TitleParts("住みたいまちへ", "", "第2回ワークショップ", "2040年はどんなまち？"),
        ),
        ("「電動キックボード」体験談と「みんなの声」", TitleParts("「電動キックボード」体験談と「みんなの声」")),
        ("「まちを歩く ―春の港―」担当レポート", TitleParts("まちを歩く", "", "", "春の港")),
        ("「まちの「森」を歩く―春―」", TitleParts("「まちの「森」を歩く」", "", "", "春")),
        ("担当レポート", TitleParts("担当レポート")),
        ("令和6年7月 日立駅前に部屋を開設", TitleParts("日立駅前に部屋を開設", "令和6年7月")),
        ("【重要】断水―宮田町―", TitleParts("断水", "", "重要", "宮田町")),
        ("Co-creation room opens", TitleParts("Co-creation room opens")),
    ],
)
def test_the_parts_of_a_title_go_to_their_places(title: str, parts: TitleParts) -> None:
    assert split_title(title) == parts


def test_marks_among_japanese_take_their_full_form_and_english_keeps_its_own() -> None:
    assert normalise("電話(株)ですか?!") == "電話（株）ですか？！"
    assert normalise("Are you ready? (Yes!)") == "Are you ready? (Yes!)"


@pytest.mark.parametrize(
    "title",
    [
        "令和8年度当初予算を公表しました",
        "令和8年1月5日は臨時休館します",
        "令和7年12月7日（日）産業祭を開催",
        "令和7年12月7日 （日）産業祭を開催",
        "令和7年12月から証明書の手数料が変わります",
        "令和8年1月5日、6日は休館します",
        "令和8年 から手数料が変わります",
        "平成31年・令和元年のあゆみ",
    ],
)
def test_a_date_that_the_sentence_goes_on_from_stays_in_it(title: str) -> None:
    assert split_title(title) == TitleParts(title)


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("【重要】断水のお知らせ―宮田町―（12月7日）", TitleParts("断水のお知らせ―宮田町―（12月7日）", "", "重要")),
        ("東京―日立―いわき 連携シンポジウム", TitleParts("東京―日立―いわき 連携シンポジウム")),
        ("【中止】まちを歩く―春―第2回", TitleParts("まちを歩く―春―第2回", "", "中止")),
        ("まちを歩く―春―第2回（12月7日まで）", TitleParts("まちを歩く―春―第2回（12月7日まで）")),
        ("日立―東京―春―", TitleParts("日立―東京―春―")),
    ],
)
def test_a_dash_begins_a_subtitle_only_where_that_ends_the_title(title: str, parts: TitleParts) -> None:
    assert split_title(title) == parts


def test_what_stays_in_a_title_stays_as_it_was_written() -> None:
    title = "令和7年3月「まちを歩く 〜春の港〜」担当レポート"
    assert split_title(title, ("date", "subtitle")) == TitleParts("令和7年3月 「まちを歩く 〜春の港〜」")
    assert split_title(title, ("subtitle",)) == TitleParts("まちを歩く 〜春の港〜", "令和7年3月")
    assert split_title(title, ("date",)) == TitleParts("令和7年3月 まちを歩く", subtitle="春の港")
    later = "令和7年3月 【親子】まちを歩く―春― 第2回"
    assert split_title(later, ("series",)) == TitleParts("【親子】まちを歩く―春―第2回", "令和7年3月")
    assert split_title("まちを歩く―春― 第2回", ("series",)) == TitleParts("まちを歩く 第2回", subtitle="春")
    assert split_title("まちを歩く―春― 第2回", ("subtitle",)) == TitleParts("まちを歩く―春―", series="第2回")


def reads(slide: Slide) -> str:
    """All that the slide says, without spaces and line ends."""
    return re.sub(r"<[^>]+>|\s", "", slide.html.decode().partition("<body")[2].partition(">")[2])


def cut(slide: Slide) -> bool:
    return any(one.code == "cut" for one in slide.findings)


def titled(kind: str, title: str, **more: object) -> Item:
    return an_item(kind, words(title), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("format", FORMATS.values(), ids=FORMATS)
@pytest.mark.parametrize("kind", ["news", "report", "notice", "theme", "about"])
def test_what_is_called_off_says_so_on_every_slide(build: Build, kind: str, format: Format) -> None:
    slide = build(titled(kind, CANCELLED), format)
    assert "中止" in reads(slide)
    assert not cut(slide)


@pytest.mark.parametrize("format", FORMATS.values(), ids=FORMATS)
@pytest.mark.parametrize("kind", ["survey", "link"])
def test_what_asks_keeps_its_deadline(build: Build, kind: str, format: Format) -> None:
    item = titled(kind, "【12月25日まで】公共交通アンケート", url=SURVEY.url)
    assert "12月25日まで" in reads(build(item, format))


@pytest.mark.parametrize("format", FORMATS.values(), ids=FORMATS)
def test_an_event_and_a_year_keep_what_their_headers_have_no_room_for(build: Build, format: Format) -> None:
    festival = Event(occasions=(Occasion(date(2025, 12, 7), date(2025, 12, 7)),))
    assert "要申込" in reads(build(titled("event", "【要申込】まちを歩く会", event=festival), format))
    born = titled("history", "昭和14年9月 【創成期】日立市の誕生", year=1939)
    assert "昭和14年9月" in reads(build(born, format))
    assert "創成期" in reads(build(born, format))


@pytest.mark.parametrize("state", ["today", "now"])
def test_an_event_under_its_sun_says_its_series_above_or_in_its_title(make: Make, state: str) -> None:  # noqa: F811
    festival = Event(occasions=(Occasion(date(2025, 12, 7), date(2025, 12, 7)),))
    item = titled("event", "【市民割引あり・要申込】まちを歩く会", event=festival, theme="health")
    for format in FORMATS.values():
        assert "市民割引あり・要申込" in reads(make(item, format, stages=(Stage(0, state),)))


@pytest.mark.parametrize("format", FORMATS.values(), ids=FORMATS)
@pytest.mark.parametrize("kind", ["notice", "about"])
def test_a_slide_without_a_place_for_a_subtitle_keeps_it_in_the_title(build: Build, kind: str, format: Format) -> None:
    for item in (titled(kind, "まちを歩く" + LINE), titled(kind, "まちを歩く" + LINE, text=words("春の港です。"))):
        assert LINE.strip("―") in reads(build(item, format))
        assert "令和7年3月" in reads(build(titled(kind, "令和7年3月「まちを歩く」"), format))


@pytest.mark.parametrize("format", FORMATS.values(), ids=FORMATS)
@pytest.mark.parametrize("media", [PHOTO, PANORAMA, TALL, FILM], ids=["photo", "panorama", "tall", "film"])
def test_the_caption_of_a_picture_is_its_whole_title(make: Make, media: Media, format: Format) -> None:  # noqa: F811
    kind = "film" if media is FILM else "picture"
    slide = make(titled(kind, "令和7年3月 【親子】まちを歩く―春の港―", media="photo.jpg"), format, media=media)
    if not cut(slide):
        assert all(part in reads(slide) for part in ("令和7年3月", "親子", "まちを歩く", "春の港"))
    assert not cut(slide) or format not in (LANDSCAPE, PORTRAIT)


@pytest.mark.parametrize("media", [None, PHOTO], ids=["bare", "pictured"])
def test_what_the_header_has_no_room_for_goes_back_into_the_title(make: Make, media: Media | None) -> None:  # noqa: F811
    item = titled("news", "令和7年11月8日-9日 【申込は先着百名まで】まちを歩く会")
    for name, format in FORMATS.items():
        said = reads(make(item, format, media=media))
        assert "申込は先着百名まで" in said, name
        assert "令和7年11月8日〜9日" in said, name
        assert said.count("申込は先着百名まで") == 1, name


def test_a_series_that_the_theme_happens_to_name_is_not_said_by_it(make: Make) -> None:  # noqa: F811
    festival = Event(occasions=(Occasion(date(2025, 12, 7), date(2025, 12, 7)),))
    item = titled("event", "【健康】まちを歩く会", event=festival, theme="health")
    for name, format in FORMATS.items():
        said = reads(make(item, format)).replace("デジタル健康", "").replace("健康・", "")
        assert "健康" in said, name


@pytest.mark.parametrize("template", ["message", "white", "item"])
def test_a_poster_has_no_header_so_its_title_keeps_date_and_series(vendor: Path, template: str) -> None:
    item = titled("news", "令和7年3月 【中止】まちを歩く―春の港―")
    said = given(a_design(item, template=template), [a_sheet()])
    under = {"".join(way["lines"]) for way in said["subtitle"]}
    whole = "令和7年3月【中止】まちを歩く" + ("" if template == "item" else "―春の港―")
    assert {"".join(way["lines"]).replace(" ", "") for way in said["title"]} == {whole}
    assert under == ({"春の港"} if template == "item" else set())


def test_a_poster_of_an_event_says_its_date_once(vendor: Path) -> None:
    festival = Event(occasions=(Occasion(date(2025, 12, 7), date(2025, 12, 7)),))
    said = given(a_design(titled("event", "令和7年12月7日 【中止】まちを歩く", event=festival)), [a_sheet()])
    assert {"".join(way["lines"]) for way in said["title"]} == {"【中止】まちを歩く"}


def test_a_subtitle_that_finds_no_room_is_told(build: Build) -> None:
    slide = build(titled("news", "まち―" + "海と山のあいだを歩く" * 40 + "―"), STRIP)
    assert cut(slide)


def test_a_title_whose_parts_have_their_places_is_set_as_before(build: Build) -> None:
    slide = build(titled("news", "令和7年3月「まちを歩く―春の港―」"))
    assert re.search(r'id="title"[^>]*>(?:<[^>]+>)*まちを歩く<', slide.html.decode())
    far = build(msgspec.structs.replace(titled("news", "まちを歩く―春の港―")), FAR)
    assert re.search(r'id="subtitle"', far.html.decode())
