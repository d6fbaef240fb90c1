"""The settings of faster-whisper; the defaults are those for short spoken commands."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from annotated_types import Ge, Gt, Le, MinLen

from wyoming_morgan.engines.contract.engine import EngineOptions
from wyoming_morgan.engines.contract.options import Device, DeviceIndex, Threads, model_of
from wyoming_morgan.engines.stt.faster_whisper.sizes import AUTO
from wyoming_morgan.settings import RenamedKey

PROMPT_TOKENS = 200
"""The most tokens before an utterance: they leave 243 of Whisper's 448 positions for the transcript."""

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
Temperature = Annotated[float, Ge(0.0), Le(1.0)]


class FasterWhisperOptions(EngineOptions):
    """How faster-whisper transcribes."""

    renamed_keys: ClassVar[tuple[RenamedKey, ...]] = (RenamedKey("cpu_threads", "threads"),)

    model: Annotated[str, model_of("faster-whisper"), MinLen(1)] = AUTO
    """A size (`tiny`, `base`, `small`, `medium`, `large-v3`, `large-v3-turbo`, with `.en` for the English
    ones), an id of the Hugging Face hub (`owner/name`), or the path of a model's folder, which begins with
    `/`, `./`, `../` or `~`. `auto` is `tiny.en` for a home that speaks English on up to four cores, else
    `base`; if that is not on disk, the most suitable size that is. Nothing is downloaded: `morgan models pull
    faster-whisper/base` does that."""
    device: Device = "auto"
    """`cpu`, `cuda`, or `auto`: an NVIDIA GPU where one can be used, else the CPU."""
    device_index: DeviceIndex | Annotated[tuple[DeviceIndex, ...], MinLen(1)] = 0
    """Which GPU, as `nvidia-smi` numbers them; a list of several shares the work."""
    threads: Threads = 0
    """CPU threads of one call; 0 leaves the choice to the engine, which shares the cores among the calls."""
    compute_type: ComputeType = "auto"
    """The number format it computes with. `auto` is int8 on a CPU and float16 on a GPU, or the next best that
    the hardware supports. int8_float16 takes about half the memory of float16."""

    language: str | None = None
    """The language of clients that name none, as a BCP 47 tag; unset detects it."""
    force_language: str | None = None
    """The language of all speech, as a BCP 47 tag, whatever the client names."""
    languages: tuple[str, ...] = ()
    """The languages among which one is detected. Empty is those of the home; `["*"]` is every language of
    the model. With a single one nothing is detected."""

    beam_size: Annotated[int, Ge(1), Le(16)] = 5
    """Hypotheses followed at once: 1 is fastest, 5 understands more, and gives five texts to compare with the
    commands of the home."""
    patience: Annotated[float, Gt(0.0), Le(10.0)] = 1.0
    """How long a beam search goes on."""
    best_of: Annotated[int, Ge(1), Le(16)] = 5
    """Samples to choose from where the temperature is above 0."""
    temperature: Temperature | Annotated[tuple[Temperature, ...], MinLen(1)] = 0.0
    """How freely it chooses among words, 0…1. A list is tried in turn while a transcript looks wrong; each
    try takes as long again."""
    length_penalty: Annotated[float, Ge(-5.0), Le(5.0)] = 1.0
    """Above 1 a beam search prefers longer transcripts."""
    repetition_penalty: Annotated[float, Ge(1.0), Le(10.0)] = 1.0
    """Above 1 repeated words become less likely."""
    no_repeat_ngram_size: Annotated[int, Ge(0), Le(100)] = 0
    """Sequences of this many tokens occur only once; 0 disables it."""
    suppress_blank: bool = True
    """Whether a transcript may not begin blank."""
    suppress_tokens: tuple[Annotated[int, Ge(-1)], ...] = (-1,)
    """Tokens that never occur; -1 stands for those of symbols that nobody speaks."""
    max_new_tokens: Annotated[int, Ge(1), Le(440)] = 100
    """The most tokens for five seconds of speech; longer windows get more in proportion."""

    no_speech_threshold: Annotated[float, Ge(0.0), Le(1.0)] | None = 0.6
    """A probability of no speech above which a window counts as silence if its words are improbable, too
    (`log_prob_threshold`). Unset keeps everything."""
    log_prob_threshold: Annotated[float, Le(0.0)] | None = -1.0
    """The average log probability below which words are improbable. Unset trusts `no_speech_threshold`,
    however probable the words are."""
    compression_ratio_threshold: Annotated[float, Gt(0.0)] | None = 2.4
    """A transcript that zlib compresses further than this repeats itself: with a list of temperatures it is
    tried again."""

    initial_prompt: str = ""
    """Text before every utterance where the client sends none: it sets the style."""
    hotwords: tuple[str, ...] = ()
    """Words that are likelier than usual."""
    prompt_from_home: bool = True
    """Whether the names of the home's devices and areas are likelier, too."""
    prompt_tokens: Annotated[int, Ge(0), Le(PROMPT_TOKENS)] = PROMPT_TOKENS
    """The most tokens that words and text before an utterance take together; the client's words come first,
    then `hotwords`, then the home's, as many whole ones as fit."""
    condition_on_previous_text: bool = False
    """Whether the transcript of 30 s goes before the next 30 s: smoother dictation, but errors carry over."""

    max_initial_timestamp: Annotated[float, Ge(0.0), Le(30.0)] = 1.0
    """The latest first timestamp, where timestamps are requested."""
    hallucination_silence_threshold: Annotated[float, Gt(0.0)] | None = None
    """Where words with their times are requested: silence of this many seconds around improbable words drops
    them. Unset keeps them."""

    short_context: bool = False
    """Whether short utterances are encoded in a short window instead of 30 s: a quarter of the work, which
    may cost accuracy. Measure it on your own recordings with `morgan bench hearing FOLDER --compare
    stt.engines.faster-whisper.short_context=true`."""
    quick_guesses: bool = True
    """Whether what fits into the short window is first heard there: a command of the home that it is sure of
    stays, anything else is heard again with care. A turn is over sooner."""
    short_context_seconds: Annotated[float, Ge(5.0), Le(30.0)] = 10.0
    """The length of the short window. Below 10 much is lost."""
    short_context_margin: Annotated[float, Ge(0.0), Le(10.0)] = 1.0
    """Seconds of the short window that stay empty at its end."""

    @property
    def quick_seconds(self) -> float:
        """How long an utterance may be to be first heard in the short window; 0 if none is."""
        if self.short_context or not self.quick_guesses:
            return 0.0
        return max(0.0, self.short_context_seconds - self.short_context_margin)
