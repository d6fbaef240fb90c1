"""`morgan service`, with programs in place of systemd's: they note what they are asked, and answer alike."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from wyoming_morgan.cli import installing
from wyoming_morgan.systemd import manager
from wyoming_morgan.systemd.unit import NAME

Morgan = Callable[..., Result]

SYSTEMCTL = """\
#!/bin/sh
echo "systemctl $*" >> "{log}"
case "$*" in
  *restart*) test ! -e "{folder}/fails" || exit 1 ;;
  *disable*) rm -f "{folder}/active" ;;
  *show-environment*) ;;
  *show*)
    if [ -e "{unit}" ]; then
      echo LoadState=loaded
      echo UnitFileState=enabled
      cat "{folder}/state"
    else
      echo LoadState=not-found
      echo ActiveState=inactive
    fi ;;
esac
"""
ACTIVE = (
    "ActiveState=active\nActiveEnterTimestamp=Mon 2026-11-30 02:38:41 UTC\nStatusText=ready\nNRestarts=2\n"
)
JOURNAL = '{"MESSAGE": "ERROR: the port is taken", "__REALTIME_TIMESTAMP": "1796000000000000"}'


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with systemd's programs; the commands that they were given are in its file `log`."""
    folder = tmp_path / "programs"
    folder.mkdir()
    unit = tmp_path / "home" / "systemd" / "user" / NAME
    texts = {
        "systemctl": SYSTEMCTL.format(log=folder / "log", folder=folder, unit=unit),
        "journalctl": f"#!/bin/sh\necho '{JOURNAL}'\n",
        "loginctl": f"#!/bin/sh\necho \"loginctl $*\" >> '{folder / 'log'}'\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    (folder / "state").write_text(ACTIVE)
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(manager, "RUNNING", tmp_path)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    # Tests may lie where a service sees nothing.
    monkeypatch.setattr(installing, "_HIDDEN", ())
    monkeypatch.setattr(installing, "_HIDDEN_FROM_SYSTEM", ())
    return folder


def orders(systemd: Path) -> list[str]:
    return (systemd / "log").read_text().splitlines()


def unit_of(tmp_path: Path) -> Path:
    return tmp_path / "home" / "systemd" / "user" / NAME


def test_an_installed_service_runs_now_and_at_boot_without_a_login(
    morgan: Morgan, systemd: Path, tmp_path: Path
) -> None:
    result = morgan("service", "install")
    assert result.exit_code == 0, result.stderr
    assert f"wrote {unit_of(tmp_path)}" in result.stderr
    assert "starts at boot" in result.stderr
    command = f'"{sys.executable}"' if " " in sys.executable else sys.executable
    assert f"ExecStart={command} -m wyoming_morgan serve" in unit_of(tmp_path).read_text()
    assert f"MORGAN_CONFIG_DIR={tmp_path / 'configuration'}" in unit_of(tmp_path).read_text()
    assert f"XDG_DATA_HOME={tmp_path / 'data'}" in unit_of(tmp_path).read_text()
    assert (tmp_path / "data" / "morgan").is_dir()  # the service itself could not make it
    ordered = orders(systemd)
    for order in ("daemon-reload", f"enable --quiet {NAME}", f"restart {NAME}"):
        assert f"systemctl --user {order}" in ordered
    assert "loginctl enable-linger" in ordered


def test_installed_again_it_is_started_again_and_nothing_else_changes(
    morgan: Morgan, systemd: Path, tmp_path: Path
) -> None:
    morgan("service", "install")
    before = unit_of(tmp_path).stat().st_mtime_ns
    result = morgan("service", "install")
    assert f"unchanged: {unit_of(tmp_path)}" in result.stderr
    assert unit_of(tmp_path).stat().st_mtime_ns == before
    assert orders(systemd).count(f"systemctl --user restart {NAME}") == 2


def test_a_service_for_the_next_boot_is_not_started(morgan: Morgan, systemd: Path) -> None:
    assert "at the next boot" in morgan("service", "install", "--no-start").stderr
    assert not [order for order in orders(systemd) if "restart" in order]


def test_a_service_that_does_not_start_shows_why(morgan: Morgan, systemd: Path) -> None:
    (systemd / "fails").touch()
    (systemd / "state").write_text("ActiveState=failed\nExecMainStatus=1\n")
    result = morgan("service", "install")
    assert result.exit_code == 1
    assert "the port is taken" in result.stderr
    assert "hint: look at it with: morgan doctor" in result.stderr


def test_where_a_users_manager_cannot_isolate_a_service_it_is_less_strict_and_says_so(
    morgan: Morgan, systemd: Path, tmp_path: Path
) -> None:
    (systemd / "fails").touch()
    (systemd / "state").write_text("ActiveState=activating\nExecMainStatus=226\n")
    result = morgan("service", "install")
    assert "does not let a user isolate a service" in result.stderr
    assert "ProtectSystem" not in unit_of(tmp_path).read_text()
    assert "NoNewPrivileges=yes" in unit_of(tmp_path).read_text()


def test_the_status_says_since_when_it_runs_and_what_went_wrong(morgan: Morgan, systemd: Path) -> None:
    missing = morgan("service", "status")
    assert missing.exit_code == 1
    assert "run: morgan service install" in missing.stderr
    morgan("service", "install")
    result = morgan("service", "status")
    assert result.exit_code == 0
    assert result.stdout.startswith("active since Mon 2026-11-30 02:38:41 UTC (ready)\nstarts at boot\n")
    assert "started again 2 times" in result.stdout
    assert "ERROR: the port is taken" in result.stdout
    assert json.loads(morgan("service", "status", "--json").stdout)["active"] == "active"
    (systemd / "state").write_text("ActiveState=failed\n")
    assert morgan("service", "status").exit_code == 1


def test_a_removed_service_is_stopped_and_leaves_the_data(
    morgan: Morgan, systemd: Path, tmp_path: Path
) -> None:
    morgan("service", "install")
    result = morgan("service", "remove")
    assert result.exit_code == 0
    assert not unit_of(tmp_path).exists()
    assert f"systemctl --user disable --quiet --now {NAME}" in orders(systemd)
    assert (tmp_path / "data" / "morgan").is_dir()
    again = morgan("service", "remove")
    assert again.exit_code == 0
    assert "it is not installed" in again.stderr


def test_variables_of_the_terminal_are_named_since_a_service_does_not_have_them(
    morgan: Morgan, systemd: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del systemd
    monkeypatch.setenv("MORGAN_CORE__LOG_LEVEL", "debug")
    assert "MORGAN_CORE__LOG_LEVEL counts in this terminal only" in morgan("service", "install").stderr


def test_no_service_is_installed_that_its_configuration_would_stop(
    morgan: Morgan, systemd: Path, folder: Path, tmp_path: Path
) -> None:
    (folder / "stt.yaml").write_text("engine: pocketsphnx\n")
    result = morgan("service", "install")
    assert result.exit_code == 1
    assert "did you mean pocketsphinx?" in result.stderr
    assert not unit_of(tmp_path).exists()
    assert not [order for order in orders(systemd) if "restart" in order]


def test_a_service_of_the_machine_is_for_root_and_one_of_root_is_refused(
    morgan: Morgan, systemd: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del systemd
    assert "with sudo" in morgan("service", "install", "--system").stderr
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert "or with --system" in morgan("service", "install").stderr


def test_a_service_that_could_not_see_its_own_program_is_refused(
    morgan: Morgan, systemd: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del systemd
    monkeypatch.setattr(installing, "_HIDDEN_FROM_SYSTEM", (Path("/"),))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    result = morgan("service", "install", "--system")
    assert result.exit_code == 1
    assert "a service cannot see" in result.stderr
    assert "/opt/morgan" in result.stderr


def test_the_unit_is_shown_where_there_is_no_systemd_and_installing_says_so(
    morgan: Morgan, systemd: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    del systemd
    monkeypatch.setattr(manager, "RUNNING", tmp_path / "nothing")
    assert morgan("service", "install", "--show").stdout.count("[Service]") == 1
    for command in ("install", "status", "remove"):
        result = morgan("service", command)
        assert result.exit_code == 1
        assert "systemd does not run this machine" in result.stderr
        assert "morgan serve" in result.stderr
    assert not unit_of(tmp_path).exists()
