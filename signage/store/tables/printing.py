"""Posters of paper: where they hang, who saw to them, what was ordered."""

from sqlalchemy import Column, Integer, String, Table, Text

from .columns import Moment, metadata

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
