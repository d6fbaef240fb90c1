"""`python -m tests.clients [names]`: run every client, or those that are named, against a running Morgan."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.clients.backend import MODEL, scripted_model
from tests.clients.environments import ClientMissing, command_of, installed_version
from tests.clients.table import CLIENTS, Client
from tests.fakes.chat_server import serving_models
from tests.home_assistant.morgan import Morgan

_WORDS = "open the sliding door in the office"
"""What the recording says, and the built-in recognizer hears."""
_CERTIFICATE = Path("data", "tls", "certificate.pem")
_SECONDS = 1200.0
_LAST_CHARACTERS = 3000


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a program


async def run(clients: Sequence[Client]) -> dict[str, str]:
    """Run clients; return what went wrong, by their names."""
    problems: dict[str, str] = {}
    for over_tls in (False, True):
        if chosen := [client for client in clients if client.over_tls is over_tls]:
            problems |= await _run_against_one(chosen, over_tls=over_tls)
    return problems


async def _run_against_one(clients: Sequence[Client], *, over_tls: bool) -> dict[str, str]:
    """Run clients against one Morgan; return what went wrong, by their names."""
    problems: dict[str, str] = {}
    with TemporaryDirectory(prefix="morgan-clients-") as place:
        folder = Path(place)
        async with serving_models(scripted_model()) as base_url:
            engine = {"engine": "openai", "engines": {"openai": {"base_url": base_url, "model": MODEL}}}
            settings = {"MORGAN_LLM__BACKENDS": json.dumps({"home": engine})}
            if over_tls:
                settings["MORGAN_CORE__HTTP__TLS__SELF_MADE"] = "true"
            async with Morgan.run(folder, **settings) as morgan:
                recording = folder / "recording.wav"
                recording.write_bytes(await morgan.say(_WORDS, voice="en-US", speed=0.9))
                environment = {
                    "MORGAN_URL": morgan.url,
                    "MORGAN_WYOMING_PORT": str(morgan.wyoming_port),
                    "MORGAN_RECORDING": str(recording),
                    "MORGAN_WORDS": _WORDS,
                    # None of these clients may ask anybody else.
                    "OPENAI_AGENTS_DISABLE_TRACING": "1",
                    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
                    **({"NODE_EXTRA_CA_CERTS": str(folder / _CERTIFICATE)} if over_tls else {}),
                }
                for client in clients:
                    problem = await _problem_of(client, environment)
                    version = installed_version(client)
                    _say(f"{client.name} {version}: {'works' if problem is None else problem}")
                    if problem is not None:
                        problems[client.name] = problem
    return problems


async def _problem_of(client: Client, environment: Mapping[str, str]) -> str | None:
    """Run one client's script; return what went wrong, None if nothing did."""
    try:
        command = await asyncio.to_thread(command_of, client, _say)
    except ClientMissing as error:
        return f"cannot be had: {error}"
    running = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={**os.environ, **environment},
    )
    try:
        output, _ = await asyncio.wait_for(running.communicate(), _SECONDS)
    except TimeoutError:
        running.kill()
        await running.wait()
        return f"did not end within {_SECONDS:g} s"
    return None if running.returncode == 0 else output.decode(errors="replace")[-_LAST_CHARACTERS:]


def main() -> int:
    """Run what the command line says; return 0 if everything worked."""
    names = {client.name: client for client in CLIENTS}
    parser = argparse.ArgumentParser(prog="python -m tests.clients", description=__doc__)
    parser.add_argument("clients", nargs="*", metavar="name", help=f"any of {', '.join(names)}")
    chosen = parser.parse_args().clients
    if unknown := sorted(set(chosen) - set(names)):
        parser.error(f"there is no client {', '.join(unknown)}; there are {', '.join(names)}")
    problems = asyncio.run(run([names[name] for name in chosen] or list(CLIENTS)))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
