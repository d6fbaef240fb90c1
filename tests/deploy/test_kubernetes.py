"""Kubernetes manifests name only what Morgan has: services, ports, probes, settings, files of secrets."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

from wyoming_morgan.config.choices import Service
from wyoming_morgan.config.loader import FILES, load
from wyoming_morgan.config.schema import Config
from wyoming_morgan.engines.registry import Registry
from wyoming_morgan.metrics.table import TABLE

CHECKOUT = Path(__file__).resolve().parents[2]
KUBERNETES = CHECKOUT / "deploy" / "kubernetes"
CHART = CHECKOUT / "deploy" / "helm" / "morgan"
ALERTS = CHECKOUT / "deploy" / "alerts" / "morgan.yaml"
POD = KUBERNETES / "components" / "pod" / "pod.yaml"
ONE_ROOM = KUBERNETES / "overlays" / "one-room"

SERIES = {name for metric in TABLE for name in metric.series}
SERVICES = [path.name for path in sorted((KUBERNETES / "services").iterdir())]
ROOTS = [
    "base",
    "overlays/cuda",
    "overlays/many-homes/home",
    "overlays/many-homes/speech",
    "overlays/one-room",
    "overlays/scaled",
]


@cache
def documents(path: Path) -> list[dict[str, Any]]:
    return [document for document in yaml.safe_load_all(path.read_text()) if document]


def one(documents: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    [manifest] = [document for document in documents if document["kind"] == kind]
    return manifest


def pod_of(deployment: Mapping[str, Any]) -> dict[str, Any]:
    pod: dict[str, Any] = deployment["spec"]["template"]["spec"]
    return pod


def container_of(deployment: Mapping[str, Any]) -> dict[str, Any]:
    [container] = pod_of(deployment)["containers"]
    assert container["name"] == "morgan"
    described: dict[str, Any] = container
    return described


def environment_of(deployment: Mapping[str, Any]) -> dict[str, str]:
    return {entry["name"]: entry["value"] for entry in container_of(deployment).get("env", ())}


def loaded(environment: Mapping[str, str], files: Path, folder: Path) -> Config:
    """Load Morgan's configuration from the files of a ConfigMap and the variables of a container."""
    configuration = folder / "config"
    configuration.mkdir()
    for name in FILES:
        if (files / name).exists():
            shutil.copy(files / name, configuration)
    (folder / "api-keys").write_text("a-key-of-a-test\n")
    (folder / "database-url").write_text("postgresql://morgan@database/morgan\n")
    (folder / "redis-url").write_text("redis://cache:6379/0\n")
    environ = {name: value.replace("/secrets/", f"{folder}/") for name, value in environment.items()}
    result = load(Registry.discover().specs(), folder=configuration, environ=environ)
    assert result.warnings == ()
    return result.config


def check_ports(
    config: Config, services: frozenset[Service], container: Mapping[str, Any], offered: Any
) -> None:
    ports = config.ports(services)
    expected = {"http": ports.http} | ({} if ports.wyoming is None else {"wyoming": ports.wyoming})
    assert {port["name"]: port["containerPort"] for port in container["ports"]} == expected
    assert {port["name"]: port["port"] for port in offered} == expected
    assert all(port["targetPort"] == port["name"] for port in offered)


def test_every_service_of_morgan_has_its_manifests() -> None:
    assert sorted(Service) == SERVICES
    listed = yaml.safe_load((KUBERNETES / "base" / "kustomization.yaml").read_text())["resources"]
    assert sorted(Path(name).name for name in listed) == SERVICES


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_started_and_reached_as_morgan_serves_it(name: str, tmp_path: Path) -> None:
    listed = documents(KUBERNETES / "services" / name / f"{name}.yaml")
    deployment, service = one(listed, "Deployment"), one(listed, "Service")
    container = container_of(deployment)
    assert container["args"] == ["serve", name]
    environment = environment_of(one(documents(POD), "Deployment")) | environment_of(deployment)
    config = loaded(environment, KUBERNETES / "base" / "config", tmp_path)
    check_ports(config, frozenset({Service(name)}), container, service["spec"]["ports"])
    labels = deployment["spec"]["template"]["metadata"]["labels"]
    assert deployment["spec"]["selector"]["matchLabels"] == labels == service["spec"]["selector"]
    assert one(listed, "PodDisruptionBudget")["spec"]["selector"]["matchLabels"] == labels
    assert one(listed, "NetworkPolicy")["spec"]["podSelector"]["matchLabels"] == labels
    secrets = {item["key"] for item in pod_of(deployment)["volumes"][0]["secret"]["items"]}
    read = {Path(value).name for value in environment.values() if value.startswith("/secrets/")}
    assert secrets == read
    assert config.core.http.api_keys, "without a key HTTP would serve the pod alone, and no probe"
    assert not config.core.wyoming.advertise
    assert not config.core.http.advertise


