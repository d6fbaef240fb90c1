"""The schema: made, upgraded, and never downgraded, on both databases."""

from __future__ import annotations

import asyncio
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from tests.store.conftest import Place, begin
from wyoming_morgan.errors import ConfigurationError, StoreUnavailable
from wyoming_morgan.store import migrate
from wyoming_morgan.store.contract import Speaker
from wyoming_morgan.store.schema import METADATA

IDLE = timedelta(minutes=5)
NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade():
    op.add_column("morgan_conversations", sa.Column("title", sa.Text))
"""


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection, opts={"version_table": "morgan_schema", "compare_type": True}
    )
    return list(compare_metadata(context, METADATA))


@pytest.fixture
def next_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """The schema of a version to come, with one more step; `undo` goes back to that of today."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrate._FOLDER, folder)
    (folder / "versions" / "v0004_title.py").write_text(NEXT)
    monkeypatch.setattr(migrate, "_FOLDER", folder)
    return monkeypatch


async def test_the_steps_make_the_schema_that_the_code_works_with(new_place: Place) -> None:
    store = await new_place.store()
    await store.open()
    assert await store._database.read(differences) == []
    await store.close()


async def test_an_older_schema_is_upgraded_and_keeps_what_is_in_it(
    new_place: Place, next_version: pytest.MonkeyPatch
) -> None:
    with next_version.context() as today:
        today.setattr(migrate, "_FOLDER", Path(migrate.__file__).parent / "migrations")
        store = await new_place.store()
        await store.open()
        await begin(store, "c", Speaker("anna"))
        await store.close()
    newer = await new_place.store()
    await newer.open()
    titles = text("SELECT id, title FROM morgan_conversations")
    rows = await newer._database.read(lambda connection: connection.execute(titles).all())
    assert [tuple(row) for row in rows] == [("c", None)]
    await newer.close()


async def test_a_newer_schema_is_refused_and_left_as_it_is(
    new_place: Place, next_version: pytest.MonkeyPatch
) -> None:
    newer = await new_place.store()
    await newer.open()
    await newer.close()
    next_version.undo()
    store = await new_place.store()
    with pytest.raises(ConfigurationError, match="0004 of a newer Morgan"):
        await store.open()
    with pytest.raises(StoreUnavailable, match="newer Morgan"):
        await store.conversations.list()
    await store.close()


async def test_replicas_that_start_at_once_make_the_schema_once(new_place: Place) -> None:
    replicas = [await new_place.store() for _ in range(4)]
    await asyncio.gather(*(replica.open() for replica in replicas))
    for replica in replicas:
        assert await replica.conversations.list() == ()
        await replica.close()


async def test_a_step_that_fails_leaves_nothing_half_done(
    new_place: Place, next_version: pytest.MonkeyPatch
) -> None:
    del next_version
    step = migrate._FOLDER / "versions" / "v0004_title.py"
    step.write_text(f"{NEXT}    op.drop_table('nowhere')\n")
    store = await new_place.store()
    with pytest.raises(StoreUnavailable):
        await store.open()
    step.write_text(NEXT)
    await store.open()
    assert await store.conversations.list() == ()
    await store.close()
