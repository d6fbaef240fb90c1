"""The bounds the agent works in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge, Gt, Le


@dataclass(frozen=True, slots=True)
class AgentSettings:
    """What one turn may cost."""

    max_characters: Annotated[int, Ge(1), Le(100_000)] = 4000
    """Characters of one request; more is refused."""
    max_command_characters: Annotated[int, Ge(20), Le(1000)] = 300
    """Characters the grammar looks at; a longer text is talk, not a command."""
    max_commands: Annotated[int, Ge(1), Le(10)] = 5
    """Commands that may be joined in one request."""
    deadline: Annotated[float, Gt(0), Le(60)] = 5.0
    """Seconds the grammar may take for one request."""
    queue: Annotated[int, Ge(1), Le(1000)] = 64
    """Requests that may wait for the grammar; one more is refused as busy."""
    languages_kept: Annotated[int, Ge(1), Le(65)] = 4
    """Languages kept in memory; the one unused for longest makes room."""
