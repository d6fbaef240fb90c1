"""Writes `names.py` and `cldr.py` of `wyoming_morgan/languages`: Unicode's CLDR, as Babel has it.

The server may read no files while it runs, and Babel keeps each language's own name in a file of its own.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from babel import Locale, localedata
from babel.core import get_global

FOLDER = Path(__file__).resolve().parent.parent / "wyoming_morgan" / "languages"

_HEAD = """\"\"\"{what}, by Unicode's CLDR. Written by `scripts/language_tables.py`.\"\"\"
{exception}
from __future__ import annotations
"""
_WIDTH = 105
_COUNTRY, _SCRIPT = 2, 4
"""Letters of a country's code and of a script's."""


def main() -> None:
    """Write the modules."""
    for name, module in modules().items():
        (FOLDER / name).write_text(module, encoding="utf-8")


def modules() -> dict[str, str]:
    """Return the modules by their file names."""
    english = Locale("en")
    return {
        "names.py": _module(
            "The names of languages and countries",
            "\n# ruff: noqa: RUF001 - names as their speakers write them\n",
            ("NAMES", "Languages: in English, then as its speakers call it.", _names(english)),
            ("TERRITORIES", "Countries, in English.", _territories(english)),
        ),
        "cldr.py": _module(
            "How tags of languages belong together",
            "",
            ("ALIASES", "Codes that are written in another way: of three letters, or old.", _aliases()),
            ("LIKELY", "The script and the country of a language, if none is said.", _likely()),
            ("PARENTS", "Whose words a country shares, where it is not the language alone.", _parents()),
            ("REGIONS", "The countries for which a language has a locale.", _regions()),
        ),
    }


def _module(what: str, exception: str, *parts: tuple[str, str, Iterable[str]]) -> str:
    return _HEAD.format(what=what, exception=exception) + "".join(_table(*part) for part in parts)


def _table(name: str, comment: str, entries: Iterable[str]) -> str:
    lines = textwrap.wrap(
        "; ".join(entries), _WIDTH, break_long_words=False, break_on_hyphens=False, subsequent_indent=""
    )
    return f'\n{name} = """\n' + "\n".join(lines) + f'\n"""\n"""{comment}"""\n'


def _names(english: Locale) -> Iterator[str]:
    for code, name in sorted(english.languages.items()):
        own = ""
        if localedata.exists(code):
            own = localedata.load(code).get("languages", {}).get(code, "")
        names = dict.fromkeys(filter(None, (name, own)))
        if not any(mark in "".join(names) for mark in ';|="\\'):
            yield f"{code}={'|'.join(names)}"


def _territories(english: Locale) -> Iterator[str]:
    for code, name in sorted(english.territories.items()):
        if len(code) == _COUNTRY:
            yield f"{code}={name}"


def _aliases() -> Iterator[str]:
    for code, language in sorted(_subtags("language_aliases").items()):
        yield f"{code}={language}"


def _likely() -> Iterator[str]:
    likely = _subtags("likely_subtags")
    known = {name.partition("_")[0] for name in localedata.locale_identifiers()} | set(Locale("en").languages)
    for tag, whole in sorted(likely.items()):
        language, _, more = tag.partition("_")
        if language not in known:
            continue
        script, region = whole.split("_")[1:3]
        usual = likely.get(language, "__").split("_")[1]
        if not more or len(more) == _SCRIPT or script != usual:
            yield f"{tag}={script} {region}"


def _parents() -> Iterator[str]:
    children = defaultdict(list)
    for tag, parent in get_global("parent_exceptions").items():
        children[parent].append(tag)
    for parent, tags in sorted(children.items()):
        if parent != "root":
            yield f"{parent}={' '.join(sorted(tags))}"


def _regions() -> Iterator[str]:
    regions: defaultdict[str, set[str]] = defaultdict(set)
    for name in localedata.locale_identifiers():
        language, *more = name.split("_")
        regions[language].update(part for part in more if len(part) == _COUNTRY)
    for language, countries in sorted(regions.items()):
        if countries:
            yield f"{language}={' '.join(sorted(countries))}"


def _subtags(table: Any) -> dict[str, str]:
    return dict(get_global(table))


if __name__ == "__main__":
    main()
