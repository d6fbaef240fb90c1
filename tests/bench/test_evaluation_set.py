"""The evaluation set in `bench/agent`: whole, consistent, and what the grammar makes of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import home_assistant_intents
import pytest

from wyoming_morgan.bench.agent import AgentReport, bench_agent
from wyoming_morgan.bench.agent_cases import ANY, GRAMMAR_SHAPED, Evaluation, ExpectedPath, load_evaluation
from wyoming_morgan.bench.agent_homes import load_home
from wyoming_morgan.config.home import HomeSettings
from wyoming_morgan.home.model import Home

FOLDER = Path(__file__).resolve().parents[2] / "bench" / "agent"
LEAST = {"de": 50, "en": 200, "es": 50, "fr": 50}
LANGUAGES = sorted(LEAST)
PARTIAL = ("it", "nl")
"""Languages of which only some kinds of sentences are there."""
KINDS = ("negative", "unknown", "compound", "followup", "injection", "question", "talk", "guard")


@cache
def evaluation(language: str) -> Evaluation:
    return load_evaluation(FOLDER / f"{language}.yaml")


@cache
def home(name: str) -> Home:
    return HomeSettings.model_validate(load_home(FOLDER, name)).home()


def test_it_has_these_languages() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.yaml")) == sorted((*LANGUAGES, *PARTIAL))


@pytest.mark.parametrize("path", sorted((FOLDER / "homes").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_home_is_one(path: Path) -> None:
    assert home(path.stem).entities


@pytest.mark.parametrize(("name", "least"), [("small", 15), ("family", 100)])
def test_homes_are_large_enough(name: str, least: int) -> None:
    assert len(home(name).entities) >= least


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_different_sentences(language: str) -> None:
    said = {(case.area, *(turn.say for turn in case.turns)) for case in evaluation(language).cases}
    assert len(said) >= LEAST[language]
    assert len(said) == len(evaluation(language).cases)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_intent_of_the_language_is_there(language: str) -> None:
    intents = home_assistant_intents.get_intents(language)
    assert intents is not None
    shaped = [case for case in evaluation(language).cases if GRAMMAR_SHAPED in case.tags]
    there = {intent.name for case in shaped for turn in case.turns for intent in turn.intents}
    assert set(intents["intents"]) - there == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_case_is_there(language: str) -> None:
    tags = {tag for case in evaluation(language).cases for tag in case.tags}
    assert set(KINDS) - tags == set()


@pytest.mark.parametrize("language", [*LANGUAGES, *PARTIAL])
def test_what_is_grammar_shaped_is_left_to_the_grammar(language: str) -> None:
    assert {case.path for case in evaluation(language).cases if GRAMMAR_SHAPED in case.tags} == {
        ExpectedPath.GRAMMAR
    }


@pytest.mark.parametrize("language", [*LANGUAGES, *PARTIAL])
def test_slots_name_what_is_in_the_home(language: str) -> None:
    for case in evaluation(language).cases:
        there = home(case.home)
        named: Mapping[str, set[str]] = {
            "name": {entity.name for entity in there.entities},
            "area": {area.name for area in there.areas},
            "floor": {floor.name for floor in there.floors},
        }
        assert case.area is None or case.area in named["area"], case.id
        for turn in case.turns:
            for intent in turn.intents:
                # A timer's name is free text.
                slots = {} if "Timer" in intent.name else intent.slots
                for slot, names in named.items():
                    assert slots.get(slot, ANY) in names | {ANY}, f"{case.id}: {slots.get(slot)}"


@pytest.mark.parametrize("language", [*LANGUAGES, *PARTIAL])
def test_changes_are_of_entities_in_the_home(language: str) -> None:
    for case in evaluation(language).cases:
        ids = {f"{entity.domain}.{slug(entity.name)}" for entity in home(case.home).entities}
        for turn in case.turns:
            assert set(turn.changes) <= ids, case.id


def slug(name: str) -> str:
    """Make an entity id of a name, as Home Assistant does."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"\W+", "_", plain.casefold()).strip("_")


@pytest.mark.parametrize("language", [*LANGUAGES, *PARTIAL])
def test_claims_are_regular_expressions(language: str) -> None:
    assert evaluation(language).claims
    for pattern in evaluation(language).claims:
        re.compile(pattern)


@pytest.mark.slow
@pytest.mark.parametrize("language", [*LANGUAGES, *PARTIAL])
async def test_the_grammar_understands_nearly_all_commands_in_its_words(language: str) -> None:
    report = await measured(language)
    shaped = report.grammar_shaped
    wrong = [judged.case.id for judged in shaped if not judged.right]
    assert len(wrong) <= 0.05 * len(shaped), wrong
    assert report.false_actions == 0
    assert report.false_successes == 0


async def measured(language: str) -> AgentReport:
    return await bench_agent(FOLDER, evaluation(language), {}, path=ExpectedPath.GRAMMAR)
