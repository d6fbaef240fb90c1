"""The example files say what the schema says, and can be used as they stand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from wyoming_morgan.config.choices import Service
from wyoming_morgan.config.example import example
from wyoming_morgan.config.reference import reference
from wyoming_morgan.config.schema import Config, file_name
from wyoming_morgan.config.tree import Node


def uncommented(text: str) -> str:
    """Do what the header says: remove the `#` that stands directly before a key."""
    return re.sub(r"^( *)#(?=[a-z])", r"\1", text, flags=re.MULTILINE)


@pytest.mark.parametrize("service", Service)
def test_an_example_changes_nothing(tree: Node, service: Service) -> None:
    assert yaml.safe_load(example(tree, service)) is None


@pytest.mark.parametrize("service", Service)
def test_what_an_example_holds_are_the_defaults(tree: Node, service: Service) -> None:
    values: dict[str, Any] = yaml.safe_load(uncommented(example(tree, service)))
    engines = values.pop("engines", {})
    defaults = Config().model_dump(mode="json")[service]
    defaults.pop("engines", None)
    assert values == defaults
    assert engines == ({"far-ear": None, "near-ear": {"beam": 3}} if service is Service.STT else {})


def test_every_setting_is_described(tree: Node) -> None:
    assert [node.path for node in tree.leaves() if not node.description] == []
    assert [node.path for node in tree.leaves() if node.expects in {"", "a value"}] == []


def test_a_setting_is_explained_above_it(tree: Node) -> None:
    text = example(tree, Service.STT)
    assert text.startswith("# stt.yaml: Speech to text.\n")
    assert "\n    # How widely it searches.\n    # An integer from 1 to 9.\n    #beam: 3\n" in text
    assert "    # It has no default and must be set if it is used:\n    #   uri: …\n" in text


def test_the_examples_of_the_home_are_a_valid_home(tree: Node) -> None:
    text = example(tree, Service.CORE)
    home = Config.model_validate(
        {
            "core": {
                "home": {
                    name: yaml.safe_load(
                        "\n".join(re.findall(rf"  #{name}:\n((?:  #  - .*\n)+)", text)).replace("  #", "")
                    )
                    for name in ("floors", "areas", "entities")
                }
            }
        }
    ).core.home.home()
    assert home.known
    assert home.areas[1].floor == home.floors[0].name


def test_the_reference_names_every_setting(tree: Node) -> None:
    text = reference(tree)
    for service in Service:
        assert f"\n## {file_name(service)}\n" in text
    for node in tree.leaves():
        assert f"| `{'.'.join(map(str, node.path[1:]))}` |" in text
    assert "MORGAN_CORE__HTTP__API_KEYS_FILE=" in text


def test_no_line_of_an_example_ends_in_a_space(tree: Node) -> None:
    for service in Service:
        assert not re.search(r" $", example(tree, service), flags=re.MULTILINE)


def test_examples_depend_on_nothing_of_this_machine(tree: Node) -> None:
    for service in Service:
        assert str(Path.home()) not in example(tree, service)
