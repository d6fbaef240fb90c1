"""The gate: who sends a request, and whether it is served."""

from __future__ import annotations

import asyncio
import hmac
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum, auto

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware

from wyoming_morgan.access.access import Access
from wyoming_morgan.errors import Unauthorized
from wyoming_morgan.http.grants import GRANT, NOTHING, Grant, grant_of_key
from wyoming_morgan.http.hosts import is_loopback
from wyoming_morgan.http.ingress import HomeRole, Ingress
from wyoming_morgan.http.origins import Origins
from wyoming_morgan.http.scopes import OPEN_ROUTES
from wyoming_morgan.http.secrets import ClientSecret, ClientSecrets
from wyoming_morgan.http.settings import HttpSettings
from wyoming_morgan.http.sites import SiteRules, comes_from_a_page
from wyoming_morgan.http.spellings import canonical
from wyoming_morgan.settings import setting

REALTIME_PATH = "/v1/realtime"
PAGE_PATH = "/page/{name}"
PAIR_PATH = "/api/pair"
PROOF_PATH = f"{PAIR_PATH}/proof"
_OPEN_TO_STRANGERS = frozenset({"/health"})
"""What of these stays if no key is configured: nobody but this machine and paired clients is served."""
_READING = frozenset({hdrs.METH_GET, hdrs.METH_HEAD})
_KEY_PROTOCOL = "openai-insecure-api-key."
"""How OpenAI's clients in browsers send a key: as a subprotocol."""
_FORWARDED = (hdrs.X_FORWARDED_FOR, "X-Real-IP")


class Caller(Enum):
    """Who sends a request, by what proves it."""

    OWNER = auto()
    """One with a configured key; without any, this machine."""
    PAIRED = auto()
    """A paired client."""
    PERSON = auto()
    """One who is logged in to Home Assistant, and not an administrator of it."""
    PAGE = auto()
    """One with a client secret, which is good for realtime sessions alone."""
    STRANGER = auto()
    """Anybody: on a route that is open."""


CALLER = web.RequestKey("caller", Caller)
SECRET = web.RequestKey("client_secret", ClientSecret)


class Gatekeeper:
    """Lets requests in or refuses them. A paired client whose key is revoked is cut off."""

    def __init__(
        self,
        settings: HttpSettings,
        access: Access | None,
        origins: Origins,
        clock: Callable[[], float] = time.monotonic,
        ingress: Ingress | None = None,
    ) -> None:
        self._ingress = ingress
        self._keys = [grant_of_key(entry, clock) for entry in settings.api_keys]
        self._access = access
        self._pairs = access is not None and settings.pairing
        self._sites = SiteRules(settings.allowed_hosts, origins)
        self._connections: dict[str, set[asyncio.Transport]] = defaultdict(set)
        self.secrets = ClientSecrets()

    def middleware(self) -> Middleware:
        """Return the step that every request passes."""

        @web.middleware
        async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
            person = await self._person(request)
            client = self._paired_client(request) if person is None else None
            if client is None:
                request[CALLER], request[GRANT] = person or self._admit(request)
                if request[CALLER] is Caller.STRANGER or _is_open(request):
                    return await handler(request)
                grant = request[GRANT]
                if (route := _route(request)) is not None:
                    grant.require_route(route)
                with grant.place():
                    return await handler(request)
            request[CALLER], request[GRANT] = Caller.PAIRED, Grant()
            with self._of(client, request):
                return await handler(request)

        return middleware

    def cut_off(self, client: str) -> None:
        """End everything that runs for a paired client, links included."""
        for transport in tuple(self._connections.get(client, ())):
            transport.abort()

    async def _person(self, request: web.Request) -> tuple[Caller, Grant] | None:
        """Return who of Home Assistant sends a request through its ingress; None if it came another way."""
        admitted = None if self._ingress is None else await self._ingress.admit(request)
        if admitted is None:
            return None
        role, grant = admitted
        return Caller.OWNER if role is HomeRole.ADMINISTRATOR else Caller.PERSON, grant

    def _admit(self, request: web.Request) -> tuple[Caller, Grant]:
        """Return who sends a request that has no key of a paired client, and what it may ask for.

        Raises:
            Unauthorized: it needs a key.
            HTTPForbidden: a page in a browser sent it.
        """
        key = _sent_key(request)
        if key is not None and _route(request) == REALTIME_PATH:
            secret = self.secrets.find(key.decode("utf-8", "surrogateescape"))
            if secret is not None:
                request[SECRET] = secret
                return Caller.PAGE, secret.grant
        # Compares all keys, so that the time says nothing.
        grants = [grant for valid, grant in self._keys if key is not None and hmac.compare_digest(key, valid)]
        if grants:
            return Caller.OWNER, grants[0]
        if not self._keys and self._is_this_machine(request):
            self._sites.check(request, pairs=_is_pairing(request))
            return Caller.OWNER, Grant()
        if self._is_for_strangers(request):
            if comes_from_a_page(request):
                raise web.HTTPForbidden(text="programs are paired, not pages in a browser")
            return Caller.STRANGER, NOTHING
        if _is_open(request) and (self._keys or _route(request) in _OPEN_TO_STRANGERS):
            return Caller.STRANGER, NOTHING
        raise self._refusal(key)

    def _is_for_strangers(self, request: web.Request) -> bool:
        """Whether by this request a client gets a key, or knows the server that gave it."""
        if request.method != hdrs.METH_POST or self._access is None:
            return False
        route = _route(request)
        return route == PROOF_PATH or (route == PAIR_PATH and self._pairs)

    def _is_this_machine(self, request: web.Request) -> bool:
        """Whether a request comes from this machine, and not through it: from a proxy that is not allowed."""
        if not is_loopback(request.remote or ""):
            return False
        return self._sites.allows_proxies or all(map(is_loopback, _forwarded_for(request)))

    def _refusal(self, key: bytes | None) -> Unauthorized:
        by_pairing = "pair this client with a code of `morgan pair`, or " if self._pairs else ""
        if key is None:
            return Unauthorized(
                "the API key is missing", hint=f"{by_pairing}send `Authorization: Bearer KEY`"
            )
        return Unauthorized(
            "the API key is wrong", hint=f"{by_pairing}use one of {setting('core.http.api_keys')}"
        )

    def _paired_client(self, request: web.Request) -> str | None:
        key = _sent_key(request)
        return None if key is None or self._access is None else self._access.owner(key)

    @contextmanager
    def _of(self, client: str, request: web.Request) -> Iterator[None]:
        transport = request.transport
        if transport is not None:  # it has not left meanwhile
            self._connections[client].add(transport)
        try:
            yield
        finally:
            if transport is not None:
                self._connections[client].discard(transport)
            if not self._connections[client]:
                del self._connections[client]


