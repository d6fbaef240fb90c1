"""What a script can see of Home Assistant's rules for integrations holds for the component."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts.check_component.__main__ import problems
from scripts.check_component.component import CHECKOUT, Component
from scripts.check_component.forms import lacking
from scripts.check_component.packaging import reached
from scripts.check_component.rules import RULES


def test_nothing_is_wrong_with_the_component() -> None:
    assert problems(Component()) == []


def test_there_are_as_many_rules_as_home_assistant_has() -> None:
    assert {tier: len(rules) for tier, rules in RULES.items()} == {
        "bronze": 20,
        "silver": 10,
        "gold": 21,
        "platinum": 3,
    }
    every = [rule for rules in RULES.values() for rule in rules]
    assert len(set(every)) == 54


@pytest.fixture
def copied(tmp_path: Path) -> Component:
    """The component in a checkout of its own."""
    shutil.copytree(CHECKOUT / "custom_components", tmp_path / "custom_components")
    shutil.copy(CHECKOUT / "hacs.json", tmp_path)
    (tmp_path / "wyoming_morgan").mkdir()
    shutil.copy(CHECKOUT / "wyoming_morgan" / "__init__.py", tmp_path / "wyoming_morgan")
    (tmp_path / "docs").mkdir()
    shutil.copy(CHECKOUT / "docs" / "component.md", tmp_path / "docs")
    return Component(tmp_path)


Change = Callable[[Component], None]


def in_json(name: str, change: Callable[[dict[str, Any]], Any]) -> Change:
    """Change a JSON file of the component, or of the checkout."""

    def apply(component: Component) -> None:
        path = component.checkout / name if name == "hacs.json" else component.folder / name
        content = json.loads(path.read_text())
        change(content)
        path.write_text(json.dumps(content))

    return apply


def in_text(name: str, old: str, new: str) -> Change:
    """Change a file of the component."""

    def apply(component: Component) -> None:
        path = component.folder / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))

    return apply


def in_every_language(change: Callable[[dict[str, Any]], Any]) -> Change:
    """Change the texts of every language."""

    def apply(component: Component) -> None:
        for path in (component.folder / "translations").glob("*.json"):
            in_json(f"translations/{path.name}", change)(component)

    return apply


def without_removal(component: Component) -> None:
    path = component.checkout / "docs" / "component.md"
    path.write_text(path.read_text().replace("## Removal", "## Farewell"))


def resized(component: Component) -> None:
    shutil.copy(component.folder / "brand" / "icon.png", component.folder / "brand" / "icon@2x.png")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (in_json("manifest.json", lambda file: file.update(version="9.9.9")), "the version is not that of"),
        (in_json("manifest.json", lambda file: file.update(requirements=["httpx"])), "needs no package"),
        (in_json("manifest.json", lambda file: file.update(aaa=1)), "in the order of the alphabet"),
        (in_json("manifest.json", lambda file: file.update(zzz=1)), "zzz is not known"),
        (in_json("manifest.json", lambda file: file.pop("iot_class")), "iot_class is missing"),
        (in_json("manifest.json", lambda file: file.update(domain="other")), "not the name of the folder"),
        (in_json("hacs.json", lambda file: file.update(homeassistant="new")), "is no release"),
        (in_json("hacs.json", lambda file: file.update(name="Other")), "name is not that of the manifest"),
        (in_text("const.py", "import logging", "import logging\nimport httpx"), "const.py: imports httpx"),
        (in_text("const.py", "import logging", "import logging\nimport wyoming_morgan"), "wyoming_morgan"),
        (without_removal, "docs-removal-instructions asks for the heading ## Removal"),
        (in_text("sensor.py", "PARALLEL_UPDATES = 0", ""), "sensor.py: parallel-updates asks for"),
        (in_text("config_flow.py", "async_step_zeroconf", "async_step_dhcp"), "discovery asks for"),
        (resized, "brand/icon@2x.png: is not twice as large"),
        (in_text("quality_scale.yaml", "  brands:", "  brand:"), "brands is missing"),
        (in_text("quality_scale.yaml", "  brands:", "  brand:"), "there is no rule brand"),
        (in_text("quality_scale.yaml", "runtime-data: done", "runtime-data: todo"), "has no reason"),
        (in_text("quality_scale.yaml", "runtime-data: done", "runtime-data: yes"), "neither done nor exempt"),
        (
            in_json("translations/de.json", lambda file: file["exceptions"].pop("not_linked")),
            "translations/de.json: exceptions.not_linked.message is missing",
        ),
        (
            in_json("translations/de.json", lambda file: file["exceptions"]["not_linked"].update(message="")),
            "exceptions.not_linked.message is empty",
        ),
        (
            in_json(
                "translations/de.json", lambda file: file["exceptions"]["turn_failed"].update(message="Nein.")
            ),
            "turn_failed.message has not the placeholders",
        ),
        (
            in_every_language(lambda file: file["exceptions"]["not_linked"].update(message="<b>No</b>")),
            "not_linked.message has HTML",
        ),
        (
            in_every_language(lambda file: file["exceptions"].update(unheard={"message": "No"})),
            "no code uses exceptions.unheard",
        ),
        (
            in_every_language(lambda file: file["exceptions"].update(no_voice="No")),
            "exceptions.no_voice has not exactly message",
        ),
        (
            in_every_language(lambda file: file["issues"].update(unheard={"title": "No"})),
            "no code uses issues.unheard",
        ),
        (
            in_every_language(lambda file: file["config"]["error"].update(unheard="No")),
            "no code uses config.error.unheard",
        ),
        (
            in_every_language(lambda file: file["config"]["step"].update(unheard={"title": "No"})),
            "no code has the step config.step.unheard",
        ),
        (
            in_every_language(lambda file: file["config"]["step"]["user"]["data_description"].clear()),
            "config.step.user does not describe exactly its fields",
        ),
        (
            in_every_language(lambda file: file["entity"]["sensor"].update(stage_unheard={"name": "No"})),
            "no code uses entity.sensor.stage_unheard",
        ),
        (
            in_every_language(lambda file: file["exceptions"].pop("no_voice")),
            "exceptions.no_voice has no text",
        ),
        (
            in_every_language(lambda file: file["issues"].pop("model_missing")),
            "issues.model_missing has no text",
        ),
        (
            in_every_language(lambda file: file["issues"].pop("server_older")),
            "issues.server_older has no text",
        ),
        (
            in_every_language(lambda file: file["entity"]["sensor"].pop("queue")),
            "entity.sensor.queue has no text",
        ),
        (
            in_json("icons.json", lambda file: file["entity"]["sensor"].pop("queue")),
            "entity.sensor.queue is missing",
        ),
        (in_json("icons.json", lambda file: file["services"].pop("say")), "services.say is missing"),
        (in_json("icons.json", lambda file: file["services"].update(say="heart")), "services.say is no icon"),
        (in_text("services.yaml", "say:", "tell:"), "services.yaml: tell has no text"),
        (in_text("services.yaml", "    message:", "    words:"), "say.words has no text"),
        (in_text("services.yaml", "      selector:\n        boolean:", "      x: 1"), "has no selector"),
        (
            in_text("const.py", "import logging", "import logging\nfrom homeassistant.components import zha"),
            "zha",
        ),
        (in_json("manifest.json", lambda file: file.update(integration_type="bot")), "type is not known"),
        (in_json("manifest.json", lambda file: file.update(iot_class="near")), "iot_class is not known"),
        (in_json("manifest.json", lambda file: file.update(version="next")), "the version is none"),
        (in_json("manifest.json", lambda file: file.update(zeroconf=["morgan"])), "cannot find morgan"),
        (in_every_language(lambda file: file.update(errors={"a": "No"})), "errors is not known"),
        (
            in_every_language(lambda file: file["config"].update(steps={"a": "No"})),
            "config: steps is not known",
        ),
        (
            in_every_language(lambda file: file["config"]["step"]["pair"].update(hint="No")),
            "config.step.pair: hint is not known",
        ),
        (
            in_every_language(lambda file: file["config_subentries"]["conversation"].pop("entry_type")),
            "config_subentries.conversation needs entry_type",
        ),
        (
            in_every_language(lambda file: file["exceptions"].update({"no__voice_": {"message": "No"}})),
            "exceptions: no__voice_ is no key",
        ),
        (
            in_every_language(lambda file: file["exceptions"]["not_linked"].update(message="No {")),
            "not_linked.message has a brace too many",
        ),
        (
            in_every_language(lambda file: file["exceptions"]["not_linked"].update(message="No {0}")),
            "not_linked.message has a placeholder without a name",
        ),
        (in_text("services.yaml", "      required: true", "      needed: true"), "needed is not known"),
        (in_text("services.yaml", "say:", "say:\n  icon: mdi:bullhorn"), "say: icon is not known"),
    ],
)
def test_what_is_wrong_is_noticed(copied: Component, change: Change, problem: str) -> None:
    change(copied)
    noticed = problems(Component(copied.checkout))
    assert any(problem in one for one in noticed), noticed


def test_what_the_manifest_lacks_is_told_until_it_is_there(copied: Component) -> None:
    assert lacking(copied) == ["codeowners", "documentation", "issue_tracker"]
    in_json("manifest.json", lambda file: file.update(documentation="https://example.org"))(copied)
    assert lacking(Component(copied.checkout)) == ["codeowners", "issue_tracker"]


def test_the_tier_that_is_reached_is_that_of_the_rules(copied: Component) -> None:
    assert reached(copied) == "platinum"
    in_text("quality_scale.yaml", "log-when-unavailable: done", "log-when-unavailable: todo")(copied)
    assert reached(copied) == "bronze; open for silver: log-when-unavailable"
    in_text("quality_scale.yaml", "runtime-data: done", "runtime-data: todo")(copied)
    assert reached(copied) == "none; open for bronze: runtime-data"
