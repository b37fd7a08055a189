"""Staff change playlists in drafts, undo what they did, and publish: nobody's work is overwritten, no screen changes before."""

from collections.abc import Callable

import msgspec
import pytest

from signage.actions.edit_playlist import (
    discard_draft,
    edit_playlist,
    last_step,
    new_playlist,
    remove_playlist,
    restore_playlist,
    undo_step,
)
from signage.actions.publish_drafts import publish_drafts
from signage.domain.accounts import Person
from signage.domain.catalogue import Catalogue
from signage.domain.drafts import digest_of, digest_of_drafts
from signage.domain.playlist_changes import weigh
from signage.domain.playlist_file import PlaylistFile
from signage.domain.playlists import Playlist, Section
from signage.domain.schedule import Rule
from signage.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from signage.store.database import Database
from signage.store.drafts import STEPS, load_drafts, load_origins_by_name, load_steps
from signage.store.edits import load_edits
from signage.store.playlists import load_playlist, replace_playlist
from signage.store.revisions import CATALOGUE, load_revisions
from signage.words import Words
from tests.factories import NOW, a_display, a_place

SAYS = {"ja": "変えた", "en": "Changed it"}
FILE = PlaylistFile(
    Playlist(name="halls", sections=(Section(name="news", kinds=("news",)),)), (Rule(playlist="halls", number=1),)
)
A = Person("A", "editor")
SCREENS = Catalogue(
    places={"station": a_place()},
    displays={id: a_display(id, groups=(f"{id}s",)) for id in ("hall", "gate")},
)


@pytest.fixture
async def published(database: Database) -> Database:
    """With the playlist “halls” of staff's own."""
    async with database.write() as connection:
        await replace_playlist(connection, FILE, "")
    return database


def to(weight: int) -> Callable[[PlaylistFile], PlaylistFile]:
    return weigh("news", weight)


async def weight_of(database: Database, name: str = "halls") -> int | None:
    """In the draft; None without one."""
    async with database.read() as connection:
        drafts = {one.name: one for one in await load_drafts(connection)}
    file = drafts[name].file if name in drafts else None
    return file.playlist.sections[0].weight if file else None


async def on_air(database: Database, name: str = "halls") -> PlaylistFile | None:
    async with database.read() as connection:
        return await load_playlist(connection, name)


async def revision(database: Database) -> int:
    async with database.read() as connection:
        return (await load_revisions(connection)).get(CATALOGUE, 0)


async def acts(database: Database) -> list[tuple[str, str]]:
    """(by, act), the newest last."""
    async with database.read() as connection:
        return [(edit.by, edit.act) for edit in reversed(await load_edits(connection, noun="playlist"))]


async def undo(database: Database, by: str) -> Words | None:
    """Presses the button that names the last step of somebody, if there is one."""
    step = await last_step(database, by)
    return await undo_step(database, step.id, Person(by, "editor"), SCREENS, NOW) if step else None


async def test_a_change_stays_in_the_draft_until_it_is_published(published: Database) -> None:
    before = await revision(published)
    draft = await edit_playlist(published, "halls", to(4), SAYS, "A", NOW)
    assert (draft.base, draft.by, await weight_of(published)) == (digest_of(FILE), "A", 4)
    assert await on_air(published) == FILE and await revision(published) == before
    assert await publish_drafts(published, "B", NOW) == ["halls"]
    assert await on_air(published) == draft.file and await revision(published) > before
    assert await weight_of(published) is None and await last_step(published, "A") is None
    assert await acts(published) == [("A", "draft"), ("B", "publish")]
    async with published.read() as connection:
        assert await load_origins_by_name(connection) == {"halls": ""}


async def test_steps_are_undone_one_by_one_and_named(published: Database) -> None:
    await edit_playlist(published, "halls", to(2), {"ja": "2 にした"}, "A", NOW)
    await edit_playlist(published, "halls", to(3), {"ja": "3 にした"}, "A", NOW)
    step = await last_step(published, "A")
    assert step and step.says == {"ja": "3 にした"}
    assert await undo(published, "A") == {"ja": "3 にした"}
    assert await weight_of(published) == 2
    with pytest.raises(ConflictError):
        await undo_step(published, step.id, A, SCREENS, NOW)  # pressed twice
    assert await weight_of(published) == 2
    assert await undo(published, "A") == {"ja": "2 にした"}
    assert await weight_of(published) is None
    assert await undo(published, "A") is None


