"""CSVs of events as municipalities publish them → items: every spelling of a column, and every kind of dirt."""

from datetime import UTC, date, datetime, time
from time import perf_counter
from typing import Any

import pytest

from signage.domain.content import Item
from signage.domain.events import Event, Occasion
from signage.errors import SourceError
from signage.sources import SOURCES, Parsed
from signage.sources.opendata import parse

from .conftest import source

RECOMMENDED = (
    "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,イベント名,イベント名_カナ,イベント名_英語,開始日,終了日,開始時間,終了時間,"
    "開始日時特記事項,説明,料金(基本),料金(詳細),連絡先名称,連絡先電話番号,連絡先内線番号,主催者,場所名称,住所,方書,緯度,経度,アクセス方法,"
    "駐車場情報,定員,参加申込終了日,参加申込終了時間,参加申込方法,URL,備考"
)
REGISTRY = (
    "NO,都道府県コード又は市区町村コード,名称,名称(カナ),名称(英字),名称(通称),サブタイトル,概要,説明,サブイベント,イベント種類,URL,画像URL,"
    "状態,対象となる産業,ステージ,開始日,終了日,開始時刻,終了時刻,日時備考,場所名称,集合場所,郵便番号,住所都道府県,住所市区町村,住所町名,"
    "住所丁目以下,建物名等,緯度,経度,主催団体,共催団体,その他関係団体,対象者,定員,料金(基本),料金(詳細),外国語対応,申込期限日,申込期限時刻,"
    "申込方法,アクセス方法,駐車場情報,駐輪場情報,連絡先名称,連絡先電話番号,連絡先内線番号,連絡先メールアドレス,備考"
)
STANDARD = "全国地方公共団体ｺｰﾄﾞ,ID,地方公共団体名,イベント名,開始日,終了日,開始日時特記事項,説明,場所名称,所在地_連結表記,アクセス方法,URL"
FORMATS = (RECOMMENDED, REGISTRY, STANDARD)


def table(header: str, *rows: dict[str, str]) -> str:
    columns = header.split(",")
    lines = [",".join(f'"{row.get(column, "")}"' for column in columns) for row in rows]
    return "\n".join((header, *lines, ""))


def event(**cells: str) -> dict[str, str]:
    """A row in the words that all formats share, and its own."""
    return {"NO": "1", "ID": "1", "イベント名": "秋の市", "名称": "秋の市", "開始日": "2026-12-05"} | cells


def parsed(text: str | bytes, month: date | None = date(2026, 11, 1), **values: Any) -> Parsed:
    body = text.encode() if isinstance(text, str) else text
    kept = source(name="events", type="opendata", address="feeds/events.csv", kind="event", **values)
    return parse(body, None, kept, month=month)


def one(header: str = RECOMMENDED, **cells: str) -> tuple[Item, Event, tuple[str, ...]]:
    """The item, event and notes of a table of one row."""
    found = parsed(table(header, event(**cells)))
    (item,) = found.items
    assert item.event
    return item, item.event, tuple(note.removeprefix("line 2 “秋の市”: ") for note in found.notes)


def when(**cells: str) -> tuple[Occasion, tuple[str, ...]]:
    _, held, notes = one(**cells)
    return held.occasions[0], notes


def note(text: str) -> str:
    """The one note on a row that is passed over."""
    found = parsed(text)
    assert found.items == ()
    assert found.entries == 1
    (said,) = found.notes
    return said


def refusal(text: str | bytes) -> str:
    with pytest.raises(SourceError) as caught:
        parsed(text)
    assert caught.value.where == "feeds/events.csv"
    return caught.value.message


def test_the_list_is_whole() -> None:
    assert SOURCES["opendata"].whole
    assert parsed(RECOMMENDED) == Parsed(())


