"""Talk is not acted on: what may be a title as well is asked about, or left to a model."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.agent.conftest import MatcherCache
from tests.agent.homes import KITCHEN, home_in
from tests.agent.talking import Hand, say
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.compound import understand
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.language.languages import language_of
from wyoming_morgan.agent.language.text import clean

ALL = ("en", "de", "es", "fr", "it", "nl")
TALK = Path(__file__).parents[1] / "assets" / "talk"
PLAY = "HassMediaSearchAndPlay"


def acts(load_matcher: MatcherCache, language: str, text: str) -> bool:
    matcher = load_matcher(language, home_in(language))
    matches = understand(matcher, clean(text, language_of(language).words), KITCHEN[language], most=5)
    return any(match.acts and not match.unsure for match in matches)


@pytest.mark.parametrize("language", ALL)
def test_idioms_are_not_acted_on(load_matcher: MatcherCache, language: str) -> None:
    sentences = (TALK / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    assert len(sentences) >= 60
    assert [text for text in sentences if acts(load_matcher, language, text)] == []


@pytest.fixture
async def agent(load_matcher: MatcherCache) -> AsyncIterator[Agent]:
    grammar = Grammar(home_in("es"), languages=ALL, load_matcher=load_matcher)
    yield Agent(grammar, clock=Hand())
    await grammar.close()


@pytest.mark.parametrize(
    ("language", "text", "question", "yes"),
    [
        ("en", "Play with fire.", "Shall I play “with fire”?", "yes"),
        ("de", "Spiel mit dem Feuer.", "Soll ich „mit dem Feuer“ abspielen?", "ja"),
        ("es", "Pon la mesa.", "¿Pongo “la mesa”?", "sí"),
        ("fr", "Mets la table.", "Dois-je jouer « la table » ?", "oui"),
        ("it", "Metti la giacca.", "Devo riprodurre “la giacca”?", "sì"),
        ("nl", "Kijk naar de weg.", "Zal ik “de weg” afspelen?", "ja"),
    ],
)
async def test_what_may_be_a_title_is_asked_about(
    agent: Agent, language: str, text: str, question: str, yes: str
) -> None:
    asked = await say(agent, text, language=language, area="Cocina")
    assert (asked.text, asked.intents) == (question, [])
    assert asked.done.awaits_answer
    done = await say(agent, yes, language=language, area="Cocina")
    assert [name for name, _ in done.intents] == [PLAY]


async def test_a_no_leaves_it(agent: Agent) -> None:
    await say(agent, "Pon la mesa.", language="es", area="Cocina")
    declined = await say(agent, "no", language="es", area="Cocina")
    assert declined.intents == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Play With or Without You"),
        ("en", "Play It Must Have Been Love"),
        ("en", "play me some jazz"),
        ("en", "Play us a song."),
        ("en", "play with me as a song"),
        ("de", "Spiel Auf uns."),
        ("de", "Spiel uns was von Grönemeyer."),
        ("de", "Diese Drombuschs abspielen"),
        ("de", "Immer die Radfahrer hören"),
        ("es", "Pon la Macarena."),
        ("es", "pon un poco de música"),
        ("es", "pon shakira"),
        ("es", "Pon a los Beatles."),
        ("es", "Pon las noticias en la cocina."),
        ("fr", "Mets La vie en rose."),
        ("fr", "Mets la dernière chanson de Stromae."),
        ("fr", "mets pink floyd"),
        ("fr", "Écoute les infos."),
        ("it", "Metti La canzone del sole."),
        ("it", "Metti un po' di musica."),
        ("it", "metti azzurro"),
        ("nl", "Luister naar de radio."),
        ("nl", "Kijk naar The Office."),
    ],
)
def test_what_is_named_or_a_kind_of_music_plays(load_matcher: MatcherCache, language: str, text: str) -> None:
    assert acts(load_matcher, language, text)


@pytest.mark.parametrize(
    ("language", "text"),
    [("fr", "mets la table dans dix minutes"), ("es", "pon la mesa en diez minutos")],
)
def test_what_may_be_talk_does_not_wait(load_matcher: MatcherCache, language: str, text: str) -> None:
    assert not acts(load_matcher, language, text)
