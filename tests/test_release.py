"""What would be released: the real wheel and the real sdist of this checkout."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from scripts import release_check
from tests.conftest import CHECKOUT
from wyoming_morgan import __version__

WORKFLOWS = sorted((CHECKOUT / ".github" / "workflows").glob("*.yml"))


@pytest.fixture(scope="module")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return release_check.build(tmp_path_factory.mktemp("dist"))


def test_the_wheel_has_the_whole_package_and_nothing_else(artifacts: tuple[Path, Path]) -> None:
    names = release_check.wheel_names(artifacts[0])
    assert list(release_check.problems_of_wheel(names)) == []
    assert f"wyoming_morgan-{__version__}-py3-none-any.whl" == artifacts[0].name


def test_a_wheel_with_tests_or_without_the_page_is_noticed(artifacts: tuple[Path, Path]) -> None:
    names = release_check.wheel_names(artifacts[0])
    page = "wyoming_morgan/http/page/static/index.html"
    problems = " ".join(release_check.problems_of_wheel((names - {page}) | {"tests/test_release.py"}))
    assert f"{page} is missing" in problems
    assert "tests/test_release.py would be installed beside the package" in problems


def test_the_sdist_can_be_built_from_and_has_no_tests(artifacts: tuple[Path, Path]) -> None:
    names = release_check.sdist_names(artifacts[1])
    assert list(release_check.problems_of_sdist(names)) == []
    assert release_check.sources() <= names


def test_one_version_stands_everywhere() -> None:
    assert list(release_check.problems_of_versions()) == []


def test_the_changelog_is_kept_as_keep_a_changelog_says() -> None:
    text = (CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert headings[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}", heading) for heading in headings[1:])
    kinds = set(re.findall(r"^### (.*)$", text, re.MULTILINE))
    assert kinds
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_a_workflow_pins_its_actions_and_may_do_little(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {"contents": "read"}
    actions = re.findall(r"uses: (\S+)", text)
    assert actions
    assert [action for action in actions if not re.search(r"@v\d+\.\d+\.\d+$", action)] == []
    assert all("timeout-minutes" in job for job in workflow["jobs"].values())


def test_there_are_workflows_for_tests_and_for_a_release() -> None:
    assert [file.name for file in WORKFLOWS] == ["release.yml", "test.yml"]