@pytest.mark.parametrize("header", FORMATS)
def test_the_three_formats_give_the_same_event(header: str) -> None:
    item, held, notes = one(header, 説明="にぎわいます。", URL="https://www.minato.example/a", 場所名称="広場")
    assert notes == ()
    assert (item.title, item.text, item.url) == (
        {"ja": "秋の市"},
        {"ja": "にぎわいます。"},
        "https://www.minato.example/a",
    )
    assert (item.kind, held.place) == ("event", {"ja": "広場"})
    assert held.occasions == (Occasion(date(2026, 12, 5), date(2026, 12, 5)),)


def test_a_column_is_known_by_its_name_wherever_it_stands() -> None:
    text = table(",".join(reversed(RECOMMENDED.split(","))), event(場所名称="広場"))
    assert parsed(text).items == parsed(table(RECOMMENDED, event(場所名称="広場"))).items


@pytest.mark.parametrize(
    "header",
    [
        "No,イベント名,開始日",
        "\ufeffNO,イベント名,開始日",
        "ＮＯ , イベント名 ,開始日,,",
        '"no","ｲﾍﾞﾝﾄ名","開始日"',
        "NO\tイベント名\t開始日",
    ],
)
def test_a_column_is_known_however_it_is_spelled(header: str) -> None:
    separator = "\t" if "\t" in header else ","
    assert (
        parsed(f"{header}\n" + separator.join(("1", "秋の市", "2026-12-05")) + "\n").items
        == parsed("NO,イベント名,開始日\n1,秋の市,2026-12-05\n").items
    )


@pytest.mark.parametrize("fee", ["料金(基本)", "料金（基本）", "料金_基本", "料金＿基本"])
def test_brackets_and_underscores_of_a_column_are_one(fee: str) -> None:
    (item,) = parsed(f"イベント名,開始日,{fee}\n市,2026-12-05,500\n").items
    assert item.event and item.event.fee == {"ja": "500円", "en": "¥500"}


def test_a_column_that_stands_twice_counts_with_its_first_filled_cell_and_is_noted() -> None:
    found = parsed("イベント名,開始日,開始日\na,2026-12-05,2026-12-06\nb,,2026-12-07\n")
    assert [item.event.occasions[0].first.day for item in found.items if item.event] == [5, 7]
    assert found.notes == ("the column 開始日 stands 2 times; the first filled one counts",)


def test_a_table_in_shift_jis_is_read() -> None:
    text = table(RECOMMENDED, event(場所名称="㈱髙﨑ビル①"))
    assert parsed(text.encode("cp932")).items == parsed(text).items


def test_a_cell_may_have_several_lines_and_the_next_row_knows_its_line() -> None:
    text = 'イベント名,開始日,説明\n市,2026-12-05,"一行目\n二行目"\n祭,いつか,\n'
    found = parsed(text)
    assert found.items[0].text == {"ja": "一行目 二行目"}
    assert found.notes == ("line 4 “祭”: its first day “いつか” can't be read; passed over",)


@pytest.mark.parametrize(
    "written",
    ["2026-12-05", "2026/12/5", "20261205", "令和8年12月5日", "R8.12.5", "2026年12月5日(土)", "２０２６/１２/５"],
)
def test_a_day_is_read_in_every_notation(written: str) -> None:
    assert when(開始日=written)[0].first == date(2026, 12, 5)


@pytest.mark.parametrize(
    ("begins", "ends", "told"),
    [
        ("9:00", "17:30", (time(9), time(17, 30))),
        ("09:00:00", "17:30:00", (time(9), time(17, 30))),
        ("9時30分", "午後5時", (time(9, 30), time(17))),
        ("午前9時半", "正午", (time(9, 30), time(12))),
        ("0930", "1700", (time(9, 30), time(17))),
        ("９：００", "１７：００頃", (time(9), time(17))),
        ("-", "－", (None, None)),
        ("0..", "", (None, None)),
        ("未定", "終日", (None, None)),
        ("18:00", "24", (time(18), time(0))),
        ("18:00", "24:00", (time(18), time(0))),
        ("22:00", "2:00", (time(22), time(2))),
        ("9:00", "", (time(9), None)),
    ],
)
def test_a_time_is_read_in_every_notation(begins: str, ends: str, told: tuple[time | None, time | None]) -> None:
    occasion, notes = when(開始時間=begins, 終了時間=ends)
    assert (occasion.begins, occasion.ends) == told
    assert notes == ()


