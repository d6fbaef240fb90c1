"""The clients: what each is installed from, and the script that uses it as its users do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

SCRIPTS = Path(__file__).with_name("scripts")


@dataclass(frozen=True, slots=True)
class Client:
    """One client. The first package is the client itself, the others are what its users have beside it."""

    script: str
    """The name of its file in `scripts/`; `.mjs` runs in Node, `.py` in an environment of Python."""
    packages: tuple[str, ...]
    python: tuple[int, int] = (3, 11)
    """The oldest Python that it runs on."""
    over_tls: bool = False
    """Whether it is run against a Morgan that speaks HTTPS with a certificate of its own making."""
    version: str = ""
    """What is shown for its version, where that is not the one of the first package."""

    @property
    def name(self) -> str:
        """What it is called on the command line."""
        return Path(self.script).stem

    @property
    def path(self) -> Path:
        """Its script."""
        return SCRIPTS / self.script

    @property
    def is_node(self) -> bool:
        """Whether it runs in Node."""
        return self.script.endswith(".mjs")


CLIENTS = (
    Client("openai_python.py", ("openai[realtime]==3.57.0",)),
    Client("openai_agents.py", ("openai-agents==0.24.0", "openai[realtime]==3.57.0")),
    Client("openai_node.mjs", ("openai@6.49.0", "ws@8.23.0")),
    Client("openai_node_realtime.mjs", ("openai@6.49.0", "ws@8.23.0"), over_tls=True),
    Client("ai_sdk.mjs", ("@ai-sdk/openai@3.0.141", "ai@6.0.326", "zod@4.6.7")),
    Client("langchain_models.py", ("langchain-openai==1.7.4",)),
    Client("pipecat_services.py", ("pipecat-ai[openai]==1.14.0",)),
    Client("livekit_services.py", ("livekit-plugins-openai==1.8.9", "livekit-agents==1.8.9")),
    Client("litellm_calls.py", ("litellm==1.108.7",)),
    Client("wyoming_openai_proxy.py", ("wyoming-openai==0.8.0",), python=(3, 12)),
    Client("open_webui_requests.py", ("requests==2.34.2",), version="0.12.4, its requests"),
    Client("wyoming_bench.py", ("wyoming-bench==2026.10.0",)),
    Client("audioeval_checks.py", ("pytest-audioeval==0.1.3",)),
    Client("schemathesis_run.py", ("schemathesis==4.32.5",)),
)
"""All of them, in the order in which they run."""
