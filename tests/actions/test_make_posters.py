"""An order gives each site a code of its own, once, and becomes sheets that say just that code."""

import asyncio
import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pypdfium2 as pdfium
import pytest

from signage.actions.make_posters import (
    PosterShop,
    allot_posters,
    preview_poster,
    print_posters,
    templates_of,
)
from signage.domain.catalogue import Catalogue
from signage.domain.events import Event, Occasion
from signage.domain.links import Codes
from signage.domain.posters import Poster, PosterOrder, PosterText, Site, paper_of
from signage.errors import InputError, WorkerError
from signage.render.assets import VENDOR
from signage.store.blobs import Blobs
from signage.store.database import Database
from signage.store.links import change_link, load_link, load_links
from signage.store.posters import load_posters
from signage.store.spots import load_spots
from signage.workers import Workers
from tests.factories import NOW, a_place, an_item
from tests.render.posters.sheets import BRANDED, letters, pages, picture_of, read

COUNTED = Codes("https://signage.example.lg.jp", "kyoso_r8", hosts=("city.hitachi.lg.jp",))
ITEM = an_item("survey", kind="survey", url="https://www.city.hitachi.lg.jp/kyoso-project/survey/", title={"ja": "声"})
CATALOGUE = Catalogue(
    items={"survey": ITEM},
    places={
        f"place-{n}": a_place(f"place-{n}", name={"ja": f"第{n}交流センター", "en": f"Centre {n}"}) for n in range(60)
    },
)


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    """One for all tests: a process takes a second to start."""
    workers = Workers(1, 1024, 30.0)
    yield workers
    asyncio.run(workers.close())


@pytest.fixture
def shop(database: Database, tmp_path: Path, workers: Workers) -> PosterShop:
    blobs, url = Blobs(tmp_path / "blobs"), COUNTED.public_url
    return PosterShop(database, blobs, workers, tmp_path, str(VENDOR), BRANDED, COUNTED, public_url=url)


def an_order(*sites: Site, **changes: object) -> PosterOrder:
    named = sites or (Site(place="place-1"),)
    return msgspec.structs.replace(PosterOrder(sites=named, paper=paper_of("A4")), **changes)


async def allot(shop: PosterShop, order: PosterOrder) -> tuple[Poster, ...]:
    async with shop.database.write() as connection:
        return await allot_posters(connection, shop, CATALOGUE, order, "editor", NOW)


async def test_every_site_gets_a_code_and_its_sheet_says_it(shop: PosterShop, tmp_path: Path) -> None:
    sites = [Site(place=f"place-{n}", where={"ja": "入口"}) for n in range(45)]
    told = list[tuple[int, int]]()
    order = an_order(*sites, item="survey", template="item", campaign="autumn")
    posters = await allot(shop, order)
    printed = await print_posters(
        shop, CATALOGUE, order, posters, tmp_path / "out", NOW, tell=lambda done, all_: told.append((done, all_))
    )
    (whole,) = printed.sheets
    said = [text for page in pages(whole.read_bytes()) for text in read(picture_of(page, 75))]
    assert said == [f"https://signage.example.lg.jp/q/{one.link}-{one.spot}" for one in posters]
    assert len(set(said)) == 45 and told[-1] == (45, 45) and len(told) == 3
    rows = list(csv.DictReader(io.StringIO(printed.list_csv.read_text("utf-8-sig"))))
    assert [row["spot"] for row in rows] == [one.spot for one in posters]
    assert rows[3]["place_name"] == "第3交流センター" and rows[3]["where"] == "入口"
    assert printed.list_pdf.read_bytes().startswith(b"%PDF")


async def test_what_is_made_stands_in_the_register_under_one_link(shop: PosterShop) -> None:
    posters = await allot(
        shop, an_order(Site(place="place-1"), Site(place="place-2"), item="survey", campaign="autumn")
    )
    async with shop.database.read() as connection:
        links, spots, hanging = (
            await load_links(connection),
            await load_spots(connection),
            await load_posters(connection),
        )
    (link,) = links.values()
    assert (link.asked, link.campaign) == (ITEM.url, "autumn")
    assert [(spots[one.spot].kind, spots[one.spot].name) for one in posters] == [
        ("poster", "place-1"),
        ("poster", "place-2"),
    ]
    assert [one.poster for one in hanging] == list(posters)


