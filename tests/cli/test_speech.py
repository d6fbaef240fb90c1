"""`morgan say`, `morgan voices` and `morgan listen`, with the engines of this machine."""

from __future__ import annotations

import io
import json
import wave
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from wyoming_morgan.engines.contract.engine import EngineKind
from wyoming_morgan.engines.registry import Registry

Morgan = Callable[..., Result]


@pytest.fixture
def engines() -> None:
    """Skip where Morgan runs from its source alone: engines are found by the installed entry points."""
    if not Registry.discover().specs(EngineKind.TTS):
        pytest.skip("Morgan is not installed here: run make test")


@pytest.mark.usefixtures("engines")
@pytest.mark.slow
def test_what_say_writes_is_a_wav_file(morgan: Morgan, tmp_path: Path) -> None:
    result = morgan("say", "Dinner is ready.", "-o", str(tmp_path / "out.wav"))
    assert (result.exit_code, result.stdout) == (0, "")
    with wave.open(str(tmp_path / "out.wav")) as file:
        assert file.getnframes() / file.getframerate() > 0.5
    piped = morgan("say", "-", "-o", "-", stdin=b"Dinner is ready.")
    with wave.open(io.BytesIO(piped.stdout_bytes)) as file:
        assert file.getnframes() > 0


@pytest.mark.usefixtures("engines")
@pytest.mark.slow
def test_say_tells_what_it_cannot_say(morgan: Morgan, tmp_path: Path) -> None:
    result = morgan("say", "hello", "--voice", "nobody", "-o", str(tmp_path / "out.wav"))
    assert result.exit_code == 1
    assert "nobody" in result.stderr
    result = morgan("say", "…", "-o", str(tmp_path / "out.wav"))
    assert (result.exit_code, list(tmp_path.glob("*.wav"))) == (1, [])
    result = morgan("say", "hello", "-o", str(tmp_path))
    assert result.stderr == (
        f"error: {tmp_path} cannot be written: Is a directory\nhint: choose another file with -o\n"
    )


@pytest.mark.usefixtures("engines")
@pytest.mark.slow
def test_voices_are_listed_by_language(morgan: Morgan) -> None:
    voices = json.loads(morgan("voices", "--language", "pt", "--json").stdout)
    assert voices
    assert all(any(tag.split("-")[0] == "pt" for tag in voice["languages"]) for voice in voices)
    nobody = morgan("voices", "--language", "tlh")
    assert (nobody.exit_code, nobody.stdout, nobody.stderr) == (0, "", "no voice speaks tlh\n")


@pytest.mark.usefixtures("engines")
@pytest.mark.recordings
@pytest.mark.slow
def test_listen_prints_what_was_said_and_nothing_for_noise(morgan: Morgan, speech_dir: Path) -> None:
    noise = str(speech_dir / "background_noise.wav")
    result = morgan("listen", noise)
    assert (result.exit_code, result.stdout) == (0, "\n")
    assert result.stderr == f"no speech was recognized in {noise}\n"
    [heard] = json.loads(morgan("listen", noise, "--json").stdout)
    assert heard["text"] == ""
    assert heard["seconds"] > 1


def test_listen_tells_what_it_cannot_read(morgan: Morgan, tmp_path: Path) -> None:
    result = morgan("listen", str(tmp_path / "absent.wav"))
    assert result.exit_code == 1
    assert result.stderr == (
        f"error: {tmp_path}/absent.wav cannot be read: No such file or directory\n"
        "hint: name a recording, or - for standard input\n"
    )


@pytest.mark.usefixtures("engines")
@pytest.mark.slow
def test_listen_tells_what_it_cannot_hear(morgan: Morgan) -> None:
    assert "is a text, not audio" in morgan("listen", "-", stdin=b"no audio at all").stderr


@pytest.mark.usefixtures("engines")
@pytest.mark.slow
def test_without_a_file_a_text_is_played_by_what_is_installed(
    morgan: Morgan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    missing = morgan("say", "Dinner is ready.")
    assert missing.exit_code == 1
    assert "write a file with -o" in missing.stderr
    player = programs / "aplay"
    player.write_text(f'#!/bin/sh\n/bin/cat "$2" > {tmp_path}/played.wav\n')
    player.chmod(0o755)
    assert morgan("say", "Dinner is ready.").exit_code == 0
    with wave.open(str(tmp_path / "played.wav")) as file:
        assert file.getnframes() / file.getframerate() > 0.5


@pytest.mark.usefixtures("engines")
@pytest.mark.slow
def test_voices_have_a_heading_and_what_to_set(morgan: Morgan) -> None:
    result = morgan("voices", "--language", "pt")
    assert result.stdout.splitlines()[0].split() == ["voice", "languages", "description"]
    assert "tts.voice" in result.stderr
