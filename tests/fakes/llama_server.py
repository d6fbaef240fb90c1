"""llama.cpp's own OpenAI-compatible server, with a real and very small model, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.fakes.nano_llm import make_model

MODEL = "nano"
CONTEXT_TOKENS = 1024
_PROGRAM = """
import sys, time
import xllamacpp
params = xllamacpp.CommonParams()
params.model.path, params.model_alias = sys.argv[1], [sys.argv[2]]
params.n_ctx, params.n_parallel = int(sys.argv[3]) * 4, 4
params.hostnames, params.port = ["127.0.0.1"], 0
params.cpuparams.n_threads = 1
params.n_threads_http = 8
params.use_jinja, params.warmup, params.endpoint_slots = True, False, True
params.embedding = sys.argv[4] == "embedding"
if params.embedding:
    params.pooling_type = xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_MEAN
server = xllamacpp.Server(params)
print("LISTENING", server.listening_address, flush=True)
sys.stdin.read()  # until whoever started it is gone
"""


@dataclass(frozen=True, slots=True)
class LlamaServer:
    """Where it listens."""

    url: str

    @property
    def base_url(self) -> str:
        return f"{self.url}/v1"


@contextmanager
def llama_server(folder: Path, *, embedding: bool = False) -> Iterator[LlamaServer]:
    """Start the server; skip the test where its wheel is not installed."""
    for name in ("xllamacpp", "gguf"):
        if find_spec(name) is None:
            pytest.skip(f"{name} is not installed: pip install {name}")
    model = make_model(folder / "nano.gguf")
    kind = "embedding" if embedding else "chat"
    with (folder / "llama.log").open("w") as log:
        server = subprocess.Popen(  # noqa: S603 - a program of ours, and paths of ours
            [sys.executable, "-c", _PROGRAM, str(model), MODEL, str(CONTEXT_TOKENS), kind],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            assert server.stdout is not None
            yield LlamaServer(_address(server, folder / "llama.log"))
        finally:
            server.kill()
            server.communicate()


def _address(server: subprocess.Popen[str], log: Path) -> str:
    assert server.stdout is not None
    until = time.monotonic() + 60
    while line := server.stdout.readline():
        if line.startswith("LISTENING"):
            return line.split()[1]
        assert time.monotonic() < until, log.read_text()
    raise AssertionError(log.read_text())
