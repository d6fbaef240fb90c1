"""How many of Home Assistant's own test sentences Morgan understands, and how many plain hassil does.

`python -m bench.home_assistant_sentences FOLDER` reads a checkout of OHF-Voice/intents. Each sentence is said
in the home of its file, to plain hassil as the repository's tests do it, and to Morgan's agent without a
language model. Where the installed home-assistant-intents has no such sentence, neither is right.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.home_assistant_sentences.agent import speaker
from bench.home_assistant_sentences.fixtures import Expected, Spoken, joined, read_sentences
from bench.home_assistant_sentences.plain import PlainHassil
from bench.home_assistant_sentences.understood import Understood
from wyoming_morgan.agent.language.languages import language_of
from wyoming_morgan.errors import MorganError

LANGUAGES = ("en", "de", "fr", "es", "it", "nl")


@dataclass(frozen=True, slots=True)
class Comparison:
    """One sentence, and how both understood it."""

    spoken: Spoken
    expected: Expected
    """What is expected of Morgan."""
    plain: Understood
    morgan: Understood

    @property
    def plain_right(self) -> bool:
        """Whether plain hassil understood it."""
        return self.plain.means(self.spoken.expected, self.spoken.area)

    @property
    def morgan_right(self) -> bool:
        """Whether Morgan understood it."""
        return self.morgan.means(self.expected, self.spoken.area)


async def compare(folder: Path, language: str, *, one_home: bool) -> tuple[Comparison, ...]:
    """Say all sentences of a language.

    Args:
        folder: The checkout.
        language: The language.
        one_home: Whether everything stands in one home, in place of a home for each file.

    Raises:
        InvalidRequest: the folder is no such checkout.
    """
    sentences = read_sentences(folder, language)
    if one_home:
        home = joined(sentences)
        sentences = tuple(replace(spoken, home=home) for spoken in sentences)
    plain = PlainHassil(language)
    places = language_of(language).states.places
    compared: list[Comparison] = []
    with tempfile.TemporaryDirectory(prefix="sentences-") as data:
        async with speaker(language, Path(data)) as morgan:
            for home, there in itertools.groupby(sentences, key=lambda spoken: spoken.home):
                async with morgan.home(home) as agent:
                    compared += [
                        Comparison(
                            spoken,
                            spoken.expected.in_states(home, places),
                            plain.understand(spoken),
                            await morgan.say(agent, spoken),
                        )
                        for spoken in there
                    ]
    return tuple(compared)


def row(language: str, compared: Sequence[Comparison]) -> str:
    """Return a line of the table."""
    plain = [comparison for comparison in compared if comparison.plain_right]
    kept = sum(comparison.morgan_right for comparison in plain)
    morgan = sum(comparison.morgan_right for comparison in compared)
    share = f"{kept} ({kept / max(1, len(plain)):.2%})"
    return f"{language:10}{len(compared):>10}{len(plain):>15}{morgan:>8}{share:>28}"


def lost(compared: Sequence[Comparison]) -> list[str]:
    """Return what plain hassil understands and Morgan does not, with what Morgan made of it."""
    return [
        f"  {comparison.spoken.expected.intent}/{comparison.spoken.expected.combination}:"
        f" “{comparison.spoken.text}” is {comparison.plain}; Morgan: {comparison.morgan}"
        for comparison in compared
        if comparison.plain_right and not comparison.morgan_right
    ]


async def main(folder: Path, languages: Sequence[str], *, errors: bool, one_home: bool) -> int:
    """Compare and print. The exit status is 1 if the folder cannot be read."""
    print(f"{'language':10}{'sentences':>10}{'plain hassil':>15}{'Morgan':>8}{'Morgan, of plain':>28}")
    for language in languages:
        try:
            compared = await compare(folder, language, one_home=one_home)
        except MorganError as error:
            print(f"{error}; {error.hint}", file=sys.stderr)
            return 1
        print(row(language, compared), flush=True)
        if errors:
            print(*lost(compared), sep="\n", flush=True)
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a checkout of OHF-Voice/intents")
    parser.add_argument("--language", action="append", choices=LANGUAGES, help="only this one; repeatable")
    parser.add_argument("--errors", action="store_true", help="what plain hassil understands and Morgan not")
    parser.add_argument("--one-home", action="store_true", help="put everything into one home")
    chosen = parser.parse_args()
    work = main(chosen.folder, chosen.language or LANGUAGES, errors=chosen.errors, one_home=chosen.one_home)
    sys.exit(asyncio.run(work))
