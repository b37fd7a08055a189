"""What people are told of failing screens."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from .columns import Moment, metadata

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
