"""An engine alone, without a server: a program that runs in the environment of the engine.

`python direct.py KIND OPTIONS` reads one JSON object a line, {"path": …} or {"text": …}, and answers each
with {"seconds": …, "processor": …, …}: the time of the call. It imports nothing but the engine's library.
"""

from __future__ import annotations

import json
import sys
import time
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

Call = Callable[[dict[str, Any]], dict[str, Any]]
_STEP = 1280
"""Samples that openWakeWord takes at a time."""
_WARM_STEPS = 25


def whisper(options: dict[str, Any]) -> Call:
    """Transcribe a file with faster-whisper."""
    import numpy as np  # noqa: PLC0415 - each environment has its own library
    from faster_whisper import WhisperModel  # noqa: PLC0415 - likewise

    model = WhisperModel(options["model"], local_files_only=True, **options["model_options"])

    def call(request: dict[str, Any]) -> dict[str, Any]:
        samples = np.frombuffer(_pcm(request["path"]), dtype="<i2").astype(np.float32) / 32768
        segments, _ = model.transcribe(samples, **options["options"], **request.get("options", {}))
        return {"text": " ".join(segment.text for segment in segments)}

    return call


def piper(options: dict[str, Any]) -> Call:
    """Speak a text with Piper."""
    from piper import PiperVoice  # noqa: PLC0415 - each environment has its own library

    voice = PiperVoice.load(options["voice"])

    def call(request: dict[str, Any]) -> dict[str, Any]:
        return {"bytes": sum(len(chunk.audio_int16_bytes) for chunk in voice.synthesize(request["text"]))}

    return call


def openwakeword(options: dict[str, Any]) -> Call:
    """Listen to a file with openWakeWord; `at` is the second of the audio at which the word was there."""
    from pyopen_wakeword import Model, OpenWakeWord, OpenWakeWordFeatures  # noqa: PLC0415 - likewise

    def call(request: dict[str, Any]) -> dict[str, Any]:
        features = OpenWakeWordFeatures.from_builtin()
        word = OpenWakeWord.from_builtin(Model(options["word"]))
        for _ in range(_WARM_STEPS):  # its first windows take longer, once
            for feature in features.process_streaming(bytes(2 * _STEP)):
                list(word.process_streaming(feature))
        pcm, found = _pcm(request["path"]), None
        began, spent = time.monotonic(), time.process_time()
        for start in range(0, len(pcm), 2 * _STEP):
            for feature in features.process_streaming(pcm[start : start + 2 * _STEP]):
                for probability in word.process_streaming(feature):
                    if probability > options["threshold"] and found is None:
                        found = min(start + 2 * _STEP, len(pcm)) / 32_000
        return {
            "at": found,
            "seconds": time.monotonic() - began,
            "processor": time.process_time() - spent,
        }

    return call


def _pcm(path: str) -> bytes:
    with wave.open(str(Path(path)), "rb") as file:
        return file.readframes(file.getnframes())


def main() -> None:
    """Answer until the input ends."""
    kinds: dict[str, Callable[[dict[str, Any]], Call]] = {
        "whisper": whisper,
        "piper": piper,
        "openwakeword": openwakeword,
    }
    call = kinds[sys.argv[1]](json.loads(sys.argv[2]))
    for line in sys.stdin:
        request = json.loads(line)
        began, spent = time.monotonic(), time.process_time()
        answer = call(request)
        answer.setdefault("seconds", time.monotonic() - began)
        answer.setdefault("processor", time.process_time() - spent)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
