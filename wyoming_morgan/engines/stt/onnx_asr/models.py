"""The models that onnx-asr reads, as in its documentation and the models' cards."""

from __future__ import annotations

from dataclasses import dataclass

_ENGLISH = ("en",)
_RUSSIAN = ("ru",)
_EUROPEAN = tuple(
    "en bg hr cs da nl et fi fr de el hu it lv lt mt pl pt ro sk sl es sv ru uk".split()
)  # nvidia/parakeet-tdt-0.6b-v3 and nvidia/canary-1b-v2
_CENTRAL_ASIAN = ("ru", "kk", "ky", "uz", "en")  # ai-sage/GigaAM-Multilingual

LANGUAGES: dict[str, tuple[str, ...]] = {
    "alphacep/vosk-model-ru": _RUSSIAN,
    "alphacep/vosk-model-small-ru": _RUSSIAN,
    "gigaam-multilingual-ctc": _CENTRAL_ASIAN,
    "gigaam-multilingual-large-ctc": _CENTRAL_ASIAN,
    "gigaam-v2-ctc": _RUSSIAN,
    "gigaam-v2-rnnt": _RUSSIAN,
    "gigaam-v3-ctc": _RUSSIAN,
    "gigaam-v3-e2e-ctc": _RUSSIAN,
    "gigaam-v3-e2e-rnnt": _RUSSIAN,
    "gigaam-v3-rnnt": _RUSSIAN,
    "nemo-canary-1b-v2": _EUROPEAN,
    "nemo-fastconformer-ru-ctc": _RUSSIAN,
    "nemo-fastconformer-ru-rnnt": _RUSSIAN,
    "nemo-parakeet-ctc-0.6b": _ENGLISH,
    "nemo-parakeet-rnnt-0.6b": _ENGLISH,
    "nemo-parakeet-tdt-0.6b-v2": _ENGLISH,
    "nemo-parakeet-tdt-0.6b-v3": _EUROPEAN,
    "t-tech/t-one": _RUSSIAN,
    "whisper-base": (),
}
"""Their languages as BCP 47 tags, by onnx-asr's name of the model; Whisper's files list theirs."""

_CANARY = ("nemo-canary-1b-v2", "nemo-conformer-aed")
_WHISPER = ("whisper", "whisper-base", "whisper-ort")


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a model can do beyond transcribing."""

    takes_language: bool
    """Whether it takes the language. Others detect it, or know only one."""
    detects_language: bool
    translates: bool
    timestamps: bool


def known_as(name: str) -> str:
    """Return onnx-asr's name of the model in a folder called `name`; empty if it has none.

    A folder may have onnx-asr's name of the model, with or without its `nemo-`, or that of its hub
    repository, with `--` for the slash.
    """
    bare = name.removeprefix("istupakov--").removesuffix("-onnx")
    for candidate in (bare, f"nemo-{bare}", bare.replace("--", "/")):
        if candidate in LANGUAGES:
            return candidate
    return ""


def abilities(architecture: str, languages: tuple[str, ...]) -> Abilities:
    """Return what a model of an architecture (or of onnx-asr's name) with these languages can do."""
    whisper, canary = architecture in _WHISPER, architecture in _CANARY
    return Abilities(
        takes_language=whisper or canary,
        detects_language=whisper or (len(languages) > 1 and not canary),
        translates=canary,
        timestamps=not (whisper or canary),
    )
