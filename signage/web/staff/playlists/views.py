"""What the page of a playlist tells: as it is drafted, on displays of one shape, at a moment."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from aiohttp import web

from ....domain.arranging import displays_of
from ....domain.calendars import instant, local_day
from ....domain.catalogue import Catalogue
from ....domain.displays import Display, Format
from ....domain.drafts import Draft, digest_of, file_of, with_drafts
from ....domain.forms.typed_moments import day_of
from ....domain.playlist_file import PlaylistFile
from ....domain.playlists import Playlist, item_of
from ....domain.rehearsal import Asked, LoopAt
from ....domain.slots import Loop, SlideKey
from ....domain.timeline import Channel, channel_of, targeting_of
from ....errors import NotFoundError
from ....render.subject import subject_of
from ....store.drafts import Step, load_drafts, load_origins_by_name, load_steps
from ....words import Words
from ...desk import DESK, Desk
from ..pictures import title_of
from .loop import Drawn, Shown, drawn, length_ms, now_in

NOON = time(12)
ANGLES = 20
"""So many kinds of displays can be chosen from."""


class Angle(NamedTuple):
    """Displays that look alike: the first of them stands for all; so many are they."""

    display: Display
    displays: int


class Standing(NamedTuple):
    """A playlist as staff work on it. `file` is the drafted one, else the published one; `origin` the file that it comes
    from, empty for staff's own. `removed`: it is to be taken out.
    """

    name: str
    file: PlaylistFile
    published: PlaylistFile | None
    draft: Draft | None
    origin: str
    steps: tuple[Step, ...]

    @property
    def title(self) -> Words:
        return title_words(self.file.playlist)

    @property
    def seen(self) -> str:
        return digest_of(self.file)

    @property
    def removed(self) -> bool:
        return self.draft is not None and self.draft.file is None


class View(NamedTuple):
    """`loop` None: nothing is shown at that moment; `before_ms` is the published loop's length, where that differs. `on` are
    displays that the playlist is meant for.
    """

    angles: list[Angle]
    angle: Display | None
    format: Format
    at: datetime
    is_now: bool
    loop: Drawn
    anchor_at: datetime | None
    before_ms: int | None
    targeted: int


def title_words(playlist: Playlist) -> Words:
    return playlist.title or {"ja": playlist.name, "en": playlist.name}


async def standing_of(request: web.Request, catalogue: Catalogue) -> Standing:
    """The playlist of the address. Raises NotFoundError."""
    name = request.match_info["name"]
    async with request.app[DESK].database.read() as connection:
        drafts, origins = await load_drafts(connection), await load_origins_by_name(connection)
        steps = await load_steps(connection)
    draft = next((one for one in drafts if one.name == name), None)
    published = file_of(catalogue, name)
    file = (draft.file if draft else None) or published
    if file is None or item_of(name):
        raise NotFoundError("there is no such playlist", name)
    its = tuple(step for step in steps if step.playlist == name)
    return Standing(name, file, published, draft, origins.get(name, ""), its)


async def view_of(request: web.Request, catalogue: Catalogue, standing: Standing, now: datetime) -> View:
    desk = request.app[DESK]
    zone = ZoneInfo(desk.settings.timezone)
    file, asked_day = standing.file, day_of(request.query.get("day", ""), local_day(now, zone))
    is_now = asked_day in (None, local_day(now, zone))
    at = now if is_now or asked_day is None else instant(datetime.combine(asked_day, NOON), zone)
    targeted = displays_of(file.rules, catalogue)
    angles = angles_of(targeted)
    wanted = request.query.get("display", "")
    angle = catalogue.displays.get(wanted) or (angles[0].display if angles else None)
    after = with_drafts(catalogue, [standing.draft] if standing.draft and standing.draft.file else [])
    channel = _channel(angle, after, desk.settings.timezone, desk.brands.in_force.language)
    loops = await desk.rehearsals.loops(
        catalogue, after, [Asked(standing.name, at, channel), Asked(standing.name, at, channel, drafted=False)], now
    )
    will, was = (one or LoopAt((), ()) for one in loops)
    same = will.loop == was.loop
    slides = await _slides(desk, after, will.loop, channel.format)
    on = now_in(was, now) if is_now and same else None
    return View(
        angles=angles,
        angle=angle,
        format=channel.format,
        at=at,
        is_now=is_now,
        loop=drawn(will, file.playlist.sections, slides.__getitem__, on),
        anchor_at=was.anchor_at if on is not None else None,
        before_ms=None if same or standing.published is None else length_ms(was.loop),
        targeted=len(targeted),
    )


def angles_of(displays: Sequence[Display]) -> list[Angle]:
    """Those with the most displays first."""
    counts: Counter[tuple[object, ...]] = Counter()
    first: dict[tuple[object, ...], Display] = {}
    for one in displays:
        key = (one.width, one.height, one.diagonal_inches, one.distance_m, one.languages)
        counts[key] += 1
        first.setdefault(key, one)
    return [Angle(first[key], count) for key, count in counts.most_common(ANGLES)]


def _channel(display: Display | None, catalogue: Catalogue, timezone: str, language: str) -> Channel:
    """That of the display; for a playlist that is meant for none yet, a plain one in the project's language."""
    place = catalogue.places.get(display.place) if display else None
    if display and place:
        return channel_of(display, place, targeting_of(catalogue))
    return Channel("", Format(1920, 1080), (language,), timezone, "", "", (), ())


async def _slides(desk: Desk, catalogue: Catalogue, loop: Loop, format: Format) -> dict[SlideKey, Shown]:
    """Where each slide of a loop can be seen."""
    keys = list({slot.key: None for slot in loop})
    items, media, links = catalogue.items, catalogue.media, catalogue.links
    subjects = [subject_of(items, media, key, format, links) for key in keys]
    paths = await desk.previews.paths(subjects)
    return {key: Shown(path, title_of(key.items[0], catalogue)) for key, path in zip(keys, paths, strict=True)}
