"""`/api/pair`: a client gets a key with a one-time code; codes are made, keys listed and revoked."""

from __future__ import annotations

from typing import Annotated

from aiohttp import web
from pydantic import StringConstraints

from wyoming_morgan.access.access import Access
from wyoming_morgan.access.codes import VALID_SECONDS
from wyoming_morgan.crowd import plain_address
from wyoming_morgan.http.admission import Admission
from wyoming_morgan.http.bodies import Body, Text, read_json
from wyoming_morgan.http.connections import certificate_shown
from wyoming_morgan.http.context import RouteContext
from wyoming_morgan.http.gatekeeper import PAIR_PATH, PROOF_PATH, require_owner

_MOST_CODE_CHARACTERS = 32
_MOST_BYTES = 4096
_MOST_STRANGERS = 8
_STRANGER_SECONDS = 5.0
"""How long a client that has no key yet may take to send its code."""


class PairBody(Body):
    """The code that a person typed, and how the client wants to be called."""

    code: Annotated[str, StringConstraints(max_length=_MOST_CODE_CHARACTERS)]
    name: Annotated[Text, StringConstraints(strip_whitespace=True, pattern=r"^\w[^\x00-\x1f\x7f/]{0,63}$")]


class ProofBody(Body):
    """What a client made up, so that no proof can be kept for later."""

    nonce: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]


class PairRoutes:
    """The routes of pairing."""

    def __init__(self, context: RouteContext, access: Access) -> None:
        self._context = context
        self._access = access

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        guard = self._context.guard
        # Who sends no key takes no place from those who send one.
        strangers = Admission(limit=_MOST_STRANGERS, for_each_address=2, seconds=_STRANGER_SECONDS)
        routes = [
            web.get(f"{PAIR_PATH}/keys", guard(self._list)),
            web.delete(f"{PAIR_PATH}/keys/{{name}}", guard(self._revoke)),
            web.post(PROOF_PATH, strangers.guard(self._prove)),
        ]
        if self._context.settings.pairing:
            routes += [
                web.post(PAIR_PATH, strangers.guard(self._pair)),
                web.post(f"{PAIR_PATH}/code", guard(self._new_code)),
            ]
        return routes

    async def _pair(self, request: web.Request) -> web.Response:
        body = await read_json(request, PairBody, limit=_MOST_BYTES)
        client = await self._access.pair(body.code, body.name, request.remote or "")
        return web.json_response({"api_key": client.api_key, "id": self._access.id, "name": client.name})

    async def _prove(self, request: web.Request) -> web.Response:
        """Prove the keys for the address at which the client is connected: nobody else can use that.

        Over TLS it is for the certificate that the client is shown: nobody between the two can show it.
        """
        body = await read_json(request, ProofBody, limit=_MOST_BYTES)
        name = None if request.transport is None else request.transport.get_extra_info("sockname")
        host, port = name[:2] if name else ("", 0)
        place = certificate_shown(request) or f"{plain_address(host)} {port}"
        return web.json_response({"proofs": self._access.proofs(body.nonce, place)})

    async def _new_code(self, request: web.Request) -> web.Response:
        require_owner(request)
        return web.json_response({"code": self._access.new_code(), "seconds": VALID_SECONDS})

    async def _list(self, request: web.Request) -> web.Response:
        require_owner(request)
        keys = [{"name": entry.name, "created": entry.created} for entry in self._access.paired]
        return web.json_response({"keys": keys})

    async def _revoke(self, request: web.Request) -> web.Response:
        require_owner(request)
        name = request.match_info["name"]
        await self._access.revoke(name)
        self._context.gatekeeper.cut_off(name)
        return web.json_response({"revoked": name})


def routes(context: RouteContext) -> list[web.RouteDef]:
    """Return the routes of this module; none in a process that does not pair."""
    access = context.services.access
    return [] if access is None else PairRoutes(context, access).routes()
