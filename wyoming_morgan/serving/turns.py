"""The log of turns: how each ended, how long it took, and what was said if the configuration asks for it."""

from __future__ import annotations

import logging

from wyoming_morgan.agent.confirmation.pins import may_tell_pin
from wyoming_morgan.agent.settings import GuardSettings
from wyoming_morgan.timings import TurnTimings

_LOGGER = logging.getLogger(__name__)

_PIN = "(PIN)"


class TurnLogger:
    """Writes one line for each turn that is not private."""

    def __init__(self, guard: GuardSettings, *, with_texts: bool, has_agent: bool) -> None:
        """Prepare to log.

        Args:
            guard: The PINs; they are never logged.
            with_texts: Whether what was said is logged.
            has_agent: Whether this process answers; if not, PINs may be configured for another one.
        """
        self._guard = guard
        self._with_texts = with_texts
        self._has_agent = has_agent

    def __call__(self, timings: TurnTimings) -> None:
        """Log a turn that has ended."""
        if timings.private:
            return
        stages = ", ".join(f"{stage} {took:g} ms" for stage, took in timings.milliseconds().items())
        texts = (
            f"; {self._shown(timings.taken) or f'heard {self._shown(timings.heard)!r}'}"
            f", replied {self._shown(timings.replied)!r}"
            if self._with_texts
            else ""
        )
        _LOGGER.info("turn: %s (%s)%s", timings.outcome or "done", stages or "nothing measured", texts)

    def texts(self, timings: TurnTimings) -> dict[str, str]:
        """Return what was said in a turn, for a trace; nothing unless it is logged, too."""
        if not self._with_texts or timings.private:
            return {}
        said = {
            "morgan.heard": timings.heard,
            "morgan.taken": timings.taken,
            "morgan.replied": timings.replied,
        }
        return {name: self._shown(text) for name, text in said.items() if text}

    def _shown(self, text: str) -> str:
        """Return a text, unless it may be a PIN: who only hears does not know whether one was asked for."""
        if self._has_agent and not self._guard.pin_secrets:
            return text
        return _PIN if may_tell_pin(text, self._guard) else text