async def test_the_same_order_printed_again_gives_nothing_new_away(shop: PosterShop, tmp_path: Path) -> None:
    order = an_order()
    posters = await allot(shop, order)
    for _ in range(2):
        await print_posters(shop, CATALOGUE, order, posters, tmp_path / "out", NOW)
    async with shop.database.read() as connection:
        assert len(await load_posters(connection)) == len(await load_spots(connection)) == 1
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["list.csv", "list.pdf", "posters.pdf"]


async def test_one_each_is_a_file_for_each_and_copies_are_pages_of_the_whole(shop: PosterShop, tmp_path: Path) -> None:
    order = an_order(Site(place="place-1", copies=2), Site(place="place-2"))
    posters = await allot(shop, order)
    each = await print_posters(shop, CATALOGUE, order, posters, tmp_path / "each", NOW, one_each=True)
    assert [path.name for path in each.sheets] == [f"{one.place}-{one.spot}.pdf" for one in posters]
    for path, poster in zip(each.sheets, posters, strict=True):
        (page,) = pages(path.read_bytes())
        assert read(picture_of(page, 75)) == [f"https://signage.example.lg.jp/q/{poster.link}-{poster.spot}"]
    whole = await print_posters(shop, CATALOGUE, order, posters, tmp_path / "whole", NOW)
    assert len(pdfium.PdfDocument(whole.sheets[0].read_bytes())) == 3


async def test_without_an_address_of_our_own_the_code_says_the_named_target(shop: PosterShop, tmp_path: Path) -> None:
    shop, order = shop._replace(codes=Codes("", "kyoso_r8")), an_order(item="survey")
    printed = await print_posters(shop, CATALOGUE, order, await allot(shop, order), tmp_path / "out", NOW)
    (page,) = pages(printed.sheets[0].read_bytes())
    assert read(picture_of(page)) == [
        f"{ITEM.url}?utm_source=poster&utm_medium=qr&utm_campaign=kyoso_r8&utm_content=place-1"
    ]


def words_on(path: Path) -> str:
    return "".join(one.text for page in pages(path.read_bytes()) for one in letters(page))


async def test_the_address_in_words_is_where_the_link_leads_by_now(shop: PosterShop, tmp_path: Path) -> None:
    order = an_order(item="survey")
    posters = await allot(shop, order)
    async with shop.database.write() as connection:
        link = await load_link(connection, posters[0].link)
        assert link
        await change_link(connection, msgspec.structs.replace(link, target="https://www.city.hitachi.lg.jp/new/"))
    printed = await print_posters(shop, CATALOGUE, order, posters, tmp_path / "out", NOW)
    words = words_on(printed.sheets[0])
    assert "www.city.hitachi.lg.jp/new/" in words and "kyoso-project/survey" not in words


async def test_an_address_whose_link_has_ended_gets_no_posters(shop: PosterShop) -> None:
    (poster,) = await allot(shop, an_order(item="survey"))
    async with shop.database.write() as connection:
        link = await load_link(connection, poster.link)
        assert link
        await change_link(connection, msgspec.structs.replace(link, expires_at=NOW))
    with pytest.raises(InputError, match="has ended") as told:
        await allot(shop, an_order(Site(place="place-2"), item="survey"))
    assert told.value.where == "url" and set(told.value.says) == {"ja", "en"}
    async with shop.database.read() as connection:
        assert len(await load_spots(connection)) == len(await load_posters(connection)) == 1
    assert await allot(shop, an_order(item="survey", campaign="anew"))


async def test_a_link_of_the_longest_campaign_gets_posters(shop: PosterShop) -> None:
    (poster,) = await allot(shop, an_order(item="survey", campaign="a" * 60))
    assert poster.campaign == "a" * 60
    with pytest.raises(InputError, match="60 at most"):
        await allot(shop, an_order(item="survey", campaign="a" * 61))


async def test_the_list_opens_pages_where_phones_reach_them_counted_or_not(shop: PosterShop, tmp_path: Path) -> None:
    order = an_order()
    posters = await allot(shop, order)
    for url in (COUNTED.public_url, ""):
        own = shop._replace(codes=Codes(), public_url=url)
        printed = await print_posters(own, CATALOGUE, order, posters, tmp_path / "out", NOW)
        (row,) = csv.DictReader(io.StringIO(printed.list_csv.read_text("utf-8-sig")))
        assert row["page"] == (f"{url}/p/{posters[0].spot}" if url else "")
        (page,) = pages(printed.list_pdf.read_bytes())
        assert read(picture_of(page, 300)) == ([row["page"]] if url else [])


