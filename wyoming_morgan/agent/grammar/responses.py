"""The responses of home-assistant-intents: the templates, and how they are rendered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

_MAX_CHARACTERS = 2000
"""A response is a sentence or two; a longer one is cut."""


class Responses:
    """The responses of one language.

    The value of a slot is always data, never part of a template.
    """

    def __init__(self, responses: Mapping[str, Any]) -> None:
        self._templates: Mapping[str, Mapping[str, str]] = responses.get("intents", {})
        self._errors: Mapping[str, str] = responses.get("errors", {})
        self._environment = ImmutableSandboxedEnvironment(
            undefined=StrictUndefined,
            # Responses are spoken or shown as plain text, never as HTML.
            autoescape=False,
        )
        self._compiled: dict[str, Template] = {}

    @property
    def not_understood(self) -> str:
        """The sentence for a request that is not understood."""
        return self.render(self._errors.get("no_intent", ""), {}) or "Sorry, I couldn't understand that"

    def template(self, intent: str, key: str) -> str:
        """Return the template of an intent's response, or an empty string."""
        return self._templates.get(intent, {}).get(key, "").strip()

    def render(
        self, template: str, slots: Mapping[str, Any], context: Mapping[str, Any] | None = None
    ) -> str:
        """Render a response, or return an empty string if it needs something that only the home knows.

        `context` is what is known of the home: `state`, `query`, `state_attr`.
        """
        text = ""
        try:
            for piece in self._compile(template).generate({**(context or {}), "slots": slots}):
                text += piece
                if len(text) > _MAX_CHARACTERS:
                    break
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError):
            # It needs the state of the home, or a result such as how many timers were stopped.
            return ""
        return " ".join(text[:_MAX_CHARACTERS].split())

    def _compile(self, source: str) -> Template:
        if source not in self._compiled:
            self._compiled[source] = self._environment.from_string(source)
        return self._compiled[source]
