"""Every command: its help, its data, its errors, its exit code."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import urllib.request
import wave
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from wyoming_morgan import __version__
from wyoming_morgan.cli.app import app
from wyoming_morgan.cli.reference import reference
from wyoming_morgan.cli.serve import overrides
from wyoming_morgan.config.choices import LogLevel, Service
from wyoming_morgan.engines.contract.engine import EngineKind
from wyoming_morgan.engines.registry import Registry
from wyoming_morgan.errors import InvalidRequest

Morgan = Callable[..., Result]


@pytest.fixture
def engines() -> None:
    """Skip where Morgan runs from its source alone: engines are found by the installed entry points."""
    if not Registry.discover().specs(EngineKind.TTS):
        pytest.skip("Morgan is not installed here: run make test")


def test_every_command_has_a_help_with_an_example() -> None:
    helps = re.split(r"^## ", reference(app), flags=re.MULTILINE)[1:]
    names = [text.partition("\n")[0] for text in helps]
    assert {
        "morgan serve",
        "morgan listen",
        "morgan say",
        "morgan voices",
        "morgan ask",
        "morgan doctor",
    } < set(names)
    assert {"morgan config show", "morgan config check", "morgan config init"} < set(names)
    for name, text in zip(names, helps, strict=True):
        assert f"Examples:\n    {name}" in text or f"| {name}" in text, f"{name} has no example"


def test_the_version_is_printed(morgan: Morgan) -> None:
    result = morgan("--version")
    assert (result.exit_code, result.stdout) == (0, f"morgan {__version__}\n")


def test_a_misspelled_command_is_guessed(morgan: Morgan) -> None:
    result = morgan("serv")
    assert result.exit_code == 2
    assert "Did you mean 'serve'?" in result.stderr


def test_options_of_serve_become_settings_of_the_ports_that_are_served() -> None:
    def settings(*services: Service) -> dict[str, object]:
        given = overrides(services, http_port=1, wyoming_port=2)
        return {".".join(map(str, each.path)): each.value for each in given}

    assert settings(Service.STT) == {"stt.http_port": 1, "stt.wyoming_port": 2}
    assert settings(Service.CORE) == {"core.http.port": 1, "core.wyoming_port": 2}
    assert settings(*Service) == {"core.http.port": 1, "core.shared_wyoming_port": 2}


def test_every_option_of_serve_is_named_as_its_source() -> None:
    given = overrides(list(Service), host="127.0.0.1", log_level=LogLevel.DEBUG, no_zeroconf=True)
    assert [(".".join(map(str, each.path)), each.value, each.source) for each in given] == [
        ("core.http.host", "127.0.0.1", "--host"),
        ("core.wyoming_host", "127.0.0.1", "--host"),
        ("core.log_level", "debug", "--log-level"),
        ("core.wyoming.advertise", False, "--no-zeroconf"),
    ]


def test_a_wyoming_port_for_what_speaks_no_wyoming_is_refused(morgan: Morgan) -> None:
    with pytest.raises(InvalidRequest):
        overrides([Service.LLM], wyoming_port=1)
    result = morgan("serve", "llm", "--wyoming-port", "1")
    assert result.exit_code == 1
    assert result.stderr == (
        "error: llm does not serve Wyoming\nhint: leave --wyoming-port out, or also serve core\n"
    )


def test_a_mistake_in_the_configuration_stops_every_command(morgan: Morgan, folder: Path) -> None:
    (folder / "core.yaml").write_text("log_level: loud\n")
    for command in (["serve"], ["ask", "hello"], ["listen", "-"], ["voices"], ["say", "hi", "-o", "-"]):
        result = morgan(*command)
        assert result.exit_code == 1
        assert result.stdout == ""
        assert "core.yaml:1: core.log_level: expected one of debug, info, warning, error" in result.stderr


def test_ask_shows_intents_and_does_nothing(morgan: Morgan) -> None:
    result = morgan("ask", "turn on the kitchen light")
    assert result.exit_code == 0
    assert result.stdout.startswith("HassTurnOn\n  name    kitchen light\n")
    assert "dry run" in result.stderr


def test_ask_speaks_json(morgan: Morgan, folder: Path) -> None:
    (folder / "core.yaml").write_text(
        "home:\n  areas: [Kitchen]\n  entities: [{name: Ceiling, domain: light, area: Kitchen}]\n"
    )
    told = json.loads(morgan("ask", "turn off the lights in the kitchen", "--json").stdout)
    assert told["outcome"] == "intents"
    assert told["intents"][0]["name"] == "HassTurnOff"
    assert told["intents"][0]["slots"]["area"] == "Kitchen"


def test_ask_says_when_nothing_is_understood(morgan: Morgan) -> None:
    told = json.loads(morgan("ask", "colorless green ideas", "--json").stdout)
    assert told["outcome"] == "not-handled"
    assert told["intents"] == []
    assert told["text"]


def test_an_unknown_language_is_an_error_with_a_hint(morgan: Morgan) -> None:
    result = morgan("ask", "hello", "--language", "tlh")
    assert result.exit_code == 1
    assert result.stderr.startswith("error: ")
    assert "\nhint: " in result.stderr


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
    told = json.loads(morgan("voices", "--language", "pt", "--json").stdout)
    assert told
    assert all(any(tag.split("-")[0] == "pt" for tag in voice["languages"]) for voice in told)
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
    assert "cannot be decoded" in morgan("listen", "-", stdin=b"no audio at all").stderr


@pytest.mark.slow
def test_serve_tells_where_it_is_and_leaves_with_0_when_it_is_stopped(folder: Path) -> None:
    with subprocess.Popen(  # noqa: S603 - Morgan itself
        [sys.executable, "-m", "wyoming_morgan", "serve", "llm", "--config-dir", folder, "--http-port", "0"],
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        told = [process.stderr.readline() for _ in range(6)]
        [url] = re.findall(r"http://127\.0\.0\.1:\d+", "".join(told))
        with urllib.request.urlopen(f"{url}/health", timeout=10) as response:  # noqa: S310 - the banner's
            assert json.load(response)["status"] == "ok"
        process.terminate()
        assert process.wait(30) == 0
    assert told[0] == f"Morgan {__version__} is ready.\n"


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys\n"
        "import wyoming_morgan.cli.app\n"
        "heavy = {'pydantic', 'numpy', 'av', 'aiohttp', 'onnxruntime', 'hassil', 'zeroconf', 'yaml'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    ran = subprocess.run(  # noqa: S603 - the program is the one above
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout == "[]\n"


def test_the_module_is_the_command() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "wyoming_morgan", "--help"], capture_output=True, text=True, check=True
    )
    assert ran.stdout.startswith("Usage: morgan [OPTIONS] COMMAND")
    assert ran.stderr == ""
