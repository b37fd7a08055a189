"""`check` names every problem with its place, and changes nothing."""

import os
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from signage.actions.check_input import check_input
from signage.actions.take_in_playlist import take_in_playlist
from signage.actions.take_in_source import take_in_source
from signage.brand import Brand, Theme
from signage.domain.link_health import Check
from signage.settings import Settings
from signage.store.brand import record_brand
from signage.store.content import replace_items
from signage.store.database import Database
from signage.store.displays import record_displays, record_places
from signage.store.link_checks import record_checks
from signage.store.links import give_links
from signage.store.problems import record_problem
from tests.factories import NOW, a_display, a_place, an_item

GOOD = '[[section]]\nkinds = ["news"]\n[[when]]\n'


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    for folder in ("playlists", "sources", "feeds"):
        (tmp_path / "input" / folder).mkdir(parents=True)
    return Settings(input=str(tmp_path / "input"), data=str(tmp_path / "data"))


async def told(settings: Settings) -> list[str]:
    return [f"{'!' if one.serious else '-'} {one.message}" for one in await check_input(settings, NOW)]


def write(settings: Settings, name: str, text: str) -> None:
    (settings.input_path / name).write_text(text, "utf-8")


async def test_nothing_wrong_is_nothing_told_and_nothing_made(settings: Settings) -> None:
    write(settings, "playlists/all.toml", GOOD)
    assert await told(settings) == []
    assert not settings.data_path.exists()


async def test_every_file_is_looked_at_and_each_problem_has_its_place(settings: Settings) -> None:
    write(settings, "playlists/a.toml", '[[section]]\nkids = ["news"]\n')
    write(settings, "playlists/b.toml", "[[")
    write(settings, "sources/c.toml", 'type = "rss"\naddress = "feeds/nothing.rss"\n')
    write(settings, "sources/d.toml", 'type = "rzz"\naddress = "feeds/x.rss"\n')
    found = await told(settings)
    assert len(found) == 4
    for place in ("! playlists/a.toml:2: kids", "! playlists/b.toml", "! sources/c.toml", "! sources/d.toml:1: type"):
        assert any(line.startswith(place) for line in found), found


async def test_a_playlist_with_no_items_or_a_rule_that_never_applies_is_a_note(settings: Settings) -> None:
    database = Database(settings.database_url)
    await database.open()
    async with database.write() as connection:
        await record_places(connection, [a_place(hours="Mo-Fr 08:30-17:15")])
        await record_displays(connection, [a_display()])
    await database.close()
    write(settings, "playlists/never.toml", GOOD + 'weekdays = ["sat"]\n')
    write(settings, "playlists/ruleless.toml", '[[section]]\nkinds = ["news"]\n')
    found = await told(settings)
    assert any("never" in line and line.startswith("-") for line in found), found
    assert any("ruleless" in line for line in found), found


async def test_a_missing_folder_is_told(tmp_path: Path, settings: Settings) -> None:
    lost = msgspec.structs.replace(settings, input=str(tmp_path / "nowhere"))
    assert await told(lost) == [f"! {tmp_path / 'nowhere'}: there is no such folder; `input` names it"]


async def test_a_playlist_whose_file_went_while_no_server_ran_is_told(settings: Settings) -> None:
    database = Database(settings.database_url)
    await database.open()
    write(settings, "playlists/all.toml", GOOD)
    path = settings.input_path / "playlists" / "all.toml"
    await take_in_playlist(database, settings.input_path, path, NOW)
    path.unlink()
    await database.close()
    assert await told(settings) == ["- playlists/all.toml: the file is gone, but what it gave is still on air"]


async def test_what_is_wrong_with_a_source_s_file_is_told_once(settings: Settings) -> None:
    write(settings, "sources/news.toml", "[[")
    database = Database(settings.database_url)
    await database.open()
    path = settings.input_path / "sources" / "news.toml"
    await take_in_source(database, settings.input_path, path, NOW)
    await database.close()
    (line,) = await told(settings)
    assert line.startswith("! sources/news.toml:1: ")


async def test_what_the_watcher_passes_over_is_passed_over_here_too(settings: Settings) -> None:
    for name in (b".#everyday.toml", b"~old.toml", b"\xff.toml"):
        (settings.input_path / "playlists" / os.fsdecode(name)).write_text("[[")
    assert await told(settings) == []


