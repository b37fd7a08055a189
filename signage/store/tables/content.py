"""What is shown: items, how staff write and override them, and in whose look."""

from sqlalchemy import Column, Integer, String, Table, Text

from .columns import Moment, metadata

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

overrides = Table(
    "overrides",
    metadata,
    Column("item", String(200), primary_key=True),
    Column("body", Text, nullable=False),
    Column("by", String(60), nullable=False),
    Column("at", Moment, nullable=False),
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

accepted_findings = Table(
    "accepted_findings",
    metadata,
    Column("item", String(200), primary_key=True),
    Column("codes", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", String(60), nullable=False),
    Column("at", Moment, nullable=False),
)

brand = Table("brand", metadata, Column("name", String(20), primary_key=True), Column("body", Text, nullable=False))
