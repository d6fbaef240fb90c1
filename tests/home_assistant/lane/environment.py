"""One environment for each Home Assistant release that Morgan is tested against."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.home_assistant.lane.cache import finished, key_of, lane_folder, made_anew
from tests.home_assistant.lane.commands import Commands
from tests.home_assistant.lane.interpreter import find_python
from tests.home_assistant.lane.uv import Uv
from tests.home_assistant.lane.workshop import workshop

INTEGRATIONS = (
    "assist_pipeline", "assist_satellite", "conversation", "frontend", "mcp_server", "template", "wyoming",
    "zeroconf",
    "hassio",  # imported by what is always loaded, without being named as a dependency
)  # fmt: skip
"""What the tests use of Home Assistant, beside what it always loads."""

_FFMPEG = "imageio-ffmpeg==0.8.1"
"""Home Assistant turns what it speaks into MP3 with the ffmpeg on its path; this package brings one."""
_MAKERS = ("environment", "interpreter", "debian")
_COMPILERS = "two requirements are compiled: apt install gcc g++"
_ALWAYS_LOADED = (
    "import json, homeassistant.bootstrap as b; print(json.dumps(sorted(b.DEFAULT_INTEGRATIONS)))"
)


@dataclass(frozen=True, slots=True)
class Release:
    """A release of Home Assistant, and the package that brings it."""

    version: str
    package: str


RELEASES = (
    Release("2026.10.4", "pytest-homeassistant-custom-component==0.13.375"),
    Release("2026.11.0", "homeassistant==2026.11.0"),
)
"""The newest that the test package for custom components pins, and the newest at all."""


@dataclass(frozen=True, slots=True)
class Environment:
    """Programs that can be started."""

    version: str
    folder: Path
    key: str
    """What the folder is stamped with when it is complete."""

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    @property
    def ready(self) -> bool:
        """Whether it was made, and as it is made now."""
        return finished(self.folder, self.key) and self.python.exists()


def environment(release: Release) -> Environment:
    """Return where a release lies, or will lie."""
    folder = lane_folder() / release.version
    return Environment(release.version, folder, key_of(release.version, str(folder), makers=_MAKERS))


def make_environments(*, say: Callable[[str], None]) -> list[Environment]:
    """Make what is missing, one run at a time, and return all of them.

    Raises:
        LaneFailed: something could not be had.
    """
    environments = [environment(release) for release in RELEASES]
    if all(one.ready for one in environments):
        return environments
    with workshop("Home Assistant (a few minutes the first time)", say=say) as (uv, commands):
        python = find_python(lane_folder(), uv, commands, say=say)
        for release, made in zip(RELEASES, environments, strict=True):
            if made.ready:
                continue
            with made_anew(made.folder, made.key):
                _make(made, release.package, python, uv, commands)
    return environments


def _make(made: Environment, package: str, python: Path, uv: Uv, commands: Commands) -> None:
    into = ("pip", "install", "--quiet", "--python", made.python)
    with commands.step(f"Home Assistant {made.version}"):
        uv("venv", "--quiet", "--allow-existing", "--python", python, made.folder, seconds=120)
        uv(*into, package, seconds=900, attempts=3)
    with commands.step(f"what the integrations of {made.version} need"):
        hint = f"remove {made.folder} and try again"
        listed = commands.run([made.python, "-c", _ALWAYS_LOADED], seconds=120, hint=hint)
        needed = _requirements(made, {*INTEGRATIONS, *json.loads(listed)})
        uv(*into, *sorted(needed), _FFMPEG, seconds=900, attempts=3, hint=_COMPILERS)
        _put_ffmpeg_on_its_path(made)


def _put_ffmpeg_on_its_path(made: Environment) -> None:
    binary = next(made.folder.glob("lib/python3.*/site-packages/imageio_ffmpeg/binaries/ffmpeg-*"))
    (made.folder / "bin" / "ffmpeg").symlink_to(binary)


def _requirements(made: Environment, integrations: set[str]) -> set[str]:
    """Return the packages that integrations need, with the integrations they depend on."""
    components = next(made.folder.glob("lib/python3.*/site-packages/homeassistant/components"))
    return set(_walk(components, sorted(integrations), seen=set()))


def _walk(components: Path, integrations: list[str], seen: set[str]) -> Iterator[str]:
    for name in integrations:
        manifest_file = components / name / "manifest.json"
        if name in seen or not manifest_file.is_file():
            continue
        seen.add(name)
        manifest = json.loads(manifest_file.read_text())
        yield from manifest.get("requirements", [])
        yield from _walk(components, manifest.get("dependencies", []), seen)
