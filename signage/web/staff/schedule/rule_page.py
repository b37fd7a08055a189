"""The page of a rule as it is drawn, and what was typed into it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from aiohttp import web
from yarl import URL

from ....domain.arranging import displays_of, may_arrange
from ....domain.catalogue import Catalogue
from ....domain.conflicts import conflicts_of
from ....domain.drafts import digest_of, file_of
from ....domain.forms.rule import HOLIDAY_CHOICES, LABELS, PRIORITIES, REPEATS, read_rule, rule_fields
from ....domain.limits import is_theirs
from ....domain.playlists import item_of
from ....domain.rule_times import never_because, next_times
from ....domain.rule_words import DAYS_EN, DAYS_JA, title_of, when_in_words, where_in_words
from ....domain.schedule import Rule
from ....words import Words, in_words
from ...auth import safe_next
from ...desk import DESK
from ..pages import language_of, render, times_of
from ..set_up import person_of
from .now import groups_of, places_of, types_of
from .plan import Plan

NEW: Words = {"ja": "放映ルールを作る", "en": "New rule"}
EMPTY = {"playlist": "", **rule_fields(Rule(playlist="", number=0))}
COPY_OF = "copy:"
"""Before the name of a file's playlist: the new rule goes into a playlist of staff's own that says the same."""
MOST_WARNED = 3


def read_typed(
    request: web.Request, fields: Mapping[str, str], plan: Plan, playlist: str, number: int, now: datetime
) -> tuple[Rule, dict[str, Words]]:
    """What was typed; a rule that never applies is refused, with why."""
    zone = ZoneInfo(request.app[DESK].settings.timezone)
    rule, errors = read_rule(fields, playlist, number, plan.catalogue, now.astimezone(zone).date())
    if not errors and not next_times(rule, plan.catalogue, now, 1):
        why = never_because(rule, plan.catalogue, now)
        errors["targets" if not displays_of([rule], plan.catalogue) else "begins"] = {
            "ja": f"この放映ルールは、一度も当てはまりません（{why['ja']}）。",
            "en": f"This rule never applies: {why['en'][0].lower()}{why['en'][1:]}.",
        }
    return rule, errors


def back_to(back: str, done: str) -> str:
    """The schedule as it was looked at, with what was done."""
    url = URL(safe_next(back)) if back.startswith("/schedule") else URL("/schedule")
    if url.path != "/schedule":
        url = URL("/schedule")
    query = {name: value for name, value in url.query.items() if name not in ("done", "lang")}
    return str(url.with_query(query | ({"done": done} if done else {})))


async def rule_page(
    request: web.Request,
    plan: Plan,
    fields: dict[str, str],
    errors: Mapping[str, Words] | None = None,
    *,
    rule: Rule | None = None,
    known: Rule | None = None,
    differs: Sequence[tuple[Words, str, str]] = (),
    status: int = 0,
) -> web.Response:
    now, language = datetime.now(UTC), language_of(request)
    catalogue, person = plan.catalogue, person_of(request)
    theirs = [one for one in catalogue.displays.values() if is_theirs(person, one)]
    file = file_of(catalogue, known.playlist) if known else None
    own = known is None or plan.is_own(known.playlist)
    may_edit = own and may_arrange(person, [known] if known else [], catalogue)
    return await render(
        request,
        "rule.html",
        title=_title(known, catalogue),
        status=status or (422 if errors else 200),
        now=now,
        fields=fields,
        errors=errors or {},
        labels=LABELS,
        rule=rule,
        known=known,
        origin=plan.origins.get(known.playlist, "") if known else "",
        may_edit=may_edit,
        may_copy=not own and may_arrange(person, [known] if known else [], catalogue),
        when=when_in_words(known, catalogue) if known else {},
        where=where_in_words(known, catalogue) if known else {},
        times_next=next_times(rule, catalogue, now) if rule else [],
        ties=_ties(rule, catalogue, now) if rule else [],
        office=times_of(request, now),
        chosen={name: set(fields.get(name, "").split("\n")) - {""} for name in _CHOICES},
        everywhere="everywhere" in fields or bool(known and not (known.displays or known.groups or known.place_types)),
        types=types_of(catalogue, theirs, limited=len(theirs) < len(catalogue.displays)),
        groups=groups_of(theirs, person.groups),
        places=places_of(catalogue, theirs, language, set(fields["displays"].split("\n"))),
        may_everywhere=not person.groups,
        weekdays=list(zip("0123456", DAYS_JA if language == "ja" else DAYS_EN, strict=True)),
        repeats=list(REPEATS.items()),
        holidays=list(HOLIDAY_CHOICES.items()),
        priorities=_priorities(fields),
        calendars=[
            (name, dict(one.title) or {"ja": name})
            for name, one in sorted(catalogue.calendars.items())
            if not one.holidays_of
        ],
        playlists=_playlists(plan),
        seen=fields.get("seen") if differs == () and fields.get("seen") else digest_of(file),
        differs=differs,
        back=_plain_back(fields.get("back") or request.query.get("back", "")),
        playlist_url=f"/playlists/{quote(known.playlist, safe='')}" if known else "",
    )


_CHOICES = ("displays", "groups", "place_types", "weekdays", "only_days_of", "not_days_of", "places")


def _plain_back(back: str) -> str:
    return back_to(back, "") if back.startswith("/schedule") else "/schedule"


def _title(known: Rule | None, catalogue: Catalogue) -> Words:
    if known is None:
        return NEW
    title = title_of(known.playlist, catalogue)
    return {"ja": f"「{in_words(title, 'ja')}」の放映ルール", "en": f"Rule of “{in_words(title, 'en')}”"}


def _ties(rule: Rule, catalogue: Catalogue, now: datetime) -> list[tuple[Words, datetime, datetime]]:
    """The first playlists that it would tie with."""
    others = [one for one in catalogue.rules if one.name != rule.name and not one.now]
    found = conflicts_of(
        rule, others, catalogue.displays.values(), catalogue.places, now, calendars=catalogue.calendars
    )
    its = found[:MOST_WARNED]
    names = {one.name: one.playlist for one in (*others, rule)}
    return [
        (title_of(names[one.second if one.first == rule.name else one.first], catalogue), max(one.at, now), one.until)
        for one in its
    ]


def _priorities(fields: Mapping[str, str]) -> list[tuple[str, Words]]:
    """The levels that have words; and the number that a rule has beside them."""
    found = {str(number): words for number, words in PRIORITIES.items()}
    own = fields.get("priority", "0")
    if own not in found and len(own) <= 4 and own.removeprefix("-").isdecimal():
        found[own] = {"ja": f"優先度 {own}", "en": f"Priority {own}"}
    return sorted(found.items(), key=lambda one: int(one[0]))


def _playlists(plan: Plan) -> tuple[list[tuple[str, Words]], list[tuple[str, Words]]]:
    """Staff's own, and those of files, of which a copy is made."""
    names = [name for name in plan.catalogue.playlists if item_of(name) is None]
    own = [(name, title_of(name, plan.catalogue)) for name in names if plan.is_own(name)]
    files = [(f"{COPY_OF}{name}", title_of(name, plan.catalogue)) for name in names if not plan.is_own(name)]
    return own, files
