"""Coqui's models through the library `TTS`. It runs in the isolated process and imports PyTorch only there.

A call answers with one value, so speech that streams takes several: `begin` returns the first audio, `go_on`
the next. The streams that are under way are kept by their keys until they end or are dropped.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

from wyoming_morgan.engines.tts.coqui import folder as coqui_folder
from wyoming_morgan.errors import Busy, EngineFailed, EngineUnavailable, MorganError, OutOfMemory

_MOST_STREAMS = 64
_SMALLER = "set device: cpu under engines: coqui: in tts.yaml, or take a smaller model"


class LoadRequest(NamedTuple):
    """Which model is loaded, and how; `voices` are recordings to clone by name."""

    model: str
    models_dir: Path
    languages: tuple[str, ...]
    accept_cpml: bool
    device: str
    voices: tuple[tuple[str, Path], ...] = ()
    temperature: float | None = None
    stream_tokens: int = 20


class Description(NamedTuple):
    """What a loaded model is; speakers and languages are named as the model names them."""

    name: str
    kind: str
    version: str
    rate: int
    device: str
    speakers: tuple[str, ...]
    languages: tuple[str, ...]
    license: str


class SpeakRequest(NamedTuple):
    """One piece of text to speak; `speaker` is None where the model has one alone."""

    text: str
    speaker: str | None
    language: str
    speed: float


class Chunk(NamedTuple):
    """16-bit mono PCM, and whether the stream has ended with it."""

    pcm: bytes
    last: bool


class SpeakingModel(Protocol):
    """A loaded VITS or XTTS model."""

    description: Description
    streams: bool
    """Whether it gives audio before the whole piece is done."""

    def speak(self, request: SpeakRequest) -> Iterator[bytes]:
        """Speak, in 16-bit mono PCM."""


class Coqui:
    """A loaded model, and the streams that are under way."""

    def __init__(self, model: SpeakingModel) -> None:
        self.model = model
        self.streams: dict[int, Iterator[bytes]] = {}


def load(request: LoadRequest) -> Coqui:
    """Load a model.

    Raises:
        EngineUnavailable: a library or a file is missing or broken, or a license was not accepted.
        OutOfMemory: the device has too little memory.
    """
    folder = coqui_folder.choose(
        request.model, request.models_dir, request.languages, accept_cpml=request.accept_cpml
    )
    _stay_offline(folder)
    import torch

    try:
        if folder.kind == "xtts":
            from wyoming_morgan.engines.tts.coqui.xtts import Xtts

            return Coqui(Xtts(folder, request, device(request.device)))
        from wyoming_morgan.engines.tts.coqui.vits import Vits

        return Coqui(Vits(folder, request, device(request.device)))
    except torch.OutOfMemoryError as error:
        raise OutOfMemory(
            f"{folder.weights} does not fit into the memory of {request.device}", hint=_SMALLER
        ) from error


def describe(coqui: Coqui) -> Description:
    """Return what the model is."""
    return coqui.model.description


def begin(coqui: Coqui, key: int, request: SpeakRequest) -> Chunk:
    """Begin to speak a piece and return its first audio; if that is not the last, `go_on` with the key.

    Raises:
        Busy: too many streams are under way.
        OutOfMemory: the device has too little memory.
    """
    if len(coqui.streams) >= _MOST_STREAMS:
        raise Busy(f"coqui is busy: {len(coqui.streams)} streams are under way", hint="try again in a moment")
    coqui.streams[key] = coqui.model.speak(request)
    return go_on(coqui, key)


def go_on(coqui: Coqui, key: int) -> Chunk:
    """Return a stream's next audio.

    Raises:
        EngineFailed: there is no such stream: the process was started anew meanwhile.
        OutOfMemory: the device has too little memory.
    """
    stream = coqui.streams.pop(key, None)
    if stream is None:
        raise EngineFailed("coqui was started anew in the middle of speech", hint="try again")
    import torch

    try:
        if not coqui.model.streams:
            return Chunk(b"".join(stream), last=True)
        pcm = next(stream, None)
    except torch.OutOfMemoryError as error:
        del stream
        torch.cuda.empty_cache()
        raise OutOfMemory("the memory does not suffice to speak this", hint=_SMALLER) from error
    if pcm is None:
        return Chunk(b"", last=True)
    coqui.streams[key] = stream
    return Chunk(pcm, last=False)


def drop(coqui: Coqui, keys: Iterable[int]) -> None:
    """Give streams up; unknown ones are passed over."""
    for key in keys:
        coqui.streams.pop(key, None)


def device(wanted: str) -> str:
    """Return the device to load on: `auto` is the first GPU if there is one, else the processor.

    Raises:
        EngineUnavailable: a GPU is asked for and there is none of that number.
    """
    import torch

    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    if wanted == "auto":
        return "cuda:0" if count else "cpu"
    if wanted == "cpu":
        return wanted
    number = int(wanted.partition(":")[2] or 0)
    if number >= count:
        raise EngineUnavailable(
            f"device: {wanted} was asked for, and PyTorch finds {count or 'no'} GPU{'s' * (count > 1)}",
            hint="run: nvidia-smi; or set device: auto under engines: coqui: in tts.yaml",
        )
    return f"cuda:{number}"


def broken(path: Path, remedy: str, error: BaseException) -> MorganError:
    """Return the error for a file that cannot be used; errors that tell enough already stay as they are."""
    if isinstance(error, MorganError):
        return error
    first = (str(error) or type(error).__name__).strip().splitlines()[0]
    return EngineUnavailable(f"{path} cannot be loaded: {first}", hint=remedy)


def _stay_offline(folder: coqui_folder.ModelFolder) -> None:
    """Keep the libraries from asking the network or the terminal, and from logging what is spoken."""
    os.environ.update({"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"})
    if folder.kind == "xtts":  # its license was accepted, else this is not reached
        os.environ["COQUI_TOS_AGREED"] = "1"
    logging.getLogger("TTS").setLevel(logging.ERROR)
    logging.getLogger("transformers").setLevel(logging.ERROR)
