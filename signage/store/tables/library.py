"""Pictures and films: what was decoded, what staff said of it, what was erased."""

from sqlalchemy import Column, String, Table, Text

from .columns import Moment, metadata

media = Table("media", metadata, Column("file", Text, primary_key=True), Column("body", Text, nullable=False))

decodings = Table(
    "decodings",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("recipe", String(64), primary_key=True),
    Column("body", Text, nullable=False),
)

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

erased = Table("erased", metadata, Column("name", String(80), primary_key=True), Column("at", Moment, nullable=False))
