"""One realtime session: a client's events in, the conversation they are about, the responses to it.

Whatever happens, an event of the client, something heard, the end of a response, is decided at once and
without waiting, so that there is one order of things. What a turn or a response began with stays its own:
a `session.update` counts from the next one on.
"""

from __future__ import annotations

from typing import Any, TypeVar

from wyoming_morgan.errors import EngineUnavailable, InvalidRequest, MorganError
from wyoming_morgan.http import errors
from wyoming_morgan.http.realtime import requests
from wyoming_morgan.http.realtime.hearing import Hearing, SpeechTurn, options_of
from wyoming_morgan.http.realtime.idle import IdleTimer
from wyoming_morgan.http.realtime.item_bodies import ItemBody, item_of
from wyoming_morgan.http.realtime.items import Content, ConversationItem, ConversationItems
from wyoming_morgan.http.realtime.outbox import new_id
from wyoming_morgan.http.realtime.parts import SessionParts
from wyoming_morgan.http.realtime.recordings import ItemRecordings
from wyoming_morgan.http.realtime.requests import UnreadableEvent
from wyoming_morgan.http.realtime.response import SpokenResponse
from wyoming_morgan.http.realtime.responses import SessionResponses
from wyoming_morgan.http.realtime.settings import InputSettings, SessionSettings, parsed
from wyoming_morgan.http.realtime.sound import received_audio
from wyoming_morgan.http.realtime.statuses import Happening
from wyoming_morgan.timings import NO_SPEECH, TRANSCRIBED
from wyoming_morgan.voice.contract import FinalTranscript

HearingT = TypeVar("HearingT")
_TRANSCRIPTION = "conversation.item.input_audio_transcription"


