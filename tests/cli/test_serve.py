"""`morgan serve`: its options are settings; it shows its banner and stops."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from wyoming_morgan import __version__
from wyoming_morgan.cli.serve import overrides
from wyoming_morgan.config.choices import LogLevel, Service
from wyoming_morgan.errors import InvalidRequest

Morgan = Callable[..., Result]

_HTTP = re.compile(r"http://127\.0\.0\.1:\d+")


def test_options_of_serve_become_settings_of_the_ports_that_are_served() -> None:
    def settings(*services: Service) -> dict[str, object]:
        given = overrides(services, http_port=1, wyoming_port=2)
        return {".".join(map(str, option.path)): option.value for option in given}

    assert settings(Service.STT) == {"stt.http_port": 1, "stt.wyoming_port": 2}
    assert settings(Service.CORE) == {"core.http.port": 1, "core.wyoming_port": 2}
    assert settings(*Service) == {"core.http.port": 1, "core.shared_wyoming_port": 2}


def test_every_option_of_serve_is_named_as_its_source() -> None:
    given = overrides(list(Service), host="127.0.0.1", log_level=LogLevel.DEBUG, no_zeroconf=True)
    assert [(".".join(map(str, option.path)), option.value, option.source) for option in given] == [
        ("core.http.host", "127.0.0.1", "--host"),
        ("core.wyoming_host", "127.0.0.1", "--host"),
        ("core.log_level", "debug", "--log-level"),
        ("core.wyoming.advertise", False, "--no-zeroconf"),
        ("core.http.advertise", False, "--no-zeroconf"),
    ]


def test_a_wyoming_port_for_what_speaks_no_wyoming_is_refused(morgan: Morgan) -> None:
    with pytest.raises(InvalidRequest):
        overrides([Service.LLM], wyoming_port=1)
    result = morgan("serve", "llm", "--wyoming-port", "1")
    assert result.exit_code == 1
    assert result.stderr == (
        "error: llm does not serve Wyoming\nhint: leave --wyoming-port out, or also serve core\n"
    )


@pytest.mark.slow
def test_serve_tells_where_it_is_and_leaves_with_0_when_it_is_stopped(folder: Path) -> None:
    with subprocess.Popen(  # noqa: S603 - Morgan itself
        [sys.executable, "-m", "wyoming_morgan", "serve", "llm", "--config-dir", folder, "--http-port", "0"],
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        url = next(match[0] for line in process.stderr if (match := _HTTP.search(line)))
        with urllib.request.urlopen(f"{url}/health", timeout=10) as response:  # noqa: S310 - the banner's
            assert json.load(response)["status"] == "ok"
        process.terminate()
        assert process.wait(30) == 0
    assert first.startswith(f"Morgan {__version__} is ")
