"""What is stored comes on air; what can't be made leaves its last good version in, or its slot out."""

import errno
import os
import threading
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from signage.actions import missing_slides
from signage.actions.publish_manifests import Press, publish_manifests
from signage.actions.restore_manifests import restore_manifests
from signage.domain.catalogue import Catalogue
from signage.domain.content import Item
from signage.domain.displays import Format
from signage.domain.playlists import Playlist, Section
from signage.domain.publication import channels_of
from signage.domain.schedule import Rule
from signage.domain.slots import SlideKey
from signage.errors import WorkerError
from signage.render.orders import make_slides
from signage.render.subject import slide_name
from signage.render.templates import OwnTemplates
from signage.store.blobs import Blobs
from signage.store.database import Database
from signage.store.manifests import Manifests
from signage.store.problems import load_problems, record_problem
from signage.store.revisions import load_revisions
from signage.store.slides import SlideIndex
from signage.store.tables import heads, publications
from tests.factories import NOW, a_display, a_place, an_item


def a_catalogue(*items: Item, revision: int = 1, **changes: Any) -> Catalogue:
    """Two landscape displays and a portrait one at a station, all showing everything."""
    displays = (a_display("a"), a_display("b"), a_display("c", width=1080, height=1920))
    fields: dict[str, Any] = {
        "items": {item.id: item for item in items or (an_item("one"), an_item("two"))},
        "playlists": {"all": Playlist(name="all", sections=(Section(name="all"),))},
        "rules": (Rule(playlist="all", number=1),),
        "places": {"station": a_place()},
        "displays": {display.id: display for display in displays},
    }
    return Catalogue(revision=revision, **{**fields, **changes})


def body(press: Press, display: str = "a") -> dict[str, Any]:
    served = press.manifests.of(display)
    assert served
    found: dict[str, Any] = msgspec.json.decode(served.body())
    return found


def slide_of(press: Press, item: str, display: str = "a") -> str | None:
    return next((slide["slide"] for slide in body(press, display)["slides"] if slide.get("item") == item), None)


async def test_every_display_gets_its_manifest_and_every_file_of_it_is_there(press: Press) -> None:
    changed = (await publish_manifests(press, a_catalogue(), NOW)).etags
    assert set(changed) == {"a", "b", "c"}
    for display in "abc":
        found = body(press, display)
        assert found["etag"] == changed[display]
        assert {slide["item"] for slide in found["slides"]} == {"one", "two"}
        for slide in (*(slide["slide"] for slide in found["slides"]), found["fallback"]):
            assert press.blobs.path(f"{slide}.html").is_file()


async def test_displays_of_one_channel_share_one_tail(press: Press) -> None:
    await publish_manifests(press, a_catalogue(), NOW)
    a, b, c = (press.manifests.of(display) for display in "abc")
    assert a and b and c
    assert a.tail is b.tail
    assert a.tail != c.tail
    assert a.etag != b.etag


async def test_equal_input_changes_nothing(press: Press) -> None:
    await publish_manifests(press, a_catalogue(), NOW)
    assert (await publish_manifests(press, a_catalogue(revision=2), NOW)).etags == {}


async def test_what_was_published_is_kept_with_its_moment(press: Press) -> None:
    await publish_manifests(press, a_catalogue(), NOW)
    await publish_manifests(press, a_catalogue(an_item("one"), revision=2), NOW.replace(hour=4))
    async with press.database.read() as connection:
        tails = (await connection.execute(select(publications.c.channel, publications.c.tail))).all()
        kept = (await connection.execute(select(heads.c.display))).all()
        assert (await load_revisions(connection))["published"] == 2
    assert len(tails) == 4  # two channels, twice
    assert len(kept) == 3  # no head changed
    assert all(press.blobs.path(f"{tail}.json").is_file() for _, tail in tails)


async def test_after_a_restart_the_same_is_served_before_anything_is_compiled(press: Press) -> None:
    await publish_manifests(press, a_catalogue(), NOW)
    before = press.manifests.in_force.tails
    await publish_manifests(press, a_catalogue(places={"station": a_place(timezone="Asia/Seoul")}, revision=2), NOW)
    assert not before.keys() & press.manifests.in_force.tails.keys()
    again = Manifests()
    assert await restore_manifests(press.database, press.blobs, again, press.player) == 3
    assert [again.of(display) for display in "abc"] == [press.manifests.of(display) for display in "abc"]
    assert again.in_force.tails.keys() == press.manifests.in_force.tails.keys()  # not also what was on air before