class RealtimeSession:
    """The session of one client."""

    def __init__(self, parts: SessionParts, settings: SessionSettings) -> None:
        """Begin, and tell the client so.

        Raises:
            UnknownModel: nobody answers by the name of the model.
            UnknownVoice: there is no such voice.
        """
        self._parts = parts
        self._outbox = parts.outbox
        self._settings = settings
        self._id = new_id("sess")
        self._conversation = ConversationItems()
        self._hearing = self._recordings = None
        if parts.ear is not None:
            self._hearing = Hearing(parts.ear, self, settings.audio.input, verbatim=self._only_hears)
            self._recordings = ItemRecordings(parts.ear, self._heard_recordings)
        self._idle = IdleTimer(self._prompt)
        model = None if self._only_hears else settings.model
        self._responses = SessionResponses(parts, model, self._conversation, self._settled, self._answered)
        self._responses.check(settings)
        self._tell_settings("session.created")

    async def take(self, text: str | bytes) -> None:
        """Do what an event of the client asks; what cannot be done is told to the client."""
        event_id = None
        try:
            request = requests.read_request(text)
            event_id = request.event_id
            await self._do(request)
        except MorganError as error:
            self._complain(error, error.event_id if isinstance(error, UnreadableEvent) else event_id)
        await self._outbox.room()

    async def close(self) -> None:
        """End everything that runs: the client has left."""
        self._idle.end()
        if self._hearing is not None:
            await self._hearing.close()
        if self._recordings is not None:
            await self._recordings.close()
        await self._responses.close()

    def speech_started(self, turn: SpeechTurn, milliseconds: int) -> None:
        """Tell it, and be silent if somebody interrupts."""
        self._idle.end()
        kind = "input_audio_buffer.speech_started"
        self._outbox.put(kind, audio_start_ms=milliseconds, item_id=turn.item_id)
        if turn.detection is not None and turn.detection.interrupt_response is not False:
            self._responses.end_active(Happening.INTERRUPTION)

    def speech_stopped(self, turn: SpeechTurn, milliseconds: int) -> None:
        """Tell it."""
        kind = "input_audio_buffer.speech_stopped"
        self._outbox.put(kind, audio_end_ms=milliseconds, item_id=turn.item_id)

    def committed(self, turn: SpeechTurn) -> None:
        """Make the turn an item."""
        item = ConversationItem(turn.item_id, role="user", content=(Content("input_audio"),))
        previous = self._conversation.add(item)
        self._outbox.put("input_audio_buffer.committed", previous_item_id=previous, item_id=item.id)
        self._outbox.put("conversation.item.added", previous_item_id=previous, item=item.as_json())

    def partly_heard(self, turn: SpeechTurn, text: str) -> None:
        """Tell the words, if the client wants them."""
        if self._tells_transcripts(turn.settings):
            self._outbox.put(f"{_TRANSCRIPTION}.delta", item_id=turn.item_id, content_index=0, delta=text)

    def heard(self, turn: SpeechTurn, final: FinalTranscript) -> None:
        """Complete the item of a turn, and answer it."""
        text = final.transcript.text
        item = ConversationItem(turn.item_id, role="user", content=(Content("input_audio", text),))
        self._conversation.replace(item)
        self._outbox.put("conversation.item.done", item=item.as_json())
        if not turn.text and text:
            self.partly_heard(turn, text)
        if self._tells_transcripts(turn.settings):
            self._tell_transcript(turn.item_id, 0, text, turn.seconds)
        if self._only_hears:
            final.timings.outcome = TRANSCRIBED if text else NO_SPEECH
            self._parts.turn_log.add(final.timings)
            return
        self._responses.hear(final)
        if text and turn.detection is not None and turn.detection.create_response is not False:
            self._responses.begin_when_possible(self._settings)

    def not_heard(self, turn: SpeechTurn, error: MorganError) -> None:
        """Tell the failure; the item of the turn stays without words."""
        item = ConversationItem(turn.item_id, role="user", content=(Content("input_audio"),))
        self._outbox.put("conversation.item.done", item=item.as_json())
        self._tell_failure(turn.item_id, 0, error)

    def _answered(self, response: SpokenResponse) -> None:
        """Wait for the user, once what was said has been played."""
        seconds = self._idle_seconds
        if seconds is not None and response.has_answered:
            self._idle.begin(seconds + response.milliseconds / 1000)

    def _prompt(self) -> None:
        """Let Morgan go on by itself: nobody has spoken for as long as the client wants to wait."""
        detection, hearing = self._settings.audio.input.turn_detection, self._hearing
        seconds = self._idle_seconds
        if hearing is None or seconds is None or hearing.hears_somebody or self._responses.is_answering:
            return
        item = ConversationItem(new_id("item"), role="user", content=(Content("input_audio"),))
        until = hearing.milliseconds
        self._outbox.put(
            "input_audio_buffer.timeout_triggered",
            audio_start_ms=max(0, until - int(seconds * 1000)),
            audio_end_ms=until,
            item_id=item.id,
        )
        previous = self._conversation.add(item)
        self._outbox.put("input_audio_buffer.committed", previous_item_id=previous, item_id=item.id)
        self._outbox.put("conversation.item.added", previous_item_id=previous, item=item.as_json())
        self._outbox.put("conversation.item.done", item=item.as_json())
        if detection is not None and detection.create_response is not False and not self._only_hears:
            try:
                self._responses.begin(self._settings)
            except MorganError as error:
                self._complain(error, None)

    @property
    def _idle_seconds(self) -> float | None:
        detection = self._settings.audio.input.turn_detection
        return None if detection is None else detection.idle_seconds

    async def _do(self, request: requests.Request) -> None:
        match request:
            case requests.SessionUpdate():
                await self._update(request)
            case requests.AppendAudio():
                await _there(self._hearing).append(request.audio)
            case requests.CommitAudio():
                await _there(self._hearing).commit()
            case requests.ClearAudio():
                await _there(self._hearing).clear()
                self._outbox.put("input_audio_buffer.cleared")
            case requests.CreateResponse():
                self._respond(request)
            case requests.CancelResponse():
                self._responses.cancel(request.response_id)
            case _:
                self._change(request)

    def _change(self, request: requests.ItemRequest) -> None:
        """Change the conversation."""
        match request:
            case requests.CreateItem():
                self._create(request)
            case requests.DeleteItem():
                self._conversation.delete(request.item_id)
                self._outbox.put("conversation.item.deleted", item_id=request.item_id)
            case requests.RetrieveItem():
                item = self._conversation.get(request.item_id)
                self._outbox.put("conversation.item.retrieved", item=item.as_json())
            case requests.TruncateItem():
                self._truncate(request)

    def _create(self, request: requests.CreateItem) -> None:
        """Add an item; it is whole once the words of its recordings are known."""
        item = item_of(request.item, new_id("item"))
        heard = self._settings.audio.input
        recordings = _there(self._recordings) if item.unheard else None
        if recordings is not None:
            recordings.check_room()
        pcm = [received_audio(audio, heard.format) for audio in item.unheard]
        previous = self._conversation.add(item, after=request.previous_item_id)
        self._outbox.put("conversation.item.added", previous_item_id=previous, item=item.as_json())
        if recordings is not None:
            recordings.hear(item, pcm, options_of(heard, verbatim=self._only_hears))
        else:
            self._outbox.put("conversation.item.done", previous_item_id=previous, item=item.as_json())

    def _heard_recordings(self, item: ConversationItem, seconds: float, error: MorganError | None) -> None:
        """Complete an item whose recordings were heard."""
        self._conversation.replace(item)
        self._outbox.put("conversation.item.done", item=item.as_json())
        for place, part in enumerate(item.content):
            if part.type == "input_audio" and error is not None:
                self._tell_failure(item.id, place, error)
            elif part.type == "input_audio" and self._tells_transcripts(self._settings.audio.input):
                self._tell_transcript(item.id, place, part.text, seconds)

    async def _update(self, request: requests.SessionUpdate) -> None:
        settings = self._settings.updated(request.session)
        self._responses.check(settings)
        self._settings = settings
        if self._idle_seconds is None:
            self._idle.end()
        if self._hearing is not None:
            await self._hearing.configure(settings.audio.input, verbatim=self._only_hears)
        if self._only_hears:
            self._responses.hush()
        self._tell_settings("session.updated")

    def _truncate(self, request: requests.TruncateItem) -> None:
        self._conversation.truncate(request.item_id, request.audio_end_ms)
        self._outbox.put(
            "conversation.item.truncated",
            item_id=request.item_id,
            content_index=request.content_index,
            audio_end_ms=request.audio_end_ms,
        )

    def _respond(self, request: requests.CreateResponse) -> None:
        body = parsed(requests.ResponseBody, request.response, "response")
        settings = self._settings.for_response(request.response)
        items = None if body.input is None else [self._given(item) for item in body.input]
        self._responses.begin(
            settings,
            items=items,
            is_apart=body.conversation == "none",
            instructs=bool(request.response.get("instructions")),
            metadata=body.metadata,
        )

    def _given(self, body: ItemBody) -> ConversationItem:
        """Return an item of a response's own input: as it came, or one of the conversation."""
        if body.type == "item_reference":
            return self._conversation.get(body.id or "")
        item = item_of(body, new_id("item"))
        if item.unheard:
            raise InvalidRequest(
                "the input of a response takes audio with its transcript only",
                hint="create an item of it, and refer to that",
            )
        return item

    def _complain(self, error: MorganError, event_id: str | None) -> None:
        inner: dict[str, Any] = dict(errors.from_morgan(error).body()["error"])
        self._outbox.put("error", error={**inner, "event_id": event_id})

    def _tell_settings(self, kind: str) -> None:
        voice = self._responses.voice_name(self._settings)
        self._outbox.put(kind, session=self._settings.as_json(self._id, voice))

    @property
    def _only_hears(self) -> bool:
        return self._settings.type == "transcription"

    def _tells_transcripts(self, settings: InputSettings) -> bool:
        return self._only_hears or settings.transcription is not None

    def _tell_transcript(self, item_id: str, place: int, text: str, seconds: float) -> None:
        usage = {"type": "duration", "seconds": round(seconds, 3)}
        where = {"item_id": item_id, "content_index": place}
        self._outbox.put(f"{_TRANSCRIPTION}.completed", transcript=text, usage=usage, **where)

    def _tell_failure(self, item_id: str, place: int, error: MorganError) -> None:
        inner = errors.from_morgan(error).body()["error"]
        self._outbox.put(f"{_TRANSCRIPTION}.failed", item_id=item_id, content_index=place, error=inner)

    async def _settled(self) -> None:
        if self._hearing is not None:
            await self._hearing.settled()
        if self._recordings is not None:
            await self._recordings.settled()


def _there(hearing: HearingT | None) -> HearingT:
    if hearing is None:
        raise EngineUnavailable("this service does not hear", hint="send text")
    return hearing
