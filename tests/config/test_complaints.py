"""Every kind of mistake is told with its place, what was expected, and what was probably meant."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.config.conftest import readable
from wyoming_morgan.config.complaints import Complaint, InvalidConfiguration, dotted
from wyoming_morgan.config.environment import Given
from wyoming_morgan.suggestions import closest

Complain = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("stt", "engin: auto\n", "stt.yaml:1: stt.engin: no such setting; did you mean engine?"),
        ("stt", "\nxyzzy: 1\n", "stt.yaml:2: stt.xyzzy: no such setting"),
        ("core", "areas: [x]\n", "core.yaml:1: core.areas: no such setting; did you mean core.home.areas?"),
        (
            "core",
            "home: {entities: [{name: A, domain: light, room: x}]}\n",
            "core.yaml:1: core.home.entities[0].room: no such setting; did you mean area?",
        ),
        (
            "core",
            "languages: [elvish]\n",
            "core.yaml:1: core.languages[0]: expected a language, such as en, de or pt-BR; found 'elvish'",
        ),
        ("core", "home:\n\tareas: [x]\n", "core.yaml:2: not valid YAML: the line begins with a tab"),
        (
            "core",
            "languages:\n    - en\n  - de\n",
            ("core.yaml:3: not valid YAML: the line begins 2 columns in, which fits none of the lines above"),
        ),
        (
            "stt",
            "http_port: 80000\n",
            "stt.yaml:1: stt.http_port: expected an integer from 0 to 65535; found 80000",
        ),
        (
            "stt",
            "# ports\nhttp_port: eighty\n",
            "stt.yaml:2: stt.http_port: expected an integer from 0 to 65535; found 'eighty'",
        ),
        (
            "stt",
            "ear:\n  max_seconds: -1\n",
            "stt.yaml:2: stt.ear.max_seconds: expected a number above 0; found -1",
        ),
        (
            "stt",
            "ear:\n  endpoint:\n    stop_treshold: 0.2\n",
            "stt.yaml:3: stt.ear.endpoint.stop_treshold: no such setting; did you mean stop_threshold?",
        ),
        ("tts", "voice: 7\n", "tts.yaml:1: tts.voice: expected text or null; found 7"),
        ("tts", "mouth: loud\n", "tts.yaml:1: tts.mouth: expected settings as `name: value`; found 'loud'"),
        (
            "core",
            "log_level: inof\n",
            (
                "core.yaml:1: core.log_level: expected one of debug, info, warning, error; "
                "found 'inof'; did you mean info?"
            ),
        ),
        (
            "core",
            "log_transcripts: maybe\n",
            "core.yaml:1: core.log_transcripts: expected true or false; found 'maybe'",
        ),
        (
            "core",
            "languages: []\n",
            "core.yaml:1: core.languages: expected a list of strings, at least 1; found a list",
        ),
        (
            "core",
            "languages: en\n",
            "core.yaml:1: core.languages: expected a list of strings, at least 1; found 'en'",
        ),
        (
            "core",
            "languages: [en, sindarin]\n",
            "core.yaml:1: core.languages[1]: expected a language, such as en, de or pt-BR; found 'sindarin'",
        ),
        (
            "core",
            "wyoming:\n  allow:\n    - 10.0.0.0/8\n    - 10.0.0.0/99\n",
            (
                "core.yaml:4: core.wyoming.allow[1]: expected a network such as 192.168.0.0/16; "
                "found '10.0.0.0/99'"
            ),
        ),
        (
            "core",
            "http:\n  tls:\n    self_mad: true\n",
            "core.yaml:3: core.http.tls.self_mad: no such setting; did you mean self_made?",
        ),
        (
            "core",
            "http:\n  tls: self-made\n",
            "core.yaml:2: core.http.tls: expected settings as `name: value`; found 'self-made'",
        ),
        (
            "core",
            "http:\n  tls:\n    key: /etc/key.pem\n",
            (
                "core.yaml:3: core.http.tls.key: expected a certificate beside it, in"
                " core.http.tls.certificate; found '/etc/key.pem'"
            ),
        ),
        (
            "core",
            "http:\n  tls:\n    certificate: /etc/fullchain.pem\n    self_made: true\n",
            (
                "core.yaml:4: core.http.tls.self_made: expected false where there is a certificate of your"
                " own; found 'true'"
            ),
        ),
        (
            "core",
            "http:\n  tls: {names: [morgan.local]}\n",
            "core.yaml:2: core.http.tls.names: expected self_made: true beside it; found 'morgan.local'",
        ),
        (
            "core",
            "http:\n  api_keys: [hush]\n",
            (
                "core.yaml:2: core.http.api_keys[0]: expected text of at least 8 characters or settings as "
                "`name: value`; found something else"
            ),
        ),
        (
            "core",
            "http:\n  api_keys:\n    - {name: tablet, key: long-enough-key, scopes: [audio, hmoe]}\n",
            (
                "core.yaml:3: core.http.api_keys[0].scopes[1]: expected one of audio, chat, home, memory; "
                "found something else"
            ),
        ),
        (
            "core",
            "http:\n  api_keys:\n    - {name: tablet, key: long-enough-key, scope: [audio]}\n",
            "core.yaml:3: core.http.api_keys[0].scope: no such setting; did you mean scopes?",
        ),
        (
            "core",
            "http:\n  api_keys:\n    - {name: tablet, key: long-enough-key, at_a_time: 0}\n",
            (
                "core.yaml:3: core.http.api_keys[0].at_a_time: expected an integer of at least 1 or null; "
                "found something else"
            ),
        ),
        (
            "core",
            "http:\n  api_keys:\n    - {name: tablet}\n",
            "core.yaml:3: core.http.api_keys[0].key: expected text of at least 8 characters, found nothing",
        ),
        (
            "core",
            (
                "http:\n  api_keys:\n    - {name: a, key: long-enough-key, scopes: [audio]}\n"
                "    - long-enough-key\n"
            ),
            (
                "core.yaml:4: core.http.api_keys[1]: expected a key that has no other entry; "
                "found something else"
            ),
        ),
        (
            "core",
            "http: {api_keys: [{name: a, key: long-enough-1}, {name: a, key: long-enough-2}]}\n",
            (
                "core.yaml:1: core.http.api_keys[1]: expected a name that no other key has; "
                "found something else"
            ),
        ),
        (
            "core",
            "home:\n  areas: [Kitchen]\n  entities:\n    - {name: Light, domain: light, area: Kichen}\n",
            (
                "core.yaml:4: core.home.entities[0].area: expected a name in areas (Kitchen); "
                "found 'Kichen'; did you mean Kitchen?"
            ),
        ),
        (
            "core",
            "home:\n  areas:\n    - {name: Attic, floor: Top}\n",
            "core.yaml:3: core.home.areas[0].floor: expected a name in floors (which is empty); found 'Top'",
        ),
        (
            "core",
            "home:\n  entities:\n    - {name: Light}\n",
            (
                "core.yaml:3: core.home.entities[0].domain: expected text that matches ^[a-z][a-z_]*$, "
                "found nothing"
            ),
        ),
        (
            "core",
            "home:\n  entities:\n    - {name: Light, domain: light, brigtness: true}\n",
            "core.yaml:3: core.home.entities[0].brigtness: no such setting; did you mean brightness?",
        ),
    ],
    ids=readable,
)
def test_a_wrong_setting_is_told_by_its_line(
    complaints: Complain, file: str, text: str, complaint: str
) -> None:
    assert complaints(**{file: text}) == [complaint]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            "engine: near-aer\n",
            (
                "stt.yaml:1: stt.engine: expected one of auto, far-ear, near-ear; "
                "found 'near-aer'; did you mean near-ear?"
            ),
        ),
        (
            "engines:\n  near-er: {beam: 2}\n",
            (
                "stt.yaml:2: stt.engines.near-er: no such engine; expected one of far-ear, near-ear; "
                "did you mean near-ear?"
            ),
        ),
        (
            "engines:\n  near-ear:\n    beem: 2\n",
            "stt.yaml:3: stt.engines.near-ear.beem: no such setting; did you mean beam?",
        ),
        (
            "engines:\n  near-ear:\n    beam: 12\n",
            "stt.yaml:3: stt.engines.near-ear.beam: expected an integer from 1 to 9; found 12",
        ),
        ("engine: far-ear\n", "stt.yaml:1: stt.engines.far-ear.uri: expected text, found nothing"),
        (
            "engines: near-ear\n",
            "stt.yaml:1: stt.engines: expected settings as `name: value`; found 'near-ear'",
        ),
        ("engine: [auto]\n", "stt.yaml:1: stt.engine: expected one of auto, far-ear, near-ear; found a list"),
    ],
    ids=readable,
)
def test_a_wrong_engine_is_told_by_its_line(complaints: Complain, text: str, complaint: str) -> None:
    assert complaints(stt=text) == [complaint]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("- auto\n", "stt.yaml:1: expected settings as `name: value`, found a list"),
        ("auto\n", "stt.yaml:1: expected settings as `name: value`, found 'auto'"),
        ("engine: auto\nengine: auto\n", "stt.yaml:2: engine is set twice; it is already set in line 1"),
        (
            "ear:\n  gap_seconds: 1\n  gap_seconds: 2\n",
            "stt.yaml:3: gap_seconds is set twice; it is already set in line 2",
        ),
        (
            "engine: auto\near: {gap_seconds: 1\n",
            (
                "stt.yaml:3: not valid YAML: while parsing a flow mapping expected ',' or '}', "
                "but got '<stream end>'"
            ),
        ),
        (
            "engine: auto\n\thttp_port: 1\n",
            "stt.yaml:2: not valid YAML: the line begins with a tab",
        ),
        (
            "a: 1\n---\nb: 2\n",
            "stt.yaml:2: not valid YAML: expected a single document in the stream but found another document",
        ),
        (
            "engine: !!python/object:os.system {}\n",
            (
                "stt.yaml:1: not valid YAML: could not determine a constructor for the tag "
                "'tag:yaml.org,2002:python/object:os.system'"
            ),
        ),
        ("engine: \x07\n", "stt.yaml:1: not valid YAML: a character that is not allowed, U+0007"),
        ("a: " + "[" * 2000 + "\n", "stt.yaml: not valid YAML: nested too deeply"),
    ],
    ids=readable,
)
def test_a_file_that_cannot_be_understood_is_told_by_its_line(
    complaints: Complain, text: str, complaint: str
) -> None:
    assert complaints(stt=text) == [complaint]


def test_a_key_that_is_no_name_is_a_mistake(complaints: Complain) -> None:
    assert complaints(stt="10300: auto\n")[0] == "stt.yaml:1: expected a name before the colon, found '10300'"


def test_every_mistake_in_every_file_is_told_at_once(complaints: Complain) -> None:
    messages = complaints(
        stt="engin: auto\nhttp_port: x\n", tts="voise: a\n", environ={"MORGAN_VAD__HTTP_PORT": "no"}
    )
    assert sorted(complaint.partition(": ")[0] for complaint in messages) == [
        "MORGAN_VAD__HTTP_PORT",
        "stt.yaml:1",
        "stt.yaml:2",
        "tts.yaml:1",
    ]


def test_several_mistakes_are_counted_and_one_stands_alone() -> None:
    one, other = Complaint("a.yaml:1", "is wrong"), Complaint("b.yaml:2", "too", "did you mean two?")
    assert InvalidConfiguration([one]).message == "a.yaml:1: is wrong"
    assert InvalidConfiguration([one, other]).message == (
        "2 errors in the configuration\n  a.yaml:1: is wrong\n  b.yaml:2: too; did you mean two?"
    )
    assert "morgan config init" in InvalidConfiguration([one]).hint


def test_an_engine_without_what_it_needs_is_told_by_what_chose_it(complaints: Complain) -> None:
    messages = complaints(stt="http_port: 1\nengine: far-ear\n")
    assert messages == ["stt.yaml:2: stt.engines.far-ear.uri: expected text, found nothing"]
    messages = complaints(environ={"MORGAN_STT__ENGINE": "far-ear"}, stt="")
    assert messages == ["MORGAN_STT__ENGINE: stt.engines.far-ear.uri: expected text, found nothing"]


def test_a_wrong_option_is_told_by_its_name(complaints: Complain) -> None:
    messages = complaints(given=(Given(("core", "http", "port"), 70000, "--http-port"),))
    assert messages == ["--http-port: core.http.port: expected an integer from 0 to 65535; found 70000"]


def test_a_file_that_cannot_be_read_is_told(complaints: Complain, tmp_path: Path) -> None:
    (tmp_path / "tts.yaml").mkdir()
    (tmp_path / "stt.yaml").write_bytes(b"engine: \xff\n")
    assert complaints() == [
        "tts.yaml: cannot be read: Is a directory",
        "stt.yaml: cannot be read: it is not UTF-8",
    ]


def test_a_file_with_the_other_suffix_is_told(complaints: Complain, tmp_path: Path) -> None:
    (tmp_path / "core.yml").write_text("log_level: debug\n")
    assert complaints() == ["core.yml: is not read; expected the name core.yaml"]


def test_paths_and_guesses_read_like_a_person_wrote_them() -> None:
    assert dotted(("core", "home", "entities", 3, "domain")) == "core.home.entities[3].domain"
    assert closest("KITCHEN", ["Kitchen", "Office"]) == ["Kitchen"]
    assert closest("attic", ["Kitchen", "Office"]) == []


def test_a_mistake_in_the_engine_of_one_language_is_told_by_its_line(complaints: Complain) -> None:
    text = "by_language:\n  de:\n    engine: near-eer\n    engines:\n      near-ear: {beam: 12}\n"
    complaint = "stt.yaml:3: stt.by_language.de.engine: expected one of auto, far-ear, near-ear; found "
    assert complaints(stt=text) == [
        f"{complaint}'near-eer'; did you mean near-ear?",
        "stt.yaml:5: stt.by_language.de.engines.near-ear.beam: expected an integer from 1 to 9; found 12",
    ]


def test_a_mistake_about_wake_words_is_told_by_its_line(complaints: Complain) -> None:
    assert complaints(vad="wake:\n  engine: nose\n") == [
        "vad.yaml:2: vad.wake.engine: expected one of auto, owl; found 'nose'"
    ]
