"""The files of the page: whole, of themselves alone, and with every text in every language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

import pytest

from wyoming_morgan.http.page.files import read_page

FILES = {name: file.body.decode() for name, file in read_page().items()}
SOURCES = {name: text for name, text in FILES.items() if name.endswith((".html", ".js"))}
LANGUAGES: Mapping[str, Mapping[str, str]] = {
    name.removesuffix(".json"): json.loads(text) for name, text in FILES.items() if name.endswith(".json")
}
NO_REQUESTS = {"http://www.w3.org/2000/svg", "http://localhost"}
"""The name of a vocabulary, and an address to be read."""


def used_texts() -> set[str]:
    """Every key of a text that the sources name."""
    keys = set()
    for text in SOURCES.values():
        keys |= set(re.findall(r'data-(?:text|label|placeholder)="([^"]+)"', text))
        keys |= set(re.findall(r'"([a-z]+(?:\.[a-z0-9_]+)+)"', text)) & LANGUAGES["en"].keys()
        keys |= set(re.findall(r'say\("([^"]+)"[,)]', text))
    return keys


def made_texts() -> Iterator[str]:
    """The beginnings of keys that the sources put together."""
    for text in SOURCES.values():
        yield from re.findall(r"`([a-z]+\.)\$\{", text)


@pytest.mark.parametrize("name", FILES)
def test_no_file_names_an_address_elsewhere(name: str) -> None:
    addresses = set(re.findall(r"""(?:https?|wss?):?//[^\s"'`)<]+""", FILES[name]))
    assert addresses <= NO_REQUESTS


def test_no_script_style_or_handler_stands_in_the_page() -> None:
    page = FILES["index.html"]
    assert re.findall(r"<script(?![^>]*\ssrc=)", page) == []
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:", page) == []
    assert not any("innerHTML" in text or "eval(" in text for text in SOURCES.values())


def test_every_file_that_is_named_is_there_and_every_one_is_named() -> None:
    named = {"index.html"}
    for text in FILES.values():
        named |= set(re.findall(r'["`]page/([\w.]+)["`]', text)) | set(
            re.findall(r'from "\./([\w.]+)"', text)
        )
    named |= {f"{language}.json" for language in re.findall(r"(\w\w): \"", FILES["texts.js"])}
    assert named == set(FILES)


def test_every_file_is_short() -> None:
    assert [name for name, text in FILES.items() if len(text.splitlines()) > 300] == []


def test_it_speaks_the_languages_that_morgan_understands() -> None:
    assert LANGUAGES.keys() == {"de", "en", "es", "fr", "it", "nl"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_there_in_every_language(language: str) -> None:
    words, english = LANGUAGES[language], LANGUAGES["en"]
    assert words.keys() == english.keys()
    assert [key for key, text in words.items() if not text.strip()] == []
    values = re.compile(r"\{\w+\}")
    assert {key: sorted(values.findall(text)) for key, text in words.items()} == {
        key: sorted(values.findall(text)) for key, text in english.items()
    }


def test_every_text_that_is_used_is_there_and_every_one_is_used() -> None:
    words = LANGUAGES["en"].keys()
    assert used_texts() <= words
    beginnings = set(made_texts())
    assert [
        beginning for beginning in beginnings if not any(key.startswith(beginning) for key in words)
    ] == []
    assert [key for key in words - used_texts() if not key.startswith(tuple(beginnings))] == []
