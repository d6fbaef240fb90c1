"""Which size of Whisper is for which home and machine, where the settings name none.

The figures behind it are in docs/engines.md: of English commands `tiny.en` gets as many right as `base` for
little more than half of the processor time; other languages need `base`. Larger ones take too long on a CPU
to be chosen unasked.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

AUTO = "auto"
"""The setting that leaves the choice to Morgan."""

_ENGLISH = "en"
_FEW_CORES = 4
_OTHERS = (
    "base",
    "base.en",
    "tiny.en",
    "small.en",
    "small",
    "tiny",
    "large-v3-turbo",
    "medium.en",
    "medium",
    "large-v3",
)
"""What else may be on disk, the most suitable first."""


def recommended(languages: Sequence[str], cores: int | None = None) -> str:
    """Return the size to download for a home that speaks these languages, as BCP 47 tags."""
    few = (cores or len(os.sched_getaffinity(0))) <= _FEW_CORES
    return "tiny.en" if few and _is_english(languages) else "base"


def chosen(languages: Sequence[str], on_disk: Callable[[str], bool], cores: int | None = None) -> str:
    """Return the recommended size, or if only others are on disk, the most suitable of those."""
    best = recommended(languages, cores)
    suitable = [size for size in _OTHERS if _is_english(languages) or not size.endswith(f".{_ENGLISH}")]
    return next((size for size in (best, *suitable) if on_disk(size)), best)


def _is_english(languages: Sequence[str]) -> bool:
    return bool(languages) and all(tag.partition("-")[0].lower() == _ENGLISH for tag in languages)
