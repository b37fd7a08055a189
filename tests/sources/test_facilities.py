"""Lists of facilities as municipalities publish them → places."""

import pytest

from signage.domain.opening_hours import opening_hours
from signage.errors import SourceError
from signage.sources.facilities import Facilities, read_facilities

HEADER = (
    "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,名称,名称_カナ,名称_通称,POIコード,住所,方書,緯度,経度,電話番号,内線番号,法人番号,"
    "団体名,利用可能曜日,開始時間,終了時間,利用可能日時特記事項,説明,バリアフリー情報,URL,備考"
)


def table(*rows: dict[str, str]) -> str:
    lines = [",".join(f'"{row.get(column, "")}"' for column in HEADER.split(",")) for row in rows]
    return "\n".join((HEADER, *lines, ""))


def place(**cells: str) -> dict[str, str]:
    return {"都道府県コード又は市区町村コード": "082023", "NO": "0000000001", "名称": "中央図書館"} | cells


def read(text: str | bytes) -> Facilities:
    return read_facilities(text.encode() if isinstance(text, str) else text, "Asia/Tokyo", "JP")


def hours(**cells: str) -> tuple[str, tuple[str, ...]]:
    found = read(table(place(**cells)))
    opening_hours(found.places[0].hours)
    return found.places[0].hours, tuple(note.removeprefix("line 2 “中央図書館”: ") for note in found.notes)


def test_a_row_becomes_a_place() -> None:
    found = read(table(place(利用可能曜日="火水木金土日", 開始時間="9:00", 終了時間="19:00")))
    (one,) = found.places
    assert (one.id, one.name, one.timezone, one.country) == (
        "082023-0000000001",
        {"ja": "中央図書館"},
        "Asia/Tokyo",
        "JP",
    )
    assert (one.hours, found.rows, found.notes) == ("火水木金土日 09:00-19:00", 1, ())


def test_the_columns_of_a_list_made_by_hand_are_known_too() -> None:
    (one,) = read(
        "id,name_ja,name_en,kind,opening_hours\nst-a,中央駅,Central Station,station,9:30-22:00(12/29-1/3休館)\n"
    ).places
    assert (one.id, one.name, one.type) == ("st-a", {"ja": "中央駅", "en": "Central Station"}, "station")
    assert one.hours == "9:30-22:00; 12/29-1/3休館"


def test_an_id_outlives_a_lost_leading_zero_and_another_name() -> None:
    codes = ("082023", "82023")
    ids = {
        read(table(place(都道府県コード又は市区町村コード=code, 名称=name))).places[0].id
        for code in codes
        for name in ("あ", "い")
    }
    assert ids == {"082023-0000000001"}
    assert read("名称\n中央図書館\n").places[0].id.startswith("place-")


@pytest.mark.parametrize(
    ("days", "begins", "ends", "told"),
    [
        ("月曜日～金曜日", "8:30", "17:15", "月~金 08:30-17:15"),
        ("月;火;水", "8時30分", "17時15分", "月、火、水 08:30-17:15"),
        ("月|水|金", "0830", "1715", "月、水、金 08:30-17:15"),
        ("平日", "8:30", "24", "平日 08:30-24:00"),
        ("毎日", "8:30", "17:15", "08:30-17:15"),
        ("", "10:00", "25:00", "10:00-25:00"),
        ("土日祝", "-", "－", "土日祝 00:00-24:00"),
        ("-", "-", "-", ""),
    ],
)
def test_days_and_times_become_opening_hours(days: str, begins: str, ends: str, told: str) -> None:
    assert hours(利用可能曜日=days, 開始時間=begins, 終了時間=ends) == (told, ())


@pytest.mark.parametrize(
    ("begins", "ends", "said"),
    [
        ("9:00", "", "its opening hours are left out: “9:00-” needs a beginning and an end"),
        ("朝", "夕", "its opening hours are left out: this is no time of day"),
        ("9:00", "47:00", "its opening hours are left out: “47:00” is no time of day"),
    ],
)
def test_hours_that_cannot_be_are_left_out_and_the_place_stays(begins: str, ends: str, said: str) -> None:
    told, notes = hours(開始時間=begins, 終了時間=ends)
    assert told == ""
    assert notes[0].startswith(said)


def test_remarks_are_read_where_they_can_be_and_told_where_not() -> None:
    told, notes = hours(
        開始時間="9:00", 終了時間="19:00", 利用可能日時特記事項="月曜休館、祝日の場合は翌日。12/28-1/4休館"
    )
    assert told == "09:00-19:00; 月曜休館; 12/28-1/4休館"
    assert notes == ("of its opening hours “祝日の場合は翌日” can't be read; keep it as a calendar of closing days",)


def test_dirty_rows_are_passed_over_and_named_by_their_line() -> None:
    found = read(
        table(place(), place(NO="2", 名称=""), place(名称="同じ番号"), place(NO="4", 緯度="140.65", 経度="36.6"))
    )
    assert [one.id for one in found.places] == ["082023-0000000001", "082023-4"]
    assert found.notes == (
        "line 3 “”: it has no name (名称); passed over",
        "line 4 “同じ番号”: the id 082023-0000000001 stands in an earlier line too; passed over",
        "line 5 “中央図書館”: its latitude 140.65 looks like the other one; are they swapped?",
        "line 5 “中央図書館”: its longitude 36.6 looks like the other one; are they swapped?",
    )


def test_a_name_of_200_letters_with_emoji_is_kept() -> None:
    name = "㈱髙﨑ビル🎪👩‍🚒" * 23
    assert len(name) > 200
    assert read(table(place(名称=name))).places[0].name == {"ja": name}


def test_a_list_in_shift_jis_is_read() -> None:
    text = table(place(名称="㈱髙﨑①"))
    assert read(text.encode("cp932")) == read(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [("<html></html>", "this is a web page"), ("NO,住所\n1,港町\n", "there is no column 名称 or 施設名")],
)
def test_what_is_no_such_list_is_refused(text: str, said: str) -> None:
    with pytest.raises(SourceError) as caught:
        read(text)
    assert said in str(caught.value)


def test_a_position_is_kept_unless_it_looks_wrong() -> None:
    rows = (place(緯度="36.59025", 経度="140.6595"), place(NO="2", 緯度="140.6595", 経度="36.59025"), place(NO="3"))
    found = read(table(*rows))
    assert [(one.latitude, one.longitude) for one in found.places] == [(36.59025, 140.6595), (None, None), (None, None)]
