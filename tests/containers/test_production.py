"""docker-compose.prod.yml and deploy/nginx say what Morgan understands, and fit each other."""

from __future__ import annotations

import re
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.containers.conftest import CHECKOUT, Image, served
from wyoming_morgan.config.choices import Service
from wyoming_morgan.config.loader import load
from wyoming_morgan.config.schema import Config
from wyoming_morgan.engines.registry import Registry

SERVICES = (Service.CORE, Service.STT, Service.TTS)
NGINX = (CHECKOUT / "deploy" / "nginx" / "nginx.conf").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def production() -> dict[str, Any]:
    text = (CHECKOUT / "docker-compose.prod.yml").read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.safe_load(text)
    return read


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    """The secrets that the script makes, in a copy of the checkout."""
    script = tmp_path / "deploy" / "docker" / "make_secrets"
    script.parent.mkdir(parents=True)
    shutil.copy(CHECKOUT / "deploy" / "docker" / "make_secrets", script)
    subprocess.run(["sh", str(script)], check=True, capture_output=True)  # noqa: S603, S607 - our script
    return tmp_path / "secrets"


def configured(production: dict[str, Any], image: Image, service: Service, secrets: Path) -> Config:
    """The configuration of a service, with the secrets where they are on this machine."""
    specs = Registry.discover().specs()
    environment = image.environment | production["services"][service.value]["environment"]
    for name, value in environment.items():
        environment[name] = value.replace("/run/secrets", str(secrets))
    return load(specs, folder=secrets.parent, environ=environment).config


@pytest.mark.parametrize("service", SERVICES)
def test_each_replica_serves_one_service_and_is_asked_for_its_health(
    production: dict[str, Any], image: Image, service: Service
) -> None:
    described = production["services"][service.value]
    assert served(image.command("ENTRYPOINT")[1:] + described["command"]) == {service}
    assert described["healthcheck"]["test"] == ["CMD", "morgan", "health", service.value]


@pytest.mark.parametrize("service", SERVICES)
def test_a_replica_is_killed_only_after_its_drain_and_its_last_turns(
    production: dict[str, Any], image: Image, service: Service, secrets: Path
) -> None:
    core = configured(production, image, service, secrets).core
    assert core.drain_seconds > 0
    grace = production["services"][service.value]["stop_grace_period"]
    assert float(grace.removesuffix("s")) > core.drain_seconds + core.stop_seconds


def test_core_finds_the_database_the_cache_and_the_speech_services_through_nginx(
    production: dict[str, Any], image: Image, secrets: Path
) -> None:
    config = configured(production, image, Service.CORE, secrets)
    store = config.core.store
    assert store.database_url is not None
    assert store.redis_url is not None
    password = (secrets / "database_password").read_text().strip()
    assert store.database_url == f"postgresql://morgan:{password}@database/morgan"
    assert store.redis_url.endswith("@cache:6379/0")
    for settings, port in ((config.stt, 10_300), (config.tts, 10_200)):
        assert settings.engine == "wyoming"
        assert settings.engines["wyoming"].model_dump()["uri"] == f"tcp://nginx:{port}"
    assert config.core.http.api_keys
    assert not config.core.http.pairing


def test_other_users_of_the_machine_cannot_enter_the_folder_of_the_secrets(secrets: Path) -> None:
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o700


def test_every_secret_that_is_used_is_made_and_given(production: dict[str, Any], secrets: Path) -> None:
    made = {file.name for file in secrets.iterdir()}
    assert {secret["file"] for secret in production["secrets"].values()} == {
        f"./secrets/{name}" for name in made
    }
    for service in production["services"].values():
        used = set(re.findall(r"/run/secrets/(\w+)", yaml.safe_dump(service)))
        assert used == set(service.get("secrets", ()))


def test_nginx_listens_on_what_is_published_and_passes_it_to_the_ports_of_the_replicas(
    production: dict[str, Any],
) -> None:
    published = {int(port.rpartition(":")[2]) for port in production["services"]["nginx"]["ports"]}
    assert {int(port) for port in re.findall(r"listen (\d+);", NGINX)} == published
    servers = {(name, int(port)) for name, port in re.findall(r"set \$replicas (\w+):(\d+);", NGINX)}
    expected = {
        (service.value, Config().ports({service}).wyoming)
        for service in (Service.CORE, Service.STT, Service.TTS)
    }
    assert servers == expected | {("core", Config().ports({Service.CORE}).http)}


def test_nobody_but_core_reaches_the_database_and_the_cache(production: dict[str, Any]) -> None:
    assert production["networks"]["state"]["internal"]
    inside = {
        name for name, service in production["services"].items() if "state" in service.get("networks", ())
    }
    assert inside == {"core", "database", "cache"}
    assert all("ports" not in production["services"][name] for name in ("database", "cache"))


def test_a_machine_with_one_processor_can_run_it(production: dict[str, Any]) -> None:
    limits = [service["deploy"]["resources"]["limits"] for service in production["services"].values()]
    assert {limit["cpus"] for limit in limits} == {"1", "${MORGAN_CPUS:-0}"}
    assert all("memory" in limit for limit in limits)


@pytest.mark.slow
def test_docker_compose_accepts_it() -> None:
    if shutil.which("docker") is None or _compose("version").returncode:
        pytest.skip("docker compose is not installed")
    checked = _compose("--file", str(CHECKOUT / "docker-compose.prod.yml"), "config", "--quiet")
    assert (checked.returncode, checked.stderr) == (0, "")


def _compose(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["docker", "compose", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our arguments


@pytest.mark.parametrize("script", ["deploy/docker/roll", "deploy/docker/make_secrets", "deploy/docker/slim"])
def test_a_script_is_one_for_every_shell(script: str) -> None:
    checked = subprocess.run(["sh", "-n", str(CHECKOUT / script)], check=False)  # noqa: S603, S607 - our script
    assert checked.returncode == 0
