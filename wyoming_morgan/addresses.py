"""Addresses as they may be shown: without what may be a secret in them, the user part and the query."""

from __future__ import annotations

import re

MASK = "********"
"""What is shown in place of a secret."""

_REST = re.compile(r"://(\S+)")
"""What follows the scheme of an address in a text."""
_PLACEHOLDER = "USER:PASSWORD@"
"""The user part of an address that is an example."""
_HOST = re.compile(r"(?:\[[^\]]*\]|[^:]*)(?::\d*)?")


def without_credentials(text: str) -> str:
    """Return a text in which the user part and the query of every address are hidden."""
    return _REST.sub(lambda match: f"://{_shown(match[1])}", text)


def address_without_credentials(value: str) -> str:
    """Return the value of a setting; if it is an address, with its user part and query hidden.

    It may have blanks in it, and need not have a scheme: `user:password@host`.
    """
    scheme, separator, rest = value.partition("://")
    if separator:
        return f"{scheme}://{_shown(rest)}"
    user, at, host = value.rpartition("@")
    return f"{MASK}@{host}" if at and ":" in user else value


def _shown(rest: str) -> str:
    """Hide secrets in what follows `://`. A password may have any character in it, also `/`, `?` and `@`."""
    if rest.startswith(_PLACEHOLDER):
        return rest
    authority = re.split("[/?#]", rest, maxsplit=1)[0]
    has_user = "@" in authority or ("@" in rest and not _HOST.fullmatch(authority))
    return f"{MASK}@{_without_query(rest.rpartition('@')[2])}" if has_user else _without_query(rest)


def _without_query(rest: str) -> str:
    path, mark, query = rest.partition("?")
    if query:
        return f"{path}{mark}{MASK}"
    path, mark, fragment = rest.partition("#")
    return f"{path}{mark}{MASK}" if "=" in fragment else rest
