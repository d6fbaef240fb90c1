"""`morgan config`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from wyoming_morgan.config.loader import FILES

Morgan = Callable[..., Result]


def test_init_writes_the_five_files_and_what_it_wrote_is_valid(morgan: Morgan, folder: Path) -> None:
    result = morgan("config", "init")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [str(folder / name) for name in FILES]
    assert morgan("config", "check").exit_code == 0
    assert morgan("config", "show", "--changed").stdout == ""


def test_init_keeps_what_is_there_unless_it_is_forced(morgan: Morgan, folder: Path) -> None:
    mine = folder / "core.yaml"
    mine.write_text("languages: [de]\n")
    result = morgan("config", "init")
    assert result.exit_code == 0
    assert f"kept {mine}; --force replaces it" in result.stderr
    assert mine.read_text() == "languages: [de]\n"
    assert morgan("config", "init", "--force").exit_code == 0
    assert mine.read_text() != "languages: [de]\n"


def test_init_makes_the_folder(morgan: Morgan, tmp_path: Path) -> None:
    assert morgan("config", "init", "--config-dir", str(tmp_path / "new" / "one")).exit_code == 0
    assert (tmp_path / "new" / "one" / "vad.yaml").is_file()


def test_init_tells_what_it_cannot_write(morgan: Morgan, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = morgan("config", "init", "--config-dir", str(tmp_path / "file"))
    assert result.exit_code == 1
    assert result.stderr == (
        f"error: {tmp_path}/file cannot be written: File exists\n"
        "hint: choose another folder with --config-dir\n"
    )


def test_check_tells_every_mistake_and_fails(morgan: Morgan, folder: Path) -> None:
    (folder / "stt.yaml").write_text("engin: auto\nhttp_port: x\n")
    result = morgan("config", "check")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == (
        "error: 2 errors in the configuration\n"
        f"  {folder}/stt.yaml:2: stt.http_port: expected an integer from 0 to 65535; found 'x'\n"
        f"  {folder}/stt.yaml:1: stt.engin: no such setting; did you mean engine?\n"
        "hint: `morgan config init` writes examples of every file with every setting\n"
    )


def test_check_tells_a_language_with_which_morgan_would_not_start(morgan: Morgan, folder: Path) -> None:
    (folder / "core.yaml").write_text("languages: [german, xx]\n")
    result = morgan("config", "check")
    assert result.exit_code == 1
    assert "core.yaml:1: core.languages[1]: unknown language 'xx'" in result.stderr
    assert "one of af, ar" in result.stderr


def test_check_does_not_deny_files_that_set_nothing(morgan: Morgan, folder: Path) -> None:
    assert morgan("config", "init").exit_code == 0
    assert (folder / "core.yaml").exists()
    assert "files: none with settings" in morgan("config", "check").stdout


def test_check_tells_what_is_used(morgan: Morgan, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "core.yaml").write_text("languages: [de]\n")
    monkeypatch.setenv("LOG_LEVEL", "warning")
    assert morgan("config", "check").stdout == (
        f"folder: {folder} (MORGAN_CONFIG_DIR)\nfiles: core.yaml\nenvironment: LOG_LEVEL\nno errors\n"
    )


def test_a_setting_under_an_old_name_is_checked_and_shown_by_its_new_one(
    morgan: Morgan, folder: Path
) -> None:
    (folder / "core.yaml").write_text("memory:\n  pool_size: 7\n")
    warning = f"{folder}/core.yaml:1: core.memory is now core.store; rename it"
    for command in ("check", "show"):
        result = morgan("config", command)
        assert result.exit_code == 0
        assert result.stderr == f"warning: {warning}\n"
    assert f"core.store.pool_size: 7  # {folder}/core.yaml:2" in result.stdout.splitlines()
    assert json.loads(morgan("config", "show", "--json", "--changed").stdout) == {
        "folder": str(folder),
        "files": [f"{folder}/core.yaml"],
        "settings": {"core.store.pool_size": {"value": 7, "source": f"{folder}/core.yaml:2"}},
        "warnings": [warning],
    }


def test_show_tells_values_and_sources_and_hides_secrets(
    morgan: Morgan, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "core.yaml").write_text("languages: [de]\nhttp:\n  api_keys: [very-secret]\n")
    monkeypatch.setenv("MORGAN_STT__HTTP_PORT", "9003")
    lines = morgan("config", "show").stdout.splitlines()
    assert f"core.languages: [de]  # {folder}/core.yaml:1" in lines
    assert f"core.http.api_keys: ['********']  # {folder}/core.yaml:3" in lines
    assert "stt.http_port: 9003  # MORGAN_STT__HTTP_PORT" in lines
    assert "vad.http_port: 8004  # default" in lines
    assert not any("very-secret" in line for line in lines)


def test_show_speaks_json(morgan: Morgan, folder: Path) -> None:
    (folder / "tts.yaml").write_text("voice: en-us\n")
    settings = json.loads(morgan("config", "show", "--json", "--changed").stdout)
    assert settings == {
        "folder": str(folder),
        "files": [f"{folder}/tts.yaml"],
        "settings": {"tts.voice": {"value": "en-us", "source": f"{folder}/tts.yaml:1"}},
    }


def test_a_home_of_many_things_is_counted_and_is_whole_in_json(morgan: Morgan, folder: Path) -> None:
    things = [{"name": f"Lamp number {number}", "domain": "light"} for number in range(60)]
    (folder / "core.yaml").write_text(json.dumps({"home": {"entities": things}}))
    text = morgan("config", "show", "--changed").stdout
    assert "core.home.entities: 60 entries, all of them with --json  # " in text
    report = json.loads(morgan("config", "show", "--changed", "--json").stdout)
    assert len(report["settings"]["core.home.entities"]["value"]) == 60
