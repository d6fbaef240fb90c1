"""What is announced of each door."""

from __future__ import annotations

from collections.abc import Sequence

from wyoming_morgan import __version__
from wyoming_morgan.access.access import Access
from wyoming_morgan.announcing.advert import Advert
from wyoming_morgan.http.gatekeeper import auth_of
from wyoming_morgan.http.link.messages import PROTOCOL
from wyoming_morgan.http.settings import HttpSettings
from wyoming_morgan.settings import setting
from wyoming_morgan.wyoming.allowlist import EVERYBODY, Allowlist
from wyoming_morgan.wyoming.settings import WyomingSettings

WYOMING_TYPE = "_wyoming._tcp.local."
HTTP_TYPE = "_morgan._tcp.local."

Listening = Sequence[tuple[str, int]]


def wyoming_advert(listening: Listening, services: Sequence[str], settings: WyomingSettings) -> Advert:
    """Return the announcement of Wyoming; `services` are the domains of its programs."""
    return Advert(
        WYOMING_TYPE,
        listening,
        {"version": __version__, "services": ",".join(services)},
        Allowlist(settings.allow),
        switch=setting("core.wyoming.advertise"),
        name=settings.advertise_name,
    )


def http_advert(listening: Listening, settings: HttpSettings, access: Access, tls_host: str = "") -> Advert:
    """Return the announcement of HTTP, for the component for Home Assistant.

    `tls_host` is a name in the certificate, by which it is to be checked; empty if nobody vouches for it.
    """
    tls = {"tls": "1"} if settings.tls.on else {}
    if tls_host:
        tls["host"] = tls_host
    return Advert(
        HTTP_TYPE,
        listening,
        {
            "version": __version__,
            "protocol": str(PROTOCOL),
            "id": access.id,
            "auth": auth_of(settings, access),
            **tls,
        },
        Allowlist(EVERYBODY),
        switch=setting("core.http.advertise"),
        name=settings.advertise_name,
    )