async def test_a_full_disk_leaves_what_is_on_air_and_is_made_good_later(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    await publish_manifests(press, a_catalogue(), NOW)
    before = body(press)

    def full(_blobs: Blobs, _content: bytes, _extension: str) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Blobs, "store", full)
        with pytest.raises(OSError, match="No space left"):
            await publish_manifests(press, a_catalogue(an_item("three"), revision=2), NOW)
    assert body(press) == before
    async with press.database.read() as connection:
        assert (await load_revisions(connection))["published"] == 1
    again = await publish_manifests(press, a_catalogue(an_item("three"), revision=2), NOW)
    assert set(again.etags) == {"a", "b", "c"}


async def test_a_slide_that_cannot_be_made_leaves_its_slot_out_and_a_problem_for_staff(press: Press) -> None:
    sections = (Section(name="odd", items=("one",), template="nothing.html"), Section(name="rest"))
    playlists = {"all": Playlist(name="all", sections=sections)}
    await publish_manifests(press, a_catalogue(playlists=playlists), NOW)
    assert {slide["item"] for slide in body(press)["slides"]} == {"two"}
    async with press.database.read() as connection:
        problems = await load_problems(connection)
    assert {problem.noun for problem in problems} == {"slide"}
    assert all("one" in problem.name and "nothing.html" in problem.message for problem in problems)


async def test_the_last_good_version_stays_when_the_new_one_cannot_be_made(press: Press) -> None:
    survey = an_item("survey", kind="survey", url="https://www.city.example/survey")
    await publish_manifests(press, a_catalogue(survey), NOW)
    before = slide_of(press, "survey")
    broken = msgspec.structs.replace(survey, url=None)
    await publish_manifests(press, a_catalogue(broken, revision=2), NOW)
    assert (slide_of(press, "survey"), before is not None) == (before, True)
    async with press.database.read() as connection:
        assert await load_problems(connection)


@pytest.mark.parametrize("mended", ["taken back", "taken down"])
async def test_a_problem_of_a_slide_goes_when_the_edit_is_taken_back_or_the_item_taken_down(
    press: Press, mended: str
) -> None:
    survey = an_item("survey", kind="survey", url="https://www.city.example/survey")
    await publish_manifests(press, a_catalogue(survey, an_item("one")), NOW)
    broken = msgspec.structs.replace(survey, url=None)
    await publish_manifests(press, a_catalogue(broken, an_item("one"), revision=2), NOW)
    after = (survey, an_item("one")) if mended == "taken back" else (an_item("one"),)
    await publish_manifests(press, a_catalogue(*after, revision=3), NOW)
    async with press.database.read() as connection:
        assert await load_problems(connection) == []


async def test_a_finding_goes_when_the_edit_that_caused_it_is_taken_back(press: Press) -> None:
    for revision, title in enumerate(("市", "市 \U00020bb7\u1234", "市"), 1):
        await publish_manifests(press, a_catalogue(an_item("one", title={"ja": title}), revision=revision), NOW)
        async with press.database.read() as connection:
            assert [one.noun for one in await load_problems(connection)] == ["finding"] * 2 * (revision == 2)


