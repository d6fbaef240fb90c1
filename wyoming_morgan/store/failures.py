"""What the errors of two databases and their drivers mean."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

_LOCKED = "database is locked"
_NOT_A_DATABASE = "file is not a database"

# PostgreSQL's classes of errors that no waiting mends: a wrong user or password, a missing database.
_REFUSED = ("28", "3D")


def is_of_the_database(error: Exception) -> bool:
    """Whether an error is the database's or the way to it: drivers let some through as they are."""
    return isinstance(error, SQLAlchemyError | OSError | TimeoutError) or type(error).__module__.startswith(
        ("asyncpg.", "sqlite3")
    )


def is_passing(error: Exception) -> bool:
    """Whether the database is well and only has no time: no connection is free, or a lock is held."""
    return isinstance(error, PoolTimeout) or str(_of_driver(error)) == _LOCKED


def is_hopeless(error: Exception) -> bool:
    """Whether waiting will not mend it."""
    driver = _of_driver(error)
    state = getattr(driver, "sqlstate", None) or ""
    return (
        isinstance(error, PermissionError | FileExistsError | IsADirectoryError | NotADirectoryError)
        or state.startswith(_REFUSED)
        or _NOT_A_DATABASE in str(driver)
    )


def _of_driver(error: BaseException) -> BaseException:
    """Return the driver's own error below SQLAlchemy's."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        return error.orig.__cause__ or error.orig
    return error


def reason_of(error: Exception) -> str:
    """Return what the driver says, on one line."""
    driver = _of_driver(error)
    text = str(driver).partition("\n")[0]
    if isinstance(driver, TimeoutError) and not text:
        return "it took too long"
    return text or type(driver).__name__
