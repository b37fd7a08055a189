"""A request is decided by somebody else than who wrote it; what is approved is on air, what is sent back says why."""

from datetime import timedelta

import pytest

from signage.actions.approve_item import approve, approve_own, publish, remand, renew
from signage.actions.edit_item import request_approval, save_draft, seen_of, take_back
from signage.actions.withdraw_item import restore_item, withdraw_item
from signage.domain.accounts import Person
from signage.domain.content import Item, Period
from signage.domain.workflow import Version
from signage.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from signage.store.comments import load_comments
from signage.store.content import load_items, replace_items
from signage.store.database import Database
from signage.store.deputies import Deputy, record_deputy
from signage.store.edits import load_edits
from signage.store.revisions import CATALOGUE, load_revisions
from signage.store.users import User, record_user
from signage.store.versions import load_version, load_versions
from tests.factories import NOW, an_item

AUTHOR = Person("B", "author", "planning")
CHIEF = Person("C", "approver", "planning")
ELSEWHERE = Person("D", "approver", "library")
EDITOR = Person("A", "editor")
ADMINISTRATOR = Person("X", "administrator")
ID = "staff-01"
DAY = timedelta(days=1)
LATER = NOW + timedelta(minutes=5)


async def asked(database: Database, person: Person = AUTHOR, **changes: object) -> Version:
    """A request as an author has made it."""
    version = await save_draft(database, an_item(ID, **changes), "planning", person, NOW)
    return await request_approval(database, ID, person, NOW, seen_of(version))


async def on_air(database: Database) -> Item | None:
    async with database.read() as connection:
        up, _ = await load_items(connection)
    return up.get(ID)


async def revision(database: Database) -> int:
    async with database.read() as connection:
        return (await load_revisions(connection)).get(CATALOGUE, 0)


async def test_what_is_approved_is_on_air_and_says_who_decided(database: Database) -> None:
    version = await asked(database)
    before = await revision(database)
    assert await on_air(database) is None
    kept = await approve(database, ID, seen_of(version), CHIEF, LATER, "よくできています")
    found = await on_air(database)
    assert found is not None and found.title == {"ja": f"お知らせ {ID}"}
    assert (kept.stage, kept.decided_by, kept.decided_at) == ("approved", "C", LATER)
    assert await revision(database) > before
    async with database.read() as connection:
        [comment] = await load_comments(connection, ID)
        edits = await load_edits(connection, "item", ID)
    assert (comment.by, comment.text, comment.number) == ("C", "よくできています", 1)
    assert [edit.act for edit in edits] == ["approve", "request", "begin"]


async def test_the_round_trip_from_a_request_sent_back_to_the_glass(database: Database) -> None:
    version = await asked(database)
    sent_back = await remand(database, ID, seen_of(version), CHIEF, LATER, " 日付を入れてください ")
    assert sent_back.stage == "remanded" and await on_air(database) is None
    mended = await save_draft(
        database, an_item(ID, title={"ja": "11月28日のお知らせ"}), "planning", AUTHOR, LATER, seen_of(sent_back)
    )
    again = await request_approval(database, ID, AUTHOR, LATER, seen_of(mended))
    await approve(database, ID, seen_of(again), CHIEF, LATER)
    found = await on_air(database)
    assert found is not None and found.title == {"ja": "11月28日のお知らせ"}
    async with database.read() as connection:
        [comment] = await load_comments(connection, ID)
    assert comment.text == "日付を入れてください"


async def test_a_new_version_waits_while_the_old_one_stays_up(database: Database) -> None:
    first = await approve(database, ID, seen_of(await asked(database)), CHIEF, NOW)
    second = await save_draft(
        database, an_item(ID, title={"ja": "新しい題名"}), "planning", AUTHOR, LATER, seen_of(first)
    )
    second = await request_approval(database, ID, AUTHOR, LATER, seen_of(second))
    found = await on_air(database)
    assert found is not None and found.title == {"ja": f"お知らせ {ID}"}
    await approve(database, ID, seen_of(second), CHIEF, LATER)
    found = await on_air(database)
    assert found is not None and found.title == {"ja": "新しい題名"}
    async with database.read() as connection:
        assert [(one.number, one.stage) for one in await load_versions(connection, ID)] == [
            (2, "approved"),
            (1, "replaced"),
        ]


