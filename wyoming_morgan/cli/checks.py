"""The checks of `morgan doctor`. Each yields findings; one that fails says how to fix it."""

from __future__ import annotations

import errno
import json
import platform
import shutil
import socket
import ssl
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from http.client import HTTPException
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

import ifaddr

from wyoming_morgan.addresses import without_credentials
from wyoming_morgan.config.choices import Service
from wyoming_morgan.config.schema import Config, port_settings
from wyoming_morgan.errors import ConfigurationError

OLDEST_PYTHON = (3, 11)
SCARCE_BYTES = 1024**3
NEEDED_BYTES = 100 * 1024**2
ANSWER_SECONDS = 2.0
_WRITTEN_BYTES = 4 * 1024**2
"""How much is written to see whether there is room: about what the language model of a home takes."""
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
MULTICAST_DNS = ("224.0.0.251", 5353)
"""The multicast address of zeroconf, RFC 6762."""


class Mark(StrEnum):
    """The severity of a finding."""

    GOOD = "good"
    WARNING = "warning"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check."""

    check: str
    mark: Mark
    detail: str
    fix: str = ""
    """The command or the step that fixes or improves it."""

    def __post_init__(self) -> None:
        """Hide what may be a secret in addresses."""
        object.__setattr__(self, "detail", without_credentials(self.detail))
        object.__setattr__(self, "fix", without_credentials(self.fix))


def check_python(version: tuple[int, ...] = sys.version_info[:3]) -> Iterator[Finding]:
    """Look at the interpreter."""
    text = f"{platform.python_implementation()} {'.'.join(map(str, version))} in {sys.prefix}"
    if version[:2] < OLDEST_PYTHON:
        yield Finding("python", Mark.FAILURE, f"{text} is too old", "apt install python3.11 && make run")
    else:
        yield Finding("python", Mark.GOOD, text)


def check_ports(config: Config, services: frozenset[Service] = frozenset(Service)) -> Iterator[Finding]:
    """Check whether `morgan serve` can listen for these services, or already does."""
    ports, places = config.ports(services), port_settings(services)
    http = config.core.http
    http_host = http.host or ("0.0.0.0" if http.api_keys or http.pairing else "127.0.0.1")
    is_morgan = partial(_is_morgan_http, context=_tls_context(config))
    yield from _check_port("http", http_host, ports.http, ".".join(map(str, places.http)), is_morgan)
    if ports.wyoming is not None and places.wyoming is not None:
        host, name = config.core.wyoming_host or "0.0.0.0", ".".join(map(str, places.wyoming))
        yield from _check_port("wyoming", host, ports.wyoming, name, _is_morgan_wyoming)


def _check_port(
    door: str, host: str, port: int, name: str, is_morgan: Callable[[str, int], bool]
) -> Iterator[Finding]:
    check = f"{door} port"
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            detail = f"{host}:{port} cannot be listened on: {error.strerror or error}"
            yield Finding(check, Mark.FAILURE, detail, f"set another address or {name}, or run: ip address")
        elif is_morgan("127.0.0.1" if host == "0.0.0.0" else host, port):
            yield Finding(check, Mark.GOOD, f"{port} is served by a running Morgan")
        else:
            fix = f"morgan serve --{door}-port {port + 1}, or find out which: ss -ltnp 'sport = :{port}'"
            yield Finding(check, Mark.FAILURE, f"{port} is used by another program", fix)
    else:
        yield Finding(check, Mark.GOOD, f"{port} is free")


def _tls_context(config: Config) -> ssl.SSLContext | None:
    tls = config.core.http.tls
    if not tls.on:
        return None
    from wyoming_morgan.tls.trust import own_server_context  # noqa: PLC0415 - its library takes long to load

    try:
        return own_server_context(tls, config.core.folders.data)
    except ConfigurationError:
        return None  # the check of the certificate says why


def _is_morgan_http(host: str, port: int, context: ssl.SSLContext | None) -> bool:
    """Decide by the answer of `/health`."""
    address = f"[{host}]" if ":" in host else host
    scheme = "http" if context is None else "https"
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
    )
    try:
        with opener.open(f"{scheme}://{address}:{port}/health", timeout=ANSWER_SECONDS) as response:
            answer = json.loads(response.read(65536))
    except (OSError, ValueError, HTTPException):
        return False
    return isinstance(answer, dict) and {"status", "version", "services"} <= answer.keys()


def _is_morgan_wyoming(host: str, port: int) -> bool:
    """Decide by the answer to `describe`."""
    try:
        with closing(socket.create_connection((host, port), timeout=ANSWER_SECONDS)) as connection:
            connection.sendall(b'{"type": "describe", "data": {}}\n')
            with connection.makefile("rb") as stream:
                header = json.loads(stream.readline(65536))
                info = stream.read(min(int(header.get("data_length") or 0), 1024**2))
    except (OSError, ValueError, AttributeError):
        return False
    return header.get("type") == "info" and b"morgan" in (info + json.dumps(header).encode()).lower()


def check_network() -> Iterator[Finding]:
    """Check whether Home Assistant can find and reach this machine."""
    local = (address for address in _addresses() if not address.is_loopback and not address.is_link_local)
    addresses = sorted(set(local), key=str)
    if not addresses:
        yield Finding(
            "network",
            Mark.WARNING,
            "only this machine can reach Morgan",
            "connect it to a network, see: ip address",
        )
        return
    yield Finding("network", Mark.GOOD, ", ".join(map(str, addresses)))
    try:
        with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe:
            group = socket.inet_aton(MULTICAST_DNS[0]) + socket.inet_aton("0.0.0.0")
            probe.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group)
    except OSError as error:
        detail = f"Home Assistant cannot discover Morgan: no multicast, {error.strerror or error}"
        fix = "morgan serve --no-zeroconf, and in Home Assistant: Add integration > Wyoming Protocol"
        yield Finding("zeroconf", Mark.WARNING, detail, fix)
    else:
        yield Finding("zeroconf", Mark.GOOD, f"{MULTICAST_DNS[0]} can be joined")


def _addresses() -> Iterator[IPv4Address | IPv6Address]:
    for adapter in ifaddr.get_adapters():
        for address in adapter.ips:
            yield ip_address(address.ip if isinstance(address.ip, str) else address.ip[0])


def check_disk(
    folder: Path, usage: Callable[[Path], tuple[int, int, int]] = shutil.disk_usage
) -> Iterator[Finding]:
    """Check whether there is room for models and derived files."""
    there = _existing(folder)
    free = usage(there)[2]
    detail = f"{free / 1024**3:.1f} GiB free for {folder}"
    if free < NEEDED_BYTES:
        yield Finding("disk", Mark.FAILURE, detail, f"make room, see: df -h {there}")
    elif free < SCARCE_BYTES:
        yield Finding(
            "disk", Mark.WARNING, f"{detail}: too little for models", f"make room, see: df -h {there}"
        )
    else:
        yield Finding("disk", Mark.GOOD, detail)


def check_folders(folders: Mapping[str, Path]) -> Iterator[Finding]:
    """Check whether folders can be written or created; the keys are the names of their settings."""
    for name, folder in folders.items():
        there = _existing(folder)
        try:
            with tempfile.NamedTemporaryFile(dir=there, prefix=".doctor-") as file:
                file.write(bytes(_WRITTEN_BYTES))
                file.flush()
        except OSError as error:
            detail = f"{folder} cannot be written: {error.strerror or error}"
            fix = f"sudo chown -R $(id -u) {there}, or set core.{name}"
            if error.errno in _NO_ROOM:
                fix = f"make room, see: df -h {there}"
            yield Finding(name, Mark.FAILURE, detail, fix)
        else:
            yield Finding(name, Mark.GOOD, f"{folder} can be written")


def _existing(folder: Path) -> Path:
    """Return the folder, or its nearest parent that exists."""
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
