from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.engines.contract.tts import SpeakOptions
from wyoming_morgan.voice.phrase_cache import Phrase, PhraseCache


def phrase(text: str) -> Phrase:
    return Phrase("amy", SpeakOptions(), text)


def test_a_phrase_is_found_again_for_the_same_voice_and_options_only() -> None:
    cache = PhraseCache(max_bytes=100, max_piece_bytes=100)
    cache.put(phrase("hello"), b"pcm")

    assert cache.get(phrase("hello")) == b"pcm"
    assert cache.get(Phrase("karl", SpeakOptions(), "hello")) is None
    assert cache.get(Phrase("amy", SpeakOptions(speed=2.0), "hello")) is None


def test_the_phrase_not_said_for_longest_goes_first() -> None:
    cache = PhraseCache(max_bytes=20, max_piece_bytes=10)
    cache.put(phrase("one"), b"1" * 10)
    cache.put(phrase("two"), b"2" * 10)
    cache.get(phrase("one"))
    cache.put(phrase("three"), b"3" * 10)

    assert cache.get(phrase("two")) is None
    assert cache.get(phrase("one")) is not None


def test_a_cache_of_no_bytes_keeps_nothing() -> None:
    cache = PhraseCache(max_bytes=0, max_piece_bytes=100)
    cache.put(phrase("one"), b"1")

    assert cache.get(phrase("one")) is None


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 60))))
def test_the_bound_holds_whatever_is_kept(puts: list[tuple[str, int]]) -> None:
    cache = PhraseCache(max_bytes=100, max_piece_bytes=50)
    for text, size in puts:
        cache.put(phrase(text), bytes(size))

    held = [cache.get(phrase(text)) for text in "abcdef"]
    assert cache.held_bytes == sum(len(pcm) for pcm in held if pcm) <= 100
    assert all(pcm is None or 0 < len(pcm) <= 50 for pcm in held)


async def test_a_phrase_is_gone_when_its_time_is_over_even_if_nobody_asks() -> None:
    cache = PhraseCache(max_bytes=100, max_piece_bytes=100, max_seconds=600)
    cache.put(phrase("hello"), b"pcm")
    await asyncio.sleep(500)
    assert cache.get(phrase("hello")) == b"pcm"
    cache.put(phrase("later"), b"pcm")
    await asyncio.sleep(101)
    assert cache.held_bytes == 3
    assert cache.get(phrase("hello")) is None
    assert cache.get(phrase("later")) == b"pcm"


async def test_a_phrase_that_is_made_again_is_kept_for_its_whole_time() -> None:
    cache = PhraseCache(max_bytes=100, max_piece_bytes=100, max_seconds=600)
    cache.put(phrase("hello"), b"pcm")
    await asyncio.sleep(500)
    cache.clear()
    cache.put(phrase("hello"), b"new")
    await asyncio.sleep(500)
    assert cache.get(phrase("hello")) == b"new"
    await asyncio.sleep(101)
    assert not cache.held_bytes


async def test_without_a_bound_of_time_phrases_do_not_age() -> None:
    cache = PhraseCache(max_bytes=100, max_piece_bytes=100)
    cache.put(phrase("hello"), b"pcm")
    await asyncio.sleep(100_000)
    assert cache.get(phrase("hello")) == b"pcm"