async def test_nobody_undoes_what_somebody_else_did_or_went_on_from(published: Database) -> None:
    await edit_playlist(published, "halls", to(2), SAYS, "A", NOW)
    assert await undo(published, "B") is None
    await edit_playlist(published, "halls", to(3), SAYS, "B", NOW)
    assert await last_step(published, "A") is None
    step = await last_step(published, "B")
    assert step
    with pytest.raises(ConflictError):
        await undo_step(published, step.id, A, SCREENS, NOW)
    assert await undo(published, "B") == SAYS
    assert await undo(published, "A") == SAYS
    assert await weight_of(published) is None


def with_rule(number: int, group: str) -> Callable[[PlaylistFile], PlaylistFile]:
    rule = Rule(playlist="halls", number=number, groups=(group,))
    return lambda file: PlaylistFile(file.playlist, (*file.rules, rule))


def without_rule(number: int) -> Callable[[PlaylistFile], PlaylistFile]:
    return lambda file: PlaylistFile(file.playlist, tuple(one for one in file.rules if one.number != number))


async def test_who_arranges_some_displays_no_more_undoes_no_step_that_is_about_them(database: Database) -> None:
    meant = with_rule(1, "gates")(PlaylistFile(FILE.playlist))
    narrowed = Person("A", "editor", groups=("halls",))
    async with database.write() as connection:
        await replace_playlist(connection, meant, "")
    for change in (to(4), with_rule(3, "gates"), without_rule(1)):
        await edit_playlist(database, "halls", change, SAYS, "A", NOW)
        step = await last_step(database, "A")
        assert step
        with pytest.raises(ForbiddenError) as told:
            await undo_step(database, step.id, narrowed, SCREENS, NOW)
        assert set(told.value.says) == {"ja", "en"} and await last_step(database, "A") == step


async def test_who_arranges_some_displays_undoes_a_rule_of_theirs_beside_those_of_others(database: Database) -> None:
    async with database.write() as connection:
        await replace_playlist(connection, with_rule(2, "gates")(PlaylistFile(FILE.playlist)), "")
    await edit_playlist(database, "halls", with_rule(3, "halls"), SAYS, "A", NOW)
    step = await last_step(database, "A")
    assert step and await undo_step(database, step.id, Person("A", "editor", groups=("halls",)), SCREENS, NOW) == SAYS
    assert await weight_of(database) is None


async def test_so_many_steps_can_be_undone_and_no_more_are_kept(published: Database) -> None:
    for weight in range(2, STEPS + 7):
        await edit_playlist(published, "halls", to(weight), SAYS, "A", NOW)
    async with published.read() as connection:
        assert len(await load_steps(connection)) == STEPS
    while await undo(published, "A"):
        pass
    assert await weight_of(published) == 6


async def test_who_has_not_seen_the_newest_overwrites_nothing(published: Database) -> None:
    seen = digest_of(FILE)
    await edit_playlist(published, "halls", to(2), SAYS, "A", NOW, seen)
    for attempt in (
        edit_playlist(published, "halls", to(5), SAYS, "B", NOW, seen),
        remove_playlist(published, "halls", SAYS, "B", NOW, seen),
        discard_draft(published, "halls", SAYS, "B", NOW, seen),
    ):
        with pytest.raises(ConflictError):
            await attempt
    assert await weight_of(published) == 2


async def test_a_change_back_to_what_is_published_leaves_no_draft(published: Database) -> None:
    await edit_playlist(published, "halls", to(2), SAYS, "A", NOW)
    await edit_playlist(published, "halls", to(1), SAYS, "A", NOW)
    assert await weight_of(published) is None
    assert await undo(published, "A") == SAYS
    assert await weight_of(published) == 2


async def test_a_change_of_nothing_is_no_step(published: Database) -> None:
    await edit_playlist(published, "halls", to(1), SAYS, "A", NOW)
    assert await last_step(published, "A") is None and await acts(published) == []


