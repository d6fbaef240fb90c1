"""A backup holds everything, is taken while Morgan runs, and is restored only whole and where nothing is."""

from __future__ import annotations

import hashlib
import io
import json
import stat
import tarfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from tests.backup.conftest import Home, MakeHome
from tests.conftest import CHECKOUT
from tests.store.writer import Task
from wyoming_morgan.access.identity import server_id
from wyoming_morgan.access.keys import PairedKeys
from wyoming_morgan.backup.manifest import FORMAT
from wyoming_morgan.store.schema import METADATA

KINDS = ("sqlite", "postgresql")


def members(file: Path) -> dict[str, bytes]:
    with tarfile.open(file) as archive:
        contents = {member.name: archive.extractfile(member) for member in archive}
        return {name: content.read() for name, content in contents.items() if content is not None}


def write(file: Path, contents: dict[str, bytes]) -> None:
    with tarfile.open(file, "w:gz") as archive:
        for name, content in contents.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))


def lines(file: Path, table: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in members(file)[f"database/{table}.jsonl"].splitlines()]


@pytest.fixture
def file(make_home: MakeHome, tmp_path: Path) -> Path:
    """A backup of a home with SQLite."""
    home = make_home()
    home.fill()
    assert home.morgan("backup", str(tmp_path / "backup.tar.gz")).exit_code == 0
    return tmp_path / "backup.tar.gz"


@pytest.mark.slow
@pytest.mark.parametrize("target", KINDS)
@pytest.mark.parametrize("source", KINDS)
def test_what_is_restored_is_what_was_kept_in_whatever_kind_of_database(
    make_home: MakeHome, tmp_path: Path, source: str, target: str
) -> None:
    old, new = make_home(source), make_home(target)
    (new.configuration / "core.yaml").unlink()
    api_key = old.fill()
    backup = str(tmp_path / "backup.tar.gz")
    assert old.morgan("backup", backup).exit_code == 0
    result = new.morgan("restore", backup)
    assert result.exit_code == 0, result.stderr
    assert "compared them with the backup" in result.stderr
    assert new.kept() == old.kept()
    assert server_id(new.data) == server_id(old.data)
    keys = PairedKeys(new.data)
    keys.load()
    assert keys.owner(api_key.encode()) == "Home Assistant"
    assert (new.configuration / "core.yaml").read_text() == (old.configuration / "core.yaml").read_text()
    # Another backup has the same rows, byte for byte: none was changed on its way.
    assert new.morgan("backup", str(tmp_path / "again.tar.gz")).exit_code == 0
    databases = [
        {name: content for name, content in members(Path(path)).items() if name.startswith("database/")}
        for path in (backup, tmp_path / "again.tar.gz")
    ]
    assert databases[0] == databases[1]
    assert len(databases[0]) == len(METADATA.tables)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_backup_shows_one_moment_while_conversations_go_on(
    make_home: MakeHome, tmp_path: Path, kind: str
) -> None:
    home = make_home(kind)
    task = Task("replica", str(home.data), conversations=3, messages=0, database_url=home.database_url)
    with Popen(task.command(), stdout=PIPE, cwd=CHECKOUT) as writer:  # noqa: S603 - a program of the tests
        try:
            assert writer.stdout is not None
            for number in range(3):
                written = [writer.stdout.readline().decode().split() for _ in range(40)]
                backup = tmp_path / f"{number}.tar.gz"
                assert home.morgan("backup", str(backup)).exit_code == 0
                messages = Counter(row["conversation_id"] for row in lines(backup, "morgan_messages"))
                conversations = lines(backup, "morgan_conversations")
                # The count of a conversation and its messages are written in one transaction.
                assert {row["id"]: row["messages"] for row in conversations} == messages
                ids = {row["id"] for row in lines(backup, "morgan_messages")}
                assert {message for _, message in written} <= ids
            assert writer.poll() is None
        finally:
            writer.kill()


