"""An order's sheets → PDF, or the first of them as a picture. All of it runs in a worker."""

from collections.abc import Sequence
from typing import Any

from ...domain.posters import TEMPLATES
from ...errors import RenderError
from .art import motif_of, sun_svg
from .bundles import check_pages
from .design import Design, Sheet
from .reading import check_code
from .typesetting import FOLDER, OURS, as_pdf, check_source, typeset
from .words import art_colours, given


def print_sheets(design: Design, sheets: Sequence[Sheet]) -> bytes:
    """A PDF of a page for each sheet. Raises RenderError naming a template's file, and its line where one is at fault."""
    pdf = typeset(*_job(design, sheets), design.vendor)
    check_pages(pdf, len(sheets), f"{FOLDER}/{design.template}.typ")
    if design.template not in TEMPLATES:
        check_code(pdf, sheets[0].says, f"{FOLDER}/{design.template}.typ")
    return pdf


def draw_sheet(design: Design, sheet: Sheet, long_side_px: int) -> bytes:
    """A PNG of one sheet, its longer side so many px. Raises RenderError."""
    inches = max(design.paper.width_mm, design.paper.height_mm) / 25.4
    return typeset(*_job(design, [sheet]), design.vendor, ppi=long_side_px / inches)


def _job(design: Design, sheets: Sequence[Sheet]) -> tuple[str, dict[str, bytes], dict[str, Any]]:
    files = {path.name: path.read_bytes() for path in sorted(OURS.glob("*.typ"))}
    main = f"{design.template}.typ"
    for name, content in design.own:
        if name.endswith(".typ"):
            check_source(name, content.decode("utf-8", "replace"))
        files[name] = content
    if main not in files:
        raise RenderError(f"there is no template “{main}”", FOLDER)
    files["sun.pdf"] = as_pdf(sun_svg(portrait=design.paper.portrait), design.vendor)
    if motif := motif_of(art_colours(design)).svg:
        files["motif.pdf"] = as_pdf(motif, design.vendor)
    if design.picture:
        files["picture.jpg"] = design.picture.jpeg
    return main, files, given(design, list(sheets))
