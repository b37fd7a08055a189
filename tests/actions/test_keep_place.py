"""Places, displays and groups that people keep: limits, conflicts, what is in use, and back again."""

import msgspec
import pytest

from signage.actions.change_person import change_rights
from signage.actions.keep_calendar import keep_calendar
from signage.actions.keep_display import keep_display, put_into_group, remove_display
from signage.actions.keep_group import keep_group, remove_group
from signage.actions.keep_place import keep_place, remove_place
from signage.actions.undo_set_up import undo_set_up, undoable
from signage.domain.accounts import Person, Rights
from signage.domain.closing_days import Calendar
from signage.domain.displays import Display, Group
from signage.domain.forms.typed import seen_of
from signage.domain.playlist_file import PlaylistFile
from signage.domain.playlists import Playlist, Section
from signage.domain.schedule import Rule
from signage.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from signage.store.database import Database
from signage.store.displays import load_displays, load_places, load_tokens
from signage.store.edits import load_edits, record_edit
from signage.store.groups import load_groups
from signage.store.playlists import replace_playlist
from signage.store.revisions import CATALOGUE, load_revisions
from signage.store.users import User, record_user
from tests.factories import NOW, a_display, a_place

ALL, STRIPS = Person("a", "administrator"), Person("b", "editor", groups=("strips",))


async def undo(database: Database, noun: str, name: str, by: Person = ALL, edit: int | None = None) -> None:
    """By the button of a page that is made now, else the one that offered this `edit`."""
    if edit is None:
        edit = await undoable(database, noun, name, ALL)
    await undo_set_up(database, noun, name, edit, by, NOW)


async def revision(database: Database) -> int:
    async with database.read() as connection:
        return (await load_revisions(connection)).get(CATALOGUE, 0)


async def test_a_change_raises_the_revision_once_and_is_written_down(database: Database) -> None:
    await keep_place(database, a_place(), ALL, NOW)
    before = await revision(database)
    await keep_place(database, a_place(hours="9:00-17:00"), ALL, NOW, seen_of(a_place()))
    assert await revision(database) == before + 1
    async with database.read() as connection:
        edit, first = await load_edits(connection, noun="place", name="station")
    assert (edit.by, edit.act, first.act) == ("a", "change", "add")
    assert edit.before and edit.after and "9:00" not in edit.before and "9:00" in edit.after


async def test_saving_what_is_there_changes_and_writes_nothing(database: Database) -> None:
    await keep_place(database, a_place(), ALL, NOW)
    before = await revision(database)
    await keep_place(database, a_place(), ALL, NOW, seen_of(a_place()))
    assert await revision(database) == before
    async with database.read() as connection:
        assert len(await load_edits(connection)) == 1


async def test_the_second_of_two_overwrites_nothing(database: Database) -> None:
    await keep_place(database, a_place(), ALL, NOW)
    await keep_place(database, a_place(type="library"), ALL, NOW, seen_of(a_place()))
    with pytest.raises(ConflictError):
        await keep_place(database, a_place(type="school"), STRIPS, NOW, seen_of(a_place()))
    with pytest.raises(ConflictError):
        await keep_place(database, a_place(type="school"), ALL, NOW)
    async with database.read() as connection:
        assert (await load_places(connection))["station"].type == "library"


async def test_a_place_with_displays_stays(database: Database) -> None:
    await keep_place(database, a_place(), ALL, NOW)
    await keep_display(database, a_display(), ALL, NOW)
    with pytest.raises(InputError, match="駅 入口"):
        await remove_place(database, "station", ALL, NOW)
    await remove_display(database, "entrance", ALL, NOW)
    await remove_place(database, "station", ALL, NOW)
    with pytest.raises(NotFoundError):
        await remove_place(database, "station", ALL, NOW)


