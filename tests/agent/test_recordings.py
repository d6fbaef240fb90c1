"""The sentences of the spoken recordings, as text."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml

from wyoming_morgan.agent.recognizer import Recognizer
from wyoming_morgan.home.model import Area, Entity, Home

pytestmark = pytest.mark.recordings


@pytest.fixture(scope="module")
def recognizer(speech_dir: Path) -> Recognizer:
    told = yaml.safe_load((speech_dir / "home.yaml").read_text(encoding="utf-8"))
    entities = tuple(
        Entity(name=entity["name"], domain=entity["domain"], area=entity.get("area"))
        for entity in told["entities"]
    )
    return Recognizer("en", Home(entities=entities, areas=tuple(map(Area, told["areas"]))))


def test_every_sentence_is_understood_in_the_home_it_speaks_of(
    speech_dir: Path, recognizer: Recognizer
) -> None:
    with (speech_dir / "commands" / "transcripts.tsv").open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file, delimiter="\t") if row["text"]]

    found = {text: recognizer.recognize(text, "Office") for text in texts}

    assert [
        text for text, recognition in found.items() if recognition is None or recognition.needs_area
    ] == []
    questions = [text for text, recognition in found.items() if recognition and not recognition.acts]
    assert all(text.startswith(("what", "is", "timer status", "status")) for text in questions)
