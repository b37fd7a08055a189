"""One place turns what went wrong into an answer; every error of the API has one body."""

import functools
from collections.abc import Awaitable, Callable

import msgspec
import structlog
from aiohttp import web

from ..errors import ForbiddenError, SignageError, TooLargeError
from ..words import Words
from .guarded import ALWAYS, guarded

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
OUR_FAULT = "The server could not answer; its log says why."
CUT_OFF = "the body ended before it was whole"
log = structlog.get_logger()


class NotYoursError(ForbiddenError):
    """What belongs to another department, or lies in another group; `says` tells people whose it is."""

    def __init__(self, says: Words, where: str = "") -> None:
        super().__init__(says["en"], where)
        self.says = says


def error_response(status: int, code: str, message: str) -> web.Response:
    body = msgspec.json.encode({"error": {"code": code, "message": message}})
    return web.Response(
        status=status, body=body, content_type="application/json", headers={"Cache-Control": "no-store", **ALWAYS}
    )


def _refusal(problem: SignageError, path: str) -> web.Response:
    """What is our own trouble is told in the log, not to whoever asked."""
    if problem.http_status < 500:
        return error_response(problem.http_status, problem.code, str(problem))
    log.error("request failed", path=path, reason=str(problem))
    return error_response(problem.http_status, problem.code, OUR_FAULT)


def is_cut_off(request: web.Request, problem: Exception) -> bool:
    """Whether whoever asked has gone in the middle of the body (a phone that loses its network): nothing has failed here."""
    return problem is request.content.exception()


def answered(handler: Handler) -> Handler:
    """The handler with its errors as answers. Around each handler, not a middleware: polls must not pay for one."""

    @functools.wraps(handler)
    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return guarded(await handler(request))
        except SignageError as problem:
            return _refusal(problem, request.path)
        except web.HTTPRequestEntityTooLarge as problem:
            return error_response(413, TooLargeError.code, problem.text or "too large")
        except web.RequestPayloadError as problem:
            return error_response(400, "bad_request", f"the body can't be read ({problem})")
        except web.HTTPException as problem:
            return error_response(problem.status, problem.reason.lower().replace(" ", "_"), problem.reason)
        except Exception as problem:
            cut_off = is_cut_off(request, problem)
            if not cut_off:
                log.exception("request failed", path=request.path)
            return error_response(400, "bad_request", CUT_OFF) if cut_off else error_response(500, "error", OUR_FAULT)

    return answer


async def nothing_here(request: web.Request) -> web.StreamResponse:
    """Any path or method that no route names."""
    return error_response(404, "not_found", f"There is nothing at {request.method} {request.path}.")
