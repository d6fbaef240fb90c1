from __future__ import annotations

import signal
import subprocess
import sys

import pytest

USE = """
import time
from wyoming_morgan.audio.fence import Fence
kept = []
fence = Fence(20.0).ready()
with fence.around(1 << 30):
    kept.append(bytes({size}))
print("answered", flush=True)
time.sleep({seconds})
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "seconds", "code"),
    [(300_000_000, 60, -signal.SIGALRM), (1_000_000, 1, 0)],
    ids=["large", "small"],
)
def test_a_process_that_stays_large_ends_once_it_has_answered(size: int, seconds: int, code: int) -> None:
    program = USE.format(size=size, seconds=seconds)
    ended = subprocess.run(  # noqa: S603 - the program is above
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False
    )
    assert (ended.stdout, ended.returncode) == ("answered\n", code), ended.stderr