@pytest.mark.parametrize(
    ("begins", "ends", "told", "said"),
    [
        ("18:00", "25:00", (time(18), time(0)), "it ends at 25:00; it counts to the end of the day"),
        ("25:00", "26:00", (None, time(0)), "it begins at 25:00, which is no time of day; left out"),
        ("朝", "17:00", (None, time(17)), "the time it begins, “朝”, can't be read; left out"),
        ("10:00", "99:99", (time(10), None), "the time it ends, “99:99”, can't be read; left out"),
        ("14:00", "12:00", (time(14), None), "it ends at 12:00, not after it begins at 14:00; the end is left out"),
        ("10:00", "10:00", (time(10), None), "it ends at 10:00, not after it begins at 10:00; the end is left out"),
    ],
)
def test_a_time_that_cannot_be_is_noted_and_the_row_stays(
    begins: str, ends: str, told: tuple[time | None, time | None], said: str
) -> None:
    occasion, notes = when(開始時間=begins, 終了時間=ends)
    assert (occasion.begins, occasion.ends) == told
    assert said in notes


def test_several_days_have_the_hours_of_each() -> None:
    occasion, notes = when(終了日="2026/12/7", 開始時間="10:00", 終了時間="9:00")
    assert occasion == Occasion(date(2026, 12, 5), date(2026, 12, 7), time(10), time(9))
    assert notes == ()


@pytest.mark.parametrize(
    ("last", "said"),
    [
        ("2026-11-05", "it ends on 2026-11-05, before it begins on 2026-12-05; it counts as one day"),
        ("春まで", "its last day “春まで” can't be read; it counts as one day"),
    ],
)
def test_a_last_day_that_cannot_be_is_noted_and_the_row_stays(last: str, said: str) -> None:
    occasion, notes = when(終了日=last)
    assert occasion.last == date(2026, 12, 5)
    assert notes == (said,)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("1,,2026-12-05,", "line 2 “”: it has no name (イベント名, 名称); passed over"),
        ("1,市,,", "line 2 “市”: it has no first day (開始日); passed over"),
        ("1,市,-,", "line 2 “市”: it has no first day (開始日); passed over"),
        ("1,市,2026-13-45,", "line 2 “市”: its first day “2026-13-45” can't be read; passed over"),
        ("1,市,0000-00-00,", "line 2 “市”: its first day “0000-00-00” can't be read; passed over"),
        ("1,市,2026-12-05,2099-12-05", "line 2 “市”: it lasts until 2099-12-05, longer than ten years; passed over"),
        ("1,市,2026-12-05,,あ,い", "line 2 “市”: it has 6 cells for 4 columns; is there a comma outside quotes?; passed over"),
        ('1,"市\nの,2026-12-05,\n', "line 2 “市 の,2026-12-05,”: it has 2 cells for 4 columns and runs to line 4; is a quotation mark not closed?; passed over"),
    ],
)  # fmt: skip
def test_a_dirty_row_is_passed_over_and_named_by_its_line(row: str, said: str) -> None:
    assert note(f"NO,イベント名,開始日,終了日\n{row}\n") == said


def test_a_short_row_and_a_blank_one_do_no_harm() -> None:
    found = parsed("NO,イベント名,開始日,終了日,URL\n1,市,2026-12-05\n,,,,\n\n-,-,-,-,-\n2,祭,2026-12-06,,\n")
    assert [item.title["ja"] for item in found.items] == ["市", "祭"]
    assert (found.entries, found.notes) == (
        2,
        ("line 2 “市”: it has 3 cells for 5 columns; the missing ones count as blank",),
    )


