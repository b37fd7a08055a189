"""Errors as pages for people: what is wrong and what to do."""

import functools
from collections.abc import Iterable, Mapping

import structlog
from aiohttp import hdrs, web

from ...domain.accounts import ROLE_WORDS
from ...errors import ForbiddenError, SignageError
from ...words import Words
from ..auth import known_of
from ..errors import Handler, is_cut_off, nothing_here
from ..guarded import guarded
from .pages import language_of, render

log = structlog.get_logger()


def as_page(handler: Handler) -> Handler:
    """The handler with its errors as pages that say what is wrong and what to do."""

    @functools.wraps(handler)
    async def answer(request: web.Request) -> web.StreamResponse:
        if "\0" in request.path:  # no id has it, and PostgreSQL can't be asked for it
            return guarded(await error_page(request, 404))
        try:
            return guarded(await handler(request))
        except SignageError as problem:
            if problem.http_status >= 500:
                log.error("page failed", path=request.path, reason=str(problem))
            return guarded(await error_page(request, problem.http_status, problem))
        except web.HTTPRedirection as elsewhere:
            raise guarded(elsewhere) from None
        except web.HTTPException as problem:
            return guarded(await error_page(request, problem.status))
        except Exception as problem:
            if is_cut_off(request, problem):
                return guarded(await error_page(request, 400))
            log.exception("page failed", path=request.path)
            return guarded(await error_page(request, 500))

    return answer


async def get_nowhere(request: web.Request) -> web.StreamResponse:
    """An address that no route names: for who reads pages a page with the menu, for programs as everywhere else."""
    if "text/html" not in request.headers.get(hdrs.ACCEPT, ""):
        return await nothing_here(request)
    await known_of(request)
    return await error_page(request, 404)


ERRORS: Mapping[int, tuple[Words, Words]] = {
    400: (
        {"ja": "送られた内容を読み取れませんでした", "en": "This request can’t be read"},
        {"ja": "前のページに戻って、もう一度送ってください。", "en": "Go back and send it again."},
    ),
    403: (
        {"ja": "この操作は受け付けられませんでした", "en": "This was not accepted"},
        {
            "ja": "ページを開いてから時間がたったか、変える権限がありません。前のページを開き直し、ボタンが残っていれば、もう一度送ってください。",
            "en": "The page was open too long, or this is not yours to change. Open it again; if the button is still there, send it again.",
        },
    ),
    404: (
        {"ja": "ページが見つかりません", "en": "There is no such page"},
        {
            "ja": "番号やアドレスが違うか、登録が外されています。メニューから選び直せます。",
            "en": "Its number or address is wrong, or it was taken out. Choose it from the menu.",
        },
    ),
    409: (
        {"ja": "ほかの人が、先に変えました", "en": "Somebody else changed it first"},
        {
            "ja": "何も上書きしていません。ページを開き直して、新しい内容を見てから続けてください。",
            "en": "Nothing was overwritten. Open the page anew, look at what is there now, then go on.",
        },
    ),
    413: (
        {"ja": "送られたものが大きすぎます", "en": "What was sent is too large"},
        {"ja": "小さくして、もう一度送ってください。", "en": "Make it smaller and send it again."},
    ),
    422: (
        {"ja": "この内容では受け付けられません", "en": "This can’t be used as it is"},
        {"ja": "前のページに戻って、直してから送ってください。", "en": "Go back, change it and send it again."},
    ),
    429: (
        {"ja": "回数が多すぎます", "en": "Too many tries"},
        {"ja": "1分ほど待ってから、もう一度試してください。", "en": "Wait for a minute, then try again."},
    ),
    500: (
        {"ja": "サーバーが答えられませんでした", "en": "The server could not answer"},
        {
            "ja": "入力は保存されていません。画面の表示は続いています。少し待って、もう一度開いてください。",
            "en": "Nothing was saved. The displays go on. Wait a little and open it again.",
        },
    ),
    503: (
        {"ja": "いまは読み書きできません", "en": "Nothing can be read or written just now"},
        {
            "ja": "画面の表示は続いています。少し待って、もう一度開いてください。",
            "en": "The displays go on. Wait a little and open it again.",
        },
    ),
}


NOT_YOURS: Words = {"ja": "このページは使えません", "en": "This page is not open to you"}


def _all_of(roles: Iterable[str]) -> Words:
    """編集者・設備担当・管理者; editors, technicians or administrators."""
    names = [words for role, words in ROLE_WORDS.items() if role in roles]
    english = ", ".join(f"{name['en']}s" for name in names)
    return {"ja": "・".join(name["ja"] for name in names), "en": " or ".join(english.rsplit(", ", 1))}


async def error_page(request: web.Request, status: int, problem: SignageError | None = None) -> web.Response:
    """What is wrong and what to do; our own trouble is not told."""
    if isinstance(problem, ForbiddenError) and problem.roles:
        return await render(request, "forbidden.html", status=status, title=NOT_YOURS, roles=_all_of(problem.roles))
    title, says = ERRORS.get(status) or ERRORS[400 if status < 500 else 500]
    if problem and problem.says:
        title = NOT_YOURS if isinstance(problem, ForbiddenError) else title
        return await render(request, "error.html", status=status, title=title, says=problem.says, detail="")
    detail = _detail(status, problem, language_of(request))
    return await render(request, "error.html", status=status, title=title, says=says, detail=detail)


def _detail(status: int, problem: SignageError | None, language: str) -> str:
    """What helps whoever sent something to send it otherwise: messages are in English, and stand on English pages alone."""
    return problem.message if problem and language == "en" and status in (413, 422, 429) else ""
