"""Whether a Supervisor runs this process, and what it gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wyoming_morgan.config.environment import Given
from wyoming_morgan.home.settings import HomeAssistantSettings

TOKEN_VARIABLE = "SUPERVISOR_TOKEN"  # noqa: S105 - the name of the variable
"""Set by the Supervisor in every app: https://developers.home-assistant.io/docs/apps/communication."""
ADDRESS = "http://supervisor"
INGRESS_PROXY = "172.30.32.2"
"""The only address from which ingress comes: https://developers.home-assistant.io/docs/apps/presentation."""


@dataclass(frozen=True, slots=True)
class Supervisor:
    """The Supervisor of this app. Its token is another one after each start."""

    token: str = field(repr=False)
    url: str = ADDRESS
    proxy: str = INGRESS_PROXY

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Supervisor | None:
        """Return the Supervisor that runs this process; None if none does."""
        token = environ.get(TOKEN_VARIABLE, "")
        return cls(token) if token else None

    @property
    def home_assistant(self) -> HomeAssistantSettings:
        """How its Home Assistant is reached, through the Supervisor's proxy."""
        return HomeAssistantSettings(url=f"{self.url}/core", token=self.token)

    def home(self) -> tuple[Given, ...]:
        """Return the settings of its Home Assistant, for a configuration that names no other."""
        group = ("core", "home_assistant")
        reached = self.home_assistant
        return (
            Given((*group, "url"), reached.url, TOKEN_VARIABLE),
            Given((*group, "token"), reached.token, TOKEN_VARIABLE),
        )