async def test_a_new_display_has_a_token_that_nobody_knows_and_keeps_it_when_it_is_changed(database: Database) -> None:
    await keep_place(database, a_place(), ALL, NOW)
    await keep_display(database, a_display(), ALL, NOW)
    async with database.read() as connection:
        tokens = await load_tokens(connection)
    await keep_display(database, a_display(name="出口"), ALL, NOW, seen_of(a_display()))
    async with database.read() as connection:
        assert await load_tokens(connection) == tokens
    with pytest.raises(InputError):
        await keep_display(database, a_display("other", place="nowhere"), ALL, NOW)


async def test_an_editor_of_some_groups_touches_no_other_display(database: Database) -> None:
    own, others = a_display("own", groups=("strips",)), a_display("others")
    await keep_place(database, a_place(), ALL, NOW)
    for display in (own, others):
        await keep_display(database, display, ALL, NOW)
    renamed = msgspec.structs.replace(own, name="x")
    await keep_display(database, renamed, STRIPS, NOW, seen_of(own))
    for wrong in (
        keep_display(database, a_display("others", name="x"), STRIPS, NOW, seen_of(others)),
        keep_display(database, a_display("new"), STRIPS, NOW),
        keep_display(database, msgspec.structs.replace(renamed, groups=()), STRIPS, NOW, seen_of(renamed)),
        remove_display(database, "others", STRIPS, NOW),
        put_into_group(database, "strips", frozenset({"others"}), frozenset(), STRIPS, NOW),
        put_into_group(database, "halls", frozenset({"own"}), frozenset(), STRIPS, NOW),
        keep_place(database, a_place(hours="9:00-10:00"), STRIPS, NOW, seen_of(a_place())),
        keep_group(database, Group(id="halls", name={"ja": "ホール"}), STRIPS, NOW),
        remove_group(database, "strips", STRIPS, NOW),
    ):
        with pytest.raises(ForbiddenError) as told:
            await wrong
        assert set(told.value.says) == {"ja", "en"}
    async with database.read() as connection:
        assert await load_displays(connection) == {"others": others, "own": renamed}


async def test_an_editor_of_some_groups_puts_their_displays_into_no_others_group_nor_takes_them_out(
    database: Database,
) -> None:
    shared = a_display("shared", groups=("strips", "halls"))
    await keep_place(database, a_place(), ALL, NOW)
    await keep_display(database, shared, ALL, NOW)
    for groups in (("strips", "halls", "stations"), ("strips",), ("strips", "stations")):
        wrong = msgspec.structs.replace(shared, groups=groups)
        with pytest.raises(ForbiddenError) as told:
            await keep_display(database, wrong, STRIPS, NOW, seen_of(shared))
        assert set(told.value.says) == {"ja", "en"}
    with pytest.raises(ForbiddenError):
        await keep_display(database, a_display("new", groups=("strips", "halls")), STRIPS, NOW)
    renamed = msgspec.structs.replace(shared, name="x", groups=("halls", "strips"))
    await keep_display(database, renamed, STRIPS, NOW, seen_of(shared))
    async with database.read() as connection:
        assert await load_displays(connection) == {"shared": renamed}


async def test_groups_that_only_displays_name_are_groups_too(database: Database) -> None:
    await keep_place(database, a_place(), ALL, NOW)
    await keep_display(database, a_display(groups=("北側",)), ALL, NOW)
    await keep_group(database, Group(id="strips", name={"ja": "帯"}), ALL, NOW)
    changed = await put_into_group(database, "strips", frozenset({"entrance"}), frozenset(), ALL, NOW)
    assert changed == 1
    async with database.read() as connection:
        assert {id: group.name for id, group in (await load_groups(connection)).items()} == {
            "strips": {"ja": "帯"},
            "北側": {"ja": "北側"},
        }
        assert (await load_displays(connection))["entrance"].groups == ("北側", "strips")


