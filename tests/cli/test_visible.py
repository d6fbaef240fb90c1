"""What could command a terminal, or hide what is said, is made visible by every command."""

from __future__ import annotations

import ast
import asyncio
import contextlib
import json
import os
import pty
import re
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import Result

from wyoming_morgan.cli.tables import print_table
from wyoming_morgan.cli.visible import as_json, on_one_line, visible
from wyoming_morgan.store.contract import Fact, NewMessage, Owner, Speaker
from wyoming_morgan.store.settings import StoreSettings
from wyoming_morgan.store.store import open_store

COMMANDS = Path(__file__).resolve().parents[2] / "wyoming_morgan" / "cli"

ANY_TEXT = st.text(st.characters(exclude_categories=())) | st.text(
    st.sampled_from("ab\n\t\r\x00\x1b\x07\x7f\x85\x9b\u200b\u200d\u202e\u2066\u2028\ufeff\ud83d\U000e0041👩")
)
"""Halves of signs are in it, too."""

SEEN = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd\u200c\u200d"
"""Format signs that have a shape of their own, or join letters."""


RESERVED = re.compile("[\u2065\ufff0-\ufff8\U000e0000-\U000e0fff]")
"""Signs that Unicode keeps for later, and already asks to leave unseen (Default_Ignorable_Code_Point)."""


def hides(sign: str) -> bool:
    """Whether a sign commands a terminal, turns text around, or is not to be seen."""
    category = unicodedata.category(sign)
    if category == "Cf":
        return sign not in SEEN and not 0x13430 <= ord(sign) <= 0x1343F  # of hieroglyphs
    return category in {"Cc", "Cs", "Zl", "Zp"}


@given(ANY_TEXT)
def test_nothing_hides_in_what_is_printed(text: str) -> None:
    shown = visible(text)
    assert not [sign for sign in shown if hides(sign) and sign != "\n"]
    assert shown.count("\n") == text.count("\n")
    assert "\n" not in on_one_line(text)
    shown.encode()


@given(ANY_TEXT)
def test_what_is_visible_stays(text: str) -> None:
    shown = visible(text)
    assert visible(shown) == shown
    hidden = any(hides(sign) or sign in "\u200c\u200d\u115f\u1160\u17b4\u17b5\u3164\uffa0" for sign in text)
    if not hidden and not RESERVED.search(text):
        assert [sign for sign in shown if sign < "\ufff0"] == [sign for sign in text if sign < "\ufff0"]


@given(st.recursive(ANY_TEXT, lambda inner: st.lists(inner) | st.dictionaries(ANY_TEXT, inner)))
def test_json_says_the_same_without_anything_hidden(value: object) -> None:
    for indent in (None, 2):
        text = as_json(value, indent=indent)
        assert not [sign for sign in text if hides(sign) and sign != "\n"]
        text.encode()
        # A pair of halves is read as one sign.
        assert json.loads(text) == json.loads(json.dumps(value))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param(
            "hello \x1b]0;PWNED\x07\x1b[31mred", r"hello \x1b]0;PWNED\x07\x1b[31mred", id="terminal"
        ),
        pytest.param("\x9b31m", r"\x9b31m", id="c1"),
        pytest.param("a\rb\tc\bd", r"a\rb\tc\x08d", id="c0"),
        pytest.param("two\nlines", "two\nlines", id="lines"),
        pytest.param("abc\u202edef", r"abc\u202edef", id="direction"),
        pytest.param("pass\u200bword", r"pass\u200bword", id="zero width"),
        pytest.param("pass\u200dword", r"pass\u200dword", id="joiner between letters"),
        pytest.param("\u200d\u200c", r"\u200d\u200c", id="joiners alone"),
        pytest.param("hi\U000e0068\U000e0069", r"hi\U000e0068\U000e0069", id="tags"),
        pytest.param("\ud83d", r"\ud83d", id="half a sign"),
        pytest.param("👩‍👧 und 🏳️‍🌈", "👩‍👧 und 🏳️‍🌈", id="emoji"),
        pytest.param("می‌خواهم", "می‌خواهم", id="Persian"),
        pytest.param("क्‍ष", "क्‍ष", id="Hindi"),
        pytest.param("Küche, cuisine, 台所, kjøkken…", "Küche, cuisine, 台所, kjøkken…", id="plain"),
        pytest.param("葛\U000e0100飾", "葛\U000e0100飾", id="a variant of an ideograph"),
        pytest.param("a\U000e0100", r"a\U000e0100", id="a variant of nothing"),
    ],
)
def test_signs_are_shown_as_escapes_and_ordinary_text_as_it_is(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize("file", sorted(COMMANDS.glob("*.py")), ids=lambda file: file.name)
def test_every_command_prints_through_one_place(file: Path) -> None:
    if file.name == "output.py":
        return
    for node in ast.walk(ast.parse(file.read_text())):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        if name == "typer.echo":
            assert ast.unparse(node) == "typer.echo(f'morgan {__version__}')", f"{file.name}: use output.line"
        assert name not in {"print", "typer.secho", "typer.confirm", "typer.prompt", "json.dump"}, file.name
        assert name != "asyncio.run", f"{file.name}: use loop.run, which no thread keeps from ending"
        assert not name.endswith(("sys.stdout.write", "sys.stderr.write")), file.name


Morgan = Callable[..., Result]

NASTY = "evil\x1b]0;PWNED\x07\x1b[31m\x9b5m\u202e\u200bred"
SHOWN = r"evil\x1b]0;PWNED\x07\x1b[31m\x9b5m\u202e\u200bred"


@pytest.fixture
def stored(folder: Path, tmp_path: Path) -> None:
    """A conversation and a fact full of commands to terminals, in ids, names and texts."""
    del folder

    async def fill() -> None:
        store = open_store(StoreSettings(), tmp_path / "data" / "morgan")
        await store.open()
        messages = [NewMessage("user", f"one\n{NASTY}")]
        await store.conversations.keep(NASTY, Speaker(NASTY, NASTY), messages, key=NASTY)
        await store.facts.add(Fact(NASTY, Owner.USER, NASTY, NASTY, datetime.now(UTC)))
        await store.close()

    asyncio.run(fill())


COMMANDS_OF_THE_STORE = [
    pytest.param(("history", "list"), id="history list"),
    pytest.param(("history", "list", "--json"), id="history list --json"),
    pytest.param(("history", "show", NASTY), id="history show"),
    pytest.param(("history", "show", NASTY, "--json"), id="history show --json"),
    pytest.param(("history", "show", f"no {NASTY}"), id="history show, missing"),
    pytest.param(("history", "export"), id="history export"),
    pytest.param(("history", "delete", NASTY), id="history delete"),
    pytest.param(("memory", "list"), id="memory list"),
    pytest.param(("memory", "list", "--json"), id="memory list --json"),
    pytest.param(("memory", "export"), id="memory export"),
    pytest.param(("memory", "forget", NASTY), id="memory forget"),
    pytest.param(("memory", "delete-user", NASTY, "--yes"), id="memory delete-user"),
]


def assert_nothing_hides(output: str) -> None:
    assert not [sign for sign in output if hides(sign) and sign != "\n"], repr(output)


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize("arguments", COMMANDS_OF_THE_STORE)
def test_what_strangers_said_does_nothing_to_a_pipe(morgan: Morgan, arguments: tuple[str, ...]) -> None:
    result = morgan(*arguments)
    assert "PWNED" in result.output
    assert_nothing_hides(result.output)


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize("arguments", COMMANDS_OF_THE_STORE)
@pytest.mark.slow
def test_what_strangers_said_does_nothing_to_a_terminal(arguments: tuple[str, ...]) -> None:
    output = on_a_terminal(*arguments)
    assert "PWNED" in output
    assert_nothing_hides(output)


def on_a_terminal(*arguments: str) -> str:
    """What a command writes to a terminal that shows no colors."""
    controller, terminal = pty.openpty()
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "wyoming_morgan", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=terminal,
        stderr=terminal,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "300", "TERM": "dumb"},
    ):
        os.close(terminal)
        written = b""
        with contextlib.suppress(OSError):  # what a terminal says that nobody has open any more
            while data := os.read(controller, 65536):
                written += data
    os.close(controller)
    return written.decode().replace("\r\n", "\n")