@pytest.mark.parametrize("person", [AUTHOR, ELSEWHERE, Person("V", "viewer", "planning"), Person("B", "editor")])
async def test_who_wrote_it_and_who_answers_for_others_do_not_decide(database: Database, person: Person) -> None:
    version = await asked(database)
    for decide in (approve, remand):
        with pytest.raises(ForbiddenError):
            await decide(database, ID, seen_of(version), person, LATER, "because")
    assert await on_air(database) is None


async def test_who_saved_it_last_does_not_approve_it_either(database: Database) -> None:
    """An approver who mended a draft themselves leaves the decision to somebody else."""
    version = await asked(database)
    drawn_back = await take_back(database, ID, CHIEF, NOW, seen_of(version))
    changed = await save_draft(
        database, an_item(ID, title={"ja": "直した"}), "planning", CHIEF, NOW, seen_of(drawn_back)
    )
    again = await request_approval(database, ID, AUTHOR, NOW, seen_of(changed))
    with pytest.raises(ForbiddenError):
        await approve(database, ID, seen_of(again), CHIEF, LATER)
    assert (await approve(database, ID, seen_of(again), EDITOR, LATER)).stage == "approved"


async def test_a_deputy_decides_for_as_long_as_they_stand_in(database: Database) -> None:
    version = await asked(database)
    async with database.write() as connection:
        await record_user(connection, User("C", "", "approver", False, NOW, department="planning"))
        await record_deputy(connection, Deputy("C", "D", NOW, NOW + DAY))
    with pytest.raises(ForbiddenError):
        await approve(database, ID, seen_of(version), ELSEWHERE, NOW + 2 * DAY)
    assert (await approve(database, ID, seen_of(version), ELSEWHERE, LATER)).decided_by == "D"


async def test_only_what_was_seen_is_decided_on(database: Database) -> None:
    version = await asked(database)
    drawn_back = await take_back(database, ID, AUTHOR, NOW, seen_of(version))
    with pytest.raises(ConflictError):
        await approve(database, ID, seen_of(version), CHIEF, LATER)
    with pytest.raises(ConflictError):
        await approve(database, ID, seen_of(drawn_back), CHIEF, LATER)
    assert await on_air(database) is None
    with pytest.raises(NotFoundError):
        await approve(database, "staff-02", (1, 0), CHIEF, LATER)


async def test_what_two_decide_on_is_decided_once(database: Database) -> None:
    seen = seen_of(await asked(database))
    await remand(database, ID, seen, CHIEF, LATER, "もう一度")
    with pytest.raises(ConflictError):
        await approve(database, ID, seen, EDITOR, LATER)
    assert await on_air(database) is None


async def test_sending_back_needs_a_comment_and_a_comment_has_its_limit(database: Database) -> None:
    seen = seen_of(await asked(database))
    with pytest.raises(InputError):
        await remand(database, ID, seen, CHIEF, LATER, "  ")
    with pytest.raises(InputError):
        await approve(database, ID, seen, CHIEF, LATER, "あ" * 1_001)
    assert await on_air(database) is None


async def test_what_is_over_is_not_put_up(database: Database) -> None:
    seen = seen_of(await asked(database, period=Period(None, NOW + DAY)))
    with pytest.raises(InputError):
        await approve(database, ID, seen, CHIEF, NOW + DAY)
    assert (await approve(database, ID, seen, CHIEF, NOW)).stage == "approved"


async def test_in_an_emergency_an_administrator_puts_up_their_own_with_a_reason_that_stays(database: Database) -> None:
    seen = seen_of(await asked(database, ADMINISTRATOR))
    with pytest.raises(ForbiddenError):
        await approve(database, ID, seen, ADMINISTRATOR, LATER)
    with pytest.raises(InputError):
        await approve_own(database, ID, seen, ADMINISTRATOR, LATER, " ")
    with pytest.raises(ForbiddenError):
        await approve_own(database, ID, seen, EDITOR, LATER, "台風で、ほかに出勤していません")
    await approve_own(database, ID, seen, ADMINISTRATOR, LATER, "台風で、ほかに出勤していません")
    assert await on_air(database) is not None
    async with database.read() as connection:
        edits = await load_edits(connection, "item", ID)
    assert [edit.act for edit in edits][:2] == ["approve own", "reason"]
    assert "台風" in (edits[1].after or "")


