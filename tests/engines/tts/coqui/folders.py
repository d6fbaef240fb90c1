"""Folders that look like Coqui's models from outside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def model(models_dir: Path, name: str, **config: Any) -> Path:
    """A VITS model."""
    folder = models_dir / "coqui" / name
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({"model": "vits", "phoneme_language": "en-us"} | config))
    (folder / "model.pth").write_bytes(b"weights")
    return folder


def xtts(models_dir: Path, name: str = "xtts_v2") -> Path:
    return model(models_dir, name, model="xtts", languages=["en", "de", "zh-cn"])
