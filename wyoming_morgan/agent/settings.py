"""The settings of the agent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from annotated_types import Ge, Gt, Le

Seconds = Annotated[float, Gt(0), Le(3600)]
Days = Annotated[int, Ge(0), Le(36_500)]


@dataclass(frozen=True, slots=True)
class GuardSettings:
    """What has to be confirmed before it is done."""

    confirm: tuple[str, ...] = (
        "lock",
        "alarm_control_panel",
        "siren",
        "cover.garage",
        "cover.gate",
        "cover.door",
        "valve.gas",
        "valve.water",
    )
    """What has to be confirmed: domains, or domains with a device class after a dot.

    An unknown device class is guessed from words in the name such as “garage”, “gate” and “door”.
    """
    confirm_names: bool = True
    """Whether tools, scripts, scenes, buttons and switches have to be confirmed if their names suggest it.

    These are names of doors, gates, garages, locks, alarms, ovens, heaters and valves.
    """
    confirm_securing: bool = False
    """Whether locking and closing also have to be confirmed, not only unlocking and opening."""
    confirm_everywhere: bool = True
    """Whether commands that reach the whole house have to be confirmed."""
    confirm_seconds: Seconds = 60.0
    """Seconds a confirmation question waits for a yes."""
    most_areas: Annotated[int, Ge(1), Le(1000)] = 3
    """Areas one turn may act on without confirmation; more count as the whole house."""
    pin_secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The PIN of each user, said instead of yes; `*` is the PIN of all others.

    If any PIN is set, every confirmation requires one. Write the digits, or `sha256:` and the hexadecimal
    SHA-256 of the digits.
    """
    pin_tries: Annotated[int, Ge(1), Le(10)] = 3
    """Wrong PINs after which the question is canceled and no PIN is accepted for a while.

    They count for the speaker, the device, the PIN and the lock, in any conversation, also after a restart.
    A right PIN resets them.
    """
    pin_pause_seconds: Seconds = 30.0
    """Seconds of the first pause after too many wrong PINs; it doubles with every further one."""
    longest_pin_pause_seconds: Annotated[float, Gt(0), Le(86_400)] = 3600.0
    """The longest such pause."""


@dataclass(frozen=True, slots=True)
class MemorySettings:
    """What is remembered, and for how long."""

    enabled: bool = True
    """Whether conversations and facts are stored."""
    idle_seconds: Annotated[float, Gt(0), Le(86_400)] = 1800.0
    """Idle seconds after which a user or device begins a new conversation."""
    followup_seconds: Seconds = 120.0
    """Seconds in which “and the bedroom too” refers to the previous command."""
    conversation_days: Days = 90
    """Days after which a conversation is deleted; 0 keeps it forever."""
    fact_days: Days = 0
    """Days after which a fact is deleted; 0 keeps it forever."""
    facts_in_prompt: Annotated[int, Ge(0), Le(50)] = 6
    """Facts in the prompt of a language model, those that match the request best."""
    waiting: Annotated[int, Ge(0), Le(100_000)] = 1000
    """Turns kept while the database is down; when full, the oldest is dropped."""
    sessions: Annotated[int, Ge(1), Le(100_000)] = 1000
    """Conversations held in RAM; when full, the least recently used one is dropped."""
    write_seconds: Seconds = 0.25
    """Seconds a turn waits for a database server; after that it goes on without it.

    What is to be stored is then stored in the background.
    """


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """How a language model is used."""

    rounds: Annotated[int, Ge(1), Le(50)] = 6
    """Times the model may call tools in one turn."""
    deadline: Annotated[float, Gt(0), Le(600)] = 60.0
    """Seconds a turn through the model may take."""
    temperature: Annotated[float, Ge(0), Le(2)] = 0.3
    """The sampling temperature; higher is more varied."""
    max_tokens: Annotated[int, Ge(16), Le(100_000)] = 512
    """The maximum tokens of one reply."""
    think: bool = False
    """Whether the model may reason before it answers. Reasoning is never spoken, but delays the reply."""
    history_tokens: Annotated[int, Ge(0), Le(1_000_000)] = 1500
    """The approximate tokens of conversation history in the prompt."""
    summarize_tokens: Annotated[int, Ge(0), Le(1_000_000)] = 3000
    """Tokens of a conversation above which its older part is summarized in the background; 0 disables it."""
    questions: Annotated[int, Ge(0), Le(100)] = 3
    """Questions of the model in a row after which a satellite listens by itself; 0 for none."""
    states: Annotated[int, Ge(0), Le(200)] = 20
    """States in the prompt, of things that the request names."""
    tool_characters: Annotated[int, Ge(200), Le(1_000_000)] = 6000
    """Characters of one tool result; longer ones are cut off, with a note for the model."""


@dataclass(frozen=True, slots=True)
class AgentSettings:
    """The limits of a turn, and the groups of settings below."""

    max_characters: Annotated[int, Ge(1), Le(100_000)] = 4000
    """Characters of one request; longer ones are rejected."""
    max_command_characters: Annotated[int, Ge(20), Le(1000)] = 300
    """Characters of a command; longer texts are never commands."""
    max_commands: Annotated[int, Ge(1), Le(10)] = 5
    """Commands in one request."""
    deadline: Annotated[float, Gt(0), Le(60)] = 5.0
    """Seconds the grammar may take for one request."""
    queue: Annotated[int, Ge(1), Le(1000)] = 64
    """Requests that may wait for the grammar; further requests are rejected with `busy`."""
    languages_kept: Annotated[int, Ge(1), Le(65)] = 4
    """Languages held in RAM; when full, the least recently used one is dropped."""
    fuzzy: bool = True
    """Whether an unknown name is replaced by the only similarly spelled one."""
    guard: GuardSettings = field(default_factory=GuardSettings)
    """What has to be confirmed before it is done."""
    memory: MemorySettings = field(default_factory=MemorySettings)
    """What is remembered, and for how long."""
    model: ModelSettings = field(default_factory=ModelSettings)
    """How a language model is used."""
