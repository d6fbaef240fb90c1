"""Records how a turn is answered and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wyoming_morgan.agent.contract import TraceAction, TraceStep, TurnTrace

_MAX_DETAIL = 300
"""Characters of a step or a result; longer ones are shortened."""
_MAX_STEPS = 60


class Tracer:
    """The growing trace of one turn."""

    def __init__(self) -> None:
        self._steps: list[TraceStep] = []
        self._actions: list[TraceAction] = []
        self._held: list[TraceAction] = []
        self.model = ""
        self.rounds = 0
        self.prompt_tokens: int | None = None
        self.completion_tokens: int | None = None

    @property
    def actions(self) -> tuple[TraceAction, ...]:
        """The actions so far."""
        return tuple(self._actions)

    def note(self, what: str, detail: str) -> None:
        """Record a step and its result."""
        if len(self._steps) < _MAX_STEPS:
            self._steps.append(TraceStep(what, shortened(detail)))

    def act(
        self,
        name: str,
        arguments: Mapping[str, Any],
        *,
        acts: bool = True,
        success: bool | None = None,
        result: str = "",
    ) -> None:
        """Record an action, executed here or by the client."""
        if len(self._actions) < _MAX_STEPS:
            self._actions.append(TraceAction(name, dict(arguments), acts, success, shortened(result)))

    def hold(self, name: str, arguments: Mapping[str, Any]) -> None:
        """Record an action that waits for the speaker's yes."""
        if len(self._held) < _MAX_STEPS:
            self._held.append(TraceAction(name, dict(arguments), acts=True, success=None))

    def tokens(self, prompt: int | None, completion: int | None) -> None:
        """Count the tokens of a round of the model."""
        if prompt is not None:
            self.prompt_tokens = max(prompt, self.prompt_tokens or 0)
        if completion is not None:
            self.completion_tokens = completion + (self.completion_tokens or 0)

    def finish(self, path: str) -> TurnTrace:
        """Return the complete trace of a turn, with the path that answered it."""
        return TurnTrace(
            path=path,
            steps=tuple(self._steps),
            actions=tuple(self._actions),
            held=tuple(self._held),
            model=self.model,
            rounds=self.rounds,
            prompt_tokens=self.prompt_tokens,
            completion_tokens=self.completion_tokens,
        )


def shortened(text: str, most: int = _MAX_DETAIL) -> str:
    """Return the text on one line, shortened if it is too long."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"
