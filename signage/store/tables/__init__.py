"""The tables, a file a part of the house. Structs that only the functions of `store` look into are kept whole, as JSON."""

from .codes import link_checks, links, scan_days, scan_hours, scans, scans_left_out, shown_codes, spots
from .columns import Moment, metadata
from .content import accepted_findings, brand, comments, items, overrides, sources, versions
from .library import decodings, erased, media, media_details
from .people import departments, deputies, edits, sessions, users
from .playing import play_days, play_months, plays
from .printing import poster_orders, poster_visits, posters
from .programme import calendars, draft_steps, now_rules, playlist_drafts, playlists
from .publishing import heads, problems, publications, revisions, slides
from .screens import (
    care,
    commands,
    displays,
    groups,
    heartbeats,
    measurements,
    pairings,
    places,
    status_changes,
    statuses,
    visits,
)
from .telling import deliveries, messages, notifications

__all__ = [
    "Moment",
    "accepted_findings",
    "brand",
    "calendars",
    "care",
    "commands",
    "comments",
    "decodings",
    "deliveries",
    "departments",
    "deputies",
    "displays",
    "draft_steps",
    "edits",
    "erased",
    "groups",
    "heads",
    "heartbeats",
    "items",
    "link_checks",
    "links",
    "measurements",
    "media",
    "media_details",
    "messages",
    "metadata",
    "notifications",
    "now_rules",
    "overrides",
    "pairings",
    "places",
    "play_days",
    "play_months",
    "playlist_drafts",
    "playlists",
    "plays",
    "poster_orders",
    "poster_visits",
    "posters",
    "problems",
    "publications",
    "revisions",
    "scan_days",
    "scan_hours",
    "scans",
    "scans_left_out",
    "sessions",
    "shown_codes",
    "slides",
    "sources",
    "spots",
    "status_changes",
    "statuses",
    "users",
    "versions",
    "visits",
]
