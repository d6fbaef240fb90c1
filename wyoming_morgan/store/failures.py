"""Classifies the errors of the databases and their drivers."""

from __future__ import annotations

from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

_LOCKED = "database is locked"
_NOT_A_DATABASE = "file is not a database"

# PostgreSQL's classes of permanent errors: a wrong user or password, a missing database.
_REFUSED = ("28", "3D")
# Its classes of errors about values: out of range, not encodable, not unique.
_VALUES = ("22", "23")


def is_database_error(error: Exception) -> bool:
    """Whether the database or the connection fails; drivers pass some errors through unchanged.

    A value that does not fit is not a failure of the database, no matter what complains about it.
    """
    if is_value_error(error):
        return False
    return isinstance(error, SQLAlchemyError | OSError | TimeoutError) or _is_of_driver(error)


def is_value_error(error: BaseException) -> bool:
    """Whether a value cannot be stored: too large for its column, or in no form the driver can encode."""
    if isinstance(error, DataError | IntegrityError):
        return True
    driver = _of_driver(error)
    if isinstance(error, StatementError) and not _is_of_driver(driver) and not isinstance(driver, OSError):
        return isinstance(driver, ValueError | TypeError | ArithmeticError)
    state = getattr(driver, "sqlstate", None) or ""
    if state.startswith(_VALUES) or type(driver).__name__ == "DataError":
        return True
    return isinstance(driver, ValueError | TypeError | ArithmeticError) and not _is_of_driver(driver)


def _is_of_driver(error: BaseException) -> bool:
    return type(error).__module__.startswith(("asyncpg.", "sqlite3"))


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
    if isinstance(error, StatementError) and error.orig is not None:
        return error.orig.__cause__ or error.orig
    return error


def reason_of(error: Exception) -> str:
    """Return the driver's message on one line."""
    driver = _of_driver(error)
    text = str(driver).partition("\n")[0]
    if isinstance(driver, TimeoutError) and not text:
        return "it took too long"
    return text or type(driver).__name__
