"""Settings under the names that they had before are accepted, with a warning for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar

import pytest
from annotated_types import Ge
from pydantic import Field

from tests.config.conftest import spec
from wyoming_morgan.config.complaints import InvalidConfiguration
from wyoming_morgan.config.effective import effective
from wyoming_morgan.config.environment import Given
from wyoming_morgan.config.loader import Loaded, load
from wyoming_morgan.engines.contract.engine import EngineKind, EngineOptions
from wyoming_morgan.settings import RenamedKey

LoadFiles = Callable[..., Loaded]


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_cuda(value: Any) -> bool:
    return str(value).startswith("cuda:")


class CommonOptions(EngineOptions):
    renamed_keys: ClassVar[tuple[RenamedKey, ...]] = (RenamedKey("wait", "limits.timeout"),)


class GpuOptions(CommonOptions):
    """`cuda` and a number as `device` became `device` and `device_index`; so did `cuda:1`."""

    renamed_keys: ClassVar[tuple[RenamedKey, ...]] = (
        RenamedKey("device", "device_index", applies=_is_number),
        RenamedKey(
            "device",
            "device_index",
            convert=lambda value: int(value.removeprefix("cuda:")),
            applies=_is_cuda,
        ),
        RenamedKey("device", "device", convert=lambda _: "cuda", applies=_is_cuda),
        RenamedKey("cuda", "device", convert=lambda value: "cuda" if value else "cpu"),
        RenamedKey("key", "api_key", convert=str.strip),
    )
    device: str = "auto"
    device_index: Annotated[int, Ge(0)] = 0
    api_key: str | None = None
    limits: Mapping[str, float] = Field(default_factory=dict)


SPECS = (
    spec(EngineKind.STT, "ear", GpuOptions),
    spec(EngineKind.TTS, "mouth"),
    spec(EngineKind.VAD, "nose"),
    spec(EngineKind.WAKE, "owl"),
    spec(EngineKind.LLM, "ollama", GpuOptions),
)


@pytest.fixture
def load_files(tmp_path: Path) -> LoadFiles:
    def load_them(
        environ: dict[str, str] | None = None, given: tuple[Given, ...] = (), **files: str
    ) -> Loaded:
        for name, text in files.items():
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        return load(SPECS, folder=tmp_path, environ=environ or {}, given=given)

    return load_them


def warnings(loaded: Loaded) -> list[str]:
    return [str(warning).replace(f"{loaded.folder.path}/", "") for warning in loaded.warnings]


def stt_options(loaded: Loaded) -> GpuOptions:
    options = loaded.config.stt.engines["ear"]
    assert isinstance(options, GpuOptions)
    return options


def complaints(error: InvalidConfiguration, folder: Path) -> list[str]:
    return [str(complaint).replace(f"{folder}/", "") for complaint in error.complaints]


def test_an_old_group_in_a_file_is_accepted_with_one_warning(load_files: LoadFiles) -> None:
    core = "languages: [en]\nmemory:\n  database_url: sqlite:///a.sqlite3\n  pool_size: 7\n"
    loaded = load_files(core=core)
    assert loaded.config.core.store.database_url == "sqlite:///a.sqlite3"
    assert loaded.config.core.store.pool_size == 7
    assert warnings(loaded) == ["core.yaml:2: core.memory is now core.store; rename it"]


def test_the_retention_of_the_agent_keeps_its_name(load_files: LoadFiles) -> None:
    loaded = load_files(core="agent:\n  memory:\n    conversation_days: 3\n")
    assert loaded.config.core.agent.memory.conversation_days == 3
    assert not loaded.warnings


def test_an_old_group_with_everything_commented_out_sets_nothing(load_files: LoadFiles) -> None:
    loaded = load_files(core="memory:\n#  pool_size: 7\n")
    assert loaded.config.core.store.pool_size == 5
    assert warnings(loaded) == ["core.yaml:1: core.memory is now core.store; rename it"]


def test_each_variable_with_an_old_name_has_its_warning(load_files: LoadFiles, tmp_path: Path) -> None:
    secret = tmp_path / "url"
    secret.write_text("redis://cache\n")
    loaded = load_files(
        {"MORGAN_CORE__MEMORY__POOL_SIZE": "7", "MORGAN_CORE__MEMORY__REDIS_URL_FILE": str(secret)}
    )
    assert loaded.config.core.store.pool_size == 7
    assert loaded.config.core.store.redis_url == "redis://cache"
    assert warnings(loaded) == [
        (
            "MORGAN_CORE__MEMORY__POOL_SIZE: core.memory.pool_size is now core.store.pool_size; "
            "rename it to MORGAN_CORE__STORE__POOL_SIZE"
        ),
        (
            "MORGAN_CORE__MEMORY__REDIS_URL_FILE: core.memory.redis_url is now core.store.redis_url; "
            "rename it to MORGAN_CORE__STORE__REDIS_URL_FILE"
        ),
    ]


def test_an_old_variable_wins_over_a_file_and_over_one_without_the_prefix(load_files: LoadFiles) -> None:
    environ = {"POSTGRES_URL": "postgresql://short/a", "MORGAN_CORE__MEMORY__DATABASE_URL": "sqlite:///b"}
    loaded = load_files(environ, core="store:\n  database_url: sqlite:///c\n  pool_size: 7\n")
    assert loaded.config.core.store.database_url == "sqlite:///b"
    assert loaded.config.core.store.pool_size == 7


def test_an_old_name_on_the_command_line_is_accepted(load_files: LoadFiles) -> None:
    loaded = load_files(given=(Given(("core", "memory", "pool_size"), 7, "--pool"),))
    assert loaded.config.core.store.pool_size == 7
    assert warnings(loaded) == ["--pool: core.memory.pool_size is now core.store.pool_size; rename it"]


@pytest.mark.parametrize(
    ("environ", "core", "complaint"),
    [
        pytest.param(
            {},
            "memory:\n  pool_size: 7\nstore:\n  pool_size: 8\n",
            "core.yaml:2: core.memory.pool_size is now core.store.pool_size, and both are set; "
            "remove core.memory.pool_size",
            id="file",
        ),
        pytest.param(
            {"MORGAN_CORE__MEMORY__POOL_SIZE": "7", "MORGAN_CORE__STORE__POOL_SIZE": "8"},
            "",
            "MORGAN_CORE__MEMORY__POOL_SIZE: core.memory.pool_size is now core.store.pool_size, "
            "and both are set; remove core.memory.pool_size",
            id="environment",
        ),
    ],
)
def test_both_names_in_one_place_are_an_error(
    load_files: LoadFiles, tmp_path: Path, environ: dict[str, str], core: str, complaint: str
) -> None:
    with pytest.raises(InvalidConfiguration) as caught:
        load_files(environ, core=core)
    assert complaints(caught.value, tmp_path) == [complaint]


def test_a_group_may_be_set_by_both_names_where_no_setting_is(load_files: LoadFiles) -> None:
    loaded = load_files(core="memory:\n  pool_size: 7\nstore:\n  retry_seconds: 1\n")
    assert (loaded.config.core.store.pool_size, loaded.config.core.store.retry_seconds) == (7, 1)


def test_a_wrong_value_is_reported_by_its_new_name_and_its_line(
    load_files: LoadFiles, tmp_path: Path
) -> None:
    with pytest.raises(InvalidConfiguration) as caught:
        load_files(core="memory:\n  pool_size: lots\n")
    assert complaints(caught.value, tmp_path) == [
        "core.yaml:2: core.store.pool_size: expected an integer from 1 to 100; found 'lots'"
    ]


def test_the_effective_configuration_has_the_new_names_only(load_files: LoadFiles) -> None:
    loaded = load_files(core="memory:\n  pool_size: 7\n")
    settings = {setting.name: setting for setting in effective(loaded)}
    assert not any(name.startswith("core.memory") for name in settings)
    assert settings["core.store.pool_size"].value == 7
    assert settings["core.store.pool_size"].source.endswith("core.yaml:2")


@pytest.mark.parametrize(
    ("old", "device", "index", "warning"),
    [
        pytest.param(
            "cuda: true",
            "cuda",
            0,
            ["stt.engines.ear.cuda: true is now stt.engines.ear.device: cuda; change it"],
            id="a switch that became a word",
        ),
        pytest.param(
            "device: 1",
            "auto",
            1,
            ["stt.engines.ear.device is now stt.engines.ear.device_index; rename it"],
            id="a name that lives on for words",
        ),
        pytest.param(
            "device: cuda:1",
            "cuda",
            1,
            [
                (
                    "stt.engines.ear.device: cuda:1 is now stt.engines.ear.device_index: 1 "
                    "and stt.engines.ear.device: cuda; change it"
                )
            ],
            id="one value that became two",
        ),
        pytest.param("device: cpu", "cpu", 0, [], id="a value that is new already"),
    ],
)
def test_values_are_converted(
    load_files: LoadFiles, old: str, device: str, index: int, warning: list[str]
) -> None:
    loaded = load_files(stt=f"engines:\n  ear:\n    {old}\n")
    assert (stt_options(loaded).device, stt_options(loaded).device_index) == (device, index)
    assert warnings(loaded) == [f"stt.yaml:3: {text}" for text in warning]


def test_the_new_name_of_one_key_may_be_the_old_name_of_another(load_files: LoadFiles) -> None:
    loaded = load_files(stt="engines:\n  ear:\n    cuda: true\n    device: 1\n")
    assert (stt_options(loaded).device, stt_options(loaded).device_index) == ("cuda", 1)
    assert len(loaded.warnings) == 2


def test_text_of_variables_is_converted_as_that_of_files(load_files: LoadFiles) -> None:
    loaded = load_files({"MORGAN_STT__ENGINES__EAR__CUDA": "true", "MORGAN_STT__ENGINES__EAR__DEVICE": "1"})
    assert (stt_options(loaded).device, stt_options(loaded).device_index) == ("cuda", 1)
    assert len(loaded.warnings) == 2


def test_an_old_name_next_to_the_new_one_of_an_engine_is_an_error(
    load_files: LoadFiles, tmp_path: Path
) -> None:
    with pytest.raises(InvalidConfiguration) as caught:
        load_files(stt="engines:\n  ear:\n    cuda: true\n    device: cpu\n")
    assert complaints(caught.value, tmp_path) == [
        (
            "stt.yaml:3: stt.engines.ear.cuda is now stt.engines.ear.device, and both are set; "
            "remove stt.engines.ear.cuda"
        )
    ]


def test_names_of_a_base_and_in_groups_of_names_of_the_users_own_are_renamed(load_files: LoadFiles) -> None:
    backends = "backends:\n  home:\n    engines:\n      ollama:\n        wait: 2\n        cuda: true\n"
    loaded = load_files(llm=backends)
    options = loaded.config.llm.backends["home"].engines["ollama"]
    assert isinstance(options, GpuOptions)
    assert (options.device, options.limits) == ("cuda", {"timeout": 2})
    assert sorted(warnings(loaded)) == [
        (
            "llm.yaml:5: llm.backends.home.engines.ollama.wait is now "
            "llm.backends.home.engines.ollama.limits.timeout; rename it"
        ),
        (
            "llm.yaml:6: llm.backends.home.engines.ollama.cuda: true is now "
            "llm.backends.home.engines.ollama.device: cuda; change it"
        ),
    ]


def test_backends_in_a_variable_may_have_old_names(load_files: LoadFiles) -> None:
    backends = '{"home": {"engines": {"ollama": {"cuda": true}}}}'
    loaded = load_files({"MORGAN_LLM__BACKENDS": backends})
    assert warnings(loaded) == [
        (
            "MORGAN_LLM__BACKENDS: llm.backends.home.engines.ollama.cuda: true is now "
            "llm.backends.home.engines.ollama.device: cuda; change it"
        )
    ]


def test_a_warning_never_shows_a_secret(load_files: LoadFiles) -> None:
    loaded = load_files(stt="engines:\n  ear:\n    key: ' hush '\n")
    assert stt_options(loaded).api_key == "hush"
    assert warnings(loaded) == ["stt.yaml:3: stt.engines.ear.key is now stt.engines.ear.api_key; change it"]
