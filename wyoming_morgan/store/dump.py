"""The tables as lines of JSON that depend on no kind of database, and back."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, LargeBinary, Select, String, Table, delete, func, insert, select, text

from wyoming_morgan.errors import InvalidRequest
from wyoming_morgan.store.schema import ATTEMPTS, CONVERSATIONS, DELETIONS, FACTS, MESSAGES, UtcDateTime

_TABLES = (CONVERSATIONS, MESSAGES, FACTS, DELETIONS, ATTEMPTS)
"""Rows of later ones refer to rows of earlier ones."""
TABLES = tuple(table.name for table in _TABLES)
"""The names of the tables, in the order in which they are restored."""
_KEPT = (CONVERSATIONS, MESSAGES, FACTS)
"""What a person would miss; the others are marks of deletions and of wrong PINs."""
_ROWS = 500
"""How many rows are in memory at the same time."""

_Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class TableDigest:
    """How many rows a table has, and the SHA-256 of its lines."""

    rows: int
    sha256: str


def hold_still(connection: Connection) -> None:
    """Have this transaction, which has just begun, see the database as it is now until its end.

    SQLite's transactions do so anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))


def write_table(
    connection: Connection, name: str, write: Callable[[bytes], object] = lambda _: None
) -> TableDigest:
    """Write the rows of a table, one in each line, in an order that is the same in every database."""
    table = _table(name)
    rows, digest = 0, hashlib.sha256()
    result = connection.execute(_in_order(table, connection), execution_options={"yield_per": _ROWS})
    for row in result:
        line = _line(table, row._mapping)  # noqa: SLF001 - SQLAlchemy's documented name for it
        digest.update(line)
        write(line)
        rows += 1
    return TableDigest(rows, digest.hexdigest())


def insert_lines(connection: Connection, name: str, lines: Iterable[bytes]) -> None:
    """Insert rows that `write_table` wrote.

    Raises:
        InvalidRequest: a line is none of them.
    """
    table = _table(name)
    rows = (_row(table, line) for line in lines)
    try:
        while some := list(islice(rows, _ROWS)):
            connection.execute(insert(table), some)
    except (ValueError, TypeError) as error:
        raise InvalidRequest(
            f"a row of {name} is none that this version knows", hint="update Morgan"
        ) from error


def is_empty(connection: Connection) -> bool:
    """Whether nothing is kept that a person would miss."""
    return not any(connection.execute(select(func.count()).select_from(table)).scalar() for table in _KEPT)


def clear(connection: Connection) -> None:
    """Delete every row."""
    for table in reversed(_TABLES):
        connection.execute(delete(table))


def _table(name: str) -> Table:
    return next(table for table in _TABLES if table.name == name)


def _in_order(table: Table, connection: Connection) -> Select[Any]:
    (key,) = table.primary_key.columns
    # SQLite compares bytes; PostgreSQL as its language does, unless it is told to compare bytes, too.
    bytewise = connection.dialect.name == "postgresql" and isinstance(key.type, String)
    return select(table).order_by(key.collate("C") if bytewise else key)


def _line(table: Table, row: Any) -> bytes:
    values = {column.name: _as_json(row[column.name]) for column in table.columns}
    return json.dumps(values, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _row(table: Table, line: bytes) -> _Row:
    values = json.loads(line)
    if not isinstance(values, dict) or not set(values) <= set(table.columns.keys()):
        raise ValueError(f"a row of {table.name} has other columns")
    return dict(_values(table, values))


def _values(table: Table, values: _Row) -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        column = table.columns[name]
        if value is not None and isinstance(column.type, UtcDateTime):
            yield name, datetime.fromisoformat(value)
        elif value is not None and isinstance(column.type, LargeBinary):
            yield name, base64.b64decode(value, validate=True)
        else:
            yield name, value