async def test_a_group_goes_with_its_name_from_its_displays_unless_a_playlist_is_meant_for_it(
    database: Database,
) -> None:
    await keep_place(database, a_place(), ALL, NOW)
    await keep_display(database, a_display(groups=("strips",)), ALL, NOW)
    rule = Rule(playlist="all", number=1, groups=("strips",))
    file = PlaylistFile(Playlist(name="all", sections=(Section(name="news"),)), (rule,))
    async with database.write() as connection:
        await replace_playlist(connection, file, "")
    with pytest.raises(InputError, match="all"):
        await remove_group(database, "strips", ALL, NOW)
    async with database.write() as connection:
        await replace_playlist(connection, PlaylistFile(file.playlist, ()), "")
    await remove_group(database, "strips", ALL, NOW)
    async with database.read() as connection:
        assert await load_groups(connection) == {}


async def test_a_group_that_somebody_looks_after_stays_or_they_would_have_none_or_all(database: Database) -> None:
    await keep_group(database, Group(id="strips", name={"ja": "帯"}), ALL, NOW)
    async with database.write() as connection:
        await record_user(connection, User("hand", "x", "editor", False, NOW, groups=("strips",)))
    with pytest.raises(InputError, match="hand") as told:
        await remove_group(database, "strips", ALL, NOW)
    assert set(told.value.says) == {"ja", "en"} and all("hand" in says for says in told.value.says.values())
    with pytest.raises(InputError, match="people"):
        await undo(database, "group", "strips")
    await change_rights(database, "hand", Rights("editor"), ALL.name, NOW)
    await remove_group(database, "strips", ALL, NOW)
    async with database.read() as connection:
        assert await load_groups(connection) == {}


async def test_the_displays_of_a_group_that_goes_have_that_in_their_history(database: Database) -> None:
    within, other = a_display(groups=("strips", "halls")), a_display("other")
    await keep_place(database, a_place(), ALL, NOW)
    for display in (within, other):
        await keep_display(database, display, ALL, NOW)
    await remove_group(database, "strips", ALL, NOW)
    async with database.read() as connection:
        [edit, _] = await load_edits(connection, noun="display", name="entrance")
        assert [one.act for one in await load_edits(connection, noun="display", name="other")] == ["add"]
    assert (edit.by, edit.act) == ("a", "change") and edit.before and edit.after
    without = a_display(groups=("halls",))
    assert [msgspec.json.decode(body, type=Display) for body in (edit.before, edit.after)] == [within, without]


async def test_a_change_is_undone_though_the_device_was_paired_or_cared_for_since(database: Database) -> None:
    await keep_place(database, a_place(), ALL, NOW)
    await keep_display(database, a_display(), ALL, NOW)
    await keep_display(database, a_display(name="出口"), ALL, NOW, seen_of(a_display()))
    async with database.write() as connection:
        await record_edit(connection, ALL.name, NOW, "display", "entrance", "pair")
    await undo(database, "display", "entrance")
    async with database.read() as connection:
        assert await load_displays(connection) == {"entrance": a_display()}


async def test_ones_own_last_change_is_undone_and_nobody_elses(database: Database) -> None:
    await keep_place(database, a_place(), ALL, NOW)
    await keep_place(database, a_place(type="library"), ALL, NOW, seen_of(a_place()))
    with pytest.raises(NotFoundError):
        await undo(database, "place", "station", STRIPS)
    await undo(database, "place", "station")
    async with database.read() as connection:
        assert await load_places(connection) == {"station": a_place()}
    await remove_place(database, "station", ALL, NOW)
    await undo(database, "place", "station")
    async with database.read() as connection:
        assert await load_places(connection) == {"station": a_place()}


async def test_a_button_undoes_what_it_was_offered_for_once_and_nothing_that_came_after(database: Database) -> None:
    await keep_place(database, a_place(), ALL, NOW)
    library, hall = a_place(type="library"), a_place(type="hall")
    await keep_place(database, library, ALL, NOW, seen_of(a_place()))
    first = await undoable(database, "place", "station", ALL)
    assert first and not await undoable(database, "place", "station", STRIPS)
    await undo(database, "place", "station", edit=first)
    assert not await undoable(database, "place", "station", ALL)
    async with database.read() as connection:
        undone = (await load_edits(connection, "place", "station"))[0].id
    for edit in (first, undone, 0):
        with pytest.raises(ConflictError):
            await undo(database, "place", "station", edit=edit)
    await keep_place(database, hall, ALL, NOW, seen_of(a_place()))
    with pytest.raises(ConflictError):
        await undo(database, "place", "station", edit=first)
    async with database.read() as connection:
        assert await load_places(connection) == {"station": hall}


