"""Tells by how likely a recognizer finds its own texts which of them are doubtful."""

from __future__ import annotations

from wyoming_morgan.engines.contract.stt import Alternative, Transcript

_DOUBTFUL = -0.2
"""Nats for each letter below which a text was heard with doubt."""
_FAR_LIKELIER = 5.0
"""Nats. A German “Könntest du das mal kurz halten?” was heard at -6, with care as “Künstler, …” at -18."""


def is_doubtful(transcript: Transcript) -> bool:
    """Whether the recognizer finds its own text unlikely; not if it does not tell."""
    best = _best(transcript)
    return best is not None and best.log_probability < _DOUBTFUL * len(best.text)


def likelier(careful: Transcript, quick: Transcript) -> Transcript:
    """Return what was heard with care, unless it is doubtful, and the same sound was far likelier before."""
    now, before = _best(careful), _best(quick)
    if now is None or before is None or not is_doubtful(careful):
        return careful
    return quick if before.log_probability > now.log_probability + _FAR_LIKELIER else careful


def _best(transcript: Transcript) -> Alternative | None:
    """Return the text with how likely it is; None if the recognizer does not tell."""
    return next(iter(transcript.alternatives), None)
