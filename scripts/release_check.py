"""Build the wheel and the sdist into `dist/`, and look whether they are fit for a release.

`make release` runs all of it: the versions, the contents, the description, and Morgan in an environment that
has nothing but the wheel and the packages that it needs.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Collection, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from wyoming_morgan import __version__

CHECKOUT = Path(__file__).resolve().parent.parent
PACKAGE = "wyoming_morgan"
TWINE = "twine==7.0.0"
NEEDED = (
    "py.typed",
    "models/catalogue.yaml",
    "http/page/static/index.html",
    "templates/own/en.yaml",
    "bench/everyday/en.yaml",
    "store/migrations/versions/v0001_conversations_and_facts.py",
)
"""Files without which Morgan does not work, one of each kind."""
_STRANGE = re.compile(r"(?:^|/)(?:tests?|__pycache__|\.[^/]+)/|\.pyc$|\.env$")
"""Names that do not belong into a wheel."""
_MAY_FAIL = ("http port", "wyoming port", "network", "zeroconf", "disk")
"""Findings of the doctor about the machine, not about the wheel."""


def build(folder: Path) -> tuple[Path, Path]:
    """Build the wheel and the sdist into a folder, without a network; return them."""
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run(command, cwd=CHECKOUT, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - its own words
    return next(folder.glob("*.whl")), next(folder.glob("*.tar.gz"))


def wheel_names(wheel: Path) -> frozenset[str]:
    """Return the names of a wheel's files."""
    with zipfile.ZipFile(wheel) as archive:
        return frozenset(archive.namelist())


def sdist_names(sdist: Path) -> frozenset[str]:
    """Return the names of an sdist's files, without the folder that all are in."""
    with tarfile.open(sdist) as archive:
        return frozenset(name.partition("/")[2] for name in archive.getnames())


def sources() -> frozenset[str]:
    """Return the files of the package in this checkout."""
    return frozenset(
        path.relative_to(CHECKOUT).as_posix()
        for path in (CHECKOUT / PACKAGE).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    )


def problems_of_wheel(names: Collection[str]) -> Iterator[str]:
    """Yield what is wrong with the files of a wheel."""
    information = f"{PACKAGE}-{__version__}.dist-info/"
    for name in sorted(names):
        if not name.startswith((f"{PACKAGE}/", information)):
            yield f"{name} would be installed beside the package"
        if _STRANGE.search(name):
            yield f"{name} does not belong into a wheel"
    for name in (*(f"{PACKAGE}/{needed}" for needed in NEEDED), f"{information}licenses/LICENSE"):
        if name not in names:
            yield f"{name} is missing"
    for name in sorted(sources() - set(names)):
        yield f"{name} is in the package, and not in the wheel"


def problems_of_sdist(names: Collection[str]) -> Iterator[str]:
    """Yield what is wrong with the files of an sdist."""
    for name in ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "PKG-INFO"):
        if name not in names:
            yield f"{name} is missing in the sdist"
    for name in sorted(names):
        if name.startswith(("tests/", "requirements/", "bench/")) or name.endswith(".env"):
            yield f"{name} does not belong into the sdist"


def problems_of_versions() -> Iterator[str]:
    """Yield where another version stands than in the package."""
    component = json.loads((CHECKOUT / "custom_components" / "morgan" / "manifest.json").read_text())[
        "version"
    ]
    if component != __version__:
        yield f"custom_components/morgan/manifest.json has the version {component}"
    if f"Morgan {__version__} is ready." not in (CHECKOUT / "README.md").read_text(encoding="utf-8"):
        yield "the banner in README.md has another version"
    changes = (CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8")
    if os.environ.get("RELEASE") and f"## [{__version__}]" not in changes:
        yield f"CHANGELOG.md has no heading [{__version__}]"


def problems_of_installation(wheel: Path, folder: Path) -> Iterator[str]:
    """Yield what does not work in an environment with nothing but the wheel and what it needs."""
    home, program = folder / "home", folder / "environment" / "bin" / "morgan"
    python = program.with_name("python")
    home.mkdir()
    environ = {"PATH": f"{program.parent}:/usr/bin:/bin", "HOME": str(home)}
    _run(sys.executable, "-m", "venv", str(folder / "environment"))
    pip = (str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    _run(*pip, "--require-hashes", "--requirement", str(CHECKOUT / "requirements" / "run.txt"))
    _run(*pip, "--no-deps", str(wheel))
    check = subprocess.run(  # noqa: S603 - its own words
        [python, "-m", "pip", "check"], capture_output=True, text=True, check=False
    )
    if check.returncode:
        yield check.stdout
    version = _output(program, "--version", cwd=home, environ=environ).stdout.strip()
    if version != f"morgan {__version__}":
        yield f"morgan --version says {version!r}"
    doctor = _output(program, "doctor", "--json", cwd=home, environ=environ)
    try:
        findings = json.loads(doctor.stdout)
    except ValueError:
        yield f"morgan doctor says nothing: {doctor.stderr}"
        return
    for finding in findings:
        if finding["mark"] == "failure" and finding["check"] not in _MAY_FAIL:
            yield f"morgan doctor: {finding['check']}: {finding['detail']}"
    answer = _output(program, "ask", "what time is it", cwd=home, environ=environ)
    if answer.returncode:
        yield f"morgan ask: {answer.stderr}"


def problems_of_description(artifacts: Collection[Path], folder: Path) -> Iterator[str]:
    """Yield what an index would refuse."""
    environment = folder / "twine"
    _run(sys.executable, "-m", "venv", str(environment))
    _run(str(environment / "bin" / "python"), "-m", "pip", "install", "--quiet", TWINE)
    done = subprocess.run(  # noqa: S603 - its own words
        [environment / "bin" / "twine", "check", "--strict", *artifacts],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        yield done.stdout


def _run(*command: str) -> None:
    subprocess.run(command, check=True)  # noqa: S603 - the callers' own words


def _output(
    program: Path, *words: str, cwd: Path, environ: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - Morgan itself
        [program, *words], cwd=cwd, env=environ, capture_output=True, text=True, check=False, timeout=300
    )


def main() -> int:
    """Check everything; return the exit code."""
    dist = CHECKOUT / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    wheel, sdist = build(dist)
    problems = [
        *problems_of_versions(),
        *problems_of_wheel(wheel_names(wheel)),
        *problems_of_sdist(sdist_names(sdist)),
    ]
    with TemporaryDirectory() as name:
        problems += problems_of_description([wheel, sdist], Path(name))
        problems += problems_of_installation(wheel, Path(name))
    for problem in problems:
        print(f"error: {problem}", file=sys.stderr)
    if not problems:
        for artifact in (wheel, sdist):
            print(f"{artifact.relative_to(CHECKOUT)}: {artifact.stat().st_size} bytes, fit for a release")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
