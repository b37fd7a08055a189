"""Places and displays out of CSV files: all rows or none, and a mistake is told with its line and column."""

import pytest

from signage.actions.import_displays import import_displays, import_places
from signage.errors import InputError
from signage.store.database import Database
from signage.store.displays import load_displays, load_places, load_tokens, token_digest
from signage.store.revisions import load_revisions

PLACES = "id,name.ja,name.en,type,timezone,hours\nstation,駅,Station,station,Asia/Tokyo,\nhall,市役所,,office,,Mo-Fr 08:30-17:15\n"
DISPLAYS = "id,name,place,width,height,diagonal_inches,distance_m,languages,groups\n"
ROW = "gate,駅 入口,station,1080,1920,55,5,ja en,station-screens\n"


async def bring(database: Database, places: str = PLACES, displays: str = DISPLAYS + ROW) -> dict[str, str]:
    await import_places(database, places.encode(), "places.csv")
    return await import_displays(database, displays.encode(), "displays.csv")


async def test_rows_become_places_and_displays(database: Database) -> None:
    given = await bring(database)
    async with database.read() as connection:
        places, displays = await load_places(connection), await load_displays(connection)
        assert await load_tokens(connection) == {token_digest(given["gate"]): "gate"}
    assert places["station"].name == {"ja": "駅", "en": "Station"}
    assert (displays["gate"].languages, displays["gate"].groups) == (("ja", "en"), ("station-screens",))


async def test_a_known_display_keeps_its_token_and_an_equal_import_changes_nothing(database: Database) -> None:
    await bring(database)
    async with database.read() as connection:
        before = await load_tokens(connection), await load_revisions(connection)
    assert await bring(database) == {}
    async with database.read() as connection:
        assert (await load_tokens(connection), await load_revisions(connection)) == before


async def test_a_place_keeps_the_offices_time_and_holidays_unless_it_says_its_own(database: Database) -> None:
    rows = "id,name.de,timezone,country\nmarkt,Markt,,\nhafen,Hafen,Europe/Lisbon,PT\n"
    await import_places(database, rows.encode(), "places.csv", "DE-HB", "Europe/Berlin")
    async with database.read() as connection:
        places = await load_places(connection)
    found = {name: (place.timezone, place.country) for name, place in places.items()}
    assert found == {"markt": ("Europe/Berlin", "DE-HB"), "hafen": ("Europe/Lisbon", "PT")}


async def test_empty_rows_are_passed_over(database: Database) -> None:
    await bring(database, displays=f"{DISPLAYS},,,,,,,,\n\n{ROW} , ,,,,,,,\n")
    async with database.read() as connection:
        assert list(await load_displays(connection)) == ["gate"]


@pytest.mark.parametrize("cell", ["halls stations", '"halls,stations"', "halls、stations", '" halls, stations、"'])
async def test_several_in_one_cell_stand_apart_by_spaces_or_commas(database: Database, cell: str) -> None:
    await import_places(database, f"id,name.ja,closed\nstation,駅,{cell}\n".encode(), "places.csv")
    row = f"gate,入口,station,1920,1080,55,5,ja,{cell}\n"
    await import_displays(database, (DISPLAYS + row).encode(), "displays.csv")
    async with database.read() as connection:
        assert (await load_displays(connection))["gate"].groups == ("halls", "stations")
        assert (await load_places(connection))["station"].closed == ("halls", "stations")


async def test_a_whole_import_raises_the_revision_once_for_places_displays_and_their_codes(database: Database) -> None:
    rows = "".join(f"display-{n},画面,station,1920,1080,55,5,ja,\n" for n in range(300))
    await bring(database, displays=DISPLAYS + rows)
    async with database.read() as connection:
        assert (await load_revisions(connection))["catalogue"] == 3


async def test_a_file_as_excel_saves_it_is_read(database: Database) -> None:
    await import_places(database, PLACES.encode("cp932"), "places.csv")
    async with database.read() as connection:
        assert (await load_places(connection))["station"].name["ja"] == "駅"


async def test_a_file_as_excel_saves_it_in_europe_is_read(database: Database) -> None:
    places = "id;name.nb;type\nhall;Rådhuset på Torget;office\nbaerum;Bærum bibliotek;library\n"
    await import_places(database, places.encode("cp1252"), "places.csv", "NO", "Europe/Oslo")
    displays = "id;name;place;languages\nfoaje;Foajé;hall;nb, en\n"
    await import_displays(database, displays.encode("cp1252"), "displays.csv")
    async with database.read() as connection:
        found, screens = await load_places(connection), await load_displays(connection)
    assert {id: one.name["nb"] for id, one in found.items()} == {
        "hall": "Rådhuset på Torget",
        "baerum": "Bærum bibliotek",
    }
    assert (screens["foaje"].name, screens["foaje"].languages) == ("Foajé", ("nb", "en"))


