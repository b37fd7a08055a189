"""Every address of the pages of playlists and of publishing."""

from aiohttp import hdrs

from ...errors import Handler
from ..publishing import publish
from . import listing as playlists
from . import playlist, section

GET, POST = hdrs.METH_GET, hdrs.METH_POST

PLAYLIST_ROUTES: tuple[tuple[str, str, Handler], ...] = (
    (GET, "/playlists", playlists.get_playlists),
    (GET, "/drafts/new", playlists.get_new_playlist),
    (POST, "/drafts/new", playlists.post_new_playlist),
    (POST, "/drafts/undo", playlist.post_undo),
    (GET, "/playlists/{name}", playlist.get_playlist),
    (POST, "/playlists/{name}/weight", playlist.post_weight),
    (POST, "/playlists/{name}/order", playlist.post_order),
    (POST, "/playlists/{name}/title", playlist.post_title),
    (POST, "/playlists/{name}/copy", playlist.post_copy),
    (POST, "/playlists/{name}/remove", playlist.post_remove),
    (POST, "/playlists/{name}/discard", playlist.post_discard),
    (GET, "/playlists/{name}/sections", section.get_sections),
    (POST, "/playlists/{name}/sections", section.post_section),
    (GET, "/playlists/{name}/sections/new", section.get_new_section),
    (GET, "/playlists/{name}/sections/{number}", section.get_section),
    (POST, "/playlists/{name}/sections/{number}/drop", section.post_drop_section),
    (GET, "/publish", publish.get_publish),
    (POST, "/publish", publish.post_publish),
)
"""(method, path, handler)."""
