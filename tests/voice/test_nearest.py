"""What is heard is taken for the command of the home that sounds like it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from tests.fakes.audio import silence
from wyoming_morgan.engines.contract.commands import CommandProgress, NearCommand, Sequel
from wyoming_morgan.engines.contract.stt import (
    Alternative,
    Progress,
    SttCapabilities,
    TranscribeOptions,
    Transcript,
)
from wyoming_morgan.errors import EngineFailed, MorganError
from wyoming_morgan.voice.nearest import NearestCommandRecognizer

CAPABILITIES = SttCapabilities(languages=("en",), model="fake", model_description="", version="")
HEARD = Transcript("Activate wood lighting.", "en", alternatives=(Alternative("Activate wood lighting."),))


@dataclass
class FakeRecognizer:
    transcript: Transcript = HEARD
    capabilities: SttCapabilities = CAPABILITIES
    asked: list[TranscribeOptions] = field(default_factory=list)

    async def transcribe(self, pcm: bytes, options: TranscribeOptions) -> Transcript:  # noqa: ARG002 - the contract's
        self.asked.append(options)
        return self.transcript


@dataclass
class FakeSearch:
    commands: Sequence[NearCommand] = ()
    error: MorganError | None = None
    come: CommandProgress = field(default_factory=CommandProgress)
    asked: list[tuple[Sequence[Alternative], str]] = field(default_factory=list)
    ready: bool = True

    async def nearest(self, heard: Sequence[Alternative], language: str) -> tuple[NearCommand, ...]:
        self.asked.append((heard, language))
        if self.error is not None:
            raise self.error
        return tuple(self.commands)

    async def progress(self, heard: str, meant: str, language: str) -> CommandProgress:  # noqa: ARG002 - the contract's
        return self.come


@dataclass
class FakeScores:
    """Tells how likely a command is, and what was heard; `error` is raised instead."""

    command: float = -20.0
    heard: float = -11.0
    error: MorganError | None = None
    knows: bool = True
    asked: list[tuple[bytes, tuple[str, ...], bool]] = field(default_factory=list)

    async def score(
        self, pcm: bytes, texts: Sequence[str], *, speculative: bool = False
    ) -> tuple[float, ...]:
        self.asked.append((pcm, tuple(texts), speculative))
        if self.error is not None:
            raise self.error
        return (self.command, self.heard) if self.knows else ()


async def transcribed(
    search: FakeSearch,
    recognizer: FakeRecognizer | None = None,
    options: TranscribeOptions | None = None,
    scores: FakeScores | None = None,
) -> Transcript:
    near = NearestCommandRecognizer(recognizer or FakeRecognizer(), search, farthest=0.25, scores=scores)
    return await near.transcribe(b"sound", options or TranscribeOptions(language="en"))


async def test_a_near_command_takes_the_place_of_what_was_heard() -> None:
    transcript = await transcribed(FakeSearch([NearCommand("activate mood lighting", 0.06)]))
    assert (transcript.text, transcript.heard) == ("activate mood lighting", "Activate wood lighting.")


@pytest.mark.parametrize(
    "command",
    [
        NearCommand("activate the lighting", 0.3),
        NearCommand("activate the light", 0.13, worst=0.9),
        NearCommand("activate the light", 0.02, worst=0.7),
    ],
)
async def test_what_is_near_no_command_stays_as_it_was_heard(command: NearCommand) -> None:
    assert await transcribed(FakeSearch([command])) == HEARD


@pytest.mark.parametrize("distance", [0.05, 0.2])
async def test_what_opens_a_door_has_to_be_nearer_than_other_commands(distance: float) -> None:
    door = NearCommand("open the garage door", distance, guarded=True)
    assert (await transcribed(FakeSearch([door]))).text == (door.text if distance < 0.12 else HEARD.text)
    lamp = NearCommand("turn on the lamp", distance)
    assert (await transcribed(FakeSearch([lamp]))).text == lamp.text


async def test_a_command_in_other_letters_keeps_those_of_the_recognizer() -> None:
    assert await transcribed(FakeSearch([NearCommand("activate wood lighting", 0.0)])) == HEARD


async def test_every_text_of_the_recognizer_is_compared() -> None:
    search, recognizer = FakeSearch(), FakeRecognizer()
    await transcribed(search, recognizer)
    assert recognizer.asked[0].alternatives > 1
    assert search.asked == [(HEARD.alternatives, "en")]


async def test_other_texts_that_the_recognizer_finds_unlikely_are_not_compared() -> None:
    search = FakeSearch()
    best, other = Alternative(HEARD.text, -8.0), Alternative("turn it off", -9.0)
    as_likely = Alternative("next", -8.0)
    await transcribed(search, FakeRecognizer(replace(HEARD, alternatives=(best, other, as_likely))))
    assert search.asked == [((best, as_likely), "en")]


async def test_a_recognizer_with_a_single_text_is_compared_by_it() -> None:
    search = FakeSearch()
    await transcribed(search, FakeRecognizer(replace(HEARD, alternatives=())))
    assert search.asked == [((Alternative(HEARD.text),), "en")]


async def test_a_search_that_fails_costs_no_utterance() -> None:
    assert await transcribed(FakeSearch(error=EngineFailed("broken"))) == HEARD


@pytest.mark.parametrize(
    ("recognizer", "options"),
    [
        (FakeRecognizer(), TranscribeOptions(language="en", translate=True)),
        (FakeRecognizer(), TranscribeOptions(language="en", verbatim=True)),
        (FakeRecognizer(replace(HEARD, text="")), TranscribeOptions(language="en")),
        (FakeRecognizer(replace(HEARD, language=None)), TranscribeOptions()),
        (FakeRecognizer(capabilities=replace(CAPABILITIES, hears_commands_only=True)), TranscribeOptions()),
    ],
)
async def test_nothing_is_compared_where_no_command_can_be_meant(
    recognizer: FakeRecognizer, options: TranscribeOptions
) -> None:
    search = FakeSearch([NearCommand("turn on the light", 0.0)])
    assert await transcribed(search, recognizer, options) == recognizer.transcript
    assert not search.asked


BEGINNING = NearCommand("activate mood", 0.05)
WHOLE = CommandProgress(sequel=Sequel(), compared=True)


async def test_a_beginning_is_never_taken_for_a_whole_command() -> None:
    search = FakeSearch([NearCommand("activate mood lighting", 0.1)], come=CommandProgress(BEGINNING))
    assert await transcribed(search) == replace(HEARD, progress=Progress.BEGINNING)


async def test_what_is_no_command_at_all_is_told_apart_from_what_was_not_compared() -> None:
    assert (await transcribed(FakeSearch(come=CommandProgress(compared=True)))).progress is Progress.OTHER
    assert (await transcribed(FakeSearch())).progress is None


async def test_a_beginning_that_is_far_from_what_was_heard_is_none() -> None:
    far = CommandProgress(replace(BEGINNING, distance=0.3))
    assert (await transcribed(FakeSearch(come=far))).progress is None


@pytest.mark.parametrize(
    ("sequel", "progress"), [(Sequel(), Progress.WHOLE), (Sequel(name=0.9), Progress.EXTENDABLE)]
)
async def test_a_whole_command_tells_whether_it_may_go_on(sequel: Sequel, progress: Progress) -> None:
    search = FakeSearch([NearCommand("activate mood lighting", 0.1)], come=CommandProgress(sequel=sequel))
    transcript = await transcribed(search)
    assert (transcript.text, transcript.progress) == ("activate mood lighting", progress)


async def test_a_whole_command_among_the_other_texts_is_no_beginning_of_another() -> None:
    search = FakeSearch(
        [NearCommand("activate mood lighting", 0.05)],
        come=CommandProgress(BEGINNING, Sequel(names_something=True)),
    )
    transcript = await transcribed(search, scores=FakeScores())
    assert (transcript.text, transcript.progress) == ("activate mood lighting", Progress.WHOLE)
    unlikely = await transcribed(search, scores=FakeScores(heard=-9.0))
    assert unlikely == replace(HEARD, progress=Progress.BEGINNING)


@pytest.mark.parametrize("distance", [0.1, 0.25])
async def test_a_beginning_with_words_of_the_speakers_own_is_none_where_a_command_is_as_likely(
    distance: float,
) -> None:
    begun = CommandProgress(NearCommand("add wood lighting", 0.0, free=True), Sequel())
    search = FakeSearch([NearCommand("activate mood lighting", distance, worst=0.3)], come=begun)
    assert (await transcribed(search, scores=FakeScores())).text == "activate mood lighting"
    assert (await transcribed(search, scores=FakeScores(heard=-9.0))).progress is Progress.BEGINNING
    assert (await transcribed(search)).progress is Progress.BEGINNING


QUESTION = NearCommand("zit de lamp uit", 0.0)
ORDER = NearCommand("zet de lamp uit", 0.02, worst=0.2, changes=True)


async def test_an_order_that_was_not_heard_as_a_question_is_one() -> None:
    heard = FakeRecognizer(Transcript("Zit de lamp uit.", "nl"))
    assert (await transcribed(FakeSearch([QUESTION, ORDER]), heard)).text == ORDER.text


@pytest.mark.parametrize(
    ("text", "order"),
    [
        pytest.param("Zit de lamp uit?", ORDER, id="a question"),
        pytest.param("Zit de lamp uit.", replace(ORDER, distance=0.05), id="farther"),
        pytest.param("Zit de lamp uit.", replace(ORDER, guarded=True), id="guarded"),
        pytest.param("Zit de lamp uit.", replace(ORDER, text="zet het lampje uit"), id="another thing"),
        pytest.param("Zit de lamp uit.", replace(ORDER, changes=False), id="another question"),
    ],
)
async def test_a_question_stays_one(text: str, order: NearCommand) -> None:
    heard = FakeRecognizer(Transcript(text, "nl"))
    assert (await transcribed(FakeSearch([QUESTION, order]), heard)).text == text


async def test_the_first_order_that_is_near_enough_is_taken_for_a_question() -> None:
    unsaid = replace(ORDER, text="de de lamp uit", worst=0.7)
    heard = FakeRecognizer(Transcript("Zit de lamp uit.", "nl"))
    assert (await transcribed(FakeSearch([QUESTION, unsaid, ORDER]), heard)).text == ORDER.text


async def test_a_question_is_not_taken_where_no_order_beside_it_is_near_enough() -> None:
    far = replace(ORDER, worst=0.7)
    heard = FakeRecognizer(Transcript("Loos de lamp uit.", "nl"))
    assert (
        await transcribed(FakeSearch([replace(QUESTION, distance=0.01), far]), heard)
    ).text == "Loos de lamp uit."


FAR = NearCommand("activate mood lighting", 0.25, worst=0.4)


async def test_a_command_that_is_farther_is_taken_if_it_is_about_as_likely_as_what_was_heard() -> None:
    scores = FakeScores()
    search = FakeSearch([FAR], come=WHOLE)
    transcript = await transcribed(search, options=TranscribeOptions("en", speculative=True), scores=scores)
    assert (transcript.text, transcript.heard, transcript.progress) == (FAR.text, HEARD.text, Progress.WHOLE)
    assert transcript.reason.endswith("as likely as what was heard")
    assert scores.asked == [(b"sound", ("Activate mood lighting.", HEARD.text), True)]


@pytest.mark.parametrize(
    "scores",
    [
        pytest.param(FakeScores(heard=-9.0), id="less likely"),
        pytest.param(FakeScores(command=-25.0, heard=-30.0), id="likelier, but both are unlikely"),
        pytest.param(FakeScores(error=EngineFailed("broken")), id="failed"),
        pytest.param(FakeScores(knows=False), id="not known"),
    ],
)
async def test_a_command_that_is_farther_is_left_if_it_may_be_less_likely(scores: FakeScores) -> None:
    search = FakeSearch([FAR], come=WHOLE)
    assert await transcribed(search, scores=scores) == HEARD
    assert scores.asked


@pytest.mark.parametrize(
    ("command", "come"),
    [
        pytest.param(replace(FAR, distance=0.1), CommandProgress(), id="near"),
        pytest.param(replace(FAR, guarded=True), CommandProgress(), id="guarded"),
        pytest.param(replace(FAR, free=True), CommandProgress(), id="words of the speaker's own"),
        pytest.param(replace(FAR, distance=0.35), CommandProgress(), id="too far"),
        pytest.param(replace(FAR, worst=0.75), CommandProgress(), id="another name"),
        pytest.param(FAR, CommandProgress(BEGINNING), id="a beginning"),
    ],
)
async def test_how_likely_a_command_is_is_asked_in_doubt_only(
    command: NearCommand, come: CommandProgress
) -> None:
    scores = FakeScores()
    await transcribed(FakeSearch([command], come=come), scores=scores)
    assert not scores.asked


@pytest.mark.parametrize(("heard", "text"), [(-21.0, FAR.text), (-19.0, HEARD.text)])
async def test_a_command_that_is_farther_still_is_taken_if_it_is_likelier_than_what_was_heard(
    heard: float, text: str
) -> None:
    search = FakeSearch([replace(FAR, distance=0.3)], come=WHOLE)
    assert (await transcribed(search, scores=FakeScores(heard=heard))).text == text


async def test_a_command_that_sounds_as_what_was_heard_is_whole_whatever_it_may_go_on_to_mean() -> None:
    heard = FakeRecognizer(Transcript("Quel est la température ?", "fr"))
    command = NearCommand("quelle est la température", 0.0)
    come = CommandProgress(NearCommand("quel est la température", 0.0), WHOLE.sequel, compared=True)
    transcript = await transcribed(FakeSearch([command], come=come), heard)
    assert (transcript.text, transcript.progress) == (command.text, Progress.WHOLE)


async def test_a_recognizer_that_cannot_compare_texts_keeps_what_it_heard() -> None:
    assert await transcribed(FakeSearch([FAR])) == HEARD


QUICKLY = replace(CAPABILITIES, quick_seconds=9.0)
ENGLISH = TranscribeOptions("en")


@dataclass
class QuickRecognizer(FakeRecognizer):
    """Hears something else when it may be less careful."""

    quick: Transcript = HEARD
    capabilities: SttCapabilities = QUICKLY

    async def transcribe(self, pcm: bytes, options: TranscribeOptions) -> Transcript:
        careful = await super().transcribe(pcm, options)
        return self.quick if options.quick else careful


def commands_near(distance: float, **changes: object) -> FakeSearch:
    command = NearCommand("activate mood lighting", distance)
    return FakeSearch([replace(command, **changes)], come=WHOLE)  # type: ignore[arg-type] # fields of it


@pytest.mark.parametrize("speculative", [False, True])
async def test_what_is_surely_a_command_with_less_care_is_not_heard_again(*, speculative: bool) -> None:
    recognizer = QuickRecognizer(quick=replace(HEARD, text="Activate mood lighting."))
    asked = replace(ENGLISH, speculative=speculative)
    transcript = await transcribed(commands_near(0.0), recognizer, asked)
    assert (transcript.text, transcript.progress) == ("Activate mood lighting.", Progress.WHOLE)
    assert [options.quick for options in recognizer.asked] == [True]


@pytest.mark.parametrize(
    "search",
    [
        pytest.param(commands_near(0.2), id="farther"),
        pytest.param(commands_near(0.0, worst=0.5), id="one word is another"),
        pytest.param(commands_near(0.0, guarded=True), id="guarded"),
        pytest.param(commands_near(0.0, free=True), id="words of the speaker's own"),
        pytest.param(replace(commands_near(0.0), come=CommandProgress(BEGINNING, compared=True)), id="begun"),
        pytest.param(replace(commands_near(0.0), come=CommandProgress()), id="not compared"),
        pytest.param(FakeSearch(error=EngineFailed("broken")), id="the search failed"),
    ],
)
async def test_what_is_not_surely_a_command_is_heard_again_with_care(search: FakeSearch) -> None:
    recognizer = QuickRecognizer(quick=replace(HEARD, text="Quick."))
    assert (await transcribed(search, recognizer)).text != "Quick."
    assert [options.quick for options in recognizer.asked] == [True, False]


async def test_a_guess_that_may_be_a_name_of_a_list_is_heard_again_with_care() -> None:
    recognizer = QuickRecognizer(quick=replace(HEARD, text="Mood Lighting,"))
    await transcribed(commands_near(0.0), recognizer)
    assert [options.quick for options in recognizer.asked] == [True, False]


@pytest.mark.parametrize(
    ("recognizer", "ready", "options", "seconds"),
    [
        (QuickRecognizer(), True, replace(ENGLISH, timestamps=True), 1.0),
        (QuickRecognizer(), True, replace(ENGLISH, words=True), 1.0),
        (QuickRecognizer(), True, ENGLISH, 9.1),
        (QuickRecognizer(), False, ENGLISH, 1.0),
        (FakeRecognizer(), True, ENGLISH, 1.0),
    ],
    ids=["times", "times of words", "long", "no commands", "no quicker way"],
)
async def test_care_is_taken_at_once_where_less_would_not_help(
    recognizer: FakeRecognizer, ready: bool, options: TranscribeOptions, seconds: float
) -> None:
    near = NearestCommandRecognizer(recognizer, replace(commands_near(0.0), ready=ready), farthest=0.25)
    await near.transcribe(silence(seconds), options)
    assert [options.quick for options in recognizer.asked] == [False]


def heard_as(text: str, log_probability: float) -> Transcript:
    return Transcript(text, "de", alternatives=(Alternative(text, log_probability),))


HOLD_IT = "Könntest du das mal kurz halten?"


@pytest.mark.parametrize(
    ("careful", "quick", "text"),
    [
        pytest.param(-17.8, -6.4, HOLD_IT, id="doubtful, and far likelier before"),
        pytest.param(-17.8, -15.0, "Künstler, Schlussmal, halten.", id="doubtful both times"),
        pytest.param(-5.0, 0.0, "Künstler, Schlussmal, halten.", id="not doubtful"),
    ],
)
async def test_doubtful_words_yield_to_what_was_far_likelier_with_less_care(
    careful: float, quick: float, text: str
) -> None:
    recognizer = QuickRecognizer(
        heard_as("Künstler, Schlussmal, halten.", careful), quick=heard_as(HOLD_IT, quick)
    )
    transcript = await transcribed(commands_near(0.9), recognizer, TranscribeOptions("de"))
    assert transcript.text == text
    assert [options.quick for options in recognizer.asked] == [True, False]


async def test_what_is_heard_with_care_counts_where_nothing_is_told_of_how_likely_it_is() -> None:
    recognizer = QuickRecognizer(Transcript("Careful.", "en"), quick=Transcript("Quick.", "en"))
    assert (await transcribed(commands_near(0.9), recognizer)).text == "Careful."