@pytest.mark.usefixtures("stored")
def test_a_message_of_several_lines_does_not_look_like_several_messages(morgan: Morgan) -> None:
    lines = morgan("history", "show", NASTY).stdout.splitlines()
    assert lines[0].endswith("user: one")
    assert lines[1:] == [f"    {SHOWN}"]


def test_a_name_of_several_lines_is_one_row_of_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("id", "name"), [("1", "one\n2  forged")])
    assert capsys.readouterr().out == "id  name\n1   one\\n2  forged\n"


def test_names_of_the_home_are_shown(morgan: Morgan, folder: Path) -> None:
    home = {"home": {"entities": [{"name": f"Lamp {NASTY}", "domain": "light"}]}}
    (folder / "core.yaml").write_text(json.dumps(home))
    for arguments in (("ask", f"turn on lamp {NASTY}"), ("config", "show"), ("config", "show", "--json")):
        result = morgan(*arguments)
        assert_nothing_hides(result.output)
        assert result.exit_code == 0


def test_names_of_models_are_shown(morgan: Morgan, tmp_path: Path) -> None:
    model = tmp_path / "data" / "morgan" / "models" / "piper" / "en_US-\x1b[31m-low"
    model.mkdir(parents=True)
    (model / "x.onnx").write_bytes(b"1")
    for arguments in (("list", "--on-disk"), ("list", "--on-disk", "--json"), ("verify",)):
        output = morgan("models", *arguments).output
        assert_nothing_hides(output)


def test_mistakes_in_the_configuration_are_shown(morgan: Morgan, folder: Path) -> None:
    (folder / "stt.yaml").write_text(json.dumps({NASTY: 1, "engine": NASTY}))
    for arguments in (("config", "check"), ("config", "show"), ("doctor",), ("ask", "hello")):
        result = morgan(*arguments)
        assert result.exit_code == 1
        assert "PWNED" in result.output
        assert_nothing_hides(result.output)


@pytest.fixture
def liar() -> Iterator[str]:
    """A server that answers every request as a Morgan whose names are commands to terminals."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            model = {"kind": NASTY, "engine": NASTY, "name": NASTY, "loaded": True, "memory_bytes": None}
            model |= {"unload_seconds": None, "running": 0, "waiting": 0}
            service = {"state": NASTY, "detail": NASTY, "hint": NASTY}
            body = json.dumps({"models": [model], "status": NASTY, "services": {NASTY: service}}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    "arguments", [("ps",), ("ps", "--json"), ("health",), ("health", "--json")], ids=" ".join
)
def test_what_a_server_answers_is_shown(morgan: Morgan, liar: str, arguments: tuple[str, ...]) -> None:
    result = morgan(*arguments, "--url", liar)
    assert result.exit_code == 0
    assert "PWNED" in result.output
    assert_nothing_hides(result.output)
