"""The log: where it goes, how it looks, how much it says."""

from __future__ import annotations

import io
import json
import logging
import os
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from wyoming_morgan.cli.log import configure_logging
from wyoming_morgan.cli.output import fail, notice, warning
from wyoming_morgan.config.choices import LogFormat, LogLevel
from wyoming_morgan.errors import Busy, ConfigurationError, InvalidRequest
from wyoming_morgan.trace_context import TraceContext, read_trace, within


@pytest.fixture(autouse=True)
def _put_back() -> Iterator[None]:
    root = logging.getLogger()
    before, level, show = root.handlers[:], root.level, warnings.showwarning
    yield
    root.handlers[:], root.level = before, level
    logging.captureWarnings(capture=False)
    warnings.showwarning = show


def test_lines_for_people_carry_time_level_and_origin() -> None:
    stream = io.StringIO()
    configure_logging(LogLevel.INFO, LogFormat.PLAIN, stream)
    logging.getLogger("wyoming_morgan.test").info("engine %s is ready", "silero")
    logging.getLogger("wyoming_morgan.test").debug("never seen")
    assert stream.getvalue()[8:] == " INFO    wyoming_morgan.test: engine silero is ready\n"


def test_lines_for_programs_are_json_with_the_traceback() -> None:
    stream = io.StringIO()
    configure_logging(LogLevel.WARNING, LogFormat.JSON, stream)
    try:
        int("why")
    except ValueError:
        logging.getLogger("wyoming_morgan.test").exception("it failed")
    entry = json.loads(stream.getvalue())
    assert entry["message"] == "it failed"
    assert entry["level"] == "error"
    assert entry["logger"] == "wyoming_morgan.test"
    assert entry["time"].endswith("+00:00")
    assert entry["error"].endswith("ValueError: invalid literal for int() with base 10: 'why'")


def test_libraries_are_quiet_unless_everything_is_wanted() -> None:
    stream = io.StringIO()
    configure_logging(LogLevel.INFO, LogFormat.PLAIN, stream)
    logging.getLogger("aiohttp.access").info("GET /health")
    assert stream.getvalue() == ""
    configure_logging(LogLevel.DEBUG, LogFormat.PLAIN, stream)
    logging.getLogger("aiohttp.access").info("GET /health")
    assert "GET /health" in stream.getvalue()


def test_an_entry_does_nothing_to_a_terminal_and_looks_like_one_entry() -> None:
    nasty = "red\x1b[31m\x9b\u202e\n12:00:00 INFO    forged: entry"
    plain, of_programs = io.StringIO(), io.StringIO()
    for form, stream in ((LogFormat.PLAIN, plain), (LogFormat.JSON, of_programs)):
        configure_logging(LogLevel.INFO, form, stream)
        logging.getLogger("wyoming_morgan.test").info("heard %s", nasty)
    assert plain.getvalue()[8:].splitlines() == [
        r" INFO    wyoming_morgan.test: heard red\x1b[31m\x9b\u202e",
        "    12:00:00 INFO    forged: entry",
    ]
    [line] = of_programs.getvalue().splitlines()
    assert line.isprintable()
    assert json.loads(line)["message"] == f"heard {nasty}"


def test_libraries_do_not_repeat_what_was_said_even_if_everything_is_wanted() -> None:
    stream = io.StringIO()
    configure_logging(LogLevel.DEBUG, LogFormat.PLAIN, stream)
    for library in (
        "sqlalchemy.engine",
        "openai._base_client",
        "mcp.client",
        "httpx2",
        "a.library.of.tomorrow",
    ):
        logging.getLogger(library).debug("executing INSERT hello")
        logging.getLogger(library).warning("%s is slow", library)
    assert "hello" not in stream.getvalue()
    assert stream.getvalue().count("is slow") == 5
    logging.getLogger("wyoming_morgan.test").debug("a detail")
    assert "a detail" in stream.getvalue()


def test_each_line_for_the_journal_has_its_level(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with (tmp_path / "journal").open("w") as journal:
        file = os.fstat(journal.fileno())
        monkeypatch.setattr(sys, "stderr", journal)
        monkeypatch.setenv("JOURNAL_STREAM", f"{file.st_dev}:{file.st_ino}")
        configure_logging(LogLevel.INFO, LogFormat.PLAIN)
        logging.getLogger("wyoming_morgan.test").error("one\ntwo")
        logging.getLogger("wyoming_morgan.test").info("three")
    lines = (tmp_path / "journal").read_text().splitlines()
    assert [line[:3] for line in lines] == ["<3>", "<3>", "<6>"]


def test_a_log_that_does_not_go_to_the_journal_has_no_levels_of_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with (tmp_path / "log").open("w") as log:
        monkeypatch.setattr(sys, "stderr", log)
        monkeypatch.setenv("JOURNAL_STREAM", "1:2")
        configure_logging(LogLevel.INFO, LogFormat.PLAIN)
        logging.getLogger("wyoming_morgan.test").info("one")
    assert not (tmp_path / "log").read_text().startswith("<")


def test_entries_for_programs_have_the_code_of_an_error_and_the_ids_of_turn_and_trace() -> None:
    stream = io.StringIO()
    configure_logging(LogLevel.INFO, LogFormat.JSON, stream)
    logger = logging.getLogger("wyoming_morgan.test")
    trace = TraceContext.begin(None, traced=False)
    with within(trace):
        logger.warning("stt: %s", Busy("full", hint="wait"))
    with within(read_trace(f"00-{trace.trace_id}-{trace.span_id}-01")):
        logger.info("a request of another process")
    logger.error("it failed", exc_info=InvalidRequest("wrong"))
    first, second, third = map(json.loads, stream.getvalue().splitlines())
    assert (first["code"], first["turn"], first["trace"]) == ("busy", trace.span_id, trace.trace_id)
    assert "turn" not in second
    assert second["trace"] == trace.trace_id
    assert third["code"] == "invalid-request"
    assert "trace" not in third


def test_entries_for_programs_hide_what_may_be_a_secret_in_addresses() -> None:
    stream = io.StringIO()
    configure_logging(LogLevel.INFO, LogFormat.JSON, stream)
    logging.getLogger("wyoming_morgan.test").info("connecting to %s", "redis://morgan:hunter2@cache:6379/0")
    assert "hunter2" not in stream.getvalue()


def test_errors_and_warnings_of_a_command_have_their_level_in_the_journal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with (tmp_path / "journal").open("w") as journal:
        file = os.fstat(journal.fileno())
        monkeypatch.setattr(sys, "stderr", journal)
        monkeypatch.setenv("JOURNAL_STREAM", f"{file.st_dev}:{file.st_ino}")
        fail(ConfigurationError("the port is taken", hint="stop the other"))
        warning("an old name")
        notice("ready")
    assert (tmp_path / "journal").read_text().splitlines() == [
        "<3>error: the port is taken",
        "<3>hint: stop the other",
        "<4>warning: an old name",
        "<6>ready",
    ]
