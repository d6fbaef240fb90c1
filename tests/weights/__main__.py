"""`python -m tests.weights [pytest's options]`: lay the trained models, then test the engines on them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.engines.models import WEIGHTS
from tests.weights.laying import lay, weights_folder

CHECKOUT = Path(__file__).resolve().parents[2]
_TESTS = ("tests/engines/test_contract.py", "tests/weights")
_ENGINES = "faster-whisper or kokoro or piper or weights"
_SECONDS_A_TEST = 1800


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - a program


def main() -> int:
    """Lay them and run the tests; return the exit code of the tests. What cannot be had is skipped."""
    folder = weights_folder()
    for model, problem in lay(folder, _say).items():
        _say(f"{model} is left out: {problem}")
    command = (sys.executable, "-m", "pytest", "-m", "slow", "-k", _ENGINES, "-p", "no:cacheprovider")
    options = (f"--timeout={_SECONDS_A_TEST}", *sys.argv[1:])
    environment = {**os.environ, WEIGHTS: str(folder)}
    return subprocess.run(  # noqa: S603 - a fixed command
        [*command, *options, *_TESTS], cwd=CHECKOUT, env=environment, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
