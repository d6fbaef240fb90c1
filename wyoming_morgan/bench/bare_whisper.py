"""Only faster-whisper, in a separate process: the baseline for a server.

The parent writes one JSON object to its standard input, with the model's folder, the options of
`WhisperModel` and of `transcribe`, and the files of raw `SPEECH` PCM; it answers with one JSON object: the
processor seconds and the wall seconds of each file, after a first run that is not counted.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from wyoming_morgan.audio import to_samples


def main() -> None:
    """Measure what the parent asks for."""
    request = json.load(sys.stdin)
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # onnxruntime reads it when it is imported
    from faster_whisper import WhisperModel  # noqa: PLC0415 - after the variable is set

    model = WhisperModel(request["model"], local_files_only=True, **request["model_options"])
    utterances = [to_samples(Path(file).read_bytes()) for file in request["files"]]

    def transcribe(number: int) -> None:
        segments, _ = model.transcribe(utterances[number], **request["options"])
        for _ in segments:
            pass

    transcribe(0)
    processor, wall = [], []
    for number in range(len(utterances)):
        began, spent = time.monotonic(), time.process_time()
        transcribe(number)
        wall.append(time.monotonic() - began)
        processor.append(time.process_time() - spent)
    json.dump({"processor": processor, "wall": wall}, sys.stdout)


if __name__ == "__main__":
    main()
