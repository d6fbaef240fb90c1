"""The engines that are for single languages, of one kind: loads them, and leaves out what cannot work."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine, Iterator, Mapping
from typing import Any, Generic, TypeVar

from wyoming_morgan.app.engines import CANNOT_WORK, Chosen, EngineKeeper
from wyoming_morgan.config.schema import EngineSettings
from wyoming_morgan.engines.contract.engine import Engine, EngineKind
from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.languages.matching import match_language
from wyoming_morgan.readiness import Readiness

_LOGGER = logging.getLogger(__name__)

E = TypeVar("E", bound=Engine)


class EnginesByLanguage(Generic[E]):
    """One engine for each of some languages; without one, the engine of all languages takes its language."""

    def __init__(
        self,
        kind: EngineKind,
        settings: Mapping[str, EngineSettings],
        *,
        path: str,
        keeper: EngineKeeper,
        readiness: Readiness,
        languages: Callable[[E], tuple[str, ...]],
    ) -> None:
        """Choose and make the engines; nothing is loaded yet.

        Args:
            kind: What they do.
            settings: Of each language.
            path: Where they are in the configuration, as messages name it.
            keeper: Makes and loads them.
            readiness: Notes those that are left out.
            languages: Returns the languages that an engine knows.

        Raises:
            EngineUnavailable, UnknownModel, ConfigurationError: one cannot be chosen.
        """
        self._keeper = keeper
        self._readiness = readiness
        self._languages = languages
        self._path = path
        self._chosen: dict[str, Chosen[E]] = {
            tag: keeper.make(kind, of_language, tag) for tag, of_language in settings.items()
        }

    def __iter__(self) -> Iterator[Chosen[E]]:
        """Iterate over those that are not left out."""
        return iter(self._chosen.values())

    @property
    def engines(self) -> dict[str, E]:
        """The engine of each language."""
        return {tag: chosen.engine for tag, chosen in self._chosen.items()}

    def loads(self, leave_out: Callable[[str], None]) -> list[Coroutine[Any, Any, None]]:
        """Return what loads each engine; `leave_out` is called with the language of one that cannot work."""
        return [self._load(tag, leave_out) for tag in self._chosen]

    async def _load(self, tag: str, leave_out: Callable[[str], None]) -> None:
        chosen = self._chosen[tag]
        try:
            await self._keeper.load(chosen)
            tags = self._languages(chosen.engine)
            if not any(match_language(language, (tag,)) for language in tags):
                raise EngineUnavailable(
                    f"{chosen.choice.spec.name} does not know the language {tag!r}",
                    hint=f"it knows {', '.join(dict.fromkeys(tags))}: correct {self._path}.{tag}",
                )
        except CANNOT_WORK as error:
            _LOGGER.error("%s: %s", chosen.service, error)  # noqa: TRY400 - the error says what it is
            leave_out(tag)
            del self._chosen[tag]
            await chosen.engine.close()
            self._readiness.without(chosen.service)
