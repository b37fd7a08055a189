"""The media library: what staff gave, what lies in the watched folder, what of it is in use, and how more comes in."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from yarl import URL

from ....actions.take_in_upload import begin_upload, receive_whole, take_in_upload
from ....domain.accounts import Department
from ....domain.uploads import PART_BYTES, Announced, Upload
from ....errors import ForbiddenError, MediaError, NotFoundError
from ....words import Words
from ...auth import Form, form_of, go_to, needs, text_of
from ...desk import DESK
from ..content.office import Choice, department_name, departments_of, who, writes_for
from ..pages import render
from ..set_up import listed
from .uses import load_uses
from .views import KINDS, ORIGINS, VIEWS, Entry, chosen, in_view, load_entries, with_reasons

WHOLE_FILES = 3
"""A form without script brings as much at once as so many of the largest files."""

TITLE: Words = {"ja": "ライブラリ", "en": "Library"}


FILES_AT_ONCE = 100
"""Each is read and made into pictures before the answer; a browser with script sends one after the other."""

TOO_MANY = MediaError(
    f"at most {FILES_AT_ONCE} files can be sent at once; send them in several goes",
    "",
    f"一度に送れるのは {FILES_AT_ONCE}点までです。分けて送ってください",
)


@needs("see content")
async def get_library(request: web.Request) -> web.StreamResponse:
    """`?view=` is a row of VIEWS; `kind`, `origin`, `department` and `q` narrow it, `page` counts from 1."""
    return await library_page(request)


async def library_page(request: web.Request, status: int = 200, refused: tuple[MediaError, ...] = ()) -> web.Response:
    """The list; `refused` are files that were just sent and can't be used."""
    desk, now, query = request.app[DESK], datetime.now(UTC), request.query
    entries = await load_entries(desk.database, await desk.catalogue())
    departments = await departments_of(request)
    view = query.get("view", "") if query.get("view", "") in VIEWS else ""
    narrowed = chosen(entries, query.get("kind", ""), query.get("origin", ""), query.get("department", ""))
    rows = listed((one for one in narrowed if in_view(one, view, now)), query, Entry.said)
    shown = await with_reasons(rows.rows, desk.settings.input_path)
    return await render(
        request,
        "library.html",
        title=TITLE,
        status=status,
        now=now,
        rows=rows._replace(rows=shown),
        total=len(entries),
        view=view,
        views=[(name, says, sum(in_view(one, name, now) for one in narrowed)) for name, says in VIEWS.items()],
        query={name: query.get(name, "") for name in ("kind", "origin", "department", "added")},
        kinds=KINDS,
        origins=ORIGINS,
        departments=departments,
        name_of_department=lambda id: department_name(departments, id),
        address=lambda **changes: address_of(request, **changes),
        refused=refused,
        **upload_values(request, departments),
    )


def address_of(request: web.Request, **changes: str) -> str:
    """This list with other conditions; from its first page on."""
    conditions = {name: value for name, value in request.query.items() if name not in ("page", "lang", "added")}
    return str(URL("/library").with_query({name: value for name, value in (conditions | changes).items() if value}))


def upload_values(request: web.Request, departments: Mapping[str, Department]) -> dict[str, Any]:
    """What the part that sends files needs."""
    desk = request.app[DESK]
    may = who(request).may("write content")
    choices = writes_for(request, departments) if may else []
    return {
        "may_add": bool(choices),
        "lacks_department": may and not choices,
        "writes_for": choices,
        "own_department": own_department(request, choices),
        "most_megabytes": desk.settings.media_megabytes,
        "most_bytes": desk.library.shop.most_bytes,
        "part_bytes": PART_BYTES,
    }


def own_department(request: web.Request, choices: list[Choice]) -> str:
    own = who(request).department
    return own if own in {one.code for one in choices} or not choices else choices[0].code


def department_of(request: web.Request, form: Form, departments: Mapping[str, Department]) -> str:
    """For whom a file is added, as the form says. Raises ForbiddenError for another's."""
    choices = writes_for(request, departments)
    asked = text_of(form, "department") if "department" in form else own_department(request, choices)
    if asked not in {one.code for one in choices}:
        name = department_name(departments, asked) or {"ja": "ほかの担当", "en": "another department"}
        raise ForbiddenError(
            "only their own people may add for a department",
            says={
                "ja": f"{name.get('ja', asked)}の画像を追加できるのは、{name.get('ja', asked)}の人だけです。",
                "en": f"Only people of {name.get('en', asked)} can add for it.",
            },
        )
    return asked


@needs("write content")
async def post_files(request: web.Request) -> web.StreamResponse:
    """Files that a form brought whole, without a script: `files`. Those that can't be used are told, the others stay."""
    desk, now = request.app[DESK], datetime.now(UTC)
    form = await form_of(request, desk.library.shop.most_bytes * WHOLE_FILES)
    files = [one for one in form.getall("files", []) if isinstance(one, web.FileField) and one.filename]
    if not files:
        nothing = MediaError("no file was chosen", "", "ファイルが選ばれていません")
        return await library_page(request, MediaError.http_status, (nothing,))
    if len(files) > FILES_AT_ONCE:
        return await library_page(request, MediaError.http_status, (TOO_MANY,))
    department = department_of(request, form, await departments_of(request))
    refused, added = [], []
    for file in files:
        try:
            added.append(await _take(request, file, department, now))
        except MediaError as problem:
            refused.append(problem)
    if refused:
        return await library_page(request, MediaError.http_status, tuple(refused))
    raise go_to(f"/library?added={len(added)}")


async def _take(request: web.Request, file: web.FileField, department: str, now: datetime) -> str:
    """The name of the picture that a file became, or was already. Raises MediaError."""
    upload = await whole_upload(request, file, now)
    return (await take_in_upload(request.app[DESK].library, upload, department, now)).name


async def whole_upload(request: web.Request, file: web.FileField, now: datetime) -> Upload:
    """A file that a form brought, as one that has come in parts. Raises MediaError."""
    library = request.app[DESK].library
    size = file.file.seek(0, 2)
    file.file.seek(0)
    upload = await begin_upload(library, Announced(name=file.filename, size=str(size)), who(request).name, now)
    if not isinstance(upload, Upload):
        raise RuntimeError("a file without its hash was known before it came")
    await receive_whole(library, upload, file.file)
    return upload


@needs("see content")
async def get_file(request: web.Request) -> web.StreamResponse:
    """A file of the watched folder: what became of it, and where it is used. All it says stands beside it there."""
    desk, name = request.app[DESK], request.query.get("name", "")
    catalogue = await desk.catalogue()
    entry = next(
        (one for one in await load_entries(desk.database, catalogue) if one.name == name and not one.own), None
    )
    if entry is None:
        raise NotFoundError("there is no such file in the media folder", name)
    [entry] = await with_reasons([entry], desk.settings.input_path)
    async with desk.database.read() as connection:
        names, person = [one.name for one in entry.media], who(request).person
        uses = await load_uses(connection, catalogue, names, person, datetime.now(UTC))
    title = {"ja": entry.title, "en": entry.title}
    return await render(request, "library-file.html", title=title, entry=entry, uses=uses)
