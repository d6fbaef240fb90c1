"""The containers of docker-compose.yml, as a Compose project that collides with no other."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

COMPOSE_FILE = Path(__file__).resolve().parents[2] / "docker-compose.yml"
PROJECT = "morgan-test-containers"
IMAGE = f"{PROJECT}:latest"
APART = ("--profile", "apart")


def docker(*arguments: str) -> str:
    """Run `docker` and return what it prints; what goes wrong shows on the terminal.

    Raises:
        CalledProcessError: it failed.
    """
    command = ["docker", *arguments]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our arguments
    return done.stdout.strip()


class Containers:
    """Runs docker-compose.yml with an image, free ports of this machine and settings of its own.

    `folder` is an empty one to write to, `settings` are the configuration files by name.
    """

    def __init__(self, folder: Path, settings: Mapping[str, Any]) -> None:
        folder.chmod(0o755)  # the user in the containers is another one
        config, overlay = folder / "config", folder / "overlay.yml"
        config.mkdir()
        for name, content in settings.items():
            (config / f"{name}.yaml").write_text(yaml.safe_dump(content))
        self._environment = folder / "morgan.env"
        self._environment.touch()
        overlay.write_text("\n".join(["services:", *self._overlay(config)]))
        self._files = ("--file", str(COMPOSE_FILE), "--file", str(overlay))

    def build(self) -> int:
        """Build the image and return its size in bytes."""
        self._compose("build", "morgan")
        return int(docker("image", "inspect", "--format", "{{.Size}}", IMAGE))

    def set_key(self, key: str) -> None:
        """Set the API key of HTTP as a user does; the next start brings it into force."""
        self._environment.write_text(f"MORGAN_CORE__HTTP__API_KEYS={json.dumps([key])}\n")

    def start(self) -> None:
        """Start everything in one container, and wait until it is healthy."""
        self._compose("up", "--detach", "--wait")

    def start_apart(self) -> None:
        """Start the five services in place of the one container, and wait until they are healthy."""
        self._compose(*APART, "up", "--detach", "--wait", "--scale", "morgan=0")

    def stop(self) -> None:
        """Send SIGTERM and wait for the end."""
        self._compose(*APART, "stop")

    def remove(self, *, image: bool = False) -> None:
        """Remove the containers, their network, their volumes and, if wanted, the image."""
        self._compose(*APART, "down", "--volumes", "--timeout", "5", *(["--rmi", "all"] if image else []))

    def inspect(self, fact: str) -> dict[str, str]:
        """Return a fact about each container, such as `.State.ExitCode`, by its service."""
        template = f'{{{{index .Config.Labels "com.docker.compose.service"}}}} {{{{{fact}}}}}'
        lines = docker("inspect", "--format", template, *self._ids()).splitlines()
        return dict(_words(line) for line in sorted(lines))

    def memory(self) -> dict[str, str]:
        """Return what each container takes, by its name."""
        template = "{{.Name}} {{.MemUsage}}"
        lines = docker("stats", "--no-stream", "--format", template, *self._ids()).splitlines()
        return {name: usage.partition(" / ")[0] for name, usage in map(_words, sorted(lines))}

    def port(self, service: str, port: int) -> int:
        """Return where a port is published on this machine."""
        return int(self._compose(*APART, "port", service, str(port)).rpartition(":")[2])

    def shell(self, service: str, command: str) -> str:
        """Return what a shell in a container prints."""
        return self._compose("exec", "--no-TTY", service, "sh", "-c", command)

    def logs(self) -> str:
        """Return what all containers have logged."""
        return self._compose(*APART, "logs", "--no-color")

    def _ids(self) -> Sequence[str]:
        return self._compose(*APART, "ps", "--all", "--quiet").split()

    def _compose(self, *arguments: str) -> str:
        return docker("compose", "--progress", "quiet", "--project-name", PROJECT, *self._files, *arguments)

    def _overlay(self, config: Path) -> Iterator[str]:
        for name, service in yaml.safe_load(COMPOSE_FILE.read_text())["services"].items():
            if "build" not in service:  # Ollama, Home Assistant
                continue
            ports = [f"127.0.0.1::{published.rpartition(':')[2]}" for published in service["ports"]]
            yield f"  {name}:"
            yield f"    image: {IMAGE}"
            yield f"    ports: !override {json.dumps(ports)}"
            yield f"    env_file: !override {json.dumps([str(self._environment)])}"
            yield f"    volumes: {json.dumps([f'{config}:/config:ro'])}"


def _words(line: str) -> tuple[str, str]:
    first, _, rest = line.partition(" ")
    return first, rest
