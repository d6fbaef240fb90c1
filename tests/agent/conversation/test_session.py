from __future__ import annotations

from datetime import timedelta

from tests.agent.turns import NOW
from wyoming_morgan.agent.contract import TurnRequest
from wyoming_morgan.agent.conversation.session import Session, Sessions
from wyoming_morgan.agent.settings import MemorySettings

ANN = TurnRequest("hello", user_id="ann", device_id="kitchen")


def begun(sessions: Sessions, request: TurnRequest) -> Session:
    session = sessions.begin(request, NOW)
    sessions.use(session, request, NOW)
    return session


def test_a_user_continues_their_conversation_until_it_is_idle() -> None:
    sessions = Sessions(MemorySettings(idle_seconds=60))
    session = begun(sessions, ANN)

    assert sessions.find(TurnRequest("and?", user_id="ann"), NOW + timedelta(seconds=60)) is session
    assert sessions.find(ANN, NOW + timedelta(seconds=61)) is None


def test_a_conversation_asked_for_by_its_id_is_never_idle() -> None:
    sessions = Sessions(MemorySettings(idle_seconds=60))
    session = begun(sessions, TurnRequest("hello", conversation_id="c"))

    assert sessions.find(TurnRequest("and?", conversation_id="c"), NOW + timedelta(days=1)) is session


def test_a_conversation_of_another_user_and_an_incognito_one_are_not_found() -> None:
    sessions = Sessions(MemorySettings())
    begun(sessions, TurnRequest("hello", user_id="ann", conversation_id="c"))

    assert sessions.find(TurnRequest("and?", user_id="bob", conversation_id="c"), NOW) is None
    assert sessions.find(TurnRequest("and?", user_id="ann", incognito=True), NOW) is None


def test_an_anonymous_conversation_becomes_that_of_the_user_who_continues_it() -> None:
    sessions = Sessions(MemorySettings())
    session = begun(sessions, TurnRequest("hello", conversation_id="c"))
    sessions.use(session, TurnRequest("and?", user_id="ann", conversation_id="c"), NOW)

    assert session.whence.user_id == "ann"
    assert sessions.find(TurnRequest("and?", user_id="bob", conversation_id="c"), NOW) is None


def test_a_taken_id_is_not_given_twice() -> None:
    sessions = Sessions(MemorySettings())
    request = TurnRequest("hello", conversation_id="c")

    assert begun(sessions, request).id == "c"
    assert begun(sessions, request).id != "c"


def test_the_least_recently_used_conversation_makes_room() -> None:
    sessions = Sessions(MemorySettings(sessions=2))
    for number in "123":
        begun(sessions, TurnRequest("hello", conversation_id=number))

    sessions_left = [sessions.find(TurnRequest("and?", conversation_id=number), NOW) for number in "123"]
    assert [session.id if session else None for session in sessions_left] == [None, "2", "3"]
