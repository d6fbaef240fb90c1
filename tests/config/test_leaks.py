"""No complaint, warning or shown setting repeats a secret, whatever its type and whoever set it."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.config.conftest import SPECS
from wyoming_morgan.config.complaints import InvalidConfiguration
from wyoming_morgan.config.effective import effective
from wyoming_morgan.config.environment import Given, variable
from wyoming_morgan.config.loader import Loaded, load

Load = Callable[..., Loaded]
Complain = Callable[..., list[str]]

SECRET = "s3cretValue"  # noqa: S105 - of this test
NUMBER = 24680864

PLACES = [
    ("core", "agent", "guard", "pin_secrets"),
    ("core", "agent", "guard", "pin_secrets", "ann"),
    ("core", "http", "api_keys"),
    ("core", "home_assistant"),
    ("core", "home_assistant", "token"),
    ("core", "home_assistant", "mcp_servers"),
    ("core", "home_assistant", "mcp_servers", "files"),
    ("core", "home_assistant", "mcp_servers", "files", "token"),
    ("core", "home_assistant", "mcp_servers", "files", "headers"),
    ("core", "home_assistant", "mcp_servers", "files", "headers", "Authorization"),
    ("core", "store"),
    ("core", "store", "database_url"),
    ("core", "store", "redis_url"),
    ("core",),
]
"""Secrets, and groups in which a secret stands where its name should."""

GROUPS = [
    place for place in PLACES if place[-1] in {"home_assistant", "mcp_servers", "files", "store", "core"}
]

VALUES: list[Any] = [
    *(NUMBER, -NUMBER, float(NUMBER), SECRET, f"a{SECRET}", [SECRET], [NUMBER], [[SECRET]]),
    *({SECRET: 1}, {NUMBER: "ann"}, {"ann": NUMBER}, {"ann": {"pin": SECRET}}, {"ann": [NUMBER]}, True),
    *(f"http://user:{SECRET}@host", f"http://host?key={SECRET}", {"ann": f"http://:{SECRET}@host"}),
]


ENTRIES: list[Any] = [
    *({"name": "ann", "key": NUMBER}, {"name": "ann", "key": [SECRET]}, {"name": NUMBER}, {SECRET: 1}),
    *({NUMBER: 1}, {"name": [SECRET]}, {"name": "ann", "key": SECRET, "scopes": [SECRET]}, {"key": SECRET}),
    *({"name": "ann", "key": SECRET, "at_a_time": SECRET}, {"name": SECRET, "key": f"{SECRET}{SECRET}"}),
    *({"name": "ann", "key": SECRET, "scopes": SECRET}, {"name": "ann", "key": {"ann": SECRET}}),
]
"""What may stand in a list of keys in place of a key."""


CASES = [
    pytest.param(place, value, id=f"{'.'.join(place)}: {value!r}")
    for place in PLACES
    for value in VALUES
    # The name of a setting that does not exist is shown.
    if not (place in GROUPS and isinstance(value, dict) and "ann" not in value)
] + [
    pytest.param(("core", "http", "api_keys"), entries, id=f"keys: {entries!r}")
    for entry in ENTRIES
    for entries in ([entry], [entry, entry])
]


def shows_secret(text: str) -> bool:
    return SECRET in text or str(NUMBER) in text


def told(folder: Path, environ: dict[str, str] | None = None, given: tuple[Given, ...] = ()) -> str:
    """Everything that loading, and showing what was loaded, tells."""
    try:
        loaded = load(SPECS, folder=folder, environ=environ or {}, given=given)
    except InvalidConfiguration as error:
        return f"{error} {error!r} {error.complaints}"
    shown = " ".join(f"{setting.name}: {setting.value!r}" for setting in effective(loaded))
    return f"{shown} {loaded.warnings} {loaded.config!r}"


def nested(place: tuple[str, ...], value: Any) -> Any:
    for name in reversed(place):
        value = {name: value}
    return value


@pytest.mark.parametrize(("place", "value"), CASES)
def test_no_file_leaks(tmp_path: Path, place: tuple[str, ...], value: Any) -> None:
    service, *rest = place
    (tmp_path / f"{service}.yaml").write_text(yaml.safe_dump(nested(tuple(rest), value)))
    assert not shows_secret(told(tmp_path))


@pytest.mark.parametrize(("place", "value"), [case for case in CASES if case.values[0] != ("core",)])
def test_no_variable_or_option_leaks(tmp_path: Path, place: tuple[str, ...], value: Any) -> None:
    text = value if isinstance(value, str) else json.dumps(value)
    assert not shows_secret(told(tmp_path, {variable(place): text}))
    assert not shows_secret(told(tmp_path, {f"{variable(place)}_FILE": text}))
    assert not shows_secret(told(tmp_path, given=(Given(place, value, "--set"),)))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"agent: {{guard: {{pin_secrets: {{ann: {NUMBER}}}}}}}", id="a PIN without quotes"),
        pytest.param(f"agent: {{guard: {{pin_secrets: {{{NUMBER}: ann}}}}}}", id="PIN and name exchanged"),
        pytest.param(f"home_assistant: {{token: *{SECRET}}}", id="an alias"),
        pytest.param(f"home_assistant: {{token: !{SECRET} x}}", id="a tag"),
        pytest.param(f"home_assistant: {{token: &{SECRET}", id="an anchor"),
        pytest.param(f'home_assistant: {{token: "{SECRET}', id="an open quote"),
        pytest.param(f"home_assistant: {{token: %{SECRET}}}", id="a sign that begins nothing"),
        pytest.param(f"home_assistant: {{token: {SECRET}: x: y}}", id="two colons"),
        pytest.param(f"home_assistant:\n  token:{SECRET}", id="a missing blank"),
        pytest.param(f"token:{SECRET}", id="a text alone"),
        pytest.param(f"{NUMBER}", id="a number alone"),
        pytest.param(f"- {SECRET}", id="a list"),
        pytest.param(f"home_assistant: {{token: !!int {SECRET}}}", id="a wrong tag"),
        pytest.param(f"home_assistant: {{token: '{SECRET}\\q', url: \"\\q{SECRET}\"}}", id="an escape"),
    ],
)
def test_no_mistake_of_writing_leaks(tmp_path: Path, text: str) -> None:
    (tmp_path / "core.yaml").write_text(text)
    assert not shows_secret(told(tmp_path))


json_values = st.recursive(
    st.none() | st.booleans() | st.just(NUMBER) | st.just(SECRET) | st.just(f"x {SECRET}"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["ann", "url", "token", "*"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from(PLACES[:-1]), value=json_values)
def test_no_value_of_any_shape_leaks(tmp_path: Path, place: tuple[str, ...], value: Any) -> None:
    (tmp_path / "core.yaml").write_text(yaml.safe_dump(nested(place[1:], value)))
    shown = told(tmp_path)
    # What stands under another name, such as `url`, is no secret, nor is what is no address in it.
    if place not in GROUPS or not isinstance(value, dict):
        assert not shows_secret(shown)


ADDRESSES = [
    f"http://user:{SECRET}@host:8123",
    f"http://{SECRET}@host",
    f"https://host/mcp?api_key={SECRET}",
    f"postgresql://u:{SECRET}/x@h/db",
    f"redis://:{SECRET}@h/0",
    f"tcp://:{SECRET}@h:1",
    f"user:{SECRET}@host",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_addresses_of_every_file_are_shown_without_secrets(load_files: Load, address: str) -> None:
    written = json.dumps(address)
    server = f"{{files: {{url: {written}}}}}"
    loaded = load_files(
        core=f"home_assistant: {{url: {written}, mcp_servers: {server}}}\n"
        f"store: {{database_url: {written}, redis_url: {written}}}\n"
        f"models_mirror: {written}\nhttp: {{allowed_hosts: [{written}]}}\n",
        stt=f"engines: {{far-ear: {{uri: {written}}}}}\n",
        llm=f"backends: {{one: {{engine: sage, engines: {{sage: {{uri: {written}}}}}}}}}\n",
    )
    shown = {setting.name: repr(setting.value) for setting in effective(loaded)}
    assert not shows_secret(repr(shown))
    assert "host" in shown["core.home_assistant.url"] or "h" in shown["core.home_assistant.url"]


HEADERS = (
    "core.home_assistant.token",
    "core.home_assistant.mcp_servers.files.token",
    "core.home_assistant.mcp_servers.files.headers.x-api-key",
)


@pytest.mark.parametrize("name", HEADERS)
def test_a_key_that_no_header_takes_is_refused_before_a_library_repeats_it(
    complaints: Complain, name: str
) -> None:
    for value in (f"{SECRET}\r\nx: y", f"{SECRET}é", f"{SECRET}\0", f"\x1b{SECRET}"):
        texts = complaints(core=f"home_assistant: {of_the_home(name, value)}\n")
        assert any(name.rpartition(".")[0] in complaint and "ASCII" in complaint for complaint in texts)
        assert not shows_secret(repr(texts))


@pytest.mark.parametrize("name", HEADERS)
def test_blanks_and_line_ends_around_a_key_are_left_out(load_files: Load, name: str) -> None:
    loaded = load_files(core=f"home_assistant: {of_the_home(name, SECRET.center(30) + chr(10))}\n")
    home = loaded.config.core.home_assistant
    files = home.mcp_servers.get("files")
    texts = (home.token, *((files.token, *files.headers.values()) if files is not None else ()))
    assert SECRET in texts


def of_the_home(name: str, value: str) -> str:
    """Return the settings of Home Assistant in which one has a value."""
    setting = nested(tuple(name.removeprefix("core.home_assistant.").split(".")), value)
    if "mcp_servers" in setting:
        setting["mcp_servers"]["files"]["url"] = "http://host/mcp"
    return json.dumps(setting)


def test_a_command_leaks_nothing_when_it_fails_in_an_unforeseen_way(tmp_path: Path) -> None:
    program = (
        "import sys\nfrom wyoming_morgan import cli\nimport wyoming_morgan.cli.app as commands\n"
        f"def broken(**_): raise RuntimeError('no answer at http://u:{SECRET}@host/?k={SECRET}')\n"
        "commands.app = broken\ncli.main()\n"
    )
    done = subprocess.run(  # noqa: S603 - the text above
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 1
    assert "RuntimeError: no answer at http://********@host" in done.stderr
    assert SECRET not in done.stderr


def test_the_log_hides_them_in_messages_and_tracebacks(capsys: pytest.CaptureFixture[str]) -> None:
    from wyoming_morgan.cli.log import configure_logging  # noqa: PLC0415 - it changes the log of the process
    from wyoming_morgan.config.choices import LogFormat, LogLevel  # noqa: PLC0415 - as above

    def fail() -> None:
        raise ConnectionError(f"redis://:{SECRET}@h/0")

    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        for form in LogFormat:
            configure_logging(LogLevel.INFO, form)
            try:
                fail()
            except ConnectionError:
                logging.getLogger("wyoming_morgan.x").exception("away: %s", f"http://u:{SECRET}@h?q={SECRET}")
    finally:
        root.handlers[:], root.level = handlers, level
    written = capsys.readouterr().err
    assert "away" in written
    assert "ConnectionError" in written
    assert SECRET not in written