def test_core_hears_and_speaks_through_the_services_beside_it(tmp_path: Path) -> None:
    core = one(documents(KUBERNETES / "services" / "core" / "core.yaml"), "Deployment")
    config = loaded(environment_of(core), KUBERNETES / "base" / "config", tmp_path)
    for kind, settings in (("stt", config.stt), ("tts", config.tts)):
        service = one(documents(KUBERNETES / "services" / kind / f"{kind}.yaml"), "Service")
        [port] = [port["port"] for port in service["spec"]["ports"] if port["name"] == "wyoming"]
        assert settings.engine == "wyoming"
        assert settings.engines["wyoming"].uri == f"tcp://{service['metadata']['name']}:{port}"  # type: ignore[attr-defined]


def test_everything_in_one_pod_is_started_and_reached_as_morgan_serves_it(tmp_path: Path) -> None:
    listed = documents(ONE_ROOM / "morgan.yaml")
    deployment = one(listed, "Deployment")
    container = container_of(deployment)
    assert container["args"] == ["serve"]
    config = loaded(environment_of(deployment), ONE_ROOM, tmp_path)
    check_ports(config, frozenset(Service), container, one(listed, "Service")["spec"]["ports"])
    assert config.core.store.database_url is None
    assert deployment["spec"]["strategy"] == {"type": "Recreate"}
    claims = {claim["metadata"]["name"] for claim in listed if claim["kind"] == "PersistentVolumeClaim"}
    used = {
        volume["persistentVolumeClaim"]["claimName"]
        for volume in pod_of(deployment)["volumes"]
        if "persistentVolumeClaim" in volume
    }
    assert claims == used


@pytest.mark.parametrize(
    ("path", "files"),
    [
        (POD, KUBERNETES / "base" / "config"),
        (ONE_ROOM / "morgan.yaml", ONE_ROOM),
        (POD, KUBERNETES / "overlays" / "many-homes" / "home"),
        (POD, KUBERNETES / "overlays" / "many-homes" / "speech"),
    ],
    ids=["base", "one-room", "home", "speech"],
)
def test_a_pod_has_the_rights_of_the_image_and_time_for_the_longest_turn(
    path: Path, files: Path, tmp_path: Path
) -> None:
    deployment = one(documents(path), "Deployment")
    pod, container = pod_of(deployment), container_of(deployment)
    assert re.search(r"^USER (\d+):(\d+)$", (CHECKOUT / "Dockerfile").read_text(), re.MULTILINE) is not None
    assert pod["securityContext"]["runAsUser"] == 10300
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert {mount["mountPath"] for mount in container["volumeMounts"]} == {
        "/config",
        "/secrets",
        "/data",
        "/models",
        "/tmp",  # noqa: S108 - of the container
    }
    core = loaded(environment_of(deployment), files, tmp_path).core
    assert core.stop_seconds >= core.http.request_seconds
    assert pod["terminationGracePeriodSeconds"] >= core.drain_seconds + core.stop_seconds + 10
    probes = {name: container[name]["httpGet"] for name in container if name.endswith("Probe")}
    assert probes == {
        "startupProbe": {"path": "/health", "port": "http"},
        "livenessProbe": {"path": "/health", "port": "http"},
        "readinessProbe": {"path": "/ready", "port": "http"},
    }


def test_what_an_overlay_sets_is_a_setting_of_morgan(tmp_path: Path) -> None:
    for number, name in enumerate(("cuda/stt.yaml", "many-homes/home/speech.yaml")):
        folder = tmp_path / str(number)
        folder.mkdir()
        deployment = one(documents(KUBERNETES / "overlays" / name), "Deployment")
        config = loaded(environment_of(deployment), KUBERNETES / "base" / "config", folder)
        if name.startswith("cuda"):
            options = config.stt.engines["faster-whisper"]
            assert (options.model, options.device) == ("large-v3-turbo", "cuda")  # type: ignore[attr-defined]
            [model] = pod_of(deployment)["initContainers"]
            assert model["args"] == ["models", "pull", "faster-whisper/large-v3-turbo"]


def _queries() -> Iterator[tuple[str, str]]:
    for path in sorted(KUBERNETES.glob("components/keda-*/*.yaml")):
        for document in documents(path):
            if document["kind"] == "ScaledObject":
                for trigger in document["spec"]["triggers"]:
                    yield document["metadata"]["name"], trigger["metadata"]["query"]


def test_replicas_are_scaled_by_metrics_that_exist_of_deployments_that_exist() -> None:
    queries = list(_queries())
    assert {target for target, _ in queries} == {"morgan-core", "morgan-stt", "morgan-tts"}
    for target, query in queries:
        assert set(re.findall(r"morgan_[a-z_]+", query)) <= SERIES
        assert set(re.findall(r'job="([^"]+)"', query)) == {target}


