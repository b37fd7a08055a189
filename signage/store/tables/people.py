"""Staff: who may log in, for whom, and what they changed."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from .columns import Moment, metadata

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

departments = Table(
    "departments", metadata, Column("id", String(100), primary_key=True), Column("body", Text, nullable=False)
)

deputies = Table(
    "deputies",
    metadata,
    Column("approver", String(60), primary_key=True),
    Column("deputy", String(60), primary_key=True),
    Column("from_at", Moment, nullable=False),
    Column("until_at", Moment, nullable=False),
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
