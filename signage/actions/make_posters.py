"""Posters: a code of its own for each site that an order names, and the sheets to print."""

import asyncio
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from ..brand import Brand
from ..domain.catalogue import Catalogue
from ..domain.content import Item
from ..domain.legibility import Finding
from ..domain.links import Codes, Link, Spot, has_ended, leads_to, may_lead_to, said_by, top_page
from ..domain.poster_content import item_of, occasion_of, sites_of, typed_address
from ..domain.posters import TEMPLATES, Poster, PosterOrder, checked
from ..errors import InputError, RenderError, WorkerError
from ..render.posters.bundles import join_sheets, split_sheets
from ..render.posters.design import Design, Picture, Sheet
from ..render.posters.lists import ListRow, list_table, print_list
from ..render.posters.pictures import as_picture
from ..render.posters.sheets import draw_sheet, print_sheets
from ..render.posters.typesetting import FOLDER, repeated_in
from ..render.posters.words import findings
from ..sources.poster_templates import load_poster_templates, own_names
from ..store.blobs import Blobs
from ..store.database import Database
from ..store.links import give_links, load_link
from ..store.posters import record_posters
from ..store.rows import batches
from ..store.spots import give_spots
from ..words import Words, in_words
from ..workers import Workers

AT_ONCE = 20
"""Sheets that a worker sets at once: between two of these progress is told, and memory stays flat however many there are."""

ROWS_AT_ONCE = 60
"""Of the list; a part begins on a page of its own."""

SAMPLE: Words = {"ja": "見本", "en": "Sample"}
Tell = Callable[[int, int], None]
"""Is told how many sheets are done, of how many."""


class PosterShop(NamedTuple):
    """The pieces that making posters needs. `root` is the input folder (its templates/posters/), `vendor` that of the
    fonts; `workers` are its own: a template that never ends must hold up nobody else. `public_url` is where phones open
    the pages of posters (/p/…), whether scans are counted or not; empty where they can't.
    """

    database: Database
    blobs: Blobs
    workers: Workers
    root: Path
    vendor: str
    brand: Brand
    codes: Codes
    timezone: str = "Asia/Tokyo"
    country: str = "JP"
    public_url: str = ""


class Printed(NamedTuple):
    """The PDFs (one, or one each), and what goes where as PDF and as CSV; `findings` are about the words."""

    sheets: tuple[Path, ...]
    list_pdf: Path
    list_csv: Path
    findings: tuple[Finding, ...] = ()


class Preview(NamedTuple):
    png: bytes
    findings: tuple[Finding, ...] = ()


async def allot_posters(
    connection: AsyncConnection, shop: PosterShop, catalogue: Catalogue, order: PosterOrder, by: str, now: datetime
) -> tuple[Poster, ...]:
    """Gives every site of an order its code, in the caller's transaction: from then on they are in the register.

    Raises InputError for a paper, a place, an item or an address that can't be, and where the link of that address has
    ended.
    """
    sites = sites_of(catalogue, order)
    item, address = item_of(catalogue, order, shop.brand), _address(shop, catalogue, order)
    given = await give_links(
        connection, [address], now, campaign=order.campaign, title=item.title, department=order.department, by=by
    )
    link = given[address]
    _check_lasts(link, now)
    spots = await give_spots(connection, "poster", [site.place for site in sites], now)
    posters = tuple(
        Poster(
            spot=spot,
            link=link.code,
            place=site.place,
            paper=order.paper,
            language=order.language,
            template=order.template,
            campaign=order.campaign,
            where=site.where,
            copies=site.copies,
            item=order.item,
            department=order.department,
        )
        for spot, site in zip(spots, sites, strict=True)
    )
    await record_posters(connection, posters, by, now)
    return posters


async def print_posters(
    shop: PosterShop,
    catalogue: Catalogue,
    order: PosterOrder,
    posters: Sequence[Poster],
    out: Path,
    now: datetime,
    *,
    one_each: bool = False,
    tell: Tell = lambda _done, _all: None,
) -> Printed:
    """Sets the sheets of posters that have their codes, into `out`: posters.pdf (each as often as it has copies) or one PDF
    each, and the list. May be asked again after a kill: nothing is given out, files are replaced.

    Raises InputError for what the order asks, RenderError naming a template's line, WorkerError for one that never ends.
    """
    link = await _link(shop, posters)
    design = await _design(shop, catalogue, order, leads_to(link, shop.codes.hosts, _top(shop), now), now)
    sheets = [_sheet(shop, catalogue, order, poster, link, now) for poster in posters]
    await asyncio.to_thread(out.mkdir, parents=True, exist_ok=True)
    if one_each:
        files = await _print_each(shop, design, posters, sheets, out, tell)
    else:
        files = await _print_all(shop, design, posters, sheets, out, tell)
    rows = [_row(shop, catalogue, order, poster) for poster in posters]
    list_pdf, list_csv = out / "list.pdf", out / "list.csv"
    await _print_list(shop, design, rows, list_pdf)
    await asyncio.to_thread(list_csv.write_bytes, list_table(rows, posters, sheets))
    longest = max((sheet.says for sheet in sheets), key=len)
    return Printed(files, list_pdf, list_csv, tuple(await shop.workers.run(findings, design, longest)))