def test_of_two_rows_of_one_id_the_first_counts() -> None:
    rows = (event(NO="7"), event(NO="7", イベント名="別の市"))
    found = parsed(table(RECOMMENDED, *rows))
    assert [item.title["ja"] for item in found.items] == ["秋の市"]
    assert found.notes == ("line 3 “別の市”: line 2 has the same id; passed over",)


def test_an_id_outlives_other_columns_and_a_lost_leading_zero() -> None:
    code = "都道府県コード又は市区町村コード"
    before = one(**{code: "082023"})[0].id
    assert one(**{code: "82023", "イベント名": "改題", "開始日": "2026-12-06"})[0].id == before
    assert one(**{code: "082031"})[0].id != before


def test_without_a_number_a_row_is_known_by_name_and_day() -> None:
    found = parsed("イベント名,開始日\n市,2026-12-05\n市,2026-12-06\n")
    assert len({item.id for item in found.items}) == 2


@pytest.mark.parametrize(
    ("state", "called_off", "note"),
    [
        ("中止", "cancelled", "雨天順延"),
        ("延期", "postponed", "雨天順延"),
        ("12月13日に延期", "postponed", "12月13日に延期 雨天順延"),
        ("開催予定", "", "雨天順延"),
        ("", "", "雨天順延"),
    ],
)
def test_a_state_tells_whether_it_is_called_off(state: str, called_off: str, note: str) -> None:
    _, held, _ = one(REGISTRY, 状態=state, 日時備考="雨天順延")
    assert (held.called_off, held.note) == (called_off, {"ja": note})


@pytest.mark.parametrize(
    "state",
    [
        "開催（雨天中止）",
        "開催（雨天時中止）",
        "開催(雨天の場合は中止)",
        "開催予定（荒天の場合、翌日に延期）",
        "開催（雨天時は12月6日に延期）",
        "開催予定（雨天翌日延期）",
        "実施（悪天候時は中止）",
        "小雨決行、荒天中止",
        "雨天決行（暴風警報発令時は中止）",
        "雨天・荒天中止",
        "雨天の場合は、翌日12月6日（日）に延期",
        "台風接近時は中止",
        "雨が降ったら中止",
        "雨天・強風時は中止または延期",
        "雨天のときは中止",
        "荒天の際は中止します",
        "雨天中止",
        "開催（天候により中止）",
        "開催予定（天候によっては中止）",
        "天候により中止になる場合があります",
        "警報が発令された場合は中止",
        "定員に満たない場合は中止となります",
        "中止なし",
        "中止・延期なし",
        "予定通り開催（延期なし）",
        "延期の予定はありません",
        "中止ではありません",
        "中止しません",
        "中止の場合は市ホームページでお知らせします",
        "開催（中止の場合あり）",
        "延期することがあります",
        "中止の可能性あり",
        "中止を検討中",
        "募集中（キャンセル待ち）",
        "受付中・キャンセル料なし",
        "一部プログラム中止",
        "雨天順延",
    ],
)
def test_a_state_that_only_says_when_it_would_be_called_off_does_not_call_it_off(state: str) -> None:
    _, held, _ = one(REGISTRY, 状態=state)
    assert held.called_off == ""
    assert held.note == {"ja": state} or state == "雨天順延"


