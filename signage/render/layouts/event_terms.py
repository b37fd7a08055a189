"""What an event costs and what else is to be known of it (無料　雨天中止), under when and where."""

from ...domain.legibility import Finding
from ...domain.workflow import SOURCE
from ..brief import Brief
from ..composition import Block
from ..text import Step

_TERMS: dict[str, list[Step]] = {
    "landscape": [(44, 1), (40, 1), (36, 1)],
    "portrait": [(52, 1), (48, 2), (40, 2)],
}
"""In landscape in the row of who says it, in portrait over it."""


_LINE_HEIGHT = 1.32


def terms_of(brief: Brief) -> str:
    """What it costs and what else is to be known of it (無料　雨天中止); empty of what is called off: there the note is why."""
    event = brief.item.event if brief.item else None
    if event is None or event.called_off:
        return ""
    told = (brief.words(words).replace("\n", " ") for words in (event.fee, event.note))
    return ("　" if brief.cjk else " · ").join(filter(None, told))


def terms(brief: Brief, width: float) -> Block | None:
    """The terms in a line or two `width` px wide, to be placed over who says it; None without any or where they are long."""
    text = terms_of(brief)
    steps = [(size * brief.canvas.k, most) for size, most in _TERMS[brief.canvas.shape]]
    if not text or width < 4 * brief.canvas.smallest:
        return None
    setting = brief.setter("text").fit(text, width, steps)
    if setting.shortened:
        return None
    return Block(
        name="terms", setting=setting, face=brief.face("text"), ground="sea", top=0, left=0, line_height=_LINE_HEIGHT
    )


def untold(brief: Brief, blocks: list[Block]) -> tuple[Finding, ...]:
    """That fee and note find no room, to those who wrote them."""
    ours = brief.item is not None and brief.item.source == SOURCE
    told = any(block.name == "terms" for block in blocks)
    return (Finding("terms-left-out", "note", "terms"),) if ours and terms_of(brief) and not told else ()
