"""An item's period is made longer from a reminder, in one step: by the same rule of approval as everything else."""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from urllib.parse import quote
from zoneinfo import ZoneInfo

from aiohttp import web

from ....actions.approve_item import renew
from ....actions.edit_item import Seen, seen_of
from ....domain.calendars import ONE_DAY, first_instant, local_day
from ....domain.forms.typed_moments import moment_of
from ....domain.renewal import after_months, end_of_fiscal_year
from ....domain.workflow import Version, owns
from ....errors import ConflictError, InputError, NotFoundError
from ....settings import Settings
from ....store.departments import load_departments
from ....store.versions import load_version
from ....words import Words
from ...auth import form_of, go_to, needs, text_of
from ...desk import DESK
from ..content.office import check_owner, who
from ..content.open_tasks import OPEN_TASKS
from ..content.page import seen_in, seen_text
from ..pages import render
from ..pictures import sizes_of
from .approval import MOVED
from .views import shapes_of, shown_at

TITLE: Words = {"ja": "掲載期間を延ばす", "en": "Make its period longer"}
OWN, OWN_LETTERS = "own", 60
USUAL = "month"
"""The choice that the page makes until somebody makes another."""
NO_DAY: Words = {
    "ja": "日付として読めません。令和8年3月31日 のように入れてください。",
    "en": "This can’t be read as a date. Write 31 March 2027, or 2027-03-31.",
}
BOTH: Words = {
    "ja": "日付と、ほかの期間の両方が入っています。日付までなら「ほかの日」を選び、期間で決めるなら日付を消してください。",
    "en": "Both a day and another choice are given. Choose “Another day”, or take the day out.",
}
FISCAL_END: Words = {"ja": "年度の終わり", "en": "End of the fiscal year"}
YEAR_END: Words = {"ja": "年の終わり", "en": "End of the year"}
NOT_LATER: Words = {"ja": "いまの終わりより後の日にしてください。", "en": "Choose a day after the present end."}


class Choice(NamedTuple):
    """`code` is what the form sends; `last` the day through which it would show."""

    code: str
    says: Words
    last: date


def choices_of(version: Version, settings: Settings, now: datetime) -> list[Choice]:
    """Counted from the present end, or from today where that is over."""
    ends, zone, begins = version.item.period.ends_at, ZoneInfo(settings.timezone), settings.year_begins
    today = local_day(now, zone)
    last = max(today, local_day(ends - timedelta(microseconds=1), zone)) if ends else today
    found = [
        Choice(USUAL, {"ja": "1か月", "en": "One month"}, after_months(last, 1)),
        Choice("quarter", {"ja": "3か月", "en": "Three months"}, after_months(last, 3)),
        Choice("fiscal", YEAR_END if begins == 1 else FISCAL_END, end_of_fiscal_year(last + ONE_DAY, begins)),
        Choice("year", {"ja": "1年", "en": "One year"}, after_months(last, 12)),
    ]
    return sorted(found, key=lambda one: one.last)


@needs("write content")
async def get_renewal(request: web.Request) -> web.StreamResponse:
    return await _page(request, await _version(request))


@needs("write content")
async def post_renewal(request: web.Request) -> web.StreamResponse:
    """`until` is one of the choices, or “own” with the day in `own`.

    A day that was typed counts over the choice that the page made by itself: nobody types one to have it passed over. Of a
    day and a choice that somebody made neither is guessed at.
    """
    form = await form_of(request)
    desk, now, version = request.app[DESK], datetime.now(UTC), await _version(request)
    chosen, own = text_of(form, "until"), text_of(form, "own")[:OWN_LETTERS].strip()
    if own and chosen not in ("", USUAL, OWN):
        return await _page(request, version, status=422, chosen=chosen, own=own, error=BOTH)
    chosen = OWN if own else chosen
    ends = _ends(version, chosen, own, desk.settings, now)
    seen = seen_in(text_of(form, "seen")) or Seen(0, 0)
    if ends is None:
        return await _page(request, version, status=422, chosen=chosen, own=own, error=NO_DAY)
    try:
        await renew(
            desk.database, version.item.id, seen, ends, who(request).person, now, approval=desk.settings.approval
        )
    except InputError:
        return await _page(request, version, status=422, chosen=chosen, own=own, error=NOT_LATER)
    except ConflictError:
        return await _page(request, await _version(request), status=409, chosen=chosen, own=own, notice=MOVED)
    request.app[OPEN_TASKS].forget()
    done = "renew" if desk.settings.approval else "longer"
    raise go_to(f"/home?done={done}&of={quote(version.item.id, safe='')}")


def _ends(version: Version, chosen: str, own: str, settings: Settings, now: datetime) -> datetime | None:
    zone = ZoneInfo(settings.timezone)
    for one in choices_of(version, settings, now):
        if one.code == chosen:
            return first_instant(one.last + ONE_DAY, zone)
    return moment_of(own, local_day(now, zone), zone, end=True)


async def _version(request: web.Request) -> Version:
    """Raises NotFoundError for what staff did not write, NotYoursError for what is another department's."""
    desk, id, person = request.app[DESK], request.match_info["item"], who(request).person
    async with desk.database.read() as connection:
        version = await load_version(connection, id)
        departments = await load_departments(connection)
    if version is None:
        raise NotFoundError("staff have written no item of this id", id)
    check_owner(departments, version.department, own=owns(person, version.department))
    return version


async def _page(
    request: web.Request,
    version: Version,
    *,
    status: int = 200,
    chosen: str = USUAL,
    own: str = "",
    error: Words | None = None,
    notice: Words | None = None,
) -> web.Response:
    desk, now = request.app[DESK], datetime.now(UTC)
    catalogue, item = await desk.catalogue(), version.item
    language = next(iter(item.title), "ja")
    return await render(
        request,
        "renewal.html",
        title=TITLE,
        status=status,
        now=now,
        version=version,
        item=item,
        seen=seen_text(seen_of(version)),
        open=version.stage == "approved",
        choices=choices_of(version, desk.settings, now),
        chosen=chosen,
        own=own,
        error=error or {},
        notice=notice,
        approval=desk.settings.approval,
        shapes=await shapes_of(desk, catalogue, item, (), language, shown_at(item, now)),
        sizes_url=f"/static/sizes.css?of={','.join(sizes_of(catalogue.displays.values()))}",
    )
