"""`python -m scripts.check_component`: what a script can see of Home Assistant's rules for integrations."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from scripts.check_component import forms, keeping, packaging, texts
from scripts.check_component.component import Component

CHECKS: tuple[Callable[[Component], Iterator[str]], ...] = (
    packaging.check_manifest,
    packaging.check_hacs,
    packaging.check_imports,
    packaging.check_pictures,
    packaging.check_quality,
    keeping.check_docs,
    keeping.check_kept,
    texts.check_languages,
    texts.check_flows,
    texts.check_use,
    texts.check_shapes,
    texts.check_missing,
    texts.check_icons,
    texts.check_actions,
    forms.check_values,
    forms.check_sections,
    forms.check_keys,
    forms.check_placeholders,
    forms.check_fields,
)


def problems(component: Component) -> list[str]:
    """Return everything that is wrong."""
    return [problem for check in CHECKS for problem in check(component)]


def main() -> int:
    """Print what is wrong, and the tier that is reached. The exit status is 1 if something is wrong."""
    component = Component()
    wrong = problems(component)
    for problem in wrong:
        print(problem)
    print(f"quality scale: {packaging.reached(component)}")
    if lacking := forms.lacking(component):
        print(f"manifest.json lacks, until the project has a public address: {', '.join(lacking)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
