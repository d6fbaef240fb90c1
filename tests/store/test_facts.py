"""Facts, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from wyoming_morgan.errors import InvalidRequest
from wyoming_morgan.store.contract import Fact, Owner, Speaker
from wyoming_morgan.store.store import SqlStore

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
ANNA = Speaker("anna", "kitchen")


def fact(name: str, content: str, owner: Owner = Owner.USER, owner_id: str = "anna", **more: object) -> Fact:
    return Fact(name, owner, owner_id, content, NOW, **more)  # type: ignore[arg-type]


async def contents(store: SqlStore, speaker: Speaker, *words: str, limit: int = 10) -> list[str]:
    return [fact.content for fact in await store.facts.search(speaker, words, limit=limit)]


async def test_a_fact_is_read_as_it_was_written(store: SqlStore) -> None:
    vector = (0.5, -1.25, 3.0)
    expires = datetime.now(UTC) + timedelta(days=1)
    kept = fact("f", "Likes tea", expires=expires, source_message_id="m", confidence=0.75, vector=vector)
    assert await store.facts.add(kept) == kept
    assert await store.facts.of(ANNA) == (kept,)
    assert await store.facts.find("f") == kept
    assert await store.facts.find("g") is None


async def test_the_same_words_of_the_same_owner_renew_a_fact(store: SqlStore) -> None:
    await store.facts.add(fact("f", "Likes tea", vector=(1.0,), vector_model="old"))
    later = NOW + timedelta(days=1)
    renewed = await store.facts.add(Fact("g", Owner.USER, "anna", " likes  TEA", later, confidence=0.5))
    assert (renewed.id, renewed.content, renewed.created) == ("f", " likes  TEA", later)
    assert (renewed.vector, renewed.vector_model, renewed.confidence) == ((), "", 0.5)
    await store.facts.add(fact("h", "Likes tea", owner_id="ben"))
    await store.facts.add(fact("i", "Likes tea", Owner.HOUSEHOLD, ""))
    assert len(await store.facts.list()) == 3


async def test_a_speaker_recalls_their_own_their_device_s_and_the_household_s(store: SqlStore) -> None:
    await store.facts.add(fact("a", "Anna's"))
    await store.facts.add(fact("b", "Ben's", owner_id="ben"))
    await store.facts.add(fact("k", "Kitchen's", Owner.DEVICE, "kitchen"))
    await store.facts.add(fact("l", "Bedroom's", Owner.DEVICE, "bedroom"))
    await store.facts.add(fact("h", "Household's", Owner.HOUSEHOLD, ""))
    assert {fact.id for fact in await store.facts.of(ANNA)} == {"a", "k", "h"}
    assert {fact.id for fact in await store.facts.of(Speaker(device_id="bedroom"))} == {"l", "h"}
    assert {fact.id for fact in await store.facts.of(Speaker())} == {"h"}
    assert await contents(store, Speaker("ben"), "s") == ["Ben's", "Household's"]
    assert [fact.id for fact in await store.facts.list(user_id="anna")] == ["a"]


async def test_a_fact_that_has_expired_is_not_recalled_and_goes_with_the_next_purge(store: SqlStore) -> None:
    now = datetime.now(UTC)
    await store.facts.add(fact("old", "The key is out", expires=now - timedelta(seconds=1)))
    await store.facts.add(fact("new", "The key is in", expires=now + timedelta(hours=1)))
    assert [fact.id for fact in await store.facts.of(ANNA)] == ["new"]
    assert await contents(store, ANNA, "key") == ["The key is in"]
    assert len(await store.facts.list()) == 2
    assert await store.facts.purge(now) == 1
    assert [fact.id for fact in await store.facts.list()] == ["new"]
    assert await store.facts.purge(now, created_before=NOW + timedelta(days=1)) == 1


async def test_search_finds_what_has_most_of_the_words(store: SqlStore) -> None:
    for number, content in enumerate(
        ("The bins go out on Monday", "On Monday the blue bins", "Monday is yoga", "Teapot in the attic")
    ):
        await store.facts.add(fact(str(number), content))
    assert (await contents(store, ANNA, "BLUE", "bins", "monday"))[0] == "On Monday the blue bins"
    assert len(await contents(store, ANNA, "monday", limit=2)) == 2
    assert await contents(store, ANNA, "tea") == ["Teapot in the attic"]
    assert await contents(store, ANNA, "elephant") == []
    assert await contents(store, ANNA) == []


async def test_search_takes_a_word_as_it_is(store: SqlStore) -> None:
    await store.facts.add(fact("a", "Battery at 100% in the snake_case room, \\o/"))
    await store.facts.add(fact("b", "Straße und ÄPFEL"))
    assert await contents(store, ANNA, "%") == ["Battery at 100% in the snake_case room, \\o/"]
    assert await contents(store, ANNA, "_") == ["Battery at 100% in the snake_case room, \\o/"]
    assert await contents(store, ANNA, "\\") == ["Battery at 100% in the snake_case room, \\o/"]
    assert await contents(store, ANNA, "STRASSE") == ["Straße und ÄPFEL"]
    assert await contents(store, ANNA, "äpfel") == ["Straße und ÄPFEL"]


async def test_a_fact_is_forgotten_and_so_is_everything_of_a_user(store: SqlStore) -> None:
    for name, owner in (("a", "anna"), ("b", "ben"), ("c", "anna")):
        await store.facts.add(fact(name, name, owner_id=owner))
    await store.facts.add(fact("h", "ours", Owner.HOUSEHOLD, ""))
    assert await store.facts.delete("a")
    assert not await store.facts.delete("a")
    assert await store.facts.delete_user("anna") == 1
    assert {fact.id for fact in await store.facts.list()} == {"b", "h"}


async def test_a_fact_without_words_or_with_an_odd_owner_is_refused(store: SqlStore) -> None:
    for wrong in (fact("f", "  "), fact("f", "x", owner_id=""), fact("f", "x", Owner.HOUSEHOLD, "anna")):
        with pytest.raises(InvalidRequest):
            await store.facts.add(wrong)
