"""How well commands are recognized: people and neural voices, read books and noise."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from wyoming_morgan.agent.grammar.sentences import SentenceMatcher
from wyoming_morgan.audio import SPEECH, decode
from wyoming_morgan.bench.pauses import paused
from wyoming_morgan.bench.recordings import find_recordings
from wyoming_morgan.engines.stt.pocketsphinx import decoder
from wyoming_morgan.engines.stt.pocketsphinx.alignment import WordAligner
from wyoming_morgan.engines.stt.pocketsphinx.decoder import CommandDecoder
from wyoming_morgan.home.model import Area, Entity, Home

pytestmark = [pytest.mark.recordings, pytest.mark.slow]

_MIN_CONFIDENCE = 0.5


@pytest.fixture(scope="module")
def home(speech_dir: Path) -> Home:
    record = yaml.safe_load((speech_dir / "home.yaml").read_text(encoding="utf-8"))
    entities = (Entity(one["name"], one["domain"], area=one.get("area")) for one in record["entities"])
    return Home(entities=tuple(entities), areas=tuple(map(Area, record["areas"])))


@pytest.fixture(scope="module")
def listener(home: Home, cache_dir: Path) -> CommandDecoder:
    return decoder.load(home.vocabulary(), cache_dir)


def pcm(path: Path) -> bytes:
    return decode(path.read_bytes(), limit_seconds=120).pcm


def transcript(listener: CommandDecoder, audio: bytes) -> str:
    heard = listener.recognize(audio)
    return heard.text if heard.confidence >= _MIN_CONFIDENCE else ""


@dataclass(frozen=True)
class Meaning:
    intent: str
    slots: Mapping[str, object]


def meaning(agent: SentenceMatcher, text: str) -> Meaning | None:
    match = agent.match(text, "Kitchen") if text else None
    return Meaning(match.intent, match.slots) if match else None


def test_nine_of_ten_commands_are_understood(
    speech_dir: Path, listener: CommandDecoder, home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    agent = SentenceMatcher("en", home)
    right: list[tuple[str, str]] = []
    wrong: list[tuple[str, str]] = []
    with (speech_dir / "commands" / "transcripts.tsv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["text"]]
    for row in rows:
        text = transcript(listener, pcm(speech_dir / "commands" / row["file"]))
        good = bool(text) and meaning(agent, text) == meaning(agent, row["text"])
        (right if good else wrong).append((row["text"], text))
    with capsys.disabled():
        print(  # noqa: T201 - the figure is what a person runs this for
            f"\nright: {len(right)} of {len(rows)} commands; wrong: {wrong}"
        )
    assert len(right) >= 0.9 * len(rows)


def test_what_is_no_command_gives_no_text(speech_dir: Path, listener: CommandDecoder) -> None:
    paths = [
        *speech_dir.glob("commands/out_of_domain_*.wav"),
        *speech_dir.glob("reading/*.wav"),
        *speech_dir.glob("reading/*.flac"),
        speech_dir / "background_noise.wav",
    ]
    assert len(paths) > 5
    assert {path.name: text for path in paths if (text := transcript(listener, pcm(path)))} == {}


def test_no_piece_of_a_book_or_of_noise_is_a_command(speech_dir: Path, listener: CommandDecoder) -> None:
    seconds, step = 32_000, 40_000
    for path in (*speech_dir.glob("reading/*.wav"), speech_dir / "background_noise.wav"):
        audio = pcm(path)
        for start in range(0, len(audio) - seconds, step):
            piece = audio[start : start + seconds * (2 + start // step % 3)]
            assert transcript(listener, piece) == "", f"{path.name} at {start / seconds} s"


def test_a_beginning_is_not_made_whole_by_the_quiet_behind_it(
    speech_dir: Path, listener: CommandDecoder
) -> None:
    (recording,) = (one for one in find_recordings(speech_dir) if one.text == "open the blinds in the Office")
    audio = pcm(recording.path)
    words = WordAligner().align(audio, recording.text)
    for pause in (0.1, 0.15, 0.2, 0.3):
        beginning = paused(recording, audio, words, 4, pause).pcm[: SPEECH.size(words[3].end + pause)]
        assert listener.recognize(beginning).text == ""
