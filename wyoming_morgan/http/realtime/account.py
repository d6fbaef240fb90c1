"""What Morgan tells of the agent's turn in `response.done`, beside OpenAI's fields."""

from __future__ import annotations

from typing import Any

from wyoming_morgan.agent.contract import AGENT_NAME, IntentRecognized, TurnDone
from wyoming_morgan.engines.contract.stt import Transcript
from wyoming_morgan.timings import TurnTimings
from wyoming_morgan.voice.contract import FinalTranscript


class TurnAccount:
    """How one turn went: its commands and what came of them, its stages, and what was heard."""

    def __init__(self) -> None:
        self.timings = TurnTimings()
        self._transcript: Transcript | None = None
        self._intents: list[IntentRecognized] = []
        self._done: TurnDone | None = None

    def hear(self, final: FinalTranscript) -> None:
        """Take note of what is answered: its time is a part of the turn's."""
        self.timings = final.timings
        self._transcript = final.transcript

    def keep(self, event: IntentRecognized | TurnDone) -> None:
        """Take note of a command, or of the end."""
        if isinstance(event, TurnDone):
            self._done = event
        else:
            self._intents.append(event)

    def extension(self) -> dict[str, Any]:
        """Return what is added to a response; nothing if the agent has not answered."""
        done = self._done
        if done is None:
            return {}
        return {
            AGENT_NAME: {
                "conversation_id": done.conversation_id,
                "awaits_answer": done.awaits_answer,
                "outcome": done.outcome.value,
                "path": done.path,
                "language": done.language,
                "intents": [{"name": intent.name, "slots": intent.slots} for intent in self._intents],
                "actions": [action.as_dict() for action in done.trace.actions],
                "held": [action.as_dict() for action in done.trace.held],
                "timings": self.timings.milliseconds(),
                **self._heard(),
            }
        }

    def _heard(self) -> dict[str, str]:
        """Return what the recognizer heard and why it was taken for other words, if it was."""
        transcript = self._transcript
        if transcript is None or not transcript.heard:
            return {}
        return {"heard": transcript.heard, "taken": transcript.text, "because": transcript.reason}
