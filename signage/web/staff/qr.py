"""A QR code as a drawing in the page."""

import segno
from markupsafe import Markup


def qr_svg(address: str) -> Markup:
    """Scales with its box; its quiet zone is part of it."""
    code = segno.make(address, error="m", micro=False)
    return Markup(code.svg_inline(omitsize=True, svgclass="qr", border=4))  # noqa: S704  made of modules, not of text
