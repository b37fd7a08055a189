"""A request is looked at and decided: approved, sent back, or approved by who made it; then the next one opens."""

from urllib.parse import quote

from aiohttp import web

from ....actions.approve_item import ALL_READ, COMMENT_LETTERS, Unread, approve, approve_own, remand
from ....actions.edit_item import Seen, seen_of
from ....errors import ConflictError, ForbiddenError, InputError
from ....words import Words
from ...auth import form_of, go_to, needs, text_of
from ...desk import DESK
from ..content.open_tasks import OPEN_TASKS
from ..content.page import seen_in
from ..pages import HEADERS
from .accepting import UnreadError, Yes, yes_in
from .looked import Looked, following_of, looked_at
from .page import outlook_of, page

EMPTY: dict[str, Words] = {
    "remand": {"ja": "どこを直すか、ひとこと書いてください。", "en": "Write what is to be changed."},
    "approve-own": {
        "ja": "ほかの人が承認できない理由を書いてください。",
        "en": "Write why nobody else can approve it.",
    },
}
LONG: Words = {"ja": f"ひとことは {COMMENT_LETTERS:,}文字までです。", "en": f"At most {COMMENT_LETTERS:,} characters."}
OVER: Words = {
    "ja": "掲載期間が終わっています。差し戻して、期間を直してもらってください。",
    "en": "Its period is over. Send it back to have the period changed.",
}
MOVED: Words = {
    "ja": "あなたが開いた後に、変わりました。いまの内容を見て、もう一度決めてください。",
    "en": "It has changed since you opened it. Look at it as it is now and decide again.",
}


@needs("see content")
async def get_approval(request: web.Request) -> web.StreamResponse:
    """The page; with `part` the piece that was not ready when it was made."""
    looked = await looked_at(request)
    if request.query.get("part") == "outlook":
        return web.Response(text=await outlook_of(looked), content_type="text/html", headers=HEADERS)
    return await page(looked)


@needs("approve content")
async def post_approval(request: web.Request) -> web.StreamResponse:
    """`decision` is approve, remand or approve-own; `seen` the state that was looked at. Then the next request opens."""
    form = await form_of(request)
    looked = await looked_at(request)
    decision, comment = text_of(form, "decision"), text_of(form, "comment").replace("\r\n", "\n").strip()
    yes = yes_in(form)
    try:
        await _decide(looked, decision, seen_in(text_of(form, "seen")), comment, yes)
    except UnreadError:
        return await page(looked, status=422, comment=comment, decision=decision, yes=yes, unread=True)
    except ConflictError:
        return await page(await looked_at(request), status=409, notice=MOVED, comment=comment)
    except InputError:
        error = _what_is_wrong(decision, comment)
        return await page(looked, status=422, error=error, comment=comment, decision=decision, yes=yes)
    request.app[OPEN_TASKS].forget()
    raise go_to(await _next(looked, "approve" if decision == "approve-own" else decision))


async def _decide(looked: Looked, decision: str, seen: Seen | None, comment: str, yes: Yes) -> None:
    database, id, person, now = looked.request.app[DESK].database, looked.item.id, looked.person, looked.now
    if seen is None:
        raise ConflictError("this form does not say what was seen", id)
    if decision == "remand":
        await remand(database, id, seen, person, now, comment)
    elif decision == "approve":
        await approve(database, id, seen, person, now, comment, await _unread(looked, seen, yes))
    elif decision == "approve-own":
        await approve_own(database, id, seen, person, now, comment, await _unread(looked, seen, yes))
    else:
        raise ForbiddenError("a request is approved or sent back", id)


async def _unread(looked: Looked, seen: Seen, yes: Yes) -> Unread:
    """What can't be read of the version that was seen. Raises UnreadError where nobody has said yes to that."""
    decides = looked.may_decide or looked.may_approve_own
    if not decides or seen != seen_of(looked.version):
        return ALL_READ  # the decision itself says why it can't be
    codes = (await looked.foreseen()).unreadable
    return yes.to(codes, looked.item.id)


def _what_is_wrong(decision: str, comment: str) -> Words:
    if len(comment) > COMMENT_LETTERS:
        return LONG
    return OVER if comment or decision == "approve" else EMPTY[decision]


async def _next(looked: Looked, decision: str) -> str:
    """Where to go on: to the following request, else home."""
    following, done = await following_of(looked), f"?done={decision}&of={quote(looked.item.id, safe='')}"
    return f"{following}{done}" if following else f"/home{done}"
