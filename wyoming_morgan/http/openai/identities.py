"""The ids of responses, conversations and their items."""

from __future__ import annotations

import secrets

_DIGITS = 32


def new_identity(kind: str) -> str:
    """Return the id of a response, a message, a call, a conversation; nobody can guess it."""
    return f"{kind}_{secrets.token_hex(_DIGITS // 2)}"


def item_identity(kind: str, response: str, number: int) -> str:
    """Return the id of an item; it begins with that of its response, so that it can be found by it later."""
    return f"{kind}_{response.partition('_')[2]}{number:04x}"


def response_of_item(identity: str) -> str:
    """Return the id of the response that gave out an item of this id."""
    return f"resp_{identity.partition('_')[2][:_DIGITS]}"