async def test_where_no_approval_is_asked_for_an_author_publishes_and_it_is_written_down(database: Database) -> None:
    draft = await save_draft(database, an_item(ID), "planning", AUTHOR, NOW)
    with pytest.raises(ForbiddenError):
        await publish(database, ID, seen_of(draft), ELSEWHERE, LATER)
    kept = await publish(database, ID, seen_of(draft), AUTHOR, LATER)
    found = await on_air(database)
    assert kept.decided_by == "B" and found is not None and found.published_at == LATER
    async with database.read() as connection:
        assert (await load_edits(connection, "item", ID))[0].act == "publish"


async def test_what_lacks_its_title_is_not_published(database: Database) -> None:
    draft = await save_draft(database, an_item(ID, title={}), "planning", AUTHOR, NOW)
    with pytest.raises(InputError):
        await publish(database, ID, seen_of(draft), AUTHOR, LATER)


async def test_renewal_asks_for_approval_and_the_old_period_holds_until_then(database: Database) -> None:
    up = await approve(database, ID, seen_of(await asked(database, period=Period(NOW, NOW + DAY))), CHIEF, NOW)
    ends = NOW + 31 * DAY
    renewed = await renew(database, ID, seen_of(up), ends, AUTHOR, LATER, approval=True)
    found = await on_air(database)
    assert found is not None and found.period.ends_at == NOW + DAY
    with pytest.raises(ForbiddenError):
        await approve(database, ID, seen_of(renewed), AUTHOR, LATER)
    await approve(database, ID, seen_of(renewed), CHIEF, LATER)
    found = await on_air(database)
    assert found is not None and found.period == Period(NOW, ends)


async def test_renewal_without_approval_holds_at_once(database: Database) -> None:
    up = await approve(database, ID, seen_of(await asked(database, period=Period(None, NOW + DAY))), CHIEF, NOW)
    await renew(database, ID, seen_of(up), NOW + 8 * DAY, AUTHOR, LATER, approval=False)
    found = await on_air(database)
    assert found is not None and found.period.ends_at == NOW + 8 * DAY


async def test_renewal_is_refused_for_an_end_that_is_no_later_and_while_somebody_writes(database: Database) -> None:
    up = await approve(database, ID, seen_of(await asked(database, period=Period(None, NOW + DAY))), CHIEF, NOW)
    with pytest.raises(InputError):
        await renew(database, ID, seen_of(up), NOW + DAY, AUTHOR, LATER, approval=True)
    with pytest.raises(ForbiddenError):
        await renew(database, ID, seen_of(up), NOW + 2 * DAY, ELSEWHERE, LATER, approval=True)
    draft = await save_draft(database, an_item(ID, text={"ja": "新しい"}), "planning", AUTHOR, LATER, seen_of(up))
    with pytest.raises(ConflictError):
        await renew(database, ID, seen_of(draft), NOW + 2 * DAY, AUTHOR, LATER, approval=True)


async def test_withdrawing_needs_no_approval_and_can_be_undone(database: Database) -> None:
    await approve(database, ID, seen_of(await asked(database)), CHIEF, NOW)
    before = await revision(database)
    for stranger in (ELSEWHERE, Person("V", "viewer", "planning")):
        with pytest.raises(ForbiddenError):
            await withdraw_item(database, ID, LATER, stranger)
    assert (await withdraw_item(database, ID, LATER, AUTHOR)).id == ID
    assert await on_air(database) is None and await revision(database) > before
    with pytest.raises(NotFoundError):
        await withdraw_item(database, ID, LATER, AUTHOR)
    await restore_item(database, ID, LATER, AUTHOR)
    assert await on_air(database) is not None
    async with database.read() as connection:
        acts = [(edit.act, edit.by) for edit in await load_edits(connection, "item", ID)]
        assert await load_version(connection, ID) is not None
    assert acts[:2] == [("restore", "B"), ("withdraw", "B")]


async def test_what_comes_from_a_source_is_withdrawn_by_those_who_work_for_all(database: Database) -> None:
    async with database.write() as connection:
        await replace_items(connection, "news", [an_item("news-1")], NOW, whole=False)
    with pytest.raises(ForbiddenError):
        await withdraw_item(database, "news-1", LATER, CHIEF)
    await withdraw_item(database, "news-1", LATER, EDITOR)
    await restore_item(database, "news-1", LATER)