async def test_a_file_whose_letters_cannot_be_read_is_refused_with_how_to_save_it(database: Database) -> None:
    with pytest.raises(InputError, match=r"places\.csv: the letters can't be read: .*; save it as “CSV UTF-8”"):
        await import_places(database, b"id,name.ja\nhall,\x81\xff\xfd\n", "places.csv")


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("id,name,place,language\ngate,入口,station,en\n", "“language” is no column that is read; did you mean “languages”?"),
        ("id,name,place,floor\ngate,入口,station,2\n", "“floor” is no column that is read; there are: id, name, place"),
        ("id,name,place,languages\ngate,入口,station,jp\n", "displays.csv:2: languages: “jp” is a country; did you mean the language “ja”?"),
    ],
)  # fmt: skip
async def test_a_column_or_a_language_that_is_none_is_refused(database: Database, table: str, told: str) -> None:
    with pytest.raises(InputError) as problem:
        await bring(database, displays=table)
    assert told in str(problem.value)
    with pytest.raises(InputError, match="“hour” is no column that is read; did you mean “hours”"):
        await import_places(database, "id,name.ja,hour\na,駅,\n".encode(), "places.csv")


async def test_a_column_without_a_name_is_passed_over(database: Database) -> None:
    await import_places(database, "id,name.ja,,\nstation,駅,,\n".encode(), "places.csv")
    async with database.read() as connection:
        assert list(await load_places(connection)) == ["station"]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("gate,入口,station,0,1080,55,5,ja,", "displays.csv:2: width"),
        ("gate,入口,station,1920,-5,55,5,ja,", "displays.csv:2: height"),
        ("gate,入口,station,1920,1080,0,5,ja,", "displays.csv:2: diagonal_inches"),
        ("gate,入口,station,1920,1080,nan,5,ja,", "displays.csv:2: diagonal_inches"),
        ("gate,入口,station,1920,1080,55,inf,ja,", "displays.csv:2: distance_m"),
        ("gate,入口,station,wide,1080,55,5,ja,", "displays.csv:2: width"),
        ("a b&c,入口,station,1920,1080,55,5,ja,", "displays.csv:2: id"),
        ("[/x],入口,station,1920,1080,55,5,ja,", "displays.csv:2: id"),
        ("gate,入口,station,1920,1080,55,5,日本語,", "displays.csv:2: languages"),
        (",入口,station,1920,1080,55,5,ja,", "displays.csv:2: this row has no id"),
        ("gate,入口,nowhere,1920,1080,55,5,ja,", "displays.csv:2: place"),
        ("gate,入口,station,1920,1080,55,5,ja,\ngate,出口,station,1920,1080,55,5,ja,", "displays.csv:3: id"),
        (f"gate,{'x' * 140_000},station,1920,1080,55,5,ja,", "displays.csv:"),
    ],
)
async def test_a_wrong_row_is_told_with_line_and_column_and_nothing_is_kept(
    database: Database, row: str, told: str
) -> None:
    with pytest.raises(InputError) as problem:
        await bring(database, displays=f"{DISPLAYS}{row}\n")
    assert told in str(problem.value)
    async with database.read() as connection:
        assert await load_displays(connection) == {}


async def test_a_place_has_a_country_and_calendars_of_closing_days(database: Database) -> None:
    text = "id,name.ja,country,closed\nhall,市役所,,city offices\nmesse,Messe,de-by,\n"
    await import_places(database, text.encode(), "places.csv", "US-NY")
    async with database.read() as connection:
        places = await load_places(connection)
    assert [(one.country, one.closed) for one in places.values()] == [("US-NY", ("city", "offices")), ("DE-BY", ())]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id,name.ja,country\na,駅,Japan\n", "places.csv:2: country: “Japan” is no country; write its two letters"),
        ("id,name.ja\na,駅\n,,\n ,館\n", "places.csv:4: this row has no id"),
        ("id,name.ja,hours\na,駅,25:00\n", "places.csv:2: hours: “25:00” are no hours"),
        ("id,name.ja,hours\na,駅,-\n", "places.csv:2: hours: “-” names no hours"),
        ("name,type\nx,y\n", "there is no column “id”"),
        ("id,name,name.ja\na,b,c\n", "keep one"),
        ("id,name.ja,hours\na,駅,9時から5時\n", "places.csv:2: hours"),
        ("id,name.ja,timezone\na,駅,Asia/Tokio\n", "places.csv:2: timezone"),
        ("id,name.ja,timezone\na,駅,Europe\n", "places.csv:2: timezone: “Europe” is no time zone"),
        ("id,name.jp\na,駅\n", "places.csv:1: name.jp: “jp” is a country; did you mean the language “ja”"),
        ("", "there is no column “id”"),
    ],
)
async def test_a_wrong_table_of_places_is_told(database: Database, text: str, told: str) -> None:
    with pytest.raises(InputError) as problem:
        await import_places(database, text.encode(), "places.csv")
    assert told in str(problem.value)


