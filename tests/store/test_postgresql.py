"""What can go wrong with a PostgreSQL is told with what to do, and never with a password."""

import asyncio

import pytest
from sqlalchemy.engine import make_url

from signage.errors import StoreError
from signage.store import postgresql
from signage.store.database import Database, opened
from signage.store.revisions import load_revisions, raise_revision
from tests.postgresql import Postgres


async def refusal(url: str) -> str:
    with pytest.raises(StoreError) as problem:
        async with opened(url):
            pass
    assert "secret" not in str(problem.value)
    assert problem.value.where.startswith("postgresql://")
    return str(problem.value)


async def raised(database: Database) -> None:
    async with database.write() as connection:
        await raise_revision(connection, "items")


async def test_a_server_that_does_not_run_is_told() -> None:
    assert "can't be reached" in await refusal("postgresql+asyncpg://u:secret@127.0.0.1:1/signage")
    assert "can't be reached" in await refusal("postgresql+asyncpg://u:secret@/signage?host=/nowhere")


async def test_a_password_that_is_not_accepted_is_told(postgres: Postgres) -> None:
    await postgres.execute("DROP ROLE IF EXISTS locked")
    await postgres.execute("CREATE ROLE locked LOGIN PASSWORD 'right'")
    wrong = postgres.url("postgres", user="locked:secret")
    assert "password is not accepted" in await refusal(wrong)
    assert "password is not accepted" in await refusal(postgres.url("postgres", user="locked"))


async def test_a_database_or_a_user_that_is_not_there_is_told(postgres: Postgres) -> None:
    assert "there is no such database" in await refusal(postgres.url("nothing"))
    assert "user or the password" in await refusal(postgres.url("postgres", user="nobody_known:secret"))


async def test_a_user_who_may_make_no_tables_is_told(postgres: Postgres) -> None:
    await postgres.execute("DROP ROLE IF EXISTS guest")
    await postgres.execute("CREATE ROLE guest LOGIN")
    url = await postgres.empty_database()
    assert "may not do this" in await refusal(url.replace("//signage@", "//guest@"))


@pytest.mark.parametrize(("state", "said"), [("53100", "disk of the database is full"), ("25006", "takes no changes")])
async def test_trouble_of_the_server_is_told_and_the_next_write_succeeds(
    postgres: Postgres, state: str, said: str
) -> None:
    async with postgres.database() as url, opened(url) as database:
        database.changed.clear()
        with pytest.raises(StoreError, match=said):
            async with database.write() as connection:
                await raise_revision(connection, "items")
                await connection.exec_driver_sql(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END $$")
        assert not database.changed.is_set()
        async with database.write() as connection:
            await raise_revision(connection, "items")
        async with database.read() as connection:
            assert (await load_revisions(connection))["catalogue"] == 1


async def test_a_writer_that_waited_in_vain_says_who_holds_it(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "LOCK_SECONDS", 0.1)
    async with postgres.database() as url, opened(url) as database, opened(url) as other, other.write():
        async with database.read() as connection:  # readers never wait
            assert await load_revisions(connection) == {}
        with pytest.raises(StoreError, match="another program holds"):
            async with asyncio.timeout(30), database.write():
                pass


async def test_a_writer_that_waited_sees_what_the_one_before_it_left_whatever_the_server_s_default(
    postgres: Postgres,
) -> None:
    async with postgres.database() as url:
        default = f"ALTER DATABASE {make_url(url).database} SET default_transaction_isolation ="
        await postgres.execute(f"{default} 'repeatable read'")
        async with opened(url) as one, opened(url) as other:
            await asyncio.gather(*(raised(database) for database in (one, other) * 3))
            async with one.read() as connection:
                assert (await load_revisions(connection))["catalogue"] == 6
        await postgres.execute(f"{default} DEFAULT")


async def test_connections_that_a_restart_of_the_server_cut_are_made_anew(postgres: Postgres) -> None:
    async with postgres.database() as url, opened(url) as database:
        async with database.write() as connection:
            await raise_revision(connection, "items")
        await postgres.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'signage'"
        )
        async with database.write() as connection:
            await raise_revision(connection, "items")
        async with database.read() as connection:
            assert (await load_revisions(connection))["catalogue"] == 2


async def test_a_database_without_tables_is_none_yet_where_it_is_only_read(postgres: Postgres) -> None:
    url = await postgres.empty_database()
    with pytest.raises(StoreError, match="no database here yet"):
        async with opened(url, make=False):
            pass
