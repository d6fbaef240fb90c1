"""What the tests of isolation run inside a process: importable there and light."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from wyoming_morgan.errors import UnknownVoice


def load() -> str:
    return "model"


def load_nothing() -> str:
    raise ImportError("No module named 'speech'")


def load_and_die() -> str:
    sys.stderr.write("the model is corrupt\n")
    os._exit(3)


def load_for_ever() -> str:
    signal.pause()
    return "model"


def load_with_a_helper() -> str:
    subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
    signal.pause()
    return "model"


def describe(model: str, text: str) -> str:
    return f"{model}: {text}"


def process_id(_model: str) -> int:
    return os.getpid()


def double(_model: str, data: bytes) -> bytes:
    return data + data


def print_and_add(_model: str, left: int, right: int) -> int:
    sys.stdout.write("a library prints to stdout\n")
    os.write(1, b"and past Python as well\n")
    sys.stdout.flush()
    return left + right


def fail(_model: str) -> None:
    raise ValueError("bad shape")


def refuse(_model: str) -> None:
    raise UnknownVoice("no such voice", hint="say: morgan voices")


def answer_with_a_function(_model: str) -> object:
    return lambda: None


def crash(_model: str) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def sleep(_model: str, seconds: float) -> None:
    time.sleep(seconds)


def sleep_and_note(_model: str, seconds: float, note: Path) -> None:
    time.sleep(seconds)
    note.write_text("done")


def modules(_model: str) -> set[str]:
    return set(sys.modules)
