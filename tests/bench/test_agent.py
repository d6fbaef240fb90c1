"""`morgan bench agent` from end to end, on a tiny set."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest
from typer.testing import CliRunner, Result

from wyoming_morgan.bench.agent import percentile
from wyoming_morgan.cli.app import app

HOME = """
    areas: [Kitchen]
    entities:
      - {name: Lamp, domain: light, area: Kitchen}
      - {name: Fan, domain: fan, area: Kitchen}
    """
CASES = """
    language: en
    home: tiny
    groups:
      - tags: [grammar-shaped]
        cases:
          - {id: lamp, say: turn on the lamp, expect: {HassTurnOn: {name: Lamp}}}
          - {id: time, say: what time is it, expect: {HassGetCurrentTime: {}}}
          - {id: wrong, say: turn off the fan, expect: {HassTurnOff: {name: Lamp}}}
          - id: two-turns
            turns:
              - {say: turn off the lamp, expect: {HassTurnOff: {name: Lamp}}}
              - {say: turn off the lamp, expect: {HassTurnOff: {name: Lamp}}}
      - tags: [talk]
        path: model
        cases:
          - {id: joke, say: tell me a joke about cats, expect: talk}
          - {id: negative, say: do not turn on the lamp, expect: nothing}
    """


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "homes").mkdir()
    (tmp_path / "homes" / "tiny.yaml").write_text(dedent(HOME))
    (tmp_path / "en.yaml").write_text(dedent(CASES))
    return tmp_path


def bench(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["bench", "agent", *arguments], prog_name="morgan")


@pytest.mark.slow
def test_it_prints_accuracy_false_actions_and_what_answered(folder: Path) -> None:
    result = bench(str(folder), "--errors", "--by-tag", "--entities", "30")
    assert result.exit_code == 0, result.output
    lines = {
        line.strip().rpartition("  ")[0].strip(): line.split("   ")[-1].strip()
        for line in result.stdout.splitlines()
    }
    assert "en: 6 cases (tiny with 30 entities)" in result.stdout
    assert lines["right"] == "4 of 5 (80.0 %)"
    assert lines["grammar-shaped commands"] == "3 of 4 (75.0 %)"
    assert lines["need a model"] == "1"
    assert lines["false actions"] == "1"
    assert lines["false successes"] == "0"
    assert "wrong: 'turn off the fan'  [FALSE ACTION]" in result.stdout
    assert "got      HassTurnOff(name='Fan')" in result.stdout
    assert "joke" not in result.stdout


@pytest.mark.slow
def test_it_prints_json_with_every_turn(folder: Path) -> None:
    result = bench(str(folder), "--path", "grammar", "--json")
    assert result.exit_code == 0, result.output
    (report,) = json.loads(result.stdout)
    assert (report["language"], report["cases"], report["false_actions"]) == ("en", 4, 1)
    assert set(report["paths"]) == {"clock", "grammar"}
    two = next(result for result in report["results"] if result["id"] == "two-turns")
    assert two["right"]
    assert [turn["intents"] for turn in two["turns"]] == [
        [{"name": "HassTurnOff", "slots": {"name": "Lamp"}}]
    ] * 2
    assert all(turn["agent_ms"] is not None for turn in two["turns"])


def test_a_folder_without_cases_is_a_mistake(tmp_path: Path) -> None:
    result = bench(str(tmp_path))
    assert result.exit_code == 1
    assert "no cases in" in result.stderr


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [
        pytest.param([], 50, None, id="none"),
        pytest.param([3.0], 95, 3.0, id="one"),
        pytest.param([4.0, 1.0, 3.0, 2.0], 50, 2.0, id="median of four"),
        pytest.param([float(n) for n in range(1, 101)], 95, 95.0, id="95th of a hundred"),
    ],
)
def test_a_percentile_is_one_of_the_values(
    values: list[float], percent: float, expected: float | None
) -> None:
    assert percentile(values, percent) == expected
