"""docker-compose.yml says what Morgan understands."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.containers.conftest import CHECKOUT, Container, Image
from wyoming_morgan.config.choices import Service

TOGETHER = "morgan"
NAMES = [TOGETHER, *(service.value for service in Service)]

Describe = Callable[[str], Container]


def test_there_is_one_container_for_all_and_one_for_each_service_apart(compose: dict[str, Any]) -> None:
    profiles = {name: service.get("profiles") for name, service in compose["services"].items()}
    beside = {"ollama": ["ollama"], "home-assistant": ["home-assistant"]}
    assert profiles == {TOGETHER: None} | {service.value: ["apart"] for service in Service} | beside


@pytest.mark.parametrize("name", NAMES)
def test_a_container_serves_what_its_name_says(container: Describe, name: str) -> None:
    services = frozenset(Service) if name == TOGETHER else {Service(name)}
    assert container(name).services == services


@pytest.mark.parametrize("name", NAMES)
def test_the_ports_that_are_listened_on_are_published_under_their_own_numbers(
    container: Describe, name: str
) -> None:
    ports = container(name).ports
    published = [port.rsplit(":", 2)[1:] for port in container(name).described["ports"]]
    listened = [str(port) for port in (ports.wyoming, ports.http) if port is not None]
    assert published == [[port, port] for port in listened]


@pytest.mark.parametrize("name", NAMES)
def test_http_is_published_to_this_machine_and_wyoming_over_ipv4(container: Describe, name: str) -> None:
    described = container(name)
    # Docker's proxy for IPv6 hides who connects: the allowlist of Wyoming would let everybody in.
    hosts = {described.ports.http: "127.0.0.1", described.ports.wyoming: "0.0.0.0"}
    for published in described.described["ports"]:
        host, _, port = published.rsplit(":", 2)
        assert host == hosts[int(port)]


@pytest.mark.parametrize("name", NAMES)
def test_the_health_of_the_services_that_it_runs_is_asked(
    container: Describe, image: Image, name: str
) -> None:
    check = container(name).described.get("healthcheck", {"test": ["CMD", *image.command("HEALTHCHECK")]})
    assert check["test"] == ["CMD", "morgan", "health", *([] if name == TOGETHER else [name])]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_announced_from_behind_the_bridge(container: Describe, name: str) -> None:
    core = container(name).config.core
    assert not core.wyoming.advertise
    assert not core.http.advertise


def test_core_hears_and_speaks_through_the_other_containers(container: Describe) -> None:
    core = container(Service.CORE).config
    for service, settings in ((Service.STT, core.stt), (Service.TTS, core.tts)):
        assert settings.engine == "wyoming"
        uri = urlsplit(settings.engines["wyoming"].model_dump()["uri"])
        assert (uri.hostname, uri.port) == (service.value, container(service).ports.wyoming)


@pytest.mark.parametrize("name", NAMES)
def test_only_volumes_and_memory_can_be_written(container: Describe, name: str) -> None:
    described = container(name)
    volumes = {PurePosixPath(target): options for target, options in _mounts(described)}
    assert described.described["read_only"]
    folders = described.config.core.folders
    for folder in (folders.cache, folders.data, folders.models):
        assert any(folder.is_relative_to(mount) and "ro" not in volumes[mount] for mount in volumes)
    assert volumes[PurePosixPath(described.environment["MORGAN_CONFIG_DIR"])] == ["ro"]


@pytest.mark.parametrize("name", NAMES)
def test_running_turns_may_finish_before_docker_kills(container: Describe, name: str) -> None:
    described = container(name)
    grace = described.described["stop_grace_period"]
    assert float(grace.removesuffix("s")) > described.config.core.stop_seconds


@pytest.mark.slow
def test_docker_compose_accepts_it() -> None:
    if shutil.which("docker") is None or _compose("version").returncode:
        pytest.skip("docker compose is not installed")
    files = ["--file", str(CHECKOUT / "docker-compose.yml")]
    for arguments in (files, [*files, "--file", str(CHECKOUT / "docker-compose.cuda.yml")]):
        checked = _compose(*arguments, "config", "--quiet")
        assert (checked.returncode, checked.stderr) == (0, "")


def _compose(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["docker", "compose", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our arguments


def _mounts(container: Container) -> list[tuple[str, list[str]]]:
    mounts = [volume.split(":") for volume in container.described["volumes"]]
    return [(target, options) for _, target, *options in mounts]
