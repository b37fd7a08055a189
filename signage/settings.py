"""The settings: a table of name, default and help. The help is the documentation (signage.example.toml).

A value comes from the environment (SIGNAGE_PORT), else from signage.toml, else from the default.
"""

import os
import tomllib
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec

from .brand import Brand
from .errors import SettingsError
from .slips import in_words, meant
from .words import Words, language_problem

Help = msgspec.Meta


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    host: Annotated[str, Help(description="The address the server listens on.")] = "127.0.0.1"
    port: Annotated[int, Help(ge=0, le=65535, description="The port; 0 takes any free one.")] = 8080
    public_url: Annotated[
        str, Help(description="How screens and phones reach this server; empty: http://HOST:PORT.")
    ] = ""
    data: Annotated[str, Help(description="Folder of the database and of made files.")] = "data"
    database: Annotated[
        str, Help(description="SQLAlchemy address of the database; empty: SQLite in the data folder.")
    ] = ""
    archive_days: Annotated[
        int, Help(ge=10, description="How long it stays known, with all files, what was shown when.")
    ] = 400
    input: Annotated[
        str,
        Help(description="Folder that holds playlists/, sources/, calendars/, media/, feeds/ and templates/; watched."),
    ] = "."
    watch: Annotated[
        str, Help(pattern="^(events|poll)$", description="How folders are watched: events, or poll on SMB and NFS.")
    ] = "events"
    timezone: Annotated[
        str, Help(description="Time zone of the office, for dates that name none; a place has its own.")
    ] = "Asia/Tokyo"
    country: Annotated[
        str, Help(description="Country, or part of one (JP, DE-BY), whose public holidays places have that name none.")
    ] = "JP"
    year_begins: Annotated[
        int, Help(ge=1, le=12, description="Month in which the office's year begins: 4 is 年度, 1 the calendar year.")
    ] = 4
    allow_private_addresses: Annotated[
        bool, Help(description="Let sources be fetched from private networks and loopback.")
    ] = False
    fetch_seconds: Annotated[float, Help(gt=0, description="How long one fetch of a source may take in all.")] = 20.0
    fetch_megabytes: Annotated[int, Help(ge=1, description="The largest answer a source may give.")] = 10
    worker_processes: Annotated[
        int, Help(ge=1, description="Processes that compile, render and parse beside the server.")
    ] = 1
    worker_megabytes: Annotated[int, Help(ge=256, description="Memory one such process may take.")] = 1024
    worker_seconds: Annotated[float, Help(gt=0, description="How long one piece of such work may take.")] = 60.0
    media_megabytes: Annotated[
        int, Help(ge=1, description="The largest file of the media folder that is taken in.")
    ] = 100
    library_gigabytes: Annotated[
        int, Help(ge=1, description="How much the files of the media library may take in all.")
    ] = 50
    media_megapixels: Annotated[int, Help(ge=1, description="The most pixels a picture may have.")] = 100
    media_pages: Annotated[int, Help(ge=1, description="The most pages of a document that are shown.")] = 20
    media_seconds: Annotated[int, Help(ge=1, le=300, description="The longest film that is taken in.")] = 300
    notifications: Annotated[
        tuple[str, ...],
        Help(description="Where failing screens are told: addresses as Apprise reads them (mailto://, slack://, …)."),
    ] = ()
    webhook_url: Annotated[
        str, Help(description="Address that gets each notification as JSON, signed with webhook_secret.")
    ] = ""
    webhook_secret: Annotated[
        str, Help(description="Key of the HMAC-SHA256 in the webhook's header Signage-Signature.")
    ] = ""
    metrics_token: Annotated[
        str,
        Help(description="Bearer token for /metrics and /readyz from elsewhere than loopback; empty: loopback only."),
    ] = ""
    contact: Annotated[
        str, Help(description="Whom technicians and staff call: a name and a telephone number, shown on their pages.")
    ] = ""
    public_contact: Annotated[
        str,
        Help(description="How the public reaches whoever answers for the screens: an office, never a person's name."),
    ] = ""
    approval: Annotated[
        bool, Help(description="Staff's content goes on air only once somebody else has approved it.")
    ] = True
    link_hosts: Annotated[
        tuple[str, ...], Help(description="Hosts (and those below them) that staff may link to; empty: any.")
    ] = ()
    count_scans: Annotated[
        bool,
        Help(
            description="Codes lead by way of public_url, which counts them; false, or no public_url: straight there."
        ),
    ] = True
    campaign: Annotated[
        str,
        Help(
            pattern="^[a-z0-9_]{0,60}$",
            description="What the project’s codes are called in web statistics (utm_campaign).",
        ),
    ] = ""
    utm: Annotated[
        bool, Help(description="Name screens and posters in the addresses that codes lead to (utm_source, …).")
    ] = True
    own_networks: Annotated[
        tuple[str, ...],
        Help(description="Networks of the office (10.0.0.0/8), whose scans are not counted."),
    ] = ()
    check_links: Annotated[
        bool, Help(description="Ask the pages that codes lead to, every 6 hours, whether they are still there.")
    ] = True
    poster_days: Annotated[
        int, Help(ge=1, description="After so many days a poster that nobody has seen is to be looked at.")
    ] = 30
    chromium: Annotated[
        str, Help(description="Chromium that looks at slides and makes pictures of them; empty: the first one found.")
    ] = ""
    session_days: Annotated[int, Help(ge=1, description="How long staff stay logged in on a device.")] = 30
    project: Annotated[
        Brand,
        Help(
            description="Who speaks on the slides: name, short_name, address, department, message, invitation, colour, landmark, landmark_since, themes."
        ),
    ] = msgspec.field(default_factory=Brand)

    @property
    def input_path(self) -> Path:
        return Path(self.input).resolve()

    @property
    def data_path(self) -> Path:
        return Path(self.data).resolve()

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite+aiosqlite:///{self.data_path / 'signage.sqlite3'}"

    def url_at(self, port: int) -> str:
        """How screens and phones reach a server on that port; empty where the port is not known yet (0)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url.rstrip("/") or (f"http://{host}:{port}" if port else "")


class Setting(msgspec.Struct, frozen=True):
    name: str
    default: Any
    help: str
    kind: type


def table() -> list[Setting]:
    """Every setting as a row, in order."""
    hints = get_type_hints(Settings, include_extras=True)
    rows = []
    for field in msgspec.structs.fields(Settings):
        kind, meta = get_args(hints[field.name])[:2]
        default = field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
        origin = get_origin(kind)
        rows.append(Setting(field.name, default, meta.description, origin if isinstance(origin, type) else kind))
    return rows


def load(file: Path | None = None, environment: dict[str, str] | None = None) -> Settings:
    """Settings out of a TOML file (it may be absent unless named) and SIGNAGE_* variables.

    Relative folders in a file are meant from that file. Raises SettingsError naming the file or variable.
    """
    environment = dict(os.environ) if environment is None else environment
    named = file or (Path(environment["SIGNAGE_SETTINGS"]) if environment.get("SIGNAGE_SETTINGS") else None)
    path = named or Path("signage.toml")
    values: dict[str, Any] = {}
    if path.is_file():
        values = _read(path)
        for folder in ("input", "data"):
            if folder in values:
                values[folder] = str(path.parent / str(values[folder]))
    elif named:
        raise SettingsError("there is no such file", str(path))
    settings = _convert(values, str(path))
    _refuse_slips(environment)
    overrides = {}
    for row in table():
        variable = f"SIGNAGE_{row.name.upper()}"
        if row.kind is not Brand and environment.get(variable):
            overrides[row.name] = _from_text(environment[variable], row.kind)
            _convert({row.name: overrides[row.name]}, variable)
    return msgspec.structs.replace(settings, **overrides) if overrides else settings


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as problem:
        raise SettingsError(f"can't be read as TOML ({problem})", str(path)) from problem


def _refuse_slips(environment: Mapping[str, str]) -> None:
    """SIGNAGE_PROT is passed over by nobody; other programs may have variables of their own."""
    known = [f"SIGNAGE_{row.name.upper()}" for row in table()] + ["SIGNAGE_SETTINGS", "SIGNAGE_DEBUG"]
    for variable in environment:
        if variable.startswith("SIGNAGE_") and variable not in known and (near := meant(variable, known, 0.9)):
            raise SettingsError(f"there is no such setting{near}", variable)


def _convert(values: dict[str, Any], where: str) -> Settings:
    try:
        settings = msgspec.convert(values, Settings)
    except msgspec.ValidationError as problem:
        said = f"{in_words(str(problem), values, Settings)}; signage.example.toml lists every setting"
        raise SettingsError(said, where) from problem
    _check_zone(settings.timezone, f"{where}: timezone")
    _check_address(settings.public_url, f"{where}: public_url")
    _check_languages(settings.project, where)
    return settings


def _check_zone(name: str, where: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as problem:
        raise SettingsError(f"“{name}” is no time zone; write Asia/Tokyo or Europe/Berlin, say", where) from problem


def _check_address(text: str, where: str) -> None:
    """It stands in codes that are printed."""
    parts = urlsplit(text)
    if text and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment):
        raise SettingsError(f"“{text}” is no address of a server; write https://signage.city.example, say", where)


def _check_languages(project: Brand, where: str) -> None:
    named: list[tuple[str, Words]] = [(name, getattr(project, name)) for name in _BY_LANGUAGE]
    named += [(f"themes.{key}.name", theme.name) for key, theme in project.themes.items()]
    for key, words in named:
        for language in words:
            if problem := language_problem(language):
                raise SettingsError(problem, f"{where}: project.{key}.{language}")


_BY_LANGUAGE = ("name", "short_name", "department", "invitation", "message")
"""What of the project is written for each language, besides its themes."""

_WORDS = {**dict.fromkeys(("1", "true", "yes", "on"), True), **dict.fromkeys(("0", "false", "no", "off"), False)}


def _from_text(text: str, kind: type) -> Any:
    """What can't be read stays text, which `_convert` refuses."""
    if kind is bool:
        return _WORDS.get(text.lower(), text)
    if kind is tuple:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if kind in (int, float) and not isinstance(kind, types.GenericAlias):
        try:
            return kind(text)
        except ValueError:
            return text
    return text
