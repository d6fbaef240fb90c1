"""What `morgan doctor` looks at."""

from __future__ import annotations

import json
import resource
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import Result

from wyoming_morgan.bench.ports import free_port
from wyoming_morgan.cli.checks import (
    Finding,
    Mark,
    check_disk,
    check_folders,
    check_network,
    check_ports,
    check_python,
)
from wyoming_morgan.config.choices import Service
from wyoming_morgan.config.schema import Config

Morgan = Callable[..., Result]


@contextmanager
def listening(answer: bytes = b"") -> Iterator[int]:
    """Listen on a free port; to each connection read something, answer, and close."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)
        ended = threading.Event()

        def serve() -> None:
            while not ended.is_set():
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    if ended.is_set():
                        return
                    connection.recv(4096)
                    connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        port = server.getsockname()[1]
        try:
            yield port
        finally:
            ended.set()
            with socket.create_connection(("127.0.0.1", port)):
                pass
            thread.join()


def on_ports(http_port: int, wyoming_port: int) -> Config:
    return Config.model_validate(
        {
            "core": {
                "http": {"port": http_port},
                "shared_wyoming_port": wyoming_port,
                "wyoming_host": "127.0.0.1",
            }
        }
    )


def test_this_python_is_good_and_an_old_one_is_not() -> None:
    assert [finding.mark for finding in check_python()] == [Mark.GOOD]
    [finding] = check_python((3, 10, 4))
    assert finding.mark is Mark.FAILURE
    assert "3.10.4" in finding.detail
    assert finding.fix


def test_free_ports_are_good() -> None:
    http_port, wyoming_port = free_port(), free_port()
    assert list(check_ports(on_ports(http_port, wyoming_port))) == [
        Finding("http port", Mark.GOOD, f"{http_port} is free"),
        Finding("wyoming port", Mark.GOOD, f"{wyoming_port} is free"),
    ]


def test_a_core_by_itself_is_looked_for_where_it_listens() -> None:
    port = free_port()
    config = Config.model_validate({"core": {"wyoming_port": port, "wyoming_host": "127.0.0.1"}})
    assert list(check_ports(config, frozenset({Service.CORE})))[-1].detail == f"{port} is free"


def test_ports_of_another_program_fail_with_what_to_run() -> None:
    with listening(b"SSH-2.0-OpenSSH\r\n") as http_port, listening(b"{}\n") as wyoming_port:
        findings = list(check_ports(on_ports(http_port, wyoming_port)))
    assert [finding.mark for finding in findings] == [Mark.FAILURE, Mark.FAILURE]
    assert findings[0].detail == f"{http_port} is used by another program"
    assert findings[0].fix == (
        f"morgan serve --http-port {http_port + 1}, or find out which: ss -ltnp 'sport = :{http_port}'"
    )
    assert findings[1].fix.startswith(f"morgan serve --wyoming-port {wyoming_port + 1}, ")


def test_another_wyoming_server_is_no_morgan() -> None:
    data = json.dumps({"asr": [{"name": "faster-whisper"}]}).encode()
    header = json.dumps({"type": "info", "data_length": len(data)}).encode()
    with listening(header + b"\n" + data) as port:
        findings = list(check_ports(on_ports(free_port(), port)))
    assert findings[1].mark is Mark.FAILURE


def test_a_running_morgan_is_recognized() -> None:
    health = json.dumps({"status": "ok", "version": "0.1.0", "services": {}}).encode()
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%b" % (len(health), health)
    data = json.dumps({"asr": [{"name": "morgan"}]}).encode()
    header = json.dumps({"type": "info", "data_length": len(data)}).encode()
    with listening(answer) as http_port, listening(header + b"\n" + data) as wyoming_port:
        findings = list(check_ports(on_ports(http_port, wyoming_port)))
    assert [finding.detail for finding in findings] == [
        f"{http_port} is served by a running Morgan",
        f"{wyoming_port} is served by a running Morgan",
    ]


def test_an_address_of_another_machine_cannot_be_listened_on() -> None:
    config = Config.model_validate({"core": {"wyoming_host": "203.0.113.7"}})
    finding = list(check_ports(config))[-1]
    assert finding.mark is Mark.FAILURE
    assert finding.detail.startswith("203.0.113.7:10300 cannot be listened on: ")


def test_the_network_is_looked_at_without_failing() -> None:
    assert {finding.mark for finding in check_network()} <= {Mark.GOOD, Mark.WARNING}


@pytest.mark.parametrize(
    ("free", "mark"),
    [(10 * 1024**3, Mark.GOOD), (1024**3 - 1, Mark.WARNING), (1024, Mark.FAILURE)],
    ids=["enough", "scarce", "none"],
)
def test_room_on_the_disk_is_judged(tmp_path: Path, free: int, mark: Mark) -> None:
    [finding] = check_disk(tmp_path / "not" / "there", lambda _: (1, 1, free))
    assert finding.mark is mark
    assert bool(finding.fix) is (mark is not Mark.GOOD)
    assert str(tmp_path / "not" / "there") in finding.detail


def test_a_folder_that_can_be_made_is_good_and_is_not_made(tmp_path: Path) -> None:
    [finding] = check_folders({"cache_dir": tmp_path / "new" / "cache"})
    assert finding.mark is Mark.GOOD
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_takes_no_file_of_some_size_fails_with_what_to_look_at(tmp_path: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16 * 1024, limits[1]))
    try:
        [finding] = check_folders({"cache_dir": tmp_path})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert finding.mark is Mark.FAILURE
    assert finding.fix == f"make room, see: df -h {tmp_path}"


def test_a_folder_below_a_file_fails_with_what_to_run(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    [finding] = check_folders({"cache_dir": tmp_path / "file" / "cache"})
    assert finding.mark is Mark.FAILURE
    assert finding.fix == f"sudo chown -R $(id -u) {tmp_path}/file, or set core.cache_dir"


def test_the_doctor_names_mistakes_in_the_configuration_and_fails(morgan: Morgan, folder: Path) -> None:
    (folder / "stt.yaml").write_text("engin: auto\n")
    result = morgan("doctor")
    assert result.exit_code == 1
    assert (
        f"[✗] configuration: {folder}/stt.yaml:1: stt.engin: no such setting; did you mean engine?\n"
        "    fix: correct these lines, then run: morgan config check\n"
    ) in result.stdout


def test_the_doctor_speaks_json(morgan: Morgan, folder: Path) -> None:
    (folder / "core.yaml").write_text(
        f"http: {{port: {free_port()}}}\nshared_wyoming_port: {free_port()}\nwyoming_host: 127.0.0.1\n"
    )
    findings = {finding["check"]: finding for finding in json.loads(morgan("doctor", "--json").stdout)}
    assert findings["configuration"]["mark"] == "good"
    assert findings["http port"]["mark"] == "good"
    assert {
        "clock",
        "python",
        "stt engine",
        "tts engine",
        "vad engine",
        "network",
        "disk",
        "cache_dir",
    } <= set(findings)
