"""Settings come from a file and the environment, and the example lists every one with its help and default."""

import re
import tomllib
from pathlib import Path

import msgspec
import pytest

from signage.brand import Brand
from signage.errors import SettingsError
from signage.settings import Settings, load, table

EXAMPLE = Path(__file__).parent.parent / "signage.example.toml"


def test_the_example_lists_every_setting_with_its_default_and_its_help() -> None:
    values, text = tomllib.loads(EXAMPLE.read_text("utf-8")), EXAMPLE.read_text("utf-8")
    for row in table():
        assert f"# {row.help}" in text, row.name
        if row.kind is not Brand:
            assert values[row.name] == (list(row.default) if isinstance(row.default, tuple) else row.default)
    assert values["project"] == {
        key: value
        for key, value in msgspec.to_builtins(Brand()).items()
        if key not in ("department", "themes", "message", "logo")
    }
    assert set(values) == {row.name for row in table()}


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "signage.toml"
    file.write_text('port = 9000\nhost = "0.0.0.0"\n')
    settings = load(file, {"SIGNAGE_PORT": "9001"})
    assert (settings.port, settings.host) == (9001, "0.0.0.0")


def test_relative_folders_are_meant_from_the_file(tmp_path: Path) -> None:
    file = tmp_path / "etc" / "signage.toml"
    file.parent.mkdir()
    file.write_text('data = "../data"\n')
    assert load(file, {}).data_path == (tmp_path / "data").resolve()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("port = 'x'", "port"),
        ("prot = 80", "prot"),
        ("port = 99999", "port"),
        ("watch = 'sometimes'", "watch"),
        ('host = "x"\nport = = 1', "line 2"),
    ],
)
def test_a_wrong_setting_is_told_with_its_file_and_key(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "signage.toml"
    file.write_text(text)
    with pytest.raises(SettingsError) as problem:
        load(file, {})
    assert str(file) in str(problem.value)
    assert told in str(problem.value)


def test_a_wrong_variable_is_told_by_its_name() -> None:
    with pytest.raises(SettingsError, match="SIGNAGE_PORT"):
        load(None, {"SIGNAGE_PORT": "abc"})


@pytest.mark.parametrize(
    ("variable", "text", "told"),
    [
        ("SIGNAGE_COUNT_SCANS", "nein", "“nein” can’t be used; it has to be true or false"),
        ("SIGNAGE_PROT", "80", "did you mean “SIGNAGE_PORT”"),
    ],
)
def test_a_variable_is_never_passed_over_or_taken_for_no(variable: str, text: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        load(None, {variable: text})


def test_variables_of_other_programs_are_none_of_ours() -> None:
    others = {"SIGNAGE_KIOSK_SERVER": "https://x.example", "SIGNAGE_SWEEP_COMMIT": "0", "SIGNAGE_COUNT_SCANS": "off"}
    assert not load(None, others).count_scans


def test_a_named_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no such file"):
        load(tmp_path / "nothing.toml", {})


def test_no_setting_is_read_twice_in_the_table() -> None:
    names = [row.name for row in table()]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z_]+", name) for name in names)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('timezone = "Asia/Tokio"', "timezone"),
        ('timezone = "Asia"', "timezone"),
        ('timezone = "/etc/passwd"', "timezone"),
        ("[project]\nfoo = 1", "foo"),
        ('[project.themes.green]\nname.ja = "緑"\ncolour = "green"', "colour"),
        ('port = "80"', "“80” can’t be used; it has to be a whole number"),
        ('notifications = "mailtos://user:hunter2@mail.example"', "notifications: this can’t be used"),
        ("metrics_token = 31415", "metrics_token: this can’t be used"),
        ("port = 99999", "“99999” can’t be used; it has to be a whole number of 65535 at most"),
        ("prot = 80", "there is no setting “prot”; did you mean “port”"),
        ('[project]\ncolour = "red"', "“red” can’t be used; it has to be a colour such as #B5121B"),
        ('[project]\nname = "Bremen"', r"project.name: “Bremen” can’t be used; .* name.ja = "),
        (
            '[project.themes]\ngreen = "x"',
            r"project\.themes\.green: “x” can’t be used; it has to be a table of its own",
        ),
        ('[project.themes.green]\nname = "x"', r"project\.themes\.green\.name: “x” can’t be used; .* name.ja = "),
        ('[project]\nlogo = "logo.svg"', "project.logo: “logo.svg” can’t be used; .* on the page “Name and colours”"),
        ('project = "x"', r"project: “x” can’t be used; it has to be a table, \[project\]"),
        ('[project]\nname.jp = "x"', r"project\.name\.jp: “jp” is a country; did you mean the language “ja”"),
        ('[project.themes.green]\nname.EN = "x"', r"project\.themes\.green\.name\.EN: “EN” is not a language"),
        ('public_url = "bremen.example"', "“bremen.example” is no address of a server"),
    ],
)
def test_what_would_fail_later_or_be_passed_over_is_told_at_once(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "signage.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=told) as problem:
        load(file, {})
    assert str(file) in str(problem.value)


def test_a_zone_in_the_environment_is_told_by_its_variable() -> None:
    with pytest.raises(SettingsError, match=r"SIGNAGE_TIMEZONE.*Asia/Tokio"):
        load(None, {"SIGNAGE_TIMEZONE": "Asia/Tokio"})


def test_an_address_is_one_that_a_browser_takes() -> None:
    assert Settings(host="::1").url_at(8080) == "http://[::1]:8080"
    assert Settings(host="127.0.0.1").url_at(8080) == "http://127.0.0.1:8080"
    assert Settings(host="127.0.0.1").url_at(0) == ""
    for public_url in ("https://signs.example", "https://signs.example/"):
        assert Settings(public_url=public_url).url_at(0) == "https://signs.example"
