"""What is on air, and what could not be."""

from sqlalchemy import BigInteger, Column, Integer, String, Table, Text

from .columns import Moment, metadata

revisions = Table(
    "revisions",
    metadata,
    Column("noun", String(40), primary_key=True),
    Column("revision", BigInteger, nullable=False),
)

slides = Table(
    "slides",
    metadata,
    Column("recipe", String(64), primary_key=True),
    Column("subject", String(400), nullable=False, index=True),
    Column("slide", String(64), nullable=False, index=True),
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

problems = Table(
    "problems",
    metadata,
    Column("noun", String(20), primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("message", Text, nullable=False),
    Column("since", Moment, nullable=False),
)
