"""The files of the app for Home Assistant agree with Morgan, and with each other."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.home_assistant_app import start
from wyoming_morgan import __version__
from wyoming_morgan.config.schema import Config
from wyoming_morgan.engines.contract.engine import EngineKind
from wyoming_morgan.engines.registry import Registry
from wyoming_morgan.supervisor import options

CHECKOUT = Path(__file__).resolve().parents[2]
FOLDER = CHECKOUT / "deploy" / "home_assistant_app"


def read(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


CONFIG = read("config.yaml")
DOCKERFILE = (FOLDER / "Dockerfile").read_text(encoding="utf-8")


def test_the_version_is_that_of_morgan_everywhere() -> None:
    assert CONFIG["version"] == __version__
    assert f"ARG BUILD_VERSION={__version__}" in DOCKERFILE
    assert f"## {__version__}" in (FOLDER / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_option_is_one_that_morgan_or_the_start_reads() -> None:
    sources = Path(options.__file__).read_text(encoding="utf-8") + Path(start.__file__).read_text(
        encoding="utf-8"
    )
    assert set(CONFIG["schema"]) == set(re.findall(r'"((?:stt|tts|llm|log)_\w+|api_keys)"', sources)) | {
        "languages",
        "models",
        "settings",
    }


def test_no_option_has_a_default_so_that_files_are_not_overruled_by_what_nobody_chose() -> None:
    assert "options" not in CONFIG
    kinds = [kind[0] if isinstance(kind, list) else kind for kind in CONFIG["schema"].values()]
    assert all(kind.endswith("?") for kind in kinds)


@pytest.mark.parametrize(
    ("option", "kind"),
    [("stt_engine", EngineKind.STT), ("tts_engine", EngineKind.TTS), ("llm_engine", EngineKind.LLM)],
)
def test_every_engine_to_choose_is_one_of_morgans(option: str, kind: EngineKind) -> None:
    engines = {spec.name for spec in Registry.discover().specs() if spec.kind is kind}
    if not engines:
        pytest.skip("Morgan is not installed here, so its engines are not found: run make test")
    listed = re.fullmatch(r"list\((.+)\)\?", CONFIG["schema"][option])
    assert listed is not None
    assert set(listed[1].split("|")) - {"auto"} <= engines


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_option_and_port_has_a_name_and_a_description(language: str) -> None:
    texts = read(f"translations/{language}.yaml")
    assert list(texts["configuration"]) == list(CONFIG["schema"])
    assert all(set(text) == {"name", "description"} for text in texts["configuration"].values())
    assert list(texts["network"]) == list(CONFIG["ports"])


def test_the_documentation_has_every_option() -> None:
    page = (FOLDER / "DOCS.md").read_text(encoding="utf-8")
    assert set(CONFIG["schema"]) <= set(re.findall(r"`(\w+)`", page))


def test_the_ports_are_morgans_and_published_for_nobody_unless_somebody_asks() -> None:
    core = Config().core
    wyoming, http = core.shared_wyoming_port, core.http.port
    assert CONFIG["ports"] == {f"{wyoming}/tcp": None, f"{http}/tcp": None}
    assert CONFIG["ingress_port"] == http


def test_what_watches_over_the_app_is_its_health_as_docker_sees_it() -> None:
    """The Supervisor restarts an app that is unhealthy; its own key `watchdog` is obsolete."""
    assert "watchdog" not in CONFIG
    assert 'CMD ["morgan", "health"]' in DOCKERFILE


def test_the_supervisor_waits_longer_than_running_turns_may_take() -> None:
    assert CONFIG["timeout"] > Config().core.stop_seconds + 10


def test_models_and_caches_are_kept_out_of_backups() -> None:
    folders = dict(re.findall(r"MORGAN_CORE__(\w+)_DIR=/data/(\w+)", DOCKERFILE + morgan_dockerfile()))
    assert set(folders.values()) == set(CONFIG["backup_exclude"]) == {"models", "cache"}


def test_the_start_becomes_the_user_that_the_image_has_for_morgan() -> None:
    assert f"useradd --uid {start.USER} " in morgan_dockerfile()


def test_the_image_has_the_labels_that_the_supervisor_reads() -> None:
    labels = dict(re.findall(r'io\.hass\.(\w+)="([^"]+)"', DOCKERFILE))
    assert labels["type"] == "app"
    assert labels["name"] == CONFIG["name"]
    assert set(CONFIG["arch"]) == {"amd64", "aarch64"}
    assert "{arch}" not in CONFIG["image"]


def test_the_repository_is_one_of_apps() -> None:
    assert yaml.safe_load((CHECKOUT / "repository.yaml").read_text(encoding="utf-8")) == {"name": "Morgan"}


def test_the_profile_is_named_like_the_app() -> None:
    assert f"\nprofile {CONFIG['slug']} flags=" in (FOLDER / "apparmor.txt").read_text(encoding="utf-8")


def morgan_dockerfile() -> str:
    return (CHECKOUT / "Dockerfile").read_text(encoding="utf-8")
