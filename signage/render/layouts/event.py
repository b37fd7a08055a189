"""An event: its title in the sky, the sun that says how near it is, when and where in the sea (look.md §6, §7)."""

import msgspec

from ...domain.events import Stage
from ...errors import RenderError
from ..badge import badge
from ..brief import Brief
from ..composition import Block, Composition
from ..frame import footer, footer_top, header, header_bottom
from ..palettes import INK, Tone, day, daybreak, palette
from ..wording import STAGES, own_words
from .coded import NEWS, caption, place_card, typed_address
from .event_sea import Facts, Room, date_only, facts_of, fits, sea
from .event_sky import Scene, event_sky, plate

_HORIZON = (690.0, 1130.0, 372.0)
_HORIZON_QR = (720.0, 820.0, 372.0)
_HORIZON_FAR = (740.0, 1430.0, 366.0)


def compose_event(brief: Brief) -> Composition:
    """Raises RenderError for an item that says no date."""
    scene = _scene(brief)
    sky, sun = event_sky(scene)
    words = badge(brief, scene.stage, scene.occasion, sun) if sun else plate(scene)
    label = "" if brief.canvas.is_far else _label(brief)
    room = sun.x - sun.radius - 24 if sun and sun.top < header_bottom(brief.canvas) - 8 * brief.canvas.k else None
    named = not brief.canvas.is_far and room is None
    blocks = [*header(brief, "event", label, named, room), *sky.blocks, *words, *_sea(scene)]
    return Composition(
        canvas=brief.canvas,
        colours=scene.colours,
        tone=_tone(scene),
        horizon=scene.horizon,
        blocks=tuple(blocks),
        art=sky.art,
        qr=scene.card,
    )


def _scene(brief: Brief) -> Scene:
    event = brief.item.event if brief.item else None
    if event is None or not event.occasions:
        raise RenderError("this event says no date", brief.item.id if brief.item else "")
    stage = brief.stage or Stage(0, "early")
    canvas = brief.canvas
    has_card = brief.qr and brief.code and not canvas.strip and not canvas.is_far
    card = place_card(brief, NEWS) if has_card else None
    heights = _HORIZON_FAR if canvas.is_far else _HORIZON_QR if card else _HORIZON
    colours = palette("notice") if stage.state == "cancelled" else brief.colours()
    occasion = event.occasions[min(stage.number, len(event.occasions) - 1)]
    return Scene(brief, event, stage, occasion, colours, card, canvas.horizon(*heights))


def _tone(scene: Scene) -> Tone:
    """What is cancelled has no dawn: white sky, grey sea, its chips in ink."""
    if scene.stage.state != "cancelled":
        return daybreak(scene.colours)
    return msgspec.structs.replace(day(scene.colours), chip=INK)


def _label(brief: Brief) -> str:
    """The theme's name and the series; the date stands in the sea."""
    theme = brief.words(brief.brand.themes[brief.theme].name) if brief.theme else ""
    return "　".join(filter(None, (theme, brief.title.series)))


def _sea(scene: Scene) -> list[Block]:
    brief, canvas = scene.brief, scene.canvas
    if canvas.is_far:
        air = 14 if canvas.strip else 44
        room = Room(canvas.margin, scene.horizon + air, canvas.text_width, canvas.height * 0.97 - air / 2)
        return date_only(brief, scene.occasion, room)
    if canvas.strip:
        room = Room(canvas.margin, scene.horizon + 8, canvas.text_width, canvas.height - 8)
        return sea(brief, _facts(scene), room)
    facts, room = _facts(scene), _room(scene)
    blocks, foot = sea(brief, facts, room), True
    if not fits(blocks, room) and not canvas.portrait:
        blocks, foot = sea(brief, facts, Room(room.left, room.top, room.width, canvas.height * 0.97 - 8)), False
    width = scene.right - canvas.margin - (72 if scene.card else canvas.margin)
    low = max(block.bottom for block in blocks) < footer_top(canvas) - 30
    address = low and not canvas.portrait and not scene.card
    said = footer(brief, brief.department, None if canvas.portrait else width, address=address) if foot else []
    if scene.card is None:
        return [*blocks, *said]
    bottom = max(block.bottom for block in blocks)
    typed = [one for one in typed_address(brief, said, width, scene.card) if foot and one.top > bottom + 12]
    return [*blocks, *said, *typed, *caption(brief, NEWS, scene.card, typed)]


def _room(scene: Scene) -> Room:
    canvas, card = scene.canvas, scene.card
    if canvas.portrait:
        floor = canvas.height - card.bottom - card.side - 40 if card else footer_top(canvas) - 24
        return Room(canvas.margin, scene.horizon + (48 if card else 72), canvas.text_width, floor)
    width = scene.right - canvas.margin - (72 if card else canvas.margin)
    return Room(canvas.margin, scene.horizon + (34 if card else 50), width, footer_top(canvas) - 10)


def _facts(scene: Scene) -> Facts:
    """When and where; of what is cancelled when it would have been, and why it is not."""
    if scene.stage.state != "cancelled":
        return facts_of(scene.brief, scene.occasion)
    why = scene.brief.words(scene.event.note).replace("\n", " ")
    return Facts(scene.occasion, "", why or own_words(STAGES["called off"], scene.brief.language))
