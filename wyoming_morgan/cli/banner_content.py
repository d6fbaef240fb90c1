"""The content of the banner, gathered from a server that is ready."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

from wyoming_morgan.access.access import Access
from wyoming_morgan.addresses import without_credentials
from wyoming_morgan.advice import instead
from wyoming_morgan.agent.contract import AGENT_NAME
from wyoming_morgan.announcing.adapters import announced_addresses, machine_addresses
from wyoming_morgan.cli.banner import BannerContent, ServiceRow
from wyoming_morgan.config.choices import Service
from wyoming_morgan.config.schema import Config
from wyoming_morgan.engines.contract.engine import EngineKind, LearnsWords
from wyoming_morgan.http.settings import HttpSettings
from wyoming_morgan.readiness import State
from wyoming_morgan.serving import Server
from wyoming_morgan.settings import setting
from wyoming_morgan.wyoming.allowlist import EVERYBODY, Allowlist

if TYPE_CHECKING:
    from wyoming_morgan.tls.keeper import CertificateKeeper

_PURPOSES = {
    Service.STT: "hears",
    Service.TTS: "speaks",
    Service.VAD: "detects speech",
}
_ROLES = {
    Service.CORE: "conversation agent",
    Service.STT: "speech-to-text",
    Service.TTS: "text-to-speech",
}
"""The purposes of services in the words of Home Assistant; it does not use the others."""


_LOOPBACK = "127.0.0.1"


def banner_content(server: Server, config: Config) -> BannerContent:
    """Return what is served, at which addresses, and what a person should know about it."""
    listening = [host for host, _ in server.wyoming]
    reachable = announced_addresses(
        listening, machine_addresses(), Allowlist(config.core.wyoming.allow)
    ) or dict.fromkeys(_LOOPBACK if ip_address(host).is_unspecified else host for host in listening)
    wyoming_port = server.wyoming[0][1] if server.wyoming else None
    http_host, http_port = server.http[0]
    hosts = sorted(reachable, key=_is_ipv6)
    named = _named(http_host, [host for host, _ in server.http], hosts)
    scheme = "http" if server.certificates is None else "https"
    return BannerContent(
        services=tuple(_services(server, config)),
        wyoming=tuple((host, wyoming_port) for host in hosts) if wyoming_port is not None else (),
        roles=tuple(role for service, role in _ROLES.items() if service in server.services),
        discovered_as=AGENT_NAME if server.is_discovered else None,
        http=f"{scheme}://{_written(named)}:{http_port}",
        notes=(
            *http_notes(http_host, config.core.http, server.access),
            *certificate_notes(server.certificates),
        ),
        activation=activation(),
        unready=tuple(
            name
            for name, service in server.morgan.readiness.services.items()
            if service.state is not State.READY
        ),
    )


def activation() -> str:
    """Return the command that lets a new terminal find Morgan's commands; empty if it finds them anyway."""
    script = Path(sys.prefix, "bin", "activate")
    found_in = which("morgan", path=os.environ.get("PATH", ""))
    own = found_in is not None and Path(found_in).parent == script.parent
    return "" if own or not script.is_file() else f". {shlex.quote(str(script))}"


def _services(server: Server, config: Config) -> Iterator[ServiceRow]:
    yield from _engines(server)
    yield from _single_languages(server)
    wake = server.morgan.engines.get(EngineKind.WAKE)
    if Service.VAD in server.services and wake is not None:
        phrases = ", ".join(word.phrase for word in wake.engine.capabilities.words)
        yield ServiceRow("wake", "wakes", wake.choice.spec.name, phrases)
    if Service.CORE in server.services:
        yield _agent(config)
    home = server.morgan.home_status()
    if home is not None:
        settings = config.core.home_assistant
        address = f" at {without_credentials(settings.url)}" if settings.url and settings.has_home else ""
        yield ServiceRow("home", "acts", f"Home Assistant{address}", home.detail, home.hint)
    if Service.LLM in server.services:
        yield _language_model(server)


def _engines(server: Server) -> Iterator[ServiceRow]:
    for service, purpose in _PURPOSES.items():
        chosen = server.morgan.engines.get(EngineKind(service.value))
        if service in server.services and chosen is not None:
            choice, engine = chosen.choice, chosen.engine
            reason = engine.lesson if isinstance(engine, LearnsWords) else ""
            state = server.morgan.readiness.services[service.value]
            if state.state is State.FAILED:
                reason = state.detail
            reason = reason or choice.reason
            yield ServiceRow(service.value, purpose, choice.spec.name, reason, choice.improvement)


def _single_languages(server: Server) -> Iterator[ServiceRow]:
    """Yield the engines that are for one language each."""
    for chosen in server.morgan.all_engines:
        if chosen.language is not None and (service := Service(chosen.kind.value)) in server.services:
            choice, purpose = chosen.choice, f"{_PURPOSES[service]} {chosen.language}"
            yield ServiceRow(service.value, purpose, choice.spec.name, choice.reason, choice.improvement)


def _agent(config: Config) -> ServiceRow:
    if config.core.home_assistant.has_home:
        return ServiceRow("agent", "answers", "grammar", "the names are those of Home Assistant")
    if config.core.home.home().known:
        return ServiceRow("agent", "answers", "grammar", "the names of the home are known")
    reason = "any name is accepted: no home is configured"
    first = instead("morgan config init")
    better = f"{first}, then set {setting('core.home_assistant')} or {setting('core.home')}"
    return ServiceRow("agent", "answers", "grammar", reason, better)


def _language_model(server: Server) -> ServiceRow:
    llm = server.morgan.llm
    if llm is None:
        better = f"ollama pull qwen3:4b, then set {setting('llm.backends')}"
        return ServiceRow("llm", "converses", "none", "no language model is configured", better)
    count = len(llm.models)
    reason = f"{count} models" if count else "waiting for its server"
    return ServiceRow("llm", "converses", llm.current, reason)


def http_notes(host: str, http: HttpSettings, access: Access | None) -> Iterator[str]:
    """Yield what to know about HTTP, which listens on `host`: who gets in, and with which code."""
    if ip_address(host).is_loopback and not http.api_keys:
        yield (
            f"HTTP serves only this machine, as {setting('core.http.host')} says."
            if http.host
            else f"HTTP serves only this machine until {setting('core.http.api_keys')} is set."
        )
    elif access is not None and http.pairing:
        yield f"to pair Home Assistant or another client, enter the code {access.new_code()} there"
        yield "(within 10 minutes, once; `morgan pair` makes another)"


def certificate_notes(certificates: CertificateKeeper | None) -> Iterator[str]:
    """Yield what a person compares before a program is made to trust a self-made certificate."""
    if certificates is not None and certificates.self_made:
        yield "its certificate is self-made: where a program asks whether to trust it, compare the SHA-256"
        yield certificates.served.certificate.shown_fingerprint


def _named(host: str, listening: Sequence[str], shown: Sequence[str]) -> str:
    """Return an address that can be typed, in place of the one that means all.

    If possible it is one that is `shown` for Wyoming: two addresses of one machine look like two machines.
    """
    if not ip_address(host).is_unspecified:
        return host
    addresses = announced_addresses(listening, machine_addresses(), Allowlist(EVERYBODY))
    shared = [address for address in shown if address in addresses]
    return next(iter((*shared, *sorted(addresses, key=_is_ipv6))), _LOOPBACK)


def _is_ipv6(host: str) -> bool:
    return ":" in host


def _written(host: str) -> str:
    return f"[{host}]" if _is_ipv6(host) else host
