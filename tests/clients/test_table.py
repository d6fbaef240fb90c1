"""The table of clients, and their environments, without the clients themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.clients import environments
from tests.clients.environments import ClientMissing, clients_folder, command_of
from tests.clients.table import CLIENTS, SCRIPTS, Client

_PINNED = re.compile(r"(?:@[a-z-]+/)?[a-z][a-z0-9.\[\]-]*(?:==|@)\d+(?:\.\d+)+")


def test_every_client_has_a_script_and_every_script_a_client() -> None:
    assert {client.script for client in CLIENTS} == {
        file.name for file in SCRIPTS.iterdir() if file.is_file()
    }
    assert len({client.name for client in CLIENTS}) == len(CLIENTS)


@pytest.mark.parametrize("client", CLIENTS, ids=[client.name for client in CLIENTS])
def test_every_package_is_pinned(client: Client) -> None:
    assert all(_PINNED.fullmatch(package) for package in client.packages)


def test_environments_are_kept_outside_of_the_checkout() -> None:
    assert Path(__file__).resolve().parents[2] not in clients_folder().parents


def test_a_client_that_cannot_be_had_is_said_and_tried_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(environments, "clients_folder", lambda: tmp_path)
    said: list[str] = []
    ancient = Client("openai_python.py", ("openai==3.57.0",), python=(9, 0))
    for _ in range(2):
        with pytest.raises(ClientMissing, match=r"needs Python 9\.0"):
            command_of(ancient, said.append)
    assert len(said) == 2
