"""A rule of the schedule on a page of its own: which displays, which days and hours, before whom; and how it is moved."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web
from yarl import URL

from ...actions.edit_playlist import edit_playlist, new_playlist, undo_step
from ...domain.arranging import check_arranges, displays_of, may_arrange
from ...domain.catalogue import Catalogue
from ...domain.conflicts import conflicts
from ...domain.drafts import NAME_LETTERS, Change, digest_of, file_of, free_name, next_number
from ...domain.limits import is_theirs
from ...domain.playlist_file import PlaylistFile
from ...domain.playlists import item_of
from ...domain.rule_form import HOLIDAY_CHOICES, LABELS, PRIORITIES, REPEATS, read_rule, rule_fields
from ...domain.rule_moves import MoveError, moved
from ...domain.rule_times import never_because, next_times
from ...domain.rule_words import DAYS_EN, DAYS_JA, title_of, when_in_words, where_in_words
from ...domain.schedule import Rule
from ...errors import ConflictError, InputError, NotFoundError
from ...words import Words, in_words
from ..auth import form_of, go_to, needs, safe_next, text_of
from ..desk import DESK
from ..visitor import name_of
from .now import groups_of, places_of, types_of
from .pages import language_of, render, times_of
from .schedule import Plan, plan_of
from .set_up import person_of, typed_of

NEW: Words = {"ja": "放映ルールを作る", "en": "New rule"}
TITLE: Words = {"ja": "放映ルール", "en": "Rule"}
EMPTY = rule_fields(Rule(playlist="", number=0))
COPY_OF = "copy:"
"""Before the name of a file's playlist: the new rule goes into a playlist of staff's own that says the same."""
MOST_WARNED = 3


@needs("arrange")
async def get_new_rule(request: web.Request) -> web.StreamResponse:
    """The form; the address may name the playlist, displays, days and hours."""
    query = request.query
    fields = EMPTY | {
        "playlist": query.get("playlist", "")[:100],
        "displays": "\n".join(query.getall("display", [])[:200]),
        "begins": query.get("begins", "")[:60],
        "ends": query.get("ends", "")[:60],
        "hours_from": query.get("from", "")[:20],
        "hours_until": query.get("until", "")[:20],
    }
    return await _page(request, await plan_of(request), fields)


@needs("arrange")
async def post_new_rule(request: web.Request) -> web.StreamResponse:
    desk, now = request.app[DESK], datetime.now(UTC)
    form = await form_of(request)
    fields = EMPTY | typed_of(form)
    plan = await plan_of(request)
    chosen = fields.get("playlist", "")
    name = chosen.removeprefix(COPY_OF)
    file = file_of(plan.catalogue, name)
    errors: dict[str, Words] = {}
    if file is None or (not chosen.startswith(COPY_OF) and not plan.is_own(name)):
        errors["playlist"] = {"ja": "プレイリストを選んでください。", "en": "Choose a playlist."}
    rule, wrong = _read(request, fields, plan, name, next_number(file.rules) if file else 1, now)
    errors |= wrong
    if errors or file is None or "look" in fields:
        return await _page(request, plan, fields, errors, rule=rule if not wrong else None)
    check_arranges(person_of(request), [rule], plan.catalogue)
    if chosen.startswith(COPY_OF):
        made = await _new_playlist(request, plan, file, rule, now)
    else:
        says = _says("「%s」の放映ルールを加えた", "Rule added to “%s”", file)
        await edit_playlist(desk.database, name, _adding(rule), says, name_of(request), now)
        made = rule
    raise go_to(_board_at(made, fields.get("back", ""), now))


async def _new_playlist(request: web.Request, plan: Plan, file: PlaylistFile, rule: Rule, now: datetime) -> Rule:
    """A playlist of staff's own with the sections of a file's and this rule alone."""
    name = free_name(file.playlist.name[:80], {*plan.origins, *plan.catalogue.playlists})
    title = title_of(file.playlist.name, plan.catalogue)
    ends = {"ja": "（写し）", "en": " (copy)"}
    titles = {code: f"{text[: NAME_LETTERS - 6]}{ends.get(code, '')}" for code, text in title.items()}
    own = msgspec.structs.replace(rule, playlist=name, number=1)
    made = PlaylistFile(msgspec.structs.replace(file.playlist, name=name, title=titles), (own,))
    says = _says("「%s」の写しに放映ルールを加えた", "Copied “%s” with a rule", file)
    await new_playlist(request.app[DESK].database, made, says, name_of(request), now)
    return own


def _adding(rule: Rule) -> Change:
    """Under a number that is free when it is saved."""

    def change(file: PlaylistFile) -> PlaylistFile:
        own = msgspec.structs.replace(rule, number=next_number(file.rules))
        return msgspec.structs.replace(file, rules=(*file.rules, own))

    return change


def _says(ja: str, en: str, file: PlaylistFile) -> Words:
    """What was done, to undo it by."""
    title = file.playlist.title or {"ja": file.playlist.name}
    return {"ja": ja % in_words(title, "ja"), "en": en % in_words(title, "en")}


@needs("see content")
async def get_rule(request: web.Request) -> web.StreamResponse:
    plan = await plan_of(request)
    _, rule = _rule_of(request, plan)
    return await _page(request, plan, rule_fields(rule), rule=rule, known=rule)


@needs("arrange")
async def post_rule(request: web.Request) -> web.StreamResponse:
    """Saves the rule, in a draft; with `look` it only says when it would apply."""
    now = datetime.now(UTC)
    form = await form_of(request)
    fields = EMPTY | typed_of(form)
    plan = await plan_of(request)
    file, known = _rule_of(request, plan)
    rule, errors = _read(request, fields, plan, known.playlist, known.number, now)
    if errors or "look" in fields:
        return await _page(request, plan, fields, errors, rule=None if errors else rule, known=known)
    check_arranges(person_of(request), [known, rule], plan.catalogue)
    try:
        await _replace(
            request,
            known,
            rule,
            _says("「%s」の放映ルールを変えた", "Rule of “%s” changed", file),
            fields.get("seen", ""),
        )
    except ConflictError:
        return await _conflict(request, fields, await plan_of(request))
    raise go_to(_board_at(rule, fields.get("back", ""), now))


async def _conflict(request: web.Request, fields: dict[str, str], plan: Plan) -> web.Response:
    """What the second of two typed stays in the form; beside it how the rule stands by now."""
    _, known = _rule_of(request, plan)
    theirs = rule_fields(known)
    differs = [(LABELS.get(name, {"ja": name}), fields.get(name, ""), value) for name, value in theirs.items()]
    told = [one for one in differs if one[1].split() != one[2].split()]
    return await _page(request, plan, fields, known=known, differs=told, status=ConflictError.http_status)


async def _replace(request: web.Request, known: Rule, rule: Rule, says: Words, seen: str) -> None:
    def change(file: PlaylistFile) -> PlaylistFile:
        rules = tuple(rule if one.number == known.number else one for one in file.rules)
        return msgspec.structs.replace(file, rules=rules)

    await edit_playlist(
        request.app[DESK].database, known.playlist, change, says, name_of(request), datetime.now(UTC), seen
    )


@needs("arrange")
async def post_remove_rule(request: web.Request) -> web.StreamResponse:
    form = await form_of(request)
    plan = await plan_of(request)
    file, known = _rule_of(request, plan)
    check_arranges(person_of(request), [known], plan.catalogue)

    def change(its: PlaylistFile) -> PlaylistFile:
        return msgspec.structs.replace(its, rules=tuple(one for one in its.rules if one.number != known.number))

    says = _says("「%s」の放映ルールを外した", "Rule of “%s” taken out", file)
    done = "removed"
    try:
        await edit_playlist(
            request.app[DESK].database,
            known.playlist,
            change,
            says,
            name_of(request),
            datetime.now(UTC),
            text_of(form, "seen"),
        )
    except ConflictError:
        done = "stale"
    raise go_to(_back(text_of(form, "back"), done))


@needs("arrange")
async def post_move(request: web.Request) -> web.StreamResponse:
    """What a drag or the keyboard did to a bar: `begins` and `ends` are wall time at the display."""
    form = await form_of(request)
    fields = typed_of(form)
    plan = await plan_of(request)
    file, known = _rule_by(plan, fields.get("playlist", ""), fields.get("number", ""))
    try:
        day = date.fromisoformat(fields.get("day", ""))
        begins, ends = (datetime.fromisoformat(fields.get(name, "")) for name in ("begins", "ends"))
    except ValueError:
        raise InputError("a bar is moved to a day and times", "begins") from None
    if begins.tzinfo or ends.tzinfo:
        raise InputError("these are times on the wall", "begins")
    check_arranges(person_of(request), [known], plan.catalogue)
    done = "moved"
    try:
        rule = moved(known, day, begins, ends)
        await _replace(request, known, rule, _says("「%s」を動かした", "Moved “%s”", file), "")
    except MoveError:
        done = "many"
    raise go_to(_back(fields.get("back", ""), done))


@needs("arrange")
async def post_undo(request: web.Request) -> web.StreamResponse:
    form = await form_of(request)
    says = await undo_step(request.app[DESK].database, name_of(request), datetime.now(UTC))
    raise go_to(_back(text_of(form, "back"), "undone" if says else ""))


def _back(back: str, done: str) -> str:
    """The schedule as it was looked at, with what was done."""
    url = URL(safe_next(back)) if back.startswith("/schedule") else URL("/schedule")
    if url.path != "/schedule":
        url = URL("/schedule")
    query = {name: value for name, value in url.query.items() if name not in ("done", "lang")}
    return str(url.with_query(query | ({"done": done} if done else {})))


def _board_at(rule: Rule, back: str, now: datetime) -> str:
    """The board where the rule is seen: as it was looked at, else on the first day of its period."""
    if back.startswith("/schedule?"):
        return _back(back, "saved")
    begins = rule.begins.date().isoformat() if rule.begins and rule.begins.date() > now.date() else ""
    return _back(f"/schedule?day={begins}" if begins else "/schedule", "saved")


def _rule_of(request: web.Request, plan: Plan) -> tuple[PlaylistFile, Rule]:
    return _rule_by(plan, request.match_info["playlist"], request.match_info["number"])


def _rule_by(plan: Plan, playlist: str, number: str) -> tuple[PlaylistFile, Rule]:
    """Raises NotFoundError."""
    file = file_of(plan.catalogue, playlist)
    rules = {str(rule.number): rule for rule in file.rules} if file else {}
    if file is None or number not in rules:
        raise NotFoundError("there is no such rule", f"{playlist}#{number}"[:200])
    return file, rules[number]


def _read(
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


async def _page(
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
    desk, now, language = request.app[DESK], datetime.now(UTC), language_of(request)
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
        places=places_of(catalogue, theirs, language, fields["displays"].split("\n")),
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
        zone=desk.settings.timezone,
        playlist_url=f"/playlists/{quote(known.playlist, safe='')}" if known else "",
    )


_CHOICES = ("displays", "groups", "place_types", "weekdays", "only_days_of", "not_days_of", "places")


def _plain_back(back: str) -> str:
    return _back(back, "") if back.startswith("/schedule") else "/schedule"


def _title(known: Rule | None, catalogue: Catalogue) -> Words:
    if known is None:
        return NEW
    title = title_of(known.playlist, catalogue)
    return {"ja": f"「{in_words(title, 'ja')}」の放映ルール", "en": f"Rule of “{in_words(title, 'en')}”"}


def _ties(rule: Rule, catalogue: Catalogue, now: datetime) -> list[tuple[Words, datetime, datetime]]:
    """The first playlists that it would tie with."""
    others = [one for one in catalogue.rules if one.name != rule.name and not one.now]
    found = conflicts(
        [*others, rule], catalogue.displays.values(), catalogue.places, now, calendars=catalogue.calendars
    )
    its = [one for one in found if rule.name in (one.first, one.second)][:MOST_WARNED]
    names = {one.name: one.playlist for one in (*others, rule)}
    return [
        (title_of(names[one.second if one.first == rule.name else one.first], catalogue), max(one.at, now), one.until)
        for one in its
    ]


def _priorities(fields: Mapping[str, str]) -> list[tuple[str, Words]]:
    """The levels that have words; and the number that a rule has beside them."""
    found = {str(number): words for number, words in PRIORITIES.items()}
    own = fields.get("priority", "0")
    if own not in found and own.removeprefix("-").isdecimal():
        found[own] = {"ja": f"優先度 {own}", "en": f"Priority {own}"}
    return sorted(found.items(), key=lambda one: int(one[0]))


def _playlists(plan: Plan) -> tuple[list[tuple[str, Words]], list[tuple[str, Words]]]:
    """Staff's own, and those of files, of which a copy is made."""
    names = [name for name in plan.catalogue.playlists if item_of(name) is None]
    own = [(name, title_of(name, plan.catalogue)) for name in names if plan.is_own(name)]
    files = [(f"{COPY_OF}{name}", title_of(name, plan.catalogue)) for name in names if not plan.is_own(name)]
    return own, files
