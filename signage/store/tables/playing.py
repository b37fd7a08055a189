"""What was played, and sums of it."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from .columns import Moment, metadata

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