async def test_a_code_too_fine_for_phones_is_told(shop: PosterShop, tmp_path: Path) -> None:
    order, shop = an_order(url=f"https://www.city.hitachi.lg.jp/?{'x' * 1_150}"), shop._replace(codes=Codes())
    printed = await print_posters(shop, CATALOGUE, order, await allot(shop, order), tmp_path / "out", NOW)
    assert [(one.code, one.mark) for one in printed.findings] == [("qr-fine", "wrong")]
    assert (await preview_poster(shop, CATALOGUE, order, NOW)).findings == printed.findings


async def test_a_preview_gives_no_code_away(shop: PosterShop) -> None:
    seen = await preview_poster(shop, CATALOGUE, an_order(item="survey"), NOW)
    assert seen.png.startswith(b"\x89PNG") and not seen.findings
    async with shop.database.read() as connection:
        assert not await load_spots(connection) and not await load_links(connection)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sites": ()}, "in which places"),
        ({"sites": (Site(place="nowhere"),)}, "there is no place nowhere"),
        ({"sites": (Site(place="place-1", copies=1_000), *(Site(place=f"place-{n}", copies=1_000) for n in range(2, 8)))}, "at most 5000"),
        ({"item": "gone"}, "there is no item gone"),
        ({"url": "https://evil.example/"}, "no address that codes may lead to"),
        ({"url": "javascript:alert(1)"}, "no address that codes may lead to"),
        ({"url": "https://user:secret@www.city.hitachi.lg.jp/"}, "no address that codes may lead to"),
        ({"campaign": "Autumn; DROP"}, "a campaign is named by"),
        ({"language": "ar"}, "no title in this language"),
    ],
)  # fmt: skip
async def test_what_can_not_be_costs_no_code(shop: PosterShop, changes: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        await allot(shop, an_order(**changes))
    async with shop.database.read() as connection:
        assert (
            not await load_spots(connection) and not await load_posters(connection) and not await load_links(connection)
        )


async def test_a_cancelled_event_is_refused(shop: PosterShop) -> None:
    today = NOW.date()
    days = tuple(Occasion(today + timedelta(days=n), today + timedelta(days=n)) for n in (-7, 7, 14))
    event = Event(occasions=days)
    fair = an_item("fair", kind="event", event=event, url=ITEM.url)
    catalogue = msgspec.structs.replace(CATALOGUE, items={"fair": fair})
    assert (await preview_poster(shop, catalogue, an_order(item="fair", template="item"), NOW)).png
    off = msgspec.structs.replace(fair, event=msgspec.structs.replace(event, cancelled=True))
    with pytest.raises(InputError, match="cancelled"):
        await preview_poster(shop, msgspec.structs.replace(CATALOGUE, items={"fair": off}), an_order(item="fair"), NOW)


async def test_own_words_stand_in_place_of_the_projects_and_long_ones_are_told(shop: PosterShop) -> None:
    text = PosterText(title={"ja": "長い題名の" * 400}, text={"ja": "短い"})
    seen = await preview_poster(shop, CATALOGUE, an_order(text=text), NOW)
    assert [(one.code, one.element) for one in seen.findings] == [("cut", "title")]


async def test_a_template_that_never_ends_is_stopped_and_its_loops_are_named(shop: PosterShop, tmp_path: Path) -> None:
    folder = tmp_path / "templates" / "posters"
    folder.mkdir(parents=True)
    loop = "#for a in range(100000) {\n  for b in range(100000) { let c = a * b }\n}\n"
    (folder / "endless.typ").write_text(f'#import "poster.typ": *\n{loop}', "utf-8")
    assert list(await templates_of(shop)) == ["message", "item", "white", "endless"]
    quick = Workers(1, 1024, 4.0)
    try:
        with pytest.raises(WorkerError, match=r"templates/posters/endless\.typ: took longer .* begins in line 2, 3"):
            await preview_poster(shop._replace(workers=quick), CATALOGUE, an_order(template="endless"), NOW)
    finally:
        await quick.close()
