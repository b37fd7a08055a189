"""The demo comes up whatever an earlier run left behind, and only once in a folder."""

import json
import shutil
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from signage import demo, samples
from signage.actions.add_user import give_password
from signage.actions.log_in import LogIns
from signage.app import running
from signage.demo import running_demo
from signage.domain.accounts import ROLES
from signage.domain.content import Item, reports_of
from signage.domain.events import Stage, stage_at
from signage.errors import SettingsError
from signage.render.films import film
from signage.settings import Settings
from signage.sources import SOURCES, Parsed, parse_source
from signage.store.database import opened
from signage.store.displays import new_token


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(port=0, data=str(tmp_path))


@pytest.fixture(scope="session")
def made_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the film, which takes seconds to make."""
    folder = tmp_path_factory.mktemp("film")
    (folder / samples.FILM).parent.mkdir()
    samples.write_film(folder)
    return folder


@pytest.fixture(autouse=True)
def made_once(made_film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "write_film", lambda folder: shutil.copytree(made_film, folder, dirs_exist_ok=True))


async def test_a_demo_comes_up_from_a_copy_that_a_kill_cut_off_and_while_publishing_fails(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(demo, "CATCH_UP_SECONDS", 0.1)
    monkeypatch.setattr("signage.publisher.publish_manifests", fail)
    folder = settings.data_path / "demo"
    (folder / "input").mkdir(parents=True)
    (folder / "input.part" / "feeds").mkdir(parents=True)
    async with running_demo(settings) as running_now:
        assert len(running_now.displays) == 20
    assert sorted(path.name for path in folder.iterdir()) == ["data", "input", "passwords.json", "tokens.json"]


async def test_an_input_folder_that_holds_other_files_is_left_alone_and_told(settings: Settings) -> None:
    mine = settings.data_path / "demo" / "input" / "mine.txt"
    mine.parent.mkdir(parents=True)
    mine.touch()
    with pytest.raises(SettingsError, match="move what is there away"):
        async with running_demo(settings):
            pass
    assert list(mine.parent.iterdir()) == [mine]


@pytest.mark.parametrize("left", [b"", b'{"hitachi-station": "abc', b"[1]", b"\xff"])
def test_tokens_that_cannot_be_read_are_made_anew_and_kept(tmp_path: Path, left: bytes) -> None:
    file = tmp_path / "tokens.json"
    file.write_bytes(left)
    tokens = demo._secrets(file, ["entrance"], new_token)
    assert json.loads(file.read_text("utf-8")) == tokens == demo._secrets(file, ["entrance"], new_token)
    assert len(tokens["entrance"]) == 43
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [file]


async def test_displays_may_be_saved_by_excel(settings: Settings) -> None:
    input_folder = settings.data_path / "demo" / "input"
    demo._copy_files(input_folder)
    file = input_folder / "displays.csv"
    file.write_bytes(file.read_text("utf-8").encode("cp932"))
    displays, _ = await demo._stored(settings, input_folder)
    assert [one.id for one in displays] == [line.split(",")[0] for line in file.read_text("cp932").splitlines()[1:]]


async def test_a_second_server_on_one_folder_is_refused_and_a_command_beside_it_is_not(settings: Settings) -> None:
    (settings.data_path / "input").mkdir()
    one = Settings(port=0, data=settings.data, input=str(settings.data_path / "input"))
    async with running(one):
        with pytest.raises(SettingsError, match="another server uses this folder"):
            async with running(one):
                pass
        async with opened(one.database_url, make=False) as beside, beside.write():
            pass
    async with running(one):
        pass


def test_the_sample_events_are_written_for_the_day_and_anew_at_the_next_start(settings: Settings) -> None:
    folder = copied(settings)
    samples.write_events(folder, NOON)
    first = stages(folder, NOON)
    assert first == {
        "photos": Stage(0, "now"),
        "stars": Stage(0, "today"),
        "bus": Stage(0, "tomorrow"),
        "talk": Stage(0, "days", 3),
        "beach": Stage(0, "cancelled"),
        "workshop": Stage(0, "early"),
        "walk": None,
    }
    later = NOON + timedelta(days=40)
    assert stages(folder, later)["bus"] is None
    samples.write_events(folder, later)
    assert stages(folder, later) == first


@pytest.mark.parametrize("clock", ["00:00", "06:59", "18:01", "19:30", "21:59"])
def test_one_of_the_sample_events_is_still_to_come_today(settings: Settings, clock: str) -> None:
    folder, now = copied(settings), NOON.replace(hour=int(clock[:2]), minute=int(clock[3:]))
    samples.write_events(folder, now)
    assert stages(folder, now)["stars"] == Stage(0, "today")


def test_sample_calendars_that_were_edited_or_deleted_are_left_alone(settings: Settings) -> None:
    folder = copied(settings)
    samples.write_events(folder, NOON)
    edited, deleted = (folder / samples.CALENDARS[language] for language in ("ja", "en"))
    edited.write_text("mine", "utf-8")
    deleted.unlink()
    samples.write_events(folder, NOON + timedelta(days=1))
    assert edited.read_text("utf-8") == "mine"
    assert not deleted.exists()


def test_a_slip_in_the_sample_events_does_not_hold_the_demo_up(settings: Settings) -> None:
    folder = copied(settings)
    (folder / "samples.toml").write_text("[[event]]\nid = 1\n", "utf-8")
    samples.write_events(folder, NOON)
    assert not (folder / samples.CALENDARS["ja"]).exists()


NOON = datetime(2026, 11, 22, 12, 0, tzinfo=ZoneInfo("Asia/Tokyo"))


def copied(settings: Settings) -> Path:
    folder = settings.data_path / "demo" / "input"
    demo._copy_files(folder)
    return folder


def stages(folder: Path, now: datetime) -> dict[str, Stage | None]:
    """How each of the sample events stands, read as the demo reads them."""
    names = {
        event["title"]["ja"]: event["id"] for event in tomllib.loads((folder / "samples.toml").read_text())["event"]
    }
    return {names[item.title["ja"]]: stage_at(item.event, now) for item in read(folder, "samples") if item.event}


def test_the_film_of_the_demo_plays_in_every_browser(settings: Settings) -> None:
    made = film((copied(settings) / samples.FILM).read_bytes(), "matroska", 300)
    assert (made.extension, made.ms) == ("webm", 1000 * samples.FILM_SECONDS)
    assert made.width / made.height == 16 / 9


def test_the_sample_report_follows_its_event_which_alone_bears_the_hashtag(settings: Settings) -> None:
    folder = copied(settings)
    samples.write_events(folder, NOON)
    events = [item for name in ("samples", "samples-en") for item in read(folder, name)]
    report = next(iter(read(folder, "sample-report")))
    followed = [event.title for event in events if reports_of(event, [report])]
    assert followed == [{"ja": "（見本）桜並木のまち歩き"}]


def read(folder: Path, name: str) -> tuple[Item, ...]:
    source = parse_source((folder / "sources" / f"{name}.toml").read_text("utf-8"), f"sources/{name}.toml")
    found: Parsed = SOURCES[source.type].parse((folder / source.address).read_bytes(), None, source)
    assert found.notes == ()
    return found.items


def test_a_demo_that_can_make_no_film_goes_without(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("Could not find codec")

    monkeypatch.setattr(demo, "write_film", samples.write_film)
    monkeypatch.setattr("signage.samples._encode", fail)
    folder = copied(settings)
    assert not (folder / samples.FILM).exists()
    assert (folder / "signage.toml").exists()


async def test_people_may_log_in_with_what_is_printed_also_after_they_chose_another_password(
    settings: Settings,
) -> None:
    async with running_demo(settings) as first:
        database, people = first.running.database, first.people
        assert {one.name for one in people} >= set(ROLES)
        await give_password(database, "technician", datetime.now(UTC), "a night at the sea")
    async with running_demo(settings) as second:
        assert second.people == people
        log_ins = LogIns(second.running.database, timedelta(days=1))
        for one in second.people:
            assert isinstance(await log_ins.log_in(one.name, one.password, "", "", datetime.now(UTC)), str)
        assert json.loads(second.as_json())["people"] == [one._asdict() for one in people]
    file = settings.data_path / "demo" / "passwords.json"
    assert file.stat().st_mode & 0o777 == 0o600
