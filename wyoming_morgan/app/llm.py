"""Makes the gateway to the configured language model backends."""

from __future__ import annotations

from wyoming_morgan.app.engines import Chosen, EngineKeeper
from wyoming_morgan.config.schema import LlmSettings
from wyoming_morgan.engines.contract.engine import EngineKind
from wyoming_morgan.engines.contract.llm import ChatModel
from wyoming_morgan.llm.gateway import Gateway
from wyoming_morgan.llm.names import Backend


def make_gateway(settings: LlmSettings, keeper: EngineKeeper) -> Gateway:
    """Make every backend, and the gateway to them; nothing is loaded yet.

    Raises:
        EngineUnavailable, UnknownModel, ConfigurationError: an engine cannot be chosen, or an alias is wrong.
    """
    backends = []
    for name, backend in settings.backends.items():
        chosen: Chosen[ChatModel] = keeper.make(EngineKind.LLM, backend)
        backends.append(Backend(name, chosen.engine))
    return Gateway(
        backends,
        model=settings.model,
        aliases=settings.aliases,
        embedding_model=settings.embedding_model,
    )
