"""What a person has to mend, in Home Assistant's repairs; each says how, and vanishes once it is mended."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN
from .status import NO_LANGUAGE_MODEL, Problem, Status

_STANDS_IN = "engine-stands-in"
_MODEL_MISSING = "model-missing"
_OF_ENGINES = {
    "": "engine_stands_in",
    "engine-unavailable": "engine_not_there",
    "out-of-memory": "engine_out_of_memory",
    "timeout": "engine_too_slow",
}
"""The issue of an engine that does not work, by the code of its error; that of any other is the first."""
_OF_SERVICES = {
    "": "service_failed",
    "engine-unavailable": "service_not_there",
    "out-of-memory": "service_out_of_memory",
    "timeout": "service_too_slow",
}
_TOO_OLD = "server_too_old"
_SERVICE_FAILED = "service-failed"


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue, as the registry takes it."""

    key: str
    """Its translation key."""
    about: str = ""
    """What tells it from others of its key."""
    placeholders: Mapping[str, str] = field(default_factory=dict)
    severity: ir.IssueSeverity = ir.IssueSeverity.WARNING


@callback
def forget_issues(hass: HomeAssistant, entry_id: str, *, apart_from: Container[str] = ()) -> None:
    """Withdraw the issues of an entry."""
    for domain, issue_id in list(ir.async_get(hass).issues):
        if domain == DOMAIN and issue_id.endswith(entry_id) and issue_id not in apart_from:
            ir.async_delete_issue(hass, DOMAIN, issue_id)


class Issues:
    """The issues of one entry."""

    def __init__(self, hass: HomeAssistant, entry_id: str, version: str) -> None:
        """Prepare.

        Args:
            hass: Keeps the issues.
            entry_id: The entry that they are about.
            version: Of this component.
        """
        self._hass = hass
        self._entry_id = entry_id
        self._version = version

    @callback
    def report(self, status: Status) -> None:
        """Show the issues of a status, and withdraw those that it does not have."""
        self._show([*self._versions(status), *_problems(status)])

    @callback
    def report_too_old(self) -> None:
        """Show that the server cannot be linked."""
        placeholders = {"component": self._version}
        self._show([Issue(_TOO_OLD, "", placeholders, ir.IssueSeverity.ERROR)])

    @callback
    def withdraw_too_old(self) -> None:
        """Say no more that the server cannot be linked."""
        ir.async_delete_issue(self._hass, DOMAIN, self._id(Issue(_TOO_OLD)))

    @callback
    def _show(self, issues: list[Issue]) -> None:
        present = {self._id(issue): issue for issue in issues}
        forget_issues(self._hass, self._entry_id, apart_from=present)
        for issue_id, issue in present.items():
            ir.async_create_issue(
                self._hass,
                DOMAIN,
                issue_id,
                is_fixable=False,
                severity=issue.severity,
                translation_key=issue.key,
                translation_placeholders=dict(issue.placeholders) or None,
            )

    def _id(self, issue: Issue) -> str:
        return "_".join(filter(None, (issue.key, issue.about, self._entry_id)))

    def _versions(self, status: Status) -> Iterator[Issue]:
        server, component = _numbers(status.version), _numbers(self._version)
        if not server or not component or server == component:
            return
        key = "server_older" if server < component else "component_older"
        yield Issue(key, "", {"server": status.version, "component": self._version})


def _problems(status: Status) -> Iterator[Issue]:
    for problem in status.problems:
        words = {"service": problem.service, "words": _words(problem)}
        engine = status.engines.get(problem.service)
        if problem.code in {_STANDS_IN, _MODEL_MISSING} and engine is not None:
            words |= {"engine": engine.stands_in_for or "", "stand_in": engine.engine}
            if problem.code == _MODEL_MISSING:
                yield Issue("model_missing", problem.service, words)
            else:
                cause = problem.cause if problem.cause in _OF_ENGINES else ""
                yield Issue(_OF_ENGINES[cause], problem.service, words)
        elif problem.code == _SERVICE_FAILED:
            cause = problem.cause if problem.cause in _OF_SERVICES else ""
            yield Issue(_OF_SERVICES[cause], problem.service, words, ir.IssueSeverity.ERROR)
        elif problem.code == NO_LANGUAGE_MODEL:
            yield Issue("no_language_model")


def _words(problem: Problem) -> str:
    """Return what the server itself says, which is English."""
    hint = f"({problem.hint})" if problem.hint else ""
    return " ".join(filter(None, (problem.detail, hint))) or "-"


def _numbers(version: str) -> tuple[int, ...]:
    """Return the numbers of a version; empty if it is none."""
    try:
        return tuple(int(part) for part in version.split("+", maxsplit=1)[0].split(".")[:3])
    except ValueError:
        return ()