@pytest.mark.parametrize("name", ["core", "stt", "tts"])
def test_replicas_go_five_minutes_after_the_last_turn_that_waited(name: str) -> None:
    folder = "keda-core" if name == "core" else "keda-speech"
    scaled = one(documents(KUBERNETES / "components" / folder / f"{name}.yaml"), "ScaledObject")["spec"]
    behavior = scaled["advanced"]["horizontalPodAutoscalerConfig"]["behavior"]
    assert behavior["scaleDown"]["stabilizationWindowSeconds"] == 300
    assert {trigger["metadata"]["activationThreshold"] for trigger in scaled["triggers"]} == {"1"}
    assert scaled["minReplicaCount"] >= 1


def test_the_alert_rules_are_the_same_everywhere() -> None:
    groups = yaml.safe_load(ALERTS.read_text())["groups"]
    assert documents(KUBERNETES / "components" / "monitoring" / "rules.yaml")[0]["spec"]["groups"] == groups
    assert yaml.safe_load((CHART / "alerts.yaml").read_text())["groups"] == groups


def test_the_chart_has_the_services_and_ports_of_morgan_and_settings_that_exist(tmp_path: Path) -> None:
    values = yaml.safe_load((CHART / "values.yaml").read_text())
    files = tmp_path / "files"
    files.mkdir()
    for name, settings in values["config"].items():
        assert name in FILES
        (files / name).write_text(yaml.safe_dump(settings))
    environment = values["services"]["core"]["environment"]
    config = loaded(environment, files, tmp_path)
    assert set(values["services"]) == {service.value for service in Service}
    for name, service in values["services"].items():
        ports = config.ports({Service(name)})
        assert (service["http"], service.get("wyoming")) == (ports.http, ports.wyoming)
    together = config.ports(frozenset(Service))
    assert (values["together"]["http"], values["together"]["wyoming"]) == (together.http, together.wyoming)
    core = config.core
    assert values["terminationGracePeriodSeconds"] >= core.drain_seconds + core.stop_seconds + 10
    workloads = (CHART / "templates" / "workloads.yaml").read_text()
    container = container_of(one(documents(POD), "Deployment"))
    for name in ("startupProbe", "livenessProbe", "readinessProbe"):
        path = container[name]["httpGet"]["path"]
        assert f"httpGet: {{path: {path}, port: http, scheme: {{{{ $scheme }}}}}}" in workloads
    for query in re.findall(r"query: (.*)", (CHART / "templates" / "scaling.yaml").read_text()):
        assert set(re.findall(r"morgan_[a-z_]+", query)) <= {
            name for metric in TABLE for name in metric.series
        }


def test_probes_ask_over_https_where_the_chart_or_the_patch_of_the_docs_says_so() -> None:
    assert yaml.safe_load((CHART / "values.yaml").read_text())["https"] is False
    workloads = (CHART / "templates" / "workloads.yaml").read_text()
    assert '$scheme := ternary "HTTPS" "HTTP" .Values.https' in workloads
    page = (CHECKOUT / "docs" / "kubernetes.md").read_text()
    container = container_of(one(documents(POD), "Deployment"))
    places = re.findall(r"path: /spec/template/spec/containers/0/(\w+)/httpGet/scheme, value: HTTPS", page)
    assert set(places) == {name for name in container if name.endswith("Probe")}


@pytest.mark.parametrize("root", ROOTS)
def test_kustomize_builds_what_kubernetes_takes(root: str, tmp_path: Path) -> None:
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        pytest.skip("kubectl is not installed: Debian's package kubectl has it")
    built = subprocess.run(  # noqa: S603 - its own files
        [kubectl, "kustomize", str(KUBERNETES / root)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    manifests = [document for document in yaml.safe_load_all(built.stdout) if document]
    for deployment in (document for document in manifests if document["kind"] == "Deployment"):
        pod = pod_of(deployment)
        assert pod["securityContext"]["runAsNonRoot"] is True
        mounts = {mount["name"] for mount in container_of(deployment)["volumeMounts"]}
        assert mounts == {volume["name"] for volume in pod["volumes"]}
        assert container_of(deployment)["image"].partition(":")[0] == "morgan"
    _validate(built.stdout, tmp_path)


def _validate(manifests: str, folder: Path) -> None:
    if find_spec("kubernetes_validate") is None:
        return  # what was checked above holds without it
    path = folder / "manifests.yaml"
    path.write_text(manifests)
    result = subprocess.run(  # noqa: S603 - its own files
        [sys.executable, "-m", "kubernetes_validate", "--strict", str(path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_chart_renders_with_helm() -> None:
    helm = shutil.which("helm")
    if helm is None:
        pytest.skip("helm is not installed")
    for options in (
        (),
        ("--set", "keda.enabled=true,monitoring.enabled=true"),
        ("--set", "apart=false"),
        ("--set", "https=true"),
    ):
        result = subprocess.run(  # noqa: S603 - its own files
            [helm, "template", "morgan", str(CHART), *options],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert result.returncode == 0, result.stderr
        assert json.dumps([document["kind"] for document in yaml.safe_load_all(result.stdout) if document])
