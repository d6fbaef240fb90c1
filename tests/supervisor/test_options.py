"""The options of the app become settings, and say where they come from when they are wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wyoming_morgan.config.complaints import InvalidConfiguration
from wyoming_morgan.config.environment import Given
from wyoming_morgan.config.loader import Loaded, load
from wyoming_morgan.engines.registry import Registry
from wyoming_morgan.supervisor.options import read_options
from wyoming_morgan.supervisor.supervisor import Supervisor

Load = Callable[..., Loaded]


@pytest.fixture
def load_with(tmp_path: Path) -> Load:
    """Load a configuration with options of the app, files by keyword, and more."""
    specs = Registry.discover().specs()
    if not specs:
        pytest.skip("Morgan is not installed here, so its engines are not found: run make test")

    def load_them(
        options: dict[str, Any],
        environ: dict[str, str] | None = None,
        given: tuple[Given, ...] = (),
        surroundings: tuple[Given, ...] = (),
        **files: str,
    ) -> Loaded:
        path = tmp_path / "options.json"
        path.write_text(json.dumps(options), encoding="utf-8")
        for name, text in files.items():
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        return load(
            specs,
            folder=tmp_path,
            environ=environ or {},
            given=given,
            app_options=read_options(path),
            surroundings=surroundings,
        )

    return load_them


def test_each_option_is_the_setting_that_it_stands_for(load_with: Load) -> None:
    config = load_with(
        {
            "languages": ["de", "en"],
            "models": ["faster-whisper/base"],
            "stt_engine": "faster-whisper",
            "tts_server": "tcp://core-piper:10200",
            "tts_voice": "thorsten",
            "llm_url": "http://192.0.2.5:11434",
            "llm_model": "qwen3:4b",
            "api_keys": ["a key of nine characters"],
            "settings": ["core.agent.guard.confirm_seconds=30", "stt.engines.faster-whisper.model=base"],
            "log_level": "debug",
            "log_transcripts": True,
        }
    ).config
    assert config.core.languages == ("de", "en")
    assert config.stt.engine == "faster-whisper"
    assert (config.tts.engine, config.tts.voice) == ("wyoming", "thorsten")
    assert config.tts.engines["wyoming"].model_dump()["uri"] == "tcp://core-piper:10200"
    backend = config.llm.backends["app"]
    assert backend.engine == "ollama"
    server = backend.engines["ollama"].model_dump(include={"url", "model"})
    assert server == {"url": "http://192.0.2.5:11434", "model": "qwen3:4b"}
    assert config.core.http.api_keys == ("a key of nine characters",)
    assert config.core.agent.guard.confirm_seconds == 30
    assert config.stt.engines["faster-whisper"].model_dump()["model"] == "base"
    assert (config.core.log_level, config.core.log_transcripts) == ("debug", True)


def test_a_server_with_openais_api_is_told_by_its_address(load_with: Load) -> None:
    options = {"llm_engine": "openai", "llm_url": "http://192.0.2.5:8080/v1", "llm_api_key": "secret"}
    engine = load_with(options).config.llm.backends["app"].engines["openai"].model_dump()
    assert (engine["base_url"], engine["api_key"]) == ("http://192.0.2.5:8080/v1", "secret")


def test_empty_options_leave_everything_as_it_is(load_with: Load) -> None:
    loaded = load_with({"languages": [], "tts_voice": "", "llm_model": None, "api_keys": []})
    assert loaded.sources == {}
    assert load_with({"llm_model": "alone"}).config.llm.backends == {}


def test_options_win_over_files_the_environment_over_options_and_the_command_line_over_all(
    load_with: Load,
) -> None:
    options = {"log_level": "warning", "tts_voice": "amy", "languages": ["de"]}
    loaded = load_with(
        options,
        environ={"MORGAN_CORE__LOG_LEVEL": "error", "MORGAN_TTS__VOICE": "bob"},
        given=(Given(("tts", "voice"), "carl", "--voice"),),
        core="languages: [fr]\nlog_level: debug\nstop_seconds: 5\n",
    )
    core = loaded.config.core
    assert (core.languages, core.log_level, core.stop_seconds) == (("de",), "error", 5)
    assert loaded.config.tts.voice == "carl"
    assert loaded.sources["core", "languages"] == "the option languages of the app"


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (
            {"stt_engine": "faster-wisper"},
            "the option stt_engine of the app: stt.engine: expected one of .*did you mean faster-whisper",
        ),
        ({"settings": ["tts.voise=amy"]}, "the option settings of the app, tts.voise: .*no such setting"),
        ({"settings": ["tts.voice"]}, "the option settings of the app: expected lines such as"),
        ({"settings": ["tts.voice={a"]}, "tts.voice: the value is not valid YAML"),
        ({"settings": ["tts..voice=a"]}, "expected lines such as"),
    ],
)
def test_what_is_wrong_with_an_option_is_reported_with_its_name(
    load_with: Load, options: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(InvalidConfiguration, match=complaint):
        load_with(options)


def test_a_mistaken_line_with_a_secret_is_not_repeated(load_with: Load) -> None:
    with pytest.raises(InvalidConfiguration) as failure:
        load_with({"settings": ["hunter2"]})
    assert "hunter2" not in str(failure.value)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "7"])
def test_a_file_that_no_supervisor_writes_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "options.json").write_text(text)
    with pytest.raises(InvalidConfiguration, match=r"options\.json: expected"):
        read_options(tmp_path / "options.json")


def test_no_file_and_a_file_that_may_not_be_read_are_told_apart(tmp_path: Path) -> None:
    assert read_options(tmp_path / "options.json") == []
    with pytest.raises(InvalidConfiguration, match="cannot be read"):
        read_options(tmp_path)


def test_under_a_supervisor_its_home_assistant_is_the_home(load_with: Load) -> None:
    supervisor = Supervisor.of({"SUPERVISOR_TOKEN": "secret"})
    assert supervisor is not None
    home = load_with({}, surroundings=supervisor.home()).config.core.home_assistant
    assert (home.url, home.token, home.has_home) == ("http://supervisor/core", "secret", True)
    assert home.socket_address == "http://supervisor/core/websocket"
    assert "secret" not in f"{supervisor!r} {home!r}"


@pytest.mark.parametrize("line", ["home_assistant: {url: http://ha.lan}", "home_assistant: {token: mine}"])
def test_another_home_gets_nothing_of_the_supervisors_token(load_with: Load, line: str) -> None:
    supervisor = Supervisor("secret")
    home = load_with({}, surroundings=supervisor.home(), core=line).config.core.home_assistant
    assert home.token in {None, "mine"}
    assert home.url != "http://supervisor/core"


@pytest.mark.parametrize("environ", [{}, {"SUPERVISOR_TOKEN": ""}])
def test_without_a_token_there_is_no_supervisor(environ: dict[str, str]) -> None:
    assert Supervisor.of(environ) is None
