"""Commands that ask a server over HTTPS, and what `morgan doctor` says of its certificate."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typer.testing import Result

from tests.certificates import DAY, Authority
from wyoming_morgan.cli.certificate_checks import check_certificate
from wyoming_morgan.cli.checks import Finding, Mark, check_ports
from wyoming_morgan.config.schema import Config
from wyoming_morgan.http.server import HttpServer
from wyoming_morgan.http.services import HttpServices
from wyoming_morgan.http.settings import HttpSettings
from wyoming_morgan.readiness import Readiness
from wyoming_morgan.timings import TurnLog
from wyoming_morgan.tls.certificate import CertificateFiles, read_certificate, utc_now
from wyoming_morgan.tls.keeper import CertificateKeeper
from wyoming_morgan.tls.self_made import self_made_files
from wyoming_morgan.tls.settings import TlsSettings

Morgan = Callable[..., Result]


@pytest.fixture
def port(folder: Path, tmp_path: Path) -> Iterator[int]:
    """The port of a server with a self-made certificate, as it is configured."""
    loop, ready, over = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    data, ports = tmp_path / "data of Morgan", list[int]()

    async def run() -> None:
        keeper = CertificateKeeper(TlsSettings(self_made=True), data)
        await keeper.load()
        readiness = Readiness(["stt"])
        readiness.loaded("stt")
        server = HttpServer(
            HttpServices(readiness, TurnLog()), HttpSettings(port=0, host="127.0.0.1"), certificates=keeper
        )
        await server.start()
        ports.append(server.addresses[0][1])
        ready.set()
        await over.wait()
        await server.stop(0)

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()))
    thread.start()
    assert ready.wait(30)
    (folder / "core.yaml").write_text(
        f"http: {{port: {ports[0]}, tls: {{self_made: true}}}}\ndata_dir: '{data}'\n"
    )
    yield ports[0]
    loop.call_soon_threadsafe(over.set)
    thread.join(30)
    loop.close()


@pytest.mark.usefixtures("port")
def test_commands_trust_the_self_made_certificate_of_this_machine(morgan: Morgan) -> None:
    result = morgan("health")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("ready\n")


def test_by_its_address_it_is_trusted_where_the_keys_are_sent(morgan: Morgan, port: int) -> None:
    result = morgan("pair", "--list", "--url", f"https://localhost:{port}")
    assert "is not trusted" not in result.stderr
    assert "does not pair clients" in result.stderr


def test_elsewhere_it_is_not_trusted(morgan: Morgan, port: int) -> None:
    result = morgan("health", "--url", f"https://127.0.0.1:{port}")
    assert result.exit_code == 1
    assert f"the certificate of https://127.0.0.1:{port} is not trusted: self" in result.stderr
    assert "SSL_CERT_FILE" in result.stderr


def test_http_where_https_is_spoken_is_said_with_what_to_write(morgan: Morgan, port: int) -> None:
    result = morgan("ps", "--url", f"http://127.0.0.1:{port}")
    assert result.exit_code == 1
    assert result.stderr == (f"error: http://127.0.0.1:{port} speaks HTTPS\nhint: write https:// in --url\n")


def test_another_certificate_than_the_configured_one_is_not_trusted(
    morgan: Morgan, folder: Path, tmp_path: Path, port: int
) -> None:
    files = Authority(tmp_path).issue(tmp_path / "other", "localhost")
    tls = f"{{certificate: '{files.certificate}', key: '{files.key}'}}"
    (folder / "core.yaml").write_text(f"http: {{port: {port}, tls: {tls}}}\n")
    assert "is not trusted" in morgan("health").stderr


def test_https_where_http_is_spoken_is_said_with_what_to_write(morgan: Morgan) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        result = morgan("health", "--url", f"https://127.0.0.1:{server.server_port}")
        server.shutdown()
        thread.join()
    assert "does not speak TLS as expected" in result.stderr
    assert "is it http:// in place of https://?" in result.stderr


def test_without_its_certificate_a_command_says_what_is_missing(morgan: Morgan, folder: Path) -> None:
    (folder / "core.yaml").write_text("http: {tls: {self_made: true}}\n")
    result = morgan("health")
    assert result.exit_code == 1
    assert "there is no self-made certificate in" in result.stderr
    assert result.stderr.endswith("hint: run: morgan serve\n")


def test_a_port_that_a_running_morgan_serves_over_https_is_known(tmp_path: Path, port: int) -> None:
    settings = {"http": {"port": port, "tls": {"self_made": True}}, "data_dir": tmp_path / "data of Morgan"}
    config = Config.model_validate({"core": settings})
    assert next(check_ports(config)) == Finding(
        "http port", Mark.GOOD, f"{port} is served by a running Morgan"
    )


def configured(files: CertificateFiles) -> Config:
    tls = {"certificate": files.certificate, "key": files.key}
    return Config.model_validate({"core": {"http": {"tls": tls}}})


def found(config: Config) -> list[tuple[Mark, str]]:
    return [(finding.mark, finding.detail) for finding in check_certificate(config)]


@pytest.fixture
def files(tmp_path: Path) -> CertificateFiles:
    return Authority(tmp_path).issue(tmp_path / "live", "morgan.example.org")


def test_a_certificate_is_shown_with_its_names_its_end_and_its_fingerprint(files: CertificateFiles) -> None:
    certificate = read_certificate(files.certificate)
    end, fingerprint = certificate.ends.date(), certificate.shown_fingerprint
    assert found(configured(files)) == [
        (Mark.GOOD, f"for morgan.example.org, until {end}, SHA-256 {fingerprint}")
    ]


@pytest.mark.parametrize(
    ("days", "mark", "problem"), [(80, Mark.WARNING, "ends soon: "), (100, Mark.FAILURE, "has expired on")]
)
def test_a_certificate_that_clients_will_refuse_is_found(
    files: CertificateFiles, days: int, mark: Mark, problem: str
) -> None:
    [finding] = check_certificate(configured(files), lambda: utc_now() + days * DAY)
    assert finding.mark is mark
    assert problem in finding.detail
    assert finding.fix == f"renew it, then put it in the place of {files.certificate}"


def test_a_key_that_does_not_fit_and_a_file_that_cannot_be_read_are_found(
    files: CertificateFiles, tmp_path: Path
) -> None:
    other = Authority(tmp_path).issue(tmp_path / "other", "morgan.example.org")
    [(mark, detail)] = found(configured(CertificateFiles(files.certificate, other.key)))
    assert (mark, "does not fit the certificate" in detail) == (Mark.FAILURE, True)
    files.certificate.unlink()
    [finding] = check_certificate(configured(files))
    assert (finding.mark, "cannot be read" in finding.detail) == (Mark.FAILURE, True)
    assert finding.fix.startswith("check the path")


def test_a_key_that_others_can_read_is_found(files: CertificateFiles) -> None:
    files.key.chmod(0o644)
    assert found(configured(files))[1] == (
        Mark.WARNING,
        f"others on this machine may read the key in {files.key}",
    )


def test_a_self_made_certificate_is_found_before_and_after_it_is_made(tmp_path: Path) -> None:
    config = Config.model_validate({"core": {"http": {"tls": {"self_made": True}}, "data_dir": tmp_path}})
    assert found(config) == [(Mark.GOOD, "is made when Morgan starts")]
    asyncio.run(CertificateKeeper(TlsSettings(self_made=True), tmp_path).load())
    [(mark, detail)] = found(config)
    assert (mark, detail.startswith("self-made, for localhost, ")) == (Mark.GOOD, True)
    self_made_files(tmp_path).key.unlink()
    [finding] = check_certificate(config)
    assert (finding.mark, finding.fix) == (Mark.FAILURE, "restart Morgan, which makes another one")


def test_the_doctor_looks_at_the_certificate(morgan: Morgan, folder: Path, files: CertificateFiles) -> None:
    tls = f"{{certificate: '{files.certificate}', key: '{files.key}'}}"
    (folder / "core.yaml").write_text(f"http: {{tls: {tls}}}\n")
    findings = json.loads(morgan("doctor", "--json").stdout)
    assert [finding["mark"] for finding in findings if finding["check"] == "certificate"] == ["good"]
