"""The names by which clients of OpenAI's API may ask for what Morgan has."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from wyoming_morgan.agent.contract import AGENT_NAME
from wyoming_morgan.engines.contract.engine import EngineKind
from wyoming_morgan.errors import UnknownModel
from wyoming_morgan.http.services import Model

_HEARING = ("whisper-1", "gpt-4o-transcribe", "gpt-4o-mini-transcribe", "gpt-transcribe")
_SPEAKING = ("tts-1", "tts-1-hd", "gpt-4o-mini-tts")
_DATED = re.compile(r"-\d{4}-\d{2}-\d{2}$")

OPENAI_VOICES = frozenset(
    "alloy ash ballad cedar coral echo fable marin nova onyx sage shimmer verse".split()
)
"""OpenAI's own voices, which clients ask for by default."""


class ModelNames:
    """The names of the one model that does a thing: its engine's, `morgan`, and OpenAI's own for the like."""

    def __init__(self, models: Callable[[], Iterable[Model]], kind: EngineKind) -> None:
        self._models = models
        self._kind = kind
        self._aliases = _HEARING if kind is EngineKind.STT else _SPEAKING

    def check(self, name: str, *others: str) -> None:
        """Check that a name means the model, which may have `others` as well.

        Raises:
            UnknownModel: it does not; the hint names those that do.
        """
        own = (model.id for model in self._models() if model.kind in (self._kind, None))
        known = list(dict.fromkeys((AGENT_NAME, *own, *others)))
        if name not in known and _DATED.sub("", name) not in self._aliases:
            raise UnknownModel(f"there is no model {name!r}", hint=f"there are {', '.join(known)}")
