"""Classifies the errors of the databases and their drivers."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

_LOCKED = "database is locked"
_NOT_A_DATABASE = "file is not a database"

# PostgreSQL's classes of permanent errors: a wrong user or password, a missing database.
_REFUSED = ("28", "3D")


def is_database_error(error: Exception) -> bool:
    """Whether an error comes from the database or the connection; drivers pass some through unchanged."""
    return isinstance(error, SQLAlchemyError | OSError | TimeoutError) or type(error).__module__.startswith(
        ("asyncpg.", "sqlite3")
    )


def is_temporary(error: Exception) -> bool:
    """Whether the database is only busy: no connection is free, or a lock is held."""
    return isinstance(error, PoolTimeout) or str(_of_driver(error)) == _LOCKED


def is_permanent(error: Exception) -> bool:
    """Whether waiting does not help."""
    driver = _of_driver(error)
    state = getattr(driver, "sqlstate", None) or ""
    return (
        isinstance(error, PermissionError | FileExistsError | IsADirectoryError | NotADirectoryError)
        or state.startswith(_REFUSED)
        or _NOT_A_DATABASE in str(driver)
    )


def _of_driver(error: BaseException) -> BaseException:
    """Return the driver's own error inside SQLAlchemy's."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        return error.orig.__cause__ or error.orig
    return error


def reason_of(error: Exception) -> str:
    """Return the driver's message on one line."""
    driver = _of_driver(error)
    text = str(driver).partition("\n")[0]
    if isinstance(driver, TimeoutError) and not text:
        return "it took too long"
    return text or type(driver).__name__