FACILITIES = (
    "都道府県コード又は市区町村コード,NO,名称,利用可能曜日,開始時間,終了時間\n"
    "082023,1,㈱髙﨑ホール,月～金,9:00,25:00\n082023,2,,-,-,-\n082023,1,同じ番号,-,-,-\n"
)


@pytest.mark.parametrize("codec", ["utf-8-sig", "cp932"])
async def test_a_list_of_facilities_is_taken_without_its_dirty_rows_which_are_named(
    database: Database, codec: str
) -> None:
    imported = await import_places(database, FACILITIES.encode(codec), "facilities.csv", "DE", "Europe/Berlin")
    async with database.read() as connection:
        places = await load_places(connection)
    assert imported.kept == len(places) == 1
    one = places["082023-1"]
    assert (one.name, one.hours, one.country, one.timezone) == (
        {"ja": "㈱髙﨑ホール"},
        "月~金 09:00-25:00",
        "DE",
        "Europe/Berlin",
    )
    assert [note.partition(" ")[0] + note.partition(" ")[2][:2] for note in imported.notes] == ["line3 ", "line4 "]


async def test_a_broken_letter_in_a_list_that_others_wrote_is_left_out_and_told(database: Database) -> None:
    many = "".join(f"082023,{number},図書館{number},-,-,-\n" for number in range(3, 40))
    cut = FACILITIES.encode().replace("髙﨑ホール".encode(), "ホール".encode() + "館".encode()[:2]) + many.encode()
    imported = await import_places(database, cut, "facilities.csv", "JP", "Asia/Tokyo")
    assert imported.kept == 38 and any("broken" in note for note in imported.notes)


async def test_places_of_our_own_are_all_or_none(database: Database) -> None:
    with pytest.raises(InputError, match=r"places\.csv:3: hours"):
        await import_places(database, "id,name.ja,hours\na,駅,\nb,館,いつか\n".encode(), "places.csv")
    async with database.read() as connection:
        assert await load_places(connection) == {}


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"<!DOCTYPE html><html></html>", "places.csv: this is a web page"),
        (b"PK\x03\x04", "places.csv: this is an Excel file"),
        ("NO,住所\n1,港町\n".encode(), "there is no column “id” and name.ja of our own places, and of a list of facilities there is no column 名称"),
    ],
)  # fmt: skip
async def test_what_is_no_table_of_places_is_told(database: Database, body: bytes, told: str) -> None:
    with pytest.raises(InputError) as problem:
        await import_places(database, body, "places.csv")
    assert told in str(problem.value)


async def test_positions_alone_are_given_to_places_that_are_there(database: Database) -> None:
    await import_places(database, PLACES.encode(), "places.csv")
    geo = "id,lat,lon,source\nstation,36.55,140.63,国土地理院\nnowhere,36,140,\n"
    found = await import_places(database, geo.encode(), "geo.csv")
    assert found.kept == 1 and found.notes == ("geo.csv:3: there is no place “nowhere”; passed over",)
    async with database.read() as connection:
        station = (await load_places(connection))["station"]
    assert (station.latitude, station.position_source, station.name["ja"]) == (36.55, "国土地理院", "駅")


async def test_a_list_of_places_without_positions_keeps_those_that_are_known(database: Database) -> None:
    await import_places(database, b"id,name.ja,latitude,longitude\nstation,A,36.5,140.6\n", "places.csv")
    await import_places(database, PLACES.encode(), "places.csv")
    async with database.read() as connection:
        places = await load_places(connection)
    assert (places["station"].latitude, places["station"].longitude) == (36.5, 140.6)
    assert places["hall"].latitude is None


@pytest.mark.parametrize(
    ("cells", "told"),
    [("36.5,", "places.csv:2: latitude: a position needs both"), ("91,140", "latitude"), ("36,x", "longitude")],
)
async def test_half_a_position_is_told(database: Database, cells: str, told: str) -> None:
    with pytest.raises(InputError) as problem:
        await import_places(database, f"id,name.ja,latitude,longitude\nstation,駅,{cells}\n".encode(), "places.csv")
    assert told in str(problem.value)