@pytest.mark.parametrize(
    ("state", "called_off"),
    [
        ("開催中止", "cancelled"),
        ("中止（雨天のため）", "cancelled"),
        ("雨天のため中止", "cancelled"),
        ("荒天により中止", "cancelled"),
        ("悪天候につき中止", "cancelled"),
        ("開催予定（荒天のため中止）", "cancelled"),
        ("台風の影響で中止", "cancelled"),
        ("台風接近に伴い延期", "postponed"),
        ("強風で中止になりました", "cancelled"),
        ("台風接近のため12月5日は中止", "cancelled"),
        ("12月6日に延期（雨天の場合は中止）", "postponed"),
        ("中止の連絡あり", "cancelled"),
        ("雨天中止となりました", "cancelled"),
        ("雨天中止（決定）", "cancelled"),
        ("雨天中止です", "cancelled"),
        ("本日は雨天中止いたします", "cancelled"),
        ("雨天中止決定", "cancelled"),
        ("12月5日10時中止決定", "cancelled"),
        ("臨時中止", "cancelled"),
        ("中止になりました", "cancelled"),
        ("中止することになりました", "cancelled"),
        ("中止（延期なし）", "cancelled"),
        ("中止 延期なし", "cancelled"),
        ("中止（雨天の場合は中止の予定でしたが、荒天のため）", "cancelled"),
        ("延期（日程未定）", "postponed"),
        ("延期の時期は未定", "postponed"),
        ("中止に際して払い戻しあり", "cancelled"),
        ("日程の延期あり", "postponed"),
        ("延期（中止ではありません）", "postponed"),
        ("雨天のため12月6日に延期", "postponed"),
        ("雨天につき翌日に延期", "postponed"),
        ("雨天の場合は屋内で開催、12月5日は中止", "cancelled"),
        ("キャンセル", "cancelled"),
        ("Cancelled", "cancelled"),
        ("Postponed", "postponed"),
    ],
)
def test_a_state_that_calls_it_off_does_so_whatever_else_it_says(state: str, called_off: str) -> None:
    assert one(REGISTRY, 状態=state)[1].called_off == called_off


@pytest.mark.parametrize(
    "piece", ["中止する", "雨天・", "雨天時は", "（開催", "中止の場合", "中止・", "一部の", "天候"]
)
def test_a_hostile_state_is_read_in_no_time(piece: str) -> None:
    begun = perf_counter()
    one(REGISTRY, 状態=piece * 20_000)
    assert perf_counter() - begun < 2


@pytest.mark.parametrize(
    ("basic", "detail", "told"),
    [
        ("0", "", {"ja": "無料", "en": "Free"}),
        ("1000", "教材費等", {"ja": "1,000円（教材費等）", "en": "¥1,000"}),
        ("1,000", "", {"ja": "1,000円", "en": "¥1,000"}),
        ("大人500円", "", {"ja": "大人500円"}),
        ("", "一般300円", {"ja": "一般300円"}),
        ("-", "", {}),
    ],
)
def test_a_fee_is_told_in_words(basic: str, detail: str, told: dict[str, str]) -> None:
    assert one(**{"料金(基本)": basic, "料金(詳細)": detail})[1].fee == told


def test_the_place_is_its_name_else_its_address() -> None:
    assert one(場所名称="広場", 住所="港町1-1")[1].place == {"ja": "広場"}
    assert one(住所="港町1-1", 方書="2階")[1].place == {"ja": "港町1-1 2階"}
    parts = {
        "住所都道府県": "茨城県",
        "住所市区町村": "港市",
        "住所町名": "港町",
        "住所丁目以下": "1-1",
        "建物名等": "2階",
    }
    assert one(REGISTRY, **parts)[1].place == {"ja": "茨城県港市港町1-1 2階"}


def test_categories_sort_and_name_it() -> None:
    found = parsed(
        table(REGISTRY, event(イベント種類="子育て・教育、公共交通")), theme_words={"mobility": ["公共交通"]}
    )
    assert (found.items[0].hashtags, found.items[0].themes) == (("子育て・教育", "公共交通"), ("mobility",))


def test_an_english_name_is_its_title_in_english() -> None:
    assert one(REGISTRY, **{"名称(英字)": "Autumn fair"})[0].title == {"ja": "秋の市", "en": "Autumn fair"}
    assert one(イベント名_英語="Autumn fair")[0].languages() == ("ja", "en")


