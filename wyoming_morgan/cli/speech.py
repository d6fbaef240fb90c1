"""`morgan listen`, `morgan say` and `morgan voices`."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Annotated

import typer

from wyoming_morgan import loop
from wyoming_morgan.cli.options import ConfigDir, Json, Language, load_configuration
from wyoming_morgan.cli.output import STANDARD_STREAM, examples, line, notice, print_json
from wyoming_morgan.cli.tables import print_table
from wyoming_morgan.languages.tags import read_tag
from wyoming_morgan.settings import setting

if TYPE_CHECKING:
    from wyoming_morgan.config.schema import Config

_PLAYERS = (("pw-play",), ("paplay",), ("aplay", "-q"), ("ffplay", "-nodisp", "-autoexit"))
"""Programs that play the WAV file whose name follows."""

LISTEN_EXAMPLES = examples(
    "morgan listen command.wav",
    "arecord -f S16_LE -r 16000 -d 4 | morgan listen -",
    "morgan listen *.flac --json",
)
SAY_EXAMPLES = examples(
    'morgan say "Dinner is ready."',
    'morgan say "Dinner is ready." -o dinner.wav',
    'morgan say "Das Essen ist fertig." --language de -o essen.wav',
    'morgan say "Hello." -o - | aplay',
)
VOICES_EXAMPLES = examples("morgan voices", "morgan voices --language pt", "morgan voices --json")


def listen(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Recordings in any common format; - is stdin.")
    ],
    *,
    language: Language = None,
    json: Json = False,
    config_dir: ConfigDir = None,
) -> None:
    """Transcribe recordings with the engines of this machine."""
    from wyoming_morgan.cli.local import read_bounded

    config = load_configuration(config_dir).config
    # Read before the event loop runs, which would keep Ctrl-C from ending the read.
    stdin = read_bounded(sys.stdin.buffer) if STANDARD_STREAM in files else b""
    loop.run(_listen(config, files, language, stdin=stdin, json=json))


async def _listen(
    config: Config, files: list[str], language: str | None, *, stdin: bytes, json: bool
) -> None:
    from wyoming_morgan.cli import local
    from wyoming_morgan.voice.heard import told

    results = []
    async for recording in local.listen(config, files, language, stdin=stdin):
        text = recording.transcript.text
        results.append(
            {
                "file": recording.file,
                "text": text,
                "language": recording.transcript.language,
                "confidence": recording.transcript.confidence,
                "heard": recording.transcript.heard or text,
                "seconds": round(recording.seconds, 3),
                "timings_ms": recording.timings,
            }
        )
        if not json:
            line(text if len(files) == 1 else f"{recording.file}: {text}")
        if note := told(recording.transcript):
            notice(note)
        if not text:
            notice(f"no speech was recognized in {recording.file}")
    if json:
        print_json(results)


def say(
    text: Annotated[str, typer.Argument(help="What to say; - reads it from stdin.")],
    *,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="A WAV file, or - for stdout; played by default."
        ),
    ] = None,
    voice: Annotated[
        str | None, typer.Option(metavar="NAME", help="The voice; `morgan voices` lists them.")
    ] = None,
    language: Language = None,
    speaker: Annotated[str | None, typer.Option(metavar="NAME", help="One of the voice's speakers.")] = None,
    speed: Annotated[
        float, typer.Option(min=0.25, max=4.0, help="How fast, as a factor of the voice's own speed.")
    ] = 1.0,
    pitch: Annotated[
        float, typer.Option(min=0.5, max=2.0, help="How high, as a factor, if the engine supports it.")
    ] = 1.0,
    config_dir: ConfigDir = None,
) -> None:
    """Speak a text, here or into a WAV file."""
    from wyoming_morgan.audio import wav
    from wyoming_morgan.cli import local
    from wyoming_morgan.voice.contract import VoiceRequest

    player = _player() if output is None else ()
    config = load_configuration(config_dir).config
    words = sys.stdin.read() if text == STANDARD_STREAM else text
    request = VoiceRequest(name=voice, language=language, speaker=speaker, speed=speed, pitch=pitch)
    spoken = loop.run(local.say(config, words, request))
    if output is None:
        _play(player, wav(spoken.audio))
    else:
        _write(output, wav(spoken.audio))
    place = "" if output is None else f" in {output}"
    notice(f"{spoken.audio.seconds:.1f} s of {spoken.voice.name}{place}")


def _player() -> tuple[str, ...]:
    """Return a program of this machine that plays the WAV file whose name follows.

    Raises:
        InvalidRequest: there is none.
    """
    from wyoming_morgan.errors import InvalidRequest

    for name, *options in _PLAYERS:
        if (program := shutil.which(name)) is not None:
            return (program, *options)
    names = ", ".join(name for name, *_ in _PLAYERS)
    raise InvalidRequest(f"no program that plays is installed: {names}", hint="write a file with -o FILE")


def _play(player: Sequence[str], data: bytes) -> None:
    from wyoming_morgan.errors import InvalidRequest

    with NamedTemporaryFile(suffix=".wav") as file:
        file.write(data)
        file.flush()
        command = (*player, file.name)
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - one of `_PLAYERS`
    if done.returncode:
        reason = (
            " ".join(done.stderr.decode(errors="replace").split())[:200] or f"exit code {done.returncode}"
        )
        raise InvalidRequest(f"{player[0]} plays nothing: {reason}", hint="write a file with -o FILE")


def _write(output: str, data: bytes) -> None:
    from wyoming_morgan.errors import InvalidRequest

    if output == STANDARD_STREAM:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        Path(output).write_bytes(data)
    except OSError as error:
        raise InvalidRequest(
            f"{output} cannot be written: {error.strerror}", hint="choose another file with -o"
        ) from error


def voices(*, language: Language = None, json: Json = False, config_dir: ConfigDir = None) -> None:
    """List the voices, the default first."""
    from wyoming_morgan.cli import local

    matches = [
        voice
        for voice in loop.run(local.voices(load_configuration(config_dir).config))
        if language is None or any(_speaks(tag, language) for tag in voice.languages)
    ]
    if json:
        print_json(
            [
                {
                    "name": voice.name,
                    "languages": voice.languages,
                    "description": voice.description,
                    "speakers": voice.speakers,
                    "licence": voice.license,
                }
                for voice in matches
            ]
        )
        return
    if not matches:
        notice(f"no voice speaks {language}")
        return
    rows = [(voice.name, ", ".join(voice.languages), voice.description) for voice in matches]
    print_table(("voice", "languages", "description"), rows)
    notice(f"to choose one: {setting('tts.voice')}")


def _speaks(tag: str, language: str) -> bool:
    """Whether a tag is the language or a variant of it: `pt-BR` is a variant of `pt`."""
    prefix = f"{str(read_tag(language) or language).casefold()}-"
    return f"{tag.casefold()}-".startswith(prefix)
