"""A made sheet looked at as a phone would: whether its code can be read. Needs the extra `glass` (zxing-cpp)."""

import pypdfium2 as pdfium

from ...errors import RenderError

LONG_SIDE_PX = 1_600


def check_code(pdf: bytes, says: str, where: str) -> None:
    """Reads the first page back, half as sharp as it prints. Raises RenderError when its code says anything else, or nothing;
    without the reader nothing is checked.
    """
    try:
        import zxingcpp
    except ImportError:
        return
    document = pdfium.PdfDocument(pdf)
    try:
        page = document[0]
        picture = page.render(scale=LONG_SIDE_PX / max(page.get_size()), grayscale=True).to_pil()
    finally:
        document.close()
    found = [one.text for one in zxingcpp.read_barcodes(picture)]
    if says not in found:
        raise RenderError(
            "the code on the poster can't be read; is it missing, too small, or does something lie on it?", where
        )
