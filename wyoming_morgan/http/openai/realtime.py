"""`GET /v1/realtime`, a conversation over one WebSocket, and `POST /v1/realtime/client_secrets`.

https://platform.openai.com/docs/guides/realtime
"""

from __future__ import annotations

import asyncio
import logging
from typing import Annotated, Any, Literal

from aiohttp import WSCloseCode, web
from pydantic import Field

from wyoming_morgan.agent.contract import AGENT_NAME
from wyoming_morgan.engines.contract.engine import EngineKind
from wyoming_morgan.errors import DeadlineExceeded, ShuttingDown, UnknownModel
from wyoming_morgan.http.admission import Admission
from wyoming_morgan.http.api_keys import Scope
from wyoming_morgan.http.bodies import OpenBody
from wyoming_morgan.http.context import RouteContext
from wyoming_morgan.http.gatekeeper import REALTIME_PATH, SECRET, require_owner
from wyoming_morgan.http.grants import GRANT
from wyoming_morgan.http.open_sockets import OpenSockets, close_reason
from wyoming_morgan.http.openai.names import (
    SpeechModelNames,
    is_realtime_name,
    means_language_model,
    names_agent,
)
from wyoming_morgan.http.realtime.counted import CountedAnswers, CountedEar
from wyoming_morgan.http.realtime.outbox import Outbox
from wyoming_morgan.http.realtime.parts import SessionParts
from wyoming_morgan.http.realtime.replies import AgentAnswers, Answerer, ModelAnswers
from wyoming_morgan.http.realtime.session import RealtimeSession
from wyoming_morgan.http.realtime.settings import SessionSettings
from wyoming_morgan.http.voice.socket import VoiceSocket

_LOGGER = logging.getLogger(__name__)
_SUBPROTOCOL = "realtime"
_HEARTBEAT_SECONDS = 20.0
_LONGEST_SECRET = 7_200


class ExpiresAfter(OpenBody):
    """When a secret ends."""

    anchor: Literal["created_at"] = "created_at"
    seconds: Annotated[int, Field(ge=10, le=_LONGEST_SECRET)] = 600


class ClientSecretBody(OpenBody):
    """The body of a request for a secret."""

    expires_after: ExpiresAfter | None = None
    session: dict[str, Any] | None = None


