"""`morgan models`, against a hub on this machine."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import Result

from tests.assets.make_voices import make_piper
from tests.models.hub import Hub, serve, whisper
from wyoming_morgan.models import speeds

Morgan = Callable[..., Result]
TINY = "faster-whisper/tiny"


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A hub in a thread of its own: commands have an event loop of theirs."""
    hub = Hub(repos={"Systran/faster-whisper-tiny": whisper(), "coqui/XTTS-v2": xtts()})
    ready, loop = threading.Event(), asyncio.new_event_loop()
    over = asyncio.Event()

    async def run() -> None:
        async with serve(hub):
            ready.set()
            await over.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()))
    thread.start()
    assert ready.wait(10)
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    yield hub
    loop.call_soon_threadsafe(over.set)
    thread.join(10)
    loop.close()


def xtts() -> dict[str, bytes]:
    return dict.fromkeys(("model.pth", "config.json", "vocab.json", "speakers_xtts.pth"), b"0")


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "data" / "morgan" / "models"


def test_models_are_listed_by_engine_and_language(morgan: Morgan) -> None:
    result = morgan("models", "list", "--engine", "piper", "--language", "de", "--json")
    models = json.loads(result.stdout)
    assert "piper/de_DE-thorsten-medium" in {model["id"] for model in models}
    assert {model["engine"] for model in models} == {"piper"}
    assert all(model["languages"] == ["de-DE"] and not model["on_disk"] for model in models)
    table = morgan("models", "list", "--engine", "coqui").stdout
    assert "\x1b" not in table
    assert table.splitlines()[0].split()[:2] == ["model", "size"]
    nothing = morgan("models", "list", "--language", "tlh")
    assert (nothing.stdout, nothing.stderr) == ("", "no model matches\n")


@pytest.mark.usefixtures("hub")
def test_a_model_is_pulled_listed_verified_and_removed(morgan: Morgan, models: Path, tmp_path: Path) -> None:
    pulled = morgan("models", "pull", TINY)
    assert pulled.exit_code == 0, pulled.stderr
    assert pulled.stdout == ""
    assert pulled.stderr == f"pulling {TINY}, 0.3 MB\n{TINY} is in {models / TINY} (0.3 MB)\n"
    speeds.keep(tmp_path / "cache" / "morgan", {TINY: 0.25})
    [row] = json.loads(morgan("models", "list", "--on-disk", "--json").stdout)
    assert (row["id"], row["on_disk"], row["seconds_per_second"]) == (TINY, True, 0.25)
    assert "0.25 s/s" in morgan("models", "list", "--on-disk").stdout
    assert morgan("models", "verify").stdout == f"{TINY}: good\n"
    assert "already on disk" in morgan("models", "pull", TINY).stderr
    kept = morgan("models", "rm", TINY, stdin=b"n\n")
    assert kept.exit_code == 1
    assert (models / TINY).is_dir()
    removed = morgan("models", "rm", TINY, "--yes")
    assert removed.exit_code == 0
    assert "; freed 0.3 MB" in removed.stderr
    assert not (models / TINY).exists()


@pytest.mark.usefixtures("hub")
def test_verify_tells_what_is_broken_and_how_it_is_mended(morgan: Morgan, models: Path) -> None:
    morgan("models", "pull", TINY)
    data = (models / TINY / "model.bin").read_bytes()
    (models / TINY / "model.bin").write_bytes(b"0" + data[1:])
    (models / TINY / "config.json").write_text("{}")
    (models / TINY / "tokenizer.json").unlink()
    result = morgan("models", "verify", TINY)
    assert result.exit_code == 1
    assert "config.json has 2 bytes instead of 11" in result.stdout
    assert "model.bin: its SHA-256 is wrong" in result.stdout
    assert "tokenizer.json is missing" in result.stdout
    assert result.stderr == f"fix: morgan models pull {TINY} --force\n"
    assert morgan("models", "pull", TINY, "--force").exit_code == 0
    assert morgan("models", "verify", TINY).exit_code == 0


def test_a_model_of_one_s_own_is_listed_and_nothing_is_claimed_of_it(morgan: Morgan, models: Path) -> None:
    (models / "piper" / "mine").mkdir(parents=True)
    (models / "piper" / "mine" / "mine.onnx").write_bytes(bytes(1000))
    [row] = json.loads(morgan("models", "list", "--on-disk", "--json").stdout)
    assert (row["id"], row["in_catalogue"], row["bytes"]) == ("piper/mine", False, 1000)
    result = morgan("models", "verify", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)[0]["state"] == "unknown"
    (models / "faster-whisper" / "base").mkdir(parents=True)
    assert "faster-whisper/base: broken: config.json is missing" in morgan("models", "verify").stdout


