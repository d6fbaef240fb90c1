"""What the settings of the doors must also satisfy, beside their types."""

from __future__ import annotations

from ipaddress import ip_network
from urllib.parse import urlsplit

from wyoming_morgan.config.complaints import mistake
from wyoming_morgan.http.api_keys import ApiKey, key_text
from wyoming_morgan.http.settings import HttpSettings
from wyoming_morgan.wyoming.settings import WyomingSettings


def with_networks(settings: WyomingSettings) -> WyomingSettings:
    """Check the networks, which the Wyoming door takes as text."""
    for index, network in enumerate(settings.allow):
        try:
            ip_network(network)
        except ValueError as error:
            raise mistake(("allow", index), network, "a network such as 192.168.0.0/16") from error
    return settings


def with_keys_and_certificate(settings: HttpSettings) -> HttpSettings:
    """Check what `with_different_keys` does, and that the settings of TLS mean one certificate."""
    return _with_one_certificate(with_different_keys(settings))


def _with_one_certificate(settings: HttpSettings) -> HttpSettings:
    tls = settings.tls
    if tls.self_made and (tls.certificate or tls.key):
        raise mistake(("tls", "self_made"), "true", "false where there is a certificate of your own")
    if tls.key and not tls.certificate:
        raise mistake(("tls", "key"), str(tls.key), "a certificate beside it, in core.http.tls.certificate")
    if tls.names and not tls.self_made:
        raise mistake(("tls", "names"), ", ".join(tls.names), "self_made: true beside it")
    return settings


def with_different_keys(settings: HttpSettings) -> HttpSettings:
    """Check that names are of one key each, and that no limits are undone by the same key without them."""
    names: set[str] = set()
    keys: dict[str, bool] = {}
    """Whether each has a name."""
    for index, entry in enumerate(settings.api_keys):
        key, name = key_text(entry).strip(), entry.name if isinstance(entry, ApiKey) else None
        if name in names:
            raise mistake(("api_keys", index), "", "a name that no other key has")
        if key in keys and (keys[key] or name is not None):
            raise mistake(("api_keys", index), "", "a key that has no other entry")
        keys[key] = name is not None
        if name is not None:
            names.add(name)
    return settings


def web_address(url: str) -> str:
    """Check the address of a web server; keys belong into headers, not into addresses.

    Raises:
        ValueError: it is none.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.password:
        raise ValueError("expected an address such as http://collector:4318")
    return url