def test_when_it_was_published_is_kept() -> None:
    (item,) = parsed("イベント名,開始日,公開日\n市,2026-12-05,2026/11/1\n").items
    assert item.published_at == datetime(2026, 10, 31, 15, 0, tzinfo=UTC)


def test_links_go_to_known_hosts_and_a_row_outlives_its_link() -> None:
    urls = ("http://www-source.minato.example/a", "http://ｗww.minato.example/b", "javascript:x", "別紙")
    text = table(RECOMMENDED, *(event(NO=str(n), URL=url) for n, url in enumerate(urls)))
    found = parsed(text, hosts={"www-source.minato.example": "www.minato.example"}, link_hosts=("minato.example",))
    assert [item.url for item in found.items] == [
        "http://www.minato.example/a",
        "http://www.minato.example/b",
        None,
        None,
    ]
    assert found.notes == (
        "line 4 “秋の市”: its link is left out: javascript: is not a web address",
        "line 5 “秋の市”: its link is left out: it leads nowhere without the address of its page",
    )


@pytest.mark.parametrize(
    ("latitude", "longitude", "said"),
    [
        ("36.6", "140.65", ()),
        ("", "", ()),
        (
            "140.65",
            "36.6",
            (
                "its latitude 140.65 looks like the other one; are they swapped?",
                "its longitude 36.6 looks like the other one; are they swapped?",
            ),
        ),
        ("", "36.6", ("its longitude 36.6 looks like the other one; are they swapped?",)),
        ("北緯36度", "999", ("its latitude “北緯36度” can't be", "its longitude “999” can't be")),
    ],
)
def test_swapped_coordinates_are_noted(latitude: str, longitude: str, said: tuple[str, ...]) -> None:
    assert one(緯度=latitude, 経度=longitude)[2] == said


def test_a_name_of_200_letters_with_emoji_is_kept() -> None:
    name = "㈱髙﨑ビル🎪" * 29
    assert one(場所名称=name, イベント名=name)[0].title == {"ja": name[:300]}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<!DOCTYPE html><html><title>404</title></html>", "this is a web page (or XML), not a CSV"),
        ("\n  <?xml version='1.0'?><rss/>", "this is a web page (or XML), not a CSV"),
        ("", "there is no column イベント名 or イベント名称 and 開始日 or 開催日; the first line must name the columns, and it has: nothing"),
        ("NO,名称,URL\n1,市,x\n", "there is no column 開始日 or 開催日; the first line must name the columns, and it has: NO, 名称, URL"),
        ("1,市,2026-12-05\n", "there is no column"),
        (b"PK\x03\x04" + b"\0" * 40, "this is an Excel file; save it as “CSV UTF-8” there"),
        ('イベント名,開始日\n市,"' + "x" * 140_000, "the table can't be read at line 2: is a quotation mark not closed?"),
        (b"\x00\xd8\xff\xfe\xfd" * 9, "it has: Øÿþý"),
    ],
)  # fmt: skip
def test_what_is_no_such_table_is_refused(body: str | bytes, said: str) -> None:
    assert said in refusal(body)


def test_of_more_than_two_thousand_events_the_next_are_kept() -> None:
    rows = [f"{n},e{n},{2000 + n % 30}-01-05" for n in range(3_000)]
    found = parsed("\n".join(("NO,イベント名,開始日", *rows)))
    assert (found.entries, len(found.items)) == (3_000, 2_000)
    years = [item.event.occasions[0].first.year for item in found.items if item.event]
    assert {2027, 2028, 2029} <= set(years) and min(years) == 2010
    assert found.notes == ("only 2000 of 3000 events are kept, those that come next",)


@pytest.mark.parametrize("ends", ["23:59", "24:00"])
def test_from_midnight_to_midnight_are_whole_days(ends: str) -> None:
    occasion, notes = when(終了日="2026/12/7", 開始時間="0:00", 終了時間=ends)
    assert (occasion, notes) == (Occasion(date(2026, 12, 5), date(2026, 12, 7)), ())
