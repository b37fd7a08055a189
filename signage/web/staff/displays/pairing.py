"""The pairing of a screen: its code, which display it is, what that means, and whether it has come.

One step a page, each with an address of its own: by the QR on the screen one begins at the second. Only the last is sent.
"""

import math
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import structlog
from aiohttp import hdrs, web
from yarl import URL

from ....domain.catalogue import Catalogue
from ....domain.displays import Display, Place
from ....domain.fleet import plain
from ....domain.health import STATUS_WORDS, Health
from ....domain.tries import Tries
from ....errors import NotFoundError
from ....words import Words, in_words
from ...auth import form_of, go_to, needs, text_of
from ...desk import DESK, Desk
from ...visitor import Visitor, visitor
from ..pages import HEADERS, language_of, part, render, renewed, version_of
from ..pictures import should_show, size_of

TITLE: Words = {"ja": "機器をつなぐ", "en": "Pair a device"}
LINES = 50
SEARCH_CHARACTERS = 100
USUALLY = timedelta(seconds=45)
"""So long a screen takes that has been given its token; after that something is in its way."""
TRIES = web.AppKey("pairing_tries", Tries)
log = structlog.get_logger()


def pairing_tries() -> Tries:
    """Wrong codes of a person. Of a million codes at most 200 are open: nobody finds one by guessing."""
    return Tries(10, timedelta(minutes=1))


class Choice(NamedTuple):
    display: Display
    place: Place
    health: Health

    @property
    def is_new(self) -> bool:
        return self.health.status == "never"


class Group(NamedTuple):
    """Some of the displays to choose from; `rest` are those that the list has no room for."""

    says: Words
    choices: list[Choice]
    rest: int


@needs("pair displays")
async def get_pairing(request: web.Request) -> web.StreamResponse:
    desk, now = request.app[DESK], datetime.now(UTC)
    code, catalogue = plain_code(request.query.get("code", "")), await desk.catalogue()
    choice = _choice(desk, catalogue, request.query.get("display", ""), now)
    if not request.query.get("code"):
        return await _ask_code(request, choice)
    if problem := _check(request, code, now):
        return await _ask_code(request, choice, code, problem)
    if choice is None:
        return await _ask_display(request, code, catalogue, now)
    return await _ask_consent(request, code, catalogue, choice, now)


@needs("pair displays")
async def post_pairing(request: web.Request) -> web.StreamResponse:
    form, desk, now = await form_of(request), request.app[DESK], datetime.now(UTC)
    code = plain_code(text_of(form, "code"))
    choice = _choice(desk, await desk.catalogue(), text_of(form, "display"), now)
    if choice is None:
        raise NotFoundError("there is no such display")
    if problem := _check(request, code, now):
        return await _ask_code(request, choice, code, problem)
    await desk.pairings.approve(code, choice.display.id, _who(request).name, now)
    log.info("screen paired", display=choice.display.id, by=_who(request).name, swapped=not choice.is_new)
    # What the old device said until its token died is no sign of the new one.
    raise go_to(str(_done_url(choice.display, math.ceil(datetime.now(UTC).timestamp() * 1000))))


@needs("pair displays")
async def get_paired(request: web.Request) -> web.StreamResponse:
    """Whether the screen has come since it was given its token; the part that says so asks again by itself."""
    desk, now = request.app[DESK], datetime.now(UTC)
    catalogue = await desk.catalogue()
    choice = _choice(desk, catalogue, request.query.get("display", ""), now)
    since = _moment(request.query.get("since", ""))
    if choice is None or since is None:
        raise NotFoundError("there is no such display")
    beat = desk.beats.get(choice.display.id)
    came = beat is not None and beat.received_at > since
    here = _done_url(choice.display, round(since.timestamp() * 1000))
    values: dict[str, Any] = {"choice": choice, "came": came, "late": now - since > USUALLY, "here": here}
    progress = part(request, "pairing-progress.html", now=now, **values)
    if request.query.get("part"):
        return web.Response(headers={**HEADERS, "HX-Redirect": str(here)}) if came else renewed(request, progress, now)
    title = CAME if came else COMING
    seen = _seen(desk, catalogue, choice, now)
    return await render(
        request,
        "pairing-done.html",
        title=title,
        now=now,
        **values,
        **seen,
        progress=progress,
        version=version_of(progress),
    )


COMING: Words = {"ja": "画面が来るのを待っています", "en": "Waiting for the screen"}
CAME: Words = {"ja": "画面がつながりました", "en": "The screen is connected"}


def plain_code(text: str) -> str:
    """The figures of a code, however they were typed: 482 107, ４８２１０７, 482-107."""
    return "".join(
        letter for letter in unicodedata.normalize("NFKC", text[:40]) if letter.isascii() and letter.isdigit()
    )


