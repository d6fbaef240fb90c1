"""What speaks: the engine of all languages, those of single languages, and the mouth made of them."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from wyoming_morgan.app.by_language import EnginesByLanguage
from wyoming_morgan.app.engines import Chosen, EngineKeeper
from wyoming_morgan.app.switch import SwitchedSynthesizer
from wyoming_morgan.config.schema import TtsSettings
from wyoming_morgan.engines.contract.engine import EngineKind
from wyoming_morgan.engines.contract.tts import TextToSpeech
from wyoming_morgan.readiness import Readiness, State
from wyoming_morgan.settings import setting
from wyoming_morgan.voice.contract import Mouth, VoiceRequest
from wyoming_morgan.voice.mouth_by_language import MouthByLanguage
from wyoming_morgan.voice.synthesizer import Synthesizer


class MouthParts:
    """Composes synthesizers with a mouth; `chosen` and `by_language` are loaded and closed by the owner."""

    def __init__(
        self, settings: TtsSettings, *, keeper: EngineKeeper, readiness: Readiness, learns_deletions: bool
    ) -> None:
        """Choose and make the engines; nothing is loaded yet.

        Args:
            settings: The settings.
            keeper: Makes engines.
            readiness: Knows which are ready.
            learns_deletions: Whether `forget_phrases` is called when something is deleted.

        Raises:
            EngineUnavailable, UnknownModel, ConfigurationError: an engine cannot be chosen.
        """
        self._readiness = readiness
        self.chosen: Chosen[TextToSpeech] = keeper.make(EngineKind.TTS, settings)
        switch = SwitchedSynthesizer(self.chosen.engine)
        default = Synthesizer(
            switch, settings.mouth, default_voice=settings.voice, learns_deletions=learns_deletions
        )

        def exchange(engine: TextToSpeech) -> None:
            switch.exchange(engine)
            default.forget_default_voice()  # it was one of the other engine's

        self.chosen.exchange = exchange
        self.by_language: EnginesByLanguage[TextToSpeech] = EnginesByLanguage(
            EngineKind.TTS,
            settings.by_language,
            path=setting("tts.by_language"),
            keeper=keeper,
            readiness=readiness,
            languages=_languages,
        )
        self._synthesizers: dict[str | None, Synthesizer] = {None: default}
        single: dict[str, Mouth] = {}
        for tag, engine in self.by_language.engines.items():
            single[tag] = self._synthesizers[tag] = Synthesizer(
                engine,
                settings.mouth,
                default_voice=settings.by_language[tag].voice,
                learns_deletions=learns_deletions,
            )
        self._together = MouthByLanguage(default, single)
        self.mouth: Mouth = self._together if single else default

    def loads(self) -> list[Coroutine[Any, Any, None]]:
        """Return what loads the engines of single languages."""
        return self.by_language.loads(self._together.leave_out)

    def check_voices(self) -> None:
        """Choose the configured voices, so that one that does not exist shows now, not at a turn.

        Raises:
            UnknownVoice: the configured voice does not exist.
        """
        services = self._readiness.services
        for chosen in (self.chosen, *self.by_language):
            if services[chosen.service].state is State.READY:
                self._synthesizers[chosen.language].choose(VoiceRequest(language=chosen.language))

    def forget_phrases(self) -> None:
        """Forget the audio of everything that was spoken."""
        for synthesizer in self._synthesizers.values():
            synthesizer.forget_phrases()


def _languages(engine: TextToSpeech) -> tuple[str, ...]:
    return tuple(tag for voice in engine.capabilities.voices for tag in voice.languages)