async def test_nothing_is_undone_that_would_leave_a_display_or_a_rule_without_what_it_names(database: Database) -> None:
    winter = Calendar(name="winter", title=(("ja", "冬"),))
    await keep_place(database, a_place(), ALL, NOW)
    await keep_group(database, Group(id="strips", name={"ja": "帯"}), ALL, NOW)
    await keep_calendar(database, winter, ALL, NOW)
    await keep_display(database, a_display(groups=("strips",)), ALL, NOW)
    async with database.write() as connection:
        rule = Rule(playlist="halls", number=1, only_days_of=("winter",))
        await replace_playlist(connection, PlaylistFile(Playlist(name="halls", sections=()), (rule,)), "")
    for noun, name in (("place", "station"), ("group", "strips"), ("calendar", "winter")):
        with pytest.raises(InputError):
            await undo(database, noun, name)
    await remove_display(database, "entrance", ALL, NOW)
    await remove_place(database, "station", ALL, NOW)
    with pytest.raises(InputError, match="its place is there no more"):
        await undo(database, "display", "entrance")


async def test_who_arranges_some_groups_by_now_undoes_nothing_of_others(database: Database) -> None:
    before, narrowed = a_display(groups=("halls",)), Person(ALL.name, "editor", groups=("strips",))
    await keep_place(database, a_place(), ALL, NOW)
    await keep_place(database, a_place(hours="9:00-17:00"), ALL, NOW, seen_of(a_place()))
    await keep_group(database, Group(id="halls", name={"ja": "ホール"}), ALL, NOW)
    await keep_calendar(database, Calendar(name="winter", title=(("ja", "冬"),)), ALL, NOW)
    await keep_display(database, before, ALL, NOW)
    after = msgspec.structs.replace(before, groups=("strips",))
    await keep_display(database, after, ALL, NOW, seen_of(before))
    for noun, name in (("display", "entrance"), ("group", "halls"), ("calendar", "winter")):
        with pytest.raises(ForbiddenError) as told:
            await undo(database, noun, name, narrowed)
        assert set(told.value.says) == {"ja", "en"}, noun
    await keep_display(database, a_display("other"), ALL, NOW)
    with pytest.raises(ForbiddenError):
        await undo(database, "place", "station", narrowed)
    async with database.read() as connection:
        assert (await load_displays(connection))["entrance"] == after
        assert (await load_places(connection))["station"].hours == "9:00-17:00"


async def test_who_took_a_shared_display_out_has_it_back_in_the_groups_of_others_too(database: Database) -> None:
    shared = a_display(groups=("strips", "halls"))
    await keep_place(database, a_place(), ALL, NOW)
    await keep_display(database, shared, ALL, NOW)
    await remove_display(database, "entrance", STRIPS, NOW)
    await undo(database, "display", "entrance", STRIPS, await undoable(database, "display", "entrance", STRIPS))
    async with database.read() as connection:
        assert await load_displays(connection) == {"entrance": shared}


async def test_a_display_that_comes_back_has_another_token(database: Database) -> None:
    await keep_place(database, a_place(), ALL, NOW)
    await keep_display(database, a_display(), ALL, NOW)
    async with database.read() as connection:
        before = await load_tokens(connection)
    await remove_display(database, "entrance", ALL, NOW)
    await undo(database, "display", "entrance")
    async with database.read() as connection:
        assert await load_displays(connection) == {"entrance": a_display()}
        assert set(await load_tokens(connection)).isdisjoint(before)