def _check(request: web.Request, code: str, now: datetime) -> Words | None:
    """What is wrong with a code; a wrong one costs a try."""
    tries, name = request.app[TRIES], _who(request).name
    if not tries.left(name, now):
        minutes = max(1, -(-tries.wait(name, now) // timedelta(minutes=1)))
        return {
            "ja": f"違う番号が続いたため、いまは試せません。{minutes}分後に、また試せます。",
            "en": f"Too many wrong codes. Try again in {minutes} minute{'s' if minutes > 1 else ''}.",
        }
    if request.app[DESK].pairings.expires_at(code, now):
        return None
    tries.take(name, now)
    return {
        "ja": "この番号の画面は見つかりません。番号は10分で変わります。画面を見直して、いま出ている番号を入れてください。",
        "en": "No screen shows this code. It changes after ten minutes: look at the screen again.",
    }


async def _ask_code(
    request: web.Request, choice: Choice | None, code: str = "", problem: Words | None = None
) -> web.Response:
    status = 422 if problem and request.method == hdrs.METH_POST else 200  # one that was only asked for is a page
    return await render(
        request, "pairing-code.html", title=TITLE, status=status, choice=choice, code=code, problem=problem or {}
    )


async def _ask_display(request: web.Request, code: str, catalogue: Catalogue, now: datetime) -> web.Response:
    text = request.query.get("q", "").strip()[:SEARCH_CHARACTERS]
    choices = _choices(catalogue, request.app[DESK].watch.healths(now), text, language_of(request))
    return await render(
        request,
        "pairing-display.html",
        title={"ja": "どの画面ですか", "en": "Which display is it?"},
        now=now,
        code=code,
        text=text,
        groups=_groups(choices),
        status_words=STATUS_WORDS,
    )


async def _ask_consent(
    request: web.Request, code: str, catalogue: Catalogue, choice: Choice, now: datetime
) -> web.Response:
    desk, name = request.app[DESK], choice.display.name
    expires_at = desk.pairings.expires_at(code, now) or now
    return await render(
        request,
        "pairing-consent.html",
        title={"ja": f"「{name}」につなぎますか", "en": f"Pair it with {name}?"},
        now=now,
        code=code,
        choice=choice,
        minutes=max(1, (expires_at - now) // timedelta(minutes=1)),
        status_words=STATUS_WORDS,
        **_seen(desk, catalogue, choice, now),
    )


def _seen(desk: Desk, catalogue: Catalogue, choice: Choice, now: datetime) -> dict[str, Any]:
    """What the display should show now, and the sheet with the size of its slide."""
    shown = desk.watch.should_show(choice.display.id, now)
    sizes_url = f"/static/sizes.css?of={size_of(choice.display)}"
    return {"picture": should_show(choice.display, shown, catalogue), "sizes_url": sizes_url}


def _choice(desk: Desk, catalogue: Catalogue, id: str, now: datetime) -> Choice | None:
    display = catalogue.displays.get(id)
    if display is None:
        return None
    place = catalogue.places.get(display.place) or Place(id=display.place, name={"ja": display.place})
    return Choice(display, place, desk.watch.health(id, now))


def _choices(catalogue: Catalogue, healths: Mapping[str, Health], text: str, language: str) -> list[Choice]:
    """Those whose name, number or place holds all words of the text; by place."""
    words, found = plain(text).split(), []
    for id, display in catalogue.displays.items():
        place = catalogue.places.get(display.place) or Place(id=display.place, name={"ja": display.place})
        said = plain(" ".join((id, display.name, *place.name.values())))
        if id in healths and all(word in said for word in words):
            found.append(Choice(display, place, healths[id]))
    return sorted(found, key=lambda one: (in_words(one.place.name, language), one.place.id, one.display.name))


def _groups(choices: Iterable[Choice]) -> list[Group]:
    """Those that were never seen first: a new screen is most often one of them."""
    sorts: dict[bool, list[Choice]] = {True: [], False: []}
    for choice in choices:
        sorts[choice.is_new].append(choice)
    words: dict[bool, Words] = {
        True: {"ja": "まだつながったことのない画面", "en": "Never connected yet"},
        False: {"ja": "機器を入れ替える画面", "en": "Swap the device of"},
    }
    return [Group(words[new], found[:LINES], len(found[LINES:])) for new, found in sorts.items() if found]


def _who(request: web.Request) -> Visitor:
    who = visitor(request)
    if who is None:
        raise RuntimeError("a page for those who are logged in was answered without `needs`")
    return who


def _done_url(display: Display, since_ms: int) -> URL:
    return URL("/pair/done").with_query(display=display.id, since=str(since_ms))


def _moment(text: str) -> datetime | None:
    """Epoch milliseconds out of an address."""
    return (
        datetime.fromtimestamp(int(text) / 1000, UTC) if text.isascii() and text.isdigit() and len(text) < 15 else None
    )
