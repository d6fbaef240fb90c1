"""Language model backends: groups by names of the user's own, each with an engine."""

from __future__ import annotations

from tests.config.conftest import Complain, Load


def test_backends_stand_in_the_order_in_which_they_are_tried(load_files: Load) -> None:
    loaded = load_files(
        llm="backends:\n"
        "  home: {}\n"
        "  attic:\n"
        "    engine: sage\n"
        "    engines:\n"
        "      sage: {uri: there}\n"
        "aliases: {fast: home/x}\n"
        "model: attic/y\n"
    )
    llm = loaded.config.llm
    assert list(llm.backends) == ["home", "attic"]
    assert [backend.engine for backend in llm.backends.values()] == ["ollama", "sage"]
    assert llm.backends["attic"].engines["sage"].model_dump() == {"uri": "there"}
    assert (llm.model, llm.aliases, llm.embedding_model) == ("attic/y", {"fast": "home/x"}, None)


def test_there_need_be_no_backend(load_files: Load) -> None:
    assert load_files().config.llm.backends == {}


def test_a_backend_can_be_set_by_the_environment(load_files: Load) -> None:
    loaded = load_files(
        {"MORGAN_LLM__BACKENDS": '{"home": {"engine": "sage", "engines": {"sage": {"uri": "x"}}}}'}
    )
    assert loaded.config.llm.backends["home"].engine == "sage"


def test_mistakes_in_a_backend_are_told_by_their_lines(complaints: Complain) -> None:
    text = (
        "backends:\n"
        "  home:\n"
        "    engine: sagge\n"
        "  attic:\n"
        "    engine: sage\n"
        "    engines:\n"
        "      sage: {url: there}\n"
    )
    messages = "\n".join(complaints(llm=text))
    assert (
        "llm.yaml:3: llm.backends.home.engine: expected one of auto, ollama, sage; found 'sagge'" in messages
    )
    assert "llm.backends.attic.engines.sage" in messages
    assert "engine: sage" not in messages
