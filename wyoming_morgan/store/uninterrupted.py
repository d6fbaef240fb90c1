"""Lets work on the database finish, whoever leaves."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from wyoming_morgan.store.database import Database

ParamsT = ParamSpec("ParamsT")
ResultT = TypeVar("ResultT")


class _WithDatabase(Protocol):
    @property
    def database(self) -> Database: ...


SelfT = TypeVar("SelfT", bound=_WithDatabase)


def uninterrupted(
    method: Callable[Concatenate[SelfT, ParamsT], Coroutine[Any, Any, ResultT]],
) -> Callable[Concatenate[SelfT, ParamsT], Coroutine[Any, Any, ResultT]]:
    """Let a method finish even if its caller is cancelled; see `Database.run_uninterrupted`."""

    @wraps(method)
    async def run(self: SelfT, /, *arguments: ParamsT.args, **named: ParamsT.kwargs) -> ResultT:
        return await self.database.run_uninterrupted(method(self, *arguments, **named))

    return run
