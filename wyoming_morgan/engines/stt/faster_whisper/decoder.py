"""One loaded Whisper model and how it decodes; called in the engine's threads, several at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from wyoming_morgan.audio import SPEECH, Samples, to_samples
from wyoming_morgan.engines.contract.stt import Alternative, TranscribeOptions, Transcript
from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.engines.stt.faster_whisper import languages as whisper_languages
from wyoming_morgan.engines.stt.faster_whisper import prompt as whisper_prompt
from wyoming_morgan.engines.stt.faster_whisper.device import Placement, out_of_memory
from wyoming_morgan.engines.stt.faster_whisper.hypotheses import asking_for
from wyoming_morgan.engines.stt.faster_whisper.likelihood import EncodedSound, digest_of
from wyoming_morgan.engines.stt.faster_whisper.options import FasterWhisperOptions
from wyoming_morgan.engines.stt.faster_whisper.prompt import Prompt
from wyoming_morgan.engines.stt.faster_whisper.transcript import transcript
from wyoming_morgan.engines.stt.hearable import hearable
from wyoming_morgan.errors import EngineUnavailable, InvalidRequest
from wyoming_morgan.settings import setting

_POSITIONS = 448
"""Tokens of a decode, including those before the utterance."""
_MARKS = 5
"""Tokens before the text: start of what was before, start, language, task, no timestamps."""
_PREVIOUS = 223
"""The most tokens of the previous transcript that faster-whisper puts before the next window."""
_WINDOW = 3000
"""Frames of 10 ms that the encoder takes."""
_FRAMES_PER_SECOND = 100
_SHORT = 5.0
"""Seconds that `max_new_tokens` is meant for."""
_QUICK_BEAM, _QUICK_PATIENCE, _QUICK_REPEATED = 4, 0.6, 3
"""A guess follows four texts and ends with two of them, a fifth sooner, and as sure. No three tokens occur
again in it: in a short window what was said is often written twice."""
_EVERY = "*"


@dataclass(frozen=True, slots=True)
class ModelTraits:
    """The properties of a loaded model. `languages` are Whisper's codes."""

    languages: tuple[str, ...]
    multilingual: bool
    translates: bool
    hardware: str
    """The numbers it computes with, and where."""
    version: str


