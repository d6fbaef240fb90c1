"""Migrates the schema of a database, also when several replicas start at once."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from wyoming_morgan.errors import ConfigurationError
from wyoming_morgan.settings import setting

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

SECONDS = 300.0
"""How long one statement of a migration may take, and how long to wait for another replica's migration."""

_FOLDER = Path(__file__).parent / "migrations"
_VERSION_TABLE = "morgan_schema"
_LOCK = 0x6D6F7267616E  # "morgan": PostgreSQL's advisory locks are numbers
_POLL_SECONDS = 0.05


async def is_current(connection: AsyncConnection, shown: str) -> bool:
    """Return whether a database has the schema of this version.

    Raises:
        ConfigurationError: it has the schema of a newer one.
    """
    steps = await asyncio.to_thread(_steps)
    return await connection.run_sync(_is_current, steps, shown)


async def upgrade(engine: AsyncEngine, shown: str) -> None:
    """Run the missing steps, all or none.

    Raises:
        ConfigurationError: the schema is that of a newer version.
        TimeoutError: another replica's migration does not end.
    """
    steps = await asyncio.to_thread(_steps)
    async with asyncio.timeout(SECONDS), engine.connect() as connection:
        # SQLite's write transactions exclude each other from their beginning; PostgreSQL's do not.
        await connection.execution_options(writes=True)
        async with connection.begin():
            if connection.dialect.name == "postgresql":
                await _lock(connection)
            if not await connection.run_sync(_is_current, steps, shown):
                await connection.run_sync(_upgrade, steps)


async def _lock(connection: AsyncConnection) -> None:
    """Hold a lock among the replicas until the transaction ends."""
    attempt = text("SELECT pg_try_advisory_xact_lock(:lock)")
    while not (await connection.execute(attempt, {"lock": _LOCK})).scalar_one():  # noqa: ASYNC110 - another machine releases it
        await asyncio.sleep(_POLL_SECONDS)


def _steps() -> ScriptDirectory:
    """Read every step, outside the event loop: alembic reads files and imports a lot."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - takes a while to import

    steps = ScriptDirectory(str(_FOLDER))
    list(steps.walk_revisions())
    return steps


def _is_current(connection: Connection, steps: ScriptDirectory, shown: str) -> bool:
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415 - takes a while to import

    context = MigrationContext.configure(connection, opts={"version_table": _VERSION_TABLE})
    heads = set(context.get_current_heads())
    revisions = {step.revision for step in steps.walk_revisions()}
    if newer := heads - revisions:
        raise ConfigurationError(
            f"the database {shown} has the schema {', '.join(sorted(newer))} of a newer Morgan",
            hint=f"run that version, or set {setting('core.store.database_url')} to another database",
        )
    return heads == set(steps.get_heads())


def _upgrade(connection: Connection, steps: ScriptDirectory) -> None:
    from alembic.config import Config  # noqa: PLC0415 - takes a while to import
    from alembic.runtime.environment import EnvironmentContext  # noqa: PLC0415 - takes a while to import

    with EnvironmentContext(
        Config(),
        steps,
        # As alembic's own command does; there is no public name for it.
        fn=lambda revision, _: steps._upgrade_revs("heads", revision),  # noqa: SLF001 - alembic has no public name for it
    ) as environment:
        environment.configure(connection=connection, version_table=_VERSION_TABLE)
        environment.run_migrations()
