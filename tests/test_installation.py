"""What the plain installation brings, and what it must not."""

from __future__ import annotations

import re
import shutil
import subprocess
from importlib.metadata import requires
from pathlib import Path

import pytest
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


@pytest.fixture
def bare_machine(tmp_path: Path) -> Path:
    """A checkout's `scripts/install` on a machine whose only Python is a newer one, by the name `python3`."""
    programs = tmp_path / "programs"
    (tmp_path / "checkout" / "scripts").mkdir(parents=True)
    programs.mkdir()
    shutil.copy(CHECKOUT / "scripts" / "install", tmp_path / "checkout" / "scripts")
    for name in ("sh", "rm", "dirname"):
        (programs / name).symlink_to(str(shutil.which(name)))
    python3 = programs / "python3"
    python3.write_text('#!/bin/sh\ncase "$*" in *"< (3, 14))"*"(3, 11)"*|*"(3, 11) <="*) exit 1 ;; esac\n')
    python3.chmod(0o755)
    return tmp_path


def install(machine: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - the script of this checkout
        [machine / "programs" / "sh", machine / "checkout" / "scripts" / "install", "run"],
        env={"PATH": str(machine / "programs")},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_on_a_machine_with_only_a_newer_python_the_hint_leads_out(bare_machine: Path) -> None:
    done = install(bare_machine)
    assert done.returncode == 1
    assert "Morgan needs Python 3.11, 3.12 or 3.13" in done.stderr
    assert "pipx install uv" in done.stderr


def test_uv_brings_a_python_to_a_machine_with_only_a_newer_one(bare_machine: Path) -> None:
    uv, python = bare_machine / "programs" / "uv", bare_machine / "programs" / "from-uv"
    uv.write_text(f'#!/bin/sh\ncase "$*" in "python find"*) echo "{python}" ;; *) exit 1 ;; esac\n')
    python.write_text('#!/bin/sh\ncase "$1" in --version) echo Python 3.13.9 ;; *) exit 1 ;; esac\n')
    for program in (uv, python):
        program.chmod(0o755)
    assert "Creating .venv with Python 3.13.9" in install(bare_machine).stderr
