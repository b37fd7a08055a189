"""An event: its title in the sky, the sun that says how near it is, when and where in the sea (look.md §6, §7)."""

import msgspec

from ...domain.events import Stage
from ...errors import RenderError
from ..badge import Sun, badge
from ..brief import Brief
from ..composition import Block, Composition
from ..frame import QUIET, fitting_label, footer, footer_top, header, header_bottom
from ..palettes import INK, Tone, day, daybreak, palette
from ..wording import STAGES, own_words
from .coded import NEWS, caption, place_card, typed_address
from .event_sea import Facts, Room, date_only, facts_of, fits, place_size, sea
from .event_sky import Scene, event_sky, plate
from .event_terms import terms, untold

_HORIZON = (690.0, 1130.0, 372.0)
_HORIZON_QR = (720.0, 820.0, 372.0)
_HORIZON_FAR = (740.0, 1430.0, 366.0)


def compose_event(brief: Brief) -> Composition:
    """Raises RenderError for an item that says no date."""
    scene = _scene(brief)
    label = "" if brief.canvas.is_far else _label(brief)
    sky, sun = event_sky(scene, label)
    held = fitting_label(brief, "event", label, _header_room(brief, sun))
    if held != label:
        sky, sun = event_sky(scene, held)
    words = badge(brief, scene.stage, scene.occasion, sun) if sun else plate(scene)
    room = _header_room(brief, sun)
    named = not brief.canvas.is_far and room is None
    blocks = [*header(brief, "event", held, named, room), *sky.blocks, *words, *_sea(scene)]
    return Composition(
        canvas=brief.canvas,
        colours=scene.colours,
        tone=_tone(scene),
        horizon=scene.horizon,
        blocks=tuple(blocks),
        art=sky.art,
        qr=scene.card,
        findings=untold(brief, blocks),
    )


def _header_room(brief: Brief, sun: Sun | None) -> float | None:
    """Where the header ends, if the sun reaches up to it."""
    canvas = brief.canvas
    return sun.x - sun.radius - 24 if sun and sun.top < header_bottom(canvas) - 8 * canvas.k else None


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
    return _upright(scene) if canvas.portrait else _lying(scene)


def _upright(scene: Scene) -> list[Block]:
    """Portrait: when and where, under it the terms, if that makes nothing smaller, and who says it; beside a code the words
    for it.
    """
    brief, room, facts = scene.brief, _room(scene), _facts(scene)
    blocks, said = sea(brief, facts, room), footer(brief, brief.department, address=False)
    if scene.card:
        typed = typed_address(brief, said, room.width, scene.card)
        return [*blocks, *said, *typed, *caption(brief, NEWS, scene.card, typed)]
    told = terms(brief, room.width)
    if told:
        less = msgspec.structs.replace(room, floor=room.floor - told.height - 34)
        lower = sea(brief, facts, less)
        if fits(lower, less) and place_size(lower) >= 0.8 * place_size(blocks):
            return [*lower, msgspec.structs.replace(told, left=room.left, top=less.floor + 16), *said]
    return [*blocks, *said]


def _lying(scene: Scene) -> list[Block]:
    """Landscape: when and where; in the row under it who says it and the terms, else the address. A long place takes that
    row too.
    """
    brief, canvas, room, facts = scene.brief, scene.canvas, _room(scene), _facts(scene)
    blocks = sea(brief, facts, room)
    if not fits(blocks, room):
        lower = sea(brief, facts, msgspec.structs.replace(room, floor=canvas.height * 0.97 - 8))
        return [*lower, *caption(brief, NEWS, scene.card)] if scene.card else lower
    bottom = max(block.bottom for block in blocks)
    said = footer(brief, brief.department, room.width, address=False)
    told = terms(brief, room.width - sum(block.width + 48 for block in said))
    if told and bottom < footer_top(canvas) - 6:
        left = room.left + room.width - told.width if said else room.left
        said.append(
            msgspec.structs.replace(
                told, left=left, top=footer_top(canvas) - (told.height - QUIET * canvas.k * 1.2) / 2
            )
        )
    elif scene.card is None and bottom < footer_top(canvas) - 30:
        said = footer(brief, brief.department, room.width)
    if scene.card is None:
        return [*blocks, *said]
    typed = [] if told else typed_address(brief, said, room.width, scene.card)
    typed = [one for one in typed if one.top > bottom + 12]
    return [*blocks, *said, *typed, *caption(brief, NEWS, scene.card, typed)]


def _room(scene: Scene) -> Room:
    canvas, card = scene.canvas, scene.card
    if canvas.portrait:
        floor = canvas.height - card.bottom - card.side - 40 if card else footer_top(canvas) - 24
        return Room(canvas.margin, scene.horizon + (48 if card else 72), canvas.text_width, floor)
    width = scene.right - canvas.margin - (72 if card else canvas.margin)
    return Room(canvas.margin, scene.horizon + (34 if card else 50), width, footer_top(canvas) - 10)


def _facts(scene: Scene) -> Facts:
    """When and where; of what is called off when it would have been, and why it is not, or the new day."""
    if scene.stage.state != "cancelled":
        return facts_of(scene.brief, scene.occasion)
    why = scene.brief.words(scene.event.note).replace("\n", " ")
    return Facts(
        scene.occasion, "", why or own_words(STAGES[scene.event.called_off or "cancelled"], scene.brief.language)
    )
