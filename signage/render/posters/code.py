"""A poster's QR code as one vector path: error correction Q, as paper gets dirty and torn (ISO/IEC 18004)."""

from collections.abc import Iterator, Sequence

import segno

from ...errors import RenderError
from ...words import Words
from ..qr import QUIET

TOO_LONG: Words = {
    "ja": "このアドレスは長すぎて、QRコードになりません。短いアドレスにしてください。",
    "en": "This address is too long for a QR code. Use a shorter one.",
}


def code_svg(address: str) -> str:
    """Black on white with its quiet zone, one unit a module. Raises RenderError when the address is too long for a code."""
    code = _code(address)
    side = _side(code)
    path = "".join(f"M{x + QUIET} {y + QUIET}h{run}v1h-{run}z" for x, y, run in _runs(code.matrix))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}" height="{side}">'
    return f'{head}<rect width="{side}" height="{side}" fill="#fff"/><path d="{path}" fill="#000"/></svg>'


def modules_of(address: str) -> int:
    """How many modules a side of its code has, quiet zone and all. Raises RenderError as `code_svg` does."""
    return _side(_code(address))


def _code(address: str) -> segno.QRCode:
    try:
        return segno.make(address.encode(), error="q", micro=False, boost_error=False, mode="byte")
    except segno.DataOverflowError as error:
        raise RenderError("this address is too long for a QR code", address[:80], TOO_LONG) from error


def _side(code: segno.QRCode) -> int:
    return int(code.symbol_size(border=QUIET)[0])


def _runs(matrix: Sequence[Sequence[int]]) -> Iterator[tuple[int, int, int]]:
    """Dark modules that lie in a row: where they begin, and how many."""
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            run = 0
            while x + run < len(row) and row[x + run]:
                run += 1
            if run:
                yield x, y, run
            x += run or 1
