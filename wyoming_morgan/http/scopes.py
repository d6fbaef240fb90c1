"""Which scope each route belongs to."""

from __future__ import annotations

from collections.abc import Mapping

from wyoming_morgan.http.api_keys import EVERY_SCOPE, Scope

OPEN_ROUTES = frozenset(
    {
        "/",
        "/page/{name}",
        "/health",
        "/ready",
        "/openapi.json",
        "/docs",
        "/v1/models",
        "/v1/models/{id}",
        "/v1/audio/models",
        "/v1/audio/voices",
    }
)
"""Readable without a key: probes have none, and neither has Open WebUI when it lists models and voices."""

WHOLE_ROUTES = frozenset({"/api/pair/code", "/api/pair/keys", "/api/pair/keys/{name}"})
"""Only for keys with every scope: what pairs a client lets it do everything."""

_AUDIO = frozenset({Scope.AUDIO})
_HOME = frozenset({Scope.HOME})
_MEMORY = frozenset({Scope.MEMORY})
_CHAT = frozenset({Scope.CHAT})
_REPLIES = _CHAT | _HOME

ROUTE_SCOPES: Mapping[str, frozenset[Scope]] = {
    "/v1/audio/transcriptions": _AUDIO,
    "/v1/audio/translations": _AUDIO,
    "/v1/audio/speech": _AUDIO,
    "/v1/audio/speech/timestamps": _AUDIO,
    "/generate": _AUDIO,
    "/api/voice": _AUDIO,
    "/v1/embeddings": _CHAT,
    # Who answers is decided by the model that the body names; these ask again once they know it.
    "/v1/chat/completions": _REPLIES,
    "/v1/completions": _REPLIES,
    "/v1/responses": _REPLIES,
    "/v1/responses/{id}": _REPLIES,
    "/v1/responses/{id}/input_items": _REPLIES,
    "/v1/responses/input_tokens": _REPLIES,
    "/v1/conversations": _REPLIES,
    "/v1/conversations/{id}": _REPLIES,
    "/v1/conversations/{id}/items": _REPLIES,
    "/v1/conversations/{id}/items/{item_id}": _REPLIES,
    "/v1/realtime": _AUDIO | _REPLIES,
    "/v1/realtime/client_secrets": _AUDIO | _REPLIES,
    "/api/text": _HOME,
    "/api/audio": _HOME,
    "/api/home/link": _HOME,
    "/api/conversations": _MEMORY,
    "/api/conversations/{id}": _MEMORY,
    "/api/conversations/{id}/export": _MEMORY,
    "/api/facts": _MEMORY,
    "/api/facts/forget": _MEMORY,
    "/api/facts/{id}": _MEMORY,
    "/api/users/{id}": _MEMORY,
    "/api/users/{id}/export": _MEMORY,
    "/api/ps": EVERY_SCOPE,
    "/metrics": EVERY_SCOPE,
    "/api/pair": EVERY_SCOPE,
    "/api/pair/proof": EVERY_SCOPE,
}
"""The scopes of which one is enough to ask at a route; a route that is not here is for whole keys."""
