"""What every answer carries, whoever gave it: no browser makes something else of it, and nobody is told what we run on."""

from typing import TypeVar

from aiohttp import hdrs, web
from multidict import istr

Response = TypeVar("Response", bound=web.StreamResponse)

NAME = "signage"
"""Without one of ours, aiohttp names itself and Python with their versions."""
ALWAYS: dict[str, str] = {istr("X-Content-Type-Options"): "nosniff", hdrs.SERVER: NAME}


def guarded(response: Response) -> Response:
    """Set by what stands around each handler, not by a signal of the application: that cost a poll a tenth."""
    if not response.prepared:
        response.headers.update(ALWAYS)
    return response
