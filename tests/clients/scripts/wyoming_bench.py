"""wyoming-bench at Morgan's Wyoming door: what it offers, speaking and hearing in both modes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

BENCH = Path(sys.executable).with_name("wyoming-bench")
SERVER = f"127.0.0.1:{os.environ['MORGAN_WYOMING_PORT']}"


def bench(*arguments: str) -> str:
    """Return what it prints; it must succeed."""
    done = subprocess.run([BENCH, *arguments, SERVER], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


assert "morgan" in bench("info").casefold()
bench("tts", "--rounds", "1", "--warmup", "0", "--texts", "The door is open.", "--no-unique")
with TemporaryDirectory() as corpus:
    shutil.copy(os.environ["MORGAN_RECORDING"], f"{corpus}/data_01.wav")
    Path(corpus, "data_01.txt").write_text(os.environ["MORGAN_WORDS"])
    bench("stt", "--corpus", corpus, "--rounds", "1", "--warmup", "0")
