"""Migrates the schema of a database, also when several replicas start at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from wyoming_morgan.errors import ConfigurationError
from wyoming_morgan.settings import setting

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

SECONDS = 300.0
"""How long one statement of a migration may take, and how long to wait for another replica's migration."""

_FOLDER = Path(__file__).parent / "migrations"
_VERSION_TABLE = "morgan_schema"


def read_steps() -> ScriptDirectory:
    """Read every step, outside the event loop: alembic reads files and imports a lot."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - takes a while to import

    steps = ScriptDirectory(str(_FOLDER))
    list(steps.walk_revisions())
    return steps


def is_current(connection: Connection, steps: ScriptDirectory, shown: str) -> bool:
    """Return whether a database has the schema of this version.

    Raises:
        ConfigurationError: it has the schema of a newer one.
    """
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


def upgrade(connection: Connection, steps: ScriptDirectory, shown: str) -> None:
    """Run the missing steps, all or none, in the transaction of a caller who excludes all others.

    Raises:
        ConfigurationError: the schema is that of a newer version.
    """
    if is_current(connection, steps, shown):  # another replica has run them meanwhile
        return
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
