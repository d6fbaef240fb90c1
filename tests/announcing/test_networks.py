from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.announcing.networks import IP

MACHINE = ["unshare", "--map-root-user", "--net"]


@pytest.mark.slow
def test_a_client_on_each_network_is_told_the_address_that_it_can_reach() -> None:
    """Two networks, a tunnel without multicast, an adapter that comes later, and an address that changes."""
    try:
        subprocess.run([*MACHINE, IP, "link"], check=True, capture_output=True)  # noqa: S603 - ours
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"this machine allows no network namespaces: {error}")
    run = subprocess.run(  # noqa: S603 - ours
        [*MACHINE, sys.executable, "-m", "tests.announcing.networks"],
        check=False,
        capture_output=True,
        timeout=200,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    addresses = json.loads(run.stdout)
    assert addresses["lan"] == "192.168.1.20"
    assert addresses["guests"] == "192.168.30.20"
    assert addresses["late"] == "10.0.0.5"
    assert addresses["moved"] == "192.168.1.21"
