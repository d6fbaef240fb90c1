"""Where settings come from, and which of them wins."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.config.conftest import readable
from wyoming_morgan.config.choices import LogLevel, Service
from wyoming_morgan.config.complaints import InvalidConfiguration
from wyoming_morgan.config.environment import Given
from wyoming_morgan.config.loader import Loaded, load
from wyoming_morgan.config.schema import Config, Ports
from wyoming_morgan.engines.contract.engine import EngineSpec
from wyoming_morgan.http.api_keys import ApiKey, Scope
from wyoming_morgan.voice.settings import EarSettings

Load = Callable[..., Loaded]


def test_without_files_everything_has_its_default(load_files: Load) -> None:
    loaded = load_files()
    assert loaded.config == Config()
    assert loaded.files == ()
    assert loaded.sources == {}


def test_files_that_are_empty_or_all_comments_say_nothing(load_files: Load) -> None:
    loaded = load_files(core="", stt="# nothing\n", tts="---\n")
    assert loaded.config == Config()


def test_a_group_whose_settings_are_all_comments_is_empty(load_files: Load) -> None:
    assert load_files(stt="ear:\n  endpoint:\n    # silence_seconds: 1\n").config == Config()


def test_an_option_wins_over_the_environment_and_that_over_the_file(load_files: Load) -> None:
    stt = "http_port: 1\nwyoming_port: 1\near: {gap_seconds: 1}\n"
    environ = {"MORGAN_STT__HTTP_PORT": "2", "MORGAN_STT__WYOMING_PORT": "2"}
    loaded = load_files(environ, (Given(("stt", "http_port"), 3, "--http-port"),), stt=stt)
    assert (loaded.config.stt.http_port, loaded.config.stt.wyoming_port) == (3, 2)
    assert loaded.config.stt.ear.gap_seconds == 1
    assert loaded.config.stt.ear.max_seconds == EarSettings().max_seconds
    assert loaded.sources["stt", "http_port"] == "--http-port"
    assert loaded.sources["stt", "wyoming_port"] == "MORGAN_STT__WYOMING_PORT"
    assert loaded.sources["stt", "ear", "gap_seconds"].endswith("stt.yaml:3")


def test_mappings_are_joined_and_lists_are_replaced(load_files: Load) -> None:
    core = "languages: [en, de]\nhttp:\n  host: 127.0.0.1\n"
    environ = {"MORGAN_CORE__LANGUAGES": '["fr"]', "MORGAN_CORE__HTTP": '{"port": 8080}'}
    config = load_files(environ, core=core).config
    assert config.core.languages == ("fr",)
    assert (config.core.http.host, config.core.http.port) == ("127.0.0.1", 8080)


def test_an_empty_mapping_takes_away_names_of_the_user_s_own_and_no_settings(load_files: Load) -> None:
    tts = "voice: joe\nby_language:\n  de: {engine: auto, voice: karl}\n"
    environ = {"MORGAN_TTS__BY_LANGUAGE": "{}", "MORGAN_TTS__MOUTH": "{}"}
    assert load_files({}, tts=tts).config.tts.by_language["de"].voice == "karl"
    loaded = load_files(environ, tts=tts + "mouth: {max_seconds: 5}\n")
    assert loaded.config.tts.by_language == {}
    assert (loaded.config.tts.voice, loaded.config.tts.mouth.max_seconds) == ("joe", 5)
    assert [path for path in loaded.sources if path[:2] == ("tts", "by_language")] == [("tts", "by_language")]


def test_log_level_needs_no_prefix_but_the_prefix_wins(load_files: Load) -> None:
    assert load_files({"LOG_LEVEL": "WARNING"}).config.core.log_level is LogLevel.WARNING
    both = {"LOG_LEVEL": "debug", "MORGAN_CORE__LOG_LEVEL": "error"}
    assert load_files(both).config.core.log_level is LogLevel.ERROR


@pytest.mark.parametrize(
    "name",
    [
        "MORGAN_CONFIG_DIR",
        "MORGAN_PORT",
        "MORGAN_PORT_8000_TCP_ADDR",
        "MORGAN_CORE_SERVICE_HOST",
        "MORGAN_SERVICE_PORT_HTTP",
        "HOME",
    ],
)
def test_variables_that_are_no_settings_are_left_alone(load_files: Load, name: str) -> None:
    assert load_files({name: "tcp://10.0.0.1:8000"}).config == Config()


def test_empty_variables_say_nothing(load_files: Load) -> None:
    assert load_files({"MORGAN_STT__HTTP_PORT": "", "LOG_LEVEL": "", "MORGAN_XYZZY": ""}).config == Config()


def test_a_secret_can_come_from_a_file(load_files: Load, tmp_path: Path) -> None:
    secret = tmp_path / "keys"
    secret.write_text("first-secret\nsecond-secret\n")
    config = load_files({"MORGAN_CORE__HTTP__API_KEYS_FILE": str(secret)}).config
    assert config.core.http.api_keys == ("first-secret", "second-secret")
    secret.write_text(json.dumps(["in-brackets"]))
    config = load_files({"MORGAN_CORE__HTTP__API_KEYS_FILE": str(secret)}).config
    assert config.core.http.api_keys == ("in-brackets",)
    secret.write_text('first-secret\n{"name": "tablet", "key": "second-secret", "scopes": ["audio"]}\n')
    config = load_files({"MORGAN_CORE__HTTP__API_KEYS_FILE": str(secret)}).config
    assert config.core.http.api_keys == ("first-secret", ApiKey("tablet", "second-secret", (Scope.AUDIO,)))
    secret.write_text("af_heart\n")
    assert load_files({"MORGAN_TTS__VOICE_FILE": str(secret)}).config.tts.voice == "af_heart"


def test_words_that_yaml_1_1_takes_for_booleans_are_words(load_files: Load) -> None:
    config = load_files(core="languages: [no]\nlog_transcripts: yes\n").config
    assert config.core.languages == ("no",)
    assert config.core.log_transcripts


def test_options_of_an_engine_are_its_own_type(load_files: Load) -> None:
    config = load_files(stt="engine: near-ear\nengines:\n  near-ear: {beam: 5}\n").config
    assert config.stt.engine == "near-ear"
    assert config.stt.engines["near-ear"].model_dump() == {"beam": 5}


def test_an_engine_that_is_chosen_has_its_options_even_if_none_were_told(load_files: Load) -> None:
    assert load_files(stt="engine: near-ear\n").config.stt.engines["near-ear"].model_dump() == {"beam": 3}


def test_a_hyphen_is_an_underscore_in_a_variable(load_files: Load) -> None:
    config = load_files({"MORGAN_STT__ENGINES__FAR_EAR__URI": "tcp://there:10300"}).config
    assert config.stt.engines["far-ear"].model_dump() == {"uri": "tcp://there:10300"}


def test_an_anchor_may_be_used_twice(load_files: Load) -> None:
    tts = "limits: &few {queue: 2}\n"
    assert load_files(tts=tts).config.tts.limits.queue == 2


class TestTheFolder:
    def test_the_option_comes_before_the_environment(self, tmp_path: Path) -> None:
        here, there = tmp_path / "here", tmp_path / "there"
        here.mkdir()
        there.mkdir()
        loaded = load((), folder=here, environ={"MORGAN_CONFIG_DIR": str(there)})
        assert (loaded.folder.path, loaded.folder.why) == (here, "--config-dir")
        loaded = load((), environ={"MORGAN_CONFIG_DIR": str(there)}, here=tmp_path)
        assert (loaded.folder.path, loaded.folder.why) == (there, "MORGAN_CONFIG_DIR")

    def test_config_in_the_current_folder_counts_if_a_file_is_in_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        folder = tmp_path / "config"
        folder.mkdir()
        (folder / "core.yaml.example").touch()
        assert load((), environ={}).folder.why == "the user's own"
        (folder / "core.yaml").write_text("languages: [de]\n")
        loaded = load((), environ={})
        assert loaded.folder.path == Path("config")
        assert loaded.files == (Path("config/core.yaml"),)
        assert loaded.sources["core", "languages"] == "config/core.yaml:1"

    @pytest.mark.parametrize(
        ("folder", "environ", "complaint"),
        [
            ("absent", {}, "--config-dir: {}/absent does not exist; expected the folder with "),
            ("file", {}, "--config-dir: {}/file is not a folder; expected the folder with "),
            (
                None,
                {"MORGAN_CONFIG_DIR": "/absent"},
                "MORGAN_CONFIG_DIR: /absent does not exist; expected the ",
            ),
        ],
        ids=readable,
    )
    def test_a_folder_that_is_told_has_to_be_there(
        self, tmp_path: Path, folder: str | None, environ: dict[str, str], complaint: str
    ) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(InvalidConfiguration) as caught:
            load((), folder=tmp_path / folder if folder else None, environ=environ)
        assert caught.value.message.startswith(complaint.format(tmp_path))
        assert caught.value.message.endswith("core.yaml, llm.yaml, tts.yaml, stt.yaml, vad.yaml")


@pytest.mark.parametrize(
    ("services", "ports"),
    [
        ({Service.CORE}, Ports(wyoming=10500, http=8000)),
        ({Service.LLM}, Ports(wyoming=None, http=8001)),
        ({Service.TTS}, Ports(wyoming=10200, http=8002)),
        ({Service.STT}, Ports(wyoming=10300, http=8003)),
        ({Service.VAD}, Ports(wyoming=10400, http=8004)),
        ({Service.STT, Service.TTS}, Ports(wyoming=10300, http=8000)),
        (set(Service), Ports(wyoming=10300, http=8000)),
    ],
    ids=lambda value: "+".join(sorted(value)) if isinstance(value, set) else f"http {value.http}",
)
def test_a_single_service_has_its_own_ports_and_several_share_theirs(
    services: set[Service], ports: Ports
) -> None:
    assert Config().ports(services) == ports


def test_folders_can_be_moved(load_files: Load, tmp_path: Path) -> None:
    folders = load_files(core=f"data_dir: {tmp_path}/data\ncache_dir: ~/cache\n").config.core.folders
    assert folders.models == tmp_path / "data" / "models"
    assert folders.cache == Path("~/cache").expanduser()


def test_an_engine_without_options_takes_none(load_files: Load, tmp_path: Path) -> None:
    specs: tuple[EngineSpec, ...] = ()
    with pytest.raises(InvalidConfiguration, match="expected one of auto; found 'near-ear'"):
        load(specs, folder=tmp_path, environ={"MORGAN_STT__ENGINE": "near-ear"})
    assert load_files(vad="engine: nose\nengines: {nose: {}}\n").config.vad.engine == "nose"


def test_a_language_may_have_an_engine_of_its_own(load_files: Load) -> None:
    loaded = load_files(
        stt="by_language:\n  de:\n    engine: near-ear\n    engines:\n      near-ear: {beam: 5}\n"
    )
    german = loaded.config.stt.by_language["de"]
    assert german.engine == "near-ear"
    assert german.engines["near-ear"].model_dump() == {"beam": 5}


def test_wake_words_have_a_group_of_their_own_in_vad_yaml(load_files: Load) -> None:
    loaded = load_files({"MORGAN_VAD__WAKE__ENGINE": "owl"}, vad="wake:\n  limits: {parallel: 2}\n")
    assert loaded.config.vad.wake.engine == "owl"
    assert loaded.config.vad.wake.limits.parallel == 2
    assert loaded.config.vad.engine == "auto"
