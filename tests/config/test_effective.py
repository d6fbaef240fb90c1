"""The configuration as it takes effect."""

from __future__ import annotations

from collections.abc import Callable

from wyoming_morgan.config.effective import effective
from wyoming_morgan.config.loader import Loaded

Load = Callable[..., Loaded]


def test_every_setting_has_its_value_and_its_source(load_files: Load) -> None:
    loaded = load_files({"MORGAN_CORE__LANGUAGES": '["de"]'}, stt="\nengines: {near-ear: {beam: 5}}\n")
    settings = {
        setting.name: (setting.value, setting.source.rpartition("/")[2]) for setting in effective(loaded)
    }
    assert settings["core.languages"] == (["de"], "MORGAN_CORE__LANGUAGES")
    assert settings["stt.engines.near-ear.beam"] == (5, "stt.yaml:2")
    assert settings["stt.engines.far-ear.uri"] == (None, "default")
    assert settings["stt.ear.endpoint.start_threshold"] == (0.4, "default")
    assert set(settings) == {".".join(map(str, node.path)) for node in loaded.tree.leaves()}


def test_secrets_are_masked(load_files: Load) -> None:
    loaded = load_files(core="http: {api_keys: [very-secret-1, very-secret-2]}\n")
    settings = {setting.name: setting.value for setting in effective(loaded)}
    assert settings["core.http.api_keys"] == ["********", "********"]
    assert "very-secret" not in repr(list(effective(loaded)))
    assert "very-secret" not in repr(loaded.config)


def test_a_key_with_a_name_is_masked_too(load_files: Load) -> None:
    loaded = load_files(core="http: {api_keys: [{name: tablet, key: very-secret-1, scopes: [audio]}]}\n")
    assert {setting.name: setting.value for setting in effective(loaded)}["core.http.api_keys"] == [
        "********"
    ]
    assert "very-secret" not in repr(list(effective(loaded)))
    assert "very-secret" not in repr(loaded.config)
    assert "very-secret" not in repr(loaded.config.core.http.api_keys)


def test_no_secret_is_no_mask(load_files: Load) -> None:
    settings = {setting.name: setting.value for setting in effective(load_files())}
    assert settings["core.http.api_keys"] == []


def test_secrets_inside_of_what_the_user_names_are_masked_and_numbers_of_tokens_are_none(
    load_files: Load,
) -> None:
    server = "{url: 'http://h/mcp', token: very-secret-1, headers: {X-Key: very-secret-2}}"
    loaded = load_files(core=f"home_assistant: {{token: very-secret-3, mcp_servers: {{files: {server}}}}}\n")
    settings = {setting.name: setting.value for setting in effective(loaded)}
    assert settings["core.home_assistant.mcp_servers"] == {
        "files": {
            "url": "http://h/mcp",
            "token": "********",
            "headers": "********",
            "read_only_tools": [],
        }
    }
    assert settings["core.home_assistant.token"] == "********"
    assert settings["core.agent.model.max_tokens"] == 512
    assert "very-secret" not in repr(list(effective(loaded)))
    assert "very-secret" not in repr(loaded.config)