async def test_a_playlist_of_a_file_is_changed_in_its_file_only(database: Database) -> None:
    async with database.write() as connection:
        await replace_playlist(connection, FILE, "playlists/halls.toml")
    for attempt in (
        edit_playlist(database, "halls", to(2), SAYS, "A", NOW),
        remove_playlist(database, "halls", SAYS, "A", NOW),
        restore_playlist(database, FILE, SAYS, "A", NOW),
        new_playlist(database, FILE, SAYS, "A", NOW),
    ):
        with pytest.raises(InputError):
            await attempt


async def test_what_is_not_there_can_be_neither_changed_nor_discarded(published: Database) -> None:
    for attempt in (
        edit_playlist(published, "x", to(2), SAYS, "A", NOW),
        remove_playlist(published, "x", SAYS, "A", NOW),
        discard_draft(published, "halls", SAYS, "A", NOW),
    ):
        with pytest.raises(NotFoundError):
            await attempt


async def test_a_change_that_no_playlist_may_have_is_refused_whole(published: Database) -> None:
    def twice(file: PlaylistFile) -> PlaylistFile:
        own = file.playlist.sections
        return PlaylistFile(msgspec.structs.replace(file.playlist, sections=own + own), file.rules)

    with pytest.raises(InputError):
        await edit_playlist(published, "halls", twice, SAYS, "A", NOW)
    assert await weight_of(published) is None


async def test_a_new_playlist_is_published_or_goes_without_a_trace(database: Database) -> None:
    await new_playlist(database, FILE, SAYS, "A", NOW)
    with pytest.raises(InputError):
        await new_playlist(database, FILE, SAYS, "B", NOW)
    assert await remove_playlist(database, "halls", SAYS, "A", NOW) is None
    assert await weight_of(database) is None and await on_air(database) is None
    await undo(database, "A")
    assert await publish_drafts(database, "A", NOW) == ["halls"]
    assert await on_air(database) == FILE


async def test_one_that_is_taken_out_goes_when_it_is_published_and_can_be_had_again(published: Database) -> None:
    draft = await remove_playlist(published, "halls", SAYS, "A", NOW)
    assert draft is not None and draft.file is None
    assert await on_air(published) == FILE
    with pytest.raises(NotFoundError):
        await edit_playlist(published, "halls", to(2), SAYS, "A", NOW)
    await publish_drafts(published, "A", NOW)
    assert await on_air(published) is None
    await restore_playlist(published, FILE, SAYS, "A", NOW)
    await publish_drafts(published, "A", NOW)
    assert await on_air(published) == FILE


async def test_a_discarded_draft_comes_back_by_undo(published: Database) -> None:
    await edit_playlist(published, "halls", to(2), SAYS, "A", NOW)
    await discard_draft(published, "halls", SAYS, "A", NOW)
    assert await weight_of(published) is None
    await undo(published, "A")
    assert await weight_of(published) == 2


async def test_drafts_that_nobody_saw_are_not_published(published: Database) -> None:
    await edit_playlist(published, "halls", to(2), SAYS, "A", NOW)
    async with published.read() as connection:
        seen = digest_of_drafts(await load_drafts(connection))
    await edit_playlist(published, "halls", to(3), SAYS, "B", NOW)
    with pytest.raises(ConflictError):
        await publish_drafts(published, "A", NOW, seen=seen)
    assert await on_air(published) == FILE and await weight_of(published) == 3


async def test_a_draft_of_what_was_published_otherwise_since_is_not_published_nor_is_any_other(
    published: Database,
) -> None:
    await edit_playlist(published, "halls", to(2), SAYS, "A", NOW)
    other = PlaylistFile(Playlist(name="other", sections=()))
    await new_playlist(published, other, SAYS, "A", NOW)
    async with published.write() as connection:
        await replace_playlist(connection, to(9)(FILE), "")
    with pytest.raises(ConflictError):
        await publish_drafts(published, "A", NOW)
    assert await on_air(published, "other") is None
    assert await publish_drafts(published, "A", NOW, ["other"]) == ["other"]
    assert await weight_of(published) == 2


async def test_a_file_that_took_the_name_meanwhile_is_not_overwritten(database: Database) -> None:
    await new_playlist(database, FILE, SAYS, "A", NOW)
    async with database.write() as connection:
        await replace_playlist(connection, to(9)(FILE), "playlists/halls.toml")
    with pytest.raises(ConflictError):
        await publish_drafts(database, "A", NOW)
    assert await on_air(database) == to(9)(FILE)
