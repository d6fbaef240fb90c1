"""The bounds the agent works in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from annotated_types import Ge, Gt, Le

Seconds = Annotated[float, Gt(0), Le(3600)]
Days = Annotated[int, Ge(0), Le(36_500)]


@dataclass(frozen=True, slots=True)
class GuardSettings:
    """What is asked about before it is done."""

    confirm: tuple[str, ...] = ("lock", "alarm_control_panel", "cover.garage", "cover.gate", "cover.door")
    """What is asked about first: domains, each alone or with a device class behind a dot.

    Where nobody tells the device class it is taken from the name: “garage”, “gate”, “door” and the like.
    """
    confirm_securing: bool = False
    """Whether locking and closing them is asked about too, not only unlocking and opening."""
    confirm_everywhere: bool = True
    """Whether what reaches the whole house is asked about; False refuses nothing that was clearly said."""
    confirm_seconds: Seconds = 60.0
    """Seconds a question waits for its yes."""
    most_areas: Annotated[int, Ge(1), Le(1000)] = 3
    """Areas one turn may act on before it is asked about like the whole house."""
    pin_secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The PIN that each user says in place of yes; `*` is anybody's. With any set, nobody does without.

    Digits, or `sha256:` and the hexadecimal SHA-256 of the digits.
    """
    pin_tries: Annotated[int, Ge(1), Le(10)] = 3
    """Wrong PINs after which the question is dropped."""


@dataclass(frozen=True, slots=True)
class MemorySettings:
    """What is remembered, and how long."""

    enabled: bool = True
    """Whether conversations and facts are kept."""
    idle_seconds: Annotated[float, Gt(0), Le(86_400)] = 1800.0
    """Seconds after which what a user or device says begins a new conversation."""
    followup_seconds: Seconds = 120.0
    """Seconds in which “and the bedroom too” refers to the command before."""
    conversation_days: Days = 90
    """Days after which a conversation is deleted; 0 keeps it."""
    fact_days: Days = 0
    """Days after which a fact is deleted; 0 keeps it."""
    facts_in_prompt: Annotated[int, Ge(0), Le(50)] = 6
    """Facts that a language model is told unasked, those that fit the request best."""
    waiting: Annotated[int, Ge(0), Le(100_000)] = 1000
    """Turns that wait for a database which is down; the oldest makes room."""
    sessions: Annotated[int, Ge(1), Le(100_000)] = 1000
    """Conversations held in memory; the one unused for longest makes room."""
    write_seconds: Seconds = 5.0
    """Seconds a turn waits for the database."""


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """How a language model is used."""

    rounds: Annotated[int, Ge(1), Le(50)] = 6
    """Times the model may call tools in one turn."""
    deadline: Annotated[float, Gt(0), Le(600)] = 60.0
    """Seconds a turn through the model may take."""
    temperature: Annotated[float, Ge(0), Le(2)] = 0.3
    """How freely it chooses its words."""
    max_tokens: Annotated[int, Ge(16), Le(100_000)] = 512
    """Tokens one reply may have."""
    think: bool = False
    """Whether it may reason before it answers. That is never spoken, and the voice waits for it."""
    history_tokens: Annotated[int, Ge(0), Le(1_000_000)] = 1500
    """Tokens of the conversation that it is shown, about."""
    summarize_tokens: Annotated[int, Ge(0), Le(1_000_000)] = 3000
    """Tokens of a conversation above which its older part is summarized in the background; 0 never."""
    states: Annotated[int, Ge(0), Le(200)] = 20
    """States of things spoken of that it is told unasked."""
    tool_characters: Annotated[int, Ge(200), Le(1_000_000)] = 6000
    """Characters of one tool's result; the rest is cut off, and the model is told."""


@dataclass(frozen=True, slots=True)
class AgentSettings:
    """What one turn may cost, and what is asked about."""

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
    fuzzy: bool = True
    """Whether a name that nothing has is taken for the only one that is spelt nearly so."""
    guard: GuardSettings = field(default_factory=GuardSettings)
    """What is asked about before it is done."""
    memory: MemorySettings = field(default_factory=MemorySettings)
    """What is remembered, and how long."""
    model: ModelSettings = field(default_factory=ModelSettings)
    """How a language model is used."""
