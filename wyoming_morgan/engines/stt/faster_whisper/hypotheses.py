"""The texts among which a beam search has chosen. faster-whisper asks CTranslate2 for the best one only."""

from __future__ import annotations

import copy
from typing import Any

from wyoming_morgan.engines.contract.stt import Alternative


class Hypotheses:
    """CTranslate2's model, asked for several texts at once; the search is the same, and costs the same."""

    def __init__(self, model: Any, count: int) -> None:
        """Ask a model of CTranslate2 for at most `count` texts."""
        self._model = model
        self._count = count
        self._results: list[Any] = []

    def __getattr__(self, name: str) -> Any:
        """Return what the model has."""
        return getattr(self._model, name)

    def generate(self, *arguments: Any, **settings: Any) -> Any:
        """Decode as the model does."""
        beam = settings.get("beam_size", 1)
        if beam > 1:
            # A search ends with so many texts, and gives no more; without any it would not begin.
            settings["patience"] = max(settings.get("patience", 1.0), 1 / beam)
            most = round(beam * settings["patience"])
            settings["num_hypotheses"] = min(self._count, beam, most)
        results = self._model.generate(*arguments, **settings)
        self._results = list(results)
        return results

    def alternatives(self, tokenizer: Any, text: str) -> tuple[Alternative, ...]:
        """Return the texts of the last search, the best first; none if `text` is not the best of them.

        Long speech has several searches, and one that failed is made again by sampling.
        """
        texts: dict[str, float] = {}
        for result in self._results:
            for tokens, score in zip(result.sequences_ids, result.scores, strict=True):
                words = tokenizer.decode([token for token in tokens if token < tokenizer.eot]).strip()
                texts.setdefault(words, score * len(tokens))
        if next(iter(texts), None) != text:
            return ()
        return tuple(Alternative(words, score) for words, score in texts.items() if words)


def asking_for(model: Any, count: int) -> tuple[Any, Hypotheses]:
    """Return faster-whisper's model as it asks for `count` texts, and where they are found."""
    hypotheses = Hypotheses(model.model, count)
    asking = copy.copy(model)
    asking.model = hypotheses
    return asking, hypotheses