def test_a_backup_is_private_and_says_what_is_in_it_and_what_is_not(
    make_home: MakeHome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = make_home()
    home.fill()
    (home.configuration / "morgan.env").write_text("MORGAN_CORE__HOME_ASSISTANT__TOKEN=secret\n")
    (home.data / "tls").mkdir()
    (home.data / "tls" / "key.pem").write_text("a key")
    (home.data / "models" / "piper" / "grandma").mkdir(parents=True)
    (home.data / "models" / "piper" / "grandma" / "grandma.onnx").touch()
    monkeypatch.setenv("MORGAN_CORE__LOG_LEVEL", "warning")
    result = home.morgan("backup", str(tmp_path))
    assert result.exit_code == 0, result.stderr
    (backup,) = tmp_path.glob("morgan-*.tar.gz")
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert "6 conversations, 12 messages, 3 facts, 2 files of settings" in result.stderr
    assert "models of your own, which no download brings again: piper/grandma" in result.stderr
    assert "MORGAN_CORE__LOG_LEVEL" in result.stderr
    assert "secret" not in result.stderr
    assert {"configuration/core.yaml", "configuration/morgan.env"} <= members(backup).keys()
    assert {"access/server.json", "access/paired.json", "access/key.pem"} <= members(backup).keys()
    new = make_home()
    assert new.morgan("restore", str(backup), "--part", "access").exit_code == 0
    assert (new.data / "tls" / "key.pem").read_text() == "a key"
    assert not list(tmp_path.glob(".morgan*"))


def test_a_backup_goes_through_pipes(make_home: MakeHome) -> None:
    old, new = make_home(), make_home()
    old.fill()
    (new.configuration / "core.yaml").unlink()
    written = old.morgan("backup", "-")
    assert written.exit_code == 0
    restored = new.morgan("restore", "-", stdin=written.stdout_bytes)
    assert restored.exit_code == 0, restored.stderr
    assert new.kept() == old.kept()


def test_no_file_is_replaced_unless_it_may_be(make_home: MakeHome, file: Path) -> None:
    home, before = make_home(), file.read_bytes()
    result = home.morgan("backup", str(file))
    assert result.exit_code == 1
    assert "exists already" in result.stderr
    assert file.read_bytes() == before
    assert home.morgan("backup", str(file), "--force").exit_code == 0
    assert file.read_bytes() != before


def test_a_home_that_kept_nothing_yet_has_a_backup_too(make_home: MakeHome, tmp_path: Path) -> None:
    home = make_home()
    result = home.morgan("backup", str(tmp_path / "backup.tar.gz"))
    assert result.exit_code == 0
    assert "0 conversations" in result.stderr
    assert not home.data.exists()


@pytest.mark.parametrize("there", ["conversations", "clients", "settings"])
def test_nothing_is_restored_where_something_is_unless_it_may_be_replaced(
    make_home: MakeHome, file: Path, there: str
) -> None:
    home = make_home()
    settings = home.configuration / "core.yaml"
    settings.write_text("http: {port: 9}\nlanguages: [de]\n")
    if there != "settings":
        settings.unlink()
    if there == "clients":
        PairedKeys(home.data).add("Another")
    if there == "conversations":
        home.fill()
        (home.data / "paired.json").unlink()
    result = home.morgan("restore", str(file))
    assert result.exit_code == 1
    assert "--force replaces it" in result.stderr
    forced = home.morgan("restore", str(file), "--force")
    assert forced.exit_code == 0, forced.stderr
    assert len(home.kept()) == 6 + 12 + 3
    if there == "settings":
        assert "languages: [de]" in (home.configuration / "core.yaml.before-restore").read_text()
        assert settings.read_text() == "http: {port: 9}\n"


def test_a_part_is_restored_alone(make_home: MakeHome, file: Path) -> None:
    home = make_home()
    assert home.morgan("restore", str(file), "--part", "database").exit_code == 0
    assert len(home.kept()) == 6 + 12 + 3
    assert not (home.data / "paired.json").exists()
    again = home.morgan("restore", str(file), "--part", "access")
    assert again.exit_code == 0, again.stderr
    assert (home.data / "paired.json").exists()


def changed(contents: dict[str, bytes]) -> None:
    contents["database/morgan_facts.jsonl"] = contents["database/morgan_facts.jsonl"].replace(b"tea", b"ale")


def missing(contents: dict[str, bytes]) -> None:
    del contents["database/morgan_facts.jsonl"]


def added(contents: dict[str, bytes]) -> None:
    contents["configuration/../../evil"] = b"x"


def named(contents: dict[str, bytes]) -> None:
    """A name that leads out of the folder, which the manifest has, too."""
    contents["access/../../evil"] = b"x"
    manifest = json.loads(contents["manifest.json"])
    manifest["entries"]["access/../../evil"] = {"bytes": 1, "sha256": hashlib.sha256(b"x").hexdigest()}
    contents["manifest.json"] = json.dumps(manifest).encode()


def newer(contents: dict[str, bytes]) -> None:
    contents["manifest.json"] = contents["manifest.json"].replace(
        f'"format": {FORMAT}'.encode(), f'"format": {FORMAT + 1}'.encode()
    )


def strange(contents: dict[str, bytes]) -> None:
    """A row of a schema that is not known, of which the manifest is right."""
    line = b'{"subject": "s", "tries": 1, "last": "2026-11-30T00:00:00+00:00", "color": "red"}\n'
    contents["database/morgan_attempts.jsonl"] = line
    manifest = json.loads(contents["manifest.json"])
    manifest["entries"]["database/morgan_attempts.jsonl"] = {
        "bytes": len(line),
        "sha256": hashlib.sha256(line).hexdigest(),
        "rows": 1,
    }
    contents["manifest.json"] = json.dumps(manifest).encode()


@pytest.mark.parametrize("damage", [changed, missing, added, named, newer, strange])
def test_a_backup_that_is_not_whole_changes_nothing(
    make_home: MakeHome, file: Path, damage: Callable[[dict[str, bytes]], None]
) -> None:
    home, contents = make_home(), members(file)
    home.fill()
    before = home.kept()
    damage(contents)
    write(file, contents)
    result = home.morgan("restore", str(file), "--force")
    assert result.exit_code == 1
    assert "hint: " in result.stderr
    assert "Traceback" not in result.stderr
    assert home.kept() == before
    assert not list(home.configuration.glob("*.before-restore"))
    assert not list(home.folder.parent.rglob("evil"))


@pytest.mark.parametrize("content", [b"", b"no archive", b"\x1f\x8b\x08\x00"])
def test_what_is_no_backup_is_refused(make_home: MakeHome, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    for name in ("file", "no such file"):
        result = make_home().morgan("restore", str(tmp_path / name))
        assert result.exit_code == 1
        assert "error: " in result.stderr
        assert "Traceback" not in result.stderr


def test_nothing_is_restored_below_a_running_morgan(make_home: MakeHome, file: Path) -> None:
    home = make_home()
    with answering() as port:
        (home.configuration / "core.yaml").write_text(f"http: {{port: {port}}}\n")
        result = home.morgan("restore", str(file), "--part", "database")
    assert result.exit_code == 1
    assert "Morgan is running" in result.stderr
    assert "systemctl --user stop morgan" in result.stderr


@contextmanager
def answering() -> Iterator[int]:
    """A server that answers as Morgan does when it is asked whether it lives."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"status": "ok"}')

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def test_a_database_that_is_down_is_reported_and_leaves_no_backup(
    make_home: MakeHome, tmp_path: Path
) -> None:
    home = Home(make_home().folder, "postgresql://morgan:geheim@127.0.0.1:9/morgan")
    result = home.morgan("backup", str(tmp_path / "backup.tar.gz"))
    assert result.exit_code == 1
    assert "127.0.0.1:9" in result.stderr
    assert "geheim" not in result.stderr
    assert not list(tmp_path.glob("*backup*"))


def test_backups_of_this_format_have_these_columns() -> None:
    """Another column needs a new format, and a way to restore backups of the one before."""
    assert FORMAT == 1
    assert {
        name.removeprefix("morgan_"): " ".join(table.columns.keys())
        for name, table in METADATA.tables.items()
    } == {
        "conversations": "id user_id device_id started last_active language model summary summarized_to"
        " messages",
        "messages": "id conversation_id position created role text handled_by tool_calls tokens",
        "facts": "id owner owner_id content folded digest created expires source_message_id confidence vector"
        " vector_model",
        "deletions": "number subject deleted",
        "attempts": "subject tries last",
    }
