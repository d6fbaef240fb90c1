"""The responses of home-assistant-intents: as templates, and rendered with what is known here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

_MAX_CHARACTERS = 2000
"""A response is a sentence or two; whatever grows beyond this is cut."""


class Responses:
    """The responses of one language.

    A slot's value is only ever data: it is never part of a template.
    """

    def __init__(self, responses: Mapping[str, Any]) -> None:
        self._templates: Mapping[str, Mapping[str, str]] = responses.get("intents", {})
        self._errors: Mapping[str, str] = responses.get("errors", {})
        self._environment = ImmutableSandboxedEnvironment(
            undefined=StrictUndefined,
            # What is rendered is spoken or shown as plain text, never HTML.
            autoescape=False,
        )
        self._compiled: dict[str, Template] = {}

    @property
    def not_understood(self) -> str:
        """The sentence for a request that nothing understands."""
        return self.render(self._errors.get("no_intent", ""), {}) or "Sorry, I couldn't understand that"

    def template(self, intent: str, key: str) -> str:
        """Return the template for an intent's response, or an empty one."""
        return self._templates.get(intent, {}).get(key, "").strip()

    def render(
        self, template: str, slots: Mapping[str, Any], context: Mapping[str, Any] | None = None
    ) -> str:
        """Render a response, or return an empty one when only the home could tell what it asks for.

        `context` is what is known of the home besides: `state`, `query`, `state_attr`.
        """
        text = ""
        try:
            for piece in self._compile(template).generate({**(context or {}), "slots": slots}):
                text += piece
                if len(text) > _MAX_CHARACTERS:
                    break
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError):
            # It asks for the home's state, or for what is found out there: how many timers were stopped, say.
            return ""
        return " ".join(text[:_MAX_CHARACTERS].split())

    def _compile(self, source: str) -> Template:
        if source not in self._compiled:
            self._compiled[source] = self._environment.from_string(source)
        return self._compiled[source]
