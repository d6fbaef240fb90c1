"""Certificates in files, and what may be wrong with them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.certificates import DAY, Authority
from wyoming_morgan.errors import ConfigurationError
from wyoming_morgan.tls.certificate import CertificateFiles, read_certificate, utc_now
from wyoming_morgan.tls.keeper import files_of, load_certificate
from wyoming_morgan.tls.settings import TlsSettings


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def files(tmp_path: Path, authority: Authority) -> CertificateFiles:
    return authority.issue(tmp_path / "issued", "morgan.example.org", "*.example.org")


def test_what_a_certificate_says_is_read(files: CertificateFiles) -> None:
    certificate = read_certificate(files.certificate)
    assert certificate.names == ("morgan.example.org", "*.example.org")
    assert certificate.host_name == "morgan.example.org"
    assert not certificate.trouble(utc_now())
    assert not certificate.ends_soon(utc_now())
    assert certificate.ends_soon(utc_now() + 80 * DAY)
    assert "has expired" in certificate.trouble(utc_now() + 100 * DAY)
    assert "is valid only from" in certificate.trouble(utc_now() - 200 * DAY)


def test_its_fingerprint_is_the_one_that_openssl_shows(files: CertificateFiles) -> None:
    shown = subprocess.run(  # noqa: S603 - with arguments of this test
        ["openssl", "x509", "-noout", "-fingerprint", "-sha256", "-in", files.certificate],  # noqa: S607 - the system's
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    assert shown.strip().partition("=")[2] == read_certificate(files.certificate).shown_fingerprint


def test_both_may_be_in_one_file(files: CertificateFiles) -> None:
    files.certificate.write_bytes(files.certificate.read_bytes() + files.key.read_bytes())
    one = files_of(TlsSettings(certificate=files.certificate), Path("unused"))
    assert load_certificate(one).certificate.names


def missing(files: CertificateFiles, _: Authority) -> None:
    files.certificate.unlink()


def folder_in_its_place(files: CertificateFiles, _: Authority) -> None:
    files.key.unlink()
    files.key.mkdir()


def key_alone(files: CertificateFiles, _: Authority) -> None:
    files.certificate.write_bytes(files.key.read_bytes())


def garbage(files: CertificateFiles, _: Authority) -> None:
    files.certificate.write_bytes(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")


def certificate_alone(files: CertificateFiles, _: Authority) -> None:
    files.key.write_bytes(files.certificate.read_bytes())


def password(files: CertificateFiles, authority: Authority) -> None:
    authority.issue(files.key.parent, "morgan.example.org", password="secret")  # noqa: S106 - of a test


def another_key(files: CertificateFiles, authority: Authority) -> None:
    files.key.write_bytes(authority.issue(files.key.parent / "other", "other.example.org").key.read_bytes())


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (missing, r"fullchain\.pem cannot be read: No such file .*check the path"),
        (folder_in_its_place, r"privkey\.pem cannot be read: Is a directory"),
        (key_alone, r"no certificate in .*fullchain\.pem .*core\.http\.tls\.certificate"),
        (garbage, r"no certificate in .*fullchain\.pem that can be read"),
        (certificate_alone, r"no key in .*privkey\.pem .*core\.http\.tls\.key"),
        (password, r"the key in .*privkey\.pem has a password .*openssl pkey"),
        (another_key, r"the key in .*privkey\.pem does not fit the certificate in .*fullchain\.pem"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(
    files: CertificateFiles, authority: Authority, spoil: object, problem: str
) -> None:
    assert callable(spoil)
    spoil(files, authority)
    with pytest.raises(ConfigurationError, match=problem) as failure:
        load_certificate(files)
    assert failure.value.hint
    assert "PRIVATE KEY-----" not in str(failure.value)
