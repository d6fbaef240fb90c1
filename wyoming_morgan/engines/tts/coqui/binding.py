"""Coqui's models through the library `TTS`. It runs in the isolated process and imports PyTorch only there.

A call answers with one value, so speech that streams takes several: `begin` returns the first audio, `go_on`
the next. The streams that are under way are kept by their keys until they end or are dropped.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator

from wyoming_morgan.engines.tts.coqui import folder as coqui_folder
from wyoming_morgan.engines.tts.coqui.types import (
    Chunk,
    CoquiDescription,
    LoadRequest,
    SpeakingModel,
    SpeakRequest,
    device,
)
from wyoming_morgan.errors import Busy, EngineFailed, OutOfMemory
from wyoming_morgan.settings import setting

_MOST_STREAMS = 64
_SMALLER = f"set {setting('tts.engines.coqui.device')}: cpu, or use a smaller model"


class CoquiModel:
    """A loaded model, and the streams that are under way."""

    def __init__(self, model: SpeakingModel) -> None:
        self.model = model
        self.streams: dict[int, Iterator[bytes]] = {}


def load(request: LoadRequest) -> CoquiModel:
    """Load a model.

    Raises:
        EngineUnavailable: a library or a file is missing or broken, or a license was not accepted.
        OutOfMemory: the device has too little memory.
    """
    options = request.options
    folder = coqui_folder.choose(
        options.model, request.models_dir, request.languages, accept_cpml=options.accept_cpml
    )
    _stay_offline(folder)
    import torch

    try:
        if folder.kind == "xtts":
            from wyoming_morgan.engines.tts.coqui.xtts import Xtts

            return CoquiModel(Xtts(folder, options, device(options)))
        from wyoming_morgan.engines.tts.coqui.vits import Vits

        return CoquiModel(Vits(folder, options, device(options)))
    except torch.OutOfMemoryError as error:
        raise OutOfMemory(
            f"{folder.weights} does not fit into the memory of {options.device}", hint=_SMALLER
        ) from error


def describe(model: CoquiModel) -> CoquiDescription:
    """Return the model's description."""
    return model.model.description


def begin(model: CoquiModel, key: int, request: SpeakRequest) -> Chunk:
    """Begin to speak a piece and return its first audio; if that is not the last, `go_on` with the key.

    Raises:
        Busy: too many streams are under way.
        OutOfMemory: the device has too little memory.
    """
    if len(model.streams) >= _MOST_STREAMS:
        raise Busy(f"coqui is busy: {len(model.streams)} streams are under way", hint="try again in a moment")
    model.streams[key] = model.model.speak(request)
    return go_on(model, key)


def go_on(model: CoquiModel, key: int) -> Chunk:
    """Return a stream's next audio.

    Raises:
        EngineFailed: there is no such stream: the process was restarted meanwhile.
        OutOfMemory: the device has too little memory.
    """
    stream = model.streams.pop(key, None)
    if stream is None:
        raise EngineFailed("coqui was restarted in the middle of speech", hint="try again")
    import torch

    try:
        if not model.model.streams:
            return Chunk(b"".join(stream), last=True)
        pcm = next(stream, None)
    except torch.OutOfMemoryError as error:
        del stream
        torch.cuda.empty_cache()
        raise OutOfMemory("not enough memory to speak this", hint=_SMALLER) from error
    if pcm is None:
        return Chunk(b"", last=True)
    model.streams[key] = stream
    return Chunk(pcm, last=False)


def drop(model: CoquiModel, keys: Iterable[int]) -> None:
    """Cancel streams; unknown ones are skipped."""
    for key in keys:
        model.streams.pop(key, None)


def _stay_offline(folder: coqui_folder.CoquiFolder) -> None:
    """Keep the libraries from asking the network or the terminal, and from logging what is spoken."""
    os.environ.update({"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"})
    if folder.kind == "xtts":  # its license was accepted, else this is not reached
        os.environ["COQUI_TOS_AGREED"] = "1"
    logging.getLogger("TTS").setLevel(logging.ERROR)
    logging.getLogger("transformers").setLevel(logging.ERROR)
