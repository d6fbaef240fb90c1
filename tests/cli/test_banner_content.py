"""What the banner is told of a server that is up."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.app.composing import Installed, german, spec, synthesizer
from tests.fakes import FakeRecognizer, FakeVoiceActivity
from tests.home.fake_home_assistant import TOKEN, fake_home_assistant
from wyoming_morgan.access.access import Access
from wyoming_morgan.cli import banner_content
from wyoming_morgan.config.choices import Service
from wyoming_morgan.config.schema import Config
from wyoming_morgan.engines.contract.engine import EngineKind
from wyoming_morgan.engines.registry import Registry
from wyoming_morgan.http.settings import HttpSettings
from wyoming_morgan.serving import Server


@pytest.mark.slow
async def test_without_a_network_the_address_is_that_of_this_machine_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(banner_content, "machine_addresses", lambda: ("127.0.0.1", "::1"))
    config = Config.model_validate(
        {
            "core": {"wyoming": {"advertise": False}, "http": {"advertise": False}},
            "vad": {"wyoming_port": 0, "http_port": 0},
        }
    )
    server = Server(config, frozenset({Service.VAD}), Registry.discover())
    await server.start()
    try:
        content = banner_content.banner_content(server, config)
        assert {host for host, _ in content.wyoming} == {"127.0.0.1"}
        wake = next(service for service in content.services if service.name == "wake")
        assert (wake.engine, "Okay Nabu" in wake.reason) == ("microwakeword", True)
    finally:
        await server.stop()


@pytest.mark.parametrize(
    ("host", "http", "note"),
    [
        ("0.0.0.0", {}, r"enter the code \d{4} \d{4} there"),
        ("0.0.0.0", {"api_keys": ("a-long-enough-key",)}, r"enter the code \d{4} \d{4} there"),
        ("127.0.0.1", {"host": "127.0.0.1"}, "only this machine, as core.http.host says"),
        ("127.0.0.1", {"pairing": False}, "only this machine until core.http.api_keys is set"),
    ],
)
def test_the_banner_tells_how_other_machines_get_in(
    tmp_path: Path, host: str, http: dict[str, Any], note: str
) -> None:
    notes = banner_content.http_notes(host, HttpSettings(**http), Access(tmp_path))
    assert re.search(note, "\n".join(notes))


def test_where_nobody_is_paired_there_is_no_code(tmp_path: Path) -> None:
    keyed = HttpSettings(api_keys=("a-long-enough-key",), pairing=False)
    assert not list(banner_content.http_notes("0.0.0.0", keyed, Access(tmp_path)))
    assert not list(banner_content.http_notes("0.0.0.0", HttpSettings(), None))


@pytest.mark.parametrize("on_path", [True, False])
def test_commands_that_a_new_terminal_does_not_find_are_told_how_they_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, on_path: bool
) -> None:
    bin_folder = tmp_path / "my home" / "bin"
    bin_folder.mkdir(parents=True)
    (bin_folder / "activate").touch()
    (bin_folder / "morgan").touch(mode=0o755)
    monkeypatch.setattr("sys.prefix", str(bin_folder.parent))
    monkeypatch.setenv("PATH", str(bin_folder if on_path else tmp_path))
    expected = "" if on_path else f". '{bin_folder}/activate'"
    assert banner_content.activation() == expected


def test_without_an_environment_there_is_nothing_to_activate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.prefix", str(tmp_path))
    assert banner_content.activation() == ""


@pytest.mark.parametrize(
    ("shown", "expected"),
    [(("192.168.1.5", "fd00::2"), "192.168.1.5"), (("fd00::2",), "fd00::2"), ((), "192.168.1.5")],
)
def test_http_is_shown_at_the_address_that_is_shown_for_wyoming(
    monkeypatch: pytest.MonkeyPatch, shown: tuple[str, ...], expected: str
) -> None:
    monkeypatch.setattr(banner_content, "machine_addresses", lambda: ("fd00::2", "127.0.0.1", "192.168.1.5"))
    assert banner_content._named("0.0.0.0", ("0.0.0.0", "::"), shown) == expected


def test_http_that_serves_this_machine_is_shown_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(banner_content, "machine_addresses", lambda: ("192.168.1.5",))
    assert banner_content._named("127.0.0.1", ("127.0.0.1",), ("192.168.1.5",)) == "127.0.0.1"


@pytest.mark.slow
async def test_the_banner_names_the_engine_of_a_single_language(tmp_path: Path) -> None:
    registry = Installed(
        spec(EngineKind.STT, "sphinx", FakeRecognizer),
        spec(EngineKind.STT, "ohr", german),
        spec(EngineKind.TTS, "voice", lambda: synthesizer("bob")),
        spec(EngineKind.TTS, "stimme", lambda: synthesizer("karl", "de")),
        spec(EngineKind.VAD, "silent", FakeVoiceActivity),
    )
    config = Config.model_validate(
        {
            "core": {
                "cache_dir": str(tmp_path),
                "data_dir": str(tmp_path),
                "wyoming": {"advertise": False},
                "http": {"host": "127.0.0.1", "port": 0, "advertise": False},
                "shared_wyoming_port": 0,
            },
            "stt": {
                "engine": "sphinx",
                "by_language": {"de": {"engine": "ohr"}},
            },
            "tts": {"engine": "voice", "by_language": {"de": {"engine": "stimme"}}},
            "vad": {"engine": "silent"},
        }
    )
    server = Server(config, frozenset({Service.STT, Service.TTS}), registry)
    await server.start()
    try:
        rows = banner_content.banner_content(server, config).services
    finally:
        await server.stop()
    assert [(row.purpose, row.engine) for row in rows] == [
        ("hears", "sphinx"),
        ("speaks", "voice"),
        ("hears de", "ohr"),
        ("speaks de", "stimme"),
    ]


@pytest.mark.parametrize(
    ("token", "detail"), [(TOKEN, r"\d things in 2 areas"), ("another", "refuses the token")]
)
@pytest.mark.slow
async def test_the_banner_tells_how_home_assistant_stands(tmp_path: Path, token: str, detail: str) -> None:
    async with fake_home_assistant() as assistant:
        home = {"url": assistant.url, "token": token, "mcp": False}
        config = Config.model_validate(
            {
                "core": {
                    "home_assistant": home,
                    "wyoming_port": 0,
                    "cache_dir": str(tmp_path),
                    "data_dir": str(tmp_path),
                    "wyoming": {"advertise": False},
                    "http": {"host": "127.0.0.1", "port": 0, "advertise": False},
                },
            }
        )
        server = Server(config, frozenset({Service.CORE}), Registry.discover())
        await server.start()
        try:
            rows = banner_content.banner_content(server, config).services
        finally:
            await server.stop()
        row = next(row for row in rows if row.name == "home")
        assert (row.purpose, row.engine) == ("acts", f"Home Assistant at {assistant.url}")
        assert re.fullmatch(detail, row.reason)
