"""The tables. Structs that only the functions above look into are kept whole, as JSON."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Float, Index, Integer, MetaData, String, Table, Text, TypeDecorator


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime, kept as epoch milliseconds."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Any) -> int | None:
        return None if value is None else round(value.timestamp() * 1000)

    def process_result_value(self, value: int | None, _dialect: Any) -> datetime | None:
        return None if value is None else datetime.fromtimestamp(value / 1000, UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

revisions = Table(
    "revisions",
    metadata,
    Column("noun", String(40), primary_key=True),
    Column("revision", BigInteger, nullable=False),
)

sources = Table(
    "sources",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("origin", Text, nullable=False, default=""),
    Column("body", Text, nullable=False),
    Column("memory", Text, nullable=False, default="{}"),
    Column("fetched_at", Moment),
)

items = Table(
    "items",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("source", String(100), nullable=False, index=True),
    Column("body", Text, nullable=False),
    Column("taken_down_at", Moment),
    Column("taken_down_by", String(20)),
)

playlists = Table(
    "playlists",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("origin", Text, nullable=False),
    Column("body", Text, nullable=False),
)

calendars = Table(
    "calendars",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("origin", Text, nullable=False),
    Column("body", Text, nullable=False),
)

now_rules = Table(
    "now_rules",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("body", Text, nullable=False),
    Column("from_at", Moment, nullable=False),
    Column("until_at", Moment, nullable=False),
    Column("by", String(60), nullable=False, default=""),
    sqlite_autoincrement=True,  # a number is never given twice: it names the rule in what was published
)

places = Table("places", metadata, Column("id", String(100), primary_key=True), Column("body", Text, nullable=False))

displays = Table(
    "displays",
    metadata,
    Column("id", String(100), primary_key=True),
    Column("body", Text, nullable=False),
    Column("token_sha256", String(64), nullable=False, unique=True),
)

problems = Table(
    "problems",
    metadata,
    Column("noun", String(20), primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("message", Text, nullable=False),
    Column("since", Moment, nullable=False),
)

media = Table("media", metadata, Column("file", Text, primary_key=True), Column("body", Text, nullable=False))

decodings = Table(
    "decodings",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("recipe", String(64), primary_key=True),
    Column("body", Text, nullable=False),
)

slides = Table(
    "slides",
    metadata,
    Column("recipe", String(64), primary_key=True),
    Column("subject", String(400), nullable=False, index=True),
    Column("slide", String(64), nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("needs", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("examined", Text, nullable=False, server_default=""),
)

publications = Table(
    "publications",
    metadata,
    Column("channel", String(12), primary_key=True),
    Column("from_at", Moment, primary_key=True),
    Column("tail", String(64), nullable=False),
)

heads = Table(
    "heads",
    metadata,
    Column("display", String(100), primary_key=True),
    Column("from_at", Moment, primary_key=True),
    Column("channel", String(12), nullable=False),
    Column("head", Text, nullable=False),
)

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("display", String(100), primary_key=True),
    Column("received_at", Moment, nullable=False),
    Column("body", Text, nullable=False),
)

erased = Table("erased", metadata, Column("name", String(80), primary_key=True), Column("at", Moment, nullable=False))

users = Table(
    "users",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("password", Text, nullable=False),
    Column("role", String(20), nullable=False),
    Column("one_time", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("disabled_at", Moment),
    Column("department", String(100), nullable=False, default=""),
    Column("groups", Text, nullable=False, default="[]"),
    Column("totp", Text),
    Column("totp_used", BigInteger),
)

sessions = Table(
    "sessions",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("user", String(60), nullable=False, index=True),
    Column("device", String(200), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)

statuses = Table(
    "statuses",
    metadata,
    Column("display", String(100), primary_key=True),
    Column("status", String(20), nullable=False),
    Column("code", String(40), nullable=False),
    Column("since_at", Moment, nullable=False),
    Column("says", Text, nullable=False),
)

status_changes = Table(
    "status_changes",
    metadata,
    Column("display", String(100), primary_key=True),
    Column("at", Moment, primary_key=True),
    Column("status", String(20), nullable=False),
    Column("code", String(40), nullable=False),
    Column("says", Text, nullable=False),
)

notifications = Table(
    "notifications",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("display", String(100), nullable=False),
    Column("place", String(100), nullable=False),
    Column("status", String(20), nullable=False),
    Column("code", String(40), nullable=False),
    Column("says", Text, nullable=False),
    Column("begun_at", Moment, nullable=False),
    Column("told_at", Moment, nullable=False),
    Column("message", Integer, nullable=False),
    Column("over_at", Moment),
    Column("over_told_at", Moment),
    Column("over_message", Integer),
    sqlite_autoincrement=True,
)
_open = notifications.c.over_told_at.is_(None)
# A display is told of once until it is told of as well again, whoever tries.
Index("uq_notifications_open", notifications.c.display, unique=True, sqlite_where=_open, postgresql_where=_open)

messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False, index=True),
    Column("body", Text, nullable=False),
    sqlite_autoincrement=True,
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("message", Integer, primary_key=True),
    Column("address", String(40), primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("due_at", Moment, index=True),
    Column("accepted_at", Moment),
    Column("problem", Text, nullable=False),
)

care = Table(
    "care",
    metadata,
    Column("display", String(100), primary_key=True),
    Column("maintenance_until_at", Moment),
    Column("muted_until_at", Moment),
    Column("note", Text, nullable=False),
    Column("by", String(60), nullable=False),
)

measurements = Table(
    "measurements",
    metadata,
    Column("display", String(100), primary_key=True),
    Column("at", Moment, primary_key=True, index=True),
    Column("temperature_c", Float),
    Column("offset_ms", Float),
    Column("cached_days", Float),
)

commands = Table(
    "commands",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("display", String(100), nullable=False, index=True),
    Column("name", String(40), nullable=False),
    Column("args", Text, nullable=False),
    Column("by", String(60), nullable=False),
    Column("given_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("answered_at", Moment),
    Column("ok", Integer),
    Column("detail", Text),
)

pairings = Table(
    "pairings",
    metadata,
    Column("secret_sha256", String(64), primary_key=True),
    Column("display", String(100), nullable=False),
    Column("token_sha256", String(64), nullable=False),
    Column("expires_at", Moment, nullable=False),
)

plays = Table(
    "plays",
    metadata,
    Column("display", String(100), primary_key=True),
    Column("batch", String(26), primary_key=True),
    Column("from_at", Moment, nullable=False, index=True),
    Column("until_at", Moment, nullable=False),
    Column("body", Text, nullable=False),
    Column("counted", Integer, nullable=False, server_default="0"),
)
_uncounted = plays.c.counted == 0
# Statistics add each batch once, also one that comes days late.
Index("ix_plays_uncounted", plays.c.from_at, sqlite_where=_uncounted, postgresql_where=_uncounted)

visits = Table(
    "visits",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("display", String(100), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("by", String(60), nullable=False),
    Column("note", Text, nullable=False),
    Column("photographs", Text, nullable=False),
    sqlite_autoincrement=True,
)

departments = Table(
    "departments", metadata, Column("id", String(100), primary_key=True), Column("body", Text, nullable=False)
)

groups = Table("groups", metadata, Column("id", String(100), primary_key=True), Column("body", Text, nullable=False))

deputies = Table(
    "deputies",
    metadata,
    Column("approver", String(60), primary_key=True),
    Column("deputy", String(60), primary_key=True),
    Column("from_at", Moment, nullable=False),
    Column("until_at", Moment, nullable=False),
)

versions = Table(
    "versions",
    metadata,
    Column("item", String(200), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("state", String(20), nullable=False, index=True),
    Column("body", Text, nullable=False),
    Column("department", String(100), nullable=False),
    Column("by", String(60), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("changed_by", String(60), nullable=False),
    Column("changes", Integer, nullable=False),
    Column("asked_by", String(60)),
    Column("asked_at", Moment),
    Column("decided_by", String(60)),
    Column("decided_at", Moment),
)

comments = Table(
    "comments",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("item", String(200), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", String(60), nullable=False),
    Column("text", Text, nullable=False),
    sqlite_autoincrement=True,
)

overrides = Table(
    "overrides",
    metadata,
    Column("item", String(200), primary_key=True),
    Column("body", Text, nullable=False),
    Column("by", String(60), nullable=False),
    Column("at", Moment, nullable=False),
)

playlist_drafts = Table(
    "playlist_drafts",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("body", Text),
    Column("base", String(64), nullable=False),
    Column("by", String(60), nullable=False),
    Column("at", Moment, nullable=False),
)

draft_steps = Table(
    "draft_steps",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("playlist", String(100), nullable=False, index=True),
    Column("before", Text),
    Column("after", Text),
    Column("says", Text, nullable=False),
    Column("by", String(60), nullable=False),
    Column("at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

edits = Table(
    "edits",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False, index=True),
    Column("by", String(60), nullable=False),
    Column("noun", String(20), nullable=False),
    Column("name", String(200), nullable=False),
    Column("act", String(40), nullable=False),
    Column("before", Text),
    Column("after", Text),
    sqlite_autoincrement=True,
)
Index("ix_edits_name", edits.c.noun, edits.c.name)
Index("ix_edits_by", edits.c.by, edits.c.id)

media_details = Table(
    "media_details",
    metadata,
    Column("name", Text, primary_key=True),
    Column("sha256", String(64), nullable=False, index=True),
    Column("body", Text, nullable=False),
    Column("department", String(100), nullable=False),
    Column("by", String(60), nullable=False),
    Column("at", Moment, nullable=False),
)

play_days = Table(
    "play_days",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("display", String(100), primary_key=True),
    Column("plays", Integer, nullable=False),
    Column("shown_ms", BigInteger, nullable=False),
    Column("planned", Integer),
    Column("planned_ms", BigInteger),
)

play_months = Table(
    "play_months",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("item", String(200), primary_key=True),
    Column("plays", Integer, nullable=False),
    Column("shown_ms", BigInteger, nullable=False),
    Column("planned", Integer, nullable=False),
    Column("planned_ms", BigInteger, nullable=False),
)

brand = Table("brand", metadata, Column("name", String(20), primary_key=True), Column("body", Text, nullable=False))

links = Table(
    "links",
    metadata,
    Column("code", String(8), primary_key=True),
    Column("asked", Text, nullable=False),
    Column("campaign", String(60), nullable=False),
    Column("target", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("department", String(100), nullable=False),
    Column("by", String(60), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment),
)
# A target of a campaign has one code, whoever asks for it first.
Index("uq_links_asked", links.c.asked, links.c.campaign, unique=True)

link_checks = Table(
    "link_checks",
    metadata,
    Column("target", Text, primary_key=True),
    Column("state", String(20), nullable=False),
    Column("since_at", Moment, nullable=False),
    Column("checked_at", Moment, nullable=False),
    Column("status", Integer),
    Column("leads_to", Text, nullable=False),
    Column("fails", Integer, nullable=False),
    Column("reason", String(20), nullable=False),
)

spots = Table(
    "spots",
    metadata,
    Column("code", String(6), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("name", String(100), nullable=False),
    Column("given_at", Moment, nullable=False),
)
# A display has one; a place has one for each poster.
Index("ix_spots_name", spots.c.kind, spots.c.name)

scans = Table(
    "scans",
    metadata,
    Column("hour", Moment, primary_key=True),
    Column("link", String(8), primary_key=True),
    Column("spot", String(6), primary_key=True),
    Column("device", String(10), primary_key=True),
    Column("count", Integer, nullable=False),
)

# What pages read of scans: raised with every scan, so that a quarter of 400 spots isn't summed up anew each time.
scan_days = Table(
    "scan_days",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("link", String(8), primary_key=True),
    Column("spot", String(6), primary_key=True),
    Column("count", Integer, nullable=False),
)

scan_hours = Table(
    "scan_hours",
    metadata,
    Column("hour", Moment, primary_key=True),
    Column("link", String(8), primary_key=True),
    Column("count", Integer, nullable=False),
)

shown_codes = Table(
    "shown_codes",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("display", String(100), primary_key=True),
    Column("link", String(8), primary_key=True),
    Column("shown_ms", BigInteger, nullable=False),
)

scans_left_out = Table(
    "scans_left_out",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("link", String(8), primary_key=True),
    Column("reason", String(20), primary_key=True),
    Column("count", Integer, nullable=False),
)

posters = Table(
    "posters",
    metadata,
    Column("spot", String(6), primary_key=True),
    Column("link", String(8), nullable=False, index=True),
    Column("place", String(100), nullable=False, index=True),
    Column("body", Text, nullable=False),
    Column("department", String(100), nullable=False),
    Column("by", String(60), nullable=False),
    Column("made_at", Moment, nullable=False),
    # By which order it was made, so that it can be printed again as it was; empty where none is kept.
    Column("ordered", String(26), nullable=False),
    Column("posted_on", String(10)),
    Column("seen_on", String(10)),
    Column("missing_on", String(10)),
    Column("taken_down_on", String(10)),
)

poster_visits = Table(
    "poster_visits",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("spot", String(6), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("day", String(10), nullable=False),
    Column("by", String(60), nullable=False),
    Column("act", String(20), nullable=False),
    Column("note", Text, nullable=False),
    Column("photographs", Text, nullable=False),
    # The dates as they were, so that the last act can be taken back.
    Column("before", Text, nullable=False),
    sqlite_autoincrement=True,
)

poster_orders = Table(
    "poster_orders",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("body", Text, nullable=False),
    Column("department", String(100), nullable=False),
    Column("by", String(60), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("done_at", Moment),
    Column("problem", Text, nullable=False),
)

accepted_findings = Table(
    "accepted_findings",
    metadata,
    Column("item", String(200), primary_key=True),
    Column("codes", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", String(60), nullable=False),
    Column("at", Moment, nullable=False),
)
