"""Classifies the failures of Redis and of its library."""

from __future__ import annotations


def failures() -> tuple[type[Exception], ...]:
    """Return the errors for a Redis that cannot be reached or used now, whatever it answers.

    The library passes on some of its own for answers that are not of the protocol.
    """
    from redis.exceptions import RedisError  # noqa: PLC0415 - an extra

    return RedisError, OSError, TimeoutError, ValueError, TypeError, RecursionError


def is_refusal(error: BaseException | None) -> bool:
    """Whether waiting does not help: it refuses the login, or is no Redis."""
    from redis import exceptions  # noqa: PLC0415 - an extra

    refusals = (
        exceptions.AuthenticationError,
        exceptions.AuthorizationError,
        exceptions.NoPermissionError,
        exceptions.InvalidResponse,
    )
    return isinstance(error, refusals)
