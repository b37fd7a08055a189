"""A rule of the schedule on a page of its own: which displays, which days and hours, before whom; and how it is moved."""

from datetime import UTC, date, datetime

import msgspec
from aiohttp import web

from ....actions.edit_playlist import edit_playlist, new_playlist
from ....domain.arranging import check_arranges
from ....domain.catalogue import Catalogue
from ....domain.drafts import NAME_LETTERS, Change, file_of, free_name, next_number
from ....domain.forms.place import TYPES
from ....domain.forms.rule import HOLIDAY_CHOICES, LABELS, PRIORITIES, REPEATS, rule_fields
from ....domain.playlist_file import PlaylistFile
from ....domain.rule_moves import MoveError, moved
from ....domain.rule_words import DAYS_EN, DAYS_JA, title_of
from ....domain.schedule import Rule
from ....errors import ConflictError, InputError, NotFoundError
from ....words import Words, in_words
from ...auth import form_of, go_to, needs, text_of
from ...desk import DESK
from ...visitor import name_of
from ..pages import language_of
from ..set_up import Names, person_of, typed_of, value_words
from .plan import Plan, plan_of
from .rule_page import COPY_OF, EMPTY, back_to, read_typed, rule_page

RULE_LIMIT_BYTES = 1_000_000
"""Of a form that names each display of a large city."""


@needs("arrange")
async def get_new_rule(request: web.Request) -> web.StreamResponse:
    """The form; the address may name the playlist, displays (and how many others it leaves out), days and hours."""
    query = request.query
    fields = EMPTY | {
        "playlist": query.get("playlist", "")[:100],
        "displays": "\n".join(query.getall("display", [])[:200]),
        "begins": query.get("begins", "")[:60],
        "ends": query.get("ends", "")[:60],
        "hours_from": query.get("from", "")[:20],
        "hours_until": query.get("until", "")[:20],
        "others": others if (others := query.get("others", "")[:6]).isdecimal() else "",
    }
    return await rule_page(request, await plan_of(request), fields)


@needs("arrange")
async def post_new_rule(request: web.Request) -> web.StreamResponse:
    desk, now = request.app[DESK], datetime.now(UTC)
    form = await form_of(request, RULE_LIMIT_BYTES)
    fields = EMPTY | typed_of(form)
    plan = await plan_of(request)
    chosen = fields.get("playlist", "")
    name = chosen.removeprefix(COPY_OF)
    file = file_of(plan.catalogue, name)
    errors: dict[str, Words] = {}
    if file is None or (not chosen.startswith(COPY_OF) and not plan.is_own(name)):
        errors["playlist"] = {"ja": "プレイリストを選んでください。", "en": "Choose a playlist."}
    rule, wrong = read_typed(request, fields, plan, name, next_number(file.rules) if file else 1, now)
    errors |= wrong
    if errors or file is None or "look" in fields:
        return await rule_page(request, plan, fields, errors, rule=rule if not wrong else None)
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
    return await rule_page(request, plan, rule_fields(rule), rule=rule, known=rule)


@needs("arrange")
async def post_rule(request: web.Request) -> web.StreamResponse:
    """Saves the rule, in a draft; with `look` it only says when it would apply."""
    now = datetime.now(UTC)
    form = await form_of(request, RULE_LIMIT_BYTES)
    fields = EMPTY | typed_of(form)
    plan = await plan_of(request)
    file, known = _rule_of(request, plan)
    rule, errors = read_typed(request, fields, plan, known.playlist, known.number, now)
    if errors or "look" in fields:
        return await rule_page(request, plan, fields, errors, rule=None if errors else rule, known=known)
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
    language, names = language_of(request), _names(plan.catalogue)

    def says(name: str, value: str) -> str:
        return value_words(value, names.get(name, {}), language)

    told = [
        (LABELS.get(name, {"ja": name}), says(name, fields.get(name, "")), says(name, value))
        for name, value in theirs.items()
        if fields.get(name, "").split() != value.split()
    ]
    return await rule_page(request, plan, fields, known=known, differs=told, status=ConflictError.http_status)


def _names(catalogue: Catalogue) -> Names:
    """What people call what the fields of a rule hold."""
    days: dict[str, Words] = {str(n): {"ja": DAYS_JA[n], "en": DAYS_EN[n]} for n in range(7)}
    calendars = {name: dict(one.title) for name, one in catalogue.calendars.items()}
    return {
        "displays": {id: {"ja": one.name} for id, one in catalogue.displays.items()},
        "place_types": TYPES,
        "weekdays": days,
        "repeats": REPEATS,
        "holidays": HOLIDAY_CHOICES,
        "only_days_of": calendars,
        "not_days_of": calendars,
        "priority": {str(number): words for number, words in PRIORITIES.items()},
    }


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
    raise go_to(back_to(text_of(form, "back"), done))


@needs("arrange")
async def post_move(request: web.Request) -> web.StreamResponse:
    """What a drag or the keyboard did to a bar: `begins` and `ends` are wall time at the display, `seen` is the digest of the
    playlist that the board showed: the times are reckoned from it.
    """
    form = await form_of(request)
    fields = typed_of(form)
    plan = await plan_of(request)
    try:
        file, known = _rule_by(plan, fields.get("playlist", ""), fields.get("number", ""))
    except NotFoundError:  # taken out since the board was shown
        raise go_to(back_to(fields.get("back", ""), "stale")) from None
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
        await _replace(request, known, rule, _says("「%s」を動かした", "Moved “%s”", file), fields.get("seen", ""))
    except MoveError as problem:
        done = problem.why
    except ConflictError:
        done = "stale"
    raise go_to(back_to(fields.get("back", ""), done))


def _board_at(rule: Rule, back: str, now: datetime) -> str:
    """The board where the rule is seen: as it was looked at, else on the first day of its period."""
    if back.startswith("/schedule?"):
        return back_to(back, "saved")
    begins = rule.begins.date().isoformat() if rule.begins and rule.begins.date() > now.date() else ""
    return back_to(f"/schedule?day={begins}" if begins else "/schedule", "saved")


def _rule_of(request: web.Request, plan: Plan) -> tuple[PlaylistFile, Rule]:
    return _rule_by(plan, request.match_info["playlist"], request.match_info["number"])


def _rule_by(plan: Plan, playlist: str, number: str) -> tuple[PlaylistFile, Rule]:
    """Raises NotFoundError."""
    file = file_of(plan.catalogue, playlist)
    rules = {str(rule.number): rule for rule in file.rules} if file else {}
    if file is None or number not in rules:
        raise NotFoundError("there is no such rule", f"{playlist}#{number}"[:200])
    return file, rules[number]
