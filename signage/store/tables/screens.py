"""Places and their displays, and what each says of itself."""

from sqlalchemy import Column, Float, Integer, String, Table, Text

from .columns import Moment, metadata

places = Table("places", metadata, Column("id", String(100), primary_key=True), Column("body", Text, nullable=False))

displays = Table(
    "displays",
    metadata,
    Column("id", String(100), primary_key=True),
    Column("body", Text, nullable=False),
    Column("token_sha256", String(64), nullable=False, unique=True),
)

groups = Table("groups", metadata, Column("id", String(100), primary_key=True), Column("body", Text, nullable=False))

pairings = Table(
    "pairings",
    metadata,
    Column("secret_sha256", String(64), primary_key=True),
    Column("display", String(100), nullable=False),
    Column("token_sha256", String(64), nullable=False),
    Column("expires_at", Moment, nullable=False),
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

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("display", String(100), primary_key=True),
    Column("received_at", Moment, nullable=False),
    Column("body", Text, nullable=False),
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
    Column("at", Moment, primary_key=True, index=True),
    Column("status", String(20), nullable=False),
    Column("code", String(40), nullable=False),
    Column("says", Text, nullable=False),
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