class RealtimeRoutes:
    """The routes of realtime sessions."""

    def __init__(self, context: RouteContext) -> None:
        self._context = context
        self._names = SpeechModelNames(context.services.listed_models, EngineKind.STT)
        settings = context.settings
        self._admission = Admission(
            limit=settings.max_realtime_sessions,
            for_each_address=settings.max_realtime_sessions,
            seconds=settings.realtime_seconds,
        )
        self._open = OpenSockets()

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        return [
            web.get(REALTIME_PATH, self._serve),
            web.post(f"{REALTIME_PATH}/client_secrets", self._context.guard(self._make_secret)),
        ]

    async def close(self) -> None:
        """Close every session: the server stops."""
        await self._open.close()

    async def _make_secret(self, request: web.Request) -> web.Response:
        require_owner(request)
        body = await self._context.read_json(request, ClientSecretBody)
        session = body.session or {}
        settings = self._settings(session.get("model"), session)
        request[GRANT].require(self._scopes(settings))
        expires = body.expires_after or ExpiresAfter()
        secret = self._context.gatekeeper.secrets.make(expires.seconds, session, request[GRANT])
        shown = settings.as_json("", settings.audio.output.voice or "")
        return web.json_response({"value": secret.value, "expires_at": secret.expires_at, "session": shown})

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        secret = request.get(SECRET)
        changes: dict[str, Any] = dict(secret.session) if secret is not None else {}
        if request.query.get("intent") == "transcription":
            changes.setdefault("type", "transcription")
        settings = self._settings(request.query.get("model") or changes.get("model"), changes)
        request[GRANT].require(self._scopes(settings))
        response = web.WebSocketResponse(
            max_msg_size=self._context.settings.max_json_bytes,
            compress=False,
            heartbeat=_HEARTBEAT_SECONDS,
            protocols=(_SUBPROTOCOL,),
        )
        try:
            async with self._admission.slot(request.remote or ""):
                await self._talk(request, settings, response)
        except (DeadlineExceeded, ShuttingDown) as error:
            if not response.prepared:
                raise
            await response.close(code=WSCloseCode.GOING_AWAY, message=close_reason(error))
        return response

    async def _talk(
        self, request: web.Request, settings: SessionSettings, response: web.WebSocketResponse
    ) -> None:
        context = self._context
        # A session has its own end, and a dead peer is found by its silence after a ping.
        socket = VoiceSocket(response, idle_seconds=2 * context.settings.realtime_seconds)
        outbox = Outbox(socket)
        services, grant = context.services, request[GRANT]
        parts = SessionParts(
            outbox,
            services.turn_log,
            None if services.stt is None else CountedEar(services.stt, grant),
            services.tts,
            lambda model: CountedAnswers(self._answerer(model), grant),
            context.settings.max_pending_text,
        )
        session = RealtimeSession(parts, settings)  # what refuses it is a status, not a broken socket
        await response.prepare(request)
        try:
            with self._open.holding(response):
                async with asyncio.TaskGroup() as group:
                    sending = group.create_task(outbox.run())
                    group.create_task(_follow(socket, session, sending))
        except* ConnectionError as failures:
            _LOGGER.debug("a realtime session broke: %s", failures.exceptions[0])
            if request.transport is not None:
                request.transport.abort()
        except* TimeoutError:
            await response.close(code=WSCloseCode.POLICY_VIOLATION, message=b"nothing came for too long")
        finally:
            await session.close()

    def _settings(self, model: object, changes: dict[str, Any]) -> SessionSettings:
        """Return the settings with which a session begins.

        Raises:
            UnknownModel: nobody answers, or nobody hears, by a name.
            InvalidField: something else is not valid.
        """
        heard_by = None if changes.get("type") else self._recognizer(model)
        if heard_by is not None:
            changes = {"type": "transcription", "input_audio_transcription": {"model": heard_by}, **changes}
        if changes.get("type") == "transcription":
            begun = SessionSettings(type="transcription")
        else:
            begun = SessionSettings(model=self._model(model if isinstance(model, str) else ""))
        settings = begun.updated(changes)
        transcription = settings.audio.input.transcription
        if transcription is not None and transcription.model:
            self._names.check(transcription.model, *self._recognizers())
        return settings

    def _recognizer(self, model: object) -> str | None:
        """Return the name of the recognizer, if that is what the client names in the place of a model."""
        if self._context.services.stt is None or not isinstance(model, str) or names_agent(model):
            return None
        return None if self._names.find(model, *self._recognizers()) is None else model

    def _recognizers(self) -> tuple[str, ...]:
        """Return the names of the recognizer's own."""
        capabilities = self._context.services.stt_capabilities
        return () if capabilities is None else (capabilities().model,)

    def _scopes(self, settings: SessionSettings) -> frozenset[Scope]:
        """Return the scopes of which one is enough for a session."""
        if settings.type == "transcription":
            return frozenset({Scope.AUDIO})
        if settings.model != AGENT_NAME:
            return frozenset({Scope.CHAT})
        return frozenset(
            {Scope.HOME} if self._context.services.agent is not None else {Scope.CHAT, Scope.HOME}
        )

    def _model(self, name: str) -> str:
        return AGENT_NAME if names_agent(name) or is_realtime_name(name) else name

    def _answerer(self, model: str) -> Answerer:
        services = self._context.services
        if model == AGENT_NAME and services.agent is not None:
            return AgentAnswers(services.agent, services.llm)
        names = [listed.id for listed in services.llm.models] if services.llm is not None else []
        # A backend may stand for its default model.
        is_known = any(means_language_model(model, name) or name.startswith(f"{model}/") for name in names)
        if services.llm is None or (model != AGENT_NAME and not is_known):
            listed_names = ", ".join((AGENT_NAME, *names))
            raise UnknownModel(f"there is no model {model!r}", hint=f"there are {listed_names}")
        return ModelAnswers(services.llm, services.llm.current if model == AGENT_NAME else model)


async def _follow(socket: VoiceSocket, session: RealtimeSession, sending: asyncio.Task[None]) -> None:
    """Take the client's events until it leaves."""
    while (received := await socket.receive()) is not None:
        await session.take(received)
    sending.cancel()


def routes(context: RouteContext) -> list[web.RouteDef]:
    """Return the routes of this module; none in a process that neither hears nor answers."""
    services = context.services
    if services.stt is None and services.agent is None and services.llm is None:
        return []
    realtime = RealtimeRoutes(context)
    context.at_shutdown.append(realtime.close)
    return realtime.routes()
