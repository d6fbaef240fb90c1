"""The ear: turns audio into utterances with a recognizer and a voice activity detector."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from wyoming_morgan.engines.contract.stt import Recognizer
from wyoming_morgan.engines.contract.vad import VoiceActivity
from wyoming_morgan.errors import InvalidRequest
from wyoming_morgan.languages.matching import match_language
from wyoming_morgan.languages.tags import is_undetermined, read_tag
from wyoming_morgan.voice.contract import Utterance, UtteranceRequest
from wyoming_morgan.voice.preparation import Preparation
from wyoming_morgan.voice.settings import EarSettings
from wyoming_morgan.voice.utterance import HeardUtterance


class Transcriber:
    """Hears utterances; all share one recognizer and one detector.

    The owner of the engines loads and closes them.
    """

    def __init__(
        self,
        recognizer: Recognizer,
        detector: VoiceActivity,
        settings: EarSettings | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._recognizer = recognizer
        self._detector = detector
        self._settings = settings or EarSettings()
        self._preparation = Preparation(self._settings)
        self._clock = clock

    def open(self, request: UtteranceRequest) -> Utterance:
        """Begin an utterance.

        Raises:
            InvalidRequest: the recognizer does not know the language.
        """
        return HeardUtterance(
            replace(request, options=replace(request.options, language=self._language(request))),
            recognizer=self._recognizer,
            detector=self._detector,
            settings=self._settings,
            preparation=self._preparation,
            clock=self._clock,
        )

    def _language(self, request: UtteranceRequest) -> str | None:
        """Return the recognizer's own tag for the requested language."""
        requested = request.options.language
        languages = self._recognizer.capabilities.languages
        if requested is None or is_undetermined(requested):
            return None
        if not languages:
            return str(read_tag(requested) or requested)
        tag = match_language(requested, languages)
        if tag is None:
            raise InvalidRequest(
                f"the recognizer does not know the language {requested!r}",
                hint=f"it knows {', '.join(languages)}",
            )
        return tag