async def test_calendars_are_looked_at_and_count(settings: Settings) -> None:
    (settings.input_path / "calendars").mkdir()
    write(settings, "calendars/library.toml", '[[closed]]\nweekday = ["月"]\n')
    write(settings, "calendars/school.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nEND:VEVENT\nEND:VCALENDAR\n")
    write(settings, "calendars/school.toml", "[[closed]]\nday = 2026-12-01\n")
    write(settings, "playlists/all.toml", GOOD + 'only_days_of = ["scool"]\n')
    found = await told(settings)
    assert "! calendars/library.toml:2: weekday: [[closed]] has no such key; did you mean “weekdays”?" in found
    assert "! calendars/school.ics: there is another calendar “school”; rename one of them" in found
    assert "- playlist all, [[when]] 1: only_days_of: there is no “scool”; did you mean “school”?" in found
    (settings.input_path / "calendars" / "school.toml").unlink()
    notes = "- calendars/school.ics: the event “a” is passed over: it has no DTSTART"
    assert (await told(settings)).count(notes) == 1


async def test_settings_at_which_a_server_would_stop_are_told(settings: Settings) -> None:
    wrong = msgspec.structs.replace(settings, own_networks=("10.0.0.0/8x",), webhook_url="https://hook.example/")
    assert await told(wrong) == [
        "! own_networks: “10.0.0.0/8x” is no network; write 10.0.0.0/8, say",
        "! webhook_secret: set it too: what webhook_url gets is signed with it",
    ]


async def test_a_list_kept_by_hand_is_read_before_any_server_has(settings: Settings) -> None:
    write(settings, "sources/own.toml", 'type = "items"\naddress = "feeds/own.toml"\n')
    write(settings, "feeds/own.toml", '[[item]]\nid = "a"\ntitle.en = "A"\nkindd = "notice"\n')
    [found] = await told(settings)
    assert found.startswith("! source own: feeds/own.toml:4: ") and "kind" in found
    database = Database(settings.database_url)
    await database.open()
    async with database.write() as connection:
        await record_problem(connection, "source", "own", found.removeprefix("! source own: "), NOW)
    await database.close()
    assert await told(settings) == [found]


async def test_texts_beside_pictures_are_read_and_notes_of_people_s_own_are_not(settings: Settings) -> None:
    (settings.input_path / "media" / "fair").mkdir(parents=True)
    for name in ("fair/stage.jpg", "gate.jpg", ".hidden.jpg"):
        write(settings, f"media/{name}", "a picture")
    for name in ("fair/stage.jpg.txt", "GATE.TXT", ".hidden.txt", "read me.txt"):
        write(settings, f"media/{name}", "title.en: The fair\nplaec: station\n")
    write(settings, "media/fair/stage.txt", "period: whenever\n")
    found = await told(settings)
    assert [line.partition(": there")[0] for line in found] == [
        "- media fair/stage.jpg: media/fair/stage.jpg.txt:2: plaec",
        "- media gate.jpg: media/GATE.TXT:2: plaec",
    ]


async def test_a_theme_whose_palette_is_not_known_is_a_note(settings: Settings) -> None:
    themes = {"a": Theme(name={"ja": "緑"}, palette="gren"), "b": Theme(name={"ja": "緑"}, palette="green")}
    project = msgspec.structs.replace(settings.project, themes=themes)
    assert await told(msgspec.structs.replace(settings, project=project)) == [
        "- project.themes.a: there is no palette “gren”; did you mean “green”?"
    ]


async def test_a_misspelt_theme_of_items_is_a_note_beside_the_brand_that_counts(settings: Settings) -> None:
    green, sea = ({name: Theme(name={"ja": name})} for name in ("green", "sea"))
    settings = msgspec.structs.replace(settings, project=Brand(themes=sea))
    database = Database(settings.database_url)
    await database.open()
    async with database.write() as connection:
        await replace_items(connection, "news", [an_item(themes=("grean", "sea"))], NOW, whole=True)
    says = "themes: there is no “"
    assert [line.partition(says)[2] for line in await told(settings) if says in line] == ["grean”"]
    async with database.write() as connection:
        await record_brand(connection, Brand(themes=green))
    await database.close()
    found = [line.partition(says)[2] for line in await told(settings) if says in line]
    assert found == ["grean”; did you mean “green”?", "sea”"]