async def preview_poster(
    shop: PosterShop, catalogue: Catalogue, order: PosterOrder, now: datetime, long_side_px: int = 900
) -> Preview:
    """The first of an order's posters as a PNG, before any code is given: its code is as dense as the real one, and leads to
    the project's top page. Raises as print_posters does.
    """
    address = _address(shop, catalogue, order)
    design = await _design(shop, catalogue, order, address, now)
    site = order.sites[0] if order.sites else None
    place = in_words(catalogue.places[site.place].name, order.language) if site else ""
    link = Link(code="22222", asked=address, target=address, campaign=order.campaign, made_at=now)
    says = said_by(shop.codes, link, "2222", Spot("poster", site.place if site else "place"), _top(shop), now=now)
    sheet = Sheet(says=says or address, code=in_words(SAMPLE, order.language), place=place)
    png = await _set(shop, design, draw_sheet, sheet, long_side_px)
    return Preview(png, tuple(await shop.workers.run(findings, design, sheet.says)))


async def templates_of(shop: PosterShop) -> dict[str, Words]:
    """All templates an order may name: ours with their names, then one's own. Raises SourceError."""
    own = await asyncio.to_thread(load_poster_templates, shop.root)
    return TEMPLATES | {name: {"ja": name, "en": name} for name in own_names(own)}


def _address(shop: PosterShop, catalogue: Catalogue, order: PosterOrder) -> str:
    item = catalogue.items.get(order.item)
    address = order.url or (item.url if item else None) or _top(shop)
    if not address:
        raise InputError("say where the code is to lead: the project has no address either", "url")
    if not may_lead_to(address, shop.codes.hosts):
        raise InputError("this is no address that codes may lead to (https://…, on one of link_hosts)", address[:100])
    return address


def _check_lasts(link: Link, now: datetime) -> None:
    """Posters of a link that has ended would all lead to the project's top page from their first day on."""
    if has_ended(link, now):
        raise InputError(
            f"the link of this address ({link.code}) has ended; give it a later end, or name another campaign",
            "url",
            says={
                "ja": f"このアドレスのリンク（{link.code}）は、期限が切れています。リンクの「使う期限」を延ばすか、キャンペーンを変えてください。",
                "en": f"The link of this address ({link.code}) has expired. Change its “Used until”, or the campaign.",
            },
        )


def _top(shop: PosterShop) -> str:
    return top_page(shop.brand.address) if shop.brand.address else ""


async def _design(shop: PosterShop, catalogue: Catalogue, order: PosterOrder, address: str, now: datetime) -> Design:
    """`address` is where its codes lead now, which stands beside them in words."""
    own = await asyncio.to_thread(load_poster_templates, shop.root)
    names = [*TEMPLATES, *own_names(own)]
    if order.template not in names:
        raise InputError(f"there is no template “{order.template}”; there are: {', '.join(names)}", "template")
    item = item_of(catalogue, order, shop.brand)
    return Design(
        item=item,
        paper=checked(order.paper),
        language=order.language,
        template=order.template,
        brand=shop.brand,
        vendor=shop.vendor,
        occasion=occasion_of(item, now),
        call=order.text.call.get(order.language, ""),
        where=order.text.where.get(order.language, ""),
        address=typed_address(address, shop.brand),
        picture=await _picture(shop, catalogue, item, order, now),
        timezone=shop.timezone,
        country=shop.country,
        own=own,
    )


async def _picture(
    shop: PosterShop, catalogue: Catalogue, item: Item, order: PosterOrder, now: datetime
) -> Picture | None:
    media = catalogue.media.get(item.media or "")
    if media is None or (media.ends_at and media.ends_at <= now):
        return None
    framed = media.framed(portrait=order.paper.portrait)
    path = shop.blobs.path(framed.covering(*(side / 25.4 * 150 for side in _sides(order))).file)
    try:
        return await shop.workers.run(as_picture, path, framed.focus, media.credit.get(order.language, ""))
    except OSError as problem:
        says = {"ja": "元のコンテンツの画像を読み取れません。", "en": "The picture of its content can’t be read."}
        reason = problem.strerror or problem
        raise RenderError(f"its picture {media.name} can't be read ({reason})", "item", says) from problem


