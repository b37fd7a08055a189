"""What runs when: playlists with their drafts, calendars, what is shown by hand."""

from sqlalchemy import Column, Integer, String, Table, Text

from .columns import Moment, metadata

playlists = Table(
    "playlists",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("origin", Text, nullable=False),
    Column("body", Text, nullable=False),
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
