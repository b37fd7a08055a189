"""Where codes lead, who bears them, and how often they were scanned."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from .columns import Moment, metadata

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
