"""Errors of a configuration: where each is, what is wrong, and what was probably meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic_core import PydanticCustomError

from wyoming_morgan.addresses import without_credentials
from wyoming_morgan.advice import instead
from wyoming_morgan.errors import ConfigurationError

Path = tuple[str | int, ...]
"""The path of a setting: `("core", "home", "entities", 3, "domain")`."""


def dotted(path: Path) -> str:
    """Write a path for people: `core.home.entities[3].domain`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


MISTAKE = "mistake"
"""The type of the errors that `mistake` returns."""


def mistake(at: Path, value: str, expected: str, names: Sequence[str] = ()) -> PydanticCustomError:
    """Return the error that a validator of a group of settings raises.

    `at` is the path of the setting within the group; `names` are the valid values.
    """
    context = {"at": at, "value": value, "expected": expected, "names": list(names)}
    return PydanticCustomError(MISTAKE, "expected {expected}", context)


_INIT = "morgan config init"


@dataclass(frozen=True, slots=True)
class Complaint:
    """One error or warning. `where` is a file and line, an environment variable or an option."""

    where: str
    problem: str
    question: str = ""
    """A question for the name that was probably meant, if one is similar enough."""
    fix: str = ""
    """What to do, where the examples of all settings do not help."""

    def __post_init__(self) -> None:
        """Hide what may be a secret in addresses."""
        object.__setattr__(self, "problem", without_credentials(self.problem))
        object.__setattr__(self, "question", without_credentials(self.question))

    def __str__(self) -> str:
        """Return it as one line."""
        return "; ".join(filter(None, (f"{self.where}: {self.problem}", self.question)))


class InvalidConfiguration(ConfigurationError):
    """All errors of a configuration at once."""

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        self.complaints = tuple(complaints)
        lines = [str(complaint) for complaint in complaints]
        if len(lines) > 1:
            lines = [f"{len(lines)} errors in the configuration", *(f"  {line}" for line in lines)]
        fixes = list(filter(None, (complaint.fix for complaint in complaints)))
        super().__init__("\n".join(lines), hint=fixes[0] if fixes else _examples())


def _examples() -> str:
    """Return where examples of every setting are."""
    if instead(_INIT) == _INIT:
        return f"`{_INIT}` writes examples of every file with every setting"
    return "docs/configuration.md has every setting"
