"""What `morgan doctor` finds out about the certificate of HTTPS."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from stat import S_IRWXG, S_IRWXO

from wyoming_morgan.cli.checks import Finding, Mark
from wyoming_morgan.config.schema import Config
from wyoming_morgan.errors import ConfigurationError
from wyoming_morgan.tls.certificate import CertificateFiles, utc_now
from wyoming_morgan.tls.keeper import files_of, load_certificate

_CHECK = "certificate"


def check_certificate(config: Config, now: Callable[[], datetime] = utc_now) -> Iterator[Finding]:
    """Check whether the certificate can be used, and for how long clients will take it."""
    tls = config.core.http.tls
    if not tls.on:
        return
    files = files_of(tls, config.core.folders.data)
    if tls.self_made and not files.certificate.exists():
        yield Finding(_CHECK, Mark.GOOD, "is made when Morgan starts")
        return
    try:
        certificate = load_certificate(files).certificate
    except ConfigurationError as error:
        fix = "restart Morgan, which makes another one" if tls.self_made else error.hint
        yield Finding(_CHECK, Mark.FAILURE, error.message, fix)
        return
    detail = (
        f"for {', '.join(certificate.names) or 'no name'}, until {certificate.ends.date()}, "
        f"SHA-256 {certificate.shown_fingerprint}"
    )
    trouble = certificate.trouble(now())
    fix = (
        "restart Morgan, which makes another one"
        if tls.self_made
        else f"renew it, then put it in the place of {files.certificate}"
    )
    if trouble:
        yield Finding(_CHECK, Mark.FAILURE, f"{files.certificate} {trouble}", fix)
    elif certificate.ends_soon(now()):
        yield Finding(_CHECK, Mark.WARNING, f"ends soon: {detail}", fix)
    else:
        yield Finding(_CHECK, Mark.GOOD, f"self-made, {detail}" if tls.self_made else detail)
    yield from _check_key_is_private(files)


def _check_key_is_private(files: CertificateFiles) -> Iterator[Finding]:
    if files.key.stat().st_mode & (S_IRWXG | S_IRWXO):
        detail = f"others on this machine may read the key in {files.key}"
        yield Finding(_CHECK, Mark.WARNING, detail, f"chmod 600 {files.key}")