async def test_slides_that_channels_share_are_named_once_and_beside_the_loop(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is told of one that is still wanted stays, what is told of another goes."""
    places = {zone: a_place(zone, timezone=zone) for zone in ("Asia/Tokyo", "Asia/Seoul", "Asia/Manila")}
    displays = {zone: a_display(zone, place=zone) for zone in places}
    channels = list(channels_of(a_catalogue(displays=displays, places=places)))
    keys = frozenset(SlideKey((f"item-{n}",), "ja", "news.html") for n in range(4))
    async with database.write() as connection:
        for name in (slide_name(next(iter(keys)), channels[0].format), "gone|ja"):
            await record_problem(connection, "finding", name, "broken", NOW)
    threads: list[int] = []

    def named(key: SlideKey, format_: Format) -> str:
        threads.append(threading.get_ident())
        return slide_name(key, format_)

    monkeypatch.setattr(missing_slides, "slide_name", named)
    await missing_slides.forget_mended(
        database, dict.fromkeys(channels, keys), missing_slides.Slides({}, set(), set(), set())
    )
    async with database.read() as connection:
        assert [one.name == "gone|ja" for one in await load_problems(connection)] == [False]
    assert (len(channels), len(threads)) == (3, 4) and threading.get_ident() not in threads


async def test_a_display_at_a_place_nobody_knows_costs_the_others_nothing(press: Press) -> None:
    displays = {"a": a_display("a"), "lost": a_display("lost", place="nowhere")}
    assert set((await publish_manifests(press, a_catalogue(displays=displays), NOW)).etags) == {"a"}


def apart() -> Catalogue:
    """The portrait display shows a playlist of its own."""
    playlists = {name: Playlist(name=name, sections=(Section(name="own", items=(name,)),)) for name in ("one", "two")}
    rules = (Rule(playlist="one", number=1, displays=("a", "b")), Rule(playlist="two", number=1, displays=("c",)))
    return a_catalogue(playlists=playlists, rules=rules)


def with_item(catalogue: Catalogue, item: Item) -> Catalogue:
    return msgspec.structs.replace(catalogue, revision=catalogue.revision + 1, items={**catalogue.items, item.id: item})


async def test_an_edit_leaves_the_manifests_that_do_not_show_it_the_very_objects_they_were(press: Press) -> None:
    first = await publish_manifests(press, apart(), NOW)
    portrait = press.manifests.of("c")
    edited = with_item(first.edition.catalogue, an_item("one", title={"ja": "改めました"}))
    again = await publish_manifests(press, edited, NOW, first.edition)
    assert set(again.etags) == {"a", "b"}
    assert press.manifests.of("c") is portrait
    afresh = await publish_manifests(press, edited, NOW)
    assert (afresh.etags, afresh.edition.keys) == ({}, again.edition.keys)


async def test_a_slide_that_can_not_be_drawn_is_not_tried_again_until_it_is_edited(press: Press) -> None:
    broken = an_item("one", kind="survey", url=None)
    first = await publish_manifests(press, with_item(apart(), broken), NOW)
    assert not first.edition.failing
    elsewhere = with_item(first.edition.catalogue, an_item("two", title={"ja": "改めました"}))
    second = await publish_manifests(press, elsewhere, NOW, first.edition)
    async with press.database.read() as connection:
        assert {problem.noun for problem in await load_problems(connection)} == {"slide"}
    mended = with_item(elsewhere, an_item("one", kind="survey", url="https://www.city.example/survey"))
    await publish_manifests(press, mended, NOW, second.edition)
    async with press.database.read() as connection:
        assert await load_problems(connection) == []
    assert slide_of(press, "one")


def killed(*_: object) -> None:
    os._exit(1)


async def test_a_slide_that_killed_its_worker_is_tried_again(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    first = await publish_manifests(press, apart(), NOW)
    edited = with_item(apart(), an_item("two", title={"ja": "改めました"}))
    before = slide_of(press, "two", "c")
    with monkeypatch.context() as patched:
        patched.setattr("signage.actions.missing_slides.make_slides", killed)
        second = await publish_manifests(press, edited, NOW, first.edition)
    assert len(second.edition.failing) == 1
    assert slide_of(press, "two", "c") == before
    press.slides.put_off.clear()
    third = await publish_manifests(press, edited, NOW, second.edition)
    assert not third.edition.failing
    assert slide_of(press, "two", "c") != before


class Dying:
    """A worker that dies of every batch with a slide of one of these titles or templates; `tried` are those it had to make."""

    def __init__(self, *deadly: str) -> None:
        self.deadly = set(deadly)
        self.tried: list[list[str]] = []

    async def run(self, function: Callable[..., Any], *args: Any) -> Any:
        assert function is not make_slides or not args[0]  # edits wait for slides: they are made within some seconds
        return function(*args)

    async def run_within(self, seconds: float, function: Callable[..., Any], *args: Any) -> Any:
        if any(self.deadly & {one.key.template, *(item.title["ja"] for item in one.items)} for one in args[0]):
            self.tried.append([one.name for one in args[0]])
            raise WorkerError(f"took longer than {seconds:g} s and was ended")
        return function(*args)


async def test_no_edit_tries_a_slide_again_that_killed_its_worker_until_it_is_edited_itself(press: Press) -> None:
    press = press._replace(workers=Dying("重い"))  # type: ignore[arg-type]
    first = await publish_manifests(press, apart(), NOW)
    heavy = with_item(apart(), an_item("two", title={"ja": "重い"}))
    second = await publish_manifests(press, heavy, NOW, first.edition)
    press.workers.tried.clear()  # type: ignore[attr-defined]
    elsewhere = with_item(heavy, an_item("one", title={"ja": "改めました"}))
    third = await publish_manifests(press, elsewhere, NOW, second.edition)
    assert set(third.etags) == {"a", "b"}
    assert (press.workers.tried, len(third.edition.failing)) == ([], 1)  # type: ignore[attr-defined]
    mended = with_item(elsewhere, an_item("two", title={"ja": "軽い"}))
    fourth = await publish_manifests(press, mended, NOW, third.edition)
    assert (set(fourth.etags), fourth.edition.failing) == ({"c"}, frozenset())


@pytest.mark.parametrize(
    "lack", [MemoryError(), OSError(errno.EMFILE, "Too many open files")], ids=lambda lack: type(lack).__name__
)
async def test_a_slide_for_which_memory_or_a_file_was_lacking_is_put_off_and_made_later(
    press: Press, monkeypatch: pytest.MonkeyPatch, lack: Exception
) -> None:
    def lacking(*_: object, **_more: object) -> None:
        raise lack

    press = press._replace(workers=Dying())  # type: ignore[arg-type]
    first = await publish_manifests(press, apart(), NOW)
    edited, before = with_item(apart(), an_item("two", title={"ja": "改めました"})), slide_of(press, "two", "c")
    with monkeypatch.context() as patched:
        patched.setattr("signage.render.orders.build_slide", lacking)
        second = await publish_manifests(press, edited, NOW, first.edition)
    assert (len(second.edition.failing), slide_of(press, "two", "c")) == (1, before)
    press.slides.put_off.clear()
    third = await publish_manifests(press, edited, NOW, second.edition)
    assert not third.edition.failing
    assert slide_of(press, "two", "c") != before


@pytest.mark.parametrize(
    "own", [(), (("own.html", "{% extends 'signage/news.html' %}"),)], ids=["an item", "a template"]
)
async def test_what_is_like_two_slides_that_killed_their_workers_is_not_tried_as_well(
    press: Press, own: OwnTemplates
) -> None:
    items = [an_item(f"heavy-{n}", title={"ja": "重い", "en": "重い"}) for n in range(9 if own else 1)]
    sections = (
        Section(name="light", items=("light",)),
        Section(name="heavy", items=tuple(item.id for item in items), template="own.html" if own else None),
    )
    catalogue = a_catalogue(
        *items,
        an_item("light"),
        playlists={"all": Playlist(name="all", sections=sections)},
        displays={
            name: a_display(name, width=1920 + 300 * n) for n, name in enumerate("ab" if own else "abcdefghijkl")
        },
    )
    press = press._replace(workers=Dying("重い"), look=msgspec.structs.replace(press.look, templates=own))  # type: ignore[arg-type]
    await publish_manifests(press, catalogue, NOW)
    batch, *alone = press.workers.tried  # type: ignore[attr-defined]
    assert (len(batch), [len(tried) for tried in alone]) == (16, [1, 1, 1] if own else [1, 1])
    assert slide_of(press, "light")
    async with press.database.read() as connection:
        assert len(await load_problems(connection)) == len(items) * len(catalogue.displays)


async def test_a_fallback_of_ones_own_that_was_never_made_is_drawn_as_ours_and_staff_are_told(press: Press) -> None:
    slip = (("fallback.html", "{{ blocks.adress }}"),)
    slipping = press._replace(look=msgspec.structs.replace(press.look, templates=slip), look_digest="1" * 128)
    first = await publish_manifests(slipping, apart(), NOW)
    fallbacks = {body(press, display)["fallback"] for display in "abc"}
    assert not first.edition.failing
    async with press.database.read() as connection:
        assert [("fallback.html, line 1" in one.message) for one in await load_problems(connection)] == [True, True]
    await publish_manifests(press._replace(slides=SlideIndex()), apart(), NOW)
    assert {body(press, display)["fallback"] for display in "abc"} == fallbacks
    async with press.database.read() as connection:
        assert await load_problems(connection) == []


async def test_a_channel_whose_fallback_can_not_be_made_costs_the_others_nothing_and_comes_once_it_can(
    press: Press,
) -> None:
    whole = apart()
    old = msgspec.structs.replace(whole, displays={name: whole.displays[name] for name in "ab"})
    first = await publish_manifests(press, old, NOW)
    dying = press._replace(workers=Dying("fallback.html"))  # type: ignore[arg-type]
    edited = with_item(whole, an_item("one", title={"ja": "改めました"}))
    second = await publish_manifests(dying, edited, NOW, first.edition)
    assert (set(second.etags), len(second.edition.failing)) == ({"a", "b"}, 1)
    assert not press.manifests.of("c")
    press.slides.put_off.clear()
    third = await publish_manifests(press, edited, NOW, second.edition)
    assert (set(third.etags), third.edition.failing) == ({"c"}, frozenset())
    assert body(press, "c")["fallback"]


async def test_each_display_is_told_its_spot_and_no_other_hears_of_one_that_changes(press: Press) -> None:
    first = await publish_manifests(press, a_catalogue(spots={"a": "7K4F"}), NOW)
    assert [body(press, name)["display"]["spot"] for name in "ab"] == ["7K4F", None]
    moved = a_catalogue(
        revision=2, spots={"a": "7K4F"}, displays={"a": a_display("a"), "b": a_display("b", name="南口")}
    )
    second = await publish_manifests(
        press, msgspec.structs.replace(moved, spots={"a": "7K4F", "b": "M2PX"}), NOW, first.edition
    )
    assert set(second.etags) == {"b"}
    assert [body(press, name)["display"]["spot"] for name in "ab"] == ["7K4F", "M2PX"]
