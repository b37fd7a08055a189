"""Sheets that were set in parts, brought into one PDF, or each into one of its own."""

from collections.abc import Sequence
from pathlib import Path

import pypdfium2 as pdfium

from ...errors import RenderError


def join_sheets(parts: Sequence[Path], target: Path) -> None:
    """All pages of the parts, in their order. Raises OSError."""
    joined = pdfium.PdfDocument.new()
    try:
        for part in parts:
            document = pdfium.PdfDocument(part)
            joined.import_pages(document)
            document.close()
        joined.save(str(target))
    finally:
        joined.close()


def check_pages(pdf: bytes, sheets: int, template: str) -> None:
    """Raises RenderError unless a template made a page of each sheet: a place would have no poster, or another's."""
    document = pdfium.PdfDocument(pdf)
    pages = len(document)
    document.close()
    if pages != sheets:
        raise RenderError(f"it makes {pages} pages of {sheets} sheets; each sheet has to be one page", template)


def split_sheets(part: Path, targets: Sequence[Path]) -> None:
    """The pages of a part, each into its own file. Raises OSError; RenderError unless there are as many targets as pages."""
    document = pdfium.PdfDocument(part)
    try:
        if len(document) != len(targets):
            raise RenderError(f"there are {len(document)} pages of {len(targets)} sheets", part.name)
        for number, target in enumerate(targets):
            alone = pdfium.PdfDocument.new()
            alone.import_pages(document, pages=[number])
            alone.save(str(target))
            alone.close()
    finally:
        document.close()
