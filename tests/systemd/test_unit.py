"""The unit file: what it says, and that systemd takes it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from wyoming_morgan.systemd.unit import NAME, Unit, UnitScope, unit_text

ANALYZE = shutil.which("systemd-analyze")
needs_systemd = pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed")


def unit(scope: UnitScope, folder: Path) -> Unit:
    return Unit(
        scope=scope,
        command=(sys.executable, "-m", "wyoming_morgan", "serve"),
        stop_seconds=30.0,
        writable=(folder / "a folder at 100%",),
        variables={"MORGAN_CONFIG_DIR": str(folder / "a folder")},
        variables_file=folder / "the service.env",
    )


def settings(text: str) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE):
        values.setdefault(name, []).append(value)
    return values


@pytest.mark.parametrize("scope", UnitScope)
def test_the_service_is_bounded_and_has_time_to_finish_its_turns(scope: UnitScope, tmp_path: Path) -> None:
    values = settings(unit_text(unit(scope, tmp_path)))
    assert values["Type"] == ["notify"]
    assert values["Restart"] == ["on-failure"]
    assert values["NoNewPrivileges"] == ["yes"]
    assert values["ProtectSystem"] == ["strict"]
    assert float(values["TimeoutStopSec"][0]) > 30
    assert "WatchdogSec" in values


def test_the_service_of_a_machine_runs_as_a_user_of_its_own_and_that_of_a_user_as_this_one(
    tmp_path: Path,
) -> None:
    machine = settings(unit_text(unit(UnitScope.SYSTEM, tmp_path)))
    assert machine["DynamicUser"] == ["yes"]
    assert machine["StateDirectory"] == ["morgan"]
    assert machine["ProtectHome"] == ["yes"]
    assert machine["WantedBy"] == ["multi-user.target"]
    user = settings(unit_text(unit(UnitScope.USER, tmp_path)))
    assert "DynamicUser" not in user
    assert user["WantedBy"] == ["default.target"]


def test_a_service_without_isolation_keeps_every_other_bound(tmp_path: Path) -> None:
    isolated = unit(UnitScope.USER, tmp_path)
    values = settings(unit_text(replace(isolated, isolated=False)))
    assert not {"PrivateUsers", "ProtectSystem", "PrivateTmp", "ReadWritePaths"} & values.keys()
    assert values["NoNewPrivileges"] == ["yes"]
    assert values["SystemCallFilter"] == ["@system-service", "~@privileged"]


def test_a_graphics_card_is_left_to_a_service_that_uses_it(tmp_path: Path) -> None:
    plain = unit(UnitScope.SYSTEM, tmp_path)
    assert settings(unit_text(plain))["PrivateDevices"] == ["yes"]
    with_gpu = settings(unit_text(replace(plain, uses_gpu=True)))
    assert "PrivateDevices" not in with_gpu
    assert with_gpu["DevicePolicy"] == ["closed"]


def test_signs_that_mean_something_to_systemd_mean_themselves() -> None:
    text = unit_text(
        Unit(
            scope=UnitScope.USER,
            command=("/a home/$USER/100%/python", "serve"),
            stop_seconds=1,
            writable=(Path("/a home/100%"),),
            variables={"MORGAN_CONFIG_DIR": '/a "home"'},
            variables_file=Path("/a home/100%/morgan.env"),
        )
    )
    assert 'ExecStart="/a home/$$USER/100%%/python" serve\n' in text
    assert 'ReadWritePaths="-/a home/100%%"\n' in text
    assert "EnvironmentFile=-/a home/100%%/morgan.env\n" in text
    assert 'Environment="MORGAN_CONFIG_DIR=/a \\"home\\""\n' in text


@needs_systemd
@pytest.mark.parametrize("scope", UnitScope)
def test_systemd_takes_the_unit_as_it_is(scope: UnitScope, tmp_path: Path) -> None:
    file = tmp_path / NAME
    file.write_text(unit_text(unit(scope, tmp_path)))
    (tmp_path / "a folder at 100%").mkdir()
    # It complains about what it does not know, or cannot read, on standard error.
    done = subprocess.run(  # noqa: S603 - systemd's own program
        [str(ANALYZE), "verify", "--man=no", file], capture_output=True, text=True, check=False, timeout=60
    )
    complaints = [line for line in done.stderr.splitlines() if NAME in line]
    assert complaints == []
    assert done.returncode == 0, done.stderr


@needs_systemd
@pytest.mark.parametrize(("scope", "most"), [(UnitScope.SYSTEM, 20), (UnitScope.USER, 60)])
def test_little_is_exposed_of_the_machine_by_systemds_own_measure(
    scope: UnitScope, most: int, tmp_path: Path
) -> None:
    file = tmp_path / NAME
    file.write_text(unit_text(unit(scope, tmp_path)))
    done = subprocess.run(  # noqa: S603 - systemd's own program
        [str(ANALYZE), "security", "--offline=true", f"--threshold={most}", file],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout.splitlines()[-1:] or done.stderr