def test_a_voice_of_one_s_own_is_added_in_one_step_and_speaks_under_its_name(
    morgan: Morgan, models: Path, tmp_path: Path
) -> None:
    downloads = tmp_path / "downloads"
    make_piper(downloads, "en_US-small-low")
    (downloads / "letter.onnx").write_bytes(b"of another model")

    added = morgan("models", "add", "piper/grandma", str(downloads / "en_US-small-low.onnx"))
    assert "set tts.engine to piper, and tts.engines.piper.voice to piper/grandma" in added.stderr
    assert "checksum" not in added.stderr
    names = {path.name for path in (models / "piper" / "grandma").iterdir()}
    assert names == {"grandma.onnx", "grandma.onnx.json", "manifest.json"}
    assert "grandma" in morgan("voices").stdout
    spoken = morgan("say", "Hello.", "--voice", "piper/grandma", "-o", str(tmp_path / "hello.wav"))
    assert "of grandma in" in spoken.stderr

    (models / "piper" / "grandma" / "grandma.onnx").write_bytes(b"")
    again = f"morgan models add piper/grandma {downloads / 'en_US-small-low.onnx'} --force"
    assert again in morgan("models", "verify").stderr
    morgan(*again.split()[1:])
    assert "piper/grandma: good" in morgan("models", "verify").stdout


@pytest.mark.parametrize(
    ("model", "file", "complaint"),
    [
        ("piper/grandma", "", "2 voices: a.onnx, b.onnx"),
        ("piper/grandma", "c.onnx", "lacks *.onnx"),
        ("piper/en_US-lessac-medium", "a.onnx", "is a model of the catalogue"),
        ("piper", "a.onnx", "not a valid model"),
        ("parrot/polly", "a.onnx", "no engine 'parrot'"),
        ("faster-whisper/mine", "", "lacks config.json"),
    ],
)
def test_what_cannot_be_added_is_refused(  # noqa: PLR0917 - fixtures
    morgan: Morgan, models: Path, tmp_path: Path, model: str, file: str, complaint: str
) -> None:
    downloads = tmp_path / "downloads"
    downloads.mkdir()
    for name in ("a.onnx", "a.onnx.json", "b.onnx", "b.onnx.json"):
        (downloads / name).write_bytes(b"{}")
    refused = morgan("models", "add", model, str(downloads / file))
    assert refused.exit_code == 1
    assert complaint in refused.stderr
    assert "hint:" in refused.stderr
    assert not list(models.rglob("*.onnx"))


def test_one_that_fails_does_not_keep_others_from_coming(morgan: Morgan, hub: Hub, models: Path) -> None:
    result = morgan("models", "pull", TINY, "faster-whisper/owner/none")
    assert result.exit_code == 1
    assert (models / TINY).is_dir()
    assert f"error: {hub.url.removeprefix('http://')} answered 401" in result.stderr
    assert "hint: " in result.stderr


def test_the_license_of_xtts_is_accepted_by_an_option_where_there_is_no_terminal(
    morgan: Morgan, hub: Hub, models: Path
) -> None:
    refused = morgan("models", "pull", "coqui/xtts_v2")
    assert refused.exit_code == 1
    assert "Coqui Public Model License" in refused.stderr
    assert "--accept-license" in refused.stderr
    assert hub.tokens == []
    assert morgan("models", "pull", "coqui/xtts_v2", "--accept-license").exit_code == 0
    assert (models / "coqui" / "xtts_v2" / "LICENCE-ACCEPTED").is_file()


@pytest.mark.usefixtures("hub")
@pytest.mark.parametrize(("answer", "code"), [(b"y\n", 0), (b"n\n", 1)], ids=["yes", "no"])
def test_the_license_of_xtts_is_asked_in_a_terminal(
    morgan: Morgan, models: Path, monkeypatch: pytest.MonkeyPatch, answer: bytes, code: int
) -> None:
    # A terminal is what the command believes to have: the answer comes from the test.
    monkeypatch.setattr(
        "wyoming_morgan.cli.models.sys", type("sys", (), {"stdin": Terminal(), "stdout": None})
    )
    result = morgan("models", "pull", "coqui/xtts_v2", stdin=answer)
    assert result.exit_code == code
    assert "Do you accept it?" in result.stderr
    assert (models / "coqui" / "xtts_v2").is_dir() == (code == 0)


class Terminal:
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    "arguments",
    [
        ("pull", "faster-whisper/none"),
        ("rm", "../etc", "--yes"),
        ("rm", "piper/../..", "--yes"),
        ("verify", "a/b"),
    ],
    ids=" ".join,
)
def test_what_makes_no_sense_is_an_error_with_a_hint(morgan: Morgan, arguments: tuple[str, ...]) -> None:
    result = morgan("models", *arguments)
    assert result.exit_code == 1
    assert result.stderr.startswith("error: ")
    assert "\nhint: " in result.stderr


def test_speeds_survive_each_other_and_a_broken_file_is_none(tmp_path: Path) -> None:
    speeds.keep(tmp_path, {"a": 0.5})
    speeds.keep(tmp_path, {"b": 0.25})
    assert speeds.read(tmp_path) == {"a": 0.5, "b": 0.25}
    (tmp_path / "speeds.json").write_text("{")
    assert speeds.read(tmp_path) == {}


@pytest.mark.slow
def test_speed_is_measured_with_the_engine_at_work(morgan: Morgan, models: Path) -> None:
    pytest.importorskip("piper", reason="the voice is Piper's")
    folder = models / "piper" / "en_US-small-low"
    folder.mkdir(parents=True)
    make_piper(folder)
    result = morgan("models", "measure", "piper/en_US-small-low")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.endswith(" s for each second of audio\n")
    [row] = json.loads(morgan("models", "list", "--on-disk", "--json").stdout)
    assert row["seconds_per_second"] > 0
    absent = morgan("models", "measure", "piper/en_US-amy-medium")
    assert absent.stderr.endswith("hint: run: morgan models pull piper/en_US-amy-medium\n")
