"""Installing Home Assistant: the parts that can be tested without doing it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.home_assistant.lane import uv
from tests.home_assistant.lane.cache import finished, key_of, made_anew
from tests.home_assistant.lane.commands import Commands
from tests.home_assistant.lane.environment import RELEASES, environment
from tests.home_assistant.lane.failure import LaneFailed
from tests.home_assistant.lane.newest import VARIABLE, environment_for, releases, version_in
from tests.home_assistant.lane.skip import left_out


def silent(_: str) -> None:
    """Say nothing."""


def test_a_folder_counts_only_once_it_was_made_completely(tmp_path: Path) -> None:
    folder, key = tmp_path / "made", key_of("1")
    with pytest.raises(LaneFailed), made_anew(folder, key):
        raise LaneFailed("the network is gone", hint="")
    assert not finished(folder, key)

    with made_anew(folder, key):
        (folder / "file").touch()
    assert finished(folder, key)
    assert not finished(folder, key_of("2"))
    assert not finished(folder, key_of("1", makers=["satellite"]))


def test_what_is_made_anew_keeps_nothing_of_before(tmp_path: Path) -> None:
    (tmp_path / "old").touch()
    with made_anew(tmp_path, "key"):
        pass
    assert not (tmp_path / "old").exists()


def test_uv_is_told_what_pip_is_configured_with(tmp_path: Path) -> None:
    pip = {
        "index-url": "https://packages.example/simple",
        "extra-index-url": f"file://{tmp_path} file:///nowhere",
        "find-links": f"{tmp_path} /nowhere",
        "cert": "/certificates.pem",
    }
    assert dict(uv.settings_for_uv(pip)) == {
        "UV_DEFAULT_INDEX": "https://packages.example/simple",
        "UV_INDEX": f"file://{tmp_path}",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_FIND_LINKS": str(tmp_path),
        "SSL_CERT_FILE": "/certificates.pem",
    }
    assert not dict(uv.settings_for_uv({}))


def test_a_command_that_fails_is_tried_again_and_then_told_of_with_its_last_words(tmp_path: Path) -> None:
    log = tmp_path / "log"
    commands = Commands(log, say=silent, pause=0)
    with pytest.raises(LaneFailed, match="status 3") as caught:
        commands.run(
            ["sh", "-c", "echo no mirror; exit 3"], seconds=10, attempts=2, hint="look at the network"
        )
    assert "no mirror" in caught.value.message
    assert caught.value.hint.startswith("look at the network")
    assert log.read_text().count("no mirror\n") == 2


def test_a_command_that_hangs_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(LaneFailed, match="took longer"):
        Commands(tmp_path / "log", say=silent).run(["sleep", "60"], seconds=0.1, hint="")


def test_only_a_person_leaves_these_tests_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("SKIP_HOME_ASSISTANT_TESTS", raising=False)
    assert not left_out()
    monkeypatch.setenv("SKIP_HOME_ASSISTANT_TESTS", "1")
    assert left_out()
    monkeypatch.setenv("CI", "true")
    assert not left_out()


def test_the_newest_release_is_read_from_what_uv_resolved() -> None:
    assert version_in("# a comment\nhomeassistant==2026.12.1\n") == "2026.12.1"
    with pytest.raises(LaneFailed, match="not known"):
        version_in("no solution found")


def test_another_release_can_take_the_place_of_those_of_the_lane(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert releases() == RELEASES
    assert environment_for(RELEASES[0]) == environment(RELEASES[0])
    monkeypatch.setenv(VARIABLE, "2027.1.0")
    (release,) = releases()
    assert (release.version, release.package) == ("2027.1.0", "homeassistant==2027.1.0")
    assert environment_for(release).folder.name == "component-2027.1.0"
    assert environment_for(release).key != environment(release).key
