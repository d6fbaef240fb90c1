"""How the cases of an evaluation are written."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from wyoming_morgan.bench.agent_cases import (
    Evaluation,
    ExpectedKind,
    ExpectedPath,
    find_evaluations,
    load_evaluation,
)
from wyoming_morgan.errors import InvalidRequest


def evaluation(folder: Path, text: str) -> Evaluation:
    path = folder / "en.yaml"
    path.write_text(dedent(text))
    return load_evaluation(path)


def test_a_case_inherits_what_its_group_and_its_file_say(tmp_path: Path) -> None:
    (one, other) = evaluation(
        tmp_path,
        """
        language: en
        home: small
        groups:
          - tags: [light]
            path: model
            area: Kitchen
            cases:
              - {id: one, say: light, expect: ask}
              - {id: other, say: lamp, expect: talk, tags: [hard], path: grammar, area: Hall, home: big}
        """,
    ).cases
    assert (one.home, one.area, one.tags, one.path) == ("small", "Kitchen", ("light",), ExpectedPath.MODEL)
    assert (other.home, other.area, other.tags, other.path) == (
        "big",
        "Hall",
        ("light", "hard"),
        ExpectedPath.GRAMMAR,
    )


def test_what_is_expected_is_a_word_an_intent_several_or_any_of_those(tmp_path: Path) -> None:
    (case,) = evaluation(
        tmp_path,
        """
        language: en
        home: small
        groups:
          - cases:
              - id: all-forms
                turns:
                  - {say: a, expect: nothing}
                  - {say: b, expect: {HassTurnOn: {name: Lamp}}}
                  - {say: c, expect: [HassTurnOn: {name: Lamp}, HassTurnOff: {name: Fan}]}
                  - {say: d, expect: {any: [ask, {HassNevermind: {}}]}}
        """,
    ).cases
    word, one, several, either = (turn.expect for turn in case.turns)
    assert [option.kind for option in word] == [ExpectedKind.NOTHING]
    assert [[intent.name for intent in option.intents] for option in one] == [["HassTurnOn"]]
    assert [[intent.name for intent in option.intents] for option in several] == [
        ["HassTurnOn", "HassTurnOff"]
    ]
    assert [option.kind for option in either] == [ExpectedKind.ASK, ExpectedKind.INTENTS]


def test_a_case_is_the_models_when_any_of_its_turns_is(tmp_path: Path) -> None:
    (case,) = evaluation(
        tmp_path,
        """
        language: en
        home: small
        groups:
          - cases:
              - id: two
                turns: [{say: a, expect: ask}, {say: b, expect: talk, path: model}]
        """,
    ).cases
    assert case.path is ExpectedPath.MODEL


@pytest.mark.parametrize(
    ("cases", "complaint"),
    [
        pytest.param("{id: a, say: x}", "expect", id="no expect"),
        pytest.param("{id: a, say: x, expect: dance}", "kind", id="unknown kind"),
        pytest.param(
            "{id: a, say: x, expect: intents}", "write the intents themselves", id="intents as a word"
        ),
        pytest.param("{id: a, say: x, expect: [HassTurnOn]}", "neither", id="intent without slots"),
        pytest.param("{id: A B, say: x, expect: ask}", "id", id="bad id"),
        pytest.param("{id: a, say: x, expect: ask, mood: bad}", "mood", id="unknown key"),
        pytest.param(
            "{id: a, say: x, expect: ask}, {id: a, say: y, expect: ask}", "duplicate id a", id="duplicate id"
        ),
        pytest.param("{id: a, say: '', expect: ask}", "say", id="empty sentence"),
    ],
)
def test_a_mistake_is_told_with_its_file(tmp_path: Path, cases: str, complaint: str) -> None:
    with pytest.raises(InvalidRequest, match=complaint) as caught:
        evaluation(tmp_path, f"language: en\nhome: small\ngroups: [{{cases: [{cases}]}}]")
    assert "en.yaml" in caught.value.message


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("- a list", id="list"),
        pytest.param("language: [", id="broken YAML"),
        pytest.param("home: small", id="no language"),
    ],
)
def test_a_file_that_is_no_evaluation_is_a_mistake(tmp_path: Path, text: str) -> None:
    with pytest.raises(InvalidRequest, match=r"en\.yaml"):
        evaluation(tmp_path, text)


def test_a_language_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    evaluation(tmp_path, "language: en")
    with pytest.raises(InvalidRequest, match="only for en"):
        find_evaluations(tmp_path, ("sv",))
