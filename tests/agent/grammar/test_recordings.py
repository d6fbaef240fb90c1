"""The sentences of the spoken recordings, as text."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml

from wyoming_morgan.agent.grammar.sentences import SentenceMatcher
from wyoming_morgan.home.model import Area, Entity, Home

pytestmark = pytest.mark.recordings


@pytest.fixture(scope="module")
def matcher(speech_dir: Path) -> SentenceMatcher:
    recorded = yaml.safe_load((speech_dir / "home.yaml").read_text(encoding="utf-8"))
    entities = tuple(
        Entity(name=entity["name"], domain=entity["domain"], area=entity.get("area"))
        for entity in recorded["entities"]
    )
    return SentenceMatcher("en", Home(entities=entities, areas=tuple(map(Area, recorded["areas"]))))


def test_every_sentence_is_understood_in_the_home_it_speaks_of(
    speech_dir: Path, matcher: SentenceMatcher
) -> None:
    with (speech_dir / "commands" / "transcripts.tsv").open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file, delimiter="\t") if row["text"]]

    matches = {text: matcher.match(text, "Office") for text in texts}

    assert [text for text, match in matches.items() if match is None or match.needs_area] == []
    questions = [text for text, match in matches.items() if match and not match.acts]
    assert all(text.startswith(("what", "is", "timer status", "status")) for text in questions)