class WhisperDecoder:
    """Decodes with one model. Safe in several threads: its state is made completely and then only read.

    What the encoder made of the last sound whose alternatives were asked for stays, to compare texts on it.
    It works below `WhisperModel.transcribe`, so that one pass of the encoder serves the detection of the
    language and the transcript, the window may be a short one, and a language's tokenizer is made once.

    Raises:
        EngineUnavailable: the model does not know the language that is set.
    """

    def __init__(
        self,
        model: Any,
        placement: Placement,
        options: FasterWhisperOptions,
        *,
        quick: Any,
        languages: tuple[str, ...],
        vocabulary: Vocabulary,
        version: str,
    ) -> None:
        """Decode with a model, and write with `quick`, the same or a copy, what was in a short window."""
        self._model = model
        self._quick = quick
        self._placement = placement
        self._options = options
        self._name = Path(options.model).name
        self._words: tuple[str, ...] = ()
        self._last: EncodedSound | None = None
        self._tokenizers: dict[tuple[str, str], tuple[Any, tuple[int, ...]]] = {}
        self._encode_text = partial(_encode_text, model.hf_tokenizer)
        self._expect(vocabulary)
        self.traits = self._find_traits(version)
        self._candidates = self._find_candidates(options.languages or languages)
        self._check_fixed_languages()

    def _expect(self, vocabulary: Vocabulary) -> None:
        """Make the names of a home likelier, if the options say so, and those in the options."""
        options = self._options
        names = whisper_prompt.home_words(vocabulary) if options.prompt_from_home else ()
        self._words = (*options.hotwords, *names)
        self._usual_prompt = self._compose((), options.initial_prompt)
        self._vocabulary = vocabulary

    def recognize(self, pcm: bytes, request: TranscribeOptions, vocabulary: Vocabulary) -> Transcript:
        """Transcribe 16 kHz, 16-bit, mono PCM, spoken in a home with these names.

        Raises:
            InvalidRequest: the model does not know the language, or cannot translate.
            OutOfMemory: it does not fit.
        """
        if vocabulary is not self._vocabulary:
            self._expect(vocabulary)
        options = self._options
        tag = options.force_language or request.language or options.language
        fixed = self._code(tag)
        if request.translate and not self.traits.translates and fixed != whisper_languages.ENGLISH:
            raise InvalidRequest(
                f"the model {self._name} does not translate", hint="choose a multilingual one"
            )
        if not hearable(pcm):
            return Transcript("", tag or (whisper_languages.tag_of(fixed) if fixed else None))
        try:
            code, segments, alternatives = self._decode(pcm, request, fixed)
        except Exception as error:
            if no_memory := out_of_memory(error, self._name, self._placement):
                raise no_memory from error
            raise
        translated = request.translate and self.traits.translates
        language = whisper_languages.ENGLISH if translated else tag or whisper_languages.tag_of(code)
        seconds = SPEECH.seconds(len(pcm)) if request.timestamps or request.words else None
        return transcript(segments, language, seconds, alternatives)

    def score(self, pcm: bytes, texts: Sequence[str]) -> tuple[float, ...]:
        """Return how likely texts are, as `ScoresTexts` says; none if another sound was decoded since."""
        last = self._last
        if last is None or last.digest != digest_of(pcm):
            return ()
        return last.log_probabilities(self._model.model, texts)

    def _decode(
        self, pcm: bytes, request: TranscribeOptions, fixed: str | None
    ) -> tuple[str, list[Any], tuple[Alternative, ...]]:
        """Return the code of the language, `fixed` or detected, its segments, and other texts."""
        features = self._model.feature_extractor(to_samples(pcm[: len(pcm) // 2 * 2]))
        timed = request.timestamps or request.words
        # As `generate_segments` cuts and pads: the last frame is the extractor's own padding.
        frames = min(features.shape[-1] - 1, _WINDOW)
        window = self._window(frames, short=(self._options.short_context or request.quick) and not timed)
        encoded = self._model.encode(_padded(features[:, :frames], window))
        code = fixed or self._detect(encoded)
        task = "translate" if request.translate and self.traits.translates else "transcribe"
        tokenizer, suppressed = self._tokenizer(code, task)
        if request.alternatives > 1:
            whole = features.shape[-1] <= _WINDOW + 1
            self._last = EncodedSound(digest_of(pcm), encoded, tokenizer) if whole else None
        settings = self._settings(request, suppressed, seconds=frames / _FRAMES_PER_SECOND)
        used = self._quick if window < _WINDOW else self._model
        model, hypotheses = asking_for(used, request.alternatives)
        segments = list(model.generate_segments(features, tokenizer, settings, False, encoded))  # noqa: FBT003 - faster-whisper's own parameter, no progress bar
        text = "".join(segment.text for segment in segments).strip()
        return code, segments, hypotheses.alternatives(tokenizer, text)

    def _window(self, frames: int, *, short: bool) -> int:
        """Return how many frames the encoder gets: fewer if the window may be short, and is long enough."""
        options = self._options
        window = round(options.short_context_seconds * _FRAMES_PER_SECOND) // 2 * 2
        margin = round(options.short_context_margin * _FRAMES_PER_SECOND)
        return window if short and frames + margin <= window else _WINDOW

    def _code(self, tag: str | None) -> str | None:
        """Return Whisper's code of a language; None if it is to be detected.

        Raises:
            InvalidRequest: the model does not know the language.
        """
        if tag is None:
            return self._candidates[0] if len(self._candidates) == 1 else None
        code = whisper_languages.code_of(tag)
        if code not in self.traits.languages:
            tags = [whisper_languages.tag_of(code) for code in self.traits.languages]
            raise InvalidRequest(
                f"the model {self._name} does not know the language {tag!r}",
                hint=f"it knows {', '.join(tags)}",
            )
        return code

    def _check_fixed_languages(self) -> None:
        for name, language in (
            (setting("stt.engines.faster-whisper.language"), self._options.language),
            (setting("stt.engines.faster-whisper.force_language"), self._options.force_language),
        ):
            try:
                self._code(language)
            except InvalidRequest as error:
                raise EngineUnavailable(error.message, hint=f"correct {name}; {error.hint}") from None

    def _detect(self, encoded: Any) -> str:
        """Return the likeliest of the languages that may be spoken."""
        scores = {token[2:-2]: score for token, score in self._model.model.detect_language(encoded)[0]}
        return max(self._candidates, key=lambda code: scores.get(code, 0.0))

    def _tokenizer(self, code: str, task: str) -> tuple[Any, tuple[int, ...]]:
        """Return the tokenizer of a language and task, and the tokens that never occur with it."""
        from faster_whisper.tokenizer import Tokenizer
        from faster_whisper.transcribe import get_suppressed_tokens

        if (made := self._tokenizers.get((code, task))) is None:
            tokenizer = Tokenizer(
                self._model.hf_tokenizer, self.traits.multilingual, task=task, language=code
            )
            made = (tokenizer, get_suppressed_tokens(tokenizer, list(self._options.suppress_tokens)))
            self._tokenizers[code, task] = made
        return made

    def _compose(self, words: Iterable[str], text: str) -> Prompt:
        return whisper_prompt.compose(
            (*words, *self._words), text, bound=self._options.prompt_tokens, encode=self._encode_text
        )

    def _prompt(self, request: TranscribeOptions) -> Prompt:
        if request.unprompted:
            return Prompt()
        if not (request.names or request.terms or request.prompt):
            return self._usual_prompt
        return self._compose((*request.names, *request.terms), request.prompt or self._options.initial_prompt)

    def _settings(self, request: TranscribeOptions, suppressed: tuple[int, ...], *, seconds: float) -> Any:
        """Return how faster-whisper is to decode."""
        from faster_whisper.transcribe import TranscriptionOptions

        options, prompt = self._options, self._prompt(request)
        hotwords, text, before = prompt.hotwords, prompt.text, prompt.hotword_tokens + len(prompt.text)
        if options.condition_on_previous_text:
            # Previous text pushes out the front of `initial_prompt`; hotwords would stay before it, and leave
            # too little room for new tokens.
            text = (*(self._encode_text(f" {hotwords}") if hotwords else ()), *text)
            hotwords, before = "", _PREVIOUS
        beam = min(options.beam_size, _QUICK_BEAM) if request.quick else options.beam_size
        patience = min(options.patience, _QUICK_PATIENCE) if request.quick else options.patience
        repeated = options.no_repeat_ngram_size or (_QUICK_REPEATED if request.quick else 0)
        temperature = options.temperature if request.temperature is None else request.temperature
        share = max(1.0, seconds / _SHORT)
        return TranscriptionOptions(
            beam_size=beam,
            best_of=options.best_of,
            patience=patience,
            length_penalty=options.length_penalty,
            repetition_penalty=options.repetition_penalty,
            no_repeat_ngram_size=repeated,
            log_prob_threshold=options.log_prob_threshold,
            no_speech_threshold=options.no_speech_threshold,
            compression_ratio_threshold=options.compression_ratio_threshold,
            condition_on_previous_text=options.condition_on_previous_text,
            prompt_reset_on_temperature=0.5,
            temperatures=list(temperature) if isinstance(temperature, tuple) else [temperature],
            initial_prompt=list(text) or None,
            prefix=None,
            suppress_blank=options.suppress_blank,
            suppress_tokens=list(suppressed),
            without_timestamps=not (request.timestamps or request.words),
            max_initial_timestamp=options.max_initial_timestamp,
            word_timestamps=request.words,
            prepend_punctuations="\"'“¿([{-",
            append_punctuations="\"'.。,，!！?？:：”)]}、",  # noqa: RUF001 - as faster-whisper has them
            multilingual=False,
            max_new_tokens=min(round(options.max_new_tokens * share), _POSITIONS - _MARKS - before),
            clip_timestamps="0",
            hallucination_silence_threshold=options.hallucination_silence_threshold,
            hotwords=hotwords or None,
        )

    def _find_traits(self, version: str) -> ModelTraits:
        inner, tokenizer = self._model.model, self._model.hf_tokenizer
        multilingual = bool(inner.is_multilingual)
        codes = tuple(
            code for code in whisper_languages.CODES if tokenizer.token_to_id(f"<|{code}|>") is not None
        )
        # The turbo and distilled models have the token but were not trained on it.
        trained = not any(word in self._name for word in ("turbo", "distil"))
        return ModelTraits(
            languages=codes if multilingual else (whisper_languages.ENGLISH,),
            multilingual=multilingual,
            translates=multilingual and trained and tokenizer.token_to_id("<|translate|>") is not None,
            hardware=f"{inner.compute_type} on {inner.device}",
            version=version,
        )

    def _find_candidates(self, tags: tuple[str, ...]) -> tuple[str, ...]:
        """Return the codes among which a language is detected, the home's first language first."""
        codes = [] if _EVERY in tags else [whisper_languages.code_of(tag) for tag in tags]
        supported = tuple(code for code in dict.fromkeys(codes) if code in self.traits.languages)
        return supported or self.traits.languages


def _encode_text(tokenizer: Any, text: str) -> list[int]:
    ids: list[int] = tokenizer.encode(text, add_special_tokens=False).ids
    return ids


def _padded(features: Samples, frames: int) -> Samples:
    """Return features of so many frames; faster-whisper's silence is zeros behind the sound."""
    return np.pad(features, ((0, 0), (0, frames - features.shape[-1])))
