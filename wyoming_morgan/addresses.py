"""Addresses as they may be shown: without what may be a secret in them, the user part and the query."""

from __future__ import annotations

import re

MASK = "********"
"""What is shown in place of a secret."""

_REST = re.compile(r"(:(?:\\?/){1,2}|//)(\S+)")
"""What follows the scheme of an address in a text, also where slashes are missing or escaped."""
_NEXT = re.compile(r"(?<=[,|])(?=[a-z][a-z0-9+.-]*://)", re.IGNORECASE)
"""Where the next address of a list begins."""
_USER = re.compile(r"(?<![^\s\"'(])[^\s@:\"'(]*:(?!/)[^\s\"'(){},]*@")
"""The user part of an address without a scheme."""
_FIELD = re.compile(
    r"([?&;][\w.-]*(?:key|token|secret|passw(?:or)?d|pwd|auth|signature|credentials?)=)[^&;\s\"']+",
    re.IGNORECASE,
)
"""A field of the query of an address without a scheme, which by its name is a secret."""
_PLACEHOLDER = "USER:PASSWORD@"
"""The user part of an address that is an example."""
_HOST_AND_PORT = re.compile(r"(?:\[[\da-f:.]*\]|[\w.-]+):\d+(?:/\S*)?", re.IGNORECASE)
_HOST = re.compile(r"(?:\[[^\]]*\]|[^:]*)(?::\d*)?")


def without_credentials(text: str) -> str:
    """Return a text in which the user part and the query of every address are hidden."""
    text = _REST.sub(lambda match: f"{match[1]}{_all_shown(match[2])}", text)
    return _FIELD.sub(rf"\1{MASK}", _USER.sub(f"{MASK}@", text))


def address_without_credentials(value: str) -> str:
    """Return the value of a setting; if it is an address, with its user part and query hidden.

    It may have blanks in it, and need not have a scheme: `user:password@host`.
    """
    scheme, separator, rest = value.partition("://")
    if separator:
        return f"{scheme}://{_all_shown(rest)}"
    user, at, host = value.rpartition("@")
    if at and (":" in user or _HOST_AND_PORT.fullmatch(host)):
        value = f"{MASK}@{host}"
    path, mark, query = value.partition("?")
    return f"{path}{mark}{MASK}" if "=" in query else value


def _all_shown(rest: str) -> str:
    """Hide secrets in what follows the scheme of an address, and in those that follow it in a list."""
    first, *others = _NEXT.split(rest)
    addresses = (address.partition("://") for address in others)
    return _shown(first) + "".join(f"{scheme}://{_shown(other)}" for scheme, _, other in addresses)


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
        return f"{_without_fields(path)}{mark}{MASK}"
    path, mark, fragment = rest.partition("#")
    return f"{_without_fields(path)}{mark}{MASK if '=' in fragment else fragment}"


def _without_fields(path: str) -> str:
    path, mark, fields = path.partition(";")
    return f"{path}{mark}{MASK if '=' in fields else fields}"
