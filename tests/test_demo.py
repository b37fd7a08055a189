"""The demo comes up whatever an earlier run left behind, and only once in a folder."""

import json
from pathlib import Path

import pytest

from signage import demo
from signage.app import running
from signage.demo import running_demo
from signage.errors import SettingsError
from signage.settings import Settings
from signage.store.database import opened


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(port=0, data=str(tmp_path))


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
    assert sorted(path.name for path in folder.iterdir()) == ["data", "input", "tokens.json"]


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
    tokens = demo._tokens(file, ["entrance"])
    assert json.loads(file.read_text("utf-8")) == tokens == demo._tokens(file, ["entrance"])
    assert len(tokens["entrance"]) == 43
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [file]


async def test_displays_may_be_saved_by_excel(settings: Settings) -> None:
    input_folder = settings.data_path / "demo" / "input"
    demo._copy_files(input_folder)
    file = input_folder / "displays.csv"
    file.write_bytes(file.read_text("utf-8").encode("cp932"))
    displays = await demo._displays(settings, input_folder)
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
