"""Gathers what the banner tells from a server that is up."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address

from wyoming_morgan.agent.contract import AGENT_NAME
from wyoming_morgan.cli.banner import BannerFacts, ServiceFacts
from wyoming_morgan.config.choices import Service
from wyoming_morgan.config.schema import Config
from wyoming_morgan.engines.contract.engine import EngineKind
from wyoming_morgan.serving import Server
from wyoming_morgan.wyoming.advert import announced_addresses, machine_addresses
from wyoming_morgan.wyoming.allowlist import Allowlist

_PURPOSES = {
    Service.STT: "hears",
    Service.TTS: "speaks",
    Service.VAD: "notices speech",
}
_ROLES = {
    Service.CORE: "conversation agent",
    Service.STT: "speech-to-text",
    Service.TTS: "text-to-speech",
}
"""What Home Assistant calls what it uses a service for; it has no use for the others."""


_LOOPBACK = "127.0.0.1"


def gather(server: Server, config: Config) -> BannerFacts:
    """Return what is served, from where, and what should be known about it."""
    listening = [host for host, _ in server.wyoming]
    reachable = announced_addresses(
        listening, machine_addresses(), Allowlist(config.core.wyoming.allow)
    ) or dict.fromkeys(_LOOPBACK if ip_address(host).is_unspecified else host for host in listening)
    wyoming_port = server.wyoming[0][1] if server.wyoming else None
    http_host, http_port = server.http[0]
    return BannerFacts(
        services=tuple(_services(server, config)),
        wyoming=tuple((host, wyoming_port) for host in sorted(reachable, key=_is_ipv6))
        if wyoming_port is not None
        else (),
        roles=tuple(role for service, role in _ROLES.items() if service in server.services),
        discovered_as=AGENT_NAME if server.advert is not None else None,
        http=f"http://{_written(_named(http_host))}:{http_port}",
        notes=tuple(_notes(http_host, config)),
    )


def _services(server: Server, config: Config) -> Iterator[ServiceFacts]:
    for service, purpose in _PURPOSES.items():
        chosen = server.morgan.engines.get(EngineKind(service.value))
        if service in server.services and chosen is not None:
            choice = chosen.choice
            yield ServiceFacts(purpose, choice.spec.name, choice.reason, choice.improvement)
    wake = server.morgan.engines.get(EngineKind.WAKE)
    if Service.VAD in server.services and wake is not None:
        phrases = ", ".join(word.phrase for word in wake.engine.capabilities.words)
        yield ServiceFacts("wakes", wake.choice.spec.name, f"by {phrases}")
    if Service.CORE in server.services:
        known = config.core.home.home().known
        home = "the names of the home are known" if known else "every name is open: no home is configured"
        yield ServiceFacts(
            "answers", "grammar", home, "" if known else "morgan config init, then core.yaml: home"
        )
    if Service.LLM in server.services:
        yield _talks(server)


def _talks(server: Server) -> ServiceFacts:
    models = server.morgan.llm
    if models is None:
        better = "ollama pull qwen3:4b, then llm.yaml: backends"
        return ServiceFacts("talks", "nothing", "no language model is configured", better)
    known = len(models.models)
    return ServiceFacts("talks", models.current, f"{known} models" if known else "its server is waited for")


def _notes(http_host: str, config: Config) -> Iterator[str]:
    if ip_address(http_host).is_loopback and not config.core.http.api_keys:
        yield "HTTP serves this machine alone until core.http.api_keys is set."


def _named(host: str) -> str:
    """Return an address that can be typed for one that stands for all."""
    if not ip_address(host).is_unspecified:
        return host
    addresses = [each for each in machine_addresses() if not ip_address(each).is_loopback]
    return addresses[0] if addresses else _LOOPBACK


def _is_ipv6(host: str) -> bool:
    return ":" in host


def _written(host: str) -> str:
    return f"[{host}]" if _is_ipv6(host) else host
