"""Where services run apart, core leaves every language to the services, which read the same files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from wyoming_morgan.config.loader import load
from wyoming_morgan.engines.registry import Registry

CHECKOUT = Path(__file__).resolve().parents[2]
KUBERNETES = CHECKOUT / "deploy" / "kubernetes" / "services" / "core" / "core.yaml"
CHART = CHECKOUT / "deploy" / "helm" / "morgan" / "templates" / "workloads.yaml"


def of_compose(name: str) -> Mapping[str, str]:
    environment: Mapping[str, str] = yaml.safe_load((CHECKOUT / name).read_text())["services"]["core"][
        "environment"
    ]
    return environment


def of_kubernetes() -> Mapping[str, str]:
    documents: list[Any] = list(yaml.safe_load_all(KUBERNETES.read_text()))
    [deployment] = [document for document in documents if document["kind"] == "Deployment"]
    [container] = deployment["spec"]["template"]["spec"]["containers"]
    return {entry["name"]: entry["value"] for entry in container["env"]}


CORES = {
    "compose": of_compose("docker-compose.yml"),
    "production": of_compose("docker-compose.prod.yml"),
    "kubernetes": of_kubernetes(),
}


@pytest.mark.parametrize("environment", CORES.values(), ids=CORES)
def test_core_loads_no_engine_of_a_single_language(environment: Mapping[str, str], tmp_path: Path) -> None:
    for kind in ("stt", "tts"):
        (tmp_path / f"{kind}.yaml").write_text("engine: auto\nby_language: {de: {engine: openai}}\n")
    speech = {
        name: value for name, value in environment.items() if name.startswith(("MORGAN_STT", "MORGAN_TTS"))
    }
    config = load(
        Registry.discover().specs(), folder=tmp_path, environ={**speech, "MORGAN_CONFIG_DIR": str(tmp_path)}
    ).config
    assert config.stt.by_language == config.tts.by_language == {}
    assert (config.stt.engine, config.tts.engine) == ("wyoming", "wyoming")


def test_the_chart_says_the_same_of_core_as_the_manifests() -> None:
    chart = CHART.read_text()
    for kind in ("STT", "TTS"):
        assert f'{{name: MORGAN_{kind}__BY_LANGUAGE, value: "{{}}"}}' in chart