def _sides(order: PosterOrder) -> tuple[float, float]:
    return order.paper.width_mm, order.paper.height_mm / 2


async def _link(shop: PosterShop, posters: Sequence[Poster]) -> Link:
    async with shop.database.read() as connection:
        link = await load_link(connection, posters[0].link)
    if link is None:
        raise InputError("their link is not there any more", posters[0].link)
    return link


def _sheet(
    shop: PosterShop, catalogue: Catalogue, order: PosterOrder, poster: Poster, link: Link, now: datetime
) -> Sheet:
    spot = Spot("poster", poster.place)
    says = said_by(shop.codes, link, poster.spot, spot, _top(shop), now=now)
    if not says:
        raise InputError("this is no address that codes may lead to", link.target[:100])
    place, where = _place(catalogue, order, poster)
    return Sheet(says=says, code=f"{poster.link}-{poster.spot}", place="　".join(filter(None, (place, where))))


def _place(catalogue: Catalogue, order: PosterOrder, poster: Poster) -> tuple[str, str]:
    place = catalogue.places.get(poster.place)
    name = in_words(place.name, order.language) if place else poster.place
    return name, in_words(poster.where, order.language)


async def _print_all(
    shop: PosterShop, design: Design, posters: Sequence[Poster], sheets: Sequence[Sheet], out: Path, tell: Tell
) -> tuple[Path, ...]:
    """Into one PDF, in parts that are joined at the end."""
    copies = [sheet for poster, sheet in zip(posters, sheets, strict=True) for _ in range(poster.copies)]
    target = out / "posters.pdf"
    with tempfile.TemporaryDirectory(dir=out, prefix=".parts-") as folder:
        parts = list[Path]()
        for part in batches(copies, AT_ONCE):
            parts.append(await _print_part(shop, design, part, Path(folder) / f"{len(parts)}.pdf"))
            tell(min(len(parts) * AT_ONCE, len(copies)), len(copies))
        await shop.workers.run(join_sheets, parts, target)
    return (target,)


async def _print_each(
    shop: PosterShop, design: Design, posters: Sequence[Poster], sheets: Sequence[Sheet], out: Path, tell: Tell
) -> tuple[Path, ...]:
    """Into a PDF each, named by place and code; how often it is to be printed stands in the list."""
    files = [out / f"{poster.place}-{poster.spot}.pdf" for poster in posters]
    with tempfile.TemporaryDirectory(dir=out, prefix=".parts-") as folder:
        for start in range(0, len(sheets), AT_ONCE):
            end = start + AT_ONCE
            part = await _print_part(shop, design, sheets[start:end], Path(folder) / f"{start}.pdf")
            await shop.workers.run(split_sheets, part, files[start:end])
            tell(min(end, len(sheets)), len(sheets))
    return tuple(files)


async def _print_part(shop: PosterShop, design: Design, sheets: Sequence[Sheet], path: Path) -> Path:
    await asyncio.to_thread(path.write_bytes, await _set(shop, design, print_sheets, sheets))
    return path


async def _set(shop: PosterShop, design: Design, work: Callable[..., bytes], *args: Any) -> bytes:
    """In the worker; of a template that had to be stopped it is said where in it to look."""
    try:
        return await shop.workers.run(work, design, *args)
    except WorkerError as problem:
        own = dict(design.own)
        if f"{design.template}.typ" not in own:
            raise
        hint = repeated_in(own, design.template)
        raise WorkerError(f"{problem.message}{hint}", f"{FOLDER}/{design.template}.typ") from problem


async def _print_list(shop: PosterShop, design: Design, rows: Sequence[ListRow], target: Path) -> None:
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".parts-") as folder:
        parts = list[Path]()
        for part in batches(rows, ROWS_AT_ONCE):
            path, before = Path(folder) / f"{len(parts)}.pdf", len(parts) * ROWS_AT_ONCE
            pdf = await shop.workers.run(print_list, design, part, before, len(rows))
            await asyncio.to_thread(path.write_bytes, pdf)
            parts.append(path)
        await shop.workers.run(join_sheets, parts, target)


def _row(shop: PosterShop, catalogue: Catalogue, order: PosterOrder, poster: Poster) -> ListRow:
    place, where = _place(catalogue, order, poster)
    page = f"{shop.public_url}/p/{poster.spot}" if shop.public_url else ""
    return ListRow(place=place, where=where, code=f"{poster.link}-{poster.spot}", copies=poster.copies, page=page)
