"""The settings of faster-whisper: by default those that a short spoken command wants."""

from __future__ import annotations

from typing import Annotated, Literal

from annotated_types import Ge, Le, MinLen
from pydantic import Field

from wyoming_morgan.engines.contract.engine import EngineOptions

PROMPT_TOKENS = 200
"""The most tokens before an utterance: they leave 243 of Whisper's 448 positions for what is heard."""

ComputeType = Literal[
    "auto",
    "int8",
    "int8_float32",
    "int8_float16",
    "int8_bfloat16",
    "int16",
    "float16",
    "bfloat16",
    "float32",
]
Device = Literal["auto", "cpu", "cuda"]
Gpu = Annotated[int, Ge(0)]
Temperature = Annotated[float, Ge(0.0), Le(1.0)]


class FasterWhisperOptions(EngineOptions):
    """How faster-whisper listens."""

    model: str = Field(
        default="base",
        min_length=1,
        description="A size (`tiny`, `base`, `small`, `medium`, `large-v3`, `large-v3-turbo`, with `.en` for "
        "the English ones), an id of the Hugging Face hub (`owner/name`), or the path of a model's folder. "
        "Nothing is downloaded: `morgan models pull faster-whisper/base` brings one.",
    )
    device: Device = Field(
        default="auto", description="`cpu`, `cuda`, or `auto`: an NVIDIA GPU where one can be used."
    )
    device_index: Gpu | Annotated[tuple[Gpu, ...], MinLen(1)] = Field(
        default=0, description="The number of the GPU, or a list of several that share the work."
    )
    compute_type: ComputeType = Field(
        default="auto",
        description="The numbers it computes with. `auto` is int8 on a CPU and float16 on a GPU, or the next "
        "best that the hardware can. int8_float16 takes about half the memory of float16.",
    )
    cpu_threads: int = Field(
        default=0, ge=0, description="Threads of one decode on a CPU; 0 shares the cores among those at once."
    )

    language: str | None = Field(
        default=None,
        description="The language of all speech, as a BCP 47 tag, whatever is asked for. Unset takes the one "
        "asked for, and detects it where none is.",
    )
    languages: tuple[str, ...] = Field(
        default=(),
        description='The languages among which one is detected. Empty is those of the home; `["*"]` is every '
        "language of the model. With a single one nothing is detected.",
    )

    beam_size: int = Field(
        default=1, ge=1, le=16, description="Hypotheses followed at once: 1 is fastest, 5 a bit more exact."
    )
    patience: float = Field(default=1.0, gt=0.0, le=10.0, description="How long a beam search goes on.")
    best_of: int = Field(
        default=5, ge=1, le=16, description="Samples to choose from where the temperature is above 0."
    )
    temperature: Temperature | Annotated[tuple[Temperature, ...], MinLen(1)] = Field(
        default=0.0,
        description="How freely it chooses among words, 0…1. A list is tried in turn while a transcript "
        "looks wrong; each try takes as long again.",
    )
    length_penalty: float = Field(
        default=1.0, ge=-5.0, le=5.0, description="Above 1 a beam search prefers longer transcripts."
    )
    repetition_penalty: float = Field(
        default=1.0, ge=1.0, le=10.0, description="Above 1 it is kept from saying a word again."
    )
    no_repeat_ngram_size: int = Field(
        default=0, ge=0, le=100, description="Sequences of so many tokens come once only; 0 is no bound."
    )
    suppress_blank: bool = Field(default=True, description="Whether a transcript may not begin blank.")
    suppress_tokens: tuple[Annotated[int, Ge(-1)], ...] = Field(
        default=(-1,), description="Tokens that never come; -1 stands for those of signs that nobody speaks."
    )
    max_new_tokens: int = Field(
        default=100,
        ge=1,
        le=440,
        description="The most tokens that five seconds may become; longer windows get more in proportion.",
    )

    no_speech_threshold: float | None = Field(
        default=0.6,
        ge=0.0,
        le=1.0,
        description="A probability of no speech above which a window counts as silence if its words are "
        "improbable, too (`log_prob_threshold`). Unset keeps everything.",
    )
    log_prob_threshold: float | None = Field(
        default=-1.0,
        le=0.0,
        description="The average log probability below which words are improbable. Unset takes what "
        "`no_speech_threshold` calls silence for silence, however probable its words are.",
    )
    compression_ratio_threshold: float | None = Field(
        default=2.4,
        gt=0.0,
        description="A transcript that zlib compresses further than this repeats itself: with a list of "
        "temperatures it is tried again.",
    )

    initial_prompt: str = Field(
        default="", description="Text before every utterance, where the client sends none: it sets the style."
    )
    hotwords: tuple[str, ...] = Field(default=(), description="Words that are likelier than usual.")
    prompt_from_home: bool = Field(
        default=True, description="Whether the names of the home's devices and areas are likelier, too."
    )
    prompt_tokens: int = Field(
        default=PROMPT_TOKENS,
        ge=0,
        le=PROMPT_TOKENS,
        description="The most tokens that words and text before an utterance take together; the words asked "
        "for come first, then `hotwords`, then the home's, as many whole ones as fit.",
    )
    condition_on_previous_text: bool = Field(
        default=False,
        description="Whether what was understood of 30 s goes before the next 30 s: smoother dictation, and "
        "errors that go on.",
    )

    max_initial_timestamp: float = Field(
        default=1.0, ge=0.0, le=30.0, description="The latest first timestamp, where those are asked for."
    )
    hallucination_silence_threshold: float | None = Field(
        default=None,
        gt=0.0,
        description="Where words with their times are asked for: silence of so many seconds around "
        "improbable words drops them. Unset keeps them.",
    )

    short_context: bool = Field(
        default=False,
        description="Whether short utterances are encoded in a short window in place of 30 s: a quarter of "
        "the work, which may cost accuracy. Measure it on recordings of your own with `morgan bench hearing "
        "FOLDER --compare stt.engines.faster-whisper.short_context=true`.",
    )
    short_context_seconds: float = Field(
        default=10.0, ge=5.0, le=30.0, description="The length of the short window. Below 10 much is lost."
    )
    short_context_margin: float = Field(
        default=1.0, ge=0.0, le=10.0, description="Seconds of the short window that stay empty at its end."
    )
