"""What the plain installation brings, and what it must not."""

from __future__ import annotations

import re
from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement

CHECKOUT = Path(__file__).resolve().parent.parent
GPL = {"piper-tts", "phonemizer", "phonemizer-fork", "kokoro-onnx"}
"""Under the GPL, or importing what is: each is an extra, and runs in a process of its own.

`espeakng-loader` is a file and a path to it; the library in the file is under the GPL, and loaded only in the
process of espeak-ng, which a test of that engine holds.
"""
HEAVY = {"torch", "torchaudio", "tensorflow", "transformers", "coqui-tts", "silero-vad"}


def pinned() -> set[str]:
    text = (CHECKOUT / "requirements" / "run.txt").read_text()
    return {name.lower() for name in re.findall(r"^([A-Za-z0-9._-]+)==", text, re.MULTILINE)}


def test_the_plain_installation_has_no_pytorch_and_no_package_under_the_gpl() -> None:
    packages = pinned()
    assert {"faster-whisper", "onnxruntime", "espeakng-loader"} <= packages
    assert not packages & (GPL | HEAVY)
    assert not [name for name in packages if name.startswith("nvidia-")]


def test_no_list_of_packages_names_where_they_come_from() -> None:
    for file in (CHECKOUT / "requirements").glob("*.txt"):
        assert "://" not in file.read_text(), f"{file.name} names a host"


def test_no_older_library_for_http_is_accepted_that_bounds_less_of_a_request() -> None:
    needed = {one.name: one.specifier for one in map(Requirement, requires("wyoming-morgan") or ())}
    assert "3.14.5" in needed["aiohttp"]
    assert "3.14.4" not in needed["aiohttp"]