def auth_of(settings: HttpSettings, access: Access | None) -> str:
    """Return how clients get in: `pair`, with a code or a key; `key`; `none` if nobody needs one."""
    if not settings.api_keys and settings.host is not None and is_loopback(settings.host):
        return "none"
    if access is not None and settings.pairing:
        return "pair"
    return "key" if settings.api_keys or (access is not None and access.paired) else "none"


def require_owner(request: web.Request) -> None:
    """Refuse what a paired client may not do, so that its key cannot make others.

    Raises:
        Unauthorized: neither this machine nor one with a configured key asks.
    """
    if request.get(CALLER) is not Caller.OWNER:
        raise Unauthorized(
            "only this machine, or one with a configured key, may do this",
            hint=f"run `morgan pair` where Morgan runs, or use a key of {setting('core.http.api_keys')}",
        )


def _sent_key(request: web.Request) -> bytes | None:
    """Return the key of a request; a page's WebSocket has no headers of its own, so it names it there."""
    for protocol in request.headers.get(hdrs.SEC_WEBSOCKET_PROTOCOL, "").split(","):
        if protocol.strip().startswith(_KEY_PROTOCOL):
            return protocol.strip().removeprefix(_KEY_PROTOCOL).encode("utf-8", "surrogateescape")
    scheme, _, token = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    return token.strip().encode("utf-8", "surrogateescape")


def _route(request: web.Request) -> str | None:
    resource = request.match_info.route.resource
    return None if resource is None else canonical(resource.canonical)


def _is_open(request: web.Request) -> bool:
    """Whether a request only reads what nobody needs a key for once there are keys."""
    return request.method in _READING and _route(request) in OPEN_ROUTES


def _is_pairing(request: web.Request) -> bool:
    """Whether a request makes, lists or revokes keys and codes, or has the server prove them."""
    return (_route(request) or "").startswith(PAIR_PATH)


def _forwarded_for(request: web.Request) -> Iterator[str]:
    """Yield every address for which proxies say that they forward a request."""
    for header in _FORWARDED:
        for value in request.headers.getall(header, []):
            yield from map(str.strip, value.split(","))
    yield from request.headers.getall(hdrs.FORWARDED, [])
