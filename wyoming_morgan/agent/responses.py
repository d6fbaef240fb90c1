"""The responses of home-assistant-intents: as templates, and rendered with what is known here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, meta
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
        self._compiled: dict[str, Template | None] = {}

    @property
    def not_understood(self) -> str:
        """The sentence for a request that nothing understands."""
        return self.render(self._errors.get("no_intent", ""), {}) or "Sorry, I couldn't understand that"

    def template(self, intent: str, key: str) -> str:
        """Return the template for an intent's response, or an empty one."""
        return self._templates.get(intent, {}).get(key, "").strip()

    def render(self, template: str, slots: Mapping[str, Any]) -> str:
        """Render a response, or return an empty one when only the home could tell what it asks for."""
        compiled = self._compile(template)
        if compiled is None:
            return ""
        text = ""
        try:
            for piece in compiled.generate(slots=slots):
                text += piece
                if len(text) > _MAX_CHARACTERS:
                    break
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError):
            # A slot that only Home Assistant fills in, such as the number of timers that were stopped.
            return ""
        return " ".join(text[:_MAX_CHARACTERS].split())

    def _compile(self, source: str) -> Template | None:
        """Return the compiled template, or None where it asks for more than slots: the home's state, say."""
        if source not in self._compiled:
            asked = meta.find_undeclared_variables(self._environment.parse(source))
            known = {"slots", *self._environment.globals}
            self._compiled[source] = self._environment.from_string(source) if asked <= known else None
        return self._compiled[source]
