"""The certificate that Morgan makes itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from stat import S_IMODE

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.certificates import DAY
from wyoming_morgan.errors import ConfigurationError
from wyoming_morgan.machine import host_names, lasting_addresses
from wyoming_morgan.tls.certificate import CertificateFiles, check_key, read_certificate
from wyoming_morgan.tls.self_made import (
    LIFETIME,
    RENEWED_BEFORE_END,
    machine_names,
    make_if_due,
    self_made_files,
)

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
NAMES = ("kitchen", "kitchen.local", "192.168.1.20", "fd00::20")


@pytest.fixture
def files(tmp_path: Path) -> CertificateFiles:
    """Those of a certificate that was made now."""
    files = self_made_files(tmp_path / "data")
    make_if_due(files, NAMES, NOW)
    return files


def test_it_is_for_every_name_of_the_machine_and_fits_its_key(files: CertificateFiles) -> None:
    certificate = read_certificate(files.certificate)
    assert set(certificate.names) == {*NAMES, "localhost", "127.0.0.1", "::1"}
    assert certificate.begins < NOW < certificate.ends == NOW + LIFETIME
    check_key(files, certificate)


def test_its_owner_alone_reads_the_key(files: CertificateFiles) -> None:
    assert S_IMODE(files.key.stat().st_mode) == 0o600


def test_it_vouches_for_nothing_but_itself(files: CertificateFiles) -> None:
    certificate = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert (constraints.critical, constraints.value.ca) == (True, False)
    assert list(usage) == [ExtendedKeyUsageOID.SERVER_AUTH]


def test_it_is_made_once(files: CertificateFiles) -> None:
    before = files.certificate.read_bytes(), files.key.read_bytes()
    make_if_due(files, NAMES[:2], NOW + 100 * DAY)
    assert (files.certificate.read_bytes(), files.key.read_bytes()) == before


@pytest.mark.parametrize(
    ("names", "later"),
    [
        pytest.param((*NAMES, "10.0.0.20"), timedelta(0), id="another address"),
        pytest.param(NAMES, LIFETIME - RENEWED_BEFORE_END, id="ends soon"),
        pytest.param(NAMES, LIFETIME + DAY, id="has expired"),
        pytest.param(NAMES, -2 * DAY, id="the clock was wrong when it was made"),
    ],
)
def test_it_is_renewed_when_due_with_the_same_key(
    files: CertificateFiles, names: tuple[str, ...], later: timedelta
) -> None:
    before, key = read_certificate(files.certificate), files.key.read_bytes()
    make_if_due(files, names, NOW + later)
    renewed = read_certificate(files.certificate)
    assert renewed.fingerprint != before.fingerprint
    assert set(names) <= set(renewed.names)
    assert renewed.ends == NOW + later + LIFETIME
    assert files.key.read_bytes() == key


def test_a_machine_that_comes_back_to_a_network_needs_no_other_one(files: CertificateFiles) -> None:
    make_if_due(files, ("10.0.0.20",), NOW)
    abroad = read_certificate(files.certificate).fingerprint
    make_if_due(files, NAMES, NOW)
    make_if_due(files, ("10.0.0.20",), NOW)
    assert read_certificate(files.certificate).fingerprint == abroad


@pytest.mark.parametrize("damaged", ["certificate", "key is gone"])
def test_what_is_damaged_is_made_again(files: CertificateFiles, damaged: str) -> None:
    if damaged == "certificate":
        files.certificate.write_text("-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----\n")
    else:
        files.key.unlink()
    make_if_due(files, NAMES, NOW)
    check_key(files, read_certificate(files.certificate))


def test_a_key_that_is_none_is_left_to_the_person(files: CertificateFiles) -> None:
    files.key.write_text("my notes")
    with pytest.raises(ConfigurationError, match=r"is not the key of a self-made certificate \(remove"):
        make_if_due(files, NAMES, NOW)
    assert files.key.read_text() == "my notes"


def test_where_it_cannot_be_kept_is_said_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "tls").write_text("in the way")
    with pytest.raises(ConfigurationError, match=r"cannot be kept in .*tls: .*core\.data_dir"):
        make_if_due(self_made_files(tmp_path), NAMES, NOW)


def test_names_are_written_as_certificates_have_them(tmp_path: Path) -> None:
    files = self_made_files(tmp_path)
    make_if_due(files, ("Küche.local", "FD00:0::20", "a" * 64 + "ä"), NOW)
    names = set(read_certificate(files.certificate).names)
    assert names == {"localhost", "127.0.0.1", "::1", "fd00::20", "xn--kche-0ra.local"}


def test_the_names_of_this_machine_are_those_that_others_reach_it_by() -> None:
    names = machine_names()
    assert any(name.endswith(".local") for name in names)
    assert set(names) == {*host_names(), *lasting_addresses()}
    assert not [name for name in names if name.startswith(("127.", "fe80:", "169.254."))]
