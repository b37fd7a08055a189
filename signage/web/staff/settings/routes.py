"""The addresses of what is set up: places, displays, groups, calendars, sources, the brand."""

from aiohttp import hdrs

from ...errors import Handler
from . import brand as settings_brand
from . import calendars as settings_calendars
from . import displays as settings_displays
from . import groups as settings_groups
from . import places as settings_places
from . import samples as settings_samples
from . import settings
from . import sources as settings_sources
from . import undo as settings_undo

GET, POST = hdrs.METH_GET, hdrs.METH_POST

SETTINGS_ROUTES: tuple[tuple[str, str, Handler], ...] = (
    (GET, "/settings", settings.get_settings),
    (POST, "/settings/undo", settings_undo.post_undo),
    (GET, "/settings/places", settings_places.get_places),
    (GET, "/settings/places/new", settings_places.get_new_place),
    (POST, "/settings/places/new", settings_places.post_place),
    (POST, "/settings/places/week", settings_places.post_week),
    (GET, "/settings/places/{place}", settings_places.get_place),
    (POST, "/settings/places/{place}", settings_places.post_place),
    (POST, "/settings/places/{place}/remove", settings_places.post_remove_place),
    (GET, "/settings/displays", settings_displays.get_displays),
    (GET, "/settings/displays/new", settings_displays.get_new_display),
    (POST, "/settings/displays/new", settings_displays.post_display),
    (POST, "/settings/displays/reading", settings_displays.post_reading),
    (GET, "/settings/displays/sample", settings_samples.get_sample),
    (GET, "/settings/displays/{display}", settings_displays.get_display_form),
    (POST, "/settings/displays/{display}", settings_displays.post_display),
    (POST, "/settings/displays/{display}/remove", settings_displays.post_remove_display),
    (GET, "/settings/groups", settings_groups.get_groups),
    (GET, "/settings/groups/new", settings_groups.get_new_group),
    (POST, "/settings/groups/new", settings_groups.post_group),
    (GET, "/settings/groups/{group}", settings_groups.get_group),
    (POST, "/settings/groups/{group}", settings_groups.post_group),
    (POST, "/settings/groups/{group}/displays", settings_groups.post_members),
    (POST, "/settings/groups/{group}/remove", settings_groups.post_remove_group),
    (GET, "/settings/sources", settings_sources.get_sources),
    (GET, "/settings/sources/new", settings_sources.get_new_source),
    (POST, "/settings/sources/new", settings_sources.post_source),
    (GET, "/settings/sources/{source}", settings_sources.get_source),
    (POST, "/settings/sources/{source}", settings_sources.post_source),
    (POST, "/settings/sources/{source}/ask", settings_sources.post_ask_again),
    (POST, "/settings/sources/{source}/remove", settings_sources.post_remove_source),
    (GET, "/settings/brand", settings_brand.get_brand),
    (POST, "/settings/brand", settings_brand.post_brand),
    (POST, "/settings/brand/try", settings_brand.post_try_brand),
    (GET, "/settings/brand/sample", settings_brand.get_brand_sample),
    (POST, "/settings/brand/drop", settings_brand.post_drop_brand),
    (GET, "/settings/calendars", settings_calendars.get_calendars),
    (GET, "/settings/calendars/new", settings_calendars.get_new_calendar),
    (POST, "/settings/calendars/new", settings_calendars.post_calendar),
    (POST, "/settings/calendars/file", settings_calendars.post_calendar_file),
    (POST, "/settings/calendars/coming", settings_calendars.post_coming),
    (GET, "/settings/calendars/{calendar}", settings_calendars.get_calendar),
    (POST, "/settings/calendars/{calendar}", settings_calendars.post_calendar),
    (POST, "/settings/calendars/{calendar}/copy", settings_calendars.post_copy_calendar),
    (POST, "/settings/calendars/{calendar}/remove", settings_calendars.post_remove_calendar),
)
"""(method, path, handler). What stands where an id could stand comes first."""
