"""Tells Morgan's own page, scripts, typed addresses and allowed pages from the pages of other sites."""

from __future__ import annotations

from collections.abc import Iterable

from aiohttp import HttpVersion10, hdrs, web
from yarl import URL

from wyoming_morgan.http.hosts import host_of, is_loopback
from wyoming_morgan.http.origins import Origins
from wyoming_morgan.settings import setting

_DEFAULT_PORTS = {"http": 80, "https": 443}

_SITE, _MODE, _DESTINATION = "Sec-Fetch-Site", "Sec-Fetch-Mode", "Sec-Fetch-Dest"
_OWN_SITES = frozenset({"same-origin", "none"})
"""Where a request may come from, as browsers report it: Morgan's own page, or a typed address."""
_SCRIPT_MODES = frozenset({"cors", "same-origin"})
_SCRIPT_DESTINATIONS = frozenset({"empty"})
"""What fetch sends outside browsers, where no site is reported."""

_ANOTHER_SITE = (
    f"requests from pages of other sites are not served (add theirs to {setting('core.http.cors_origins')})"
)
_PAIRING = "programs are paired, not pages in a browser"


class SiteRules:
    """Refuses what a page of another site sends through a browser of this machine.

    Pages of this machine and of the configured origins may do everything but pair: see `Origins`.

    Without API keys the address is the only protection. A page can point its own name at 127.0.0.1 (DNS
    rebinding: the Host header has that name then), post forms across origins (the Origin header shows it),
    or embed an address as an image (the Sec-Fetch headers show it).
    """

    def __init__(self, allowed_hosts: Iterable[str], origins: Origins) -> None:
        self._origins = origins
        self._proxies = frozenset(host.lower() for host in allowed_hosts)
        self._names = {host_of(f"//{host}") for host in self._proxies}

    @property
    def allows_proxies(self) -> bool:
        """Whether a proxy on this machine may pass on what others send."""
        return bool(self._proxies)

    def check(self, request: web.Request, *, pairs: bool = False) -> None:
        """Check where a request is addressed to, and where it comes from; only Morgan's own page `pairs`.

        Raises:
            HTTPForbidden: it is for another host, or from a page that may not send it.
        """
        for authority in _addressed(request):
            host = host_of(authority)
            if host not in self._names and not is_loopback(host):
                raise web.HTTPForbidden(
                    text=f"requests for the host {host!r} are not served (add it to"
                    f" {setting('core.http.allowed_hosts')})"
                )
        if _is_link(request):
            return
        if _is_own_site(request) and all(self._is_own(page, request) for page in _pages(request)):
            return
        if not self._is_allowed(request):
            raise web.HTTPForbidden(text=_ANOTHER_SITE)
        if pairs:
            raise web.HTTPForbidden(text=_PAIRING)

    def _is_allowed(self, request: web.Request) -> bool:
        """Whether a page of another origin sends a request, and may; no page can claim to be another."""
        headers = request.headers
        pages = headers.getall(hdrs.ORIGIN, []) or headers.getall(hdrs.REFERER, [])
        return bool(pages) and all(map(self._origins.allow, pages))

    def _is_own(self, page: str, request: web.Request) -> bool:
        """Whether a page is Morgan's own: it has the address that the request is sent to."""
        try:
            url = URL(page)
            host = URL(f"//{request.headers.get(hdrs.HOST, '')}")
            own_port = host.explicit_port
        except ValueError:
            return False
        port = _DEFAULT_PORTS.get(url.scheme)
        if port is None or not url.host:
            return False
        if url.host == host.host and url.port == (own_port or port):
            return True
        # A reverse proxy may put its own address into the Host header; the page has the proxy's.
        return is_loopback(host_of(str(host))) and (
            (url.port == port and url.host in self._proxies) or f"{url.host}:{url.port}" in self._proxies
        )


def comes_from_a_page(request: web.Request) -> bool:
    """Whether a browser sends a request that changes something, for any page: they all say from which one."""
    return any(header in request.headers for header in (hdrs.ORIGIN, hdrs.REFERER, _SITE))


def _addressed(request: web.Request) -> list[str]:
    """Return every host that a request names: in its target, and in its header."""
    hosts = [f"//{host}" for host in request.headers.getall(hdrs.HOST, [])]
    if not hosts and request.version > HttpVersion10:
        hosts.append("//")  # HTTP 1.1 requires one, and browsers always send it
    target = request.raw_path
    return hosts if target.startswith("/") or target == "*" else [*hosts, target]


def _is_link(request: web.Request) -> bool:
    """Whether somebody followed a link to the start page, which does nothing."""
    headers = request.headers
    return (
        request.path == "/"
        and request.method in {hdrs.METH_GET, hdrs.METH_HEAD}
        and headers.getall(_MODE, []) == ["navigate"]
        and headers.getall(_DESTINATION, []) == ["document"]
    )


def _is_own_site(request: web.Request) -> bool:
    headers = request.headers
    if sites := headers.getall(_SITE, []):
        return _OWN_SITES.issuperset(sites)
    return _SCRIPT_MODES.issuperset(headers.getall(_MODE, [])) and _SCRIPT_DESTINATIONS.issuperset(
        headers.getall(_DESTINATION, [])
    )


def _pages(request: web.Request) -> list[str]:
    """Return the pages that a request names as its origin; the referring one if no other header says so."""
    headers = request.headers
    origins = headers.getall(hdrs.ORIGIN, [])
    return origins if origins or _SITE in headers else headers.getall(hdrs.REFERER, [])
