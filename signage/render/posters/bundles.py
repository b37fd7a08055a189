"""Sheets that were set in parts, brought into one PDF, or each into one of its own."""

from collections.abc import Sequence
from pathlib import Path

import pypdfium2 as pdfium


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


def split_sheets(part: Path, targets: Sequence[Path]) -> None:
    """The pages of a part, each into its own file; as many targets as pages. Raises OSError."""
    document = pdfium.PdfDocument(part)
    try:
        for number, target in enumerate(targets):
            alone = pdfium.PdfDocument.new()
            alone.import_pages(document, pages=[number])
            alone.save(str(target))
            alone.close()
    finally:
        document.close()
