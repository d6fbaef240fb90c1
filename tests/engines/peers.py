"""Real servers of others as processes: started, stalled, killed, started again on the same port."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from wyoming_morgan.bench.ports import free_port

_STARTING = 60.0  # seconds until a server has to listen, on a busy machine
_ENDING = 10.0


class Peer:
    """A server program `python -m <module> --uri tcp://127.0.0.1:<port> …`; its output goes to `log`."""

    def __init__(self, module: str, arguments: Sequence[str], log: Path) -> None:
        self.port = free_port()
        self.uri = f"tcp://127.0.0.1:{self.port}"
        self.log = log
        self._command = (sys.executable, "-m", module, "--uri", self.uri, *arguments)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start if it does not run, and return when it listens."""
        if self._process is not None and self._process.poll() is None:
            return
        # Whatever asks for a network has none: nothing listens on that port.
        environment = os.environ | {
            "HF_HUB_OFFLINE": "1",
            "ORT_DISABLE_TELEMETRY": "1",
            "https_proxy": "http://127.0.0.1:9",
        }
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter, arguments from the tests
                self._command, stdout=log, stderr=log, env=environment
            )
        until = time.monotonic() + _STARTING
        while not self._listens():
            if self._process.poll() is not None or time.monotonic() > until:
                self.stop()
                raise RuntimeError(f"{self._command} does not start:\n{self.log.read_text()}")
            time.sleep(0.05)

    def stop(self) -> None:
        """End it, whatever state it is in."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGCONT)
        self._process.terminate()
        try:
            self._process.wait(_ENDING)
        except subprocess.TimeoutExpired:
            self.kill()
        self._process = None

    def kill(self) -> None:
        """End it at once, as a power cut does."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(_ENDING)
        self._process = None

    def stall(self) -> None:
        """Stop it where it is; the kernel goes on to take connections for it."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it go on."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0