async def test_a_broken_template_is_named_with_its_line_and_a_playlist_s_unknown_one_too(settings: Settings) -> None:
    (settings.input_path / "templates").mkdir()
    write(settings, "playlists/all.toml", '[[section]]\nkinds = ["news"]\ntemplate = "postr.html"\n[[when]]\n')
    write(settings, "templates/poster.html", "<p>\n{% if %}")
    problems = await told(settings)
    assert any(one.startswith("! templates/poster.html, line 2: ") for one in problems)
    assert any("postr.html" in one and "poster.html" in one for one in problems)


async def test_a_template_of_posters_is_tried_and_a_broken_one_named_with_its_line(settings: Settings) -> None:
    sheet = (
        '#import "poster.typ": *\n#show: paper\n#for sheet in poster.sheets { code(sheet, margin, margin, 44 * u) }\n'
    )
    (settings.input_path / "templates" / "posters").mkdir(parents=True)
    write(settings, "templates/posters/ours.typ", sheet)
    write(settings, "templates/posters/theirs.typ", sheet + "#nothing-like-this\n")
    [problem] = await told(settings)
    assert problem.startswith("! templates/posters/theirs.typ, line 4: unknown variable: nothing-like-this")


async def test_a_source_without_items_is_known_by_its_file_or_from_before(settings: Settings) -> None:
    write(settings, "feeds/empty.rss", "<rss/>")
    for name in ("empty", "before"):
        write(settings, f"sources/{name}.toml", 'type = "rss"\naddress = "feeds/empty.rss"\n')
    database = Database(settings.database_url)
    await database.open()
    async with database.write() as connection:
        await replace_items(connection, "news", [an_item()], whole=True, now=NOW)
    before = settings.input_path / "sources" / "before.toml"
    await take_in_source(database, settings.input_path, before, NOW)
    await database.close()
    before.unlink()
    write(settings, "playlists/all.toml", '[[section]]\nsources = ["empty", "before", "nwes"]\n[[when]]\n')
    (line,) = [line for line in await told(settings) if "there is no" in line]
    assert "there is no “nwes”" in line


async def test_links_that_lead_nowhere_are_told_and_are_serious_where_a_screen_bears_them(settings: Settings) -> None:
    database, page = Database(settings.database_url), "https://www.city.example/"
    await database.open()
    async with database.write() as connection:
        item = an_item("survey", kind="survey", url=f"{page}dead")
        await replace_items(connection, "news", [item], NOW, whole=False)
        links = await give_links(connection, [f"{page}dead", f"{page}over"], NOW)
        made = await give_links(connection, [f"{page}moved"], NOW, campaign="fair", by="taga")
        since = NOW - timedelta(hours=1)
        checks = [
            Check(target=f"{page}dead", state="dead", since_at=since, checked_at=NOW, status=404, reason="gone"),
            Check(target=f"{page}over", state="dead", since_at=since, checked_at=NOW, status=404, reason="gone"),
            Check(target=f"{page}moved", state="moved", since_at=since, checked_at=NOW, leads_to=f"{page}new"),
        ]
        await record_checks(connection, checks, turned=True)
    await database.close()
    dead, moved = links[f"{page}dead"].code, made[f"{page}moved"].code
    found = [line for line in await told(settings) if "link " in line]
    assert found == [
        f"! link {dead}: {page}dead is dead since 2026-11-22 02:00 UTC; “signage links retarget {dead}”",
        f"- link {moved}: {page}moved has moved to {page}new; “signage links retarget {moved}”",
    ]


async def test_what_may_not_be_read_of_slides_is_one_line_that_says_where_more_stands(settings: Settings) -> None:
    database = Database(settings.database_url)
    await database.open()
    async with database.write() as connection:
        for subject in ("staff-1|ja|voice.html|1920x1080", "staff-2|ja|voice.html|1920x1080"):
            await record_problem(connection, "finding", subject, "The text does not show", NOW)
    await database.close()
    assert await told(settings) == [
        "- 2 slides have something that people may not read; “signage check --slides” says what"
    ]
