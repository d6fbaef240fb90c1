"""faster-whisper: OpenAI's Whisper on CTranslate2, on a CPU or NVIDIA GPUs.

It releases the interpreter's lock and shares one model among threads, so it runs in threads of this process.
A running decode cannot be stopped: finals and guesses have separate lanes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wyoming_morgan.engines.contract.engine import (
    Attribution,
    EngineContext,
    EngineKind,
    EngineSpec,
    LoadedModel,
)
from wyoming_morgan.engines.contract.stt import SttCapabilities, TranscribeOptions, Transcript
from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.engines.running.lanes import Lanes
from wyoming_morgan.engines.stt.faster_whisper import languages as whisper_languages
from wyoming_morgan.engines.stt.faster_whisper import loading as whisper_loading
from wyoming_morgan.engines.stt.faster_whisper import models as whisper_models
from wyoming_morgan.engines.stt.faster_whisper import sizes as whisper_sizes
from wyoming_morgan.engines.stt.faster_whisper.decoder import ModelTraits, WhisperDecoder
from wyoming_morgan.engines.stt.faster_whisper.options import FasterWhisperOptions
from wyoming_morgan.errors import InvalidRequest


class FasterWhisper:
    """The recognizer."""

    def __init__(self, options: FasterWhisperOptions, context: EngineContext) -> None:
        self._options = options = _with_model(options, context)
        # The default first, for clients that name no language.
        self._fixed = options.force_language or options.language
        self._home = (self._fixed,) if self._fixed else (*options.languages, *context.languages)
        self._context = context
        self._vocabulary = context.vocabulary
        self._lanes: Lanes[WhisperDecoder] = Lanes("faster-whisper", self._load, limits=context.limits)
        self._capabilities = self._expected()

    @property
    def capabilities(self) -> SttCapabilities:
        """What it can do; before `load` what a model of that name should be able to."""
        return self._capabilities

    @property
    def models(self) -> tuple[LoadedModel, ...]:
        """Its model."""
        return (replace(self._lanes.state, name=f"{whisper_models.ENGINE}/{self._capabilities.model}"),)

    async def load(self) -> None:
        """Load the model from disk; nothing is downloaded.

        Raises:
            EngineUnavailable: a library, the model, one of its files or the device is missing.
            OutOfMemory: it does not fit.
        """
        await self._lanes.load()
        if not self._capabilities.version:
            self._capabilities = self._actual(await self._lanes.run(_traits))

    async def change_vocabulary(self, vocabulary: Vocabulary) -> None:
        """Make other names likelier from the next utterance on."""
        self._vocabulary = vocabulary

    async def close(self) -> None:
        """Unload the model."""
        await self._lanes.close()

    async def transcribe(self, pcm: bytes, options: TranscribeOptions) -> Transcript:
        """Transcribe; a guess never delays a final.

        Raises:
            InvalidRequest: the model does not know the language, or cannot translate it.
            OutOfMemory: there is not enough memory, or GPU memory.
            Busy, DeadlineExceeded, EngineFailed: see `Recognizer`.
        """
        return await self._lanes.run(
            WhisperDecoder.recognize, pcm, options, self._vocabulary, speculative=options.speculative
        )

    async def score(
        self, pcm: bytes, texts: Sequence[str], *, speculative: bool = False
    ) -> tuple[float, ...]:
        """Return how likely texts are for the sound that was transcribed last, as `ScoresTexts` says.

        Raises:
            Busy, DeadlineExceeded, EngineFailed: see `Recognizer`.
        """
        return await self._lanes.run(WhisperDecoder.score, pcm, texts, speculative=speculative)

    def _load(self) -> WhisperDecoder:
        """Load the model with the current words; in a thread, and again after it was unloaded."""
        context = self._context
        return whisper_loading.load(
            self._options,
            context.models_dir,
            self._vocabulary,
            context.languages,
            2 * context.limits.parallel,
        )

    def _expected(self) -> SttCapabilities:
        """Return what a model of the configured name should be able to do."""
        model = self._options.model.rstrip("/").rpartition("/")[2] or self._options.model
        english = model.endswith(".en")
        codes = (whisper_languages.ENGLISH,) if english else whisper_languages.CODES
        return SttCapabilities(
            languages=self._tags(codes),
            model=model,
            model_description=f"Whisper {model}",
            version="",
            detects_language=not english and self._fixed is None,
            translates=not english,
            timestamps=True,
            word_probabilities=True,
            quick_seconds=self._options.quick_seconds,
        )

    def _actual(self, traits: ModelTraits) -> SttCapabilities:
        """Return what the loaded model can do."""
        return replace(
            self._capabilities,
            languages=self._tags(traits.languages),
            model_description=f"Whisper {self._capabilities.model}, {traits.hardware}",
            version=traits.version,
            detects_language=traits.multilingual and self._fixed is None,
            translates=traits.translates,
        )

    def _tags(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        return whisper_languages.tags_of(codes, self._home)


def _traits(decoder: WhisperDecoder) -> ModelTraits:
    return decoder.traits


def _with_model(options: FasterWhisperOptions, context: EngineContext) -> FasterWhisperOptions:
    """Return the options with the name of a model."""
    if options.model != whisper_sizes.AUTO:
        return options
    language = options.force_language or options.language
    languages = (language,) if language else options.languages or context.languages

    def is_on_disk(size: str) -> bool:
        return whisper_models.find(size, context.models_dir) is not None

    return options.model_copy(update={"model": whisper_sizes.chosen(languages, is_on_disk)})


def _pull(context: EngineContext) -> str:
    return whisper_models.pull(whisper_sizes.recommended(context.languages))


def _on_disk(options: FasterWhisperOptions, context: EngineContext) -> bool:
    try:
        model = _with_model(options, context).model
        return whisper_models.find(model, context.models_dir) is not None
    except InvalidRequest:
        return False


SPEC = EngineSpec(
    kind=EngineKind.STT,
    name=whisper_models.ENGINE,
    summary="OpenAI's Whisper on CTranslate2: a hundred languages, any speech, on a CPU or NVIDIA GPUs",
    attribution=Attribution("SYSTRAN", "https://github.com/SYSTRAN/faster-whisper"),
    license="MIT",
    create=FasterWhisper,
    options=FasterWhisperOptions,
    requires=("faster_whisper", "ctranslate2"),
    install="pip install faster-whisper",
    automatic=True,
    rank=50,
    model_on_disk=_on_disk,
    pull=whisper_models.pull("base"),
    pull_for=_pull,
    languages="99, detected; only English with the `.en` models",
    size="tiny 78 MB, base 148 MB, small 486 MB, medium 1.5 GB, large-v3 3.1 GB, large-v3-turbo 1.6 GB",
    rate="16 kHz in",
    proven="trained base and tiny.en in `make test-weights`; a small Whisper of its own otherwise; no GPU",
)
